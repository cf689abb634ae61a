"""Holds what operators are told, who may read it, and that nothing of anybody is in it."""

from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from assistant.service.parts import Parts
from assistant.web import wire
from assistant.web.app import create_app
from assistant.web.runtime import Face

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


def test_ready_tells_of_every_part(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    checks = ("process", "content", "database", "migrations", "outbox", "mail", "mirror")
    assert answer.get_json() == {"status": "ok", "checks": dict.fromkeys(checks, "ok")}


def test_a_process_that_ends_is_not_ready(app: Flask) -> None:
    wire.drain()
    try:
        assert app.test_client().get("/readyz").status_code == 503
    finally:
        wire.install(app.extensions["assistant"].limits)


def test_every_answer_has_an_id_and_no_two_the_same(client: FlaskClient) -> None:
    ids = {client.get("/healthz").headers["X-Request-Id"] for _ in range(3)}
    assert len(ids) == 3
