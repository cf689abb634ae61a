"""Says why a request is due when it is, in sentences that can be put into any language. Rule D-9."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from assistant.rights.deadline import Trace, TraceStep
from assistant.rights.workdays import SATURDAY, SUNDAY
from assistant.terms import Message

DOMAIN = "law"
Words = dict[str, str | int | date | datetime | Message]
_MONTHS = {
    1: "One month from receipt on %(received)s is %(nominal)s.",
    3: "Three months from receipt on %(received)s is %(nominal)s.",
}
_ANY_MONTHS = "%(months)d months from receipt on %(received)s is %(nominal)s."
_WEEKEND = {SATURDAY: "%(day)s is a Saturday.", SUNDAY: "%(day)s is a Sunday."}


def explain(trace: Trace) -> tuple[Message, ...]:
    """Return one sentence for the due date, then one for each step that needs saying, in order.

    Raises:
        ValueError: the trace is empty.
    """
    if not trace:
        raise ValueError("a trace has at least one step")
    due = Message(DOMAIN, "The last day to answer is %(due)s.", {"due": trace[-1].day})
    return (due, *(message for step in trace for message in _sentences(step)))


def _sentences(step: TraceStep) -> tuple[Message, ...]:
    match step.rule:
        case "D-2" if step.start is not None:
            return _month_sentences(step, step.start)
        case "D-3":
            return _reason_to_roll(step)
        case "D-5":
            sent: Words = {"sent": step.day}
            return (
                Message(DOMAIN, "The time to answer was extended; the notice went out on %(sent)s.", sent),
            )
        case "D-7":
            waited: Words = {"days": step.count, "nominal": step.day}
            text = "Days waited for proof of identity: %(days)d; with them it is %(nominal)s."
            return (Message(DOMAIN, text, waited),)
        case "D-11":
            earlier: Words = {"received": step.day}
            return (
                Message(DOMAIN, "It goes with an earlier request, so it counts from %(received)s.", earlier),
            )
        case _:
            return ()


def _month_sentences(step: TraceStep, received: date) -> tuple[Message, ...]:
    words: Words = {"months": step.count, "received": received, "nominal": step.day}
    counted = Message(DOMAIN, _MONTHS.get(step.count, _ANY_MONTHS), words)
    if step.day.day == received.day:
        return (counted,)
    return counted, Message(
        DOMAIN, "That month has no day %(day)d, so its last day counts.", {"day": received.day}
    )


def _reason_to_roll(step: TraceStep) -> tuple[Message, ...]:
    if step.holiday is not None:
        words: Words = {"day": step.day, "holiday": Message(DOMAIN, step.holiday)}
        return (Message(DOMAIN, "%(day)s is %(holiday)s, a public holiday.", words),)
    weekend = _WEEKEND.get(step.day.weekday())
    return (Message(DOMAIN, weekend, {"day": step.day}),) if weekend else ()


def trace_rows(trace: Trace) -> list[dict[str, Any]]:
    """Return the trace as JSON can keep it; days as ISO text."""
    return [
        {**asdict(step), "day": step.day.isoformat(), "start": step.start and step.start.isoformat()}
        for step in trace
    ]


def trace_of(rows: list[dict[str, Any]]) -> Trace:
    """Return the trace that was kept."""
    return tuple(
        TraceStep(
            row["rule"],
            date.fromisoformat(row["day"]),
            row["holiday"],
            date.fromisoformat(row["start"]) if row["start"] else None,
            row["count"],
        )
        for row in rows
    )


def public_trace(trace: Trace) -> list[dict[str, str | None]]:
    """Return the trace as outside programs read it: rule, date and holiday of each step."""
    return [{"rule": s.rule, "date": s.day.isoformat(), "holiday": s.holiday} for s in trace]
