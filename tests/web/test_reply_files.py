"""Holds that files go with a reply as its preview showed them, to a proved mailbox, and none is lost."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from assistant.adapters.mail_folder import MailFolder
from assistant.service import outbox, plain, queues, retention, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.service.attachments import MOST_BYTES
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.service.queues import NewQueue
from assistant.store import Attachment, ReplyFile
from assistant.terms import Role
from assistant.web.app import create_app
from assistant.web.runtime import FACE
from assistant.web.staff.console import MOST_READ
from tests.web.conftest import OWN, Clock
from tests.web.staff import Browser, add_member, browser_of, file_request, history, secret

DATA = b"\x00\xff what was found \r\n"


@pytest.fixture
def place(parts: Parts) -> str:
    """Return the place of a ticket whose requestor has shown that the mailbox is theirs."""
    number = file_request(parts)
    with parts.sessions.begin() as session:
        tickets.load(session, number).request.verified_at = parts.now()
    return f"/staff/tickets/{number}"


@pytest.fixture
def ville(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "ville", Role.APPROVER)
    return browser_of(app, "ville")


def send(browser: Browser, place: str, *files: tuple[str, bytes], **fields: str) -> tuple[int, str]:
    """Send the form of the reply with files, as one body: the client's own way leaves a file behind."""
    page = browser.page(place)
    version = page.split('name="version" value="')[1].split('"')[0]
    given = {"csrf": secret(page), "version": version, **fields}
    texts = [
        f'--edge\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
        for k, v in given.items()
    ]
    sent = [
        f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'.encode()
        + b"Content-Type: application/pdf\r\n\r\n"
        + data
        + b"\r\n"
        for name, data in files
    ]
    body = b"".join([*texts, *sent, b"--edge--\r\n"])
    kind = "multipart/form-data; boundary=edge"
    answer = browser.client.post(f"{place}/reply", data=body, content_type=kind, headers=OWN)
    return answer.status_code, answer.text


def numbers(page: str) -> str:
    return page.split('name="enclosed" value="')[1].split('"', maxsplit=1)[0]


def counted(parts: Parts) -> tuple[int, int]:
    """Return how many files wait, and how many belong to messages."""
    with parts.reads() as session:
        waiting, kept = (select(func.count()).select_from(kind) for kind in (ReplyFile, Attachment))
        return session.scalar(waiting) or 0, session.scalar(kept) or 0


def mailed(parts: Parts, folder: Path) -> list[EmailMessage]:
    outbox.deliver(parts, MailFolder(folder))
    found = [
        message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
        for path in folder.glob("*.eml")
    ]
    return [one for one in found if one["X-Assistant-Kind"] == "correspondence"]


def test_a_file_goes_with_the_mail_byte_by_byte_and_stays_at_the_message(
    parts: Parts, ville: Browser, place: str, tmp_path: Path
) -> None:
    status, preview = send(ville, place, ("../Löydöt.pdf", DATA), text="Here it is.")
    assert status == 200
    assert "Löydöt.pdf" in preview
    assert counted(parts) == (1, 0)
    assert send(ville, place, text="Here it is.", step="send", enclosed=numbers(preview))[0] == 303
    assert counted(parts) == (0, 1)
    [mail] = mailed(parts, tmp_path)
    [file] = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("Löydöt.pdf", "application/pdf")
    assert file.get_content() == DATA
    assert "Here it is." in str(mail.get_body(("plain",)))
    page = ville.page(place)
    assert "Löydöt.pdf</a>" in page
    assert ville.get(f"{place}/files/1").data == DATA


def test_files_wait_while_the_text_is_changed_and_one_can_be_taken_away(
    parts: Parts, ville: Browser, place: str
) -> None:
    send(ville, place, ("one.pdf", DATA), ("two.pdf", b"2"), text="Both.")
    status, page = send(ville, place, text="Both.", step="change")
    assert status == 200
    assert ">\nBoth.</textarea>" in page
    assert "one.pdf" in page
    drop = page.split("one.pdf")[1].split('name="drop" value="')[1].split('"')[0]
    status, page = send(ville, place, text="Only one.", drop=drop)
    assert ("one.pdf" in page, "two.pdf" in page) == (False, True)
    assert ">\nOnly one.</textarea>" in page
    assert counted(parts) == (1, 0)


def test_a_file_survives_a_colleagues_change(app: Flask, parts: Parts, ville: Browser, place: str) -> None:
    add_member(parts, "maija", Role.AGENT)
    page = ville.page(place)
    assert browser_of(app, "maija").post(f"{place}/comment", text="Wait.").status_code == 303
    fields = {"csrf": secret(page), "version": "1", "text": "Here.", "step": "send"}
    send(ville, place, ("one.pdf", DATA), text="Here.", step="change")
    answer = ville.client.post(f"{place}/reply", data=fields, headers=OWN)
    assert answer.status_code == 409
    assert "one.pdf" in answer.text
    assert counted(parts) == (1, 0)


def test_only_the_files_that_the_preview_showed_are_sent(parts: Parts, ville: Browser, place: str) -> None:
    _, preview = send(ville, place, ("one.pdf", DATA), text="Here.")
    send(ville, place, ("two.pdf", DATA), text="Here.", step="change")
    before = len(history(parts, 1))
    status, page = send(ville, place, text="Here.", step="send", enclosed=numbers(preview))
    assert status == 409
    assert "look at its preview again" in page
    assert (counted(parts), len(history(parts, 1))) == ((2, 0), before)


