"""Holds that processes which share a database and a content folder act as one."""

import time
import urllib.error

import pytest

from tests.cli.command import Site
from tests.server.caller import Caller, fetched
from tests.server.fleet import fleet

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


def test_a_limit_for_an_address_holds_over_all_processes(site: Site, shared_database: str) -> None:
    with fleet(site, shared_database, conversations_per_hour_per_address="3") as started:
        first, second = started.serve(), started.serve()
        for server in (first, second, first):
            Caller(server.url).open()
        for server in (first, second):
            with pytest.raises(urllib.error.HTTPError) as refused:
                Caller(server.url).open()
            refused.value.close()
            assert refused.value.code == 429
            assert int(refused.value.headers["Retry-After"]) > 0


def test_what_an_editor_writes_reaches_every_process_and_drops_no_chat(
    site: Site, shared_database: str
) -> None:
    with fleet(site, shared_database) as started:
        servers = [started.serve() for _ in range(2)]
        with (
            Caller(servers[0].url).open().talking() as here,
            Caller(servers[1].url).open().talking() as there,
        ):
            policy = site.home / "policies" / "nord" / "en.md"
            text = policy.read_text(encoding="utf-8")
            policy.write_text(text.replace("two years", "seven winters"), encoding="utf-8")
            for server, talk in zip(servers, (here, there), strict=True):
                until_served(f"{server.url}/policy/nord/en", "seven winters")
                answer = talk.ask("how long do you keep my data")
                assert "seven winters" in answer["body"]["passages"][0]["text"]


def until_served(url: str, words: str) -> None:
    end = time.monotonic() + 60
    while words not in fetched(url)[2]:
        assert time.monotonic() < end, url
        time.sleep(0.1)  # another process looks at its folder; there is no event to wait for
