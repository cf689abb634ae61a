"""Holds that what stands in docs/deploy/ works as it is written."""

import json
import re
import shlex
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from assistant.cli import cli
from assistant.settings import PREFIX, read
from tests.cli.command import PATIENCE_SECONDS, SECRET, Site
from tests.postgres import free_port
from tests.server.caller import Caller, fetched
from tests.server.fleet import Process, fleet

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
CADDY = shutil.which("caddy") or "/usr/bin/caddy"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
QUESTION = "how long do you keep my data"


def check_command(words: list[str]) -> None:
    """Hold that a command line is one of ours, with options that it has."""
    assert Path(words[0]).name == "assistant"
    command = cli.get_command(cli.make_context("assistant", [], resilient_parsing=True), words[1])
    assert command is not None, words[1]
    command.make_context(words[1], words[2:]).close()


def compose() -> dict[str, Any]:
    return dict(YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))


def expanded(value: str) -> str:
    """Return a value of the compose file as it reads once the operator has set the one host it asks for."""
    return re.sub(r"\$\{PRIVACY_HOST:\?[^}]*\}", "privacy.example.org", value)


def test_compose_has_the_services_it_speaks_of_and_nothing_that_compose_does_not_know() -> None:
    known = {
        *("image", "build", "restart", "stop_grace_period", "environment", "secrets", "depends_on"),
        *("command", "healthcheck", "volumes", "ports"),
    }
    file = compose()
    assert set(file) - {"x-assistant"} == {"name", "services", "secrets", "volumes"}
    for name, service in file["services"].items():
        assert set(service) <= known, name
        assert set(service.get("depends_on", ())) <= set(file["services"]), name
        assert set(service.get("secrets", ())) <= set(file["secrets"]), name
        named = {mount.split(":")[0] for mount in service.get("volumes", ()) if not mount.startswith(".")}
        assert named <= set(file["volumes"]), name


def test_every_setting_and_command_of_compose_is_one_of_ours(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET, encoding="ascii")
    ours = [s for s in compose()["services"].values() if s.get("image") == "data-subject-assistant"]
    assert len(ours) == 3
    for service in ours:
        check_command(service["command"])
        given = {k: expanded(str(v)) for k, v in service["environment"].items() if k.startswith(PREFIX)}
        read({**given, "ASSISTANT_SECRET_FILE": str(secret)})


def test_the_image_has_what_it_copies_and_runs_a_command_of_ours() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ")]
    top = DEPLOY.parents[1]
    for source in (name for names in copied if not names[0].startswith("--") for name in names):
        assert (top / source).exists(), source
    (command,) = re.findall(r"^CMD (.+)$", text, re.MULTILINE)
    check_command(YAML(typ="safe").load(command))
    assert "USER assistant" in text


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_of_ours_with_settings_of_ours(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    (started,) = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)
    check_command(shlex.split(started.replace("%i", "8101")))
    rows = (DEPLOY / "systemd" / "settings").read_text(encoding="utf-8").splitlines()
    given = dict(row.split("=", 1) for row in rows if row.startswith(PREFIX))
    secret = tmp_path / "secret"
    secret.write_text(SECRET, encoding="ascii")
    read({**given, "ASSISTANT_SECRET_FILE": str(secret)})


def test_a_unit_that_cannot_start_yet_tries_for_ever_and_a_server_says_when_it_has_begun() -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        assert "StartLimitIntervalSec=0\n" in text.partition("[Service]")[0], unit.name
        assert ("Type=notify\n" in text) == (" serve " in text), unit.name


def test_what_was_erased_outlives_the_containers() -> None:
    file = compose()
    ours = [s for s in file["services"].values() if s.get("image") == "data-subject-assistant"]
    assert all("data:/var/lib/assistant" in service["volumes"] for service in ours)


