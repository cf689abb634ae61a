"""Holds that a mail leaves once, later if need be, and leaves nothing behind: rule V-10."""

import email
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.policy import default
from pathlib import Path
from threading import Barrier, Thread

import pytest
from aiosmtpd.controller import Controller as SmtpServer
from aiosmtpd.handlers import Message as MessageHandler
from sqlalchemy import select

from assistant.adapters.mail_folder import MailFolder
from assistant.adapters.smtp import SmtpMailer
from assistant.errors import InvalidInputError, NotFoundError, TransitionNotAllowedError, UnavailableError
from assistant.rights.states import LineOutcome, LineState
from assistant.service import identity, letters, outbox, requests, staff, staff_mail, tickets
from assistant.service.acting import SYSTEM
from assistant.service.parts import Parts
from assistant.store import OutboxMail, StaffMail, Transaction
from assistant.terms import Locale, Right, Role
from tests.service.answering import Desk
from tests.service.conftest import ADDRESS, ALVA, Clock, Postbox, acting, filing


@pytest.fixture
def reference(parts: Parts) -> str:
    """File a request that is acknowledged at once, so that one mail waits."""
    with parts.sessions.begin() as session:
        return requests.file(acting(parts, session), filing(Right.MARKETING_BAN)).reference


def test_a_letter_to_no_mailbox_never_waits(parts: Parts) -> None:
    with parts.sessions.begin() as session:
        act = acting(parts, session, ALVA)
        request = requests.file(act, filing(Right.ACCESS))
        request.address = None
        with pytest.raises(NotFoundError):
            outbox.queue(act, request, letters.correspondence(parts, request, "To post."))


def waiting(parts: Parts) -> OutboxMail:
    with parts.reads() as session:
        return session.scalars(select(OutboxMail)).one()


def kinds(parts: Parts) -> list[str]:
    with parts.reads() as session:
        return list(session.scalars(select(Transaction.kind).order_by(Transaction.id)))


def test_a_mail_that_waits_shows_nothing_and_one_that_is_sent_is_wiped(
    parts: Parts, postbox: Postbox, reference: str
) -> None:
    """Rule V-10."""
    sealed = waiting(parts).sealed
    assert sealed is not None
    assert ADDRESS.encode() not in sealed
    assert outbox.deliver(parts, postbox) == 1
    (mail,) = postbox.mails
    assert (mail.addressee, mail.sender) == (ADDRESS, "letters@nord.example.org")
    assert mail.headers == (("X-Assistant-Kind", "acknowledgement"), ("X-Assistant-Reference", reference))
    sent = waiting(parts)
    assert (sent.sealed, sent.sent_at, sent.attempts) == (None, parts.now(), 1)
    assert kinds(parts) == ["received", "mail_sent"]


@pytest.mark.usefixtures("reference")
def test_delivering_again_sends_nothing_again(parts: Parts, postbox: Postbox) -> None:
    assert [outbox.deliver(parts, postbox) for _ in range(2)] == [1, 0]


def test_two_workers_on_one_outbox_send_each_mail_once(parts: Parts, postbox: Postbox) -> None:
    for number in range(6):
        with parts.sessions.begin() as session:
            address = f"person{number}@example.org"
            made = filing(Right.MARKETING_BAN, key=str(number), address=address)
            requests.file(acting(parts, session), made)
    together, sent = Barrier(2), []

    def work() -> None:
        together.wait()
        sent.append(outbox.deliver(parts, postbox))

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 6
    assert len({mail.addressee for mail in postbox.mails}) == len(postbox.mails) == 6


@pytest.mark.usefixtures("reference")
def test_a_mail_that_another_worker_is_sending_is_left_alone(parts: Parts, postbox: Postbox) -> None:
    class Nested(Postbox):
        def send(self, mail: object) -> None:  # noqa: ARG002 - it looks at the outbox only
            assert outbox.deliver(parts, postbox) == 0

    assert outbox.deliver(parts, Nested()) == 1


