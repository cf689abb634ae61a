"""Decides what a visitor gets for one message: passages, a request, staff, or that nothing is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from assistant.answers.alarming import alarms
from assistant.answers.asked import Asked, about, asked
from assistant.answers.coverage import Coverage
from assistant.answers.decision import Decision, Guess, Miss, Source
from assistant.answers.rank import Ranked, cover, rank
from assistant.answers.reading import Reading, read
from assistant.answers.table import Table
from assistant.answers.wanting import wants
from assistant.matcher.features import Floats
from assistant.matcher.intents import Intent
from assistant.matcher.language import identify
from assistant.matcher.model import Model
from assistant.terms import ANSWER_LIMIT, ANSWER_PASSAGES, Locale, Outcome, Passage, Right

CLOSE = 0.8
"""A runner-up this near the best makes a choice worth offering."""
UNSURE = 0.35
"""Under this share for the best intent a message is not clear."""
LEAD = 0.3
"""From this lead over the next passage's score on the best one is answered without asking back."""
CLEAR = 0.08
"""From this share on the best intent is answered without asking back."""
PART_SAID = 0.6
"""From this likelihood on a part of a question is answered by a passage of its own."""
SECOND_RIGHT = 0.5
"""From here on a further clause asks for a right of its own that the whole message asks for, too."""
IN_WHOLE = 0.02
"""From this share on the whole message does."""
SURE_RIGHT = 0.9
"""From here on a clause asks for a right of its own, whatever the whole message does."""
BESIDE_OFFER = 0.5
"""From this likelihood on the policy's words on a right stand beside its offer, which needs none of them."""
Own = npt.NDArray[np.bool_]
"""Which of the intents, in their order."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What may be answered from: one controller's policy and the assistant's own notice, by language."""

    model: Model
    policies: Mapping[Locale, Table]
    notices: Mapping[Locale, Table] = field(default_factory=dict)


def decide(
    question: str, *, sources: Sources, lang: Locale | None = None, given: Locale | None = None
) -> Decision:
    """Return the outcome for one message.

    `lang` is the message's language where it is known; else it is identified, and too little text is
    taken to be in `given`, the language of the conversation.
    """
    model = sources.model
    spoken = lang or _language(question, sources, given)
    if spoken is None:
        return Decision(Outcome.OFFTOPIC, None, Guess("other-language", 100.0), why=("another language",))
    reading = read(question, model, spoken)
    defined = nearest(sources.policies, spoken).own
    own = defined.intents and defined.nearest(model.intent_weighting.vector(reading.tokens, spoken))
    if own:
        return _from_own(
            Decision(Outcome.ANSWER, spoken, Guess(own[0], _per_cent(own[2]))), own[1], reading, sources
        )
    first = _meant(reading, model)
    order = [first, *(i for i in np.argsort(-reading.shares) if i != first)]
    best, second = (Guess(model.intents[i].id, _per_cent(reading.shares[i])) for i in order[:2])
    outcome = model.intents[first].outcome
    decision = Decision(outcome, spoken, best, second, why=_why(order, reading, model))
    return _fill(decision, model.intents[first], reading, sources)


def _language(question: str, sources: Sources, given: Locale | None) -> Locale | None:
    model = sources.model
    usual = given or next(iter(sources.policies))
    return identify(model.languages, question, given=usual, known=model.vocabularies.values()).lang


def _fill(decision: Decision, intent: Intent, reading: Reading, sources: Sources) -> Decision:
    if decision.outcome is Outcome.REQUEST:
        return _offer(replace(decision, rights=_rights(reading, intent, sources.model)), reading, sources)
    if decision.outcome is Outcome.HUMAN:
        return replace(decision, is_urgent=intent.is_urgent)
    if intent.is_about_chat and sources.notices:
        return _from_notice(decision, reading, sources)
    # What seems to be about the company's business may be told all the same.
    is_looked_up = decision.outcome in {Outcome.ANSWER, Outcome.NOT_IN_POLICY}
    return _from_policy(decision, reading, sources) if is_looked_up else decision


