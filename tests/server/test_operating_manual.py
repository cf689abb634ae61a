"""Types the commands of the manual for operators in their order, with real processes on a real PostgreSQL.

What only a machine of its own can do – installing packages, accounts, a proxy – stands in `BY_HAND`; the
manual's last section says when a person last did that.
"""

import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.command import PATIENCE_SECONDS, Site
from tests.cli.test_add import PAGE
from tests.postgres import free_port
from tests.server.caller import fetched
from tests.server.fleet import Process

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
MANUAL = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
SECTIONS = ("Installing", "Backups", "Upgrading", "Changing secrets")
BY_HAND = (
    *("apt-get ", "useradd ", "runuser ", "new=", "python3 -m venv ", "$new/bin/pip ", "ln -sfn $new "),
    *("cp -r policies", "cp -r intents", "cp docs/deploy/", "chown ", "systemctl daemon-reload", "curl "),
)
UNITS = "assistant-pages assistant-chat@8101 assistant-chat@8102 assistant-worker"
STARTS = (f"systemctl enable --now {UNITS}", f"systemctl start {UNITS}")
STOP = "systemctl stop 'assistant-*'"
RESTART = f"for unit in {UNITS}; do systemctl restart $unit; done"
STARTED = "assistant-pages"
"""The others are held by `test_deploy`; each process that starts costs this test seconds."""


def typed(section: str) -> list[str]:
    """Return every line that a section says to type."""
    (text,) = re.findall(rf"^## {section}\n(.*?)(?=^## )", MANUAL, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in textwrap.dedent(block).splitlines()]


@dataclass
class Machine:
    """An installation below one folder, whose owner takes the place of the account `assistant`."""

    folder: Path
    database: str
    stack: ExitStack
    port: int = field(default_factory=free_port)
    server: Process | None = None

    def here(self, text: str) -> str:
        """Return a command or a file of the documentation for this folder."""
        text = text.replace(" /tmp/", f" {self.folder / 'tmp'}/")
        for place in ("/etc/assistant", "/var/lib/assistant", "/var/backups/assistant", "/usr/local/bin"):
            text = text.replace(place, f"{self.folder}{place}")
        text = text.replace("/opt/assistant/bin/assistant", f"{sys.executable} -m assistant")
        owner = pwd.getpwuid(os.geteuid()).pw_name
        text = text.replace("= assistant ]", f"= {owner} ]").replace(" -o assistant", "")
        return text.replace("--port 8000", f"--port {self.port}")

    @property
    def environment(self) -> dict[str, str]:
        path = f"{self.folder}/usr/local/bin:{os.environ['PATH']}"
        return {"PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(self.folder)}

    def type_in(self, line: str) -> None:
        """Do what a line of the manual does."""
        if line in STARTS:
            self.start()
        elif line == STOP:
            self.stop()
        elif line == RESTART:
            self.stop()
            self.start()
        elif not line.startswith(BY_HAND):
            told = self.run(line)
            assert told.returncode == 0, f"{line}\n{told.stdout}{told.stderr}"
            if line.startswith("install "):
                self._take_over(line.rsplit(maxsplit=1)[-1])

    def run(self, line: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["sh", "-ec", self.here(line)],
            cwd=self.folder / "checkout",
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )

    def _take_over(self, name: str) -> None:
        """Let a file that was put in its place speak of this folder, and of a database of the test."""
        path = Path(self.here(name))
        if path.name in {"assistant", "settings"} and path.is_file():
            text = self.here(path.read_text(encoding="utf-8"))
            own = f"ASSISTANT_DATABASE_URL='{self.database}'\nASSISTANT_MAIL=folder\n"
            path.write_text(text + own * (path.name == "settings"), encoding="utf-8")

    def start(self) -> None:
        unit = (DEPLOY / "systemd" / f"{STARTED}.service").read_text(encoding="utf-8")
        (command,) = re.findall(r"^ExecStart=/opt/assistant/bin/(.+)$", unit, re.MULTILINE)
        words = self.here(command).split()
        started = subprocess.Popen(words, env=self.environment, stderr=subprocess.PIPE, text=True)
        self.server = Process(self.stack.enter_context(started))
        self.stack.callback(started.kill)
        assert started.stderr is not None
        first = started.stderr.readline()
        assert "listening" in first, first
        self.server.read_on()
        self.server.url = f"http://127.0.0.1:{self.port}"
        status, _, ready = fetched(f"{self.server.url}/readyz")
        wanting = [part for part, word in json.loads(ready)["checks"].items() if word != "ok"]
        assert (status, wanting) == (200, ["worker"]), ready  # which is not started here

    def stop(self) -> None:
        assert self.server is not None
        assert self.server.end() == 0


@pytest.fixture
def machine(site: Site, shared_database: str, tmp_path: Path) -> Iterator[Machine]:
    with ExitStack() as stack:
        folder = tmp_path / "machine"
        checkout, content = folder / "checkout", folder / "etc" / "assistant"
        for place in (checkout, folder / "tmp", folder / "usr" / "local" / "bin"):
            place.mkdir(parents=True)
        (checkout / "docs").symlink_to(ROOT / "docs")
        (checkout / "acme-policy.html").write_text(PAGE, encoding="utf-8")
        shutil.copytree(site.home, content)
        yield Machine(folder, shared_database, stack)


def test_every_command_of_the_manual_runs_in_its_order(machine: Machine) -> None:
    for line in typed("Installing"):
        machine.type_in(line)
    assert machine.run("assistant demo-data").returncode == 0
    settings = machine.folder / "etc" / "assistant" / "settings"
    first = settings.with_name("secret").read_text(encoding="ascii")
    assert {path.stat().st_mode & 0o777 for path in (settings, settings.with_name("secret"))} == {0o600}
    for line in (line for section in SECTIONS[1:] for line in typed(section)):
        machine.type_in(line)
    assert settings.with_name("secret").read_text(encoding="ascii") != first
    assert "FORMER" not in settings.read_text(encoding="utf-8")

    machine.type_in(STOP)  # and a copy of before the change of the secret, as the manual says
    former = (
        "echo ASSISTANT_SECRET_FORMER_FILE=/etc/assistant/secret-until-$(date +%F) >> /etc/assistant/settings"
    )
    restore = "assistant db restore /var/backups/assistant/before-upgrade.copy --replace"
    assert machine.run(restore).returncode == 1
    for line in (former, restore, "assistant keys reseal"):
        machine.type_in(line)
    machine.run("sed -i /FORMER/d /etc/assistant/settings")
    machine.type_in("assistant audit verify")
