"""Staff answering a line from beginning to end, as the console lets them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from assistant.rights.checklist import ItemState, is_notice
from assistant.rights.states import LineOutcome, LineState
from assistant.service import checklists, outcomes, tickets
from assistant.service.acting import Actor
from assistant.service.items import items_of
from assistant.service.letters import AnswerWords
from assistant.service.outcomes import Proposal
from assistant.service.parts import Parts
from assistant.store import Answer, RequestLine, Ticket, Transaction
from tests.service.conftest import ALVA, BO, acting

WORDS = AnswerWords("We took you off the list.", "A law keeps the invoices.")


@dataclass
class Desk:
    """Two members of staff at one line: `alva` does the work, `bo` approves."""

    parts: Parts
    session: Session
    ticket: Ticket
    position: int = 1

    @property
    def line(self) -> RequestLine:
        return tickets.line_at(self.ticket, self.position)

    def begin(self) -> None:
        tickets.move_line(acting(self.parts, self.session, ALVA), self.line, LineState.IN_PROGRESS)

    def finish_items(self, who: Actor = ALVA) -> None:
        act = acting(self.parts, self.session, who)
        for item in items_of(self.session, self.line):
            state = ItemState.SENT if is_notice(item.key) else ItemState.DONE
            checklists.mark(act, self.ticket, item, state, note="Done so.")

    def propose(
        self, outcome: LineOutcome = LineOutcome.FULFILLED, words: AnswerWords = WORDS, **more: bool
    ) -> Answer:
        act = acting(self.parts, self.session, ALVA)
        return outcomes.propose(act, self.ticket, self.line, Proposal(outcome, words, **more))

    def send(self, answer: Answer, who: Actor = BO, *, override_reason: str = "") -> None:
        act = acting(self.parts, self.session, who)
        seen = outcomes.fingerprint(outcomes.letter_of(act, answer))
        outcomes.send(act, self.ticket, answer, seen=seen, override_reason=override_reason)

    def answer(self, outcome: LineOutcome = LineOutcome.FULFILLED) -> Answer:
        """Take the line from open to answered."""
        self.begin()
        return self.answer_from_here(outcome)

    def answer_from_here(self, outcome: LineOutcome = LineOutcome.FULFILLED) -> Answer:
        """Take the line from in progress to answered."""
        self.finish_items()
        answer = self.propose(outcome)
        self.send(answer)
        return answer

    def close(self, who: Actor = ALVA) -> None:
        answer = self.session.query(Answer).filter_by(line_id=self.line.id).one()
        outcomes.close(acting(self.parts, self.session, who), answer)

    def last_letter(self) -> Transaction:
        return [row for row in self.ticket.history if row.kind == "correspondence"][-1]
