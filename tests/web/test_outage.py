"""Holds that a database that is away leaves nobody without a way to make a request: rule I-5."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from websockets.exceptions import ConnectionClosed

from assistant.service.parts import Parts
from assistant.store.database import is_away, open_engine, session_makers
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.web.chatting import SITE, Visitor, serving

OWN = {"Origin": "https://privacy.example.org"}
OPENING = {"controller": "nord", "locale": "fi"}
LEAST_WAIT = 0.05


@pytest.fixture
def impatient(parts: Parts, tmp_path: Path) -> Iterator[Parts]:
    """Yield the parts on a database that nobody waits for."""
    engine = open_engine(f"sqlite:///{tmp_path / 'web.db'}", busy_seconds=LEAST_WAIT)
    sessions, reads = session_makers(engine)
    yield replace(parts, sessions=sessions, reads=reads)
    engine.dispose()


@pytest.fixture
def locked(tmp_path: Path, impatient: Parts) -> Iterator[Flask]:
    """Yield the application while somebody else holds the database."""
    with closing(sqlite3.connect(tmp_path / "web.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield create_app(impatient, Face())


@pytest.fixture(
    params=[
        "sqlite:////nowhere/at/all.db",
        pytest.param("postgresql://nobody@127.0.0.1:1/nothing", marks=pytest.mark.postgres),
    ]
)
def unreachable(request: pytest.FixtureRequest, parts: Parts) -> Iterator[Flask]:
    engine = open_engine(request.param)
    sessions, reads = session_makers(engine)
    yield create_app(replace(parts, sessions=sessions, reads=reads), Face())
    engine.dispose()


def test_a_locked_database_is_told_with_when_to_come_again_and_where_to_write(locked: Flask) -> None:
    answer = locked.test_client().post(
        "/api/v1/conversations", json=OPENING, headers={"Origin": SITE, "Accept": "application/json"}
    )
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert answer.json is not None
    assert answer.json["error"]["code"] == "unavailable"
    way = "Voit tehdä pyynnön heti myös sähköpostitse: privacy@nord.example.org."
    assert answer.json["error"]["contact"] == way


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "You can also make a request by e-mail, at once:"),
        ("fi", "Voit tehdä pyynnön heti myös sähköpostitse:"),
        ("sv", "Du kan också göra en begäran direkt per e-post:"),
    ],
)
def test_a_page_of_a_request_says_so_in_the_visitors_language(
    unreachable: Flask, lang: str, sentence: str
) -> None:
    answer = unreachable.test_client().get(f"/requests/7K3Q-X9M2-NP4T-Z8VC?lang={lang}")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert sentence in answer.text
    assert "privacy@nord.example.org" in answer.text
    assert "dataskydd@sund.example.org" in answer.text  # nobody knows yet whose request it is


def test_a_form_that_cannot_be_taken_says_so_too(locked: Flask) -> None:
    answer = locked.test_client().post("/requests/7K3Q-X9M2-NP4T-Z8VC/code", data={}, headers=OWN)
    assert answer.status_code == 503
    assert "privacy@nord.example.org" in answer.text


@pytest.mark.slow
def test_an_open_chat_is_told_where_to_write_and_asked_to_come_again(
    impatient: Parts, tmp_path: Path
) -> None:
    app = create_app(impatient, Face())
    with serving(app, impatient.limits) as port:
        visitor = Visitor(app, port).open()
        with visitor.connected() as line:
            line.until_type("text")
            with closing(sqlite3.connect(tmp_path / "web.db", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                line.say("delete my data")
                told = line.until(lambda frame: frame["t"] == "error")
            assert (told["code"], told["retry_after_ms"]) == ("unavailable", 30_000)
            assert told["contact"].endswith("at once: privacy@nord.example.org.")
            with pytest.raises(ConnectionClosed):
                line.next()
            assert line.ws.close_code == 1013


def test_a_wrong_statement_is_a_fault_of_ours_and_no_outage(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
    assert not is_away(caught.value)


def test_waiting_for_somebody_elses_lock_ends(database_url: str, engine: Engine) -> None:
    impatient = open_engine(database_url, busy_seconds=LEAST_WAIT)
    with engine.begin() as holder:
        holder.exec_driver_sql('UPDATE "count" SET number = 1')
        if engine.dialect.name == "postgresql":
            holder.exec_driver_sql('LOCK TABLE "count" IN ACCESS EXCLUSIVE MODE')
        with pytest.raises(DBAPIError) as caught, impatient.begin() as waiter:
            waiter.exec_driver_sql('UPDATE "count" SET number = 2')
    assert is_away(caught.value)
    impatient.dispose()


def test_what_is_no_error_of_a_database_is_no_outage() -> None:
    assert not is_away(ValueError("no value"))
