"""Finds what words mean in any of the three languages: one concept for keep, säilyttää and spara."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.terms import Locale
from assistant.text import without_marks

Words = Mapping[str, Mapping[Locale, Sequence[str]]]
"""Concepts with their words by language. `word*`, `*word` and `*word*` stand for words that begin with,
end in or hold it; `_` joins the words of a phrase, and `^` stands before the first word of a text."""

_JOINT, _ANY, _START = "_", "*", "^"
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class _Phrase:
    """The patterns that follow a phrase's second one, and the concept that it expresses."""

    rest: tuple[str, ...]
    concept: int


@dataclass(frozen=True, slots=True)
class _Begun:
    """The concepts that a pattern expresses alone, and the phrases that it begins by their second one."""

    alone: list[int] = field(default_factory=list)
    longer: dict[str, list[_Phrase]] = field(default_factory=dict)


@dataclass(frozen=True)
class Concepts:
    """The concepts in the order of `names`, with what each pattern begins, by language.

    `things` are those that a question may be about, such as a card; the others, such as to keep, are not.
    """

    words: Words = field(default_factory=dict)
    names: tuple[str, ...] = ()
    begun: Mapping[Locale, Mapping[str, _Begun]] = field(default_factory=dict)
    patterns: Mapping[Locale, frozenset[str]] = field(default_factory=dict)
    things: frozenset[int] = frozenset()

    def of(self, tokens: Sequence[str], lang: Locale) -> list[int]:
        """Return the number of each concept that the words express, as often as they do, in order."""
        return [concept for own in self._by_place(tokens, lang) for concept in own]

    def by_word(self, tokens: Sequence[str], lang: Locale) -> list[list[int]]:
        """Return for each word the concepts that it expresses, or that a phrase beginning with it does."""
        return self._by_place(tokens, lang)[1:]

    def _by_place(self, tokens: Sequence[str], lang: Locale) -> list[list[int]]:
        """Return the concepts that begin at the start of the text, then those at each word."""
        known, begun = self.patterns.get(lang, frozenset()), self.begun.get(lang, {})
        fitting = [*(_fitting(token, known) for token in (_START, *tokens)), frozenset[str]()]
        found: list[list[int]] = []
        for place, own in enumerate(fitting[:-1]):
            here: list[int] = []
            for pattern in own:
                if pattern in begun:
                    here += begun[pattern].alone
                    here += _phrases(begun[pattern], fitting, place + 1)
            found.append(here)
        return found

    def knows(self, word: str, lang: Locale) -> bool:
        """Return whether a concept or phrase is made of the word; its ending alone is not enough."""
        fitting = _fitting(word, self.patterns.get(lang, frozenset()))
        return any(not pattern.startswith(_ANY) or pattern.endswith(_ANY) for pattern in fitting)


def concepts(words: Words, things: Collection[str] = ()) -> Concepts:
    """Return the concepts ready to be found; `things` names those that a question may be about."""
    names = tuple(sorted(words))
    begun: dict[Locale, dict[str, _Begun]] = {lang: {} for lang in Locale}
    patterns: dict[Locale, set[str]] = {lang: set() for lang in Locale}
    for number, name in enumerate(names):
        for lang, listed in words[name].items():
            for written in listed:
                first, *others = without_marks(written.casefold()).split(_JOINT)
                patterns[lang] |= {first, *others}
                own = begun[lang].setdefault(first, _Begun())
                if others:
                    own.longer.setdefault(others[0], []).append(_Phrase(tuple(others[1:]), number))
                else:
                    own.alone.append(number)
    numbers = frozenset(number for number, name in enumerate(names) if name in things)
    return Concepts(words, names, begun, {lang: frozenset(own) for lang, own in patterns.items()}, numbers)


def _phrases(begun: _Begun, fitting: Sequence[frozenset[str]], place: int) -> Iterator[int]:
    """Yield the concepts of the phrases that go on at a place."""
    for second in begun.longer.keys() & fitting[place]:
        for phrase in begun.longer[second]:
            if _goes_on(fitting, place + 1, phrase.rest):
                yield phrase.concept


def _goes_on(fitting: Sequence[frozenset[str]], place: int, rest: tuple[str, ...]) -> bool:
    return place + len(rest) <= len(fitting) and all(
        pattern in fitting[place + n] for n, pattern in enumerate(rest)
    )


@lru_cache(maxsize=20_000)
def _fitting(word: str, known: frozenset[str]) -> frozenset[str]:
    """Return the patterns that a word fits; diacritics do not count."""
    return frozenset(pattern for pattern in _possible(without_marks(word)[:_LONGEST]) if pattern in known)


def _possible(word: str) -> Iterator[str]:
    yield word
    for start in range(len(word)):
        for end in range(start + 2, len(word) + 1):
            piece = word[start:end]
            if start == 0:
                yield piece + _ANY
            if end == len(word):
                yield _ANY + piece
            yield f"{_ANY}{piece}{_ANY}"
