"""Holds what python-rt's own tests leave out of REST 2.0: doors, rights, refusals, paging and letters."""

import base64
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.service import fields, posting, queues, requests, staff, tickets
from assistant.service.acting import DATA_SUBJECT, SYSTEM, Act
from assistant.service.fields import NewField
from assistant.service.parts import Parts
from assistant.service.requests import Filing
from assistant.store import OutboxMail, StaffMember, Ticket, Transaction
from assistant.terms import Locale, Right, Role
from tests.web.conftest import Clock
from tests.web.programs import PASSWORD, Program, add_member, add_queue

WORDS = "Käyttäjä pyysi: åäö ÅÄÖ 😀 – \"'\\"


@pytest.fixture
def chief(parts: Parts, client: FlaskClient) -> Program:
    """Return a program of somebody who may do everything, in the queue General."""
    add_queue(parts, "General")
    return Program(client, add_member(parts, "root", Role.APPROVER, Role.ADMIN))


@pytest.fixture
def agent(chief: Program, parts: Parts) -> Program:
    """Return a program of somebody who works in the queue General alone."""
    return Program(chief.client, add_member(parts, "aino", Role.AGENT, queues=("General",)))


class TestDoor:
    """Who comes in."""

    def test_without_a_queue_that_is_open_to_programs_there_is_nothing(
        self, parts: Parts, client: FlaskClient
    ) -> None:
        add_queue(parts, "Closed", serves_rest=False)
        program = Program(client, add_member(parts, "root", Role.APPROVER))
        assert program.refused("GET", "rt") == (404, "Not Found")

    @pytest.mark.parametrize(
        "shown", ["", "token wrong", "Basic wrong", "Basic cm9vdDp3cm9uZw==", "Bearer x"]
    )
    def test_who_shows_nothing_right_is_asked_to(self, chief: Program, shown: str) -> None:
        response = chief.client.get("/REST/2.0/rt", headers={"Authorization": shown})
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Basic")
        assert response.json == {"message": "Unauthorized"}

    def test_a_name_and_its_password_come_in_and_are_not_checked_anew_each_time(
        self, chief: Program, parts: Parts
    ) -> None:
        for _ in range(150):  # more than the tries that one network address has
            assert chief.client.get("/REST/2.0/rt", auth=("root", PASSWORD)).status_code == 200
        with parts.sessions.begin() as session:
            root = session.scalars(select(StaffMember).where(StaffMember.name == "root")).one()
            staff.set_password(session, root, "another long password")
        assert chief.client.get("/REST/2.0/rt", auth=("root", PASSWORD)).status_code == 401
        assert chief.client.get("/REST/2.0/rt", auth=("root", "another long password")).status_code == 200

    def test_who_has_left_is_let_in_no_longer_though_the_password_was_right_just_now(
        self, chief: Program, parts: Parts
    ) -> None:
        add_member(parts, "leaver", Role.AGENT)
        assert chief.client.get("/REST/2.0/rt", auth=("leaver", PASSWORD)).status_code == 200
        assert chief.call("DELETE", "user/leaver").status_code == 204
        assert chief.client.get("/REST/2.0/rt", auth=("leaver", PASSWORD)).status_code == 401

    def test_a_page_of_another_site_cannot_use_it(self, chief: Program) -> None:
        told = chief.refused("POST", "ticket", {}, headers={"Origin": "https://evil.example.org"})
        assert told == (403, "Pages of other sites may not use this.")

    def test_a_token_in_the_address_is_no_token(self, chief: Program) -> None:
        assert chief.client.get(f"/REST/2.0/rt?token={chief.token}").status_code == 401


