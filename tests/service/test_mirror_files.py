"""Holds that files go into a mirror with what was said, and come back with replies, within bounds."""

from dataclasses import replace

import pytest

from assistant.policy.load import Mirror
from assistant.service import attachments, enclosures, mirror_in, outbox, requests, tickets
from assistant.service.attachments import NewFile
from assistant.service.mirror_files import OPAQUE
from assistant.service.mirror_port import RemoteFile, RemoteMessage
from assistant.service.parts import Parts
from tests.service.conftest import ALVA, Clock, Postbox, acting
from tests.service.test_mirror_rounds import Memory, comment, file, found_differences, heard, once

PDF = NewFile("Käyttö.pdf", "application/pdf", b"%PDF-1.7 \xff")
TABLE = NewFile("rows.csv", "text/csv", "ä;b".encode("latin-1"))


@pytest.fixture
def parts(parts: Parts) -> Parts:
    known = parts.knowledge()
    mirror = Mirror("request-tracker", "https://rt.example.org", "Privacy")
    nord = replace(known.controller("nord"), mirror=mirror)
    changed = replace(known, controllers={"nord": nord})
    return replace(parts, knowledge=lambda: changed)


def verified(parts: Parts, key: str = "first") -> int:
    """File a request whose mailbox was shown to be the person's; return its ticket."""
    number = file(parts, key)
    with parts.sessions.begin() as session:
        request = tickets.load(session, number).request
        request.verified_at, request.verified_level = parts.now(), "L1"
    return number


def write(parts: Parts, number: int, *files: NewFile) -> None:
    """Write as the data subject, with files as they come with a mail."""
    with parts.sessions.begin() as session:
        act = acting(parts, session)
        attachments.add(act, requests.write(act, tickets.load(session, number).request, "See this."), files)


def answer_there(parts: Parts, memory: Memory, clock: Clock, *files: RemoteFile, author: str = "asa") -> None:
    """Let somebody answer in the mirror, and look at it."""
    number = len(memory.news_of.get(1, ())) + 7
    message = RemoteMessage(number, author, "Here it is.", files)
    memory.news_of[1] = (*memory.news_of.get(1, ()), message)
    memory.changed[1] = clock.now
    clock.move(minutes=1)
    once(parts, memory)


def kept_here(parts: Parts, number: int) -> list[tuple[str, bytes]]:
    with parts.reads() as session:
        rows = attachments.of_ticket(session, tickets.load(session, number))
        return [(row.name, attachments.data_of(parts, row)) for row in rows]


def test_what_was_sent_before_a_ticket_was_mirrored_goes_with_its_making(parts: Parts) -> None:
    memory, number = Memory(), file(parts)
    write(parts, number, PDF)
    once(parts, memory)
    assert memory.files == [PDF]


def test_files_of_a_message_go_with_its_comment_and_text_as_bytes(parts: Parts) -> None:
    memory, number = Memory(), file(parts)
    once(parts, memory)
    write(parts, number, PDF, TABLE)
    once(parts, memory)
    assert memory.files == [PDF, replace(TABLE, media_type=OPAQUE)]
    assert len(memory.comments) == 1


def test_files_of_a_reply_of_ours_go_too(parts: Parts) -> None:
    memory, number = Memory(), verified(parts)
    once(parts, memory)
    with parts.sessions.begin() as session:
        act, ticket = acting(parts, session, ALVA), tickets.load(session, number)
        enclosures.enclose(act, ticket, [PDF])
        requests.reply(act, ticket, "It is attached.", version=ticket.version)
    once(parts, memory)
    assert memory.files == [PDF]


def test_what_the_mirror_refuses_for_its_files_is_said_without_them_and_names_them(parts: Parts) -> None:
    memory, number = Memory(), file(parts)
    once(parts, memory)
    write(parts, number, replace(PDF, data=b"x" * 2000))
    comment(parts, number, "Did you see it?")
    once(parts, memory)
    (_, said), (_, after) = memory.comments
    assert memory.files == []
    assert said.endswith(
        "Not here, since too large or refused: Käyttö.pdf."
        f" To be read at https://assistant.example.org/staff/tickets/{number}"
    )
    assert "Did you see it?" in after
    assert found_differences(parts) == []


def test_more_than_a_message_may_hold_is_named_and_not_sent(parts: Parts) -> None:
    memory, number = Memory(most_bytes=attachments.MOST_BYTES), file(parts)
    once(parts, memory)
    large = replace(PDF, data=b"x" * (attachments.MOST_BYTES - 100))
    write(parts, number, large, replace(PDF, name="second.pdf", data=b"y" * 200), TABLE)
    once(parts, memory)
    assert [one.name for one in memory.files] == ["Käyttö.pdf", "rows.csv"]
    assert "too large or refused: second.pdf." in memory.comments[0][1]


def test_a_reply_there_reaches_a_proved_mailbox_with_its_files(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    memory, number = Memory(), verified(parts)
    once(parts, memory)
    answer_there(parts, memory, clock, RemoteFile("../Käyttö.pdf", "application/pdf", b"%PDF"))
    assert heard(parts, number) == ["Here it is."]
    assert kept_here(parts, number) == [("Käyttö.pdf", b"%PDF")]
    outbox.deliver(parts, postbox)
    letter = next(mail for mail in postbox.mails if "Here it is." in mail.text)
    assert [(one.name, one.data) for one in letter.files] == [("Käyttö.pdf", b"%PDF")]
    once(parts, memory)
    assert memory.files == [], "it is there already"
    assert found_differences(parts) == []


@pytest.mark.parametrize(
    ("is_verified", "data", "why"),
    [
        (False, b"%PDF", "only to a mailbox that was shown"),
        (True, None, "have at most 10 MB"),
    ],
)
def test_a_reply_whose_files_cannot_go_is_not_sent_and_both_sides_are_told(
    parts: Parts, clock: Clock, *, is_verified: bool, data: bytes | None, why: str
) -> None:
    memory, number = Memory(), verified(parts) if is_verified else file(parts)
    once(parts, memory)
    answer_there(parts, memory, clock, RemoteFile("large.pdf", "application/pdf", data))
    assert heard(parts, number) == []
    ((field, ours, _),) = found_differences(parts)
    assert (field, why in ours) == ("message", True)
    clock.move(minutes=1)
    once(parts, memory)
    ((_, told),) = memory.comments
    assert "The reply in Request Tracker was not sent" in told
    assert why in told


def test_files_in_the_data_subjects_own_name_are_kept_for_the_staff_as_far_as_they_fit(
    parts: Parts, clock: Clock
) -> None:
    memory, number = Memory(), file(parts)
    once(parts, memory)
    small, large = RemoteFile("a.png", "image/png", b"\x89PNG"), RemoteFile("b.png", "image/png", None)
    answer_there(parts, memory, clock, small, large, author="first@example.org")
    assert kept_here(parts, number) == [("a.png", b"\x89PNG")]
    with parts.reads() as session:
        told = tickets.text_of(parts, tickets.load(session, number).history[-1])
    assert told.startswith(mirror_in.UNPROVED)
    assert told.endswith("so only in Request Tracker: b.png")
