"""Holds that a real Request Tracker has what we have, and that what is done there comes back."""

import pytest

from assistant.adapters.request_tracker import RequestTrackerClient
from assistant.rights.states import LineState
from assistant.service import attachments, erasing, mirror_in, mirrors, requests, tickets
from assistant.service.acting import SYSTEM
from assistant.service.attachments import NewFile
from assistant.service.mirror_out import EMPTY, SHRED
from assistant.service.parts import Parts
from assistant.terms import Right
from tests.real.desk import ALVA, Desk
from tests.real.request_tracker import RequestTracker
from tests.service.answering import Desk as Answering
from tests.service.conftest import Clock, Postbox

FILES = [
    NewFile("Käyttöloki – åäö.pdf", "application/pdf", b"%PDF-1.7 \x00\xff\r\n--x\r\n"),
    NewFile("rows.csv", "text/csv", "nimi;määrä".encode("latin-1")),
    NewFile("page.html", "text/html", b"<script>alert(1)</script>"),
]
pytestmark = [pytest.mark.rt, pytest.mark.slow]


@pytest.fixture
def desk(parts: Parts, client: RequestTrackerClient, clock: Clock, postbox: Postbox) -> Desk:
    return Desk(parts, client, clock, postbox)


def test_a_request_appears_there_with_all_that_staff_need(desk: Desk, real: RequestTracker) -> None:
    ticket = desk.file("appears")
    assert desk.round().calls == 1
    number = desk.remote_id(ticket)
    found = real.call("GET", f"ticket/{number}")
    request = desk.ticket(ticket).request
    values = {field["name"]: field["values"] for field in found["CustomFields"]}
    assert values == {
        "Request reference": [request.reference],
        "Rights": ["marketing_ban"],
        "Identity": ["not shown"],
    }
    assert [person["id"] for person in found["Requestor"]] == ["person.appears@example.org"]
    assert found["Status"] == "open"
    assert found["Due"] == f"{request.due}T21:59:59Z" or found["Due"] == f"{request.due}T20:59:59Z"
    assert desk.differences() == []


def test_nothing_that_we_do_there_makes_it_write_to_the_data_subject(
    desk: Desk, real: RequestTracker
) -> None:
    ticket = desk.file("quiet")
    with desk.parts.sessions.begin() as session:
        request = tickets.load(session, ticket).request
        requests.write(desk.act(session), request, "Is there any news?")
    desk.round()
    real.call(
        "POST",
        f"ticket/{desk.remote_id(ticket)}/correspond",
        {"Content": "Soon.", "ContentType": "text/plain"},
    )
    assert not [mail for mail in real.mails if "person.quiet@" in mail]


def test_an_unverified_request_does_not_leave_the_house(desk: Desk, real: RequestTracker) -> None:
    before = len(real.tickets())
    desk.file("unverified", right=Right.ACCESS)
    desk.round()
    assert len(real.tickets()) == before


def test_a_reply_there_reaches_the_data_subject_and_a_comment_does_not(
    desk: Desk, real: RequestTracker
) -> None:
    ticket = desk.file("answered")
    desk.round()
    number = desk.remote_id(ticket)
    real.call("POST", f"ticket/{number}/comment", {"Content": "Internal!", "ContentType": "text/plain"})
    html = "<p>We <b>did</b> it &amp; more.</p><script>alert(1)</script>"
    real.call("POST", f"ticket/{number}/correspond", {"Content": html, "ContentType": "text/html"})
    desk.round()
    assert desk.texts(ticket, "correspondence") == ["We did it & more."]
    assert desk.texts(ticket, "comment") == []
    letters = [mail for mail in desk.postbox.mails if "We did it & more." in mail.text]
    assert [mail.addressee for mail in letters] == ["person.answered@example.org"]
    assert not [mail for mail in desk.postbox.mails if "Internal!" in mail.text]
    desk.round()
    assert desk.texts(ticket, "correspondence") == ["We did it & more."]


def test_files_arrive_there_byte_by_byte_under_their_names_and_reach_nobody_by_mail(
    desk: Desk, real: RequestTracker
) -> None:
    ticket = desk.file("files")
    desk.round()
    with desk.parts.sessions.begin() as session:
        act = desk.act(session)
        row = requests.write(act, tickets.load(session, ticket).request, "See these.")
        attachments.add(act, row, FILES)
    desk.round()
    assert real.files(desk.remote_id(ticket)) == [(file.name, file.data) for file in FILES]
    assert desk.remote_text(real, ticket, "See these.")
    assert not [mail for mail in real.mails if "person.files@" in mail]
    assert desk.differences() == []


