"""Holds what can be done to tickets by hand: each change is recorded, and none overwrites a colleague's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, InvalidInputError, NotFoundError, TransitionNotAllowedError
from assistant.service import (
    attachments,
    audit,
    fields,
    joining,
    links,
    plain,
    queues,
    reminders,
    requests,
    stems,
    tickets,
    watchers,
)
from assistant.service.acting import DATA_SUBJECT
from assistant.service.attachments import MOST_BYTES, NewFile
from assistant.service.fields import NewField
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.service.queues import NewQueue
from assistant.store import Attachment, Stem, Ticket, Transaction
from assistant.terms import Right, TicketStatus
from tests.service.conftest import ALVA, BO, FILING, NOON, Clock, acting, filing

PNG = NewFile("scan.png", "image/png", b"\x89PNG bytes")


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions.begin() as session:
        queues.add(acting(parts, session, BO), NewQueue("General", serves_rest=True))
        yield session


def opened(parts: Parts, session: Session, subject: str = "Broken link", **more: object) -> Ticket:
    return plain.open_ticket(acting(parts, session, ALVA), NewTicket("General", subject, **more))  # type: ignore[arg-type]


def filed(parts: Parts, session: Session, *rights: Right, key: str = "first") -> Ticket:
    request = requests.file(acting(parts, session), filing(*rights or (Right.MARKETING_BAN,), key=key))
    return tickets.of_request(session, request)


def newest(session: Session) -> Transaction:
    return session.scalars(select(Transaction).order_by(Transaction.id.desc()).limit(1)).one()


def test_every_company_has_its_queues_and_making_sure_again_adds_none(parts: Parts, session: Session) -> None:
    for _ in range(2):
        queues.ensure(acting(parts, session))
    names = [queue.name for queue in queues.all_queues(session)]
    assert names == ["General", "nord-privacy", "nord-privacy-unverified"]
    assert queues.queue_named(session, "nord-privacy").lifecycle == "request"


def test_a_queue_is_found_by_name_whatever_its_capitals_and_by_number(parts: Parts, session: Session) -> None:
    queue = queues.queue_named(session, "general")
    assert queues.queue_named(session, str(queue.id)) is queue
    with pytest.raises(ConflictError):
        queues.add(acting(parts, session), NewQueue("GENERAL"))
    with pytest.raises(InvalidInputError):
        queues.add(acting(parts, session), NewQueue("*"))


def test_a_plain_ticket_has_a_sealed_history_that_the_audit_can_check(parts: Parts, session: Session) -> None:
    ticket = opened(parts, session, text="It leads nowhere.", requestors=("kim@example.org",))
    assert (ticket.status, ticket.due, ticket.is_active) == ("new", None, True)
    assert ticket.request.address == "kim@example.org"
    assert audit.audit_problems(session, parts, ticket.request) == []


def test_a_plain_ticket_moves_by_hand_and_its_dates_follow(
    parts: Parts, session: Session, clock: Clock
) -> None:
    ticket, act = opened(parts, session), acting(parts, session, ALVA)
    plain.set_status(act, ticket, TicketStatus.OPEN)
    assert ticket.started == NOON
    clock.move(hours=1)
    plain.set_status(acting(parts, session, ALVA), ticket, TicketStatus.RESOLVED)
    assert (ticket.resolved, ticket.is_active) == (NOON + timedelta(hours=1), False)
    assert (newest(session).field, newest(session).old, newest(session).new) == ("status", "open", "resolved")


def test_a_request_is_not_closed_moved_or_given_another_date_by_hand(parts: Parts, session: Session) -> None:
    ticket, act = filed(parts, session), acting(parts, session, BO)
    with pytest.raises(TransitionNotAllowedError, match="follows the request"):
        plain.set_status(act, ticket, TicketStatus.RESOLVED)
    with pytest.raises(TransitionNotAllowedError):
        plain.set_due(act, ticket, NOON)
    with pytest.raises(TransitionNotAllowedError):
        plain.set_queue(act, ticket, "General")
    with pytest.raises(TransitionNotAllowedError):
        watchers.add(act, ticket, "requestor", "eve@example.org")


def test_a_ticket_waits_for_what_it_depends_on(parts: Parts, session: Session) -> None:
    act, first, second = (
        acting(parts, session, ALVA),
        opened(parts, session),
        opened(parts, session, "Second"),
    )
    links.add(act, first, "depends_on", second)
    with pytest.raises(TransitionNotAllowedError, match="before this ticket: 1"):
        plain.set_status(act, first, TicketStatus.RESOLVED)
    plain.set_status(act, second, TicketStatus.RESOLVED)
    plain.set_status(act, first, TicketStatus.RESOLVED)
    assert first.status == "resolved"


def test_links_lead_in_no_circle_and_both_histories_tell_of_them(parts: Parts, session: Session) -> None:
    act, first, second = (
        acting(parts, session, ALVA),
        opened(parts, session),
        opened(parts, session, "Second"),
    )
    links.add(act, first, "member_of", second)
    links.add(act, first, "member_of", second)
    assert [row.kind for row in session.scalars(select(Transaction)) if row.kind == "linked"] == [
        "linked"
    ] * 2
    with pytest.raises(TransitionNotAllowedError, match="circle"):
        links.add(act, second, "member_of", first)
    with pytest.raises(InvalidInputError):
        links.add(act, first, "refers_to", first)
    with pytest.raises(InvalidInputError):
        links.add_address(act, first, "javascript:alert(1)")
    links.remove(act, first, "member_of", second)
    assert links.of_ticket(session, first) == []


def test_a_message_of_the_requestor_wakes_a_resolved_plain_ticket(parts: Parts, session: Session) -> None:
    ticket = opened(parts, session, status=TicketStatus.RESOLVED)
    plain.correspond(acting(parts, session, DATA_SUBJECT), ticket, "It is broken again.")
    assert ticket.status == "open"


def test_people_are_added_and_replaced_and_their_addresses_stay_out_of_the_open_record(
    parts: Parts, session: Session
) -> None:
    act, ticket = acting(parts, session, ALVA), opened(parts, session)
    watchers.add(act, ticket, "cc", "kim@example.org")
    watchers.replace(act, ticket, "cc", ["Sam@example.org", "pat@example.org"])
    assert sorted(watchers.addresses(session, ticket, "cc")) == ["Sam@example.org", "pat@example.org"]
    assert not [row for row in session.scalars(select(Transaction)) if "example" in f"{row.old}{row.new}"]
    with pytest.raises(InvalidInputError):
        watchers.add(act, ticket, "cc", "a@example.org, b@example.org")
    watchers.replace(act, ticket, "cc", [])
    assert watchers.addresses(session, ticket, "cc") == []


def test_custom_values_fit_their_field_or_are_refused(parts: Parts, session: Session) -> None:
    act, ticket = acting(parts, session, ALVA), opened(parts, session)
    fields.add(act, NewField("Way in", "select", {"General": ["phone", "letter"]}))
    fields.add(act, NewField("Tags", "multi"))
    fields.add(act, NewField("Elsewhere", "single", {"nord-privacy": []}))
    fields.set_values(act, ticket, "way in", ["phone"])
    fields.set_values(act, ticket, "Tags", ["ä", "b", "ä"])
    assert fields.values(session, ticket) == {"Tags": ["ä", "b"], "Way in": ["phone"]}
    with pytest.raises(InvalidInputError, match="phone, letter"):
        fields.set_values(act, ticket, "Way in", ["pigeon"])
    with pytest.raises(NotFoundError):
        fields.set_values(act, ticket, "Elsewhere", ["x"])
    with pytest.raises(InvalidInputError):
        fields.add(act, NewField("no}braces"))


def test_a_reminder_is_sealed_and_done_once(parts: Parts, session: Session) -> None:
    act, ticket = acting(parts, session, ALVA), opened(parts, session)
    row = reminders.add(act, ticket, "Ask Kim again", date(2026, 3, 9))
    session.flush()
    assert reminders.text_of(parts, ticket, row) == "Ask Kim again"
    assert b"Kim" not in (row.sealed or b"")
    reminders.finish(act, ticket, row.id)
    assert reminders.open_of(session, ticket) == []
    with pytest.raises(NotFoundError):
        reminders.finish(act, opened(parts, session), row.id)


def test_a_file_is_sealed_and_comes_back_as_it_was(parts: Parts, session: Session) -> None:
    act, ticket = acting(parts, session, ALVA), opened(parts, session)
    written = tickets.comment(act, ticket, "See the scan.")
    (row,) = attachments.add(act, written, [PNG])
    assert attachments.data_of(parts, row) == PNG.data
    assert PNG.data not in (row.sealed or b"")
    with pytest.raises(NotFoundError):
        attachments.one_of(session, opened(parts, session), row.id)


@pytest.mark.parametrize(
    "files",
    [[replace(PNG, data=b"x" * (MOST_BYTES + 1))], [replace(PNG, data=b"")], [PNG] * 11],
    ids=["too large", "empty", "too many"],
)
def test_files_past_their_limits_are_refused(parts: Parts, session: Session, files: list[NewFile]) -> None:
    act, ticket = acting(parts, session, ALVA), opened(parts, session)
    with pytest.raises(InvalidInputError):
        attachments.add(act, tickets.comment(act, ticket, "See."), files)
    assert session.scalars(select(Attachment)).all() == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.txt", "a.txt"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_b_Set-Cookie_ x.pdf"),
        ("...", "file"),
        ("\u202egnp.exe", "gnp.exe"),
        ("ä" * 200 + ".pdf", "ä" * 116 + ".pdf"),
        ("<script>.html", "_script_.html"),
    ],
)
def test_a_hostile_file_name_becomes_a_plain_one(name: str, expected: str) -> None:
    assert attachments.safe_name(name) == expected


def test_a_merge_keeps_the_earliest_receipt_and_due_date(
    parts: Parts, session: Session, clock: Clock
) -> None:
    """Rule D-11."""
    early = filed(parts, session)
    clock.move(days=3)
    again = replace(FILING, rights=(Right.MARKETING_BAN,), idempotency_key="second", received_at=clock.now)
    late = tickets.of_request(session, requests.file(acting(parts, session), again))
    assert late.due is not None
    assert early.due is not None
    assert late.due > early.due
    joining.join(acting(parts, session, BO), early, late, "Asked twice.")
    assert (late.due, late.request.due, late.request.received_at) == (early.due, early.due, NOON)
    assert (early.merged_into, early.status) == (late.id, "rejected")
    assert early.request.lines[0].outcome == "linked_duplicate"
    for ticket in (early, late):
        assert audit.audit_problems(session, parts, ticket.request) == []


def test_requests_of_different_people_or_rights_are_not_merged(parts: Parts, session: Session) -> None:
    act, one = acting(parts, session, BO), filed(parts, session)
    other = replace(FILING, rights=(Right.MARKETING_BAN,), idempotency_key="2", address="eve@example.org")
    stranger = tickets.of_request(session, requests.file(acting(parts, session), other))
    different = filed(parts, session, Right.WITHDRAW_CONSENT, key="3")
    for into in (stranger, different, opened(parts, session), one):
        with pytest.raises(TransitionNotAllowedError):
            joining.join(act, one, into, "Alike.")
    assert one.merged_into is None


def test_a_plain_ticket_is_no_request_to_its_requestor(parts: Parts, session: Session) -> None:
    ticket = opened(parts, session)
    with pytest.raises(NotFoundError):
        requests.find(session, ticket.request.reference)


def test_an_edit_of_a_ticket_that_changed_meanwhile_is_refused(parts: Parts, session: Session) -> None:
    ticket = opened(parts, session)
    version = ticket.version
    plain.set_priority(acting(parts, session, ALVA), ticket, 50)
    with pytest.raises(ConflictError):
        tickets.check_version(ticket, version)


def test_a_ticket_is_found_by_no_word_any_more_once_they_are_forgotten(
    parts: Parts, session: Session
) -> None:
    ticket = opened(parts, session, "Laskutus", text="Laskut puuttuvat")
    found = session.scalars(select(Stem).where(Stem.ticket_id == ticket.id)).all()
    assert found
    stems.forget_words(session, ticket.id)
    assert session.scalars(select(Stem)).all() == []
