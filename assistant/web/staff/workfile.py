"""The work on one line as its page shows it: checklist, answer, package; values only."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from assistant.rights.checklist import DOMAIN, UNFINISHED, WHOLE, ItemState, states_of
from assistant.rights.deadline import local_date
from assistant.rights.states import ANSWERED, LineOutcome, LineState
from assistant.service import checklists, files, identifiers, items, outcomes, packages, readiness, staff
from assistant.service.identifiers import Known
from assistant.service.letters import AnswerWords
from assistant.service.parts import Parts
from assistant.store import Answer, ChecklistItem, Package, RequestLine, StaffMember, Ticket
from assistant.terms import Message, Right
from assistant.tickets.permission import Action, may
from assistant.translations import render
from assistant.web.pages import locale
from assistant.web.staff import words


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One item of the checklist. `choices` are states to choose from; `files` pair a number with a name."""

    id: str
    text: str
    article: str
    state: str
    state_name: str
    is_finished: bool
    is_automatic: bool
    owner: str
    due: date
    evidence: str = field(repr=False)
    done_by: str
    done_at: datetime | None
    files: tuple[tuple[str, str, int], ...] = field(repr=False)
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """The answer that was proposed or sent."""

    outcome: str
    outcome_name: str
    words: AnswerWords = field(repr=False)
    is_unfounded: bool
    proposed_by: str
    approved_by: str
    is_sent: bool
    goes_by_post: bool
    is_delivered: bool


@dataclass(frozen=True, slots=True)
class PackageShown:
    """The package that goes, or went, with the answer."""

    size: int
    until: date | None
    downloads: int


@dataclass(frozen=True, slots=True)
class Workfile:
    """Everything on the page of a line."""

    position: int
    right: str
    state: str
    state_name: str
    lookup: tuple[Known, ...] = field(repr=False)
    items: tuple[ItemShown, ...]
    unfinished: int
    answer: AnswerShown | None
    package: PackageShown | None
    outcomes: tuple[tuple[str, str], ...]
    workers: tuple[str, ...]
    is_late: bool
    may_work: bool
    may_upload: bool
    may_propose: bool
    may_send: bool
    may_close: bool
    may_open_package: bool
    may_erase_own: bool
    is_erasure: bool


def workfile(
    session: Session, parts: Parts, member: StaffMember, ticket: Ticket, line: RequestLine
) -> Workfile:
    """Return a line as a member sees it who may see its ticket, in the page's language."""
    grants, state = staff.grants(member), LineState(line.state)
    may_move = may(grants, Action.MOVE_LINE, queue=ticket.queue)
    rows = items.items_of(session, line)
    answer = readiness.answer_of(session, line)
    shown = _answer(session, parts, answer) if answer else None
    package = packages.of_line(session, line)
    unfinished = sum(row.state in UNFINISHED for row in rows)
    zone = parts.knowledge().controller(line.request.controller).timezone
    return Workfile(
        position=line.position,
        right=words.named(words.RIGHTS, line.right),
        state=line.state,
        state_name=words.state(line),
        lookup=identifiers.for_line(session, parts, line),
        items=tuple(_item(parts, row) for row in rows),
        unfinished=unfinished,
        answer=shown,
        package=PackageShown(package.size, packages.last_day(parts, package), package.downloads)
        if package
        else None,
        outcomes=tuple(
            (one.value, words.named(words.OUTCOMES, one)) for one in LineOutcome if one in ANSWERED
        ),
        workers=staff.workers(session, ticket.queue),
        is_late=local_date(parts.now(), zone) > line.request.due,
        may_work=may_move and state in checklists.WORKABLE,
        may_upload=may(grants, Action.UPLOAD, queue=ticket.queue) and state in checklists.WORKABLE,
        may_propose=may_move and state is LineState.IN_PROGRESS,
        may_send=may_move and state is LineState.READY,
        may_close=may_move
        and state is LineState.RESPONDED
        and unfinished == 0
        and bool(shown and shown.is_delivered),
        may_open_package=may(grants, Action.OPEN_PACKAGE, queue=ticket.queue),
        is_erasure=line.right == Right.ERASURE,
        may_erase_own=may(grants, Action.APPROVE, queue=ticket.queue)
        and line.right == Right.ERASURE
        and state is LineState.IN_PROGRESS,
    )


def progress_of(session: Session, line: RequestLine) -> tuple[int, int]:
    """Return how many items of a line's checklist are finished, and how many there are."""
    found = items.states_of(session, line).values()
    return sum(state not in UNFINISHED for state in found), len(found)


def _package(parts: Parts, package: Package) -> PackageShown:
    return PackageShown(package.size, packages.last_day(parts, package), package.downloads)


def _outcomes() -> tuple[tuple[str, str], ...]:
    return tuple((one.value, words.named(words.OUTCOMES, one)) for one in LineOutcome if one in ANSWERED)


def _item(parts: Parts, row: ChecklistItem) -> ItemShown:
    place = row.place if row.place is not None else Message(DOMAIN, WHOLE)
    return ItemShown(
        id=row.id,
        text=render(Message(DOMAIN, row.text, {"place": place}), locale()),
        article=row.article,
        state=row.state,
        state_name=words.named(words.ITEM_STATES, row.state),
        is_finished=row.state not in UNFINISHED,
        is_automatic=row.is_automatic,
        owner=row.owner or "",
        due=row.due,
        evidence=checklists.evidence_of(parts, row),
        done_by=row.done_by or "",
        done_at=row.done_at,
        files=tuple((kept.id, files.name_of(parts, kept), kept.size) for kept in row.files),
        choices=tuple((one.value, words.named(words.ITEM_STATES, one)) for one in _choices(row)),
    )


def _choices(row: ChecklistItem) -> tuple[ItemState, ...]:
    reopened = (ItemState.OPEN,) if row.state != ItemState.OPEN else ()
    return (*states_of(row.key), *reopened)


def _answer(session: Session, parts: Parts, answer: Answer) -> AnswerShown:
    return AnswerShown(
        outcome=answer.outcome,
        outcome_name=words.named(words.OUTCOMES, answer.outcome),
        words=outcomes.words_of(parts, answer),
        is_unfounded=answer.is_unfounded,
        proposed_by=answer.proposed_by,
        approved_by=answer.approved_by or "",
        is_sent=readiness.is_sent(answer),
        goes_by_post=readiness.goes_by_post(answer),
        is_delivered=readiness.is_delivered(session, answer),
    )