class TestValues:
    """What is wished for is done or refused, never dropped."""

    def test_every_value_is_read_back_as_it_was_written(self, chief: Program, parts: Parts) -> None:
        with parts.sessions.begin() as session:
            act = Act(session, parts, SYSTEM, parts.now())
            fields.add(act, NewField("Luokka", "select", {"General": ["Tärkeä", "Muu"]}))
            fields.add(act, NewField("Tags", "multi"))
        number = chief.make(
            Subject=WORDS,
            Content=f"{WORDS}\nsecond line",
            Status="open",
            Owner="root",
            Priority=7,
            Due="2026-12-24T23:59:59+02:00",
            Requestor="aino@example.org",
            Cc=["a@example.org", "b@example.org"],
            CustomFields={"Luokka": "Tärkeä", "Tags": ["yksi", "två"]},
        )
        found = chief.get(f"ticket/{number}?fields[Queue]=Name&fields[Owner]=Name,EmailAddress")
        values = {row["name"]: row["values"] for row in found["CustomFields"]}
        assert (found["Subject"], found["Status"], found["Priority"]) == (WORDS, "open", "7")
        assert (found["Due"], found["Owner"]["EmailAddress"]) == ("2026-12-24T21:59:59Z", "root@example.org")
        assert found["Queue"]["Name"] == "General"
        assert [one["id"] for one in found["Requestor"]] == ["aino@example.org"]
        assert [one["id"] for one in found["Cc"]] == ["a@example.org", "b@example.org"]
        assert values == {"Luokka": ["Tärkeä"], "Tags": ["yksi", "två"]}
        assert chief.search("CF.{Luokka} = 'Tärkeä' AND Queue = 'General'") == [number]
        history = chief.get(f"ticket/{number}/history")
        link = chief.get(f"transaction/{history['items'][0]['id']}")["_hyperlinks"][1]["_url"]
        part = chief.get(link.partition("/REST/2.0/")[2])
        assert base64.b64decode(part["Content"]).decode() == f"{WORDS}\nsecond line"

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"Due": "next week"}, "Due cannot be read as a date"),
            ({"CustomFields": {"No such": "x"}}, "no such custom field"),
            ({"Requestor": "no address"}, "address"),
            ({"Requestor": "a@example.org, b@example.org"}, "address"),
            ({"Requestor": "group:Privacy staff"}, "address"),
            ({"Owner": "nobody-here"}, "User nobody-here does not exist"),
            ({"Status": "bogus"}, "isn't a valid status"),
            ({"Priority": "high"}, "whole number"),
            ({"Requestors": "a@example.org"}, "There is no field 'Requestors'"),
            ({"Queue": "Nowhere"}, "no such queue"),
        ],
    )
    def test_what_cannot_be_read_is_refused_and_nothing_is_made(
        self, chief: Program, parts: Parts, wrong: dict[str, object], told: str
    ) -> None:
        status, message = chief.refused("POST", "ticket", {"Queue": "General", "Subject": "x", **wrong})
        assert status in (400, 404)
        assert told in message
        with parts.reads() as session:
            assert session.scalars(select(Ticket)).all() == []

    def test_a_day_alone_is_its_last_second_and_clears_nothing(self, chief: Program) -> None:
        number = chief.make()
        assert chief.call("PUT", f"ticket/{number}", {"Due": "2026-12-24"}).status_code == 200
        assert chief.get(f"ticket/{number}")["Due"] == "2026-12-24T21:59:59Z"
        assert chief.call("PUT", f"ticket/{number}", {"Due": ""}).status_code == 200
        assert chief.get(f"ticket/{number}")["Due"] == "1970-01-01T00:00:00Z"

    def test_of_a_change_that_is_refused_in_part_nothing_is_done(self, chief: Program) -> None:
        number = chief.make(Subject="Before")
        told = chief.refused("PUT", f"ticket/{number}", {"Subject": "After", "Status": "bogus"})
        assert told[0] == 400
        assert chief.get(f"ticket/{number}")["Subject"] == "Before"

    def test_a_request_follows_its_own_rules_also_over_rest(self, chief: Program, parts: Parts) -> None:
        number = file_request(parts)
        assert chief.refused("PUT", f"ticket/{number}", {"Status": "resolved"})[0] == 409
        assert chief.refused("PUT", f"ticket/{number}", {"Due": "2030-01-01"})[0] == 409
        assert chief.refused("PUT", f"ticket/{number}", {"Requestor": ["other@example.org"]})[0] == 409
        assert chief.get(f"ticket/{number}")["Status"] == "open"

    def test_a_reply_to_a_request_is_our_letter_and_html_becomes_text(
        self, chief: Program, parts: Parts
    ) -> None:
        number = file_request(parts)
        html = {"Content": "<p>It is <b>done</b>.</p><script>x</script>", "ContentType": "text/html"}
        assert chief.call("POST", f"ticket/{number}/correspond", html).status_code == 201
        with parts.reads() as session:
            assert "correspondence" in session.scalars(select(OutboxMail.kind)).all()
        parts_of = chief.get(f"ticket/{number}/attachments?fields=ContentType,TransactionId")["items"]
        content = chief.get(f"attachment/{parts_of[-1]['id']}")["Content"]
        assert base64.b64decode(content) == b"It is done."

    def test_a_reply_to_somebody_without_a_mailbox_is_a_letter_to_post_and_takes_no_files(
        self, chief: Program, parts: Parts
    ) -> None:
        number = file_request(parts)
        with parts.sessions.begin() as session:
            asked = tickets.load(session, number).request
            asked.address, asked.verified_at = None, parts.now()
        file = {"FileName": "a.pdf", "FileType": "application/pdf", "FileContent": "eA=="}
        with_file = {"Content": "It is done.", "Attachments": [file]}
        assert chief.refused("POST", f"ticket/{number}/correspond", with_file)[0] == 409
        assert (
            chief.call("POST", f"ticket/{number}/correspond", {"Content": "It is done."}).status_code == 201
        )
        with parts.reads() as session:
            assert "correspondence" not in session.scalars(select(OutboxMail.kind)).all()
            ticket = tickets.load(session, number)
            act = Act(session, parts, SYSTEM, parts.now())
            assert "It is done." in posting.printed(act, ticket, ticket.history[-1].seq).text


