"""Counts what content is in force: policies by company and language, and what editors confirmed of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answers.knowledge import Knowledge
from assistant.terms import Locale


@dataclass(frozen=True, slots=True)
class Held:
    """One policy. `answered`, `absent`, `proposed` and `changed` count editors' decisions about intents.

    `is_built` says that editors' decisions are about this very version.
    """

    controller: str
    lang: Locale
    title: str
    version: str
    sections: int
    passages: int
    answered: int
    absent: int
    proposed: int
    changed: int
    is_built: bool


def inventory(knowledge: Knowledge, controllers: Iterable[str]) -> tuple[Held, ...]:
    """Return the policies of these controllers, in order."""
    return tuple(
        _held(knowledge, controller, lang)
        for controller in controllers
        for lang in knowledge.policies.get(controller, {})
    )


def to_confirm(knowledge: Knowledge, controllers: Iterable[str]) -> dict[str, int]:
    """Return how many answers wait for a person, by policy such as `secapp/en`, without zeros."""
    held = inventory(knowledge, controllers)
    counts = {f"{own.controller}/{own.lang}": own.proposed + own.changed for own in held}
    return {policy: count for policy, count in counts.items() if count}


def _held(knowledge: Knowledge, controller: str, lang: Locale) -> Held:
    policy = knowledge.policy(controller, lang)
    edited = knowledge.edited.get(policy.id)
    entries = edited.entries if edited else ()
    confirmed = [entry for entry in entries if not entry.is_proposed and not entry.is_changed]
    return Held(
        controller,
        lang,
        policy.title,
        policy.version,
        sum(bool(section.heading) for section in policy.sections),
        len(policy.passages),
        sum(bool(entry.answer) for entry in confirmed),
        sum(not entry.answer for entry in confirmed),
        sum(entry.is_proposed for entry in entries),
        sum(entry.is_changed for entry in entries),
        is_built=edited is not None and edited.fingerprint == policy.version,
    )
