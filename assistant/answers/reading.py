"""Works out what a whole message means from what its sentences mean."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answers.clauses import Clause, halves, sentences
from assistant.matcher.features import Floats, words
from assistant.matcher.linear import softmax
from assistant.matcher.model import Model
from assistant.terms import Locale, Outcome

_WHOLE = 0.4
"""What the message read as one counts beside its sentences."""
_LAST, _ASKING = 1.6, 1.5
"""How much more the last sentence and one with a question mark count."""
_CHATTER = 0.15
"""What a sentence counts that is only a greeting, thanks or the like."""
_BEGINNING, _END = 1000, 3000
"""Characters of a very long message that are read."""
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_SURE = 0.55
"""From here on a clause of its own has a meaning of its own."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a message: its words with slips repaired, and what it means by itself.

    `asks`: it has a question mark.
    """

    tokens: tuple[str, ...]
    shares: Floats
    asks: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Probabilities of the intents for a message, and apart for each clause that has a meaning of its own.

    `tokens` are its words with slips repaired, `typed` the same words as they were typed. The logits are the
    whole message's. There is always a sentence.
    """

    lang: Locale
    shares: Floats
    clauses: tuple[tuple[str, Floats], ...]
    tokens: tuple[str, ...]
    typed: tuple[str, ...]
    intent_logits: Floats
    topic_logits: Floats
    sentences: tuple[Sentence, ...]


def read(text: str, model: Model, lang: Locale) -> Reading:
    """Return what the message means."""
    text = _bounded(text)
    typed = words(text)
    tokens = tuple(model.repaired(typed, lang))
    intent_logits, topic_logits = model.logits(tokens, lang)
    known = {text.strip(): (tokens, softmax(intent_logits))}

    def meant(piece: str) -> tuple[tuple[str, ...], Floats]:
        if piece not in known:
            own = tuple(model.repaired(words(piece), lang))
            known[piece] = own, model.intent_shares(own, lang)
        return known[piece]

    def shares(piece: str) -> Floats:
        return meant(piece)[1]

    whole = shares(text.strip())
    pieces = sentences(text)
    if len(pieces) > 1:
        own = [shares(piece.text) for piece in pieces]
        summed: Floats = (_weights(pieces, own, model) @ np.stack(own)).astype(np.float32)
        whole = _WHOLE * whole + (1 - _WHOLE) * summed
    pieces = pieces or [Clause(text.strip(), asks=False)]
    own_sentences = tuple(Sentence(*meant(piece.text), piece.asks) for piece in pieces)
    clauses = _clauses(pieces, shares, lang)
    return Reading(lang, whole, clauses, tokens, tuple(typed), intent_logits, topic_logits, own_sentences)


def _bounded(text: str) -> str:
    """Return the text with white space runs as one character; of a very long one its beginning and end."""
    if len(text) > _BEGINNING + _END:
        text = f"{text[:_BEGINNING]}\n{text[-_END:]}"
    return _LINES.sub("\n", _BLANKS.sub(" ", text))


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
    pieces: Sequence[Clause], shares: Callable[[str], Floats], lang: Locale
) -> tuple[tuple[str, Floats], ...]:
    found = []
    for piece in pieces:
        parts = halves(piece.text, lang)
        if len(parts) > 1 and min(float(shares(part).max()) for part in parts) < _SURE:
            parts = [piece.text]
        found += [(part, shares(part)) for part in parts]
    return tuple((part, own) for part, own in found if float(own.max()) >= _SURE)
