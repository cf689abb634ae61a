"""Holds what an access package is and who gets it: rule R-4, and T-3 on what the assistant itself holds."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from assistant.errors import NotFoundError, PermissionDeniedError
from assistant.rights.states import LineOutcome, LineState
from assistant.service import checklists, conversations, packages, requests, tickets
from assistant.service.conversations import NewEntry
from assistant.service.files import Upload
from assistant.service.items import items_of
from assistant.service.parts import Parts
from assistant.service.tables import as_csv
from assistant.store import Package, Verification
from assistant.terms import Locale, Right
from tests.service.answering import Desk
from tests.service.conftest import ADDRESS, ALVA, Clock, acting, filing
from tests.service.test_outcomes import desk_for

HOSTILE = '=HYPERLINK("https://evil.example.org")'


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions() as session:
        yield session


def with_chat(parts: Parts, session: Session, desk: Desk) -> None:
    act = acting(parts, session)
    opening = conversations.open_conversation(act, "nord", Locale.EN, origin="https://nord.example.org")
    body = {"type": "text", "text": HOSTILE}
    conversations.append(act, opening.conversation, NewEntry("visitor", body, Locale.EN))
    desk.ticket.request.conversation_id = opening.conversation.id


def delivered(parts: Parts, session: Session, right: Right = Right.ACCESS) -> tuple[Desk, Package]:
    desk = desk_for(parts, session, right)
    with_chat(parts, session, desk)
    search = next(item for item in items_of(session, desk.line) if not item.is_automatic)
    act = acting(parts, session, ALVA)
    for _ in range(2):
        checklists.add_file(act, desk.ticket, search, Upload("crm.csv", b"name;mail\n"))
    desk.answer_from_here()
    (package,) = packages.open_packages(session, desk.ticket.request, now=parts.now())
    return desk, package


def fetched(parts: Parts, session: Session, desk: Desk, package: Package) -> bytes:
    return packages.download(acting(parts, session), desk.ticket.request, package.id, verified=parts.now())


def test_a_package_holds_the_files_and_what_the_assistant_holds_in_three_forms(
    parts: Parts, session: Session
) -> None:
    """Rules R-4 and T-3: the store answers an access request about itself."""
    desk, package = delivered(parts, session)
    with zipfile.ZipFile(io.BytesIO(fetched(parts, session, desk, package))) as archive:
        names = archive.namelist()
        assert names[:4] == ["index.html", "assistant.json", "requests.csv", "chats.csv"]
        assert [name.rpartition("/")[2] for name in names[4:]] == ["crm.csv", "crm (2).csv"]
        held = json.loads(archive.read("assistant.json"))
        chats = list(csv.reader(io.StringIO(archive.read("chats.csv").decode("utf-8-sig"))))
        page = archive.read("index.html").decode()
    assert held["requests"][0]["address"] == ADDRESS
    assert held["conversations"][0]["entries"][0]["text"] == HOSTILE
    assert chats[1][3] == f"'{HOSTILE}"
    assert ADDRESS in page
    assert "<script" not in page


def test_a_portability_package_has_only_what_the_person_gave(parts: Parts, session: Session) -> None:
    """Art. 20(1), rule R-4."""
    desk, package = delivered(parts, session, Right.PORTABILITY)
    with zipfile.ZipFile(io.BytesIO(fetched(parts, session, desk, package))) as archive:
        held = json.loads(archive.read("assistant.json"))
    assert {event["by"] for one in held["requests"] for event in one["history"]} == {"you"}
    assert {e["by"] for chat in held["conversations"] for e in chat["entries"]} == {"visitor"}


def test_notes_among_staff_are_not_in_it(parts: Parts, session: Session) -> None:
    desk = desk_for(parts, session, Right.ACCESS)
    tickets.comment(acting(parts, session, ALVA), desk.ticket, "Difficult customer.")
    desk.answer_from_here()
    (package,) = packages.open_packages(session, desk.ticket.request, now=parts.now())
    with zipfile.ZipFile(io.BytesIO(fetched(parts, session, desk, package))) as archive:
        assert "Difficult" not in "".join(archive.read(name).decode() for name in archive.namelist())


def test_nothing_of_a_package_can_be_read_in_the_database(parts: Parts, session: Session) -> None:
    """Rule R-4: encrypted at rest with the request's own key."""
    _, package = delivered(parts, session)
    session.commit()
    (stored,) = session.execute(text("SELECT sealed FROM package")).scalars()
    assert package.size > 0
    assert not bytes(stored).startswith(b"PK")
    assert b"index.html" not in bytes(stored)


