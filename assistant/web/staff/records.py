"""The record of a ticket: whether it holds, its evidence, a legal hold; and the register. T-1, A-3."""

import json
from datetime import date

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from assistant.errors import AssistantError, ConflictError, InvalidInputError
from assistant.service import audit, board, desk, evidence, retention, staff
from assistant.service.evidence_pdf import as_pdf
from assistant.terms import Locale
from assistant.tickets.permission import ANY_QUEUE, Action, may, queues_for
from assistant.web.errors import status_of
from assistant.web.pages import speak
from assistant.web.runtime import runtime
from assistant.web.staff import door
from assistant.web.staff.casefile import casefile
from assistant.web.staff.frame import render
from assistant.web.staff.workbench import attachment

bp = Blueprint("records", __name__, url_prefix="/staff")
bp.before_request(door.enter)
TICKET = "/tickets/<int(max=2147483647):ticket_id>"


@bp.get(f"{TICKET}/record")
def show_record(ticket_id: int) -> Response:
    """Show whether the record holds, and what can be done with it."""
    return _page(ticket_id)


@bp.post(f"{TICKET}/evidence")
def take_evidence(ticket_id: int) -> Response:
    """Hand out the evidence pack as JSON or PDF; that it was taken is recorded."""
    wanted, lang = request.form.get("format", "pdf"), request.form.get("lang", "")
    with runtime().sessions.begin() as session:
        member = door.member()
        ticket = desk.held_ticket(session, member, ticket_id)
        act = staff.acting(runtime(), session, member, action=Action.EVIDENCE, queue=ticket.queue)
        made = evidence.pack(act, ticket.request, locale=Locale(lang) if lang in set(Locale) else None)
        name = ticket.request.reference
    if wanted == "json":
        text = json.dumps(made.content, ensure_ascii=False, indent=2)
        return attachment(text.encode(), f"{name}.json", "application/json")
    return attachment(as_pdf(made), f"{name}.pdf", "application/pdf")


@bp.post(f"{TICKET}/hold")
def hold(ticket_id: int) -> Response:
    """Begin, move or end a legal hold."""
    reason = request.form.get("reason", "").replace("\r\n", "\n")
    try:
        until = _day(request.form.get("until", ""))
        with runtime().sessions.begin() as session:
            member = door.member()
            ticket = desk.held_ticket(session, member, ticket_id)
            act = staff.acting(runtime(), session, member, action=Action.LEGAL_HOLD, queue=ticket.queue)
            desk.check_fields(ticket, request.form.get("version", -1, type=int), "held_until")
            retention.hold(act, ticket, until=until, reason=reason)
    except (ConflictError, InvalidInputError) as error:
        return _page(ticket_id, fault=error, reason=reason)
    return redirect(url_for(".show_record", ticket_id=ticket_id, done="hold"), 303)


@bp.get("/register.csv")
def show_register() -> Response:
    """Hand out the register of the requests that the member may take evidence of."""
    door.check_anywhere(Action.EVIDENCE)
    queues = queues_for(staff.grants(door.member()), Action.EVIDENCE)
    with runtime().reads() as session:
        table = evidence.register(session, None if ANY_QUEUE in queues else queues)
    return attachment(table.encode(), "register.csv", "text/csv; charset=utf-8")


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInputError("Write the day as year-month-day, such as 2027-01-31.") from None


def _page(ticket_id: int, *, fault: AssistantError | None = None, reason: str = "") -> Response:
    parts, member = runtime(), door.member()
    grants = staff.grants(member)
    with parts.reads() as session:
        ticket = board.visible_ticket(session, member, ticket_id)
        case = casefile(parts, member, ticket)
        kept = parts.anchors.all().get(ticket.request.reference, ())
        problems = audit.audit_problems(session, parts, ticket.request, kept=kept)
        values = {
            "case": case,
            "problems": problems,
            "length": ticket.last_seq,
            "held_until": ticket.request.held_until,
            "may_take": may(grants, Action.EVIDENCE, queue=ticket.queue),
            "may_hold": may(grants, Action.LEGAL_HOLD, queue=ticket.queue),
        }
    speak(zone=case.zone)
    done = request.args.get("done", "") == "hold"
    page = render("record", fault=fault, reason=reason, done=done, locales=tuple(Locale), **values)
    return make_response(page, status_of(fault)[0] if fault else 200)
