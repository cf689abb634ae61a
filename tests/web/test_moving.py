"""Holds that a chat can be taken along and downloaded by its visitor, and by nobody else."""

import pytest
from websockets.exceptions import ConnectionClosed

from tests.web.chatting import Visitor
from tests.web.conftest import Clock

OTHER_SITE = "https://sund.example.org:8443"


def bearer(visitor: Visitor, site: str | None = None) -> dict[str, str]:
    return {"Authorization": f"Bearer {visitor.opened['resume_token']}", "Origin": site or visitor.site}


def code_of(visitor: Visitor) -> str:
    path = f"/api/v1/conversations/{visitor.opened['conversation']}/move"
    response = visitor.app.test_client().post(path, headers=bearer(visitor))
    assert response.status_code == 201
    assert response.get_json()["minutes"] == 10
    return str(response.get_json()["code"])


def test_a_chat_moves_with_its_code_once_and_its_old_token_is_worth_nothing(visitor: Visitor) -> None:
    code = code_of(visitor)
    moved = visitor.post(controller="nord", locale="en", move=code)
    assert moved.status_code == 201
    assert moved.get_json()["conversation"] == visitor.opened["conversation"]
    assert moved.get_json()["resume_token"] != visitor.opened["resume_token"]
    assert visitor.post(controller="nord", locale="en", move=code).status_code == 401
    assert visitor.entries().status_code == 401
    assert (
        visitor.post(controller="nord", locale="en", resume_token=visitor.opened["resume_token"]).status_code
        == 401
    )


def test_a_code_is_good_for_ten_minutes(visitor: Visitor, clock: Clock) -> None:
    code = code_of(visitor)
    clock.move(minutes=10)
    assert visitor.post(controller="nord", locale="en", move=code).status_code == 401


def test_a_code_opens_no_chat_with_another_company_and_stays_good_for_its_own(visitor: Visitor) -> None:
    code = code_of(visitor)
    elsewhere = Visitor(visitor.app, visitor.port, site=OTHER_SITE)
    assert elsewhere.post(controller="sund", locale="sv", move=code).status_code == 401
    assert visitor.post(controller="nord", locale="en", move=code).status_code == 201


def test_a_pass_for_a_socket_is_no_code(visitor: Visitor) -> None:
    assert visitor.post(controller="nord", locale="en", move=visitor.opened["pass"]).status_code == 401


def test_the_socket_of_the_device_that_was_left_is_closed(visitor: Visitor) -> None:
    with visitor.connected() as line:
        line.until_type("text")
        visitor.post(controller="nord", locale="en", move=code_of(visitor))
        with pytest.raises(ConnectionClosed) as closed:
            line.until(lambda _: False)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4409


def test_a_stolen_token_is_worth_nothing_on_another_site(visitor: Visitor) -> None:
    """S3, S5."""
    thief = Visitor(visitor.app, visitor.port, site=OTHER_SITE)
    token = visitor.opened["resume_token"]
    assert thief.post(controller="sund", locale="sv", resume_token=token).status_code == 401
    assert thief.post(controller="nord", locale="en", resume_token=token).status_code == 403


@pytest.mark.parametrize("path", ["transcript?format=json", "entries"])
def test_a_transcript_belongs_to_its_visitor(visitor: Visitor, path: str) -> None:
    other = Visitor(visitor.app, visitor.port).open()
    address = f"/api/v1/conversations/{visitor.opened['conversation']}/{path}"
    client = visitor.app.test_client()
    assert client.get(address, headers=bearer(visitor)).status_code == 200
    assert client.get(address, headers=bearer(other)).status_code == 401
    assert client.get(address).status_code == 401
    assert client.get(address, headers=bearer(visitor, "https://evil.example.org")).status_code == 403


def test_a_transcript_has_what_was_filed_and_no_code(visitor: Visitor) -> None:
    with visitor.connected() as line:
        line.until_type("text")
        line.say("please erase everything about me")
        line.press(line.until_type("offer"), "confirm")
        values = {"email": "aino@example.org", "name": "Aino Example", "scope": "The year 2025"}
        line.fill(line.until_type("form"), **values)
        filed = line.until_type("filed")
    client = visitor.app.test_client()
    address = f"/api/v1/conversations/{visitor.opened['conversation']}/transcript"
    told = client.get(f"{address}?format=json", headers=bearer(visitor)).get_json()
    (request,) = told["requests"]
    assert request["reference"] == filed["body"]["reference"]
    assert request["form"] == values
    for form_name, lang, words in (("html", "fi", "Pyyntösi"), ("txt", "sv", "Din begäran")):
        response = client.get(f"{address}?format={form_name}&lang={lang}", headers=bearer(visitor))
        text = response.get_data(as_text=True)
        assert words in text
        assert "aino@example.org" in text
        assert "The year 2025" in text
        assert "Code:" not in text
        assert response.headers["Content-Disposition"] == f'attachment; filename="chat.{form_name}"'


def test_a_transcript_has_three_forms_only(visitor: Visitor) -> None:
    address = f"/api/v1/conversations/{visitor.opened['conversation']}/transcript?format=exe"
    assert visitor.app.test_client().get(address, headers=bearer(visitor)).status_code == 400