def test_each_download_is_recorded(parts: Parts, session: Session) -> None:
    """Rules R-4 and A-2."""
    desk, package = delivered(parts, session)
    for _ in range(2):
        fetched(parts, session, desk, package)
    found = [row for row in desk.ticket.history if row.kind == "package_downloaded"]
    assert [(row.rule, row.new, row.role) for row in found] == [
        ("R-4", "1", "data_subject"),
        ("R-4", "2", "data_subject"),
    ]


def test_a_package_is_had_only_with_a_proof_of_its_level_given_after_its_delivery(
    parts: Parts, session: Session, clock: Clock
) -> None:
    """Rule R-4."""
    desk, package = delivered(parts, session)
    act, request = acting(parts, session), desk.ticket.request
    with pytest.raises(PermissionDeniedError):
        packages.download(act, request, package.id, verified=clock.now - timedelta(seconds=1))
    desk.line.level = "L2"
    with pytest.raises(PermissionDeniedError):
        fetched(parts, session, desk, package)
    for level, is_enough in (("L1", False), ("L2", True)):
        proof = Verification(
            request_id=request.id, method="token", level=level, at=clock.now, channel_hash="0"
        )
        session.add(proof)
        assert packages.is_open_to(session, package, verified=clock.now) is is_enough
    assert fetched(parts, session, desk, package)


def test_a_package_can_be_had_until_the_end_of_its_last_day_and_not_longer(
    parts: Parts, session: Session, clock: Clock
) -> None:
    """Rules R-4 and T-1: 30 days, and the last of them whole, in the controller's own time."""
    desk, package = delivered(parts, session)
    assert package.expires is not None
    assert package.expires.isoformat() == "2026-04-04T21:00:00+00:00"
    clock.now = package.expires - timedelta(seconds=1)
    assert fetched(parts, session, desk, package)
    clock.now = package.expires
    with pytest.raises(NotFoundError):
        fetched(parts, session, desk, package)


def test_nobody_gets_a_package_through_another_request(parts: Parts, session: Session) -> None:
    _, package = delivered(parts, session)
    other = requests.file(acting(parts, session), filing(Right.ACCESS, key="two"))
    with pytest.raises(NotFoundError):
        packages.download(acting(parts, session), other, package.id, verified=parts.now())


def test_an_answer_without_a_package_leaves_none_and_settles_its_items(
    parts: Parts, session: Session
) -> None:
    desk = desk_for(parts, session, Right.ACCESS)
    desk.finish_items()
    desk.propose()
    tickets.move_line(acting(parts, session, ALVA), desk.line, LineState.IN_PROGRESS, reason="No.")
    desk.send(desk.propose(LineOutcome.NO_DATA))
    assert packages.of_line(session, desk.line) is None
    assert {i.state for i in items_of(session, desk.line) if i.is_automatic} == {"not_applicable"}


def test_a_claimed_address_opens_no_other_request_of_that_address(parts: Parts, session: Session) -> None:
    """Rule V-5: only verified identifiers enter the export."""
    desk, package = delivered(parts, session)
    requests.file(acting(parts, session), filing(Right.ERASURE, key="somebody else's"))
    with zipfile.ZipFile(io.BytesIO(fetched(parts, session, desk, package))) as archive:
        assert len(json.loads(archive.read("assistant.json"))["requests"]) == 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "＝1"])
def test_no_cell_of_a_table_is_a_formula(cell: str) -> None:
    """GDPR.md section 8; X-9."""
    read = list(csv.reader(io.StringIO(as_csv(("a",), [(cell,)]).removeprefix("\ufeff"), newline="")))
    assert read == [["a"], [f"'{cell}"]]