def file_request(parts: Parts) -> int:
    """File a request of a data subject in a queue that is open to programs; return its ticket."""
    with parts.sessions.begin() as session:
        queues.ensure(Act(session, parts, SYSTEM, parts.now()))
        queues.queue_named(session, "nord-privacy").serves_rest = True
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        request = requests.file(
            act,
            Filing(
                controller="nord",
                locale=Locale.EN,
                rights=(Right.MARKETING_BAN,),
                address="liisa@example.org",
                name="Liisa Laine",
                scope="No letters, please.",
                channel="chat",
                conversation_id=None,
                received_at=parts.now(),
                idempotency_key="one",
            ),
        )
        return tickets.of_request(session, request).id


class TestRights:
    """What a program may is what the person may whose token it has."""

    def test_a_ticket_of_another_queue_looks_like_none(
        self, agent: Program, chief: Program, parts: Parts
    ) -> None:
        add_queue(parts, "Secret")
        hidden = chief.make(Queue="Secret")
        told = agent.refused("GET", f"ticket/{hidden}")
        assert told == (404, f"There is no ticket {hidden}.")
        assert agent.refused("GET", "ticket/99999")[0] == 404
        assert agent.search("id > 0") == []
        row = int(chief.get(f"ticket/{hidden}/history")["items"][0]["id"])
        assert agent.refused("GET", f"transaction/{row}") == (404, f"There is no transaction {row}.")
        part = row * 4 + 1
        assert agent.refused("GET", f"attachment/{part}") == (404, f"There is no attachment {part}.")
        assert agent.refused("GET", f"ticket/{hidden}/attachments")[0] == 404
        assert agent.refused("PUT", f"ticket/{hidden}", {"Subject": "x"})[0] == 404
        assert agent.refused("POST", f"ticket/{hidden}/comment", {"Content": "x"})[0] == 404
        mine = agent.make()
        assert agent.refused("PUT", f"ticket/{mine}", {"AddRefersTo": hidden})[0] == 404
        assert agent.refused("POST", "ticket", {"Queue": "Secret"}) == (404, "There is no such queue.")
        assert agent.refused("GET", "queue/Secret") == agent.refused("GET", "queue/Unheard")

    def test_a_queue_that_is_closed_to_programs_is_not_there(self, chief: Program, parts: Parts) -> None:
        number = chief.make()
        with parts.sessions.begin() as session:
            queues.queue_named(session, "General").serves_rest = False
        add_queue(parts, "Other")
        assert chief.refused("GET", f"ticket/{number}")[0] == 404
        assert chief.search("id > 0") == []
        assert chief.refused("GET", "queue/General")[0] == 404

    def test_an_agent_may_not_do_what_only_others_may(self, agent: Program, chief: Program) -> None:
        number = chief.make(Owner="root")
        assert agent.refused("DELETE", f"ticket/{number}")[0] == 403
        assert agent.refused("PUT", f"ticket/{number}/steal")[0] == 403
        assert agent.refused("PUT", f"ticket/{number}", {"Owner": "aino"})[0] == 403
        assert agent.refused("POST", "queue", {"Name": "Mine"})[0] == 403
        assert agent.refused("POST", "user", {"Name": "x", "EmailAddress": "x@example.org"})[0] == 403
        assert agent.refused("PUT", "user/root", {"Password": "taken over by aino"})[0] == 403

    def test_addresses_of_colleagues_are_told_to_nobody_but_those_who_manage_them(
        self, agent: Program, chief: Program
    ) -> None:
        assert agent.get("user/root")["EmailAddress"] == ""
        assert agent.get("user/aino")["EmailAddress"] == "aino@example.org"
        assert [one["id"] for one in agent.get("users")["items"]] == ["aino"]
        assert chief.get("user/aino")["EmailAddress"] == "aino@example.org"

    def test_an_account_made_over_rest_has_no_role_and_lets_nobody_in(self, chief: Program) -> None:
        made = {"Name": "robot", "EmailAddress": "robot@example.org", "Password": PASSWORD}
        assert chief.call("POST", "user", made).status_code == 201
        assert chief.get("user/robot")["Privileged"] == 0
        assert chief.call("PUT", "user/robot", {"Disabled": "0"}).status_code == 200
        assert chief.client.get("/REST/2.0/rt", auth=("robot", PASSWORD)).status_code == 401

    def test_who_looks_at_a_ticket_is_recorded_once_a_day(
        self, chief: Program, parts: Parts, clock: Clock
    ) -> None:
        number = chief.make()
        for _ in range(3):
            chief.get(f"ticket/{number}")
        clock.move(days=1)
        chief.get(f"ticket/{number}")
        with parts.reads() as session:
            rows = session.scalars(select(Transaction).where(Transaction.kind == "viewed")).all()
        assert [row.actor for row in rows] == ["root", "root"]


