"""Lets a ticket go on as another: two about the same thing become one, and each keeps its own history."""

from sqlalchemy import select

from assistant.errors import TransitionNotAllowedError
from assistant.service import merging, tickets, watchers
from assistant.service.acting import Act
from assistant.service.tickets import Change
from assistant.store import Stem, Ticket
from assistant.tickets.history import TransactionKind


def join(act: Act, ticket: Ticket, into: Ticket, reason: str) -> None:
    """Let a ticket go on as another. Of two requests the earlier receipt counts. Rule D-11.

    Raises:
        InvalidInputError: no reason is written for two requests.
        TransitionNotAllowedError: the two are not of one person, company and kind, or it is done already.
    """
    if ticket.id == into.id or ticket.merged_into or into.merged_into:
        raise TransitionNotAllowedError("One of these tickets is a part of another already.")
    if ticket.request.lines:
        if not into.request.lines:
            fault = "A request cannot become a part of a plain ticket; merge it the other way round."
            raise TransitionNotAllowedError(fault)
        merging.merge(act, into, ticket, reason)
    else:
        _share_people(act, ticket, into)
        change = Change(field="merged", old=str(ticket.id))
        tickets.record(act, into, TransactionKind.MERGED, change=change, text=reason.strip())
    _share_words(act, ticket, into)
    tickets.point_to(act, ticket, into)


def _share_people(act: Act, ticket: Ticket, into: Ticket) -> None:
    for role in watchers.ROLES:
        if role == "requestor" and into.request.lines:
            continue  # whoever wrote the plain ticket must not get what belongs to the data subject
        for address in watchers.addresses(act.session, ticket, role):
            watchers.add(act, into, role, address)


def _share_words(act: Act, ticket: Ticket, into: Ticket) -> None:
    known = set(act.session.scalars(select(Stem.hash).where(Stem.ticket_id == into.id)))
    own = set(act.session.scalars(select(Stem.hash).where(Stem.ticket_id == ticket.id)))
    act.session.add_all(Stem(hash=one, ticket_id=into.id) for one in sorted(own - known))
