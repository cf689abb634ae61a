"""Intents of a controller's own: found by likeness to the utterances that its editors wrote."""

from dataclasses import dataclass

from assistant.answers.edited import Edited
from assistant.answers.lexicon import Lexicon, index
from assistant.matcher.features import Vector
from assistant.matcher.model import Model
from assistant.terms import Locale

ALIKE = 0.6
"""The cosine from which on a message is taken to mean what an editor's utterance means."""


@dataclass(frozen=True, slots=True)
class OwnIntents:
    """Utterances with the intent and topic that each belongs to, in the order of the lexicon's rows."""

    intents: tuple[str, ...]
    topics: tuple[str | None, ...]
    lexicon: Lexicon

    def nearest(self, message: Vector) -> tuple[str, str | None, float] | None:
        """Return the intent meant, its topic and the likeness; None if nothing is alike enough."""
        if not self.intents:
            return None
        scores = self.lexicon.scores(message)
        best = int(scores.argmax())
        if scores[best] < ALIKE:
            return None
        return self.intents[best], self.topics[best], float(scores[best])


def own_intents(edited: Edited | None, model: Model, lang: Locale) -> OwnIntents:
    """Return the intents that an editors' file defines by utterances."""
    listed = [(e.intent, e.topic, said) for e in edited.entries for said in e.utterances] if edited else []
    rows = model.intent_weighting.rows([(said, lang) for _, _, said in listed])
    return OwnIntents(tuple(i for i, _, _ in listed), tuple(t for _, t, _ in listed), index(rows))
