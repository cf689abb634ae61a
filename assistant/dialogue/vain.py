"""Notes what visitors asked in vain, for editors to learn from."""

from collections.abc import Mapping

from assistant.answers.decision import Decision
from assistant.dialogue.events import AskedInVain, Vain
from assistant.terms import Outcome

NOTED: Mapping[Outcome, Vain] = {
    Outcome.NOT_IN_POLICY: Vain.NOT_IN_POLICY,
    Outcome.CLARIFY: Vain.CLARIFY,
}


def asked_in_vain(question: str, decision: Decision, outcome: Vain | None) -> tuple[AskedInVain, ...]:
    """Return the command that notes a question; none if it was not in vain or not in a language of ours."""
    if outcome is None or decision.lang is None:
        return ()
    guesses = (decision.best, decision.runner_up)
    return (AskedInVain(question, decision.lang, outcome, tuple(g.intent for g in guesses if g)),)
