"""Registers a request that came by phone, letter, at the desk or by mail, with when it really came. I-9."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from assistant.errors import AssistantError, InvalidInputError, NotFoundError
from assistant.policy.load import Controller
from assistant.rights.identity import AddressError, Representative
from assistant.service import inbound, requests, staff, tickets
from assistant.service.identifiers import Claim, Kind
from assistant.service.keys import new_token
from assistant.terms import Locale, Right
from assistant.tickets.permission import Action
from assistant.translations import render as rendered
from assistant.web.errors import status_of
from assistant.web.pages import locale
from assistant.web.runtime import runtime
from assistant.web.staff import case_words, door
from assistant.web.staff.frame import controllers, render

bp = Blueprint("registering", __name__, url_prefix="/staff/requests")
bp.before_request(door.enter)
CLAIMS = (Kind.CUSTOMER_NUMBER, Kind.PHONE, Kind.POST)
OLDEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Note:
    """What was typed into the page, to be shown again."""

    values: dict[str, str] = field(default_factory=dict, repr=False)
    rights: tuple[Right, ...] = ()


@bp.get("/new")
def show() -> Response:
    """Show an empty page for what somebody said or wrote."""
    return _page(Note({"key": new_token()}))


@bp.post("/new")
def register() -> Response:
    """File the request as it came; the same page sent twice is one request. Rules I-3, I-5 and I-9."""
    note, parts = _typed(), runtime()
    try:
        company = _company(note)
        with parts.sessions.begin() as session:
            act = staff.acting(
                parts, session, door.member(), action=Action.REGISTER_REQUEST, queue=company.queue
            )
            filed = requests.file(act, _filing(note, company))
            is_new = filed.received_at == _received(note, company)
            if is_new and not note.values.get("quiet"):
                inbound.invite(act, filed)
            ticket_id = tickets.of_request(session, filed).id
    except (InvalidInputError, NotFoundError) as error:
        return _page(note, error)
    return redirect(url_for("console.show_ticket", ticket_id=ticket_id), 303)


def _typed() -> Note:
    names = ("key", "controller", "channel", "day", "time", "email", "name", "scope", "language", "quiet")
    more = ("representative", *CLAIMS)
    values = {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in (*names, *more)}
    rights = tuple(Right(one) for one in request.form.getlist("rights") if one in set(Right))
    return Note(values, tuple(right for right in rights if right.is_filed))


def _company(note: Note) -> Controller:
    found = runtime().knowledge().controllers.get(note.values["controller"])
    if found is None:
        raise InvalidInputError("Choose the company that the request was made to.")
    return found


def _received(note: Note, company: Controller) -> datetime:
    """Return when it came, by the clock where the company is: never later than now. Rule I-3."""
    try:
        told = datetime.fromisoformat(f"{note.values['day']}T{note.values['time'] or '12:00'}")
    except ValueError as error:
        raise InvalidInputError("Write the day, and the time if you know it, when it came.") from error
    received, now = told.replace(tzinfo=ZoneInfo(company.timezone)), runtime().now()
    if not note.values["time"] and told.date() == now.astimezone(ZoneInfo(company.timezone)).date():
        received = min(received, now)
    if not now - OLDEST <= received <= now:
        raise InvalidInputError("It came before now, and not more than a year ago.")
    return received


def _filing(note: Note, company: Controller) -> requests.Filing:
    values = note.values
    if values["channel"] not in case_words.CHANNELS or values["language"] not in set(Locale):
        raise InvalidInputError("Choose how it came and its language.")
    if not values["email"] and not any(values[kind] for kind in CLAIMS):
        raise InvalidInputError("Write at least one way to reach or to know the person.")
    kind = values["representative"]
    return requests.Filing(
        controller=company.id,
        locale=Locale(values["language"]),
        rights=note.rights,
        address=values["email"],
        name=values["name"],
        scope=values["scope"],
        channel=values["channel"],
        conversation_id=None,
        received_at=_received(note, company),
        idempotency_key=f"staff:{values['key'][:64] or new_token()}",
        representative=Representative(kind) if kind in set(Representative) else None,
        claims=tuple(Claim(one, values[one]) for one in CLAIMS if values[one]),
    )


def _page(note: Note, fault: AssistantError | None = None) -> Response:
    own = controllers(Action.REGISTER_REQUEST)
    if not own:
        raise NotFoundError("You work on requests of no company.")
    text = render(
        "register",
        note=note,
        fault=rendered(fault.message, locale()) if isinstance(fault, AddressError) else fault and str(fault),
        companies=own,
        rights=tuple(right for right in Right if right.is_filed),
        terms=case_words,
        claims=CLAIMS,
        today=runtime().now().astimezone(ZoneInfo(next(iter(own.values())).timezone)).date(),
    )
    return make_response(text, status_of(fault)[0] if fault else 200)
