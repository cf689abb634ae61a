"""Other ways to answer from a policy, each given the same passages and the most favourable threshold."""

from collections.abc import Callable, Mapping, Sequence

import bm25s
import numpy as np
import Stemmer
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from assistant.answers.decide import Sources, nearest
from assistant.answers.decision import Decision, Guess
from assistant.matcher.features import Floats, words
from assistant.matcher.intents import Intent, Library
from assistant.terms import ANSWER_LIMIT, ANSWER_PASSAGES, Locale, Outcome, Passage

_LANGUAGES = {Locale.EN: "english", Locale.FI: "finnish", Locale.SV: "swedish"}

STEPS = 21
"""Thresholds that are tried for each peer."""

Scorer = Callable[[str], Floats]
"""Scores every passage of one policy for a question."""


Prepare = Callable[[Sequence[Passage], Locale], Scorer]


class Nearest:
    """Shows the passages that score best, or none below a threshold."""

    def __init__(self, name: str, prepare: Prepare, highest: float) -> None:
        self.name = name
        self.thresholds = np.linspace(0, highest, STEPS)
        self._prepare = prepare
        self._scorers: dict[str, Scorer] = {}

    def decide(self, question: str, sources: Sources, lang: Locale, threshold: float) -> Decision:
        """Return the best passages' answer."""
        table = nearest(sources.policies, lang)
        if table.policy not in self._scorers:
            self._scorers[table.policy] = self._prepare(table.passages, table.lang)
        return _ranked(self._scorers[table.policy](question), table.passages, threshold, lang)


class Classified:
    """TF-IDF of characters with a linear support vector machine for the intent, and our topic table."""

    name = "TF-IDF of characters, LinearSVC"
    thresholds = np.linspace(0, 0.6, STEPS)

    def __init__(self, library: Library) -> None:
        self._intents: Mapping[str, Intent] = library.intents
        self._vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
        rows = self._vectors.fit_transform([u.text for u in library.utterances])
        self._machine = LinearSVC(C=0.5).fit(rows, [u.intent for u in library.utterances])

    def decide(self, question: str, sources: Sources, lang: Locale, threshold: float) -> Decision:
        """Return the outcome of the intent found; its topic's best passages for an answer."""
        intent = self._intents[str(self._machine.predict(self._vectors.transform([question]))[0])]
        guess = Guess(intent.id, 0.0)
        if intent.outcome is Outcome.REQUEST:
            return Decision(intent.outcome, lang, guess, rights=(intent.right,) if intent.right else ())
        if intent.outcome is not Outcome.ANSWER or intent.topic is None:
            return Decision(intent.outcome, lang, guess)
        table = nearest(sources.policies, lang)
        scores: Floats = table.by_passage[:, table.topics.index(intent.topic)]
        return _ranked(scores, table.passages, threshold, lang)


def token_set_ratio(passages: Sequence[Passage], _lang: Locale) -> Scorer:
    """Return how alike question and passage are as sets of words."""
    texts = [p.text.casefold() for p in passages]

    def scores(question: str) -> Floats:
        found = process.cdist([question.casefold()], texts, scorer=fuzz.token_set_ratio)
        return np.asarray(found[0], np.float32) / np.float32(100)

    return scores


def bm25(passages: Sequence[Passage], lang: Locale) -> Scorer:
    """Return the scorer of Okapi BM25 over stemmed words of passage and heading."""
    stemmer = Stemmer.Stemmer(_LANGUAGES[lang])

    def tokens(text: str) -> list[str]:
        return list(stemmer.stemWords(words(text)))

    index = bm25s.BM25()
    index.index([tokens(f"{p.section} {p.text}") for p in passages], show_progress=False)

    def scores(question: str) -> Floats:
        asked = tokens(question)
        found: Floats = (
            np.asarray(index.get_scores(asked), np.float32) if asked else np.zeros(len(passages), np.float32)
        )
        return found

    return scores


def char_cosine(passages: Sequence[Passage], _lang: Locale) -> Scorer:
    """Return the cosine of 3- to 5-grams of characters, weighted by rarity in this policy."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    matrix = vectors.fit_transform([f"{p.section} {p.text}" for p in passages])

    def scores(question: str) -> Floats:
        return np.asarray((matrix @ vectors.transform([question]).T).todense(), np.float32).ravel()

    return scores


def _ranked(scores: Floats, passages: Sequence[Passage], threshold: float, lang: Locale) -> Decision:
    """Return an answer with the best passages, or that the policy does not tell below the threshold."""
    order = np.argsort(-scores, kind="stable")[:ANSWER_PASSAGES]
    guess = Guess("nearest", round(100 * float(scores[order[0]]), 1) if len(order) else 0.0)
    if not len(order) or scores[order[0]] < threshold:
        return Decision(Outcome.NOT_IN_POLICY, lang, guess)
    shown: list[Passage] = []
    for place in order:
        if sum(len(p.text) for p in shown) + len(passages[place].text) <= ANSWER_LIMIT:
            shown.append(passages[place])
    return Decision(Outcome.ANSWER, lang, guess, passages=tuple(shown))


def peers(library: Library) -> tuple[Classified | Nearest, ...]:
    """Return every peer, with the highest threshold worth trying for its scores."""
    return (
        Classified(library),
        Nearest("TF-IDF of characters, cosine", char_cosine, 0.5),
        Nearest("BM25 with Snowball", bm25, 15.0),
        Nearest("rapidfuzz token_set_ratio", token_set_ratio, 0.8),
    )
