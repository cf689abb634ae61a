"""Holds `assistant due`."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from assistant.cli.due import due
from assistant.errors import UsageError


def run(*arguments: str) -> str:
    result = CliRunner().invoke(due, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_program_reads_due_nominal_and_trace() -> None:
    assert json.loads(run("2026-03-05", "--country", "FI", "--json")) == {
        "due": "2026-04-07",
        "nominal": "2026-04-05",
        "trace": [
            {"rule": "D-1", "date": "2026-03-05", "holiday": None},
            {"rule": "D-2", "date": "2026-04-05", "holiday": None},
            {"rule": "D-3", "date": "2026-04-05", "holiday": "Easter Sunday"},
            {"rule": "D-3", "date": "2026-04-06", "holiday": "Easter Monday"},
            {"rule": "D-3", "date": "2026-04-07", "holiday": None},
        ],
    }


def test_a_person_reads_the_date_first_and_then_why() -> None:
    assert run("2026-05-19", "--country", "SE", "--eves", "national").splitlines() == [
        "2026-06-22",
        "The last day to answer is 22 June 2026.",
        "One month from receipt on 19 May 2026 is 19 June 2026.",
        "19 June 2026 is Midsummer Eve, a public holiday.",
        "20 June 2026 is Midsummer Day, a public holiday.",
        "21 June 2026 is a Sunday.",
    ]


@pytest.mark.parametrize(("country", "day"), [("SE", "2026-10-14"), ("FI", "2026-10-15")])
def test_a_time_is_dated_where_the_controller_is(country: str, day: str) -> None:
    assert run("2026-09-14T21:30Z", "--country", country).splitlines()[0] == day


def test_an_extended_period_counts_from_receipt() -> None:
    assert run("2026-01-31", "--country", "FI", "--months", "3").splitlines()[0] == "2026-04-30"


@pytest.mark.parametrize(
    ("received", "fault"),
    [("2026-03-05T12:00", "offset"), ("2026-02-30", "RECEIVED"), ("yesterday", "RECEIVED"), ("", "RECEIVED")],
)
def test_what_is_no_date_is_refused_as_usage(received: str, fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        run(received, "--country", "FI")


def test_an_unknown_country_ends_with_two_and_says_which_are_known() -> None:
    result = CliRunner().invoke(due, ["2026-03-05", "--country", "XX"])
    assert result.exit_code == 2
    assert "'FI', 'SE'" in result.output


@pytest.mark.slow
def test_the_command_says_a_fault_in_one_line_and_ends_with_two() -> None:
    command = [sys.executable, "-m", "assistant", "due", "2026-03-05T12:00", "--country", "FI"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "assistant: A time needs its offset from UTC, such as 2026-03-05T12:00+02:00.\n"
