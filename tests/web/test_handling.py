"""Holds what staff do around a ticket's messages, and that hostile names, files and numbers harm nobody."""

from dataclasses import replace

import pytest
from flask import Flask

from assistant.service import articles, outbox, progress, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.service.articles import Draft
from assistant.service.attachments import MOST_BYTES
from assistant.service.parts import Parts
from assistant.terms import Role
from assistant.web.app import create_app
from assistant.web.runtime import FACE
from tests.web.conftest import OWN, Clock
from tests.web.staff import Browser, add_member, browser_of, file_request, history, secret
from tests.web.test_console import Postbox


@pytest.fixture
def ville(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "ville", Role.APPROVER)
    return browser_of(app, "ville")


@pytest.fixture
def place(parts: Parts) -> str:
    return f"/staff/tickets/{file_request(parts)}"


def number(place: str) -> int:
    return int(place.rpartition("/")[2])


def newest(parts: Parts, place: str) -> tuple[str, str | None, str | None]:
    row = history(parts, number(place))[-1]
    return row.kind, row.field, row.new


def test_a_ticket_is_given_to_a_colleague_and_taken_over(
    app: Flask, parts: Parts, ville: Browser, place: str
) -> None:
    add_member(parts, "maija", Role.AGENT)
    assert ville.post(f"{place}/assign", name="maija").status_code == 303
    assert newest(parts, place) == ("assigned", "owner", "maija")
    assert ville.post(f"{place}/assign", name="nobody at all").status_code == 400
    assert ville.post(f"{place}/steal").status_code == 303
    assert newest(parts, place) == ("assigned", "owner", "ville")
    maija = browser_of(app, "maija")
    assert maija.post(f"{place}/steal").status_code == 403


def test_links_reminders_people_and_priority_stand_on_the_page(
    parts: Parts, ville: Browser, place: str
) -> None:
    other = file_request(parts, "two")
    for path, fields in {
        "links": {"kind": "depends_on", "to": str(other)},
        "people": {"role": "cc", "address": "kim@example.org"},
        "priority": {"priority": "40"},
        "reminders": {"text": "Ask the warehouse", "due": "2026-04-01"},
    }.items():
        assert ville.post(f"{place}/{path}", **fields).status_code == 303, path
    page = ville.page(place)
    for text in ("depends on", "kim@example.org", "Priority: 40", "Ask the warehouse"):
        assert text in page
    assert ville.post(f"{place}/reminders/1/done").status_code == 303
    assert 'class="badge late"' not in ville.page(place)
    ville.post(f"{place}/links", kind="depends_on", to=str(other), deed="remove")
    assert "is needed by" not in ville.page(f"/staff/tickets/{other}")


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("links", {"kind": "depends_on", "to": "999999"}, 404),
        ("links", {"kind": "loves", "to": "1"}, 400),
        ("links", {"kind": "refers_to", "to": "javascript:alert(1)"}, 404),
        ("people", {"role": "cc", "address": "a@example.org\r\nBcc: b@example.org"}, 400),
        ("people", {"role": "requestor", "address": "eve@example.org"}, 409),
        ("priority", {"priority": "101"}, 400),
        ("reminders", {"text": "x", "due": "soon"}, 400),
        ("reminders", {"text": " ", "due": "2026-04-01"}, 400),
        ("reminders/7/done", {}, 404),
        ("fields", {"name": "No such", "value": "x"}, 404),
        ("status", {"status": "resolved"}, 409),
        ("status", {"status": "gone"}, 400),
        ("merge", {"into": "999999", "reason": "x"}, 404),
        ("undo", {}, 409),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(  # noqa: PLR0917 - a fixture is an argument
    parts: Parts, ville: Browser, place: str, path: str, fields: dict[str, str], status: int
) -> None:
    page = ville.page(place)
    before = len(history(parts, number(place)))
    assert ville.post(f"{place}/{path}", page, **fields).status_code == status
    assert len(history(parts, number(place))) == before


def upload(browser: Browser, place: str, data: bytes, name: str) -> int:
    """Send a comment with a file, as one body: the client's own way leaves a temporary file behind."""
    page = browser.page(place)
    version = page.split('name="version" value="')[1].split('"')[0]
    fields = {"csrf": secret(page), "version": version, "text": "See."}
    texts = [
        f'--edge\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()
    ]
    head = f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = ("".join(texts) + head).encode() + data + b"\r\n--edge--\r\n"
    kind = "multipart/form-data; boundary=edge"
    return browser.client.post(f"{place}/comment", data=body, content_type=kind, headers=OWN).status_code


