"""Holds that queues and their doors for programs are looked after by command."""

import json
from pathlib import Path

import pytest

from tests.cli.command import SECRET, Site

pytestmark = pytest.mark.slow


@pytest.fixture
def site(root: Path, tmp_path: Path) -> Site:
    return Site(root, tmp_path / "data")


def test_a_queue_is_added_listed_and_opened_to_programs(site: Site) -> None:
    assert site.run("queue", "add", "General", secret=SECRET).stdout == "added General\n"
    assert site.run("queue", "rest", "general", "--on", secret=SECRET).stdout == "General: REST 2.0 is on\n"
    rows = json.loads(site.run("queue", "list", "--json", secret=SECRET).stdout)
    served = {row["name"]: row["rest"] for row in rows}
    assert served["General"] is True
    assert served["nord-privacy"] is False
    again = site.run("queue", "add", "GENERAL", secret=SECRET)
    assert (again.returncode, again.stderr) == (2, "assistant: There is a queue of this name already.\n")
    unknown = site.run("queue", "rest", "nowhere", secret=SECRET)
    assert (unknown.returncode, "there is no queue nowhere; known:" in unknown.stderr) == (2, True)


def test_a_mirror_without_a_token_is_refused_at_the_start(site: Site) -> None:
    settings = site.home / "policies" / "nord" / "controller.yaml"
    mirror = "mirror: {kind: request-tracker, url: 'http://127.0.0.1:9', queue: Privacy}\n"
    settings.write_text(settings.read_text(encoding="utf-8") + mirror, encoding="utf-8")
    told = site.run("worker", "--once", secret=SECRET, mail="folder")
    assert (told.returncode, "set ASSISTANT_MIRROR_TOKENS" in told.stderr) == (2, True)
    ready = site.run("worker", "--once", secret=SECRET, mail="folder", mirror_tokens="nord=1-2-x")
    assert ready.returncode == 0, "a mirror that cannot be reached keeps nobody from starting"
    status = site.run("mirror", "status", secret=SECRET, mirror_tokens="1-2-x")
    assert "nord: fails since" in status.stdout
    checked = site.run("mirror", "check", secret=SECRET, mirror_tokens="1-2-x")
    assert (checked.returncode, "cannot be reached" in checked.stderr) == (1, True)


def test_a_mirror_that_is_written_wrongly_is_refused_with_its_line(site: Site) -> None:
    settings = site.home / "policies" / "nord" / "controller.yaml"
    text = settings.read_text(encoding="utf-8")
    for wrong, code in (
        ("mirror: {kind: jira, url: 'https://x.example.org', queue: Privacy}", "UNKNOWN"),
        ("mirror: {kind: request-tracker, url: x.example.org, queue: Privacy}", "URL"),
        ("mirror: {kind: request-tracker, url: 'https://x.example.org'}", "MISSING"),
        ("mirror: {kind: request-tracker, url: 'https://x.example.org', queue: P, token: secret}", "KEY"),
    ):
        settings.write_text(f"{text}{wrong}\n", encoding="utf-8")
        told = site.run("mirror", "status", secret=SECRET)
        assert (told.returncode, f" {code} " in told.stderr) == (1, True), told.stderr
