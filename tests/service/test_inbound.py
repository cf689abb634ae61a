"""Holds what becomes of mail that comes in: rules I-9 and R-4, and that a From header proves nothing."""

from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.adapters.inbound_mime import read
from assistant.errors import RateLimitedError
from assistant.matcher.model import Model
from assistant.rights.states import LineState
from assistant.service import attachments, inbound, outbox, requests, staff, tickets
from assistant.service.acting import SYSTEM, Act
from assistant.service.inbound import Fate
from assistant.service.parts import Parts
from assistant.service.progress import progress
from assistant.store import Attachment, DataSubjectRequest, Ticket, Transaction
from assistant.terms import Locale, Right, Role
from tests.content import small_knowledge
from tests.service.answering import Desk
from tests.service.conftest import ADDRESS, ALVA, Clock, Postbox, acting, filing


@pytest.fixture
def gate(parts: Parts, small_model: Model, tmp_path: Path) -> Parts:
    knowledge = small_knowledge(tmp_path / "content", small_model)
    return replace(parts, knowledge=lambda: knowledge)


def mail(text: str, *, subject: str = "Hello", sender: str = ADDRESS, **headers: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, "privacy@nord.example.org", subject
    message["Message-ID"] = headers.pop("message_id", f"<{abs(hash((text, subject, sender)))}@example.org>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def take(gate: Parts, raw: bytes) -> Fate:
    with gate.sessions.begin() as session:
        return inbound.take(Act(session, gate, SYSTEM, gate.now()), "nord", read(raw))


def everything(gate: Parts) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    with gate.reads() as session:
        return [
            (one.channel, one.locale, one.verified_level, [(line.right, line.state) for line in one.lines])
            for one in session.scalars(select(DataSubjectRequest).order_by(DataSubjectRequest.received_at))
        ]


def file(gate: Parts, right: Right = Right.ACCESS) -> str:
    with gate.sessions.begin() as session:
        return requests.file(acting(gate, session), filing(right)).reference


def test_a_mail_that_asks_for_a_right_becomes_an_unverified_request_with_a_neutral_answer(
    gate: Parts, postbox: Postbox
) -> None:
    """Rule I-9."""
    assert take(gate, mail("Hei!\n\npoistakaa tietoni\n\nTerveisin Aino", subject="Tiedot")) is Fate.REQUEST
    assert everything(gate) == [("mail", "fi", "L0", [("erasure", "received_unverified")])]
    outbox.deliver(gate, postbox)
    (answer,) = postbox.mails
    assert answer.addressee == ADDRESS
    assert "ilman koodia tietoja ei haeta eikä muuteta" in answer.text
    assert "poistakaa" not in answer.text


def test_a_mail_that_asks_for_nothing_becomes_a_ticket_for_people(gate: Parts, postbox: Postbox) -> None:
    assert take(gate, mail("I want to talk to a person.")) is Fate.TICKET
    assert everything(gate) == [("mail", "en", "L0", [])]
    outbox.deliver(gate, postbox)
    assert postbox.mails == []


LEAK = "my data has leaked from you"


def test_a_mail_about_a_breach_becomes_an_urgent_ticket_that_people_are_mailed_of(
    gate: Parts, postbox: Postbox
) -> None:
    """Rule I-11: to each officer of the queue in their language, without a word of the mail."""
    with gate.sessions.begin() as session:
        for name, role, locale, queue in (
            ("bo", Role.APPROVER, Locale.SV, "nord-privacy"),
            ("alva", Role.AGENT, Locale.EN, "nord-privacy"),
            ("eve", Role.APPROVER, Locale.EN, "another"),
        ):
            new = staff.Newcomer(name, role, "a long password of tests", (queue,), locale=locale)
            staff.add(acting(gate, session, SYSTEM), replace(new, email=f"{name}@nord.example.org"))
    assert take(gate, mail(f"Hi!\n\n{LEAK}\n\nAino")) is Fate.TICKET
    with gate.reads() as session:
        assert session.scalars(select(Ticket.priority)).all() == [100]
    outbox.deliver(gate, postbox)
    (told,) = postbox.mails
    assert (told.addressee, postbox.kinds) == ("bo@nord.example.org", ["alarm"])
    assert told.subject_line.startswith("Brådskande:")
    assert "senast den 8 mars 2026 klockan 14:00" in told.text
    assert "leaked" not in told.text
    assert "/staff/tickets/1" in told.text


@pytest.mark.parametrize("way", ["request", "reply"])
def test_a_breach_is_urgent_whatever_else_the_mail_is(gate: Parts, postbox: Postbox, way: str) -> None:
    """Rule I-11."""
    known = gate.knowledge().controller("nord")
    told = replace(known, staff_mailbox="desk@nord.example.org")
    watched = replace(gate.knowledge(), controllers={"nord": told})
    parts = replace(gate, knowledge=lambda: watched)
    subject = f"Re: {file(parts)}" if way == "reply" else "Help"
    take(parts, mail(f"{LEAK}\n\nplease erase my data", subject=subject))
    outbox.deliver(parts, postbox)
    assert "desk@nord.example.org" in {one.addressee for one in postbox.mails}
    with parts.reads() as session:
        assert session.scalars(select(Ticket.priority)).all() == [100]


def test_a_report_on_an_old_request_is_told_with_its_own_time(
    gate: Parts, postbox: Postbox, clock: Clock
) -> None:
    """Rule I-11: the 72 hours begin with the report, so the letter says when that came."""
    known = gate.knowledge().controller("nord")
    told = replace(known, staff_mailbox="desk@nord.example.org")
    watched = replace(gate.knowledge(), controllers={"nord": told})
    parts = replace(gate, knowledge=lambda: watched)
    reference = file(parts)
    clock.move(days=5)
    take(parts, mail(LEAK, subject=f"Re: {reference}"))
    outbox.deliver(parts, postbox)
    [alarm] = [one for one in postbox.mails if one.addressee == "desk@nord.example.org"]
    assert "On 10 March 2026 at 14:00 (time in Helsinki) somebody told Nord Oy" in alarm.text


@pytest.mark.parametrize("by", ["subject", "references"])
def test_an_answer_finds_its_request_and_its_sender_verifies_nothing(
    gate: Parts, postbox: Postbox, by: str
) -> None:
    """Rules I-9 and X-8: what a mail says of itself never changes the state of identity."""
    reference = file(gate)
    with gate.sessions.begin() as session:
        inbound.invite(acting(gate, session), requests.find(session, reference))
    outbox.deliver(gate, postbox)
    ours = f"<{postbox.mails[0].message_id}@data-subject-assistant.invalid>"
    threaded = {"subject": f"Re: {reference}"} if by == "subject" else {"subject": "Re:", "In_Reply_To": ours}
    assert take(gate, mail("It is me. Mark me verified.", **threaded)) is Fate.REPLY
    assert everything(gate) == [("chat", "en", "L0", [("access", "received_unverified")])]
    with gate.reads() as session:
        ticket = tickets.of_request(session, requests.find(session, reference))
        row = ticket.history[-1]
        assert (row.kind, row.actor, row.new) == ("correspondence", "mail", "the request's mailbox, unproved")
        assert "Mark me verified." in tickets.text_of(gate, row)
        seen = progress(session, gate, ticket.request, is_verified=True)
        assert (len(seen.correspondence), seen.by_mail) == (1, frozenset({0}))


def test_the_same_mail_again_changes_nothing(gate: Parts) -> None:
    raw = mail("please erase everything about me", message_id="<one@example.org>")
    assert [take(gate, raw), take(gate, raw)] == [Fate.REQUEST, Fate.DUPLICATE]
    assert len(everything(gate)) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.org>"},
        {"X_Loop": "yes"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"message_id": "<0123@data-subject-assistant.invalid>"},
        {"sender": "letters@nord.example.org"},
        {"sender": "LETTERS@nord.example.org"},
    ],
)
def test_loops_lists_and_machines_answers_make_no_request_and_get_no_answer(
    gate: Parts, postbox: Postbox, headers: dict[str, str]
) -> None:
    assert take(gate, mail("please erase everything about me", **headers)) is Fate.IGNORED
    assert everything(gate) == []
    outbox.deliver(gate, postbox)
    assert postbox.mails == []


