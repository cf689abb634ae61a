"""Works out what a whole message means from what its sentences mean."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answers.clauses import Clause, halves, sentences
from assistant.matcher.features import Floats, words
from assistant.matcher.model import Model
from assistant.terms import Locale, Outcome

_WHOLE = 0.4
"""What the message read as one counts beside its sentences."""
_LAST, _ASKING = 1.6, 1.5
"""How much more the last sentence and one with a question mark count."""
_CHATTER = 0.15
"""What a sentence counts that is only a greeting, thanks or the like."""
_SURE = 0.55
"""From here on a clause of its own has a meaning of its own."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Probabilities of the intents for a message, and apart for each clause that has a meaning of its own."""

    shares: Floats
    clauses: tuple[tuple[str, Floats], ...]
    tokens: tuple[str, ...]


def read(text: str, model: Model, lang: Locale) -> Reading:
    """Return what the message means."""
    tokens = tuple(model.repaired(words(text), lang))
    whole = model.intent_shares(tokens, lang)
    pieces = sentences(text)
    if len(pieces) > 1:
        shares = [model.intent_shares(model.repaired(words(p.text), lang), lang) for p in pieces]
        weights = _weights(pieces, shares, model)
        whole = _WHOLE * whole + (1 - _WHOLE) * (weights @ np.stack(shares)).astype(np.float32)
    return Reading(whole, _clauses(text, pieces, model, lang), tokens)


def _weights(pieces: Sequence[Clause], shares: Sequence[Floats], model: Model) -> Floats:
    chatter = np.array([i.outcome is Outcome.SMALLTALK for i in model.intents])
    weights = np.array(
        [
            (_LAST if number == len(pieces) - 1 else 1.0)
            * (_ASKING if piece.asks else 1.0)
            * (_CHATTER + (1 - _CHATTER) * float(own[~chatter].sum()))
            * (0.3 + 0.7 * float(own.max()))
            for number, (piece, own) in enumerate(zip(pieces, shares, strict=True))
        ],
        np.float32,
    )
    normal: Floats = weights / weights.sum()
    return normal


def _clauses(
    text: str, pieces: Sequence[Clause], model: Model, lang: Locale
) -> tuple[tuple[str, Floats], ...]:
    found = []
    for piece in pieces or [Clause(text, asks=False)]:
        parts = halves(piece.text, lang)
        shares = [model.intent_shares(model.repaired(words(part), lang), lang) for part in parts]
        if len(parts) > 1 and min(float(s.max()) for s in shares) < _SURE:
            parts, shares = [piece.text], [model.intent_shares(model.repaired(words(piece.text), lang), lang)]
        found += list(zip(parts, shares, strict=True))
    return tuple((part, own) for part, own in found if float(own.max()) >= _SURE)