def _meant(reading: Reading, model: Model) -> int:
    """Return the likeliest intent of those that the message as a whole speaks for.

    These are requests where a right is wanted, urgent ones where a breach or a threat is reported, else those
    of the outcome that the likely intents together have.
    """
    is_urgent = np.array([intent.is_urgent for intent in model.intents])
    if wants(reading, model):
        return _likeliest(reading.shares, _of(model, Outcome.REQUEST))
    if alarms(reading, model):
        return _likeliest(reading.shares, is_urgent)
    others = [_of(model, outcome) & ~is_urgent for outcome in Outcome if outcome is not Outcome.REQUEST]
    return _likeliest(reading.shares, max(others, key=lambda own: float(reading.shares[own].sum())))


def _of(model: Model, outcome: Outcome) -> Own:
    return np.array([intent.outcome is outcome for intent in model.intents])


def _likeliest(shares: Floats, own: Own) -> int:
    return int(np.where(own, shares, -1).argmax())


def _offer(decision: Decision, reading: Reading, sources: Sources) -> Decision:
    """Add what the policy says on the rights asked for: as its editors decided, else what ranks best."""
    model, table = sources.model, nearest(sources.policies, decision.lang)
    topics = {intent.topic for intent in model.intents if intent.right in decision.rights}
    names = [i.id for i in model.intents if i.outcome is Outcome.ANSWER and i.topic in topics]
    decided = [table.decided[name] for name in names if name in table.decided]
    if decided:
        return replace(decision, passages=_interleaved(decided))
    found = rank(about(topics, reading, model), table, cover(reading, table, model), model)
    return replace(decision, passages=found.passages if found.likelihood >= BESIDE_OFFER else ())


def _rights(reading: Reading, intent: Intent, model: Model) -> tuple[Right, ...]:
    """Return the rights asked for: the likeliest of the whole message, then those of clauses of their own.

    A clause that is not sure may mislead, as "all my data" behind "delete my account" does, or "don't delete
    it" behind "freeze it": the message as a whole must speak for its right, too.
    """
    found = {intent.right: None} if intent.right else {}
    for _, shares in reading.clauses:
        number = int(shares.argmax())
        own, together = model.intents[number].right, float(reading.shares[number])
        least = SECOND_RIGHT if together >= IN_WHOLE else SURE_RIGHT
        if own and float(shares[number]) >= least:
            found[own] = None
    return tuple(found)


def _from_policy(decision: Decision, reading: Reading, sources: Sources) -> Decision:
    model, table = sources.model, nearest(sources.policies, decision.lang)
    covered = cover(reading, table, model)
    whole = rank(asked(reading, reading.shares, model), table, covered, model)
    decision = replace(decision, why=(*decision.why, *whole.why))
    is_decided = decision.intent in table.decided and not whole.missing_name
    if not is_decided and (whole.missing_name or not whole.is_said):
        return replace(decision, outcome=Outcome.NOT_IN_POLICY, miss=_miss(decision, whole))
    said = _said_in_parts(reading, table, covered, model)
    if len(said) > 1:
        return replace(decision, outcome=Outcome.ANSWER, passages=_interleaved(said))
    if is_decided:
        return _as_decided(decision, table)
    outcome = Outcome.CLARIFY if _is_close(decision, whole) else Outcome.ANSWER
    return replace(decision, outcome=outcome, passages=_interleaved([whole.passages]))


def _from_own(decision: Decision, topic: str | None, reading: Reading, sources: Sources) -> Decision:
    """Answer an intent of the controller's own: as its editors decided, else by its topic."""
    table = nearest(sources.policies, decision.lang)
    if decision.intent in table.decided:
        return _as_decided(decision, table)
    model = sources.model
    found = rank(about({topic}, reading, model), table, cover(reading, table, model), model)
    if not found.is_said:
        return replace(decision, outcome=Outcome.NOT_IN_POLICY, miss=Miss.TOPIC_ABSENT)
    return replace(decision, passages=found.passages)


