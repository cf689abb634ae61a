"""Holds that what people typed, and every secret, stays out of what server and worker print: rule S-14."""

import json
import re
import time
import urllib.parse
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.cli.command import SECRET, Site
from tests.server.caller import Caller
from tests.server.fleet import Fleet, Process, fleet

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
TYPED = (
    "ylva.ekdahl@example.org",
    "Ylva Ekdahl",
    "Brannvagen 7",
    "does your boat shed leak",
    "sorrel mare",
    "a password of ylvas own",
    "990101-1234",
)
MAIL, NAME, STREET, QUESTION, SCOPE, PASSWORD, NUMBER = TYPED
OWN = {"Origin": "http://127.0.0.1:8000"}
CODE = re.compile(r"^Code: (\d{6})$", re.MULTILINE)


def posted(server: Process, path: str, fields: Mapping[str, object], **headers: str) -> dict[str, str]:
    """Post JSON to a page for everybody; return what it says."""
    line = HTTPConnection(server.url.removeprefix("http://"), timeout=60)
    line.request("POST", path, json.dumps(fields), {"Content-Type": "application/json", **OWN, **headers})
    with line.getresponse() as answer:
        told = json.loads(answer.read())
    line.close()
    return {name: str(value) for name, value in told.items()}


def chat_to_the_end(server: Process) -> str:
    """Ask, make a request with a name and an address, forget the chat; return what opens the chat."""
    caller = Caller(server.url).open()
    with caller.talking() as talk:
        talk.say(f"{QUESTION} {NUMBER}")
        talk.until(lambda frame: frame["t"] == "ack")
        talk.say("please erase everything about me")
        offer = talk.until_type("offer")
        talk.give({"type": "choice", "of": offer["seq"], "id": "confirm"})
        form = talk.until_type("form")
        talk.give(
            {"type": "form", "of": form["seq"], "values": {"email": MAIL, "name": NAME, "scope": SCOPE}}
        )
        talk.until_type("filed")
        talk.ws.send(f'{{"t": "{QUESTION}", "cid": "{NAME}"')  # no JSON
        talk.send({"t": QUESTION, "cid": MAIL})
        talk.send({"t": "forget", "id": "f"})
        talk.until(lambda frame: frame["t"] == "erased")
    return str(caller.opened["resume_token"])


def request_to_the_end(server: Process, mails: Path) -> list[str]:
    """File with the plain form, prove the mailbox, write; return the secrets that went by."""
    sheet = {
        "email": MAIL,
        "name": NAME,
        "scope": f"{SCOPE}, {STREET}",
        "rights": ["access"],
        "language": "en",
    }
    draft = posted(server, "/requests/new/nord", sheet)["draft"]
    filed = posted(server, "/requests/new/nord/confirm", {"draft": draft})
    place = f"/requests/{filed['reference']}"
    code = code_in(mails, filed["reference"])
    posted(server, f"{place}/verify", {"page": filed["page"], "code": "no code at all"})
    visit = posted(server, f"{place}/verify", {"page": filed["page"], "code": code})["visit"]
    posted(server, f"{place}/messages", {"text": f"{QUESTION}? {STREET}"}, Authorization=f"Bearer {visit}")
    posted(server, f"{place}/messages", {"text": {"a": NAME}}, Authorization=f"Bearer {MAIL}")
    return [draft, filed["reference"], filed["page"], code, visit]


def code_in(mails: Path, reference: str) -> str:
    """Return the code that the worker has mailed about a request."""
    for _ in range(600):
        for mail in mails.glob("*.eml") if mails.is_dir() else ():
            text = mail.read_text(encoding="utf-8")
            if f"X-Assistant-Reference: {reference}" in text and (found := CODE.search(text)):
                return found[1]
        time.sleep(0.1)  # another process writes the file; there is no event to wait for
    raise AssertionError("no code was mailed")


def sign_in_in_vain(server: Process) -> None:
    line = HTTPConnection(server.url.removeprefix("http://"), timeout=60)
    line.request("GET", "/staff/sign-in")
    with line.getresponse() as answer:
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        csrf = re.findall(r'name="csrf" value="([^"]+)"', answer.read().decode())[0]
    fields = urllib.parse.urlencode({"csrf": csrf, "name": NAME, "password": PASSWORD})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, **OWN}
    line.request("POST", "/staff/sign-in", fields, kind)
    line.getresponse().read()
    quoted = urllib.parse.quote(f"{MAIL} {NAME}")
    for path in (f"/nothing/{quoted}?q={quoted}", f"/requests/{quoted}", f"/staff/?query={quoted}"):
        line.request("GET", path, headers={"Referer": f"https://example.org/?{quoted}", "User-Agent": NAME})
        line.getresponse().read()
    line.close()


def everything_printed(started: Fleet, site: Site, database: str) -> tuple[list[str], list[str]]:
    server, worker = started.serve(), started.work()
    secrets = [chat_to_the_end(server), *request_to_the_end(server, site.data / "mail"), SECRET, database]
    sign_in_in_vain(server)
    assert (server.end(), worker.end()) == (0, 0)
    return [*server.lines, *worker.lines], secrets


def test_nothing_that_people_typed_and_no_secret_is_printed_and_every_line_has_an_id(
    site: Site, shared_database: str
) -> None:
    with fleet(site, shared_database) as started:
        lines, secrets = everything_printed(started, site, shared_database)
    printed = "\n".join(lines).casefold()
    for word in (*TYPED, *secrets, "127.0.0.1"):
        for way in (word, urllib.parse.quote(word), json.dumps(word)[1:-1]):
            assert way.casefold() not in printed, way
    assert [line for line in lines if not line.startswith("{")] == []
    told = [json.loads(line) for line in lines]
    assert all({"event", "level", "timestamp", "pid"} <= line.keys() for line in told)
    assert all(line.get("request") for line in told if line["event"] == "request")
    assert all(line.get("conversation") for line in told if line["event"].startswith("chat "))
    assert {"request", "chat opened", "chat closed"} <= {line["event"] for line in told}
