"""Starts a real Request Tracker 5 from Debian's packages on this machine, in a folder of its own.

The queue, the fields, the user and the rights come from the very file that docs/request-tracker.md tells
operators to load. By hand: python -m tests.real.request_tracker FOLDER
"""

import base64
import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from assistant.adapters.request_tracker import with_files
from assistant.service.attachments import NewFile
from tests.postgres import free_port

SHARE = Path("/usr/share/request-tracker5")
SETUP = "/usr/sbin/rt-setup-database-5"
INITIALDATA = Path(__file__).parents[2] / "docs" / "deploy" / "request-tracker.initialdata"
ACCOUNT = "www-data"
QUEUE = "Privacy"
ASSISTANT, STAFF, ROOT = "privacy-assistant", "asa", "root"
FIELDS = ("Request reference", "Rights", "Identity")
START_SECONDS, STOP_SECONDS = 60, 15

CONFIG = """
$RT::VarPath = '{folder}/var';
$RT::MasonDataDir = '{folder}/mason';
$RT::MasonSessionDir = '{folder}/session';
Set($rtname, 'example.org');
Set($Organization, 'example.org');
Set($CorrespondAddress, 'privacy@example.org');
Set($CommentAddress, 'privacy-comment@example.org');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($WebSecureCookies, 0);
Set($WebSessionClass, 'Apache::Session::File');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/var/rt.sqlite');
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, '{folder}/keep-mail');
Set($Timezone, 'Europe/Helsinki');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'warning');
Set($BcryptCost, 4); # RT pays this for every single call
1;
"""
KEEP_MAIL = '#!/bin/sh\nexec cat >"$(mktemp "{folder}/outbox/XXXXXXXXXX")"\n'
PEOPLE = """
use lib '/usr/share/request-tracker5/lib';
use RT; RT->LoadConfig; RT->Init;
my ($assistant, $staff, $password) = @ARGV;
my $user = RT::User->new(RT->SystemUser);
my ($made, $why) = $user->Create(Name => $staff, RealName => 'Åsa Öberg',
    EmailAddress => "$staff\\@example.org", Password => $password, Privileged => 1);
die $why unless $made;
my $group = RT::Group->new(RT->SystemUser);
$group->LoadUserDefinedGroup('Privacy staff');
$group->AddMember($user->PrincipalId);
my $bot = RT::User->new(RT->SystemUser);
$bot->Load($assistant);
my $token = RT::AuthToken->new(RT->SystemUser);
my ($id, $problem, $text) = $token->Create(Owner => $bot->id, Description => 'tests');
die $problem unless $id;
print $text;
"""
RIGHTS = """
use lib '/usr/share/request-tracker5/lib';
use RT; RT->LoadConfig; RT->Init;
my ($deed, $name, $queue, $right) = @ARGV;
my $user = RT::User->new(RT->SystemUser); $user->Load($name);
my $on = RT::Queue->new(RT->SystemUser); $on->Load($queue);
my ($done, $why) = $deed eq 'grant'
    ? $user->PrincipalObj->GrantRight(Right => $right, Object => $on)
    : $user->PrincipalObj->RevokeRight(Right => $right, Object => $on);
die $why unless $done;
"""


def is_installed() -> bool:
    return (SHARE / "libexec" / "rt-server").exists() and Path(SETUP).exists()


