"""Which passages of a policy say what: a score for each passage and topic, worked out once per policy."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answers.aspects import Aspects, aspects
from assistant.answers.coverage import Said
from assistant.answers.edited import Anchor, Edited
from assistant.answers.lines import Line, Part, lines, parts
from assistant.answers.meaning import Meaning, meaning
from assistant.answers.names import policy_names
from assistant.answers.overlap import overlap
from assistant.answers.own import OwnIntents, own_intents
from assistant.matcher.features import Floats, words
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.terms import Locale, Passage, Segment, SegmentKind
from assistant.text import fold_space

HEADING = 0.5
"""How far a heading alone makes a passage below it speak of a topic."""
PART = 0.4
"""What a topic counts that only a part of a sentence speaks of, such as one right in a list of rights."""
KIN = 0.6
"""What a passage on a kindred topic counts: selling, where a policy only says to whom it gives data."""
SHORT = 120
"""A passage up to this length is shown with its heading, which it may not be understood without."""
ALONE = 60
"""A paragraph from this length on is understood without its neighbours."""


@dataclass(frozen=True, slots=True)
class Table:
    """A policy's passages and lines with their topics; columns stand in the order of `topics`.

    `spoken` tells how surely a passage speaks of a topic itself, `by_passage` counts kindred topics, too.
    `decided` holds the passages that an editor confirmed for an intent; none if the policy does not tell.
    """

    policy: str
    lang: Locale
    topics: tuple[str, ...]
    passages: tuple[Passage, ...]
    lines: tuple[Line, ...]
    spoken: Floats
    by_passage: Floats
    by_line: Floats
    said: Said
    means: Meaning
    aspects: Aspects
    names: frozenset[str]
    decided: Mapping[str, tuple[Passage, ...]]
    own: OwnIntents

    def presence(self) -> Floats:
        """Return for each topic how surely some passage says it."""
        best: Floats = self.by_passage.max(axis=0, initial=0)
        return best

    def best_of(self, by_line: Floats) -> Floats:
        """Return for each passage the most that any of its lines has."""
        best = np.zeros((len(self.passages), *by_line.shape[1:]), np.float32)
        np.maximum.at(best, self.said.passages, by_line)
        return best

    def best_part(self, by_part: Floats) -> Floats:
        """Return for each passage the most that any part of its lines has."""
        best = np.zeros(len(self.passages), np.float32)
        np.maximum.at(best, self.said.parts, by_part)
        return best

    def most_of_section(self, by_passage: Floats) -> Floats:
        """Return for each passage the most that any passage of its section has."""
        found = np.full((self.headings, *by_passage.shape[1:]), -np.inf, np.float32)
        sections = np.zeros(len(self.passages), np.int64)
        sections[self.said.passages] = self.said.headings
        np.maximum.at(found, sections, by_passage)
        most: Floats = found[sections]
        return most

    @property
    def headings(self) -> int:
        """How many headings follow lines and parts among the texts whose words are known."""
        return len(self.said.words.starts) - len(self.lines) - len(self.said.parts)

    def shape(self) -> tuple[Floats, Floats, Floats]:
        """Return of each passage its length as a logarithm, its place from 0 to 1, and its lines in tens."""
        lengths = np.array([len(passage.text) for passage in self.passages], np.float32)
        places = np.arange(len(lengths)) / max(1, len(lengths))
        count = np.bincount(self.said.passages, minlength=len(lengths)) / 10
        return np.log1p(lengths), places.astype(np.float32), count.astype(np.float32)


def tabulate(policy: Policy, model: Model, edited: Edited | None = None) -> Table:
    """Return the topic table of a policy, and what editors decided about it."""
    passages, lang = with_headings(policy), policy.locale
    own = lines(passages)
    listed = parts(own)
    by_line = _by_line(own, listed, model, lang)
    said = np.zeros((len(passages), len(model.topics)), np.float32)
    np.maximum.at(said, np.array([line.passage for line in own], np.int64), by_line)
    headed = HEADING * _scores([p.section for p in passages], model, lang)
    spoken = said + headed * (1 - said)
    first_words = frozenset(words(" ".join(p.text for p in passages[:3])))
    names = policy_names((line.text for line in own), model.vocabularies, _own_names(passages, first_words))
    return Table(
        policy.id,
        lang,
        model.topics,
        passages,
        own,
        spoken,
        _with_kin(spoken, model),
        _with_kin(by_line, model),
        _said_words(passages, own, listed, model),
        meaning(passages, own, listed, model),
        aspects(own, model, lang),
        names,
        _decided(policy, edited),
        own_intents(edited, model, lang),
    )


def with_headings(policy: Policy) -> tuple[Passage, ...]:
    """Return the passages, the short ones that open a section with its heading before them.

    "Automated decisions" above "No" is one passage; it stays a contiguous span of the policy.
    """
    text = fold_space(policy.text)
    found = list(policy.passages)
    for number, passage in enumerate(found):
        opens = number == 0 or found[number - 1].section_id != passage.section_id
        headed = f"{passage.section}\n{passage.text}"
        if opens and passage.section and len(passage.text) <= SHORT and fold_space(headed) in text:
            found[number] = replace(passage, text=headed)
    return tuple(found)


def _said_words(
    passages: Sequence[Passage], own: Sequence[Line], listed: Sequence[Part], model: Model
) -> Said:
    lang = passages[0].lang if passages else Locale.EN
    headings = {p.section_id: p.section for p in passages}
    numbers = {section: number for number, section in enumerate(headings)}
    texts = [*(line.text for line in own), *(part.text for part in listed), *headings.values()]
    return Said(
        overlap(texts, lang, model.concepts),
        np.array([line.passage for line in own], np.int32),
        np.array([numbers[passages[line.passage].section_id] for line in own], np.int32),
        np.array([own[part.line].passage for part in listed], np.int32),
        np.array([len(set(words(part.text))) for part in listed], np.int32),
    )


def _scores(texts: Sequence[str], model: Model, lang: Locale) -> Floats:
    if not texts:
        return np.zeros((0, len(model.topics)), np.float32)
    found = {text: model.topic_scores(text, lang) for text in set(texts)}
    return np.stack([found[text] for text in texts])


def _by_line(own: Sequence[Line], listed: Sequence[Part], model: Model, lang: Locale) -> Floats:
    """Return what each line speaks of: as a whole, or in one of the things that it lists."""
    pieces = [part for part in listed if part.text != own[part.line].text]
    by_line = _scores([line.text for line in own], model, lang)
    by_piece = PART * _scores([piece.text for piece in pieces], model, lang)
    np.maximum.at(by_line, np.array([piece.line for piece in pieces], np.int64), by_piece)
    return by_line


def _with_kin(scores: Floats, model: Model) -> Floats:
    widened = scores.copy()
    for column, kin in enumerate(model.kin):
        for other in kin:
            widened[:, column] = np.maximum(widened[:, column], KIN * scores[:, other])
    return widened


def _own_names(passages: Sequence[Passage], first_words: frozenset[str]) -> frozenset[str]:
    """Return words that stand in many passages and early: the controller's own name."""
    often = Counter(word for p in passages for word in first_words.intersection(words(p.text)))
    return frozenset(word for word, times in often.items() if times > max(3, len(passages) // 8))


def _decided(policy: Policy, edited: Edited | None) -> Mapping[str, tuple[Passage, ...]]:
    """Return what was confirmed; nothing of answers whose passages are all gone, or of another document."""
    own = policy.by_id
    found: dict[str, tuple[Passage, ...]] = {}
    named = [anchor.segment for entry in (edited.entries if edited else ()) for anchor in entry.answer]
    if named and own.keys().isdisjoint(named):
        return found
    for entry in edited.entries if edited else ():
        if not entry.is_proposed and (not entry.answer or any(a.segment in own for a in entry.answer)):
            found[entry.intent] = shown(policy, entry.answer)
    return found


def shown(policy: Policy, answer: Sequence[Anchor]) -> tuple[Passage, ...]:
    """Return what visitors are shown for an editor's answer; passages that are gone are left out."""
    places = [(policy.passage_of(anchor.segment), policy.by_id.get(anchor.segment)) for anchor in answer]
    return tuple(_alone(passage, segment) for passage, segment in places if passage)


def _alone(passage: Passage, segment: Segment | None) -> Passage:
    """Return the paragraph that an editor chose without those beside it; an item keeps its list."""
    if segment is None or segment.kind is not SegmentKind.PARAGRAPH or len(segment.text) < ALONE:
        return passage
    is_part = segment.text != passage.text and segment.text in passage.text
    return replace(passage, text=segment.text, segment=segment.id) if is_part else passage
