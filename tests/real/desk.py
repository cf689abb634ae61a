"""What happens on our side of a mirror: requests are filed, answered and looked at."""

from base64 import b64decode
from dataclasses import dataclass, replace
from threading import Event

from sqlalchemy import select

from assistant.rights.states import LineOutcome, LineState
from assistant.service import differences, mirrors, outbox, requests, tickets
from assistant.service.acting import DATA_SUBJECT, Act, Actor
from assistant.service.mirror_port import RemoteTracker
from assistant.service.parts import Parts
from assistant.store import MirrorCall, MirroredTicket, Ticket
from assistant.terms import Right, Role
from tests.real.request_tracker import RequestTracker
from tests.service.conftest import FILING, Clock, Postbox

ALVA = Actor("alva", Role.AGENT)


@dataclass
class Desk:
    """A house with a mirror: `remote` is what speaks to it."""

    parts: Parts
    remote: RemoteTracker
    clock: Clock
    postbox: Postbox

    def act(self, session: object, actor: Actor = DATA_SUBJECT) -> Act:
        return Act(session, self.parts, actor, self.parts.now())  # type: ignore[arg-type]

    def file(self, key: str, *, right: Right = Right.MARKETING_BAN, address: str = "") -> int:
        """File a request that needs no proof, so that the staff have it at once; return its ticket."""
        filing = replace(
            FILING,
            rights=(right,),
            idempotency_key=key,
            address=address or f"person.{key}@example.org",
            scope="Ei kirjeitä, kiitos – åäö 😀",
            received_at=self.parts.now(),
        )
        with self.parts.sessions.begin() as session:
            request = requests.file(self.act(session), filing)
            return tickets.of_request(session, request).id

    def round(self, **pause: float) -> mirrors.Done:
        """Let time pass, so that everything is due, and do one round of the worker's two."""
        self.clock.move(**(pause or {"hours": 2}))
        done = mirrors.one_round(self.parts, lambda _controller: self.remote)
        outbox.deliver(self.parts, self.postbox)
        return done

    def remote_id(self, ticket: int) -> int:
        with self.parts.reads() as session:
            number = session.get_one(MirroredTicket, ticket).remote_id
        assert number is not None
        return number

    def ticket(self, number: int) -> Ticket:
        with self.parts.reads() as session:
            found = tickets.load(session, number)
            assert found.request.reference
            return found

    def reference(self, number: int) -> str:
        return self.ticket(number).request.reference

    def comment(self, number: int, text: str) -> None:
        with self.parts.sessions.begin() as session:
            tickets.comment(self.act(session, ALVA), tickets.load(session, number), text)

    def remote_text(self, real: RequestTracker, ticket: int, text: str) -> bool:
        """Tell whether exactly one comment there holds a text."""
        said = []
        for row in real.history(self.remote_id(ticket)):
            for link in row["_hyperlinks"]:
                if link["ref"] == "attachment" and row["Type"] == "Comment":
                    part = real.call("GET", f"attachment/{link['_url'].rpartition('/')[2]}")
                    said.append(b64decode(part["Content"] or "").decode("utf-8", "replace"))
        return sum(text in one for one in said) == 1

    def breathe(self) -> None:
        """Let the other threads work."""
        Event().wait(0.05)

    def texts(self, number: int, kind: str) -> list[str]:
        with self.parts.reads() as session:
            history = tickets.load(session, number).history
            return [tickets.text_of(self.parts, row) for row in history if row.kind == kind]

    def differences(self) -> list[tuple[str, str, str]]:
        with self.parts.reads() as session:
            return [(row.field, row.ours, row.theirs) for row in differences.open_differences(session)]

    def waiting(self) -> list[str]:
        with self.parts.reads() as session:
            return list(session.scalars(select(MirrorCall.kind).where(MirrorCall.done_at.is_(None))))

    def move(self, number: int, to: LineState, *, reason: str = "", outcome: str = "") -> None:
        """Take the only line of a request on, as staff do."""
        end = LineOutcome(outcome) if outcome else None
        with self.parts.sessions.begin() as session:
            act, ticket = self.act(session, ALVA), tickets.load(session, number)
            tickets.move_line(act, tickets.line_at(ticket, 1), to, outcome=end, reason=reason)