@pytest.mark.usefixtures("reference")
def test_a_failure_is_tried_again_after_longer_and_longer(
    parts: Parts, postbox: Postbox, clock: Clock
) -> None:
    postbox.fault = UnavailableError("the mail server cannot be used: TimeoutError")
    waits = []
    for _ in range(8):
        assert outbox.deliver(parts, postbox) == 0
        waits.append(int((waiting(parts).due_at - clock.now).total_seconds() / 60))
        clock.now = waiting(parts).due_at
    assert waits == [1, 5, 15, 60, 240, 720, 1440, 1440]
    assert waiting(parts).fault == "the mail server cannot be used: TimeoutError"
    postbox.fault = None
    assert outbox.deliver(parts, postbox) == 1
    assert waiting(parts).fault == ""


@pytest.mark.usefixtures("reference")
def test_what_the_server_will_never_take_is_given_up_wiped_and_recorded(
    parts: Parts, postbox: Postbox, clock: Clock
) -> None:
    postbox.fault = InvalidInputError("the mail server refuses this address")
    assert outbox.deliver(parts, postbox) == 0
    given_up = waiting(parts)
    assert (given_up.failed_at, given_up.sealed) == (clock.now, None)
    assert kinds(parts)[-1] == "mail_bounced"
    postbox.fault = None
    clock.move(days=2)
    assert outbox.deliver(parts, postbox) == 0


@pytest.mark.usefixtures("reference")
def test_a_mail_that_cannot_be_made_is_tried_later_and_holds_up_nothing(
    parts: Parts, postbox: Postbox
) -> None:
    postbox.fault = ValueError("aino@example.org")
    assert outbox.deliver(parts, postbox) == 0
    assert waiting(parts).fault == "ValueError"


def test_a_mail_to_staff_that_cannot_be_made_is_given_up_in_time_and_holds_up_no_other(
    parts: Parts, postbox: Postbox, clock: Clock
) -> None:
    with parts.sessions.begin() as session:
        act = acting(parts, session, SYSTEM)
        spoiled = StaffMail(kind="reset", wrapped_key=b"k", sealed=b"s", created=act.now, due_at=act.now)
        session.add(spoiled)
        maija = staff.add(act, staff.Newcomer("maija", Role.AGENT, "a long password", (), Locale.FI))
        maija.email = "maija@example.org"
        session.flush()
        clock.move(seconds=1)
        staff_mail.queue(acting(parts, session, SYSTEM), maija, "reset", hours=2, link="https://example.org/")
    clock.move(seconds=1)
    assert staff_mail.deliver(parts, postbox) == 1
    for _ in range(staff_mail.LAST_TRY):
        clock.move(days=1)
        assert staff_mail.deliver(parts, postbox) == 0
    with parts.reads() as session:
        kept = session.get_one(StaffMail, spoiled.id)
        assert (kept.attempts, kept.sealed, kept.fault != "") == (staff_mail.LAST_TRY, None, True)


def test_a_code_is_not_mailed_once_it_is_of_no_use(parts: Parts, postbox: Postbox, clock: Clock) -> None:
    with parts.sessions.begin() as session:
        request = requests.file(acting(parts, session), filing(Right.ACCESS))
        identity.send_code(acting(parts, session), request, nonce="page", network="192.0.2.7")
    clock.move(minutes=30)
    assert outbox.deliver(parts, postbox) == 0
    assert (waiting(parts).fault, waiting(parts).sealed) == ("expired", None)


def test_an_answer_that_cannot_be_mailed_takes_its_line_up_again(
    parts: Parts, postbox: Postbox, reference: str
) -> None:
    """Rule R-4: a bounce opens the request again."""
    outbox.deliver(parts, postbox)
    with parts.sessions.begin() as session:
        ticket = tickets.of_request(session, requests.find(session, reference))
        Desk(parts, session, ticket).answer()
    postbox.fault = InvalidInputError("the mail server refuses this address")
    outbox.deliver(parts, postbox)
    with parts.sessions.begin() as session:
        ticket = tickets.of_request(session, requests.find(session, reference))
        desk = Desk(parts, session, ticket)
        assert desk.line.state == "in_progress"
        with pytest.raises(TransitionNotAllowedError, match="Propose"):
            tickets.move_line(acting(parts, session, ALVA), desk.line, LineState.READY)


