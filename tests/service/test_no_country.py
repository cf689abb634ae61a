"""Holds that a controller whose country nobody has filled in misinforms nobody of an authority."""

from dataclasses import replace

import pytest

from assistant.service import alarm, conversations, evidence, letters, outbox, requests
from assistant.service.parts import Parts
from assistant.terms import Locale
from tests.service.conftest import FILING, Postbox, acting

FINNISH = "tietosuoja@om.fi"


@pytest.fixture
def parts(parts: Parts) -> Parts:
    known = parts.knowledge()
    nord = replace(known.controllers["nord"], country="", staff_mailbox="staff@nord.example.org")
    changed = replace(known, controllers={"nord": nord})
    return replace(parts, knowledge=lambda: changed)


@pytest.mark.parametrize("locale", list(Locale))
def test_letters_name_the_ways_of_appeal_and_no_authority_in_particular(parts: Parts, locale: Locale) -> None:
    """Rule R-1."""
    told = letters.remedies(parts.knowledge().controller("nord"), locale)
    assert f"https://www.edpb.europa.eu/about-edpb/about-edpb/members_{locale}" in told
    assert {"en": "court", "fi": "tuomioistui", "sv": "domstol"}[locale] in told
    assert FINNISH not in told


def test_a_request_is_due_without_holidays_and_its_evidence_names_no_authority(parts: Parts) -> None:
    with parts.sessions() as session:
        filed = requests.file(acting(parts, session), FILING)
        assert filed.due.isoformat() == "2026-04-06", "Easter Monday, which Finland and Sweden keep"
        made = evidence.pack(acting(parts, session), filed)
        assert made.locale == filed.locale == Locale.EN
    assert "nobody has filled in" in made.content["authority"]


def test_the_alarm_tells_the_staff_that_the_country_is_missing(parts: Parts, postbox: Postbox) -> None:
    with parts.sessions.begin() as session:
        act = acting(parts, session)
        chat = conversations.open_conversation(act, "nord", Locale.EN, origin="https://nord.example.org")
        locked = conversations.lock(act, chat.conversation.id)
        alarm.from_chat(act, locked, "Our data leaked", Locale.EN)
    outbox.deliver(parts, postbox)
    (mail,) = postbox.mails
    assert "nobody has filled in yet in its controller.yaml" in mail.text
    assert FINNISH not in mail.text
