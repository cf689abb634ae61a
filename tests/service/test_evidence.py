"""Holds that a request's evidence is whole, in the authority's language, and recorded: rules A-2 and A-3."""

import csv
import io
import json
from collections.abc import Iterator

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from assistant.service import evidence, outbox, requests, tickets
from assistant.service.evidence_pdf import as_pdf
from assistant.service.parts import Parts
from assistant.terms import Locale, Right
from assistant.text import fold_space
from assistant.tickets.history import TransactionKind
from tests.service.conftest import ADDRESS, ALVA, BO, Postbox, acting, filing
from tests.service.test_outcomes import desk_for


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions() as session:
        yield session


@pytest.fixture
def reference(parts: Parts, session: Session, postbox: Postbox) -> str:
    """Answer and close a ban on marketing, with a comment that has letters and signs of all kinds."""
    desk = desk_for(parts, session, Right.MARKETING_BAN)
    tickets.comment(acting(parts, session, ALVA), desk.ticket, "Ääkköset & <b>Ж → 1 < 2</b>\n\nOk.")
    desk.answer_from_here()
    session.commit()
    outbox.deliver(parts, postbox)
    session.expire_all()
    desk.close()
    session.commit()
    return desk.ticket.request.reference


def pages(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_pack_has_all_that_happened_and_says_that_the_record_holds(
    parts: Parts, session: Session, reference: str
) -> None:
    """Rule A-3."""
    request = requests.find(session, reference)
    made = evidence.pack(acting(parts, session, BO), request)
    content = json.loads(json.dumps(made.content))
    assert (content["reference"], content["requestor"]["address"]) == (reference, ADDRESS)
    assert content["record"]["holds"] is True
    assert content["record"]["length"] == len(content["history"])
    (right,) = content["rights"]
    assert (right["outcome"], right["answer"]["delivered"]) == ("fulfilled", True)
    assert [item["state"] for item in right["checklist"]] == ["done", "done"]
    assert right["answer"]["done"] == "We took you off the list."
    newest = content["history"][-1]
    assert (newest["kind"], newest["by"], newest["rule"]) == ("exported", "bo", "A-3")


def test_it_speaks_the_authoritys_language_unless_another_is_asked_for(
    parts: Parts, session: Session, reference: str
) -> None:
    """Rule A-3: Finland's authority is written to in Finnish, Sweden's in Swedish."""
    request = requests.find(session, reference)
    assert evidence.LANGUAGES == {"FI": Locale.FI, "SE": Locale.SV}
    own = evidence.pack(acting(parts, session), request)
    assert own.locale is Locale.FI
    assert own.content["authority"] == "Tietosuojavaltuutetun toimisto"
    asked = evidence.pack(acting(parts, session), request, locale=Locale.SV)
    assert asked.content["rights"][0]["checklist"][0]["text"].startswith("Upphör")


@pytest.mark.parametrize("locale", list(Locale))
def test_the_pages_can_be_read_and_searched_in_each_language(
    parts: Parts, session: Session, reference: str, locale: Locale
) -> None:
    """Rule A-3."""
    made = evidence.pack(acting(parts, session), requests.find(session, reference), locale=locale)
    text = pages(as_pdf(made))
    heading = {"en": "how it was handled", "fi": "miten se käsiteltiin", "sv": "hur den hanterades"}
    assert heading[locale] in fold_space(text), "a wide reference breaks its line"
    assert "Ääkköset & <b>? -> 1 < 2</b>" in text
    assert reference in text


def test_a_record_that_does_not_hold_says_so_in_its_own_evidence(
    parts: Parts, session: Session, reference: str
) -> None:
    ticket = tickets.of_request(session, requests.find(session, reference))
    ticket.history[1].actor = "mallory"
    session.flush()
    made = evidence.pack(acting(parts, session), ticket.request, locale=Locale.EN)
    assert made.content["record"]["holds"] is False
    assert "does not hold" in pages(as_pdf(made))


def test_the_register_has_a_row_for_each_right_and_names_nobody(
    parts: Parts, session: Session, reference: str
) -> None:
    requests.file(acting(parts, session), filing(Right.ACCESS, Right.ERASURE, key="two"))
    table = evidence.register(session)
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert [row["right"] for row in rows] == ["marketing_ban", "access", "erasure"]
    assert (rows[0]["reference"], rows[0]["outcome"]) == (reference, "fulfilled")
    assert ADDRESS not in table
    assert "Aino" not in table
    assert list(csv.reader(io.StringIO(evidence.register(session, frozenset({"elsewhere"})))))[1:] == []


def test_everything_that_is_to_be_recorded_has_a_kind() -> None:
    """Rule A-2."""
    wanted = (
        "received code_sent verify_failed verified level_changed viewed assigned comment correspondence"
        " extension_requested extension_sent suspended resumed due_changed exported package_downloaded"
        " mail_sent mail_bounced refused closed reopened purged override"
    )
    assert set(wanted.split()) <= {kind.value for kind in TransactionKind}
