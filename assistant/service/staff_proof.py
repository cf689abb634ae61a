"""The staff check who somebody is, by a method of a fixed list: level L3 without electronic proof.

What they looked at is not kept, only by which method, which identifiers it confirmed, and a note of theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.errors import InvalidInputError
from assistant.rights.identity import Level, Method
from assistant.service import identifiers, proofs, tickets
from assistant.service.acting import Act
from assistant.service.identifiers import Kind, identifier_hash
from assistant.service.proofs import Proof
from assistant.store import Ticket

METHODS = (Method.CALLED_BACK, Method.KNOWN_FACTS, Method.KNOWN_ADDRESS, Method.SEEN_DOCUMENT)
"""How the staff may check somebody. A document is looked at and never copied."""


@dataclass(frozen=True, slots=True)
class StaffCheck:
    """One check that a member of staff made: how, of which identifiers by their place, and what they note."""

    method: Method
    confirmed: Sequence[int]
    note: str = field(repr=False)

    def prove(self, act: Act, ticket: Ticket) -> None:
        """Record the check and let the request go on.

        Raises:
            InvalidInputError: the method is not of the list, nothing is noted, or nothing was confirmed.
        """
        if self.method not in METHODS or not self.note.strip():
            raise InvalidInputError("Choose how you checked, and write down what you found.")
        given = identifiers.known(act.session, act.parts, ticket.request)
        chosen = [given[place] for place in sorted(set(self.confirmed)) if 0 <= place < len(given)]
        if not chosen:
            raise InvalidInputError("Choose what the check has confirmed.")
        tickets.comment(act, ticket, self.note)
        for one in chosen:
            is_mailbox = one.kind is Kind.EMAIL and one.value == ticket.request.address
            hashed = (
                ticket.request.address_hash if is_mailbox else identifier_hash(act.parts, one.kind, one.value)
            )
            proofs.accept(act, ticket, Proof(self.method, Level.L3, hashed))