def test_files_of_a_reply_there_reach_a_proved_mailbox_byte_by_byte(desk: Desk, real: RequestTracker) -> None:
    ticket = desk.file("enclosed")
    with desk.parts.sessions.begin() as session:
        request = tickets.load(session, ticket).request
        request.verified_at, request.verified_level = desk.parts.now(), "L1"
    desk.round()
    real.correspond(desk.remote_id(ticket), "It is attached.", FILES[:1])
    desk.round()
    (letter,) = [mail for mail in desk.postbox.mails if "It is attached." in mail.text]
    assert [(file.name, file.data) for file in letter.files] == [(FILES[0].name, FILES[0].data)]
    assert desk.differences() == []


def test_a_reply_there_with_a_file_that_is_too_large_is_not_sent_and_its_staff_are_told(
    desk: Desk, real: RequestTracker
) -> None:
    ticket = desk.file("heavy")
    with desk.parts.sessions.begin() as session:
        request = tickets.load(session, ticket).request
        request.verified_at, request.verified_level = desk.parts.now(), "L1"
    desk.round()
    heavy = NewFile("film.zip", "application/zip", bytes(attachments.MOST_BYTES + 1))
    real.correspond(desk.remote_id(ticket), "The film is attached.", [heavy])
    desk.round()
    desk.round()
    assert desk.texts(ticket, "correspondence") == []
    assert [field for field, _, _ in desk.differences()] == ["message"]
    assert desk.remote_text(real, ticket, "The reply in Request Tracker was not sent")


def test_who_takes_the_ticket_there_owns_it_here(desk: Desk, real: RequestTracker) -> None:
    ticket = desk.file("owned")
    desk.round()
    real.call("PUT", f"ticket/{desk.remote_id(ticket)}/take", {})
    desk.round()
    assert desk.ticket(ticket).owner == "asa"
    assert desk.differences() == []


def test_resolving_there_without_an_answer_closes_nothing_and_alerts(
    desk: Desk, real: RequestTracker
) -> None:
    ticket = desk.file("hasty")
    desk.round()
    real.call("PUT", f"ticket/{desk.remote_id(ticket)}", {"Status": "resolved"})
    desk.round()
    assert desk.ticket(ticket).status == "open"
    assert desk.differences() == [("status", "open", "resolved")]


def test_resolving_there_after_an_answer_closes_by_our_own_rules(desk: Desk, real: RequestTracker) -> None:
    ticket = desk.file("done")
    desk.round()
    number = desk.remote_id(ticket)
    with desk.parts.sessions.begin() as session:
        Answering(desk.parts, session, tickets.load(session, ticket)).answer()
    real.call("PUT", f"ticket/{number}", {"Status": "resolved"})
    mirrors.one_round(desk.parts, lambda _controller: desk.remote)
    assert desk.ticket(ticket).status == "open", "the answer has not been mailed yet"
    assert desk.differences() == []
    for _ in range(2):
        desk.round()
    assert desk.ticket(ticket).status == "resolved"
    assert real.call("GET", f"ticket/{number}")["Status"] == "resolved"
    assert desk.differences() == []


def test_what_happens_here_is_told_there_in_order(desk: Desk, real: RequestTracker) -> None:
    ticket = desk.file("ordered")
    desk.round()
    with desk.parts.sessions.begin() as session:
        act, found = desk.act(session, ALVA), tickets.load(session, ticket)
        tickets.comment(act, found, "Ask the shop.")
        requests.reply(act, found, "We are looking into it.", version=found.version)
    desk.round()
    texts = [row["Type"] for row in real.history(desk.remote_id(ticket))]
    assert texts.count("Comment") == 2
    assert desk.waiting() == []


def test_what_is_erased_here_is_emptied_there_and_its_shredding_is_noticed(
    desk: Desk, real: RequestTracker
) -> None:
    """Rule T-2: a least-privileged user may take off subject and people, and nothing else."""
    ticket = desk.file("erased")
    desk.round()
    number = desk.remote_id(ticket)
    real.call("PUT", f"ticket/{number}", {"Cc": ["friend.erased@example.org"]})
    desk.move(ticket, LineState.CLOSED, outcome="withdrawn", reason="Said so on the phone.")
    desk.round()
    with desk.parts.sessions.begin() as session:
        erasing.purge(desk.act(session, SYSTEM), tickets.load(session, ticket).request)
    desk.round()
    found = real.call("GET", f"ticket/{number}")
    assert (found["Subject"], found["Requestor"], found["Cc"]) == (EMPTY, [], [])
    assert desk.differences() == [("texts", "erased", "left: messages")]
    assert not [mail for mail in real.mails if "erased@" in mail]
    assert desk.waiting() == []
    real.shred(SHRED.format(number))
    with desk.parts.sessions.begin() as session:
        mirror_in.look_at_erased(session)
    desk.round()
    assert desk.differences() == []
