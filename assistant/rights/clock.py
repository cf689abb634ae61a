"""What may happen to a due date after it is set: extension, suspension, the house's own date, reminders.

Source: GDPR Art. 12(3)-(4). Rules D-5 to D-8 and D-10.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.deadline import DueDate, TraceStep, nominal_date, rolled
from assistant.rights.states import LineOutcome
from assistant.rights.workdays import Workdays
from assistant.terms import Right

PROMPT_RIGHTS = frozenset({Right.WITHDRAW_CONSENT, Right.MARKETING_BAN})
"""Rights that only need something stopped: one working day."""
PROMPT_WORKING_DAYS = 1
INTERNAL_WORKING_DAYS = 5
LATEST_QUESTION_WORKING_DAYS = 5


class ExtensionReason(StrEnum):
    """The two reasons the law knows for up to two further months."""

    COMPLEXITY = "complexity"
    NUMBER = "number"


class ReminderKind(StrEnum):
    """How far before the due date a reminder falls; only the first counts calendar days."""

    FOURTEEN_DAYS = "T-14"
    FIVE_WORKING_DAYS = "T-5"
    ONE_WORKING_DAY = "T-1"
    LAST_DAY = "T+0"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day on which the staff are reminded."""

    kind: ReminderKind
    day: date


def check_extension(
    today: date,
    *,
    first_due: date,
    reason: ExtensionReason | str | None,
    text: str,
    extended_before: bool = False,
) -> None:
    """Hold that the time may be extended now. Rule D-5.

    Raises:
        TransitionNotAllowedError: it was extended before, or the first month is over.
        InvalidInputError: the reason is not one of the two, or is not explained.
    """
    if extended_before:
        raise TransitionNotAllowedError("The time to answer can be extended once only.")
    if today > first_due:
        raise TransitionNotAllowedError("The time to answer can be extended only until the first due date.")
    if reason not in set(ExtensionReason):
        raise InvalidInputError("An extension needs the complexity or the number of requests as its reason.")
    if not text.strip():
        raise InvalidInputError("An extension needs its reason explained to the person.")


def extended(first: DueDate, later: DueDate, *, notice_sent: date | None) -> DueDate:
    """Return the due date in force: the later one only once its notice was sent in time. Rule D-5.

    Both are counted from the same receipt, the later one with three months.
    """
    if notice_sent is None or notice_sent > first.due:
        return first
    receipt, *rest = later.trace
    step = TraceStep("D-5", notice_sent, start=first.due)
    return DueDate(later.due, later.nominal, (receipt, step, *rest))


def warns_of_late_refusal(outcome: LineOutcome, today: date, *, first_due: date) -> bool:
    """Tell whether a full or partial refusal comes after the first month, extended or not. Rule D-6."""
    return outcome in {LineOutcome.REFUSED, LineOutcome.PARTLY} and today > first_due


def suspended(counted: DueDate, *, asked: date, answered: date | None, workdays: Workdays) -> DueDate:
    """Return the date as if the days between an identity question and its answer did not count. Rule D-7.

    It is only shown to the staff: reminders and alarms stay on the date that was handed in. A question
    later than five working days after receipt, or one not answered yet, changes nothing.

    Raises:
        ValueError: the answer came before the question.
    """
    if answered is None or asked > workdays.after(counted.received_on, LATEST_QUESTION_WORKING_DAYS):
        return counted
    waited = (answered - asked).days
    if waited < 0:
        raise ValueError("an answer cannot come before its question")
    nominal = counted.nominal + timedelta(days=waited)
    before = tuple(step for step in counted.trace if step.rule != "D-3")
    step = TraceStep("D-7", nominal, start=counted.nominal, count=waited)
    rolling = rolled(nominal, workdays)
    return DueDate(rolling[-1].day, nominal, (*before, step, *rolling))


def promised(
    received_on: date, *, workdays: Workdays, months: int = 0, days: int = 0, working_days: int = 0
) -> date:
    """Return the day by which a policy promises an answer: months, then days, then working days on."""
    day = nominal_date(received_on, months) + timedelta(days=days)
    return workdays.after(day, working_days)


def internal_due(
    counted: DueDate, rights: Iterable[Right], *, workdays: Workdays, promised_on: date | None = None
) -> date:
    """Return the house's own last day, never before the day of receipt. Rule D-8.

    Five working days before the due date; what the controller's policy promises, if that is sooner; one
    working day from receipt where something only has to be stopped.
    """
    days = [workdays.before(counted.due, INTERNAL_WORKING_DAYS)]
    if promised_on is not None:
        days.append(promised_on)
    if PROMPT_RIGHTS & set(rights):
        days.append(workdays.after(counted.received_on, PROMPT_WORKING_DAYS))
    return max(min(days), counted.received_on)


def reminders(due: date, workdays: Workdays) -> tuple[Reminder, ...]:
    """Return the days to remind of an unsuspended due date, earliest first. Rules D-7 and D-10."""
    return (
        Reminder(ReminderKind.FOURTEEN_DAYS, due - timedelta(days=14)),
        Reminder(ReminderKind.FIVE_WORKING_DAYS, workdays.before(due, 5)),
        Reminder(ReminderKind.ONE_WORKING_DAY, workdays.before(due, 1)),
        Reminder(ReminderKind.LAST_DAY, due),
    )


def reminders_between(due: date, workdays: Workdays, *, after: date, until: date) -> tuple[Reminder, ...]:
    """Return the reminders that fell due after one day and until another, that one included."""
    return tuple(found for found in reminders(due, workdays) if after < found.day <= until)
