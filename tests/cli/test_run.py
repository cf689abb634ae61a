"""Holds what programs that start the demonstration and the server rely on."""

import json
import signal
import socket
import sqlite3
import stat
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.cli.command import PATIENCE_SECONDS, SECRET, Site
from tests.conftest import new_database
from tests.postgres import free_port

pytestmark = pytest.mark.slow
KEPT = "\n## How long we keep data\n\nWe keep your data for two years after your last order.\n"


@dataclass
class Demo:
    """A running demonstration and what its ready line says."""

    process: "subprocess.Popen[str]"
    ready: dict[str, Any]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.ready["url"] + path, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            return str(answer.read().decode())

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def demo(site: Site, *arguments: str, **settings: str) -> Iterator[Demo]:
    with site.running("run", "--port", "0", *arguments, settings=settings) as process:
        assert process.stdout is not None
        word, _, rest = process.stdout.readline().partition(" ")
        assert word == "ready"
        yield Demo(process, json.loads(rest))


def test_the_ready_line_stands_alone_and_tells_where_everything_is(site: Site) -> None:
    with demo(site) as running:
        assert set(running.ready) == {"url", "staff", "mail", "database"}
        assert running.ready["mail"] == str(site.data / "mail")
        assert running.ready["database"] == f"sqlite:///{site.data / 'assistant.db'}"
        roles = [(member["name"], member["role"]) for member in running.ready["staff"]]
        assert roles == [(role, role) for role in ("agent", "approver", "editor", "admin")]
        assert json.loads(running.get("/readyz"))["status"] == "ok"
        assert running.stop() == 0
        assert running.process.stdout is not None
        assert running.process.stdout.read() == ""