def test_an_out_of_office_answer_to_a_request_is_noted_and_wakes_nobody(gate: Parts) -> None:
    reference = file(gate, Right.MARKETING_BAN)
    with gate.sessions.begin() as session:
        line = tickets.hold(session, requests.find(session, reference)).request.lines[0]
        staff = acting(gate, session, ALVA)
        tickets.move_line(staff, line, LineState.IN_PROGRESS)
        tickets.move_line(staff, line, LineState.WAITING_CLARIFICATION, reason="Which address?")
    away = mail("I am on holiday.", subject=f"Re: {reference}", Auto_Submitted="auto-replied")
    assert take(gate, away) is Fate.AUTOMATIC
    assert everything(gate)[0][3] == [("marketing_ban", "waiting_clarification")]
    assert take(gate, mail("This one.", subject=f"Re: {reference}")) is Fate.REPLY
    assert everything(gate)[0][3] == [("marketing_ban", "in_progress")]


def closed(gate: Parts, postbox: Postbox) -> tuple[str, str]:
    """File a request, answer it to the end, and return its reference and the Message-ID of the answer."""
    reference = file(gate, Right.MARKETING_BAN)
    with gate.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        mail_id = Desk(gate, session, ticket).answer().mail_id
    outbox.deliver(gate, postbox)
    with gate.sessions.begin() as session:
        Desk(gate, session, tickets.hold(session, requests.find(session, reference))).close()
    return reference, f"<{mail_id}@data-subject-assistant.invalid>"


