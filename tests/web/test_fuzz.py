"""Holds that no frame and no body makes the server stumble: each is taken or refused by name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from websockets.exceptions import ConnectionClosed

from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.store.database import session_makers
from assistant.terms import Role
from assistant.web.app import create_app
from assistant.web.runtime import Face
from assistant.web.schema import CLIENT_FRAMES
from tests.web.chatting import Line, Visitor, serving
from tests.web.programs import Program, add_member, add_queue

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,  # which is stricter than SQLite in what it keeps
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]
ROUNDS = 150
ODD = st.text(st.characters(categories=("Cc", "Cs")), min_size=1, max_size=3)
"""What JSON can say and no text is: NUL, other control characters, halves of surrogate pairs."""
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    [
        "t",
        "v",
        "id",
        "cid",
        "body",
        "type",
        "text",
        "of",
        "values",
        "seq",
        "helpful",
        "locale",
        "on",
        "n",
        "email",
    ]
)
KINDS = st.sampled_from([*CLIENT_FRAMES, "nothing"])
BODIES = st.dictionaries(NAMES, JSON, max_size=5) | st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "choice", "form"])},
    optional={"text": JSON | st.text() | ODD, "of": JSON, "id": JSON, "values": JSON},
)
FRAMES = st.one_of(
    st.text(max_size=200),
    JSON.map(json.dumps),
    st.fixed_dictionaries(
        {"t": KINDS},
        optional={
            "cid": st.text(max_size=70),
            "body": BODIES,
            "seq": JSON,
            "helpful": JSON,
            "on": JSON,
            "n": JSON,
        },
    ).map(json.dumps),
)
bounded = settings(
    max_examples=ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def parts(parts: Parts, engine: Engine) -> Parts:
    sessions, reads = session_makers(engine)
    return replace(parts, sessions=sessions, reads=reads)


@contextmanager
def line(app: Flask, port: int) -> Iterator[Line]:
    with Visitor(app, port).open().connected() as connected:
        connected.until(lambda frame: frame["t"] == "welcome")
        yield connected


def ended(talk: Line, frames: list[str]) -> int | None:
    """Send frames; return the code with which the line ended, or None if it goes on."""
    try:
        for frame in frames:
            talk.send(frame)
        talk.send({"t": "ping", "n": 7})
        while (seen := talk.next())["t"] != "pong" or seen.get("n") != 7:
            assert seen.get("code") != "internal"
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006
    return None


def test_every_frame_is_answered_by_the_schema_or_ends_the_line_with_a_word(parts: Parts) -> None:
    limits = Limits(
        messages_per_minute=100_000, message_burst=100_000, conversations_per_hour_per_address=100_000
    )
    app = create_app(replace(parts, limits=limits), Face())
    with serving(app, limits) as port:

        @bounded
        @given(st.lists(FRAMES, min_size=1, max_size=4))
        def each(frames: list[str]) -> None:
            with line(app, port) as talk:
                assert ended(talk, frames) in {None, 1000}

        each()


def test_no_body_makes_the_chats_door_stumble(client: FlaskClient) -> None:
    @bounded
    @given(
        JSON | st.fixed_dictionaries({"controller": JSON, "locale": JSON}, optional={"resume_token": JSON})
    )
    def each(body: Any) -> None:  # noqa: ANN401 - any JSON
        answer = client.post(
            "/api/v1/conversations",
            data=json.dumps(body),  # the client's own writing of JSON refuses what is to be tried here
            headers={"Content-Type": "application/json", "Origin": "https://www.nord.example.org"},
        )
        assert answer.status_code in {201, 400, 401, 404, 422, 429}, (answer.status_code, body)

    each()


PATHS = st.sampled_from(
    [
        "ticket",
        "ticket/1",
        "ticket/1/comment",
        "ticket/1/correspond",
        "tickets",
        "queue/General",
        "users",
        "rt",
    ]
)
FIELDS = st.sampled_from(
    [
        "Queue",
        "Subject",
        "Content",
        "ContentType",
        "Status",
        "Owner",
        "Priority",
        "Requestor",
        "CustomFields",
        "Attachments",
        "TimeWorked",
        "Due",
        "id",
        "query",
    ]
)
WANTED = st.dictionaries(FIELDS | st.text(max_size=8), JSON, max_size=4) | JSON
QUERIES = st.dictionaries(
    st.sampled_from(["query", "page", "per_page", "orderby", "order", "fields", "simple"]),
    st.text(max_size=30),
    max_size=3,
)


def test_no_body_or_query_makes_rest_stumble(parts: Parts, client: FlaskClient) -> None:
    add_queue(parts, "General")
    program = Program(client, add_member(parts, "root", Role.APPROVER, Role.ADMIN))
    program.make()

    @bounded
    @given(st.sampled_from(["GET", "POST", "PUT", "DELETE"]), PATHS, WANTED, QUERIES)
    def each(method: str, path: str, body: Any, query: dict[str, str]) -> None:  # noqa: ANN401 - any JSON
        sent = {} if method == "GET" else {"data": json.dumps(body), "content_type": "application/json"}
        answer = program.call(method, path, json=None, query_string=query, **sent)
        assert answer.status_code < 500, (method, path, body, query, answer.status_code)
        assert answer.is_json or not answer.data, (method, path)

    each()
