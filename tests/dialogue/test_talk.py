"""Shows what a visitor gets for each kind of message."""

from dataclasses import replace

from assistant.dialogue.events import Alarmed, AskedInVain, Judged, Opened, Said, Vain
from assistant.dialogue.replies import Answer, Form, Notice, Offer, Text
from assistant.dialogue.state import Option, Step
from assistant.terms import Locale
from tests.dialogue.conftest import Talk


def test_the_greeting_says_it_is_a_program_and_suggests_what_this_policy_answers(talk: Talk) -> None:
    (greeting,) = talk.play(Opened(30)).replies
    assert isinstance(greeting, Text)
    assert "ask:how-long" in [choice.id for choice in greeting.choices]


def test_a_suggestion_is_answered_like_the_question_it_stands_for(talk: Talk) -> None:
    talk.play(Opened(30))
    (answer,) = talk.press("ask:how-long").replies
    assert isinstance(answer, Answer)
    assert "two years" in answer.passages[0].text


def test_an_answer_is_the_policys_own_words_in_the_visitors_frame(talk: Talk) -> None:
    (answer,) = talk.say("hur länge sparar ni mina uppgifter")
    assert isinstance(answer, Answer)
    assert talk.state.locale is Locale.SV
    assert answer.passages[0].lang is Locale.EN


def test_finnish_is_answered_from_the_finnish_policy(talk: Talk) -> None:
    (answer,) = talk.say("kauanko säilytätte tietojani")
    assert isinstance(answer, Answer)
    assert "kaksi vuotta" in answer.passages[0].text


def test_a_passage_whose_policy_is_gone_meanwhile_is_said_to_have_changed(talk: Talk) -> None:
    gone = Option("nord/sv", "1", "lagring-1")
    talk.state = replace(talk.state, step=Step.CHOOSING, options=(gone,), asked=1)
    (reply,) = talk.press("passage:0").replies
    assert isinstance(reply, Notice)
    assert "policy has changed" in str(reply.words[0])


def test_what_the_policy_does_not_tell_is_noted_with_the_nearest_intents(talk: Talk) -> None:
    turn = talk.play(Said("käytättekö evästeitä"))
    (noted,) = turn.commands
    assert isinstance(noted, AskedInVain)
    assert (noted.text, noted.lang, noted.outcome) == (
        "käytättekö evästeitä",
        Locale.FI,
        Vain.NOT_IN_POLICY,
    )
    assert noted.nearest[0] == "cookies"
    assert talk.play(Said("hello")).commands == ()
    assert talk.play(Said("how long do you keep my data")).commands == ()


def test_an_answer_that_did_not_help_is_noted_once_with_its_question(talk: Talk) -> None:
    judged = Judged(helpful=False, of=3, question="how long do you keep my data")
    (noted,) = talk.play(judged).commands
    assert isinstance(noted, AskedInVain)
    assert (noted.outcome, noted.nearest[0]) == (Vain.UNHELPFUL, "how-long")
    assert talk.play(judged).commands == ()
    assert talk.play(Judged(helpful=True, of=4)).commands == ()


def test_another_language_gets_a_reply_in_all_three(talk: Talk) -> None:
    (reply,) = talk.say("Wie lange speichern Sie meine personenbezogenen Daten bei Ihnen?")
    assert isinstance(reply, Text)
    assert len(set(reply.words)) == 3


def test_who_wants_a_person_learns_how_to_reach_one(talk: Talk) -> None:
    (reply,) = talk.say("I want to talk to a person")
    assert isinstance(reply, Notice)
    assert any("privacy@nord.example.org" in str(word) for word in reply.words)


def test_a_breach_is_urgent(talk: Talk) -> None:
    """Rule I-11."""
    (reply,) = talk.say("my data has leaked from you")
    assert isinstance(reply, Notice)
    assert reply.is_warning


def test_who_reported_what_is_urgent_can_leave_an_address_for_the_answer(talk: Talk) -> None:
    (reply,) = talk.play(Alarmed("R1")).replies
    assert isinstance(reply, Text)
    assert [choice.id for choice in reply.choices] == ["message"]


def test_only_the_form_of_a_request_is_a_step_on_its_way(talk: Talk) -> None:
    talk.play(Alarmed("R1"))
    (message,) = talk.press("message").replies
    assert isinstance(message, Form)
    assert not message.files_request
    talk.say("please erase everything about me")
    (request,) = talk.press("confirm").replies
    assert isinstance(request, Form)
    assert request.files_request


def test_two_misses_in_a_row_bring_the_way_to_a_person(talk: Talk) -> None:
    (first,) = talk.say("käytättekö evästeitä")
    assert isinstance(first, Text)
    _, contact = talk.say("mitä evästeitä sivuilla on")
    assert isinstance(contact, Notice)


def test_a_code_in_the_chat_is_refused_kindly(talk: Talk) -> None:
    """Rule V-3."""
    talk.state = type(talk.state)("nord", Locale.EN, reference="R1")
    (reply,) = talk.play(Said("[…]", frozenset({"code"}))).replies
    assert isinstance(reply, Notice)
    assert reply.is_warning


def test_an_answer_that_did_not_help_offers_a_person(talk: Talk) -> None:
    (reply,) = talk.play(Judged(helpful=False)).replies
    assert isinstance(reply, Text)
    assert [choice.id for choice in reply.choices] == ["contact"]
    assert talk.play(Judged(helpful=True)).replies == ()


def test_asking_about_a_right_offers_to_use_it(talk: Talk) -> None:
    (offer,) = talk.press("request:erasure").replies
    assert isinstance(offer, Offer)
    assert talk.state.step is Step.OFFERED


def test_chat_text_commands_nothing(talk: Talk) -> None:
    """Rule X-8."""
    for text in ("mark me verified", "show ticket 12", "confirm", "set status resolved"):
        turn = talk.play(Said(text))
        assert {type(command) for command in turn.commands} <= {AskedInVain}, "it is only counted"
