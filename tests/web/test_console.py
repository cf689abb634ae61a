"""Holds that staff see and do what is theirs, that a comment never leaves, and that no typed word is lost."""

import re
from html import unescape

import pytest
from flask import Flask

from assistant.service import alarm, conversations, identity, outbox, tickets
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.parts import Parts
from assistant.service.ports import Mail
from assistant.terms import Locale, Right, Role
from assistant.tickets.history import TransactionKind
from tests.web.conftest import Clock
from tests.web.staff import ADDRESS, Browser, add_member, browser_of, file_request, history

HOSTILE = "<script>alert(1)</script> & <b>bold</b>"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;"


class Postbox:
    """A mailer that keeps what it is handed."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.mails.append(mail)


@pytest.fixture
def maija(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "maija", Role.AGENT)
    return browser_of(app, "maija")


@pytest.fixture
def ville(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "ville", Role.APPROVER)
    return browser_of(app, "ville")


@pytest.fixture
def place(parts: Parts) -> str:
    return f"/staff/tickets/{file_request(parts)}"


def number(place: str) -> int:
    return int(place.rpartition("/")[2])


def kinds(parts: Parts, place: str) -> list[str]:
    return [row.kind for row in history(parts, number(place))]


def mails(parts: Parts) -> list[Mail]:
    postbox = Postbox()
    outbox.deliver(parts, postbox)
    return [mail for mail in postbox.mails if dict(mail.headers)["X-Assistant-Kind"] == "correspondence"]


def verify(parts: Parts, ticket_id: int) -> None:
    """Let the requestor type the code that was mailed; a second time, nothing happens."""
    nonce, postbox = identity.new_nonce(), Postbox()
    with parts.sessions.begin() as session:
        request = tickets.load(session, ticket_id).request
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        identity.send_code(act, request, nonce=nonce, network="192.0.2.1")
    outbox.deliver(parts, postbox)
    codes = [line[6:] for mail in postbox.mails for line in mail.text.splitlines() if line[:6] == "Code: "]
    with parts.sessions.begin() as session:
        request = tickets.load(session, ticket_id).request
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        identity.confirm(act, request, nonce=nonce, code="".join(codes))


def test_the_list_tells_how_soon_each_ticket_is_due_in_words(
    maija: Browser, parts: Parts, clock: Clock
) -> None:
    file_request(parts)
    assert '<span class="badge calm">33 days left</span>' in maija.page("/staff/")
    clock.move(days=27)
    maija.sign_in("maija")
    assert '<span class="badge soon">6 days left</span>' in maija.page("/staff/")
    clock.move(days=7)
    maija.sign_in("maija")
    assert '<span class="badge late">1 day late</span>' in maija.page("/staff/")


def test_a_search_finds_a_ticket_by_a_part_of_its_reference_in_whatever_list(
    maija: Browser, parts: Parts, place: str
) -> None:
    found = re.search(r'class="reference">([\w-]+)<', maija.page(place))
    assert found is not None
    file_request(parts, "another", right=Right.ACCESS)
    page = maija.page(f"/staff/?show=mine&q={found[1][:9].lower()}")
    assert page.count('<td role="cell" class="reference">') == 1
    assert found[1] in page


@pytest.mark.parametrize(
    ("role", "home"), [(Role.EDITOR, "/staff/content"), (Role.ADMIN, "/staff/")], ids=["editor", "admin"]
)
def test_who_works_on_no_tickets_sees_none(
    app: Flask, parts: Parts, place: str, *, role: Role, home: str
) -> None:
    add_member(parts, "elin", role)
    elin = browser_of(app, "elin")
    assert ("Your role works on no tickets." in elin.page(home)) is (role is Role.ADMIN)
    assert elin.get(place).status_code == 404
    assert elin.post(f"{place}/take", elin.page(home)).status_code == 404


def test_an_editor_without_queues_lands_on_the_content(app: Flask, parts: Parts) -> None:
    add_member(parts, "elin", Role.EDITOR)
    elin = browser_of(app, "elin")
    assert elin.get("/staff/").headers["Location"].endswith("/staff/content")
    assert ">Tickets</a>" not in elin.page("/staff/content")


def test_a_report_shows_until_when_the_72_hours_run_and_that_no_mailbox_was_given(
    maija: Browser, parts: Parts
) -> None:
    """Rule I-11; it stands before a request that is due in a month."""
    file_request(parts)
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        site = "https://nord.example.org"
        chat = conversations.open_conversation(act, "nord", Locale.EN, origin=site).conversation
        alarm.from_chat(act, chat, "I think there is a leak.", Locale.EN)
    board = maija.page("/staff/")
    assert board.index("Urgent report from the chat") < board.index("33 days left")
    assert '8 Mar 2026 <time datetime="2026-03-08T12:00:00+02:00">12:00</time>' in board
    page = maija.page("/staff/tickets/2")
    assert "8 March 2026 at 12:00</time>" in page
    assert "GDPR Art. 33). Time in Helsinki." in page
    assert "<dd>none was given</dd>" in page


def test_another_queues_ticket_looks_as_if_there_were_none(app: Flask, parts: Parts, place: str) -> None:
    add_member(parts, "sune", Role.AGENT, "sund-privacy")
    sune = browser_of(app, "sune")
    home = sune.page("/staff/?show=all")
    assert place not in home
    for path in (place, "/staff/tickets/999999"):
        assert sune.get(path).status_code == 404
        for deed in ("take", "untake", "comment", "reply", "lines/1"):
            assert sune.post(f"{path}/{deed}", home, text="x", to="in_progress").status_code == 404
    assert kinds(parts, place) == ["received"]


def test_a_form_without_its_secret_or_from_elsewhere_changes_nothing(
    maija: Browser, parts: Parts, place: str
) -> None:
    page = maija.page(place)
    before = kinds(parts, place)
    for deed in ("take", "untake", "comment", "reply", "lines/1"):
        forged = re.sub(r'(name="csrf" value=")[^"]+', r"\1guess", page)
        fields = {"text": "x", "step": "send", "to": "in_progress"}
        assert maija.post(f"{place}/{deed}", forged, **fields).status_code == 403
        foreign = Browser(maija.client, "https://evil.example.org")
        assert foreign.post(f"{place}/{deed}", page, **fields).status_code == 403
    assert kinds(parts, place) == before


def test_a_reply_is_shown_as_the_mail_it_becomes_and_sent_only_on_the_second_step(
    maija: Browser, parts: Parts, place: str
) -> None:
    preview = maija.post(f"{place}/reply", text="We did it.\r\nYours")
    assert preview.status_code == 200
    assert mails(parts) == []
    sent = maija.post(f"{place}/reply", preview.text, text="We did it.\r\nYours", step="send")
    assert sent.status_code == 303
    (mail,) = mails(parts)
    assert mail.addressee == ADDRESS
    assert mail.text.startswith("We did it.\nYours\n")
    assert mail.text.strip() in unescape(preview.text)
    assert mail.subject_line in preview.text
    assert "We did it." in maija.page(place)


def test_a_text_can_be_changed_after_its_preview(maija: Browser, place: str) -> None:
    preview = maija.post(f"{place}/reply", text="A slip of the pen")
    page = maija.post(f"{place}/reply", preview.text, text="A slip of the pen", step="change").text
    assert re.search(r'id="reply-text"[^>]*>\nA slip of the pen</textarea>', page)


def test_a_comment_is_read_by_staff_and_mailed_to_nobody(
    maija: Browser, ville: Browser, parts: Parts, place: str
) -> None:
    assert maija.post(f"{place}/comment", text="He is angry.").status_code == 303
    assert "He is angry." in ville.page(place)
    assert mails(parts) == []


def test_of_two_who_take_at_once_the_second_is_told_who_has_it(
    maija: Browser, ville: Browser, place: str
) -> None:
    seen_by_maija, seen_by_ville = maija.page(place), ville.page(place)
    assert maija.post(f"{place}/take", seen_by_maija).status_code == 303
    second = ville.post(f"{place}/take", seen_by_ville)
    assert second.status_code == 409
    assert "maija works on this ticket." in second.text
    assert "This ticket is yours." in maija.page(place)
    assert maija.post(f"{place}/untake").status_code == 303
    assert ville.post(f"{place}/take").status_code == 303


@pytest.mark.parametrize("deed", ["comment", "reply"])
def test_whoever_writes_on_an_old_page_keeps_the_text_and_sees_what_is_new(
    maija: Browser, ville: Browser, parts: Parts, *, place: str, deed: str
) -> None:
    old = maija.page(place)
    ville.post(f"{place}/comment", text="I called her.")
    stale = maija.post(f"{place}/{deed}", old, text=HOSTILE, step="send")
    assert stale.status_code == 409
    assert "I called her." in stale.text
    assert re.search(rf'id="{deed}-text"[^>]*>\n{re.escape(SHOWN)}</textarea>', stale.text)
    assert mails(parts) == []
    assert maija.post(f"{place}/{deed}", stale.text, text=HOSTILE, step="send").status_code == 303


def test_a_colleague_who_only_looks_makes_no_page_old(maija: Browser, ville: Browser, place: str) -> None:
    page = maija.page(place)
    ville.page(place)
    assert maija.post(f"{place}/comment", page, text="Still mine.").status_code == 303


def test_html_in_what_people_write_is_shown_as_text(maija: Browser, parts: Parts) -> None:
    """Rule X-9."""
    place = f"/staff/tickets/{file_request(parts, scope=HOSTILE)}"
    maija.post(f"{place}/comment", text=HOSTILE)
    maija.post(f"{place}/reply", text=HOSTILE, step="send")
    preview = maija.post(f"{place}/reply", text=HOSTILE).text
    page = maija.page(place)
    assert (page.count(SHOWN), "<script>alert" in page) == (3, False)
    assert SHOWN in preview
    assert "<script>alert" not in preview


def test_a_view_is_recorded_once_a_day(maija: Browser, ville: Browser, parts: Parts, *, place: str) -> None:
    for browser in (maija, maija, ville):
        browser.page(place)
    assert kinds(parts, place).count(TransactionKind.VIEWED) == 2


def test_a_line_is_moved_by_the_steps_that_its_page_offers(maija: Browser, parts: Parts, place: str) -> None:
    assert maija.post(f"{place}/lines/1", to="in_progress").status_code == 303
    assert "Ban on marketing: ready to be started → being worked on" in maija.page(place)
    moved = maija.post(f"{place}/lines/1", to="closed", outcome="withdrawn", reason="Said so on the phone.")
    assert moved.status_code == 303
    assert TransactionKind.WITHDRAWN in kinds(parts, place)


@pytest.mark.parametrize(
    ("to", "outcome"),
    [
        ("waiting_clarification", ""),
        ("waiting_id", ""),
        ("closed", "misdirected"),
        ("closed", "linked_duplicate"),
    ],
)
def test_what_the_person_is_to_be_told_of_is_not_done_in_silence(
    maija: Browser, parts: Parts, place: str, to: str, outcome: str
) -> None:
    """Rules R-1 and V-6: such a step has a form of its own, which sends the letter."""
    maija.post(f"{place}/lines/1", to="in_progress")
    assert maija.post(f"{place}/lines/1", to=to, outcome=outcome, reason="Quietly.").status_code == 409
    assert kinds(parts, place).count(TransactionKind.LINE_MOVED) == 1


def test_a_step_without_its_reason_or_out_of_order_is_refused_and_keeps_what_was_typed(
    maija: Browser, place: str
) -> None:
    maija.post(f"{place}/lines/1", to="in_progress")
    withdrawn = {"to": "closed", "outcome": "withdrawn", "reason": " "}
    assert maija.post(f"{place}/lines/1", **withdrawn).status_code == 400
    assert maija.post(f"{place}/lines/1", to="nonsense").status_code == 400
    assert maija.post(f"{place}/lines/1", to="responded").status_code == 409
    wrong = maija.post(f"{place}/lines/1", to="closed", outcome="", reason="Meant for another company")
    assert wrong.status_code == 409
    assert "Meant for another company</textarea>" in wrong.text


def test_what_is_claimed_and_what_is_verified_are_told_apart(maija: Browser, parts: Parts) -> None:
    place = f"/staff/tickets/{file_request(parts, right=Right.ACCESS)}"
    for badge, other in (
        ("claimed, unverified", "verified by code"),
        ("verified by code", "claimed, unverified"),
    ):
        page = maija.page(place)
        assert (badge in page, other in page) == (True, False)
        verify(parts, number(place))


def test_the_page_says_why_the_answer_is_due_then(maija: Browser, place: str) -> None:
    page = maija.page(place)
    assert "<strong>7 April 2026</strong>" in page
    assert "One month from receipt on 5 March 2026 is 5 April 2026." in page


@pytest.mark.parametrize(
    ("where", "status"),
    [("/staff/?page=99999999999999999999", 200), ("/staff/tickets/99999999999999999999", 404)],
)
def test_a_number_that_no_database_can_hold_is_no_fault_of_ours(
    maija: Browser, where: str, status: int
) -> None:
    assert maija.get(where).status_code == status
