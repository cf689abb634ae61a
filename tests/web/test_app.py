"""Holds what is true of every answer: headers, errors, health, languages."""

from dataclasses import replace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from assistant.errors import (
    AuthenticationError,
    ConflictError,
    NotFoundError,
    RateLimitedError,
    UnavailableError,
    UsageError,
)
from assistant.service import signs
from assistant.service.content import ContentFault, ContentState, FixedContent
from assistant.service.parts import Parts
from assistant.web.app import create_app
from assistant.web.pages import day, moment
from assistant.web.runtime import Face, network
from tests.web.conftest import NOON, OWN

JSON = {"Accept": "application/json"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/nothing", "/pages/static/pages.css"])
def test_every_answer_is_protected(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "connect-src 'self' wss://privacy.example.org;" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


def test_only_https_is_demanded_where_cookies_are_secure(parts: Parts) -> None:
    plain = create_app(parts, Face()).test_client().get("/healthz")
    secure = create_app(parts, Face(secure_cookies=True)).test_client().get("/healthz")
    assert "Strict-Transport-Security" not in plain.headers
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_process_with_database_content_and_worker_is_ready(client: FlaskClient, parts: Parts) -> None:
    signs.give(parts)
    assert client.get("/healthz").json == {"status": "ok"}
    told = client.get("/readyz").json
    assert told is not None
    assert (told["status"], told["checks"]["database"], told["checks"]["content"]) == ("ok", "ok", "ok")


class Broken(FixedContent):
    """Content in which an editor has broken a file."""

    def state(self) -> ContentState:
        return ContentState((ContentFault("policies/nord/en.md", 3, 1, "P005", "is not UTF-8 text"),))


def test_a_broken_file_degrades_a_ready_process_and_is_named(parts: Parts) -> None:
    signs.give(parts)
    app = create_app(replace(parts, content=Broken()), Face())
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "degraded"
    assert [name for name, word in answer.json["checks"].items() if word != "ok"] == ["content"]
    assert answer.json["faults"] == ["policies/nord/en.md:3:1: P005 is not UTF-8 text"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFoundError("There is no such thing."), 404, "not_found"),
        (AuthenticationError("Sign in."), 401, "unauthorized"),
        (ConflictError("Somebody was faster."), 409, "conflict"),
        (RateLimitedError("Slow down.", retry_after_ms=1500), 429, "rate_limited"),
        (UnavailableError("The database is away."), 503, "unavailable"),
    ],
)
def test_an_error_is_told_in_one_shape(app: Flask, error: Exception, status: int, code: str) -> None:
    failing(app, error)
    response = app.test_client().get("/fail", headers=JSON)
    assert response.status_code == status
    assert response.json is not None
    told = response.json["error"]
    assert (told["code"], told["message"]) == (code, str(error))
    assert ("contact" in told) is (status == 503)


def test_a_failure_of_ours_tells_nothing_of_what_was_sent(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    failing(app, ValueError("liisa@example.org"))
    client = app.test_client()
    for headers in ({}, JSON):
        response = client.get("/fail", headers=headers)
        assert response.status_code == 500
        assert "liisa" not in response.text
    assert "ValueError" in caplog.text
    assert "liisa" not in caplog.text


def test_an_error_that_no_visitor_can_cause_is_a_failure_of_ours(app: Flask) -> None:
    failing(app, UsageError("ASSISTANT_SECRET is wrong"))
    response = app.test_client().get("/fail", headers=JSON)
    assert response.status_code == 500
    assert "SECRET" not in response.text


def test_a_caller_who_was_too_fast_is_told_when_to_come_back(app: Flask) -> None:
    failing(app, RateLimitedError("Slow down.", retry_after_ms=1500))
    assert app.test_client().get("/fail").headers["Retry-After"] == "2"


def test_a_way_that_does_not_exist_is_a_page_for_people_and_json_for_programs(client: FlaskClient) -> None:
    page = client.get("/nothing")
    assert page.status_code == 404
    assert page.content_type == "text/html; charset=utf-8"
    assert "<h1>Nothing is here</h1>" in page.text
    assert client.get("/nothing", headers=JSON).json == {
        "error": {"code": "not_found", "message": "The address may be mistyped, or what was here is gone."}
    }
    wrong = client.post("/healthz", headers=JSON)
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["Allow"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "293 kB were sent at once; at most 256 kB are taken here."),
        ("fi", "Kerralla lähetettiin 293 kt; tässä otetaan vastaan enintään 256 kt."),
        ("sv", "293 kB skickades på en gång; här tas högst 256 kB emot."),
    ],
)
def test_what_is_too_large_is_told_with_its_size_the_bound_and_what_to_do(
    client: FlaskClient, lang: str, said: str
) -> None:
    page = client.post(f"/requests/new/nord?lang={lang}", data={"scope": "x" * 300_000}, headers=OWN)
    assert page.status_code == 413
    assert said in page.text


def test_programs_read_the_bound_that_was_passed(client: FlaskClient) -> None:
    answer = client.post("/requests/new/nord", data={"scope": "x" * 300_000}, headers=OWN | JSON)
    assert answer.json == {
        "error": {"code": "too_long", "message": "300006 bytes were sent; at most 262144 are taken here."}
    }


@pytest.mark.parametrize(
    ("query", "accepted", "heading"),
    [
        ("", "fi-FI,fi;q=0.9", "Täällä ei ole mitään"),
        ("", "sv", "Här finns ingenting"),
        ("", "de", "Nothing is here"),
        ("?lang=sv", "fi", "Här finns ingenting"),
        ("?lang=xx", "fi", "Täällä ei ole mitään"),
    ],
)
def test_a_page_speaks_the_language_asked_for(
    client: FlaskClient, query: str, accepted: str, heading: str
) -> None:
    page = client.get(f"/nothing{query}", headers={"Accept-Language": accepted})
    assert f"<h1>{heading}</h1>" in page.text


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9"), (5, "127.0.0.1")]
)
def test_only_our_own_proxies_are_believed(parts: Parts, proxies: int, seen: str) -> None:
    app = create_app(parts, Face(trusted_proxies=proxies))
    app.add_url_rule("/who", "who", network)
    forwarded = {"X-Forwarded-For": "192.0.2.1, 203.0.113.9, 198.51.100.7"}
    assert app.test_client().get("/who", headers=forwarded).text == seen


@pytest.mark.parametrize(
    ("peer", "seen"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("not an address", "not an address"),
    ],
)
def test_whoever_has_a_network_of_ipv6_is_one_and_not_as_many_as_it_has_addresses(
    parts: Parts, peer: str, seen: str
) -> None:
    app = create_app(parts, Face())
    app.add_url_rule("/who", "who", network)
    assert app.test_client().get("/who", environ_base={"REMOTE_ADDR": peer}).text == seen


def test_days_and_moments_are_told_as_the_language_writes_them(app: Flask) -> None:
    with app.test_request_context("/?lang=fi"):
        assert day(NOON.date()) == "5. maaliskuuta 2026"
        assert moment(NOON) == "5. maaliskuuta 2026 klo 10.00"
    with app.test_request_context("/"):
        assert moment(NOON) == "5 March 2026 at 10:00"


def failing(app: Flask, error: Exception) -> None:
    def fail() -> str:
        assert request.path == "/fail"
        raise error

    app.add_url_rule("/fail", "fail", fail)
