"""Holds that nothing is lost, doubled or told wrongly when the real Request Tracker fails or is changed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assistant.adapters.request_tracker import RequestTrackerClient
from assistant.errors import UsageError
from assistant.policy.load import Controller
from assistant.rights.states import LineState
from assistant.service import mirrors, tickets
from assistant.service.parts import Parts
from tests.real.desk import ALVA, Desk
from tests.real.proxy import Proxy, proxy
from tests.real.request_tracker import RequestTracker
from tests.service.conftest import Clock, Postbox

pytestmark = [pytest.mark.rt, pytest.mark.slow]
MANY = 200


@pytest.fixture
def between(real: RequestTracker) -> Iterator[Proxy]:
    with proxy(real.url) as made:
        yield made


@pytest.fixture
def remote(controller: Controller, real: RequestTracker, between: Proxy) -> RequestTrackerClient:
    """Return what speaks to the server by way of the proxy, and is not very patient."""
    assert controller.mirror is not None
    return RequestTrackerClient(replace(controller.mirror, url=between.url), real.token, scale=0.3)


@pytest.fixture
def desk(parts: Parts, remote: RequestTrackerClient, clock: Clock, postbox: Postbox) -> Desk:
    return Desk(parts, remote, clock, postbox)


def likes(real: RequestTracker, desk: Desk, ticket: int) -> list[str]:
    reference = desk.reference(ticket)
    return [row["id"] for row in real.tickets(f"'CF.{{Request reference}}' = '{reference}'")]


def test_two_hundred_requests_are_mirrored_without_double_or_loss_though_it_is_restarted_midway(
    desk: Desk, real: RequestTracker, client: RequestTrackerClient
) -> None:
    made = [desk.file(f"many{number}", address=f"person{number % 10}@example.org") for number in range(MANY)]
    direct = replace(desk, remote=client)
    halfway = MANY // 2

    def work(_worker: int) -> int:
        return mirrors.one_round(desk.parts, lambda _controller: direct.remote).calls

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(work, worker) for worker in range(2)]
        while len(desk.waiting()) > halfway and not all(one.done() for one in running):
            desk.breathe()
        real.stop()
        told = sum(one.result() for one in running)
        real.start()
    assert desk.waiting(), "it was restarted in the middle"
    while desk.waiting():
        desk.clock.move(minutes=30)
        with ThreadPoolExecutor(2) as pool:
            told += sum(pool.map(work, range(2)))
    assert told == MANY
    references = {desk.reference(ticket) for ticket in made}
    found = [
        value
        for row in real.tickets()
        for cell in row["CustomFields"]
        if cell["name"] == "Request reference"
        for value in cell["values"]
        if value in references
    ]
    assert sorted(found) == sorted(references)
    assert len({desk.remote_id(ticket) for ticket in made}) == MANY
    assert desk.differences() == []


def test_while_it_is_stopped_everything_waits_and_then_goes_in_order(
    desk: Desk, real: RequestTracker
) -> None:
    real.stop()
    try:
        ticket = desk.file("stopped")
        desk.comment(ticket, "First.")
        assert desk.round().calls == 0
        desk.comment(ticket, "Second.")
        assert desk.round().calls == 0
        assert desk.waiting() == ["create", "comment", "comment"]
    finally:
        real.start()
    assert desk.round().calls == 3
    texts = [desk.remote_text(real, ticket, row) for row in ("First.", "Second.")]
    assert texts == [True, True]
    assert len(likes(real, desk, ticket)) == 1
    assert desk.differences() == []


def test_a_create_whose_answer_is_lost_makes_no_second_ticket(
    desk: Desk, real: RequestTracker, between: Proxy
) -> None:
    ticket = desk.file("lost")
    between.loses = lambda method, path: method == "POST" and path.endswith("/ticket")
    assert desk.round().calls == 0
    between.released.set()
    between.loses = lambda _method, _path: False
    assert desk.round().calls == 1
    assert len(likes(real, desk, ticket)) == 1


def test_a_comment_whose_answer_is_lost_is_not_said_twice(
    desk: Desk, real: RequestTracker, between: Proxy
) -> None:
    ticket = desk.file("heard")
    desk.round()
    desk.comment(ticket, "Once only.")
    between.loses = lambda method, path: method == "POST" and path.endswith("/comment")
    assert desk.round().calls == 0
    between.released.set()
    between.loses = lambda _method, _path: False
    assert desk.round().calls == 1
    assert [row["Type"] for row in real.history(desk.remote_id(ticket))].count("Comment") == 1


def test_an_answer_of_500_is_tried_again_and_holds_up_no_other_ticket(
    desk: Desk, real: RequestTracker, between: Proxy
) -> None:
    first = desk.file("failing")
    desk.round()
    number = desk.remote_id(first)
    desk.comment(first, "Not yet.")
    second = desk.file("fine")
    between.fails = lambda method, path: method == "POST" and path.endswith(f"/ticket/{number}/comment")
    assert desk.round().calls == 1
    assert len(likes(real, desk, second)) == 1
    between.fails = lambda _method, _path: False
    assert desk.round().calls == 1
    assert desk.waiting() == []


def test_a_right_that_is_refused_is_an_alert_until_it_is_given_back(desk: Desk, real: RequestTracker) -> None:
    ticket = desk.file("refused")
    desk.round()
    real.forbid("ShowTicket")
    try:
        desk.comment(ticket, "Can you hear me?")
        desk.move(ticket, LineState.IN_PROGRESS)
        desk.move(ticket, LineState.WAITING_CLARIFICATION, reason="Which letters?")
        desk.round()
        assert desk.waiting() == ["status"]
        assert [field for field, _, _ in desk.differences()] == ["call"]
    finally:
        real.permit("ShowTicket")
    desk.round()
    assert real.call("GET", f"ticket/{desk.remote_id(ticket)}")["Status"] == "stalled"
    assert (desk.waiting(), desk.differences()) == ([], [])


def test_a_change_that_it_refuses_with_200_is_noticed_by_reading_back_and_made_again(
    desk: Desk, real: RequestTracker
) -> None:
    ticket = desk.file("quietly")
    desk.round()
    real.forbid("ModifyTicket")
    try:
        desk.move(ticket, LineState.IN_PROGRESS)
        desk.move(ticket, LineState.WAITING_CLARIFICATION, reason="Which letters?")
        desk.round()
        assert desk.differences() == [("status", "stalled", "open")]
    finally:
        real.permit("ModifyTicket")
    desk.round()
    assert (desk.waiting(), desk.differences()) == ([], [])


def test_an_owner_whom_nobody_knows_there_is_an_alert(desk: Desk) -> None:
    ticket = desk.file("stranger")
    desk.round()
    with desk.parts.sessions.begin() as session:
        tickets.take(desk.act(session, ALVA), tickets.load(session, ticket))
    desk.round()
    assert desk.differences() == [("owner", "alva", "Nobody")]


def test_what_somebody_changes_there_meanwhile_gives_way_to_ours(desk: Desk, real: RequestTracker) -> None:
    ticket = desk.file("meanwhile")
    desk.round()
    number = desk.remote_id(ticket)
    desk.move(ticket, LineState.IN_PROGRESS)
    desk.move(ticket, LineState.CLOSED, reason="Belongs to somebody else.", outcome="misdirected")
    real.call("PUT", f"ticket/{number}", {"Status": "stalled"})
    desk.round()
    assert real.call("GET", f"ticket/{number}")["Status"] == desk.ticket(ticket).status == "rejected"
    assert desk.differences() == []


def test_a_ticket_that_somebody_gives_another_reference_there_is_an_alert(
    desk: Desk, real: RequestTracker
) -> None:
    ticket = desk.file("renamed")
    desk.round()
    number = desk.remote_id(ticket)
    real.call("PUT", f"ticket/{number}", {"CustomFields": {"Request reference": "other"}}, name="root")
    desk.round()
    assert ("reference", desk.reference(ticket), "other") in desk.differences()


class TestStart:
    """What is said at the start about a mirror that is set up wrongly."""

    def refused(self, controller: Controller, token: str, **change: str) -> str:
        assert controller.mirror is not None
        client = RequestTrackerClient(replace(controller.mirror, **change), token, scale=0.3)
        with pytest.raises(UsageError) as caught:
            client.check()
        return str(caught.value)

    def test_what_is_right_is_accepted(self, client: RequestTrackerClient) -> None:
        client.check()

    def test_a_wrong_token_is_refused(self, controller: Controller) -> None:
        assert "ASSISTANT_MIRROR_TOKENS" in self.refused(controller, "1-1-no")

    def test_a_queue_that_is_not_there_is_refused(self, controller: Controller, real: RequestTracker) -> None:
        assert "there is no queue Nowhere" in self.refused(controller, real.token, queue="Nowhere")

    def test_a_queue_without_the_fields_is_refused(
        self, controller: Controller, real: RequestTracker
    ) -> None:
        real.call("POST", "queue", {"Name": "Bare"}, name="root")
        real.permit("SeeQueue", queue="Bare")
        assert "CreateTicket" in self.refused(controller, real.token, queue="Bare")
        real.permit("CreateTicket", queue="Bare")
        told = self.refused(controller, real.token, queue="Bare")
        assert "Request reference, Rights, Identity" in told

    def test_a_server_that_cannot_be_reached_keeps_nobody_from_starting(
        self, parts: Parts, controller: Controller, between: Proxy
    ) -> None:
        between.fails = lambda _method, _path: True
        assert controller.mirror is not None
        client = RequestTrackerClient(replace(controller.mirror, url=between.url), "1-1-any")
        mirrors.check(parts, lambda _controller: client)
