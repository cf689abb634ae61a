"""Puts questions that ask the same together, so that editors see what is asked often."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.lexicon import index
from assistant.matcher.features import words
from assistant.matcher.model import Model
from assistant.terms import Locale
from assistant.text import short_hash

ALIKE, NEAR = 0.6, 0.35
"""The cosine from which on two questions ask the same: alone, and where the same intent is likeliest."""
_ID_DIGITS = 8
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was asked in vain; `nearest` names the likeliest intents, best first."""

    controller: str
    lang: Locale
    text: str
    outcome: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions of one controller and language that ask the same, the most asked first, with how often each.

    The first one names the cluster: `id` stays while that is the most asked. `outcomes` and `nearest` count
    the questions that ended so, and that an intent was likeliest for or next to it.
    """

    id: str
    controller: str
    lang: Locale
    questions: tuple[tuple[str, int], ...]
    outcomes: Mapping[str, int]
    nearest: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """How often any of them was asked."""
        return sum(number for _, number in self.questions)


def cluster(asked: Iterable[Asked], model: Model) -> tuple[Cluster, ...]:
    """Return the clusters, the most asked first. The order of what was asked changes nothing."""
    groups: dict[tuple[str, Locale], list[Asked]] = {}
    for one in asked:
        groups.setdefault((one.controller, one.lang), []).append(one)
    found = [made for (_, lang), own in groups.items() for made in _clusters(own, lang, model)]
    return tuple(sorted(found, key=lambda c: (-c.count, c.controller, c.lang, c.questions[0][0])))


def _clusters(asked: Sequence[Asked], lang: Locale, model: Model) -> list[Cluster]:
    """Put each question to the earlier leader that it is most alike; the most asked ones lead."""
    by_form: dict[str, list[Asked]] = {}
    for one in asked:
        by_form.setdefault(" ".join(words(one.text)), []).append(one)
    forms = sorted(by_form, key=lambda form: (-len(by_form[form]), form))
    likeliest = [min(one.nearest[:1] for one in by_form[form]) for form in forms]
    lexicon = index(model.intent_weighting.rows((form, lang) for form in forms))
    led: dict[int, list[int]] = {}
    for number, form in enumerate(forms):
        scores = lexicon.scores(model.intent_weighting.vector(words(form), lang))
        enough = [NEAR if likeliest[other] == likeliest[number] else ALIKE for other in range(len(forms))]
        alike = [other for other in led if scores[other] >= enough[other]]
        leader = max(alike, key=lambda other: (float(scores[other]), -other), default=number)
        led.setdefault(leader, []).append(number)
    return [_made([by_form[forms[number]] for number in own]) for own in led.values()]


def _made(groups: Sequence[Sequence[Asked]]) -> Cluster:
    everything = [one for group in groups for one in group]
    questions = tuple((min(one.text for one in group), len(group)) for group in groups)
    first, leader = everything[0], questions[0][0]
    nearest = Counter(intent for one in everything for intent in one.nearest)
    key = f"{first.controller}/{first.lang}/{' '.join(words(leader))}"
    return Cluster(
        short_hash(key, digits=_ID_DIGITS),
        first.controller,
        first.lang,
        questions,
        dict(sorted(Counter(one.outcome for one in everything).items())),
        tuple(sorted(nearest.items(), key=lambda pair: (-pair[1], pair[0]))[:_NEAREST]),
    )
