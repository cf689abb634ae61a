"""Holds that the demonstration says what it is and shows the mail as it was written."""

import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from assistant.adapters.mail_folder import MailFolder
from assistant.service.parts import Parts
from assistant.service.ports import Mail
from assistant.web.app import create_app
from assistant.web.runtime import Face


def put(folder: Path, name: str, text: str, *, at: int, kind: str = "code") -> None:
    headers = (("X-Assistant-Kind", kind), ("X-Assistant-Reference", "R-1"))
    mail = Mail(
        "liisa@example.org", "privacy@nord.example.org", "Nord", f"Subject {name}", text, name, headers
    )
    MailFolder(folder).send(mail)
    os.utime(folder / f"{name}.eml", (at, at))


def test_every_controller_is_on_the_front_page(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'href="/demo/nord"' in page
    assert 'href="/policy/sund/sv"' in page
    assert "Nord &amp; Partners Oy" in page


def test_a_company_page_says_that_it_is_a_demonstration_and_holds_the_widget(client: FlaskClient) -> None:
    page = client.get("/demo/nord").text
    assert "Demonstration – not affiliated with Nord &amp; Partners Oy." in page
    assert (
        '<script src="/widget/v1/loader.js" data-controller="nord" data-locale="auto" defer></script>' in page
    )
    assert 'href="/policy/nord/en"' in page


@pytest.mark.parametrize(
    ("path", "accepted", "lang"),
    [
        ("/demo/nord", "fi", "fi"),
        ("/demo/nord", "sv", "en"),
        ("/demo/nord?lang=fi", "en", "fi"),
        ("/demo/nord?lang=sv", "en", "sv"),
        ("/demo/sund", "fi", "sv"),
        ("/demo/sund?lang=fi", "sv", "fi"),
    ],
)
def test_a_company_page_speaks_the_language_asked_for_or_else_one_of_its_policy(
    client: FlaskClient, path: str, accepted: str, lang: str
) -> None:
    page = client.get(path, headers={"Accept-Language": accepted}).text
    assert f'<html lang="{lang}">' in page


def test_a_company_page_in_another_language_leads_to_the_policy_that_there_is(client: FlaskClient) -> None:
    page = client.get("/demo/sund?lang=en").text
    assert 'href="/policy/sund/sv?lang=en"' in page
    assert client.get("/policy/sund/sv?lang=en").status_code == 200
    assert all(f'href="/demo/sund?lang={code}"' in page for code in ("en", "fi", "sv"))


def test_a_name_with_html_in_it_is_shown_as_text(client: FlaskClient) -> None:
    for path in ("/", "/demo/sund"):
        page = client.get(path).text
        assert "Sund &lt;b&gt;AB&lt;/b&gt;" in page
        assert "<b>" not in page


def test_the_companys_colour_comes_as_a_sheet_of_its_own(client: FlaskClient) -> None:
    response = client.get("/demo/nord/brand.css")
    assert response.content_type == "text/css; charset=utf-8"
    assert "--brand:#123456;--on-brand:#ffffff" in response.text
    assert "--privacy-chat-accent:#123456" in response.text
    assert "style=" not in client.get("/demo/nord").text


def test_the_newest_mail_comes_first_with_all_that_it_says(client: FlaskClient, mail_folder: Path) -> None:
    put(mail_folder, "b-older", "Code: 012345\n", at=1_700_000_000)
    put(
        mail_folder,
        "a-newer",
        "Åbo: https://x.example.org/?a=1&b=2\n",
        at=1_700_000_009,
        kind="acknowledgement",
    )
    found = client.get("/demo/mail.json").json
    assert found is not None
    assert [mail["subject"] for mail in found["mails"]] == ["Subject a-newer", "Subject b-older"]
    assert found["mails"][1] == {
        "id": "b-older",
        "kind": "code",
        "reference": "R-1",
        "date": "2023-11-14T22:13:20+00:00",
        "from": "Nord <privacy@nord.example.org>",
        "to": "liisa@example.org",
        "subject": "Subject b-older",
        "text": "Code: 012345\n",
    }
    page = client.get("/demo/mail").text
    assert page.index("Subject a-newer") < page.index("Subject b-older")
    assert 'Åbo: <a href="https://x.example.org/?a=1&amp;b=2"' in page


def test_html_in_a_mail_is_shown_as_text(client: FlaskClient, mail_folder: Path) -> None:
    put(mail_folder, "m", "<script>alert(1)</script>\n", at=1_700_000_000)
    assert "<script>alert" not in client.get("/demo/mail").text


def test_without_any_mail_the_page_says_so(client: FlaskClient) -> None:
    assert "Nothing has been written yet." in client.get("/demo/mail").text
    assert client.get("/demo/mail.json").json == {"mails": []}


@pytest.mark.parametrize("path", ["/", "/demo/nord", "/demo/nord/brand.css", "/demo/mail", "/demo/mail.json"])
def test_the_demonstration_sets_no_cookie_and_does_not_exist_elsewhere(
    client: FlaskClient, parts: Parts, path: str
) -> None:
    shown = client.get(path)
    assert shown.status_code == 200
    assert "Set-Cookie" not in shown.headers
    assert create_app(parts, Face()).test_client().get(path).status_code == 404
