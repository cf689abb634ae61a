"""Keeps the papers for the data protection officer true to what the program does."""

import re
from pathlib import Path

import pytest

from assistant.law.authorities import AUTHORITIES
from assistant.rights.identity import CODE_DIGITS
from assistant.service.limits import Limits
from assistant.settings import TABLE
from assistant.web import visits

ROOT = Path(__file__).parents[2]
PAPERS = ROOT / "docs" / "dpo"
RETENTION = re.compile(r"^\| [^|]+\| (\d+) (days|months)[^|]*\| `(\w+)` \|$", re.MULTILINE)


def paper(name: str) -> str:
    return (PAPERS / f"{name}.md").read_text(encoding="utf-8")


def test_the_times_in_the_record_are_the_defaults_of_the_settings() -> None:
    """Rule T-1."""
    stated = {
        name: (int(number), unit) for number, unit, name in RETENTION.findall(paper("record-of-processing"))
    }
    kept = {
        row.name: (row.default, row.name.rpartition("_")[2]) for row in TABLE if "_retention_" in row.name
    }
    assert stated == kept


@pytest.mark.parametrize("name", ["notice", "record-of-processing"])
def test_the_texts_for_people_tell_the_same_times(name: str) -> None:
    limits, text = Limits(), paper(name)
    for number, unit in (
        (limits.conversation_retention_days, "days"),
        (limits.ticket_retention_months, "months"),
        (limits.stub_retention_months, "months"),
    ):
        assert f"{number} {unit}" in text
    assert limits.package_retention_days == limits.unverified_retention_days == 30


def test_the_chats_own_notice_tells_the_same_times() -> None:
    told = (ROOT / "policies" / "assistant" / "en.md").read_text(encoding="utf-8")
    limits = Limits()
    for number, unit in (
        (limits.conversation_retention_days, "days"),
        (limits.ticket_retention_months, "months"),
        (limits.stub_retention_months, "months"),
        (limits.unanswered_retention_days, "days"),
    ):
        assert f"{number} {unit}" in told


def test_the_cookies_that_a_visitor_gets_are_the_two_that_the_notice_names() -> None:
    source = Path(visits.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'_name\("(\w+)", filed\)', source)) == {"visit", "page"}
    assert visits.VISIT.total_seconds() == 2 * 3600
    assert "set two" in paper("notice")
    assert CODE_DIGITS == 6


def test_the_authorities_are_named_with_their_address() -> None:
    text = paper("notice")
    for country in ("FI", "SE"):
        assert AUTHORITIES[country].post in text


def test_every_test_that_the_notes_point_to_is_there() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", paper("impact-assessment") + paper("record-of-processing"))
    assert [one for one in named if not (ROOT / one).exists()] == []
    assert len(named) > 12


@pytest.mark.parametrize("locale", ["en", "fi", "sv"])
def test_the_chats_notice_tells_what_stays_longer_and_who_reads_it(locale: str) -> None:
    """A chat with a request stays with it, a breach is read at once, a device keeps by choice."""
    told = (ROOT / "policies" / "assistant" / f"{locale}.md").read_text(encoding="utf-8")
    for words in {
        "en": ("kept with that request", "report a data breach or a threat", "keep the chat on this device"),
        "fi": ("säilyy pyynnön mukana", "ilmoitat tietoturvaloukkauksesta", "säilytetään tällä laitteella"),
        "sv": ("sparas tillsammans med begäran", "anmäler en personuppgiftsincident", "på den här enheten"),
    }[locale]:
        assert words in told
