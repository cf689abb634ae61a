"""The trained matcher: what a message means, what a policy's sentence is about, which language it is in."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from assistant.matcher.asking import Asking, asking
from assistant.matcher.concepts import Concepts, concepts
from assistant.matcher.features import SIZE, Floats, Weighting, families, weigh, words
from assistant.matcher.intents import Intent, Library, Topic
from assistant.matcher.language import LanguageModel, fit_languages
from assistant.matcher.linear import Fitting, Linear, fit, softmax
from assistant.matcher.repair import Vocabulary, from_counts, repair
from assistant.terms import Locale, Outcome

_HEADING_WEIGHT = 0.5
_STATEMENT_WEIGHT = 0.3
"""What a policy's sentence counts as an example of the question that it answers."""
_UTTERANCES = Fitting(rate=0.7)
_SENTENCES = Fitting(rate=0.3)
SENTENCES = 4096
"""Sentences of policies whose topics are remembered: about two megabytes."""
_ASKED = 70
"""Per cent of the work of fitting that the utterances take."""
_Example = tuple[tuple[str, Locale], list[str], float]
"""A text in its language, its classes, which share it evenly, and what it counts."""


@dataclass(frozen=True, slots=True)
class Model:
    """Everything fitted from the library. Classes stand in the order of `intents` and `topics`.

    `kin` holds, for each topic, the places of those whose passages answer it where it has none.
    """

    intents: tuple[Intent, ...]
    topics: tuple[str, ...]
    kin: tuple[tuple[int, ...], ...]
    intent_weighting: Weighting
    intent_classifier: Linear
    topic_weighting: Weighting
    topic_classifier: Linear
    languages: LanguageModel
    vocabularies: Mapping[Locale, Vocabulary]
    asking: Asking = field(init=False, repr=False)
    _rarities: Floats = field(init=False, repr=False)
    _scored: Callable[[str, Locale], Floats] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        idf = self.intent_weighting.idf
        rarities = (idf[SIZE:] - 1) / max(1e-6, float(idf.max()) - 1)
        object.__setattr__(self, "_rarities", rarities.astype(np.float32))
        object.__setattr__(self, "_scored", lru_cache(SENTENCES)(self._score))
        object.__setattr__(self, "asking", asking(self.intents, self.topics, self.kin))

    def intent_shares(self, tokens: Sequence[str], lang: Locale) -> Floats:
        """Return the probability of each intent for a message's words."""
        return softmax(self.intent_logits(tokens, lang))

    def intent_logits(self, tokens: Sequence[str], lang: Locale) -> Floats:
        """Return the score of each intent for a text's words, whose softmax is its probability."""
        return self.intent_classifier.scores(self.intent_weighting.vector(tokens, lang))

    def topic_logits(self, tokens: Sequence[str], lang: Locale) -> Floats:
        """Return the score of each topic for a text's words, whose softmax is its probability."""
        return self.topic_classifier.scores(self.topic_weighting.vector(tokens, lang))

    def logits(self, tokens: Sequence[str], lang: Locale) -> tuple[Floats, Floats]:
        """Return both the intents' and the topics' scores for a text's words, whose features count once."""
        counted = families(tokens, lang, self.concepts)
        return (
            self.intent_classifier.scores(self.intent_weighting.weighed(counted)),
            self.topic_classifier.scores(self.topic_weighting.weighed(counted)),
        )

    def topic_scores(self, text: str, lang: Locale) -> Floats:
        """Return how surely a policy's sentence or heading is about each topic: 0 for no more than chance.

        What was scored is remembered, since a changed policy is mostly what it was; give no visitor's words.
        """
        return self._scored(text, lang)

    def _score(self, text: str, lang: Locale) -> Floats:
        shares = softmax(self.topic_logits(words(text), lang))
        chance = 1 / max(2, len(self.topics))
        above: Floats = np.maximum(0, shares - chance) / np.float32(1 - chance)
        above.flags.writeable = False
        return above

    def repaired(self, tokens: Sequence[str], lang: Locale) -> list[str]:
        return repair(tokens, self.vocabularies[lang], self.concepts)

    def concept_rarity(self, concept: int) -> float:
        """Return how much a concept says: 0 for one that every message expresses, 1 for one never met."""
        return float(self._rarities[concept])

    @property
    def concepts(self) -> Concepts:
        return self.intent_weighting.concepts