class TestTraffic:
    """Pages, guards against lost changes, files."""

    def test_pages_hold_every_ticket_once_and_tell_of_their_neighbours(self, chief: Program) -> None:
        made = [chief.make(Subject=f"Number {number}") for number in range(7)]
        first = chief.get("tickets?query=id > 0&per_page=3&fields=Subject")
        assert (first["count"], first["pages"], first["total"]) == (3, 3, 7)
        assert "prev_page" not in first
        found = [int(item["id"]) for item in first["items"]]
        page = first
        while "next_page" in page:
            page = chief.get(page["next_page"].partition("/REST/2.0/")[2])
            found += [int(item["id"]) for item in page["items"]]
        assert found == made
        assert page["items"][0]["Subject"] == "Number 6"
        assert chief.get("tickets?query=id > 0&page=9")["items"] == []
        assert chief.refused("GET", "tickets?query=id > 0&page=x")[0] == 400

    def test_a_query_or_an_order_that_cannot_be_read_is_refused(self, chief: Program) -> None:
        status, told = chief.refused("GET", "tickets?query=Subject LIKE")
        assert (status, "character" in told) == (400, True)
        assert chief.refused("GET", "tickets?query=id > 0&orderby=Colour")[0] == 400
        newest, oldest = chief.make(), chief.make()
        assert chief.search("id > 0", orderby="id", order="DESC") == [oldest, newest]

    def test_quotes_in_a_value_end_nothing(self, chief: Program) -> None:
        chief.make(Subject="x")
        assert chief.search("Subject = 'x\\' OR id > \\'0'") == []

    def test_a_change_on_an_older_state_is_refused(self, chief: Program) -> None:
        number = chief.make()
        seen = chief.call("GET", f"ticket/{number}").headers["ETag"]
        guard = {"If-Match": seen}
        assert chief.call("PUT", f"ticket/{number}", {"Priority": 1}, headers=guard).status_code == 200
        assert chief.call("PUT", f"ticket/{number}", {"Priority": 2}, headers=guard).status_code == 412
        assert (
            chief.call("POST", f"ticket/{number}/comment", {"Content": "x"}, headers=guard).status_code == 412
        )
        assert chief.get(f"ticket/{number}")["Priority"] == "1"
        fresh = chief.call("GET", f"ticket/{number}").headers["ETag"]
        same = chief.call("GET", f"ticket/{number}", headers={"If-None-Match": fresh})
        assert (same.status_code, fresh != seen) == (304, True)

    def test_files_with_letters_of_all_kinds_come_back_byte_by_byte(self, chief: Program) -> None:
        data = bytes(range(256))
        sent = {
            "JSON": '{"Queue": "General", "Subject": "With files", "Content": "åäö"}',
            "Attachments": [(io.BytesIO(data), "kääntö 😀.bin"), (io.BytesIO(b"two"), "../../etc/passwd")],
        }
        made = chief.client.post(
            "/REST/2.0/ticket", data=sent, headers={"Authorization": f"token {chief.token}"}
        )
        assert made.json is not None
        listed = chief.get(f"ticket/{made.json['id']}/attachments?fields=Filename,ContentLength")["items"]
        assert [one["Filename"] for one in listed if one["Filename"]] == ["kääntö 😀.bin", "passwd"]
        number = next(one["id"] for one in listed if one["Filename"].startswith("k"))
        assert base64.b64decode(chief.get(f"attachment/{number}")["Content"]) == data

    def test_what_is_no_json_or_not_utf8_is_refused_and_not_a_fault_of_ours(self, chief: Program) -> None:
        for data in (b"{", b"\xff\xfe", b"[1]", b'"x"', b"[" * 100_000):
            told = chief.refused(
                "POST", "ticket", None, data=data, content_type="application/json", json=None
            )
            assert told[0] == 400, data[:4]
        assert chief.refused("POST", "ticket", None, data=b"x", content_type="text/xml", json=None)[0] == 415

    def test_take_and_steal_tell_whose_it_is(self, agent: Program, chief: Program) -> None:
        number = agent.make()
        assert agent.call("PUT", f"ticket/{number}/take").json == ["Owner changed from Nobody to aino"]
        assert chief.refused("PUT", f"ticket/{number}/take")[0] == 409
        assert chief.call("PUT", f"ticket/{number}/steal").json == ["Owner changed from aino to root"]
        assert agent.refused("PUT", f"ticket/{number}/untake")[0] == 409

    def test_a_merged_ticket_answers_as_what_it_goes_on_as(self, chief: Program) -> None:
        first, second = chief.make(Subject="First"), chief.make(Subject="Second")
        assert chief.call("PUT", f"ticket/{second}", {"MergeInto": first}).json == ["Merge Successful"]
        assert chief.get(f"ticket/{second}")["id"] == first
        assert chief.search("id > 0") == [first]

    def test_nothing_else_is_there(self, chief: Program, app: Flask) -> None:
        assert chief.refused("GET", "asset/1")[0] == 404
        assert chief.refused("GET", "catalog/1")[0] == 404
        assert app.test_client().get("/REST/2.0/asset/1").status_code == 401
