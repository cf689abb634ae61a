"""What speaks for each passage of a policy as the answer to a question: one row of figures for each.

The figures are weighed by experience (`weights.py`, made by `bench/calibrate.py`): once to put the passages
in order, once to tell whether any of them answers at all.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assistant.answers.asked import Asked
from assistant.answers.aspects import NAMES
from assistant.answers.coverage import SAYS, Coverage
from assistant.answers.meaning import Alike, alike
from assistant.answers.table import Table
from assistant.matcher.features import Floats
from assistant.matcher.model import Model

_HALF_SAID = 0.35
"""The score of a topic's best passage at which it is as likely as not that the policy speaks of it."""
_HEAVY = 0.15
"""From this weight on a word is counted as one that matters."""
_FLOOR = 0.02
"""What is added before a logarithm is taken: less is nothing."""
OF_SECTION = ("topical", "likeness", "topic_likeness", "covered", "in_line")
"""The figures of which a passage also has the most that any passage of its section has."""
ON_TOPIC = ("told_apart", "words", "lacking", "heaviest", "things", "in_line")
"""The figures of which also counts how they go together with being topical."""

MARKS = (
    *("topical", "most_topical", "intents", "likeness", "topic_likeness", "topic_shares"),
    *("possible", "heading", "covered", "told_apart", "words", "in_line", "lacking", "heaviest"),
    *("in_heading", "things", "things_in_line", "named", "named_in_line"),
    *("part_topic_shares", "thing_in_part"),
    *("concepts", "length", "place", "lines", "wanted_of_words", "wanted_of_heaviest"),
    *(f"wanted_{name}" for name in NAMES),
    *(f"unwanted_{name}" for name in NAMES),
    *(f"section_{name}" for name in OF_SECTION),
    *(f"topical_{name}" for name in ON_TOPIC),
)
"""The names of the figures, in the order of the columns."""
_TOPICAL = MARKS.index("topical")
_OF_SECTION, _ON_TOPIC = ([MARKS.index(name) for name in names] for names in (OF_SECTION, ON_TOPIC))
_SHARES = (
    *("present", "spoken", "first_present", "first_spoken", "first", "second", "nowhere", "understood"),
    *("said", "unsaid", "known_unsaid"),
)
SIGNS = (
    *_SHARES,
    *("unclear", "weight", "words", "foreign", "passages"),
    *(f"log_{share}" for share in _SHARES),
)
"""The names of the figures of a question beside a whole policy, in their order."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The figures by passage, those of the whole, and how surely each topic is asked about."""

    by_passage: Floats
    whole: Floats
    topics: Floats


def marked(ask: Asked, table: Table, covered: Coverage, model: Model) -> Marked:
    """Return what speaks for each passage, and for the policy as a whole."""
    reading = ask.reading
    concepts = frozenset(model.concepts.of(reading.tokens, reading.lang))
    means = alike(table.means, ask.intents, reading.intent_logits, reading.topic_logits)
    topical = table.by_passage @ ask.topics
    columns = [
        topical,
        topical / max(1e-6, float(topical.max())),
        *_meant(means, table),
        *_worded(covered, table),
        table.best_part(means.part_topic_shares),
        table.best_part(_listed(covered, table)),
        table.best_of(_shared(concepts, table, model)),
        *table.shape(),
    ]
    wanted = table.aspects.asked(concepts, ask.topics)
    says = table.best_of(table.aspects.says)
    told = (table.aspects.says * wanted).max(axis=1, initial=0)
    columns += [table.best_of(told * part) for part in _in_lines(covered)]
    by_passage = np.column_stack([*columns, says * wanted, says * (1 - wanted)])
    of_section = table.most_of_section(by_passage[:, _OF_SECTION])
    on_topic = by_passage[:, [_TOPICAL]] * by_passage[:, _ON_TOPIC]
    by_passage = np.column_stack([by_passage, of_section, on_topic])
    return Marked(by_passage.astype(np.float32), _signs(ask, table, covered), ask.topics)


def _meant(means: Alike, table: Table) -> list[Floats]:
    return [
        table.best_of(means.line_shares),
        means.passages,
        table.best_of(means.line_topics),
        table.best_of(means.line_topic_shares),
        means.passage_shares,
        means.heading_shares,
    ]


