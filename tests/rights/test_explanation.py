"""Holds that a due date explains itself in every language, rule D-9."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rights.clock import extended, suspended
from assistant.rights.deadline import DueDate, due
from assistant.rights.explanation import explain, public_trace, trace_of, trace_rows
from assistant.rights.workdays import ZONES, Eves, Workdays
from assistant.terms import Locale
from assistant.translations import catalogue, render

DAY = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def due_in(country: str, received: date, *, months: int = 1, eves: Eves = "safe") -> DueDate:
    return due(received, country=country, timezone=ZONES[country], months=months, eves=eves)


def said(found: DueDate, locale: str) -> list[str]:
    return [render(message, locale) for message in explain(found.trace)]


def test_easter_is_explained_in_english() -> None:
    assert said(due_in("FI", date(2026, 3, 5)), "en") == [
        "The last day to answer is 7 April 2026.",
        "One month from receipt on 5 March 2026 is 5 April 2026.",
        "5 April 2026 is Easter Sunday, a public holiday.",
        "6 April 2026 is Easter Monday, a public holiday.",
    ]


def test_easter_is_explained_in_finnish() -> None:
    assert said(due_in("FI", date(2026, 3, 5)), "fi") == [
        "Viimeinen vastauspäivä on 7. huhtikuuta 2026.",
        "Pyyntö vastaanotettiin 5. maaliskuuta 2026, ja kuukausi siitä päättyy 5. huhtikuuta 2026.",
        "5. huhtikuuta 2026 on pääsiäispäivä, yleinen vapaapäivä.",
        "6. huhtikuuta 2026 on toinen pääsiäispäivä, yleinen vapaapäivä.",
    ]


def test_easter_is_explained_in_swedish() -> None:
    assert said(due_in("SE", date(2026, 3, 5)), "sv") == [
        "Sista dag att svara är den 7 april 2026.",
        "En månad från mottagandet den 5 mars 2026 är den 5 april 2026.",
        "Den 5 april 2026 är påskdagen, en helgdag.",
        "Den 6 april 2026 är annandag påsk, en helgdag.",
    ]


def test_a_short_month_and_a_weekend_are_explained() -> None:
    assert said(due_in("SE", date(2026, 1, 31)), "en") == [
        "The last day to answer is 2 March 2026.",
        "One month from receipt on 31 January 2026 is 28 February 2026.",
        "That month has no day 31, so its last day counts.",
        "28 February 2026 is a Saturday.",
        "1 March 2026 is a Sunday.",
    ]


def test_an_extension_and_a_suspension_are_explained() -> None:
    first, later = (due_in("FI", date(2026, 3, 5), months=n) for n in (1, 3))
    assert said(extended(first, later, notice_sent=date(2026, 3, 20)), "en")[1] == (
        "The time to answer was extended; the notice went out on 20 March 2026."
    )
    waited = suspended(first, asked=date(2026, 3, 6), answered=date(2026, 3, 9), workdays=Workdays("FI"))
    assert said(waited, "en")[2] == ("Days waited for proof of identity: 3; with them it is 8 April 2026.")


@given(received=DAY, country=st.sampled_from(["FI", "SE"]), months=st.sampled_from([1, 2, 3]))
def test_every_sentence_is_translated(received: date, country: str, months: int) -> None:
    """Rule D-9."""
    found = due_in(country, received, months=months, eves="national")
    for message in explain(found.trace):
        assert catalogue("law", "fi").get(message.msgid)
        assert len({render(message, locale) for locale in Locale}) == 3


@pytest.mark.parametrize("country", ["FI", "SE"])
def test_every_holiday_has_a_name_in_both_languages(country: str) -> None:
    workdays = Workdays(country, "national")
    days = (date.fromordinal(n) for n in range(date(2024, 1, 1).toordinal(), date(2028, 1, 1).toordinal()))
    names = {name for day in days if (name := workdays.holiday(day))}
    assert len(names) > 12
    for locale in ("fi", "sv"):
        assert [name for name in names if not catalogue("law", locale).get(name)] == []


@given(received=DAY, country=st.sampled_from(["FI", "SE"]))
def test_a_trace_survives_being_kept_as_json(received: date, country: str) -> None:
    trace = due_in(country, received).trace
    assert trace_of(json.loads(json.dumps(trace_rows(trace)))) == trace


def test_outside_programs_read_rule_date_and_holiday() -> None:
    assert public_trace(due_in("FI", date(2026, 3, 5)).trace) == [
        {"rule": "D-1", "date": "2026-03-05", "holiday": None},
        {"rule": "D-2", "date": "2026-04-05", "holiday": None},
        {"rule": "D-3", "date": "2026-04-05", "holiday": "Easter Sunday"},
        {"rule": "D-3", "date": "2026-04-06", "holiday": "Easter Monday"},
        {"rule": "D-3", "date": "2026-04-07", "holiday": None},
    ]


def test_an_empty_trace_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        explain(())