def report(message_id: str, action: str) -> bytes:
    """Return what a mail server sends back of a mail."""
    return (
        "From: Mail Delivery System <mailer-daemon@mx.example.org>\r\nTo: letters@nord.example.org\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nReturn-Path: <>\r\nAuto-Submitted: auto-replied\r\n"
        f"Message-ID: <{action}@mx.example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI could not deliver it.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; aino.virtanen@example.org\r\nAction: {action}\r\nStatus: 5.1.1\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: letters@nord.example.org\r\n"
        f"Message-ID: {message_id}\r\nSubject: About your request\r\n\r\nWe have stopped it.\r\n--b--\r\n"
    ).encode()


def test_an_answer_that_comes_back_undelivered_opens_its_request_again(gate: Parts, postbox: Postbox) -> None:
    """Rule R-4."""
    reference, ours = closed(gate, postbox)
    assert take(gate, report(ours, "delayed")) is Fate.BOUNCE
    assert everything(gate)[0][3] == [("marketing_ban", "closed")]
    assert take(gate, report(ours, "failed")) is Fate.BOUNCE
    assert everything(gate)[0][3] == [("marketing_ban", "in_progress")]
    with gate.reads() as session:
        ticket = tickets.of_request(session, requests.find(session, reference))
        assert "mail_bounced" in [row.kind for row in ticket.history]


def test_only_mail_from_the_requests_own_mailbox_opens_a_closed_one_again(
    gate: Parts, postbox: Postbox
) -> None:
    """Rule R-5."""
    reference, _ = closed(gate, postbox)
    stranger = mail("Open it.", subject=f"Re: {reference}", sender="somebody@example.org")
    assert take(gate, stranger) is Fate.REPLY
    assert everything(gate)[0][3] == [("marketing_ban", "closed")]
    assert take(gate, mail("It goes on.", subject=f"Re: {reference}")) is Fate.REPLY
    assert everything(gate)[0][3] == [("marketing_ban", "in_progress")]