def _worded(covered: Coverage, table: Table) -> list[Floats]:
    weights = covered.weights()
    said = covered.said
    often = (said > SAYS).mean(axis=1)
    rare = -np.log(np.maximum(often, 1 / len(table.passages)))
    apart = weights * np.where(often > 0, rare, rare.max(initial=1))
    return [
        covered.by_passage,
        _share(apart) @ said,
        (weights > _HEAVY).astype(np.float32) @ said,
        table.best_of(_share(weights) @ covered.in_lines),
        covered.lacking(),
        covered.heaviest(),
        _share(weights) @ covered.in_headings,
        *_named(covered, table),
    ]


def _named(covered: Coverage, table: Table) -> Iterator[Floats]:
    """Yield what part of a question's things a passage says, and the best of its lines, then of known ones.

    What is asked of them, such as how long they are kept, is said of many things. A word of unknown meaning
    may be a thing.
    """
    for weights in (_possible_things(covered), covered.things()):
        yield _share(weights) @ covered.said
        yield table.best_of(_share(weights) @ covered.in_lines)


def _possible_things(covered: Coverage) -> Floats:
    possible: Floats = np.maximum(covered.things(), covered.weights() * (1 - covered.known()))
    return possible


def _listed(covered: Coverage, table: Table) -> Floats:
    """Return by part what part of the question's things it says, and how little else it says.

    "Location" between two commas is told as surely as a sentence about it would.
    """
    said = (covered.in_parts * (covered.in_parts > SAYS)).sum(axis=0)
    alone = np.minimum(1, said / np.maximum(1, table.said.lengths))
    listed: Floats = (_share(_possible_things(covered)) @ covered.in_parts) * alone
    return listed


def _in_lines(covered: Coverage) -> tuple[Floats, Floats]:
    """Return by line what part of the question's words it says, and how nearly the heaviest known one."""
    known = np.flatnonzero(covered.known())
    heaviest = covered.in_lines[known[0]] if len(known) else np.zeros(covered.in_lines.shape[1], np.float32)
    return _share(covered.weights()) @ covered.in_lines, heaviest


def _share(weights: Floats) -> Floats:
    shares: Floats = weights / max(1e-6, float(weights.sum()))
    return shares


def _shared(concepts: frozenset[int], table: Table, model: Model) -> Floats:
    """Return for each line the part of the question's concepts that it expresses; rare ones count most."""
    shared = np.zeros(len(table.said.words.starts), np.float32)
    total = 0.0
    for concept in concepts:
        rarity = model.concept_rarity(concept)
        total += rarity
        places = table.said.words.by_concept.get(concept)
        if places is not None:
            shared[places] += np.float32(rarity)
    found: Floats = shared[: len(table.lines)] / max(1e-6, total)
    return found


def _signs(ask: Asked, table: Table, covered: Coverage) -> Floats:
    """Return the figures of the whole, in the order of `SIGNS`."""
    weights, shares = ask.topics, ask.reading.shares
    present, spoken = table.presence(), table.spoken.max(axis=0, initial=0)
    squares = np.square(present)
    first, second = np.argsort(-weights)[:2]
    heavy, anywhere, known = covered.weights(), covered.said.max(axis=1, initial=0), covered.known()
    of_shares = np.array(
        [
            float(weights @ (squares / (squares + _HALF_SAID**2))),
            float(weights @ spoken),
            float(present[first]),
            float(spoken[first]),
            float(weights[first]),
            float(weights[second]),
            1 - float(weights.sum()),
            float(shares.max()),
            float(_share(heavy) @ anywhere),
            float((heavy * (1 - anywhere)).max(initial=0)),
            float((heavy * known * (1 - anywhere)).max(initial=0)),
        ],
        np.float32,
    )
    others = [
        -float(shares @ np.log(shares + 1e-9)),
        math.log1p(float(heavy.sum())),
        math.log1p(len(heavy)),
        float(ask.reading.lang is not table.lang),
        math.log(len(table.passages)),
    ]
    logarithms = np.log(np.maximum(of_shares, 0) + _FLOOR)
    return np.concatenate([of_shares, np.array(others, np.float32), logarithms])
