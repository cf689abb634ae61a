"""Letters to whoever gave no mailbox: the record keeps each as it is, and staff print and post it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from assistant.errors import NotFoundError
from assistant.service import letters, outbox, tickets
from assistant.service.acting import Act
from assistant.service.identifiers import Kind, known
from assistant.service.ports import Mail
from assistant.service.tickets import Change
from assistant.store import Attachment, DataSubjectRequest, OutboxMail, RequestLine, Ticket, Transaction
from assistant.tickets.history import TransactionKind

POST = "post"
"""The changed field of a transaction whose text is a whole letter to be posted."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter to be printed: to whom and where, as far as that was given, and its text."""

    name: str = field(repr=False)
    place: str = field(repr=False)
    text: str = field(repr=False)


def send(act: Act, ticket: Ticket, letter: Mail, *, rule: str | None = None) -> OutboxMail | None:
    """Mail a letter; where there is no mailbox, record all of it for the staff to post, and return None."""
    if letter.addressee:
        return outbox.queue(act, ticket.request, letter)
    put(act, ticket, letter, rule=rule)
    return None


def tell(act: Act, ticket: Ticket, letter: Mail, said: str, *, rule: str | None = None) -> None:
    """Record what staff say to the person and mail its letter; one to be posted is recorded whole."""
    if letter.addressee:
        tickets.correspond(act, ticket, said)
    send(act, ticket, letter, rule=rule)


def is_safe(request: DataSubjectRequest) -> bool:
    """Tell whether a letter reaches a mailbox that was shown to be the person's, or goes by post."""
    return request.verified_at is not None or request.address is None


def put(act: Act, ticket: Ticket, letter: Mail, *, rule: str | None = None) -> Transaction:
    """Record a letter that goes by post, word for word; on paper its subject stands above it."""
    kind = dict(letter.headers)[letters.KIND_HEADER]
    text = f"{letter.subject_line}\n\n{letter.text}"
    return tickets.correspond(act, ticket, text, change=Change(rule, POST, None, kind))


def reply(
    act: Act, ticket: Ticket, text: str, enclose: Callable[[Transaction], Sequence[Attachment]]
) -> tuple[Transaction, OutboxMail | None]:
    """Record what staff write to the person: every reply, wherever it was written, goes through here.

    It is mailed with the files that `enclose` gives its transaction; without a mailbox it is for the staff to
    post, and there is no mail.

    Raises:
        InvalidInputError: the text is empty.
        NotFoundError: there is nobody to write to.
    """
    letter = letters.correspondence(act.parts, ticket.request, tickets.written(text))
    if not letter.addressee:
        return put(act, ticket, letter), None
    written = tickets.correspond(act, ticket, text)
    return written, outbox.queue(act, ticket.request, letter, files=enclose(written))


def confirm_withdrawal(act: Act, ticket: Ticket, line: RequestLine) -> None:
    """Tell the person that staff closed a right as withdrawn: whoever did not withdraw it hears of it. R-6.

    A mailbox that nobody has shown to be theirs is not written to.
    """
    if is_safe(ticket.request):
        send(act, ticket, letters.withdrawn(act.parts, ticket.request, [line]), rule="R-6")


def printed(act: Act, ticket: Ticket, seq: int) -> Printed:
    """Return a letter of the ticket as it is to be printed.

    Raises:
        NotFoundError: that transaction is no letter, or it was purged.
    """
    row = act.session.scalar(
        select(Transaction).where(
            Transaction.ticket_id == ticket.id,
            Transaction.seq == seq,
            Transaction.kind == TransactionKind.CORRESPONDENCE.value,
            Transaction.field == POST,
        )
    )
    text = tickets.text_of(act.parts, row) if row is not None else ""
    if not text:
        raise NotFoundError("There is no such letter.")
    given = known(act.session, act.parts, ticket.request)
    place = next((one.value for one in given if one.kind is Kind.POST), "")
    return Printed(ticket.request.name or "", place, text)