def test_neither_a_broken_request_nor_a_fault_tells_an_address_or_stands_among_the_programs_lines(
    site: Site,
) -> None:
    with demo(site) as running:
        port = int(running.ready["url"].rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as line:
            line.sendall(b"GET /requests/7K3Q?page=hidden is broken HTTP/1.1\r\n\r\n")
            assert line.recv(100)
        with closing(sqlite3.connect(site.data / "assistant.db")) as database:
            database.execute("DROP TABLE outbox_mail")
        assert running.process.stderr is not None
        told = ""
        while "round failed" not in told:
            told += running.process.stderr.readline()
        assert "hidden" not in told
        assert running.stop() == 0
        assert running.process.stdout is not None
        assert running.process.stdout.read() == ""


def test_each_start_gives_the_same_accounts_new_passwords(site: Site) -> None:
    passwords = []
    for number in (signal.SIGTERM, signal.SIGINT):
        with demo(site) as running:
            passwords.append([member["password"] for member in running.ready["staff"]])
            assert running.stop(number) == 0
    assert not set(passwords[0]) & set(passwords[1])


def test_a_second_demonstration_on_the_same_folder_is_refused_and_changes_nothing(site: Site) -> None:
    with demo(site) as running:
        ended = site.run("run", "--port", "0")
        assert (ended.returncode, ended.stdout) == (1, "")
        assert "uses the data folder" in ended.stderr.splitlines()[0]
        assert len(ended.stderr.splitlines()) == 1
        assert json.loads(running.get("/readyz"))["status"] == "ok"


def test_the_secret_is_made_once_for_its_owner_only(site: Site) -> None:
    kept = []
    for _ in range(2):
        with demo(site) as running:
            path = site.data / "secret"
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            kept.append(path.read_text(encoding="ascii"))
            running.stop()
    assert kept[0] == kept[1]
    assert len(kept[0]) == 64


def test_what_commands_write_is_in_the_database_of_the_demonstration(site: Site) -> None:
    with demo(site):
        options = ("--role", "agent", "--queue", "nord-privacy", "--password-file", "-", "--json")
        added = site.run("staff", "add", "maija", *options, stdin="twelve quiet herons\n")
        assert json.loads(added.stdout) == {"name": "maija", "role": "agent", "queues": ["nord-privacy"]}
        given = json.loads(site.run("staff", "token", "maija", "--json").stdout)
        assert given["name"] == "maija"
        assert len(given["token"]) > 40
        verified = site.run("audit", "verify", "--json")
        assert (verified.returncode, json.loads(verified.stdout)) == (0, {"problems": []})
        assert (
            site.run("worker", "--once", mail="folder").stdout
            == "mails sent: 0; conversations erased: 0; calls to mirrors: 0\n"
        )


def greeted(running: Demo, origin: str) -> tuple[str, dict[str, str]]:
    """Open a conversation; return the socket's address and the frame that greets it."""
    opened = urllib.request.Request(  # noqa: S310
        running.ready["url"] + "/api/v1/conversations",
        data=json.dumps({"controller": "nord", "locale": "en"}).encode(),
        headers={"Content-Type": "application/json", "Origin": origin},
    )
    with urllib.request.urlopen(opened, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
        given = json.load(answer)
    hello = {"v": 1, "t": "hello", "id": "1", "pass": given["pass"], "conv": given["conversation"]}
    address = running.ready["url"].replace("http:", "ws:") + "/api/v1/chat"
    return address, hello | {"epoch": given["epoch"], "last_seq": 0, "locale": "en"}


def test_open_chats_are_told_to_come_back_when_the_program_ends(site: Site) -> None:
    origin = "http://localhost:3000"
    with demo(site, "--origin", origin) as running:
        address, hello = greeted(running, origin)
        with connect(address, additional_headers={"Origin": origin}) as client:
            client.send(json.dumps(hello))
            assert json.loads(client.recv(timeout=PATIENCE_SECONDS))["t"] == "welcome"
            running.process.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed) as closed:
                read_on(client)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        assert running.process.wait(PATIENCE_SECONDS) == 0


def test_an_open_chat_goes_on_with_a_changed_policy_and_through_a_broken_one(site: Site) -> None:
    origin, policy = "http://localhost:3000", site.home / "policies" / "nord" / "en.md"
    with demo(site, "--origin", origin) as running:
        address, hello = greeted(running, origin)
        with connect(address, additional_headers={"Origin": origin}) as client:
            client.send(json.dumps(hello))
            policy.write_text(
                "# Privacy\n\n## Cookies\n\nWe bake our cookies at home.\n" + KEPT, encoding="utf-8"
            )
            seen(running, "/policy/nord/en", "We bake our cookies at home.")
            assert "We bake our cookies at home." in asked(client, "do you use cookies")
            policy.write_text("", encoding="utf-8")
            seen(running, "/readyz", "policies/nord/en.md:1:1: P003")
            assert json.loads(running.get("/readyz"))["status"] == "degraded"
            assert "We bake our cookies at home." in asked(client, "cookies?")
            policy.write_text("# Privacy\n\n## Cookies\n\nNo cookies any more.\n" + KEPT, encoding="utf-8")
            seen(running, "/readyz", '"content":"ok"')
            assert "No cookies any more." in asked(client, "what cookies are there on this site")


def test_an_open_chat_understands_new_utterances_after_a_build(site: Site) -> None:
    origin, path = "http://localhost:3000", site.home / "intents" / "shared" / "cookies.yaml"
    with demo(site, "--origin", origin) as running:
        address, hello = greeted(running, origin)
        with connect(address, additional_headers={"Origin": origin}) as client:
            client.send(json.dumps(hello))
            known = path.read_text(encoding="utf-8")
            path.write_text(known.replace("  en: [", "  en: [zibble the quux, "), encoding="utf-8")
            seen(running, "/readyz", "intents/shared/cookies.yaml:1:1: MODEL")
            assert site.run("intents", "build").returncode == 0
            seen(running, "/readyz", '"content":"ok"')
            assert "cookies" in asked(client, "zibble the quux")


def seen(running: Demo, path: str, text: str) -> None:
    """Return when a page says this; the process looks at its files several times a second."""
    end = time.monotonic() + PATIENCE_SECONDS
    while text not in running.get(path):
        assert time.monotonic() < end


def asked(client: ClientConnection, question: str) -> str:
    """Return the first passage of the answer to a question."""
    body = {"type": "text", "text": question}
    client.send(json.dumps({"t": "send", "cid": str(len(question)), "body": body}))
    while True:
        frame = json.loads(client.recv(timeout=PATIENCE_SECONDS))
        if frame["t"] == "entry" and frame["body"]["type"] == "answer":
            return str(frame["body"]["passages"][0]["text"])


def read_on(client: ClientConnection) -> None:
    while True:
        client.recv(timeout=PATIENCE_SECONDS)


def test_a_conversation_that_the_clock_dates_long_ago_is_erased(site: Site, tmp_path: Path) -> None:
    clock, origin = tmp_path / "now", "http://localhost:3000"
    clock.write_text("2026-03-05T12:00:00Z", encoding="utf-8")
    with demo(site, "--origin", origin, "--clock", str(clock)) as running:
        greeted(running, origin)
        running.stop()
    ended = site.run("worker", "--once", mail="folder")
    assert ended.stdout == "mails sent: 0; conversations erased: 1; calls to mirrors: 0\n"


@pytest.mark.parametrize(
    ("arguments", "password", "problem"),
    [
        (
            ("--queue", "sunrise"),
            "twelve quiet herons",
            "no queue sunrise; known: nord-privacy",
        ),
        ((), "short", "from 12 to 1024 characters"),
    ],
)
def test_a_member_of_an_unknown_queue_or_with_a_short_password_is_not_added(
    site: Site, arguments: tuple[str, ...], password: str, problem: str
) -> None:
    add = ("staff", "add", "maija", "--role", "agent", *arguments, "--password-file", "-")
    ended = site.run(*add, stdin=password, secret=SECRET)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert problem in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_mail_of_ours_goes_into_the_folder_if_the_settings_say_so(site: Site) -> None:
    ended = site.run("mail", "test", "you@example.org", mail="folder")
    assert (ended.returncode, ended.stdout) == (0, "the mail was handed over\n")
    (written,) = (site.data / "mail").glob("*.eml")
    assert "X-Assistant-Kind: test" in written.read_text(encoding="ascii")


def test_a_mail_server_that_is_not_there_is_said_in_one_line(site: Site) -> None:
    ended = site.run("mail", "test", "you@example.org", smtp_port="1")
    assert (ended.returncode, ended.stderr) == (
        1,
        (
            "assistant: the mail server cannot be used: ConnectionRefusedError;"
            " nothing answers at 127.0.0.1:1: see ASSISTANT_SMTP_HOST and ASSISTANT_SMTP_PORT\n"
        ),
    )


@contextmanager
def server(site: Site, **settings: str) -> Iterator[Demo]:
    port = free_port()
    with site.running("serve", "--port", str(port), settings={"secret": SECRET, **settings}) as process:
        running = Demo(process, {"url": f"http://127.0.0.1:{port}"})
        assert process.stderr is not None
        assert "listening" in process.stderr.readline()
        yield running


def test_a_server_on_sqlite_answers_and_ends_in_good_order(site: Site) -> None:
    with server(site) as running:
        checks = json.loads(running.get("/readyz"))["checks"]
        assert {name for name, state in checks.items() if state != "ok"} == {"worker"}, "none was started"
        assert running.stop() == 0


@pytest.mark.postgres
def test_a_server_on_postgresql_answers_and_ends_in_good_order(site: Site, postgres_server: str) -> None:
    with server(site, database_url=new_database(postgres_server)) as running:
        checks = json.loads(running.get("/readyz"))["checks"]
        assert {name for name, state in checks.items() if state != "ok"} == {"worker"}, "none was started"
        assert running.stop() == 0