def test_nothing_goes_with_a_mail_to_a_mailbox_that_is_only_claimed(
    parts: Parts, ville: Browser, tmp_path: Path
) -> None:
    place = f"/staff/tickets/{file_request(parts)}"
    assert 'id="reply-files"' not in ville.page(place)
    status, page = send(ville, place, ("one.pdf", DATA), text="Here.", step="send")
    assert status == 409
    assert ">\nHere.</textarea>" in page
    assert counted(parts) == (0, 0)
    assert mailed(parts, tmp_path) == []


def test_files_for_somebody_without_a_mailbox_are_left_to_be_posted_and_none_waits(
    parts: Parts, ville: Browser, place: str
) -> None:
    with parts.sessions.begin() as session:
        tickets.load(session, 1).request.address = None
    assert 'id="reply-files"' not in ville.page(place)
    status, page = send(ville, place, ("one.pdf", DATA), text="Here.", step="send")
    assert status == 409
    assert "Print the files and post them with the letter." in page
    assert ">\nHere.</textarea>" in page
    assert counted(parts) == (0, 0)


@pytest.mark.parametrize("sizes", [[MOST_BYTES + 1], [25 * 1024 * 1024], [0], [1] * 11])
def test_what_is_too_large_empty_or_too_much_is_refused_and_the_text_stays(
    parts: Parts, ville: Browser, place: str, sizes: list[int]
) -> None:
    files = [(f"{number}.pdf", b"x" * size) for number, size in enumerate(sizes)]
    status, page = send(ville, place, *files, text="Here.")
    assert (status, ">\nHere.</textarea>" in page) == (400, True)
    assert counted(parts) == (0, 0)


def test_more_than_is_read_is_told_with_its_size_the_bound_and_what_to_do(ville: Browser, place: str) -> None:
    status, page = send(ville, place, ("film.pdf", b"x" * (MOST_READ + 1)), text="Here.")
    assert status == 413
    assert "32.1 MB were sent at once; at most 32 MB are taken here." in page
    assert "leave files out, and send it again" in page


def test_the_limit_holds_over_several_forms(parts: Parts, ville: Browser, place: str) -> None:
    assert send(ville, place, ("one.pdf", b"x" * (MOST_BYTES - 10)), text="Here.")[0] == 200
    assert send(ville, place, ("two.pdf", b"x" * 11), text="Here.")[0] == 400
    assert counted(parts) == (1, 0)


def test_a_reply_that_is_taken_back_has_its_files_waiting_again(
    app: Flask, parts: Parts, clock: Clock, place: str, tmp_path: Path
) -> None:
    patient = replace(parts, limits=replace(parts.limits, undo_seconds=15))
    add_member(parts, "ville", Role.APPROVER)
    ville = browser_of(create_app(patient, app.extensions[FACE]), "ville")
    send(ville, place, ("one.pdf", DATA), text="Too early.", step="send")
    page = ville.post(f"{place}/undo").text
    assert "one.pdf" in page
    assert counted(parts) == (1, 0)
    assert send(ville, place, text="Now.", step="send")[0] == 303
    clock.move(minutes=1)
    [mail] = mailed(parts, tmp_path)
    assert [file.get_content() for file in mail.iter_attachments()] == [DATA]


def test_a_colleagues_files_stay_theirs(app: Flask, parts: Parts, ville: Browser, place: str) -> None:
    add_member(parts, "maija", Role.AGENT)
    maija = browser_of(app, "maija")
    send(ville, place, ("one.pdf", DATA), text="Here.", step="change")
    assert "one.pdf" not in maija.page(place)
    assert send(maija, place, text="x", drop="1")[0] == 404
    assert send(maija, place, text="Mine.", step="send")[0] == 303
    assert counted(parts) == (1, 0)


def test_a_reply_on_a_plain_ticket_of_no_company_is_not_offered_and_opens_one_of_a_company(
    parts: Parts, ville: Browser
) -> None:
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        queues.ensure(act)
        queues.add(act, NewQueue("General"))
        made = [
            plain.open_ticket(act, NewTicket(queue, "A task", requestors=("kim@example.org",))).id
            for queue in ("General", "nord-privacy")
        ]
        unknown = plain.open_ticket(act, NewTicket("nord-privacy", "A task of nobody")).id
    nobodys, of_nord = (f"/staff/tickets/{number}" for number in made)
    assert 'id="reply-text"' not in ville.page(nobodys)
    assert send(ville, of_nord, ("one.pdf", DATA), text="Here.", step="send")[0] == 303
    assert send(ville, f"/staff/tickets/{unknown}", text="Here.", step="send")[0] == 404
    with parts.reads() as session:
        assert tickets.load(session, made[1]).status == "open"


def test_a_file_that_nobody_sends_is_forgotten_after_a_week(
    parts: Parts, ville: Browser, place: str, clock: Clock
) -> None:
    send(ville, place, ("one.pdf", DATA), text="Here.", step="change")
    clock.move(days=6)
    retention.retain(parts)
    assert counted(parts) == (1, 0)
    clock.move(days=2)
    retention.retain(parts)
    assert counted(parts) == (0, 0)