@pytest.mark.slow
def test_caddy_answers_ahead_of_the_pages_what_is_for_this_machine_alone(tmp_path: Path) -> None:
    port = free_port()
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert text.count("dynamic a ") == 2
    text = re.sub(r"dynamic a \w+ 8000", "to 127.0.0.1:9", text).replace("lb_try_duration 2s", "")
    path = tmp_path / "Caddyfile"
    path.write_text(f"{{\n\tadmin off\n}}\n{text}", encoding="utf-8")
    environment = {"PRIVACY_HOST": f"http://127.0.0.1:{port}", "HOME": str(tmp_path)}
    command = [CADDY, "run", "--config", str(path), "--adapter", "caddyfile"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            asked = ("/metrics", "/readyz", "/healthz", "/chat/nord", "/api/v1/chat")
            found = [fetched(f"http://127.0.0.1:{port}{path}")[0] for path in asked]
        finally:
            process.terminate()
    assert found == [404, 404, 404, 502, 502], "and pages that are away are told as such"


@contextmanager
def nginx(folder: Path, *, pages: str, chats: list[str]) -> Iterator[str]:
    """Run the proxy with the configuration of the documentation, on a port without a certificate."""
    port = free_port()
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"listen 443[^;]*;", f"listen 127.0.0.1:{port};", text)
    text = re.sub(r"^\s*ssl_certificate.*$", "", text, flags=re.MULTILINE)
    places = {"127.0.0.1:8000": pages, "127.0.0.1:8101": chats[0], "127.0.0.1:8102": chats[1]}
    for written, url in places.items():
        assert written in text
        text = text.replace(written, url.removeprefix("http://"))
    bodies = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 2048; }}\nhttp {{\n{bodies}\n{text}\n}}\n"
    )
    path = folder / "nginx.conf"
    path.write_text(whole, encoding="utf-8")
    folder.chmod(0o755)
    with subprocess.Popen([NGINX, "-p", str(folder), "-c", str(path)]) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/policy/nord/en")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(url: str) -> None:
    """Return when somebody answers; a proxy says nothing when it is ready."""
    for _ in range(PATIENCE_SECONDS * 10):
        try:
            fetched(url)
        except urllib.error.URLError:
            subprocess.run(["sleep", "0.1"], check=True)
        else:
            return
    raise AssertionError(url)


@pytest.mark.slow
@pytest.mark.postgres
def test_nginx_stands_in_front_of_pages_and_two_chat_processes_and_one_of_them_may_die(
    site: Site, shared_database: str, tmp_path: Path
) -> None:
    with (
        fleet(site, shared_database, trusted_proxies="1", sockets_per_address="6") as started,
        ExitStack() as stack,
    ):
        pages = started.serve("--role", "http")
        chats: list[Process] = [started.serve("--role", "chat") for _ in range(2)]
        folder = tmp_path / "nginx"
        folder.mkdir()
        url = stack.enter_context(nginx(folder, pages=pages.url, chats=[c.url for c in chats]))

        status, headers, text = fetched(f"{url}/policy/nord/en")
        assert (status, headers["X-Content-Type-Options"]) == (200, "nosniff")
        assert "two years" in text
        assert [fetched(url + path)[0] for path in ("/metrics", "/readyz", "/healthz")] == [404] * 3

        callers = [Caller(url).open() for _ in range(4)]
        talks = [stack.enter_context(caller.talking()) for caller in callers]
        for talk in talks:
            talk.ask(QUESTION)
        opened = [line for chat in chats for line in chat.lines if "chat opened" in line]
        assert len(opened) == 4
        assert all(any("chat opened" in line for line in chat.lines) for chat in chats), "shared by both"

        chats[0].kill()
        for caller in callers:
            with caller.again().talking() as talk:
                talk.ask("do you use cookies")
            assert sorted(caller.seen) == list(range(1, max(caller.seen) + 1))


@pytest.mark.slow
@pytest.mark.postgres
def test_only_as_many_proxies_as_the_settings_say_are_believed(site: Site, shared_database: str) -> None:
    with fleet(site, shared_database, trusted_proxies="1", conversations_per_hour_per_address="1") as started:
        url = started.serve("--role", "http").url
        headers = {"Origin": "https://www.nord.example.org", "Content-Type": "application/json"}

        def opened(forwarded: str) -> int:
            request = {"controller": "nord", "locale": "en"}
            return posted(f"{url}/api/v1/conversations", request, **headers, **{"X-Forwarded-For": forwarded})

        assert opened("192.0.2.1") == 201
        assert opened("192.0.2.1") == 429
        assert opened("198.51.100.9, 192.0.2.1") == 429, "what a visitor writes there changes nothing"
        assert opened("192.0.2.2") == 201


def posted(url: str, body: dict[str, str], **headers: str) -> int:
    """Return the status of what was posted."""
    request = urllib.request.Request(url, data=json.dumps(body).encode(), headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code
