"""What a purge takes away and what stays: every table that hangs on a request is in one list. Rule T-2."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from assistant.rights.states import LineState
from assistant.service import mirroring, recording, reindexing, tickets
from assistant.service.acting import Act
from assistant.service.legal_hold import is_chat_held
from assistant.service.recording import Change
from assistant.store import (
    Answer,
    Attachment,
    Challenge,
    ChecklistItem,
    Conversation,
    CustomValue,
    DataSubjectRequest,
    Extension,
    HeldReply,
    Identifier,
    InboundMail,
    ItemFile,
    Link,
    MirrorCall,
    MirrorDifference,
    MirroredTicket,
    OutboxMail,
    Package,
    Payload,
    Presence,
    Reminder,
    ReplyFile,
    RequestLine,
    Row,
    Stem,
    Suspension,
    Ticket,
    Transaction,
    Verification,
    Watcher,
)
from assistant.tickets.history import TransactionKind

STUB = frozenset({"request", "request_line", "ticket", "transaction", "mirrored_ticket"})
"""Tables whose rows stay as the stub, emptied of what is personal: their times, states and links."""
ERASED = "–"
Owned = tuple[type[Row], ColumnElement[bool]]


def belongings(request: DataSubjectRequest, ticket: Ticket) -> Sequence[Owned]:
    """Return what goes with a purge, in an order that no foreign key minds."""
    lines = select(RequestLine.id).where(RequestLine.request_id == request.id)
    deeds = select(Transaction.id).where(Transaction.ticket_id == ticket.id)
    items = select(ChecklistItem.id).where(ChecklistItem.line_id.in_(lines))
    return (
        (HeldReply, HeldReply.transaction_id.in_(deeds)),
        (Payload, Payload.transaction_id.in_(deeds)),
        (Attachment, Attachment.request_id == request.id),
        (ItemFile, ItemFile.item_id.in_(items)),
        (ChecklistItem, ChecklistItem.line_id.in_(lines)),
        (Answer, Answer.line_id.in_(lines)),
        (Package, Package.line_id.in_(lines)),
        (OutboxMail, OutboxMail.request_id == request.id),
        (Challenge, Challenge.request_id == request.id),
        (Identifier, Identifier.request_id == request.id),
        (Verification, Verification.request_id == request.id),
        (InboundMail, InboundMail.request_id == request.id),
        (Suspension, Suspension.request_id == request.id),
        (Extension, Extension.request_id == request.id),
        (CustomValue, CustomValue.ticket_id == ticket.id),
        (Link, or_(Link.ticket_id == ticket.id, Link.target_id == ticket.id)),
        (MirrorCall, MirrorCall.ticket_id == ticket.id),
        (MirrorDifference, MirrorDifference.ticket_id == ticket.id),
        (Presence, Presence.ticket_id == ticket.id),
        (ReplyFile, ReplyFile.ticket_id == ticket.id),
        (Reminder, Reminder.ticket_id == ticket.id),
        (Stem, Stem.ticket_id == ticket.id),
        (Watcher, Watcher.ticket_id == ticket.id),
    )


def purge(act: Act, request: DataSubjectRequest) -> None:
    """Erase all that is personal of a request that is over; its stub and its chain stay. Rules T-1 and T-2.

    The stub: reference, rights, outcomes, dates, and the keyed hash of the address. The request's key goes
    too, so that what anybody copied before stays closed.
    """
    ticket = tickets.hold(act.session, request)
    request.name = request.address = request.scope = None
    for line in request.lines:
        if line.state == LineState.CLOSED:
            tickets.move_line(act, line, LineState.PURGED)
    if not request.lines:
        recording.set_subject(act, ticket, ERASED)
        tickets.record(act, ticket, TransactionKind.PURGED, change=Change("T-1"))
    _forget_chat(act, request)
    _delete(act.session, belongings(request, ticket))
    request.wrapped_key, request.idempotency_key = b"", request.id
    mirroring.note_erasure(act, ticket)
    act.session.flush()
    act.session.expire_all()
    _index_whole(act, ticket.merged_into)


def erase_stub(act: Act, request: DataSubjectRequest) -> None:
    """Erase everything about a request, its stub and its chain too."""
    ticket = tickets.hold(act.session, request)
    whole = ticket.merged_into
    _forget_chat(act, request)
    _delete(act.session, belongings(request, ticket))
    act.session.execute(update(Ticket).where(Ticket.merged_into == ticket.id).values(merged_into=None))
    rows: tuple[Owned, ...] = (
        (MirroredTicket, MirroredTicket.ticket_id == ticket.id),
        (Transaction, Transaction.ticket_id == ticket.id),
        (Ticket, Ticket.id == ticket.id),
        (RequestLine, RequestLine.request_id == request.id),
        (DataSubjectRequest, DataSubjectRequest.id == request.id),
    )
    _delete(act.session, rows)
    act.session.expunge_all()
    _index_whole(act, whole)


def _index_whole(act: Act, number: int | None) -> None:
    """Let the ticket as which an erased one went on be found no longer by the erased words. Rule T-2."""
    while number is not None:
        ticket = act.session.get_one(Ticket, number)
        number = ticket.merged_into
        if number is None:
            reindexing.index(act, ticket)


def _forget_chat(act: Act, request: DataSubjectRequest) -> None:
    """Erase the chat that a request was made in, unless another one made there is held: that keeps it."""
    if request.conversation_id is not None:
        number, request.conversation_id = request.conversation_id, None
        act.session.flush()
        if not is_chat_held(act.session, act.parts, number):
            act.session.execute(delete(Conversation).where(Conversation.id == number))


def _delete(session: Session, rows: Sequence[Owned]) -> None:
    session.flush()
    for kind, which in rows:
        session.execute(delete(kind).where(which).execution_options(synchronize_session=False))