def fit_own_languages(library: Library) -> LanguageModel:
    """Return what tells the languages of a library apart, and from others."""
    return fit_languages(_all_texts(library))


@dataclass(frozen=True, slots=True)
class _Examples:
    """What one classifier is fitted to: examples, the names of its classes in order, and how."""

    examples: Sequence[_Example]
    names: Sequence[str]
    how: Fitting


def fit_model(library: Library, told: Callable[[int, int], None] = lambda _, __: None) -> Model:
    """Return the model of a library; `told` hears how much is done, of how much.

    Takes up to minutes; `assistant intents build` keeps what it returns.
    """
    intents = tuple(library.intents[name] for name in sorted(library.intents))
    topics = tuple(sorted(library.topics))
    known = concepts(library.concepts, library.things)
    asked = _Examples(_asked(library), [intent.id for intent in intents], _UTTERANCES)
    stated = _Examples(_stated(library), topics, _SENTENCES)
    intent_weighting, intent_classifier = _fit(asked, known, lambda part: told(round(_ASKED * part), 100))
    topic_weighting, topic_classifier = _fit(
        stated, known, lambda part: told(round(_ASKED + (100 - _ASKED) * part), 100)
    )
    return Model(
        intents,
        topics,
        tuple(tuple(topics.index(kin) for kin in library.topics[name].kin) for name in topics),
        intent_weighting,
        intent_classifier,
        topic_weighting,
        topic_classifier,
        fit_own_languages(library),
        _vocabularies(library),
    )


def _asked(library: Library) -> list[_Example]:
    """Return the utterances, and lightly what policies say in answer to each intent."""
    answered: dict[str, list[str]] = {}
    for intent in library.intents.values():
        if intent.topic and intent.outcome is Outcome.ANSWER:
            answered.setdefault(intent.topic, []).append(intent.id)
    rows: list[_Example] = [((u.text, u.lang), [u.intent], 1.0) for u in library.utterances]
    rows += [
        ((text, lang), answered[topic.id], weight * _STATEMENT_WEIGHT)
        for topic in library.topics.values()
        if topic.id in answered
        for text, lang, weight in _said(topic)
    ]
    return rows


def _stated(library: Library) -> list[_Example]:
    """Return what policies say on each topic."""
    return [
        ((text, lang), [topic.id], weight)
        for topic in library.topics.values()
        for text, lang, weight in _said(topic)
    ]


def _said(topic: Topic) -> Iterator[tuple[str, Locale, float]]:
    """Return what policies say on a topic, with its weight."""
    for part, weight in ((topic.statements, 1.0), (topic.headings, _HEADING_WEIGHT)):
        for lang, texts in part.items():
            yield from ((text, lang, weight) for text in texts)


def _fit(own: _Examples, known: Concepts, told: Callable[[float], None]) -> tuple[Weighting, Linear]:
    """Fit to examples; `told` hears the share that is done."""
    texts = [text for text, _, _ in own.examples]
    weighting = weigh(texts, known)
    columns = {name: column for column, name in enumerate(own.names)}
    targets = np.zeros((len(texts), len(own.names)), np.float32)
    for row, (_, labels, _) in enumerate(own.examples):
        targets[row, [columns[label] for label in labels]] = 1 / len(labels)
    weights = np.array([weight for _, _, weight in own.examples], np.float32)
    return weighting, fit(weighting.rows(texts), targets, row_weights=weights, how=own.how, told=told)


def _all_texts(library: Library) -> list[tuple[str, Locale]]:
    said = [(u.text, u.lang) for u in library.utterances]
    for topic in library.topics.values():
        for part in (topic.headings, topic.statements):
            said += [(text, lang) for lang, texts in part.items() for text in texts]
    return said


def _vocabularies(library: Library) -> Mapping[Locale, Vocabulary]:
    counts: dict[Locale, Counter[str]] = {lang: Counter() for lang in Locale}
    for text, lang in _all_texts(library):
        counts[lang].update(words(text))
    return {lang: from_counts(counted, lang) for lang, counted in counts.items()}
