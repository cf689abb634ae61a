"""Holds what letters say, in each language, and what they never say: rules V-4, D-9, R-2 and I-7."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.errors import NotFoundError
from assistant.rights.identity import Doubt
from assistant.rights.states import LineOutcome, LineState
from assistant.service import letters, notices, posting, requests, tickets
from assistant.service.letters import AnswerWords
from assistant.service.parts import Parts
from assistant.service.ports import Mail
from assistant.store import DataSubjectRequest
from assistant.terms import Locale, Right
from tests.service.conftest import ADDRESS, ALVA, FILING, acting


def request_in(parts: Parts, locale: Locale) -> DataSubjectRequest:
    with parts.sessions.begin() as session:
        made = replace(FILING, locale=locale, rights=(Right.ACCESS, Right.ERASURE))
        request = requests.file(acting(parts, session), made)
        assert len(request.lines) == 2
        return request


def all_letters(parts: Parts, request: DataSubjectRequest) -> list[Mail]:
    return [
        letters.code(parts, request, "012345"),
        letters.acknowledgement(parts, request),
        letters.correspondence(parts, request, "We found it."),
        letters.withdrawn(parts, request, request.lines),
        letters.reminder(parts, request, date(2026, 3, 19)),
        letters.expired(parts, request),
    ]


def test_the_code_letter_says_who_was_asked_for_what_when_and_that_one_may_do_nothing(parts: Parts) -> None:
    """Rule V-4."""
    request = request_in(parts, Locale.EN)
    text = letters.code(parts, request, "012345").text
    assert "On 5 March 2026 at 14:00 (time in Helsinki) somebody asked Nord Oy" in text
    assert "access to your data and erasure of your data" in text
    assert "\nCode: 012345\n" in text
    assert "for 30 minutes" in text
    assert "If this was not you, do nothing" in text
    assert f"\nhttps://assistant.example.org/requests/{request.reference}\n" in text


@pytest.mark.parametrize("locale", list(Locale))
def test_the_line_with_the_code_is_the_same_in_every_language(parts: Parts, locale: Locale) -> None:
    lines = letters.code(parts, request_in(parts, locale), "012345").text.splitlines()
    assert "Code: 012345" in lines


@pytest.mark.parametrize(
    ("locale", "sentences"),
    [
        (Locale.EN, ["The last day to answer is 7 April 2026.", "5 April 2026 is Easter Sunday"]),
        (Locale.FI, ["Viimeinen vastauspäivä on 7. huhtikuuta 2026.", "on pääsiäispäivä"]),
        (Locale.SV, ["Sista dag att svara är den 7 april 2026.", "är påskdagen"]),
    ],
)
def test_the_acknowledgement_says_when_the_answer_is_due_and_why(
    parts: Parts, locale: Locale, sentences: list[str]
) -> None:
    text = letters.acknowledgement(parts, request_in(parts, locale)).text
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert "privacy@nord.example.org" in text


def test_nobody_can_send_words_of_their_own_to_a_mailbox_through_a_letter(parts: Parts) -> None:
    for mail in all_letters(parts, request_in(parts, Locale.EN)):
        assert "All of it, please." not in mail.text


def test_staff_are_quoted_word_for_word(parts: Parts) -> None:
    words = "Dear Aino,\n\n  100 % of it: %(name)s <b>"
    assert words in letters.correspondence(parts, request_in(parts, Locale.EN), words).text


def test_every_answer_and_every_closing_names_the_authority_and_the_court(parts: Parts) -> None:
    request = request_in(parts, Locale.EN)
    for mail in (letters.correspondence(parts, request, "No."), letters.expired(parts, request)):
        assert "you can complain to the supervisory authority and go to court" in mail.text
        assert "tietosuoja@om.fi" in mail.text


def test_no_header_names_the_person(parts: Parts) -> None:
    for mail in all_letters(parts, request_in(parts, Locale.SV)):
        headers = " ".join([mail.subject_line, mail.sender, mail.sender_name, *map(str, mail.headers)])
        assert "Aino" not in headers
        assert ADDRESS not in headers


def test_no_sentence_is_left_in_english(parts: Parts) -> None:
    english = all_letters(parts, request_in(parts, Locale.EN))
    said = {line for mail in english for line in (mail.subject_line, *mail.text.splitlines()) if line}
    for locale in (Locale.FI, Locale.SV):
        request = request_in(parts, Locale.EN)
        request.locale = locale.value
        found = {
            line
            for mail in all_letters(parts, request)
            for line in (mail.subject_line, *mail.text.splitlines())
        }
        same = {line for line in said & found if not line.startswith(("Code: ", "https://", "privacy@"))}
        assert same == {"We found it."}


def test_a_letter_is_signed_in_its_language_or_with_the_controllers_name(parts: Parts) -> None:
    request = request_in(parts, Locale.FI)
    assert letters.withdrawn(parts, request, request.lines).text.endswith("\n\nNord Oy, tietosuojatiimi\n")
    request.locale = "sv"
    assert letters.withdrawn(parts, request, request.lines).text.endswith("\n\nNord Oy\n")


def test_nobody_is_written_to_after_the_purge(parts: Parts) -> None:
    request = request_in(parts, Locale.EN)
    request.address, request.wrapped_key = None, b""
    with pytest.raises(NotFoundError):
        letters.withdrawn(parts, request, request.lines)


def test_a_letter_to_post_names_ways_that_need_no_mailbox_and_no_page(parts: Parts) -> None:
    """Rule I-12: whoever has no mailbox gets no code, so that the page of their request is no use to them."""
    request = request_in(parts, Locale.EN)
    request.address = None
    line = request.lines[0]
    line.state = LineState.READY
    words = AnswerWords("Done.", "Because.", package_until=date(2026, 4, 4))
    for mail in (
        letters.correspondence(parts, request, "We found it."),
        letters.clarification(parts, request, "Which year?"),
        notices.extension(parts, request, date(2026, 6, 5), "Nine systems."),
        notices.identity_question(parts, request, Doubt.CONTRADICTION, "Which was your first order?"),
        *(letters.answer(parts, line, outcome, words) for outcome in ("fulfilled", "refused")),
    ):
        assert mail.addressee == ""
        assert request.reference in f"{mail.subject_line} {mail.text}"
        assert "privacy@nord.example.org" in mail.text
        assert "https://" not in mail.text
    assert "is enclosed with this letter" in letters.answer(parts, line, "fulfilled", words).text


def test_a_letter_does_not_say_that_nothing_is_done_when_a_part_needs_no_code(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        mixed = replace(FILING, rights=(Right.ACCESS, Right.MARKETING_BAN))
        request = requests.file(acting(parts, session), mixed)
    closing = letters.expired(parts, request)
    for mail in (letters.code(parts, request, "012345"), closing):
        assert "goes on without it: an end to direct marketing to you." in mail.text
        assert "without the code nothing is looked up" not in mail.text
    assert "A part of the request" in closing.text
    assert "closed" not in closing.subject_line
    assert (
        "marketing" not in letters.reminder(parts, request, date(2026, 3, 19)).text.partition("If it was")[0]
    )


@pytest.mark.parametrize(
    ("locale", "part", "rest"),
    [
        (Locale.EN, "was withdrawn: access to your data. Nothing more", "goes on: erasure"),
        (Locale.FI, "on peruttu osa: ", "käsittely jatkuu: "),
        (Locale.SV, "har återkallats: ", "behandlas vidare: "),
    ],
)
def test_a_letter_on_one_right_that_was_withdrawn_names_it_and_says_what_goes_on(
    parts: Parts, locale: Locale, part: str, rest: str
) -> None:
    """Rule R-6: nobody is told that nothing more is done while another right goes on."""
    number = request_in(parts, locale).id
    with parts.sessions.begin() as session:
        act = acting(parts, session, ALVA)
        request = session.get_one(DataSubjectRequest, number)
        request.address = None
        ticket = tickets.hold(session, request)
        for line in ticket.request.lines:
            reason, outcome = "Said so on the phone.", LineOutcome.WITHDRAWN
            tickets.move_line(act, line, LineState.CLOSED, outcome=outcome, reason=reason)
            posting.confirm_withdrawal(act, ticket, line)
        sent = [row.seq for row in ticket.history if row.field == posting.POST]
        first, last = (posting.printed(act, ticket, seq).text for seq in sent)
    assert (part in first, rest in first) == (True, True)
    assert (part in last, rest in last) == (False, False)
