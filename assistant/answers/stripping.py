"""Takes out of a question what may tell who asked it, so that the question alone can be kept.

Addresses, numbers and what follows words such as "my name is" go by their shape. Of the rest, words stay that
the matcher or the policy knows; unknown ones go where they are written like names, or stand beside each
other or beside what went. Rather a word too many goes than a name stays.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answers.stripping_words import (
    AM,
    ENDINGS,
    EVERYDAY,
    FIRST_NAMES,
    NAMED,
    NAMES_ELSEWHERE,
    PLAIN,
    SIGNED,
)
from assistant.matcher.features import words
from assistant.terms import Locale
from assistant.text import MASK, fold_space, mask_national_ids, without_controls

LONGEST = 300
"""Characters of a question that are kept."""
_READ = 1200
Known = Callable[[str], bool]
_ADDRESS = re.compile(
    r"\S*(?:@|://|\d|\w\.(?:com|net|org|info|fi|se|eu|io)\b)(?:\S*[^\s.,;:?!])?", re.IGNORECASE
)
_SPELLED = re.compile(
    r"\S+ ?[(\[{] ?(?:at|ät|a|@) ?[)\]}] ?\S+"
    r"|(?:\S+ (?:dot|piste|punkt) )?\S+ (?:at|ät|snabel-a|miukumauku) \S+ (?:dot|piste|punkt) \S+",
    re.IGNORECASE,
)
"""An address of mail in words, as people write it to hide it from machines."""
_TOKEN = re.compile(r"\[…\]|[^\W_][\w'’-]*|\S")
_STREET = re.compile(
    r"(?:katu|kadulla|kadulta|tie|tiellä|kuja|kujalla|polku|raitti|gata|gatan|väg|vägen|gränd|stigen"
    r"|street|road|avenue|lane)$"
)
_END = frozenset(".?!")
_MOST_NAMES = 3


Phrases = Mapping[str, Sequence[tuple[str, ...]]]
"""Phrases word by word, under the first word of each, the longest first."""


def _phrases(listed: str) -> Phrases:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted((tuple(phrase.split()) for phrase in listed.split(",")), key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return found


_NAMED, _SIGNED, _AM = _phrases(NAMED), _phrases(SIGNED), _phrases(AM)
_PLAIN, _FIRST_NAMES = frozenset(PLAIN.split()), frozenset(FIRST_NAMES.split())
_NAMES_ELSEWHERE, _EVERYDAY = frozenset(NAMES_ELSEWHERE.split()), frozenset(EVERYDAY.split())
_ENDINGS = tuple(ENDINGS.split())
_CUES = frozenset(
    word for kind in (_NAMED, _AM) for own in kind.values() for phrase in own for word in phrase
)


@dataclass(slots=True)
class _Token:
    """A word, a mark of punctuation or a stretch that went before; `start` and `end` are its place."""

    text: str
    start: int
    end: int
    is_known: bool
    is_gone: bool
    is_first: bool = False

    @property
    def low(self) -> str:
        return self.text.casefold()

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha() or self.is_gone

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper() and self.low not in _PLAIN


def strip(text: str, known: Known, lang: Locale = Locale.EN) -> str:
    """Return the question without what may tell who asked it; empty if nothing is left to learn from.

    `known` tells whether a word in lower case belongs to the language or to the policy. The result has
    `[…]` for each stretch that was taken out, and no digit.
    """
    text = fold_space(without_controls(text[:_READ]))
    names = _FIRST_NAMES if lang is Locale.FI else _FIRST_NAMES | _NAMES_ELSEWHERE

    def is_known(word: str) -> bool:
        return word in _PLAIN or word in _CUES or (known(word) and not _is_name(word, names))

    text = _SPELLED.sub(MASK, text)
    text = _ADDRESS.sub(MASK, mask_national_ids(text).replace(f"+{MASK}", MASK))
    tokens = _cut(list(_tokens(text, is_known)))
    _take_named(tokens)
    for token in tokens:
        token.is_gone |= token.low not in _EVERYDAY and _is_name(token.low, names)
    _take_unknown(tokens)
    kept = _shorten(_joined(text, tokens))
    left = [token for token in _tokens(kept, is_known) if token.is_known and token.low not in _PLAIN]
    return kept if left else ""


def _tokens(text: str, known: Known) -> Iterator[_Token]:
    is_first = True
    for match in _TOKEN.finditer(text):
        found = match[0]
        is_gone = found == MASK
        own = [] if is_gone else words(found)
        is_known = bool(own) and all(known(word) for word in own)
        is_known &= is_first or not (found[0].isupper() and found.casefold() in _NAMES_ELSEWHERE)
        yield _Token(found, *match.span(), is_known, is_gone, is_first and not is_gone)
        is_first = found in _END or (is_first and not found[0].isalnum())


def _is_name(word: str, names: frozenset[str]) -> bool:
    """Tell whether a word is a first name, alone or with an ending."""
    return word in names or any(word.removesuffix(e) in names for e in _ENDINGS if word.endswith(e))


def _cut(tokens: list[_Token]) -> list[_Token]:
    """Return the tokens up to a closing such as "kind regards": what follows is a name."""
    places = [place for place, _ in _found(tokens, _SIGNED)]
    return tokens[: min(places)] if places else tokens


def _found(tokens: list[_Token], phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Yield where each phrase begins and ends; of those that begin at one place, the longest."""
    low = [token.low for token in tokens]
    for place, first in enumerate(low):
        fitting = (
            phrase for phrase in phrases.get(first, ()) if tuple(low[place : place + len(phrase)]) == phrase
        )
        if phrase := next(fitting, None):
            yield place, place + len(phrase)


