"""Holds that two hosts with one database are one: one is cut off, killed and comes back, under load.

Each host is a network namespace with an address of its own, and so is the database. Only root may make these.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import postgres
from tests.cli.command import SECRET, Site
from tests.conftest import new_database
from tests.faults.invariants import hold
from tests.faults.persistent import Visitor
from tests.faults.test_database import joined, wait_until
from tests.server.fleet import Fleet, Process, fleet
from tests.server.test_deploy import nginx

pytestmark = pytest.mark.faults
OURS = "10.77.0.1"
CUT_SECONDS = 20
needs_namespaces = pytest.mark.skipif(
    os.geteuid() != 0 and not os.environ.get("CI"), reason="only root may make network namespaces"
)


def do(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Host:
    """A network namespace on our bridge."""

    name: str
    address: str

    @property
    def within(self) -> list[str]:
        return ["ip", "netns", "exec", self.name]

    def cable(self, state: str) -> None:
        """Plug the cable in (`up`) or pull it (`down`): whoever talks with the host is told nothing."""
        do("ip", "link", "set", self.name, state)


@contextmanager
def network(*last: int) -> Iterator[list[Host]]:
    """Yield hosts on a bridge of their own, with these last numbers of their addresses."""
    tag = f"d{os.getpid() % 100000}"
    hosts = [Host(f"{tag}-{number}", f"10.77.0.{number}") for number in last]
    try:
        do("ip", "link", "add", tag, "type", "bridge")
        do("ip", "address", "add", f"{OURS}/24", "dev", tag)
        do("ip", "link", "set", tag, "up")
        for host in hosts:
            do("ip", "netns", "add", host.name)
            do("ip", "link", "add", host.name, "type", "veth", "peer", "name", "eth0", "netns", host.name)
            do("ip", "link", "set", host.name, "master", tag)
            do("ip", "link", "set", host.name, "up")
            for link in ("lo", "eth0"):
                do(*host.within, "ip", "link", "set", link, "up")
            do(*host.within, "ip", "address", "add", f"{host.address}/24", "dev", "eth0")
        yield hosts
    finally:
        for host in hosts:
            subprocess.run(["ip", "netns", "del", host.name], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["ip", "link", "del", tag], check=False, stderr=subprocess.DEVNULL)


@contextmanager
def database_at(host: Host) -> Iterator[str]:
    """Yield the address of an empty database whose server runs at a host."""
    programs = postgres.bin_folder()
    with tempfile.TemporaryDirectory(prefix="hosts-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        data = folder / "cluster"
        postgres.run(f"{programs}/initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync")
        with (data / "pg_hba.conf").open("a", encoding="ascii") as file:
            file.write("host all all 10.77.0.0/24 trust\n")
        options = "-c listen_addresses=* -c unix_socket_directories= -c fsync=off"
        control = [*host.within, "runuser", "-u", "postgres", "--", f"{programs}/pg_ctl", "-D", str(data)]
        do(*control, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield new_database(f"postgresql://postgres@{host.address}:5432/postgres")
        finally:
            do(*control, "-m", "immediate", "stop")


def started_at(host: Host, started: Fleet) -> tuple[Process, Process, Process]:
    """Start pages, chats and a worker at a host."""
    pages = started.serve("--role", "http", "--host", host.address, port=8000)
    chats = started.serve("--role", "chat", "--host", host.address, port=8101)
    return pages, chats, started.work()


@needs_namespaces
def test_a_host_that_is_cut_off_killed_and_brought_back_loses_and_doubles_nothing(
    site: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "nginx"
    folder.mkdir()
    with network(11, 12, 13) as (first, second, third), database_at(third) as database:
        here, there = (Site(site.home, site.data, tuple(host.within)) for host in (first, second))
        settings = {"trusted_proxies": "1", "ping_seconds": "2"}
        with fleet(here, database, **settings) as one, fleet(there, database, **settings) as two:
            pages, *_ = started_at(first, one)
            far = started_at(second, two)
            chats = [f"http://{host.address}:8101" for host in (first, second)]
            with nginx(folder, pages=f"http://{first.address}:8000", chats=chats) as url:
                visitors = [Visitor([Process(pages.process, url)], number) for number in range(6)]
                for visitor in visitors:
                    visitor.start(40, is_filing=True)
                wait_until(lambda: all(len(visitor.caller.acked) > 1 for visitor in visitors))
                second.cable("down")
                before = {visitor.number: len(visitor.caller.acked) for visitor in visitors}
                time.sleep(CUT_SECONDS)  # it is the time itself that is tried out
                for process in far:
                    process.kill()
                wait_until(lambda: all(len(v.caller.acked) > before[v.number] for v in visitors))
                second.cable("up")
                started_at(second, two)
                hold(site, database, joined(visitors), secret=SECRET)
