"""Finds what words mean in any of the three languages: one concept for keep, säilyttää and spara."""

from collections.abc import Iterator, Mapping, Sequence
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
    rest: tuple[str, ...]
    concept: int


@dataclass(frozen=True)
class Concepts:
    """The concepts in the order of `names`, with the phrases that begin with each pattern, by language."""

    words: Words = field(default_factory=dict)
    names: tuple[str, ...] = ()
    phrases: Mapping[Locale, Mapping[str, tuple[_Phrase, ...]]] = field(default_factory=dict)
    patterns: Mapping[Locale, frozenset[str]] = field(default_factory=dict)

    def of(self, tokens: Sequence[str], lang: Locale) -> list[int]:
        """Return the number of each concept that the words express, as often as they do, in order."""
        return [concept for own in self._by_place(tokens, lang) for concept in own]

    def by_word(self, tokens: Sequence[str], lang: Locale) -> list[list[int]]:
        """Return for each word the concepts that it expresses, or that a phrase beginning with it does."""
        return self._by_place(tokens, lang)[1:]

    def _by_place(self, tokens: Sequence[str], lang: Locale) -> list[list[int]]:
        """Return the concepts that begin at the start of the text, then those at each word."""
        known, phrases = self.patterns.get(lang, frozenset()), self.phrases.get(lang, {})
        fitting = [_fitting(token, known) for token in (_START, *tokens)]
        return [
            [
                phrase.concept
                for pattern in own
                for phrase in phrases.get(pattern, ())
                if not phrase.rest or _goes_on(fitting, place + 1, phrase.rest)
            ]
            for place, own in enumerate(fitting)
        ]

    def knows(self, word: str, lang: Locale) -> bool:
        """Return whether a concept or phrase is made of the word; its ending alone is not enough."""
        fitting = _fitting(word, self.patterns.get(lang, frozenset()))
        return any(not pattern.startswith(_ANY) or pattern.endswith(_ANY) for pattern in fitting)


def concepts(words: Words) -> Concepts:
    """Return the concepts ready to be found."""
    names = tuple(sorted(words))
    phrases: dict[Locale, dict[str, list[_Phrase]]] = {lang: {} for lang in Locale}
    patterns: dict[Locale, set[str]] = {lang: set() for lang in Locale}
    for number, name in enumerate(names):
        for lang, listed in words[name].items():
            for written in listed:
                first, *rest = without_marks(written.casefold()).split(_JOINT)
                phrases[lang].setdefault(first, []).append(_Phrase(tuple(rest), number))
                patterns[lang] |= {first, *rest}
    return Concepts(
        words,
        names,
        {lang: {first: tuple(own) for first, own in found.items()} for lang, found in phrases.items()},
        {lang: frozenset(found) for lang, found in patterns.items()},
    )


def _goes_on(fitting: Sequence[frozenset[str]], place: int, rest: Sequence[str]) -> bool:
    following = fitting[place : place + len(rest)]
    if len(following) < len(rest):
        return False
    # A generator would take thrice the time, hundreds of times a question.
    for pattern, fits in zip(rest, following, strict=True):  # noqa: SIM110
        if pattern not in fits:
            return False
    return True


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
