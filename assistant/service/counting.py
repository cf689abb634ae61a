"""Counts when a controller must answer: its country, time zone, eves and promises. Rules D-1 to D-8."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from assistant.policy.load import Controller
from assistant.rights import clock, deadline
from assistant.rights.deadline import FIRST_MONTHS, DueDate
from assistant.rights.promise import Promise, promises, soonest
from assistant.rights.workdays import Workdays
from assistant.service.parts import Parts
from assistant.terms import Locale, Right

REMEMBERED = 64
"""Policy versions whose promises are remembered: a policy is read once, not at each filing."""


def workdays_of(controller: Controller) -> Workdays:
    """Return the days that count where a controller is. Rule D-4."""
    return Workdays(controller.country, controller.eves)


def due_of(controller: Controller, received_at: datetime, *, months: int = FIRST_MONTHS) -> DueDate:
    """Return the lawful last day to answer what a controller received then. Rules D-1 to D-4."""
    return deadline.due(
        received_at,
        country=controller.country,
        timezone=controller.timezone,
        months=months,
        eves=controller.eves,
    )


def house_due(parts: Parts, controller: Controller, counted: DueDate, rights: Sequence[Right]) -> date:
    """Return the house's own last day: sooner if the policy or the settings promise it. Rule D-8."""
    workdays = workdays_of(controller)
    promise = promise_of(parts, controller)
    promised = promise and clock.promised(
        counted.received_on, workdays=workdays, days=promise.days, working_days=promise.working_days
    )
    return clock.internal_due(counted, rights, workdays=workdays, promised_on=promised or None)


def promise_of(parts: Parts, controller: Controller) -> Promise | None:
    """Return the soonest answer that the settings or any language of the policy promise; None without one."""
    told = [Promise(days=controller.promise_days)] if controller.promise_days else []
    for locale, policy in parts.knowledge().policies_of(controller.id).items():
        told += _promises_of(policy.text, locale)
    return soonest(told)


@lru_cache(maxsize=REMEMBERED)
def _promises_of(text: str, locale: Locale) -> tuple[Promise, ...]:
    return promises(text, locale)
