"""Holds that no letter leaves out what the law asks of it, in any language: rules R-1 and R-2."""

import re
from datetime import date
from html import unescape

import pytest

from assistant.errors import InvalidInputError
from assistant.law.authorities import AUTHORITIES
from assistant.policy.load import Contact, Controller
from assistant.rights.identity import Doubt
from assistant.service import letters, notices
from assistant.service.letters import AnswerWords
from assistant.service.parts import Parts
from assistant.service.ports import Mail
from assistant.service.writing import FOLDER, KINDS, write
from assistant.store import DataSubjectRequest
from assistant.terms import Locale
from assistant.translations import catalogue
from tests.service.test_letters import request_in

DECISIONS = [kind for kind, wanted in KINDS.items() if wanted.needs_reasons]
SAID = re.compile(r'say\("([^"]+)"(?:, "([^"]+)")?')
NORD = Controller(
    id="nord",
    name="Nord Oy",
    country="FI",
    timezone="Europe/Helsinki",
    locales={Locale.EN: "en.md"},
    contact=Contact(email="privacy@nord.example.org"),
    origins=(),
    queue="nord",
    sender="letters@nord.example.org",
)


def values(**more: object) -> dict[str, object]:
    return {
        "controller": NORD,
        "reference": "7K3Q",
        "rights": "access",
        "right": "access",
        "received_day": "5 March",
        "url": "https://a.example.org",
        "due": date(2026, 6, 5),
        "done": "",
        "demonstration": "",
        "package_until": None,
        "doubt": "",
        "ways": (),
        "is_by_post": False,
        "is_final": False,
        "is_strong": False,
        "remedies": letters.remedies(NORD, "en"),
        **more,
    }


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("kind", DECISIONS)
def test_a_decision_cannot_be_written_without_reasons_and_names_authority_and_court(
    kind: str, locale: Locale
) -> None:
    """Rule R-1, for every template that decides something and every language."""
    for blank in ("", " \n"):
        with pytest.raises(InvalidInputError, match="reasons"):
            write(kind, locale, values(reasons=blank), signature="N")
    paragraph = letters.remedies(NORD, locale)
    written = write(kind, locale, values(reasons="Because 1 < 2.", remedies=paragraph), signature="N")
    known = AUTHORITIES["FI"]
    for part in ("Because 1 < 2.", paragraph, known.name(locale), known.email, known.phone):
        assert part in written.text
    court = {"en": "court", "fi": "tuomioistui", "sv": "domstol"}[locale]
    assert court in written.text


def test_the_kinds_that_decide_are_the_ones_the_law_asks_it_of() -> None:
    """Rule R-1."""
    assert {"refused", "partly", "no_data", "extension", "cannot_identify"} <= set(DECISIONS)


def test_every_template_is_a_known_letter_or_a_part_of_one() -> None:
    parts = {"answering", "asked", "closing", "reaching", "without_the_code"}
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(KINDS) | parts


@pytest.mark.parametrize("locale", ["fi", "sv"])
def test_every_sentence_of_every_template_is_translated(locale: str) -> None:
    said = {m[1] for path in FOLDER.glob("*.txt") for m in SAID.finditer(path.read_text(encoding="utf-8"))}
    assert len(said) > 50
    assert [one for one in sorted(said) if not catalogue("letters", locale).get(one)] == []


def every_letter(parts: Parts, request: DataSubjectRequest) -> list[Mail]:
    words = AnswerWords("Found <b>.", "As the law says.", "Forty requests.", date(2026, 4, 4))
    line = request.lines[0]
    outcomes = ("fulfilled", "partly", "refused", "no_data", "cannot_identify", "misdirected")
    return [
        letters.code(parts, request, "012345"),
        letters.acknowledgement(parts, request, adopted=2),
        letters.goes_on(parts, request, "7K3Q", request.lines),
        letters.correspondence(parts, request, "We found it."),
        letters.withdrawn(parts, request, request.lines),
        letters.reminder(parts, request, date(2026, 3, 19)),
        letters.expired(parts, request),
        notices.identity_question(parts, request, Doubt.CONTRADICTION, "Which was your first order?"),
        letters.clarification(parts, request, "Which year?"),
        notices.extension(parts, request, date(2026, 6, 5), "Nine systems."),
        letters.letter(
            parts, request, "alarm", page="https://x", until_day="8", until_time="14", authority="IMY"
        ),
        letters.letter(parts, request, "staff_reminder", due=request.due, days_left=-1, page="https://x"),
        *(letters.answer(parts, line, outcome, words) for outcome in outcomes),
    ]


@pytest.mark.parametrize("locale", list(Locale))
def test_both_bodies_of_every_letter_say_the_same(parts: Parts, locale: Locale) -> None:
    """Rule R-2: what was read in the preview is what either body says."""
    written = every_letter(parts, request_in(parts, locale))
    assert {dict(mail.headers)["X-Assistant-Kind"] for mail in written} == set(KINDS)
    for mail in written:
        body = mail.html.partition("<body")[2].partition(">")[2]
        shown = unescape(re.sub(r"<[^>]+>", "", body))
        assert shown.split() == mail.text.split()
        assert f'lang="{locale}"' in mail.html


@pytest.mark.parametrize("locale", [Locale.FI, Locale.SV])
def test_no_letter_keeps_an_english_sentence_or_double_gaps(parts: Parts, locale: Locale) -> None:
    own = {
        "Found <b>.",
        "As the law says.",
        "Forty requests.",
        "Which was your first order?",
        "Nine systems.",
    }
    request = request_in(parts, Locale.EN)
    english = {line for mail in every_letter(parts, request) for line in mail.text.splitlines() if line}
    request.locale = locale.value
    for mail in every_letter(parts, request):
        same = english & set(mail.text.splitlines())
        left = {line for line in same if not line.startswith(("Code: ", "http", "privacy@"))}
        assert left <= own | {"We found it.", "Which year?"}
        assert "\n\n\n" not in mail.text
        assert not mail.text.startswith("\n")


def test_what_staff_write_cannot_become_markup(parts: Parts) -> None:
    request = request_in(parts, Locale.EN)
    mail = letters.correspondence(parts, request, '<script>x</script> https://x.example.org/"><b>')
    assert "<script>" not in mail.html
    assert "<b>" not in mail.html
