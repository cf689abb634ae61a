"""Who asks and by when: proof of identity, overrides, more time, language, and rights taken apart.

One page beside the ticket's own, with a form for each deed. What cannot be done comes back with what was
typed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from assistant.errors import (
    AssistantError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TransitionNotAllowedError,
)
from assistant.rights.clock import ExtensionReason
from assistant.rights.identity import Doubt, Method
from assistant.rights.states import LineOutcome, LineState
from assistant.service import (
    asking,
    board,
    desk,
    identifiers,
    letters,
    merging,
    plain,
    posting,
    proofs,
    requests,
    setting_aside,
    staff,
    timing,
)
from assistant.service.acting import SYSTEM, Act
from assistant.service.identifiers import Known
from assistant.service.notices import DOUBTS
from assistant.service.staff_proof import METHODS, StaffCheck
from assistant.store import StaffMember, Ticket
from assistant.terms import Locale, Right
from assistant.tickets.permission import Action, may
from assistant.translations import translate
from assistant.web.errors import status_of
from assistant.web.pages import locale, speak
from assistant.web.runtime import runtime
from assistant.web.staff import case_words, door, words
from assistant.web.staff.console import TICKET
from assistant.web.staff.frame import render

bp = Blueprint("casework", __name__, url_prefix="/staff")
bp.before_request(door.enter)
TOLD = (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TransitionNotAllowedError,
)
PLACE = f"{TICKET}/casework"
ASIDE = frozenset(
    {
        LineState.RECEIVED_UNVERIFIED,
        LineState.VERIFIED,
        LineState.OPEN,
        LineState.IN_PROGRESS,
        LineState.WAITING_ID,
        LineState.WAITING_CLARIFICATION,
    }
)
"""From where a right may be found to be meant for another controller."""
Deed = Callable[[Act, Ticket], object]


@dataclass(frozen=True, slots=True)
class Case:
    """What the page shows: values only. `lines` are pairs of place and right, of those that are not over."""

    id: int
    version: int
    reference: str
    zone: str
    language: str
    identifiers: tuple[Known, ...] = field(repr=False)
    verified_level: str
    representative: str
    due: date
    first_due: date
    extended_due: date
    is_extended: bool
    suspended_due: date | None
    warns_of_late_refusal: bool
    lines: tuple[tuple[int, str], ...]
    in_progress: tuple[tuple[int, str], ...]
    has_unproved: bool
    is_by_post: bool
    unposted: int | None
    aside: tuple[str, ...]
    may: frozenset[Action]


@bp.get(PLACE)
def show(ticket_id: int) -> Response:
    """Show who asks, what was proved, when the answer is due, and what can be done about these."""
    return _page(ticket_id, done=request.args.get("done", ""))


@bp.post(f"{PLACE}/proof")
def prove(ticket_id: int) -> Response:
    """Record that a member has checked who somebody is. Level L3."""
    method, note = request.form.get("method", ""), _text("note")
    places = tuple(int(place) for place in request.form.getlist("confirmed") if place.isdecimal())
    check = StaffCheck(Method(method) if method in set(METHODS) else Method.OVERRIDE, places, note)
    return _do(ticket_id, Action.ASK_IDENTITY, check.prove)


@bp.post(f"{PLACE}/override")
def override(ticket_id: int) -> Response:
    """Let what waits for proof go on without it; only the data protection officer may. Rule V-7."""
    reason = _text("reason")
    return _do(ticket_id, Action.OVERRIDE, lambda act, ticket: proofs.override(act, ticket, reason))


@bp.post(f"{PLACE}/question")
def ask(ticket_id: int) -> Response:
    """Ask the person for more proof, for a doubt of the list. Rule V-8."""
    doubt, text = request.form.get("doubt", ""), _text("text")
    position = request.form.get("line", 0, type=int)
    chosen = Doubt(doubt) if doubt in set(Doubt) else None
    return _do(
        ticket_id,
        Action.ASK_IDENTITY,
        lambda act, ticket: asking.ask_identity(act, ticket, position, chosen, text),
    )


@bp.post(f"{PLACE}/meaning")
def ask_meaning(ticket_id: int) -> Response:
    """Ask the person what is meant."""
    position, question = request.form.get("line", 0, type=int), _text("meaning")
    return _do(
        ticket_id, Action.REPLY, lambda act, ticket: asking.ask_meaning(act, ticket, position, question)
    )


@bp.post(f"{PLACE}/aside")
def set_aside(ticket_id: int) -> Response:
    """Close a right without an answer, with reasons that the person reads."""
    position, reasons = request.form.get("line", 0, type=int), _text("reasons")
    outcome = request.form.get("outcome", "")
    chosen = LineOutcome(outcome) if outcome in set(LineOutcome) else None
    return _do(
        ticket_id,
        Action.MOVE_LINE,
        lambda act, ticket: setting_aside.set_aside(act, ticket, position, chosen, reasons),
    )


@bp.get(f"{TICKET}/letters/<int(max=2147483647):seq>")
def show_letter(ticket_id: int, seq: int) -> Response:
    """Show a letter to be printed and posted."""
    parts, member = runtime(), door.member()
    with parts.reads() as session:
        ticket = board.visible_ticket(session, member, ticket_id)
        act = staff.acting(parts, session, member, action=Action.SHOW_TICKET, queue=ticket.queue)
        values = {"letter": posting.printed(act, ticket, seq), "reference": ticket.request.reference}
    return make_response(render("letter", id=ticket_id, **values))


@bp.post(f"{PLACE}/posted")
def note_posted(ticket_id: int) -> Response:
    """Record on which day the notice of an extension was posted. Rule D-5."""
    try:
        day = date.fromisoformat(_text("day"))
    except ValueError:
        day = None
    return _do(ticket_id, Action.REQUEST_EXTENSION, lambda act, ticket: asking.note_posted(act, ticket, day))


@bp.post(f"{PLACE}/extension")
def extend(ticket_id: int) -> Response:
    """Tell the person that the answer takes longer; the date changes once the notice has left. Rule D-5."""
    reason, why = request.form.get("reason", ""), _text("why")
    return _do(
        ticket_id, Action.REQUEST_EXTENSION, lambda act, ticket: asking.extend(act, ticket, reason, why)
    )


@bp.post(f"{PLACE}/language")
def set_language(ticket_id: int) -> Response:
    """Write to the person in another language from now on. Rule I-7."""
    code = request.form.get("language", "")

    def deed(act: Act, ticket: Ticket) -> None:
        if code not in set(Locale):
            raise InvalidInputError("This language is not known.")
        if code != ticket.request.locale:
            requests.set_language(act, ticket, Locale(code))

    return _do(ticket_id, Action.MODIFY_TICKET, deed)


@bp.post(f"{PLACE}/split")
def split(ticket_id: int) -> Response:
    """Take some rights out into a request of their own, with the same receipt. Rule D-11."""
    reason = _text("split_reason")
    positions = [int(place) for place in request.form.getlist("lines") if place.isdecimal()]
    return _do(ticket_id, Action.MERGE, lambda act, ticket: merging.split(act, ticket, positions, reason))


def _do(ticket_id: int, action: Action, deed: Deed) -> Response:
    parts, member = runtime(), door.member()
    try:
        with parts.sessions.begin() as session:
            ticket = desk.held_ticket(session, member, ticket_id)
            act = staff.acting(parts, session, member, action=action, queue=ticket.queue)
            desk.check_unchanged(ticket, request.form.get("version", -1, type=int))
            deed(act, ticket)
    except TOLD as error:
        return _page(ticket_id, fault=error, typed=request.form)
    done = str(request.endpoint).rpartition(".")[2]
    return redirect(url_for(".show", ticket_id=ticket_id, done=done), 303)


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n")


def _page(
    ticket_id: int,
    *,
    done: str = "",
    fault: AssistantError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    parts, member = runtime(), door.member()
    with parts.reads() as session:
        ticket = board.visible_ticket(session, member, ticket_id)
        if not plain.carries_request(ticket):
            raise NotFoundError("This ticket is no request.")
        case = _case(Act(session, parts, SYSTEM, parts.now()), member, ticket)
    speak(zone=case.zone)
    text = render(
        "casework",
        case=case,
        typed=typed or {},
        fault=fault,
        done=done if done in case_words.DONE else "",
        Action=Action,
        terms=case_words,
        methods=METHODS,
        doubts={doubt: translate("letters", locale(), told) for doubt, told in DOUBTS.items()},
        reasons=tuple(ExtensionReason),
    )
    return make_response(text, status_of(fault)[0] if fault else 200)


def _case(act: Act, member: StaffMember, ticket: Ticket) -> Case:
    found, parts, grants = ticket.request, act.parts, staff.grants(member)
    controller = parts.knowledge().controller(found.controller)
    extension = timing.extension_of(act.session, found)
    states = {line.position: LineState(line.state) for line in found.lines}
    named = {line.position: words.named(words.RIGHTS, Right(line.right)) for line in found.lines}
    ended = {LineState.CLOSED, LineState.PURGED}
    return Case(
        id=ticket.id,
        version=desk.version_of(ticket),
        reference=found.reference,
        zone=controller.timezone,
        language=found.locale,
        identifiers=identifiers.known(act.session, parts, found),
        verified_level=found.verified_level,
        representative=found.representative or "",
        due=found.due,
        first_due=timing.first_due(parts, found).due,
        extended_due=timing.extended_due(parts, found).due,
        is_extended=extension is not None,
        suspended_due=timing.suspended_due(act.session, parts, found),
        warns_of_late_refusal=timing.warns_of_late_refusal(act, found),
        lines=tuple((place, named[place]) for place, state in states.items() if state not in ended),
        in_progress=tuple(
            (place, named[place]) for place, state in states.items() if state is LineState.IN_PROGRESS
        ),
        has_unproved=LineState.RECEIVED_UNVERIFIED in states.values(),
        is_by_post=letters.by_post(found) is not None,
        unposted=asking.unposted(act, ticket),
        aside=_aside(states.values(), is_approver=may(grants, Action.APPROVE, queue=ticket.queue)),
        may=frozenset(action for action in Action if may(grants, action, queue=ticket.queue)),
    )


def _aside(states: Iterable[LineState], *, is_approver: bool) -> tuple[str, ...]:
    """Return how a right may be closed without an answer."""
    found = set(states)
    others = LineOutcome.MISDIRECTED if found & ASIDE else None
    unknown = LineOutcome.CANNOT_IDENTIFY if is_approver and LineState.RECEIVED_UNVERIFIED in found else None
    return tuple(one.value for one in (others, unknown) if one)