@dataclass
class RequestTracker:
    """One server, its people and what it has mailed. `token` is the assistant's."""

    folder: Path
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_hex(12), repr=False)
    token: str = field(default="", repr=False)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Make the database with the queue, the fields, the people and their rights."""
        for name in ("var", "mason", "session", "outbox", "etc/RT_SiteConfig.d"):
            (self.folder / name).mkdir(parents=True)
        config = CONFIG.replace("{folder}", str(self.folder)).replace("{port}", str(self.port))
        (self.folder / "etc" / "RT_SiteConfig.pm").write_text(config, encoding="utf-8")
        keep = self.folder / "keep-mail"
        keep.write_text(KEEP_MAIL.replace("{folder}", str(self.folder)), encoding="utf-8")
        keep.chmod(0o755)
        password = self.folder / "password"
        password.write_text(self.password, encoding="utf-8")
        shutil.copy(INITIALDATA, self.folder / "initialdata")
        if os.geteuid() == 0:
            shutil.chown(self.folder, ACCOUNT)
            for path in self.folder.rglob("*"):
                shutil.chown(path, ACCOUNT)
        self._run(SETUP, "--action", "init", "--dba", ACCOUNT, "--dba-password", "",
                  "--root-password-file", str(password))  # fmt: skip
        self._run(SETUP, "--action", "insert", "--dba", ACCOUNT, "--dba-password", "",
                  "--datafile", str(self.folder / "initialdata"))  # fmt: skip
        self.token = self._run("/usr/bin/perl", "-Mutf8", "-e", PEOPLE, ASSISTANT, STAFF, self.password)

    def start(self) -> None:
        """Start the server and return once it answers."""
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [*_as_account(), "/usr/bin/perl", str(SHARE / "libexec" / "rt-server"),
             "--host", "127.0.0.1", "--port", str(self.port), "--max-workers", "3"],
            env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        log.close()
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(
                    f"Request Tracker did not start: {(self.folder / 'log').read_text()[-2000:]}"
                )
            time.sleep(0.1)  # no event tells that another program has begun to listen

    def stop(self) -> None:
        """End the server and its workers, which are in a session of their own."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = None

    def permit(self, right: str, *, queue: str = QUEUE) -> None:
        self._run("/usr/bin/perl", "-e", RIGHTS, "grant", ASSISTANT, queue, right)

    def forbid(self, right: str) -> None:
        """Take a right from the assistant, and begin anew: the server remembers for a while what it found."""
        self._run("/usr/bin/perl", "-e", RIGHTS, "revoke", ASSISTANT, QUEUE, right)
        self.stop()
        self.start()

    def shred(self, command: str) -> None:
        """Erase for good, by the very command that operators are told of."""
        name, *rest = shlex.split(command)
        self._run(f"/usr/sbin/{name}-5", *rest)

    def call(self, method: str, path: str, body: object = None, *, name: str = STAFF) -> Any:  # noqa: ANN401 - JSON
        """Do something as a person of the staff, past the assistant."""
        login = base64.b64encode(f"{name}:{self.password}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.url}/REST/2.0/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            text = answer.read()
        return json.loads(text) if text else None

    def correspond(self, number: int, text: str, files: Sequence[NewFile]) -> None:
        """Answer with files, as a person of the staff does in the browser."""
        body = json.dumps({"Content": text, "ContentType": "text/plain"}).encode()
        kind, sent = with_files(body, files)
        login = base64.b64encode(f"{STAFF}:{self.password}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.url}/REST/2.0/ticket/{number}/correspond",
            data=sent,
            headers={"Authorization": f"Basic {login}", "Content-Type": kind},
        )
        with urllib.request.urlopen(request, timeout=60):  # noqa: S310
            pass

    def files(self, number: int) -> list[tuple[str, bytes]]:
        """Return the named files of a ticket with their bytes."""
        named = [{"field": "Filename", "operator": "IS NOT", "value": ""}]
        path = f"ticket/{number}/attachments?fields=Filename&per_page=100"
        found = self.call("POST", path, named)["items"]
        return [(one["Filename"], self._bytes(one["id"])) for one in found]

    def _bytes(self, attachment: str) -> bytes:
        return base64.b64decode(self.call("GET", f"attachment/{attachment}")["Content"])

    def tickets(self, query: str = f"Queue = '{QUEUE}'") -> list[dict[str, Any]]:
        """Return the tickets that a query finds, all pages of it."""
        found: list[dict[str, Any]] = []
        path = f"tickets?query={quote(query)}&fields=Status,Subject,CustomFields&per_page=100"
        for page in range(1, 100):
            answer = self.call("GET", f"{path}&page={page}")
            found += answer["items"]
            if len(answer["items"]) < 100:
                break
        return found

    def history(self, number: int) -> list[dict[str, Any]]:
        fields = "Type,Field,OldValue,NewValue,Creator,_hyperlinks"
        return list(self.call("GET", f"ticket/{number}/history?fields={fields}&per_page=100")["items"])

    @property
    def mails(self) -> list[str]:
        """What the server has mailed to anybody."""
        return [
            path.read_text(encoding="utf-8", errors="replace") for path in (self.folder / "outbox").iterdir()
        ]

    def _answers(self) -> bool:
        try:
            return "Version" in self.call("GET", "rt", name=ROOT)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _environment(self) -> dict[str, str]:
        own = {"RT_SITE_CONFIG": str(self.folder / "etc" / "RT_SiteConfig.pm"),
               "RT_SITE_CONFIG_DIR": str(self.folder / "etc" / "RT_SiteConfig.d")}  # fmt: skip
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.folder), "USER": ACCOUNT, **own}

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            [*_as_account(), *command], env=self._environment(), capture_output=True, text=True,
            check=False, stdin=subprocess.DEVNULL, timeout=120,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout


def _as_account() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["/usr/bin/setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--init-groups", "--"]


@contextmanager
def running(folder: Path) -> Iterator[RequestTracker]:
    """Yield a server that answers, and stop it at the end. Every account may enter the folder."""
    assert is_installed(), "Request Tracker is missing; run as root: bash .ci/packages"
    folder.chmod(0o755)
    tracker = RequestTracker(folder)
    tracker.prepare()
    try:
        tracker.start()
        yield tracker
    finally:
        tracker.stop()


def main() -> None:
    """Serve until interrupted, and say how to reach it."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    with running(folder) as tracker, suppress(KeyboardInterrupt), socket.socket():
        ways = {
            "url": tracker.url,
            "token": tracker.token,
            "staff": [STAFF, ROOT],
            "password": tracker.password,
        }
        print(json.dumps(ways), flush=True)  # noqa: T201 - a program for people
        signal.pause()


if __name__ == "__main__":
    main()