def _take_named(tokens: list[_Token]) -> None:
    """Take the names out that somebody gives as such."""
    for _, end in _found(tokens, _NAMED):
        for number, token in enumerate(_words_after(tokens, end)):
            is_name = token.low not in _PLAIN and (number < 2 or token.is_capital or not token.is_known)  # noqa: PLR2004 - a first and a last name
            if number and not is_name:
                break
            token.is_gone = True
    for _, end in _found(tokens, _AM):
        for token in _words_after(tokens, end):
            if token.is_known and not token.is_capital:
                break
            token.is_gone = True


def _words_after(tokens: list[_Token], place: int) -> list[_Token]:
    """Return the words from a place up to the next mark, not more than a name has; none if they are gone."""
    found: list[_Token] = []
    for token in tokens[place : place + _MOST_NAMES + 1]:
        if token.text in {":", "-"} and not found:
            continue
        if token.is_gone or not token.is_word or len(found) == _MOST_NAMES:
            break
        found.append(token)
    return found


def _take_unknown(tokens: list[_Token]) -> None:
    """Take unknown words out that look like names, then what stands beside what went, to the end."""
    for token in tokens:
        if token.is_word and token.is_capital and not token.is_known:
            token.is_gone = True
    is_changing = True
    while is_changing:
        is_changing = False
        for left, right in pairwise(tokens):
            for token, other in ((left, right), (right, left)):
                if not token.is_gone and token.is_word and _goes_with(token, other):
                    token.is_gone = is_changing = True


def _goes_with(token: _Token, other: _Token) -> bool:
    """Tell whether a word goes because of the one beside it."""
    if not token.is_known:
        return other.is_gone or (other.is_word and not other.is_known)
    return other.is_gone and ((token.is_capital and not token.is_first) or bool(_STREET.search(token.low)))


def _joined(text: str, tokens: list[_Token]) -> str:
    """Return the text up to the last token, each stretch of what went as one mark."""
    parts: list[str] = []
    end = 0
    for token in tokens:
        blank = text[end : token.start]
        end = token.end
        if not token.is_gone:
            parts.append(blank + token.text)
        elif not parts or not parts[-1].endswith(MASK):
            parts.append(blank + MASK)
    return "".join(parts).strip(" ,;:-–")


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0]
