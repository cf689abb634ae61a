"""Counts what content is in force: policies by company and language, and what editors confirmed of them."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from assistant.answers.edited import Edited
from assistant.answers.knowledge import Knowledge
from assistant.answers.volume import Volume
from assistant.policy.model import Policy
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


_counted: WeakKeyDictionary[Volume, tuple[Held, ...]] = WeakKeyDictionary()


def inventory(knowledge: Knowledge, controllers: Iterable[str]) -> tuple[Held, ...]:
    """Return the policies of these controllers, in order."""
    return tuple(held for name in controllers for held in _counts(knowledge.volumes.get(name)))


def to_confirm(knowledge: Knowledge, controllers: Iterable[str]) -> dict[str, int]:
    """Return how many answers wait for a person, by policy such as `secapp/en`, without zeros."""
    held = inventory(knowledge, controllers)
    counts = {f"{own.controller}/{own.lang}": own.proposed + own.changed for own in held}
    return {policy: count for policy, count in counts.items() if count}


def _counts(volume: Volume | None) -> tuple[Held, ...]:
    """Return what a controller's policies hold, counted once; nothing where they cannot be used."""
    time.sleep(0)  # where chats are greenlets of this thread, they go on while much is read
    if volume is None or not volume.is_usable():
        return ()
    if volume not in _counted:
        own = volume.peek()
        _counted[volume] = tuple(_held(policy, own.decided(policy)) for policy in own.policies.values())
    return _counted[volume]


def _held(policy: Policy, edited: Edited | None) -> Held:
    entries = edited.entries if edited else ()
    confirmed = [entry for entry in entries if not entry.is_proposed and not entry.is_changed]
    return Held(
        policy.id.partition("/")[0],
        policy.locale,
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