def test_an_answered_line_is_closed_once_its_answer_has_left_and_not_before(
    parts: Parts, postbox: Postbox, reference: str
) -> None:
    """Rule R-5."""
    with parts.sessions.begin() as session:
        ticket = tickets.of_request(session, requests.find(session, reference))
        desk = Desk(parts, session, ticket)
        desk.answer()
        with pytest.raises(TransitionNotAllowedError, match="delivered"):
            desk.close()
    outbox.deliver(parts, postbox)
    with parts.sessions.begin() as session:
        ticket = tickets.of_request(session, requests.find(session, reference))
        with pytest.raises(TransitionNotAllowedError, match="was told"):
            tickets.move_line(
                acting(parts, session, ALVA),
                tickets.line_at(ticket, 1),
                LineState.CLOSED,
                outcome=LineOutcome.REFUSED,
            )
        Desk(parts, session, ticket).close()
        assert ticket.status == "resolved"


def test_a_turn_that_is_undone_mails_nothing(parts: Parts, postbox: Postbox) -> None:
    with parts.sessions() as session:
        requests.file(acting(parts, session), filing(Right.MARKETING_BAN))
        session.rollback()
    assert outbox.deliver(parts, postbox) == 0


@pytest.mark.usefixtures("reference")
def test_nothing_that_can_be_printed_of_a_mail_holds_its_address(parts: Parts, postbox: Postbox) -> None:
    outbox.deliver(parts, postbox)
    for thing in (postbox.mails[0], waiting(parts), parts):
        assert ADDRESS not in repr(thing)
        assert "aino" not in repr(thing)


class Inbox(MessageHandler):
    """Keeps what a real SMTP server was handed."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[email.message.Message] = []

    def handle_message(self, message: email.message.Message) -> None:
        self.mails.append(message)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def smtp(inbox: Inbox) -> Iterator[SmtpMailer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = SmtpServer(inbox, hostname="127.0.0.1", port=port)
    server.start()
    yield SmtpMailer("127.0.0.1", port, security="none")
    server.stop()


@pytest.mark.slow
def test_a_real_server_gets_the_letter_whole(
    parts: Parts, smtp: SmtpMailer, inbox: Inbox, reference: str
) -> None:
    assert outbox.deliver(parts, smtp) == 1
    (mail,) = inbox.mails
    assert mail["To"] == ADDRESS
    assert mail["X-Assistant-Reference"] == reference
    assert "Aino" not in mail.as_string()
    assert f"https://assistant.example.org/requests/{reference}" in mail.as_string()


def test_a_server_that_is_not_there_is_tried_again_later(parts: Parts, reference: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # bound but not listening
        assert outbox.deliver(parts, SmtpMailer("127.0.0.1", probe.getsockname()[1], security="none")) == 0
    assert waiting(parts).fault == "the mail server cannot be used: ConnectionRefusedError"
    assert reference not in waiting(parts).fault


@pytest.mark.slow
def test_a_mail_server_that_was_away_for_a_day_gets_every_letter_once(
    parts: Parts, smtp: SmtpMailer, inbox: Inbox, clock: Clock
) -> None:
    for number in range(3):
        with parts.sessions.begin() as session:
            made = filing(Right.MARKETING_BAN, key=str(number), address=f"person{number}@example.org")
            requests.file(acting(parts, session), made)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # bound but not listening
        away = SmtpMailer("127.0.0.1", probe.getsockname()[1], security="none")
        for _ in range(24 * 4):
            assert outbox.deliver(parts, away) == 0
            clock.now += timedelta(minutes=15)
    assert inbox.mails == []
    clock.now += timedelta(days=1)  # the longest wait between two tries
    assert [outbox.deliver(parts, smtp) for _ in range(3)] == [3, 0, 0]
    assert sorted(str(mail["To"]) for mail in inbox.mails) == [
        f"person{number}@example.org" for number in range(3)
    ]


@pytest.mark.usefixtures("reference")
def test_a_folder_gets_a_file_that_a_mail_program_can_read(parts: Parts, tmp_path: Path) -> None:
    assert outbox.deliver(parts, MailFolder(tmp_path / "mail")) == 1
    (path,) = (tmp_path / "mail").glob("*.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body()
    assert body is not None
    assert message["To"] == ADDRESS
    assert re.search(r"The last day to answer is 7 April 2026\.", body.get_content())
