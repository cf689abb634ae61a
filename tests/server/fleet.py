"""Starts the processes of an installation: servers of each role and workers, on one database."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from tests.cli.command import PATIENCE_SECONDS, SECRET, Site
from tests.postgres import free_port


@dataclass
class Process:
    """One of our processes. What it logs is read as it comes, so that it never waits for a reader."""

    process: "subprocess.Popen[str]"
    url: str = ""
    lines: list[str] = field(default_factory=list)

    def read_on(self) -> None:
        reader = threading.Thread(target=self._read, daemon=True)
        reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)

    @property
    def members(self) -> list[int]:
        """The process and those that it has started."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [self.process.pid, *(int(pid) for pid in found.stdout.split())]

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        for pid in self.members:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE_SECONDS)

    def end(self) -> int:
        """Ask it to end; return its code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)


@dataclass
class Fleet:
    """An installation. `settings` are in force for every process that starts later."""

    site: Site
    settings: dict[str, str]
    stack: ExitStack

    def serve(self, *arguments: str, port: int = 0, **settings: str) -> Process:
        """Return a server that listens."""
        port = port or free_port()
        started = self._start("serve", "--port", str(port), *arguments, **settings)
        started.url = f"http://127.0.0.1:{port}"
        assert started.process.stderr is not None
        first = started.process.stderr.readline()
        assert "listening" in first, first
        started.read_on()
        return started

    def work(self, **settings: str) -> Process:
        started = self._start("worker", **settings)
        started.read_on()
        return started

    def _start(self, *arguments: str, **settings: str) -> Process:
        running = self.site.running(*arguments, settings={**self.settings, **settings})
        process = Process(self.stack.enter_context(running))
        self.stack.callback(self._bury, process)
        return process

    def _bury(self, process: Process) -> None:
        if process.process.poll() is None:
            process.kill()


@contextmanager
def fleet(site: Site, database_url: str, **settings: str) -> Iterator[Fleet]:
    """Yield an installation whose processes all end with the block."""
    common = {"secret": SECRET, "database_url": database_url, "mail": "folder"}
    generous = {
        "conversations_per_hour_per_address": "100000",
        "sockets_per_address": "10000",
        "messages_per_minute": "100000",
        "message_burst": "100000",
        "mails_per_hour": "100000",
        "mails_per_hour_per_network_address": "100000",
    }
    with ExitStack() as stack:
        yield Fleet(site, {**common, **generous, **settings}, stack)
