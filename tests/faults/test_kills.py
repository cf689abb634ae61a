"""Holds that a request exists once though the process dies at any commit between confirming and the letter.

Rule I-5. The real server runs as a child and is killed at each commit in turn, before and after it.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.faults]
ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
COMMITS = 6
"""The request with its code, its mail claimed and sent; the right code, its letter claimed and sent."""
FAULTS = [(number, when) for number in range(1, COMMITS + 1) for when in ("before", "after")]
BROKEN = (urllib.error.URLError, ConnectionError, http.client.HTTPException)


@dataclass
class Site:
    """A server of its own, its data, and a browser that keeps its cookies over the server's death."""

    folder: Path
    port: int = 0
    minutes: int = 0
    child: subprocess.Popen[str] | None = None
    url: str = ""
    jar: CookieJar = field(default_factory=CookieJar)

    def start(self, *, armed: str = "") -> None:
        self.clock()
        fault = self.folder / "fault"
        fault.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.faults.armed", "run", "--port", str(self.port)]
        command += ["--data", str(self.folder / "data"), "--clock", str(self.folder / "clock")]
        environ = {**os.environ, "FAULT": str(fault)}
        self.child = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
        assert self.child.stdout is not None
        ready = next(line for line in self.child.stdout if line.startswith("ready "))
        self.url = json.loads(ready[len("ready ") :])["url"]
        self.port = urllib.parse.urlsplit(self.url).port or 0
        if armed:
            fault.write_text(armed, encoding="ascii")

    def clock(self) -> None:
        now = datetime(2026, 3, 5, 10, tzinfo=UTC) + timedelta(minutes=self.minutes)
        (self.folder / "clock").write_text(now.isoformat(), encoding="ascii")

    def arm(self, fault: str) -> None:
        (self.folder / "fault").write_text(fault, encoding="ascii")

    def stop(self) -> None:
        assert self.child is not None
        self.child.terminate()
        self.child.communicate(timeout=PATIENCE_SECONDS)

    def is_dead(self) -> bool:
        return self.child is not None and self.child.poll() is not None

    def revive(self) -> None:
        """Start again what was killed, a quarter of an hour later, when a mail on its way is due again."""
        assert self.child is not None
        self.child.communicate(timeout=PATIENCE_SECONDS)
        self.minutes += 15
        self.start()

    def browse(self, path: str, form: list[tuple[str, str]] | None = None) -> tuple[str, str]:
        """Return the page that a link or a form leads to, and its address."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), body, {"Origin": self.url})  # noqa: S310
        try:
            with opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                return answer.read().decode(), answer.url
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.read().decode(), refused.url or ""

    def insist(self, path: str, form: list[tuple[str, str]] | None = None) -> tuple[str, str]:
        """Press a button; where the server is gone, start it and press again, as a person would."""
        try:
            return self.browse(path, form)
        except BROKEN:
            self.revive()
            return self.browse(path, form)

    def mails(self, kind: str) -> list[EmailMessage]:
        files = (self.folder / "data" / "mail").glob("*.eml")
        found = [
            message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)
            for path in sorted(files, key=lambda one: one.stat().st_mtime_ns)
        ]
        return [mail for mail in found if mail["X-Assistant-Kind"] == kind]

    def await_mail(self, kind: str, *, beyond: int = 0) -> EmailMessage:
        """Return the newest mail of a kind, once there are more of them than that."""
        for _ in range(PATIENCE_SECONDS * 10):
            if len(found := self.mails(kind)) > beyond:
                return found[-1]
            if self.is_dead():
                self.revive()
            time.sleep(0.1)  # another process writes the file; there is no event to wait for
        raise AssertionError(f"no mail of the kind {kind}")


def code_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"^Code: (\d{6})\r?$", body.get_content(), re.MULTILINE)
    assert found
    return found[1]


def hidden(page: str) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    ]


def prove(site: Site, address: str) -> None:
    """Type the newest code; where the page went with the server, ask for a code on a new one."""
    path = urllib.parse.urlsplit(address).path
    for _ in range(3):
        page, _url = site.insist(address)
        known = 0
        if 'name="code"' not in page:
            known = len(site.mails("code"))
            page, _url = site.insist(path.replace("/verify", "/code"), hidden(page))
        code = code_in(site.await_mail("code", beyond=known))
        _page, reached = site.insist(path, [*hidden(page), ("code", code)])
        if "/verify" not in reached:
            return
        if site.mails("acknowledgement"):
            return
    raise AssertionError("the code was refused")


@pytest.mark.parametrize(("number", "when"), FAULTS)
def test_a_request_exists_once_though_the_process_dies_at_a_commit(
    tmp_path: Path, number: int, when: str
) -> None:
    """Rule I-5: told once that it is filed, filed once; no letter is sent twice."""
    site = Site(tmp_path)
    site.start()
    try:
        filled = [("rights", "access"), ("email", "aino@example.org"), ("name", ""), ("scope", "")]
        site.browse("/requests/new/secapp", [*filled, ("language", "en"), ("representative", "")])
        site.arm(f"{number} {when}")
        _page, address = site.insist("/requests/new/secapp/confirm", [])
        site.await_mail("code")
        prove(site, filed_address(site, address))
        site.await_mail("acknowledgement")
        if site.is_dead():
            site.revive()
        site.await_mail("acknowledgement")
        listed = subprocess.run(
            [sys.executable, "-m", "assistant", "register"],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, **secret_of(tmp_path / "data")},
        ).stdout.splitlines()
        assert len(listed) == 2, "the heading, and one row for the one right of the one request"
        assert len(site.mails("acknowledgement")) == 1
        ids = [mail["Message-ID"] for kind in ("code", "acknowledgement") for mail in site.mails(kind)]
        assert len(ids) == len(set(ids))
    finally:
        site.stop()


def filed_address(site: Site, address: str) -> str:
    """Return the address of the request's code page; from its mail, if the answer was lost."""
    if "/verify" in address:
        return address
    body = site.await_mail("code").get_body(("plain",))
    assert body is not None
    found = re.search(r"/requests/[0-9A-Z-]{19}", body.get_content())
    assert found
    return f"{site.url}{found[0]}/verify"


def secret_of(data: Path) -> dict[str, str]:
    secret = (data / "secret").read_text(encoding="ascii").strip()
    return {"ASSISTANT_DATA": str(data), "ASSISTANT_SECRET": secret}
