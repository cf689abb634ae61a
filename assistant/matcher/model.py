"""The trained matcher: what a message means, what a policy's sentence is about, which language it is in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.matcher.concepts import Concepts, concepts
from assistant.matcher.features import Floats, Weighting, weigh, words
from assistant.matcher.intents import Intent, Library
from assistant.matcher.language import LanguageModel, fit_languages
from assistant.matcher.linear import Fitting, Linear, fit, sigmoid, softmax
from assistant.matcher.repair import Vocabulary, from_counts, repair
from assistant.terms import Locale

_HEADING_WEIGHT = 0.5
_UTTERANCES = Fitting(is_exclusive=True)
_SENTENCES = Fitting(is_exclusive=False)


@dataclass(frozen=True, slots=True)
class Model:
    """Everything fitted from the library. Classes stand in the order of `intents` and `topics`."""

    intents: tuple[Intent, ...]
    topics: tuple[str, ...]
    intent_weighting: Weighting
    intent_classifier: Linear
    topic_weighting: Weighting
    topic_classifier: Linear
    languages: LanguageModel
    vocabularies: Mapping[Locale, Vocabulary]

    def intent_shares(self, tokens: Sequence[str], lang: Locale) -> Floats:
        """Return the probability of each intent for a message's words."""
        return softmax(self.intent_classifier.scores(self.intent_weighting.vector(tokens, lang)))

    def topic_scores(self, text: str, lang: Locale) -> Floats:
        """Return how sure it is, topic by topic, that a policy's sentence or heading says it: 0 to 1."""
        return sigmoid(self.topic_classifier.scores(self.topic_weighting.vector(words(text), lang)))

    def repaired(self, tokens: Sequence[str], lang: Locale) -> list[str]:
        return repair(tokens, self.vocabularies[lang], self.concepts)

    @property
    def concepts(self) -> Concepts:
        return self.intent_weighting.concepts


def fit_model(library: Library) -> Model:
    """Return the model of a library. Takes seconds; `assistant intents build` keeps what it returns."""
    intents = tuple(library.intents[name] for name in sorted(library.intents))
    topics = tuple(sorted(library.topics))
    known = concepts(library.concepts)
    intent_weighting, intent_classifier = _fit_intents(library, [i.id for i in intents], known)
    topic_weighting, topic_classifier = _fit_topics(library, topics, known)
    return Model(
        intents,
        topics,
        intent_weighting,
        intent_classifier,
        topic_weighting,
        topic_classifier,
        fit_languages(_all_texts(library)),
        _vocabularies(library),
    )


def _fit_intents(library: Library, names: Sequence[str], known: Concepts) -> tuple[Weighting, Linear]:
    texts = [(u.text, u.lang) for u in library.utterances]
    labels = [u.intent for u in library.utterances]
    weighting = weigh(texts, known)
    targets = _targets(labels, names)
    weights = np.ones(len(texts), np.float32)
    return weighting, fit(weighting.rows(texts), targets, row_weights=weights, how=_UTTERANCES)


def _fit_topics(library: Library, names: Sequence[str], known: Concepts) -> tuple[Weighting, Linear]:
    texts: list[tuple[str, Locale]] = []
    labels: list[str] = []
    weights: list[float] = []
    for topic in library.topics.values():
        for part, weight in ((topic.statements, 1.0), (topic.headings, _HEADING_WEIGHT)):
            for lang, said in part.items():
                texts += [(text, lang) for text in said]
                labels += [topic.id] * len(said)
                weights += [weight] * len(said)
    weighting = weigh(texts, known)
    targets = _targets(labels, names)
    rows = weighting.rows(texts)
    return weighting, fit(rows, targets, row_weights=np.array(weights, np.float32), how=_SENTENCES)


def _targets(labels: Sequence[str], names: Sequence[str]) -> Floats:
    targets = np.zeros((len(labels), len(names)), np.float32)
    columns = {name: column for column, name in enumerate(names)}
    for row, label in enumerate(labels):
        targets[row, columns[label]] = 1
    return targets


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