def _said_in_parts(
    reading: Reading, table: Table, covered: Coverage, model: Model
) -> list[Sequence[Passage]]:
    """Return passages for each clause that asks about its own topic, as editors decided or as ranked."""
    found: list[Sequence[Passage]] = []
    for intent, part in _asked_topics(reading, model):
        if intent in table.decided:
            found += [table.decided[intent]] if table.decided[intent] else []
            continue
        ranked = rank(part, table, covered, model)
        if ranked.likelihood >= PART_SAID and not ranked.missing_name:
            found.append(ranked.passages)
    return found


def _asked_topics(reading: Reading, model: Model) -> list[tuple[str, Asked]]:
    """Return each clause's intent and what it asks, where clauses ask about their own topics; else none."""
    found: dict[str, tuple[str, Asked]] = {}
    for _, shares in reading.clauses:
        intent = model.intents[int(shares.argmax())]
        if intent.outcome is Outcome.ANSWER and intent.topic and not intent.is_about_chat:
            found.setdefault(intent.topic, (intent.id, asked(reading, shares, model)))
    return list(found.values())[:ANSWER_PASSAGES] if len(found) > 1 else []


def _interleaved(found: Sequence[Sequence[Passage]]) -> tuple[Passage, ...]:
    """Return the best passage of each question, then their second ones, without repeating any."""
    shown: list[Passage] = []
    for place in range(ANSWER_PASSAGES):
        for passages in found:
            own = passages[place : place + 1]
            is_new = [p for p in own if not any(_is_same(p, s) for s in shown)]
            if len(shown) < ANSWER_PASSAGES and sum(len(p.text) for p in [*shown, *is_new]) <= ANSWER_LIMIT:
                shown += is_new
    return tuple(shown)


def _is_same(one: Passage, other: Passage) -> bool:
    """Whether one repeats the other; two paragraphs of a passage that editors chose do not."""
    return one.section_id == other.section_id and (one.text in other.text or other.text in one.text)


def _as_decided(decision: Decision, table: Table) -> Decision:
    """Return what an editor confirmed for this intent."""
    chosen = _interleaved([table.decided[decision.intent]])
    if not chosen:
        return replace(decision, outcome=Outcome.NOT_IN_POLICY, miss=Miss.TOPIC_ABSENT)
    return replace(decision, outcome=Outcome.ANSWER, passages=chosen)


def _miss(decision: Decision, found: Ranked) -> Miss:
    if decision.outcome is Outcome.NOT_IN_POLICY:
        return Miss.NOT_PRIVACY
    if found.missing_name:
        return Miss.NAME_ABSENT
    return Miss.TOPIC_ABSENT if decision.best.score >= 100 * UNSURE else Miss.NOT_UNDERSTOOD


def _is_close(decision: Decision, found: Ranked) -> bool:
    """Whether neither the intents nor the passages tell what is meant."""
    second = decision.runner_up.score if decision.runner_up else 0.0
    is_vague = decision.best.score < 100 * CLEAR and second > CLOSE * decision.best.score
    return is_vague and found.lead <= LEAD and len(found.passages) > 1


def _from_notice(decision: Decision, reading: Reading, sources: Sources) -> Decision:
    """Answer about the chat itself from the assistant's own notice."""
    model = sources.model
    own = np.array([intent.is_about_chat for intent in model.intents])
    topic = model.intents[_likeliest(reading.shares, own & _of(model, Outcome.ANSWER))].topic
    table = nearest(sources.notices, decision.lang)
    found = rank(about({topic}, reading, model), table, cover(reading, table, model), model)
    return replace(decision, source=Source.ASSISTANT, passages=found.passages)


def nearest(tables: Mapping[Locale, Table], lang: Locale | None) -> Table:
    """Return the table in the message's language, else the English one, else the first."""
    if lang is not None and lang in tables:
        return tables[lang]
    return tables.get(Locale.EN) or next(iter(tables.values()))


def _per_cent(share: float) -> float:
    return round(100 * float(share), 1)


def _why(order: Sequence[int], reading: Reading, model: Model) -> tuple[str, ...]:
    likely = [f"{model.intents[i].id} {_per_cent(reading.shares[i]):.0f}" for i in order[:4]]
    return (f"intents: {', '.join(likely)}", f"read as: {' '.join(reading.tokens)}")