def test_a_file_of_a_comment_comes_back_as_a_download_that_no_browser_runs(
    ville: Browser, place: str
) -> None:
    assert upload(ville, place, b"<script>alert(1)</script>", "../<img src=x>.html") == 303
    page = ville.page(place)
    assert "<img" not in page
    answer = ville.get(f"{place}/files/1")
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_file_of_another_ticket_is_not_handed_out(parts: Parts, ville: Browser, place: str) -> None:
    upload(ville, place, b"mine", "mine.txt")
    assert ville.get(f"/staff/tickets/{file_request(parts, 'two')}/files/1").status_code == 404


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 25 * 1024 * 1024, 0])
def test_a_file_that_is_too_large_or_empty_is_refused_and_no_comment_is_kept(
    parts: Parts, ville: Browser, place: str, size: int
) -> None:
    ville.page(place)
    assert upload(ville, place, b"x" * size, "large.bin") == 400
    assert [row.kind for row in history(parts, number(place))] == ["received", "viewed"]


def test_an_article_is_put_behind_what_was_written_in_the_requests_language(
    parts: Parts, ville: Browser, place: str
) -> None:
    with parts.sessions.begin() as session:
        draft = Draft("Thanks", "", {"en": "Thank you, {name}.", "fi": "Kiitos, {name}: {reference}."})
        row = articles.add(Act(session, parts, SYSTEM, parts.now()), draft).id
    page = ville.post(f"{place}/reply", text="Hei!", step="article", article=row).text
    assert "Hei!\n\nKiitos, Aino Example: " in page
    assert [one.kind for one in history(parts, number(place))] == ["received", "viewed"]


def test_a_reply_can_be_taken_back_until_its_mail_leaves(
    app: Flask, parts: Parts, clock: Clock, place: str
) -> None:
    patient = replace(parts, limits=replace(parts.limits, undo_seconds=15))
    add_member(parts, "ville", Role.APPROVER)
    ville = browser_of(create_app(patient, app.extensions[FACE]), "ville")
    ville.post(f"{place}/reply", text="Too early", step="send")
    outbox.deliver(parts, Postbox())
    with parts.reads() as session:
        request = tickets.load(session, number(place)).request
        assert progress.progress(session, parts, request, is_verified=True).correspondence == ()
    page = ville.post(f"{place}/undo").text
    assert "The reply is taken back; nothing was mailed." in page
    assert ">\nToo early</textarea>" in page
    postbox = Postbox()
    clock.move(minutes=1)
    outbox.deliver(parts, postbox)
    assert [m for m in postbox.mails if "Too early" in m.text] == []
    ville.post(f"{place}/reply", text="At last", step="send")
    clock.move(seconds=15)
    outbox.deliver(parts, postbox)
    assert [m.text for m in postbox.mails if "At last" in m.text]
    assert ville.post(f"{place}/undo").status_code == 409
    with parts.reads() as session:
        request = tickets.load(session, number(place)).request
        shown = progress.progress(session, parts, request, is_verified=True).correspondence
        assert [text for _, text, _ in shown] == ["At last"]


def test_colleagues_see_each_other_at_a_ticket_and_that_it_changed(
    app: Flask, parts: Parts, clock: Clock, ville: Browser, place: str
) -> None:
    add_member(parts, "maija", Role.AGENT)
    maija = browser_of(app, "maija")
    page = maija.page(place)
    maija.post(f"{place}/presence", page, doing="replying")
    answer = ville.post(f"{place}/presence", doing="reading").json
    assert answer is not None
    assert (answer["others"], answer["changed"]) == (["maija is replying."], False)
    assert "maija is replying." in ville.page(place)
    ville.post(f"{place}/comment", text="Mine")
    told = maija.post(f"{place}/presence", page).json
    assert told is not None
    assert told["changed"] is True
    clock.move(minutes=2)
    assert "is replying" not in ville.page(place)


def test_a_merged_ticket_tells_where_it_goes_on(parts: Parts, ville: Browser, place: str) -> None:
    other = file_request(parts, "two")
    merged = ville.post(f"{place}/merge", into=str(other), reason="The same person asked twice.")
    assert merged.status_code == 303
    assert "This ticket goes on as another:" in ville.page(place)
    assert "Merged into this ticket:" in ville.page(f"/staff/tickets/{other}")
