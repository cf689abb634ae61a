"""Holds that legal holds are set, listed and lifted by command, and that each stands on the record."""

import json

import pytest

from assistant.compose import opened
from assistant.service import requests, tickets
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.parts import Parts
from assistant.settings import read
from assistant.terms import Right
from tests.cli.command import SECRET, Site
from tests.service.conftest import filing

pytestmark = pytest.mark.slow
REASON = "Case 12/2026"


def file(parts: Parts) -> str:
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        return requests.file(act, filing(Right.MARKETING_BAN)).reference


def record(parts: Parts, reference: str) -> list[tuple[str | None, str | None, str]]:
    with parts.reads() as session:
        ticket = tickets.of_request(session, requests.find(session, reference))
        held = [row for row in ticket.history if row.kind == "legal_hold"]
        return [(row.old, row.new, tickets.text_of(parts, row)) for row in held]


def test_a_hold_is_set_listed_and_lifted_and_each_is_recorded_with_its_reason(site: Site) -> None:
    """Rule T-1."""
    settings = read(site.environment(secret=SECRET))
    with opened(settings) as parts:
        reference = file(parts)
    until = ("--until", "2999-12-31")
    done = site.run("hold", "set", reference, *until, "--reason", REASON, secret=SECRET)
    assert (done.stdout, done.stderr) == (f"{reference}: held until 2999-12-31\n", "")
    (row,) = json.loads(site.run("hold", "list", "--json", secret=SECRET).stdout)
    assert (row["reference"], row["until"], row["in_force"]) == (reference, "2999-12-31", True)
    lifted = site.run("hold", "lift", reference, "--reason", "Closed", secret=SECRET)
    assert lifted.stdout == f"{reference}: not held\n"
    assert site.run("hold", "list", secret=SECRET).stdout == "0 in force\n"
    with opened(settings) as parts:
        assert record(parts, reference) == [
            (None, "2999-12-31", REASON),
            ("2999-12-31", None, "Closed"),
        ]


def test_a_hold_of_nothing_of_the_past_or_without_reason_is_refused(site: Site) -> None:
    """Rule T-1."""
    with opened(read(site.environment(secret=SECRET))) as parts:
        reference = file(parts)
    for arguments, told in (
        (("set", "0000-0000-0000-0000", "--until", "2999-12-31", "--reason", "x"), "no request with this"),
        (("set", reference, "--until", "2020-01-01", "--reason", "x"), "still to come"),
        (("set", reference, "--until", "2999-12-31", "--reason", " "), "reason in writing"),
        (("lift", reference, "--reason", "x"), "no legal hold to lift"),
    ):
        done = site.run("hold", *arguments, secret=SECRET)
        assert (done.returncode, told in done.stderr) == (1, True), done.stderr
