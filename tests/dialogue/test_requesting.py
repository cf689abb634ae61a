"""Shows how a wish becomes a request: offered, confirmed, filed; and how one backs out of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.answers.decide import decide
from assistant.dialogue.events import (
    ChangedLanguage,
    Chose,
    DropDraft,
    File,
    Filed,
    FilingFailed,
    KeepDraft,
    Said,
    Submitted,
)
from assistant.dialogue.replies import Answer, FiledNote, Form, Notice, Offer, asks
from assistant.dialogue.state import Step, as_row, of_row
from assistant.dialogue.talk import _clarify
from assistant.dialogue.turn import Scene
from assistant.rights.deadline import due
from assistant.terms import Locale, Message, Outcome, Right
from assistant.translations import render
from tests.dialogue.conftest import NOON, Talk

ADDRESS = "aino@example.org"


def test_wanting_to_use_a_right_is_offered_with_policy_law_and_due_date_and_files_nothing(talk: Talk) -> None:
    """Rules I-1 and I-8."""
    (offer,) = talk.say("please erase everything about me")
    assert isinstance(offer, Offer)
    assert offer.rights == (Right.ERASURE,)
    assert "right to have your data erased" in offer.passages[0].text
    assert offer.law[0].article == "GDPR Art. 17"
    assert offer.due == date(2026, 4, 7)


def test_only_the_sent_form_files_and_from_the_time_of_the_first_message(talk: Talk) -> None:
    """Rule I-3."""
    talk.say("please erase everything about me")
    talk.now += timedelta(hours=3)
    confirmed = talk.press("confirm")
    assert isinstance(confirmed.replies[0], Form)
    assert confirmed.commands == (KeepDraft({}, NOON),)
    sent = talk.send(email=ADDRESS, name="Aino Example", scope="")
    keep, file, drop = sent.commands
    assert keep == KeepDraft({"email": ADDRESS, "name": "Aino Example", "scope": ""}, NOON)
    assert isinstance(file, File)
    assert (file.rights, file.received_at, file.address.text) == ((Right.ERASURE,), NOON, ADDRESS)
    assert drop == DropDraft()


def test_success_is_told_only_once_it_is_filed(talk: Talk) -> None:
    talk.say("please erase everything about me")
    talk.press("confirm")
    assert talk.send(email=ADDRESS).replies == ()
    counted = due(NOON, country="FI", timezone="Europe/Helsinki")
    filed = Filed("R1", counted.due, counted.trace, True, "/requests/R1/verify", "/requests/R1")  # noqa: FBT003
    (note,) = talk.play(filed).replies
    assert isinstance(note, FiledNote)
    assert (note.reference, note.verify_path, talk.state.step) == ("R1", "/requests/R1/verify", Step.TALK)


def test_a_failure_keeps_the_form_and_names_the_other_ways(talk: Talk) -> None:
    """Rules I-4 and I-5."""
    talk.say("please erase everything about me")
    talk.press("confirm")
    talk.send(email=ADDRESS)
    notice, form = talk.play(FilingFailed()).replies
    assert isinstance(notice, Notice)
    assert isinstance(form, Form)
    assert any("privacy@nord.example.org" in str(word) for word in notice.words)


@pytest.mark.parametrize("address", ["", "aino", "a@b@example.org", "aino@example.org, bo@example.org"])
def test_an_address_that_cannot_be_used_shows_the_form_again_and_files_nothing(
    talk: Talk, address: str
) -> None:
    talk.say("please erase everything about me")
    talk.press("confirm")
    turn = talk.send(email=address, name="Aino")
    (form,) = turn.replies
    assert isinstance(form, Form)
    assert "email" in form.errors
    assert [type(command) for command in turn.commands] == [KeepDraft]


def test_several_rights_one_after_another_make_one_request(talk: Talk) -> None:
    talk.say("please erase everything about me")
    (offer,) = talk.say("and stop sending me advertising")
    assert isinstance(offer, Offer)
    assert offer.rights == (Right.ERASURE, Right.MARKETING_BAN)


def test_one_can_narrow_it_to_what_was_asked_last(talk: Talk) -> None:
    talk.say("please erase everything about me")
    talk.say("no more marketing mails please")
    (offer,) = talk.press("only").replies
    assert isinstance(offer, Offer)
    assert offer.rights == (Right.MARKETING_BAN,)


@pytest.mark.parametrize("no", ["no", "ei kiitos", "nej tack", "never mind"])
def test_no_in_words_cancels_and_drops_what_was_typed(talk: Talk, no: str) -> None:
    talk.say("please erase everything about me")
    turn = talk.play(Said(no))
    assert turn.commands == (DropDraft(),)
    assert talk.state.rights == ()


def test_yes_in_words_opens_the_form(talk: Talk) -> None:
    talk.say("please erase everything about me")
    (form,) = talk.say("yes please")
    assert isinstance(form, Form)


def test_a_question_in_between_is_answered_and_the_form_stays_open(talk: Talk) -> None:
    talk.say("please erase everything about me")
    talk.press("confirm")
    asked = talk.state.asked
    answer, reminder = talk.say("how long do you keep my data")
    assert isinstance(answer, Answer)
    assert isinstance(reminder, Notice)
    assert talk.state.asked == asked
    assert talk.send(email=ADDRESS).commands


def test_a_question_with_two_answers_gets_both_while_a_form_is_open_and_does_not_close_it(talk: Talk) -> None:
    talk.say("please erase everything about me")
    talk.press("confirm")
    policy = talk.knowledge.policy("nord", Locale.EN)
    passages = tuple(policy.passage_of(segment.id) for segment in policy.segments[:2])
    decision = decide("data", sources=talk.knowledge.sources("nord"), given=Locale.EN)
    close = replace(decision, outcome=Outcome.CLARIFY, passages=tuple(p for p in passages if p))
    (reply,) = _clarify(talk.state, close, Scene(talk.knowledge, NOON)).replies
    assert isinstance(reply, Answer)
    assert len(reply.passages) == 2
    assert not asks(reply)


def test_a_form_that_is_no_longer_open_files_nothing(talk: Talk) -> None:
    talk.say("please erase everything about me")
    talk.press("confirm")
    asked = talk.state.asked or 0
    talk.press("cancel")
    turn = talk.play(Submitted(asked, {"email": ADDRESS}))
    assert turn.commands == ()
    assert isinstance(turn.replies[0], Notice)


def test_an_old_button_does_not_confirm_a_newer_offer(talk: Talk) -> None:
    talk.say("please erase everything about me")
    old = talk.state.asked or 0
    talk.say("and stop sending me advertising")
    turn = talk.play(Chose(old, "confirm"))
    assert isinstance(turn.replies[0], Notice)
    assert talk.state.step is Step.OFFERED


def test_a_complaint_is_guided_to_the_authority_and_never_filed(talk: Talk) -> None:
    (reply,) = talk.say("I want to lodge a complaint")
    assert isinstance(reply, Answer)
    assert talk.state.step is Step.TALK
    assert any("tietosuoja@om.fi" in str(word) for word in reply.words)


def test_without_a_country_a_complaint_is_guided_to_the_visitors_own_authority(talk: Talk) -> None:
    nord = replace(talk.knowledge.controllers["nord"], country="")
    talk.knowledge = replace(talk.knowledge, controllers={"nord": nord})
    (reply,) = talk.say("I want to lodge a complaint")
    assert isinstance(reply, Answer)
    told = " ".join(render(word, "en") for word in reply.words if isinstance(word, Message))
    assert "the EU or EEA country where you live, where you work" in told
    assert "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en" in told
    assert "tietosuoja" not in told


def test_a_change_of_language_makes_the_offer_anew(talk: Talk) -> None:
    talk.say("please erase everything about me")
    replies = talk.play(ChangedLanguage(Locale.SV)).replies
    assert [type(reply) for reply in replies][-1] is Offer
    assert talk.state.locale is Locale.SV


def test_the_state_survives_being_kept(talk: Talk) -> None:
    talk.say("please erase everything about me")
    assert of_row(as_row(talk.state)) == talk.state
