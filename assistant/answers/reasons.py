"""Says which words decided: for people who ask why an intent was chosen. Slower than deciding."""

import numpy as np

from assistant.answers.decide import Sources, nearest
from assistant.answers.decision import Decision
from assistant.answers.table import Table
from assistant.matcher.features import words
from assistant.matcher.model import Model
from assistant.terms import Locale

MOST = 5
_SPEAKS = 0.1
"""From here on a passage is said to speak of a topic."""
_LONGEST = 60
"""Words of a long message that are looked at, so that time stays bounded."""


def reasons(question: str, decision: Decision, sources: Sources) -> tuple[str, ...]:
    """Return why a question got its answer, one reason a line, for people who edit policies and intents."""
    model, found = sources.model, list(decision.why)
    if decision.runner_up:
        found.insert(0, f"runner-up: {decision.runner_up.intent} {decision.runner_up.score:.0f}")
    if deciding := deciding_words(question, decision, model):
        found.append("deciding words: " + ", ".join(f"{word} {gain:+.1f}" for word, gain in deciding))
    if meant := concept_names(question, model, decision.lang or Locale.EN):
        found.append(f"concepts: {', '.join(meant)}")
    if row := topic_row(decision.intent, nearest(sources.policies, decision.lang), model):
        spoken = ", ".join(f"{segment} {surely:.2f}" for segment, surely in row[1]) or "not in this policy"
        found.append(f"topic row {row[0]}: {spoken}")
    return tuple(found)


def deciding_words(question: str, decision: Decision, model: Model) -> tuple[tuple[str, float], ...]:
    """Return the words without which the best intent leads its runner-up by least, most decisive first.

    The figure is by how much each widens that lead, in natural logarithms of likelihood. Empty where no
    intent of the library was chosen.
    """
    names = [intent.id for intent in model.intents]
    if decision.runner_up is None or decision.intent not in names or decision.runner_up.intent not in names:
        return ()
    best, second = names.index(decision.intent), names.index(decision.runner_up.intent)
    lang = decision.lang or Locale.EN
    tokens = model.repaired(words(question), lang)[:_LONGEST]

    def lead(kept: list[str]) -> float:
        shares = np.log(model.intent_shares(kept, lang) + 1e-12)
        return float(shares[best] - shares[second])

    whole = lead(tokens)
    gains = {word: whole - lead([t for t in tokens if t != word]) for word in dict.fromkeys(tokens)}
    ordered = sorted(gains.items(), key=lambda gain: -gain[1])
    return tuple((word, gain) for word, gain in ordered[:MOST] if gain > 0)


def concept_names(question: str, model: Model, lang: Locale) -> tuple[str, ...]:
    """Return the concepts that a question's words express, in order, each once."""
    tokens = model.repaired(words(question), lang)[:_LONGEST]
    return tuple(dict.fromkeys(model.concepts.names[number] for number in model.concepts.of(tokens, lang)))


def topic_row(intent: str, table: Table, model: Model) -> tuple[str, tuple[tuple[str, float], ...]] | None:
    """Return an intent's topic and the segments that speak most surely of it; None if it has no topic."""
    topic = next((known.topic for known in model.intents if known.id == intent), None)
    if topic is None:
        return None
    column = table.by_passage[:, table.topics.index(topic)]
    order = np.argsort(-column, kind="stable")[:MOST]
    return topic, tuple((table.passages[n].segment, float(column[n])) for n in order if column[n] > _SPEAKS)
