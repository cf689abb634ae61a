"""Holds what operators are told, who may read it, and that nothing of anybody is in it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from simple_websocket import ConnectionClosed
from sqlalchemy import text
from sqlalchemy.orm import Session
from wsproto.frame_protocol import CloseReason

from assistant.service import signs
from assistant.service.parts import Parts
from assistant.store import MirrorState, OutboxMail, StaffMail, Ticket
from assistant.store.database import open_engine, session_makers
from assistant.web import watching, wire
from assistant.web.app import create_app
from assistant.web.health import LATE_SECONDS, SILENT_SECONDS
from assistant.web.runtime import Face
from tests.web.conftest import Clock
from tests.web.staff import file_request

TOKEN = "a token that only these tests know"


def client_of(parts: Parts, **face: str) -> FlaskClient:
    return create_app(replace(parts), Face(**face)).test_client()  # type: ignore[arg-type]


def test_metrics_are_for_this_machine_and_not_through_a_proxy(parts: Parts) -> None:
    client = client_of(parts)
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 403


def test_metrics_can_be_for_whoever_has_the_token_or_for_nobody(parts: Parts) -> None:
    client = client_of(parts, metrics="token", metrics_token=TOKEN)
    unset = client_of(parts, metrics="token")
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 401
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert unset.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401
    assert client_of(parts, metrics="off").get("/metrics").status_code == 404


def test_metrics_count_by_route_and_hold_no_address_of_a_page(client: FlaskClient) -> None:
    client.get("/requests/7K3Q-X9M2-NP4T-Z8VC?page=secret")
    client.get("/nothing/of/ours/secret")
    told = client.get("/metrics").text
    assert 'assistant_requests_total{method="GET",route="none",status="404"} 1.0' in told
    assert "7K3Q" not in told
    assert "secret" not in told
    assert "assistant_database_up 1.0" in told


def test_whoever_invents_methods_and_codes_adds_no_more_to_what_is_counted(app: Flask) -> None:
    client = app.test_client()
    for number in range(3):
        client.open("/healthz", method=f"INVENTED{number}")
        with (
            app.test_request_context("/api/v1/chat"),
            suppress(ConnectionClosed),
            watching.chat("a-conversation"),
        ):
            raise ConnectionClosed(cast("CloseReason", 3000 + number))
    told = client.get("/metrics").text
    assert 'assistant_requests_total{method="other",route="none",status="405"} 3.0' in told
    assert 'assistant_chats_closed_total{code="other"} 3.0' in told
    assert "INVENTED" not in told


def test_ready_tells_of_every_part(client: FlaskClient, parts: Parts) -> None:
    signs.give(parts)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    checks = ("process", "content", "database", "migrations", "worker", "outbox", "mail", "mirror")
    assert answer.get_json() == {"status": "ok", "checks": dict.fromkeys(checks, "ok")}


MINUTE_SECONDS = 60
LATE = timedelta(seconds=LATE_SECONDS + 1)


def add_mail(parts: Parts, session: Session, *, due: datetime, fault: str = "") -> None:
    ticket = session.get_one(Ticket, file_request(parts))
    row = OutboxMail(kind="reply", request_id=ticket.request_id, sealed=b"s", created=due, due_at=due)
    row.fault = fault
    session.add(row)


def late_mail(parts: Parts, session: Session) -> None:
    add_mail(parts, session, due=parts.now() - LATE)


def late_mail_to_staff(parts: Parts, session: Session) -> None:
    due = parts.now() - LATE
    session.add(StaffMail(kind="reset", wrapped_key=b"k", sealed=b"s", created=due, due_at=due))


def mail_in_vain(parts: Parts, session: Session) -> None:
    add_mail(parts, session, due=parts.now(), fault="TimeoutError")


def lost_mirror(parts: Parts, session: Session) -> None:
    session.add(MirrorState(controller="nord", failing_since=parts.now()))


def other_schema(_parts: Parts, session: Session) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (late_mail, "outbox"),
        (late_mail_to_staff, "outbox"),
        (mail_in_vain, "mail"),
        (lost_mirror, "mirror"),
        (other_schema, "migrations"),
    ],
)
def test_ready_names_the_part_that_needs_a_hand_and_goes_on_serving(
    client: FlaskClient, parts: Parts, spoil: Callable[[Parts, Session], None], name: str
) -> None:
    signs.give(parts)
    with parts.sessions() as session:
        spoil(parts, session)
        session.commit()
    answer = client.get("/readyz")
    told = answer.get_json()
    assert (answer.status_code, told["status"]) == (200, "degraded")
    assert [part for part, word in told["checks"].items() if word != "ok"] == [name]


def test_a_worker_that_died_is_told_of_though_no_mail_waits(
    client: FlaskClient, parts: Parts, clock: Clock
) -> None:
    assert client.get("/readyz").get_json()["checks"]["worker"] == "degraded"  # none was ever seen
    assert "assistant_worker_silent_seconds +Inf" in client.get("/metrics").text
    signs.give(parts)
    clock.move(seconds=SILENT_SECONDS - MINUTE_SECONDS)
    assert client.get("/readyz").get_json()["status"] == "ok"
    clock.move(seconds=MINUTE_SECONDS + 1)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["checks"]["worker"]) == (200, "degraded")


def test_without_its_database_a_process_is_alive_and_not_ready(parts: Parts, tmp_path: Path) -> None:
    sessions, reads = session_makers(open_engine(f"sqlite:///{tmp_path}/gone/none.db"))
    client = create_app(replace(parts, sessions=sessions, reads=reads), Face()).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["checks"]["database"]) == (503, "unavailable")
    assert client.get("/healthz").status_code == 200
    assert "assistant_database_up 0.0" in client.get("/metrics").text


def test_a_process_that_ends_is_not_ready(app: Flask) -> None:
    wire.drain()
    try:
        assert app.test_client().get("/readyz").status_code == 503
    finally:
        wire.install(app.extensions["assistant"].limits)


def test_every_answer_has_an_id_and_no_two_the_same(client: FlaskClient) -> None:
    ids = {client.get("/healthz").headers["X-Request-Id"] for _ in range(3)}
    assert len(ids) == 3
