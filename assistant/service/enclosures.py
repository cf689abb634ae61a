"""Files that go with a reply: they wait, sealed, while the reply is written, and then leave with its mail."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, InvalidInputError, NotFoundError, TransitionNotAllowedError
from assistant.service import attachments, letters
from assistant.service.acting import Act
from assistant.service.attachments import MOST_BYTES, MOST_FILES, NewFile
from assistant.service.keys import seal_bytes
from assistant.store import Attachment, ReplyFile, Ticket, Transaction

WAITS = timedelta(days=7)
"""After this, what nobody sent is forgotten."""


def waiting(session: Session, ticket: Ticket, name: str) -> Sequence[ReplyFile]:
    """Return the files that somebody is about to send on a ticket, in their order and without their bytes."""
    own = select(ReplyFile).where(ReplyFile.ticket_id == ticket.id, ReplyFile.owner == name)
    return session.scalars(own.order_by(ReplyFile.id)).all()


def enclose(act: Act, ticket: Ticket, files: Sequence[NewFile]) -> None:
    """Keep files until the reply of whoever acts is sent.

    Raises:
        InvalidInputError: there are too many, or one is empty or too large, or they are together.
        TransitionNotAllowedError: nobody has shown that the mailbox is theirs, or there is none.
    """
    attachments.check(files)
    check_mailbox(ticket, files)
    known = waiting(act.session, ticket, act.actor.name)
    if len(known) + len(files) > MOST_FILES:
        raise InvalidInputError(f"A message has at most {MOST_FILES} files.")
    if sum(one.size for one in known) + sum(len(one.data) for one in files) > MOST_BYTES:
        raise InvalidInputError(f"The files of a message have at most {MOST_BYTES // 1024 // 1024} MB.")
    act.session.add_all(
        ReplyFile(
            ticket_id=ticket.id,
            owner=act.actor.name,
            name=attachments.safe_name(file.name),
            media_type=attachments.safe_type(file.media_type),
            size=len(file.data),
            sealed=seal_bytes(act.parts.keys, ticket.request.wrapped_key, file.data),
            created=act.now,
        )
        for file in files
    )
    act.session.flush()


def forget(act: Act) -> None:
    """Forget the files that nobody sent for a week."""
    act.session.execute(delete(ReplyFile).where(ReplyFile.created < act.now - WAITS))


def may_go(ticket: Ticket) -> bool:
    """Tell whether files can go with a reply: of a request, only to a mailbox that was proved."""
    request = ticket.request
    return not request.lines or (request.address is not None and request.verified_at is not None)


def check_mailbox(ticket: Ticket, files: Sequence[NewFile]) -> None:
    """Hold that files of a request go only where somebody has shown that the mailbox is theirs.

    Raises:
        TransitionNotAllowedError: nobody has, or there is no mailbox.
    """
    if files and letters.by_post(ticket.request):
        raise TransitionNotAllowedError(
            "This person has no mailbox. Print the files and post them with the letter."
        )
    if files and not may_go(ticket):
        raise TransitionNotAllowedError("Files go only to a mailbox that was shown to be the requestor's.")


def drop(act: Act, ticket: Ticket, number: int) -> None:
    """Take a file of whoever acts away again.

    Raises:
        NotFoundError: they have none such.
    """
    row = act.session.get(ReplyFile, number)
    if row is None or row.ticket_id != ticket.id or row.owner != act.actor.name:
        raise NotFoundError("There is no such file.")
    act.session.delete(row)
    act.session.flush()


def check_seen(act: Act, ticket: Ticket, seen: str) -> None:
    """Hold that exactly the files go out that a preview showed, told by their numbers.

    Raises:
        ConflictError: others would.
    """
    if seen != seen_as(waiting(act.session, ticket, act.actor.name)):
        raise ConflictError("The files of this reply changed; look at its preview again.")


def seen_as(rows: Sequence[ReplyFile]) -> str:
    """Return the numbers of files as a form brings them back."""
    return ",".join(str(row.id) for row in rows)


def send(act: Act, ticket: Ticket, written: Transaction) -> list[Attachment]:
    """Make what waits files of the message that was just written."""
    rows = waiting(act.session, ticket, act.actor.name)
    sent = [
        Attachment(
            request_id=ticket.request_id,
            transaction=written,
            position=position,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            sealed=row.sealed,
        )
        for position, row in enumerate(rows, start=1)
    ]
    act.session.add_all(sent)
    for row in rows:
        act.session.delete(row)
    act.session.flush()
    return sent


def take_back(act: Act, written: Transaction) -> None:
    """Let the files of a reply that was taken back wait again."""
    own = select(Attachment).where(Attachment.transaction_id == written.id).order_by(Attachment.position)
    for row in act.session.scalars(own).all():
        waits = ReplyFile(
            ticket_id=written.ticket_id,
            owner=act.actor.name,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            sealed=row.sealed,
            created=act.now,
        )
        act.session.add(waits)
        act.session.delete(row)
    act.session.flush()