def test_files_are_kept_sealed_under_names_that_harm_nobody(gate: Parts) -> None:
    reference = file(gate)
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = ADDRESS, f"Re: {reference}"
    message.set_content("See the files.")
    for name in ("../../etc/passwd", "report;.pdf", "C:\\boot.ini", ""):
        message.add_attachment(b"secret words", maintype="application", subtype="pdf", filename=name or None)
    assert take(gate, message.as_bytes()) is Fate.REPLY
    with gate.reads() as session:
        rows = session.scalars(select(Attachment).order_by(Attachment.position)).all()
        assert all("/" not in row.name and "\\" not in row.name and ".." not in row.name for row in rows)
        assert len(rows) == 4
        assert all(b"secret words" not in row.sealed for row in rows)
        assert attachments.data_of(gate, rows[0]) == b"secret words"


def test_too_much_from_one_address_is_to_be_tried_later(gate: Parts) -> None:
    limits = replace(gate.limits, inbound_mails_per_hour_per_address=2)
    gate = replace(gate, limits=limits)
    for number in range(2):
        take(gate, mail(f"Hello, number {number}."))
    with pytest.raises(RateLimitedError):
        take(gate, mail("Hello again."))


def test_one_address_gets_few_letters_however_many_mails_name_it(gate: Parts, postbox: Postbox) -> None:
    """Rule X-3."""
    for number in range(10):
        take(gate, mail("please erase everything about me", message_id=f"<{number}@example.org>"))
    outbox.deliver(gate, postbox)
    assert len(everything(gate)) == 10
    assert len(postbox.mails) == gate.limits.codes_per_day_per_address


def test_a_request_of_another_company_is_not_found_by_its_reference(gate: Parts) -> None:
    reference = file(gate)
    with gate.sessions.begin() as session:
        requests.find(session, reference).controller = "other"
    assert take(gate, mail("Which cookies do you use?", subject=f"Re: {reference}")) is Fate.TICKET
    with gate.reads() as session:
        assert len(session.scalars(select(Transaction).where(Transaction.actor == "mail")).all()) == 0


def test_one_mail_to_two_companies_reaches_both(gate: Parts) -> None:
    known = gate.knowledge()
    other = replace(
        known.controllers["nord"], id="syd", queue="syd-privacy", sender="letters@syd.example.org"
    )
    both = replace(known, controllers={**known.controllers, "syd": other})
    gate = replace(gate, knowledge=lambda: both)
    raw = read(mail("please erase everything about me"))
    for company in ("nord", "syd"):
        with gate.sessions.begin() as session:
            assert inbound.take(Act(session, gate, SYSTEM, gate.now()), company, raw) is not Fate.DUPLICATE
    with gate.reads() as session:
        assert set(session.scalars(select(DataSubjectRequest.controller))) == {"nord", "syd"}


@pytest.mark.parametrize("odd", [b"\x00", b"\xff\xfe", b"=?utf-8?q?=00?=", b"=?x-none?b?AP8=?=", b"\x1b[2J"])
def test_a_mail_with_what_is_no_text_is_taken_without_it(gate: Parts, odd: bytes) -> None:
    lines = [
        b"From: aino" + odd + b"@example.org",
        b"To: privacy@nord.example.org",
        b"Subject: Hello " + odd + b" please erase everything about me",
        b"Message-ID: <a" + odd + b"@example.org>",
        b"In-Reply-To: <b" + odd + b"@example.org>",
        b"References: <" + odd + b"> <c" + odd + b"@example.org>",
        b'Content-Type: multipart/mixed; boundary="b"',
        b"",
        b"--b",
        b"Content-Type: text/plain; charset=" + odd,
        b"",
        b"please erase everything about me " + odd,
        b"--b",
        b"Content-Type: text/" + odd,
        b'Content-Disposition: attachment; filename="a' + odd + b'.txt"',
        b"",
        b"words",
        b"--b--",
    ]
    assert take(gate, b"\r\n".join(lines)) in {Fate.REQUEST, Fate.TICKET}
    with gate.reads() as session:
        kept = " ".join(ticket.subject_line for ticket in session.scalars(select(Ticket)))
    assert kept.isprintable(), kept
