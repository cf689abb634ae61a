"""A person at a browser: files a request, reads the mail, opens pages and sends their forms."""

import html
import re
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assistant.adapters.mail_folder import MailFolder
from assistant.service import identity, outbox, requests
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.parts import Parts
from assistant.service.requests import Filing
from assistant.terms import Locale, Right
from tests.web.conftest import OWN

JSON = {"Accept": "application/json"}
WRONG = "000000"


@dataclass
class Person:
    """Somebody with one request; `nonce` is what the chat put into the link to the code page."""

    app: Flask
    parts: Parts
    mail_folder: Path
    key: str = "one"
    rights: tuple[Right, ...] = (Right.ACCESS,)
    locale: Locale = Locale.EN
    reference: str = ""
    nonce: str = ""
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.reference, self.nonce = self._file()
        self.deliver()

    def _file(self) -> tuple[str, str]:
        filing = Filing(
            controller="nord",
            locale=self.locale,
            rights=self.rights,
            address=f"liisa.{self.key}@example.org",
            name="Liisa Laine",
            scope="",
            channel="chat",
            conversation_id=None,
            received_at=self.parts.now(),
            idempotency_key=self.key,
        )
        nonce = identity.new_nonce()
        with self.parts.sessions.begin() as session:
            act = Act(session, self.parts, DATA_SUBJECT, self.parts.now())
            filed = requests.file(act, filing)
            identity.send_code(act, filed, nonce=nonce, network="192.0.2.1")
        return filed.reference, nonce

    @property
    def path(self) -> str:
        return f"/requests/{self.reference}"

    def deliver(self) -> None:
        outbox.deliver(self.parts, MailFolder(self.mail_folder))

    def code(self) -> str:
        """Return the code of the newest mail about this request."""
        self.deliver()
        found = self.client.get("/demo/mail.json").json
        assert found is not None
        texts = [m["text"] for m in found["mails"] if (m["kind"], m["reference"]) == ("code", self.reference)]
        match = re.search(r"^Code: (\d{6})$", texts[0], re.MULTILINE)
        assert match
        return match[1]

    def open(self, path: str = "") -> TestResponse:
        return self.client.get(self.path + path)

    def arrive(self) -> TestResponse:
        """Follow the chat's link to the code page."""
        return self.open(f"/verify?page={self.nonce}")

    def send(self, page: TestResponse, action: str, **values: str) -> TestResponse:
        """Send a form of a page as a browser does, with what the page hid in it."""
        return self.client.post(self.path + action, data={"form_token": token(page), **values}, headers=OWN)

    def confirm(self) -> TestResponse:
        """Type the right code on the page and follow to where it leads."""
        answer = self.send(self.arrive(), "/verify", code=self.code())
        assert answer.status_code == 303
        return self.client.get(answer.headers["Location"])


def token(page: TestResponse) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', page.text)
    assert found, page.text
    return found[1]


def seen(page: TestResponse) -> str:
    """Return the page's text as a reader sees it, on one line."""
    body = page.text.partition("<main")[2]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", f"<main{body}"))).strip()
