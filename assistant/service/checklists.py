"""Staff at work on the checklist of a line: owners, evidence, files, and who did what. Rules F-1 and F-3."""

from assistant.errors import InvalidInputError, NotFoundError, TransitionNotAllowedError
from assistant.rights.checklist import ItemState, check_item
from assistant.rights.states import LineState
from assistant.service import files, staff, tickets
from assistant.service.acting import Act
from assistant.service.files import Upload
from assistant.service.keys import seal, unseal
from assistant.service.parts import Parts
from assistant.service.tickets import Change
from assistant.store import ChecklistItem, ItemFile, RequestLine, Ticket
from assistant.text import as_kept
from assistant.tickets.history import TransactionKind

EVIDENCE_CHARACTERS = 4000
WORKABLE = frozenset(
    {LineState.IN_PROGRESS, LineState.WAITING_ID, LineState.WAITING_CLARIFICATION, LineState.RESPONDED}
)
"""States of a line in which its checklist can be worked on: notices may go out after the answer."""


def item_of(act: Act, line: RequestLine, number: str) -> ChecklistItem:
    """Return an item of the line.

    Raises:
        NotFoundError: the line has no such item.
    """
    found = act.session.get(ChecklistItem, number)
    if found is None or found.line_id != line.id:
        raise NotFoundError("The line has no such item.")
    return found


def recorded_as(item: ChecklistItem) -> str:
    """Return what the record calls an item."""
    return item.key[:64]


def mark(act: Act, ticket: Ticket, item: ChecklistItem, state: ItemState, *, note: str) -> None:
    """Record what came of an item, by whoever acts, with what shows it or why it does not apply.

    Raises:
        TransitionNotAllowedError: nobody works on the line now, or such an item has no such state.
        InvalidInputError: the state needs its reason, or the note is too long.
    """
    _check_workable(item.line)
    plain = as_kept(note)
    if len(plain) > EVIDENCE_CHARACTERS:
        raise InvalidInputError(f"This text is longer than {EVIDENCE_CHARACTERS} characters.")
    check_item(item.key, state, plain)
    old = item.state
    item.state = state.value
    item.evidence = seal(act.parts.keys, ticket.request.wrapped_key, plain) if plain else None
    is_open = state is ItemState.OPEN
    item.done_by, item.done_at = (None, None) if is_open else (act.actor.name, act.now)
    change = Change("F-3" if state in _OF_NOTICES else "F-1", recorded_as(item), old, item.state)
    tickets.record(act, ticket, TransactionKind.CHECKED_ITEM, change=change, text=plain)


_OF_NOTICES = frozenset({ItemState.SENT, ItemState.BOUNCED, ItemState.IMPOSSIBLE})


def assign(act: Act, ticket: Ticket, item: ChecklistItem, owner: str) -> None:
    """Give an item to a member of staff who may work on the ticket, or to nobody with an empty name.

    Raises:
        InvalidInputError: nobody of that name may work on it.
    """
    if owner and owner not in staff.workers(act.session, ticket.queue):
        raise InvalidInputError("Nobody of this name works in this queue.")
    old, item.owner = item.owner, owner or None
    if old != item.owner:
        change = Change("F-1", recorded_as(item), old, item.owner)
        tickets.record(act, ticket, TransactionKind.ASSIGNED, change=change)


def add_file(act: Act, ticket: Ticket, item: ChecklistItem, upload: Upload) -> ItemFile:
    """Keep a file as the evidence or the yield of an item; the item itself stays as it is.

    Raises:
        TransitionNotAllowedError: nobody works on the line now.
        InvalidInputError: the file's kind or size is not taken.
    """
    _check_workable(item.line)
    kept = files.keep(act, item, upload)
    change = Change("F-1", recorded_as(item), None, f"{kept.media_type}, {kept.size} bytes")
    tickets.record(act, ticket, TransactionKind.FILE_ADDED, change=change)
    return kept


def remove_file(act: Act, ticket: Ticket, item: ChecklistItem, number: str) -> None:
    """Erase a file that was added by mistake.

    Raises:
        NotFoundError: the item has no such file.
        TransitionNotAllowedError: nobody works on the line now.
    """
    _check_workable(item.line)
    found = files.find(act.session, item.line, number)
    change = Change("F-1", recorded_as(item), f"{found.media_type}, {found.size} bytes", None)
    act.session.delete(found)
    tickets.record(act, ticket, TransactionKind.FILE_REMOVED, change=change)


def evidence_of(parts: Parts, item: ChecklistItem) -> str:
    """Return what was written about an item; empty if nothing was, or it was purged."""
    if item.evidence is None:
        return ""
    return unseal(parts.keys, item.line.request.wrapped_key, item.evidence)


def _check_workable(line: RequestLine) -> None:
    if line.state not in WORKABLE:
        raise TransitionNotAllowedError("The checklist can be changed only while the line is worked on.")
