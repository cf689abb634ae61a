"""Cuts a message into its sentences and, where two things are asked at once, into clauses."""

import re
from dataclasses import dataclass

from assistant.terms import Locale

_SENTENCE = re.compile(r"(?<=[.!?…])[\s)\"”]+|[\r\n]+|\s[-–—]\s")
_AND = {
    Locale.EN: re.compile(r",?\s+(?:and(?:\s+(?:also|then))?|also|plus)\s+|;\s*", re.IGNORECASE),
    Locale.FI: re.compile(r",?\s+(?:ja(?:\s+(?:myös|sitten))?|sekä|entä|samalla)\s+|;\s*", re.IGNORECASE),
    Locale.SV: re.compile(r",?\s+(?:och(?:\s+(?:också|sen))?|samt|o|å)\s+|;\s*", re.IGNORECASE),
}
MOST = 8
"""Sentences of a long story that are looked at: the last ones."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a message. `asks`: it ends in a question mark."""

    text: str
    asks: bool


def sentences(text: str) -> list[Clause]:
    """Return the last sentences of a message, in order."""
    pieces = [piece.strip() for piece in _SENTENCE.split(text)]
    return [Clause(piece, "?" in piece[-3:]) for piece in pieces if any(map(str.isalnum, piece))][-MOST:]


def halves(text: str, lang: Locale) -> list[str]:
    """Return the clauses joined by "and", each of two words or more; the whole text if there is one."""
    pieces = [piece.strip() for piece in _AND[lang].split(text)]
    return [p for p in pieces if len(p.split()) > 1] if all(len(p.split()) > 1 for p in pieces) else [text]
