"""Holds how people come to an account, keep it and lose it, and that nothing tells who has one."""

import re

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from assistant.service import staff_mail
from assistant.service.parts import Parts
from assistant.store import SignIn, StaffMember
from assistant.terms import Role
from tests.web.conftest import Clock
from tests.web.staff import PASSWORD, Browser, add_member, browser_of, file_request, history
from tests.web.test_console import Postbox

NEW = "a quite new password"


@pytest.fixture
def admin(app: Flask, parts: Parts) -> Browser:
    add_member(parts, "ada", Role.ADMIN)
    return browser_of(app, "ada")


def named(parts: Parts, name: str) -> StaffMember:
    with parts.reads() as session:
        return session.scalars(select(StaffMember).where(StaffMember.name == name)).one()


def link_of(parts: Parts) -> str:
    postbox = Postbox()
    staff_mail.deliver(parts, postbox)
    found = re.search(r"(/staff/password/[\w-]+)", postbox.mails[-1].text)
    assert found is not None
    return found[1]


def invite(admin: Browser, **fields: str) -> int:
    typed = {"name": "vera", "email": "vera@example.org", "role": "agent", "locale": "fi"} | fields
    return admin.post("/staff/people/", admin.page("/staff/people/"), **typed).status_code


def test_somebody_invited_chooses_a_password_once(app: Flask, parts: Parts, admin: Browser) -> None:
    assert invite(admin, queues="nord-privacy") == 303
    link, vera = link_of(parts), Browser(app.test_client())
    assert vera.post(link, vera.page(link), password="short").status_code == 400
    assert vera.post(link, vera.page(link), password=NEW).status_code == 303
    assert vera.get(link).status_code == 404
    assert vera.sign_in("vera", NEW).status_code == 303
    assert (named(parts, "vera").locale, named(parts, "vera").queues) == ("fi", ["nord-privacy"])


def test_a_link_is_over_after_its_time(app: Flask, parts: Parts, admin: Browser, clock: Clock) -> None:
    invite(admin)
    link = link_of(parts)
    clock.move(days=7)
    assert app.test_client().get(link).status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"email": "no address"}, 400),
        ({"name": "ada"}, 409),
        ({"role": "system"}, 400),
        ({"queues": "sund-secret"}, 400),
        ({"name": "system"}, 400),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(
    parts: Parts, admin: Browser, fields: dict[str, str], status: int
) -> None:
    assert invite(admin, **fields) == status
    with parts.reads() as session:
        assert list(session.scalars(select(StaffMember.name))) == ["ada"]


def test_an_admin_of_one_queue_gives_no_role_in_another(app: Flask, parts: Parts) -> None:
    add_member(parts, "olga", Role.ADMIN, "nord-privacy")
    add_member(parts, "maija", Role.AGENT)
    olga = browser_of(app, "olga")
    page = olga.page("/staff/people/")
    assert invite(olga) == 403
    assert invite(olga, queues="nord-privacy") == 303
    maija = named(parts, "maija").id
    for path, fields in (("post", {"role": "agent"}), ("active", {"active": "no"}), ("link", {})):
        answer = olga.post(f"/staff/people/{maija}/{path}", page, **fields)
        assert answer.status_code == 403, path
    assert named(parts, "maija").is_active


def test_nobody_changes_their_own_roles(parts: Parts, admin: Browser) -> None:
    own = named(parts, "ada").id
    assert (
        admin.post(f"/staff/people/{own}/post", admin.page("/staff/people/"), role="approver").status_code
        == 409
    )


def test_other_roles_count_at_once_and_sign_out(app: Flask, parts: Parts, admin: Browser) -> None:
    place = f"/staff/tickets/{file_request(parts)}"
    add_member(parts, "elin", Role.EDITOR)
    elin = browser_of(app, "elin")
    page, member = admin.page("/staff/people/"), named(parts, "elin").id
    changed = admin.post(f"/staff/people/{member}/post", page, role="editor", more="agent:nord-privacy")
    assert changed.status_code == 303
    assert elin.get("/staff/").status_code == 302
    elin.sign_in("elin")
    assert elin.get(place).status_code == 200
    assert elin.get("/staff/content").status_code == 200


def test_who_is_let_in_no_more_is_out_at_once(app: Flask, parts: Parts, admin: Browser) -> None:
    add_member(parts, "maija", Role.AGENT)
    maija = browser_of(app, "maija")
    page, member = admin.page("/staff/people/"), named(parts, "maija").id
    admin.post(f"/staff/people/{member}/active", page, active="no")
    assert maija.get("/staff/").status_code == 302
    assert maija.sign_in("maija").status_code == 401


@pytest.mark.parametrize("role", [Role.AGENT, Role.APPROVER, Role.EDITOR])
def test_only_who_manages_staff_sees_the_people(app: Flask, parts: Parts, role: Role) -> None:
    add_member(parts, "maija", role)
    assert browser_of(app, "maija").get("/staff/people/").status_code == 403


def test_a_lost_password_is_answered_alike_whether_there_is_an_account(app: Flask, parts: Parts) -> None:
    add_member(parts, "maija", Role.AGENT)
    with parts.sessions.begin() as session:
        session.scalars(select(StaffMember)).one().email = "maija@example.org"
    browser = Browser(app.test_client())
    form = browser.page("/staff/password/")
    answers = [browser.post("/staff/password/", form, name=name) for name in ("maija", "nobody")]
    assert answers[0].text == answers[1].text
    link = link_of(parts)
    assert browser.post(link, browser.page(link), password=NEW).status_code == 303
    assert browser.sign_in("maija", NEW).status_code == 303
    for _ in range(5):
        browser.post("/staff/password/", form, name="maija")
    postbox = Postbox()
    staff_mail.deliver(parts, postbox)
    assert len(postbox.mails) <= 2


def test_a_second_factor_is_asked_for_and_each_code_is_good_once(
    app: Flask, parts: Parts, clock: Clock
) -> None:
    add_member(parts, "maija", Role.AGENT)
    maija = browser_of(app, "maija")
    page = maija.page("/staff/account/")
    found = re.search(r'name="secret" value="(\w+)"', page)
    assert found is not None
    totp = pyotp.TOTP(found[1])
    wrong = maija.post("/staff/account/factor", page, secret=found[1], code="000000")
    assert wrong.status_code == 400
    code = totp.at(clock())
    assert maija.post("/staff/account/factor", page, secret=found[1], code=code).status_code == 303
    assert found[1].encode() not in (named(parts, "maija").totp_sealed or b"")
    other = Browser(app.test_client())
    assert other.sign_in("maija").status_code == 401
    assert other.sign_in("maija", code=code).status_code == 401
    clock.move(minutes=2)
    assert other.sign_in("maija", code=totp.at(clock())).status_code == 303
    assert (
        other.post(
            "/staff/account/factor", other.page("/staff/account/"), deed="off", password="wrong password"
        ).status_code
        == 400
    )
    other.post("/staff/account/factor", other.page("/staff/account/"), deed="off", password=PASSWORD)
    assert Browser(app.test_client()).sign_in("maija").status_code == 303


def test_a_member_changes_the_password_and_is_signed_out_everywhere(app: Flask, parts: Parts) -> None:
    add_member(parts, "maija", Role.AGENT)
    maija, elsewhere = browser_of(app, "maija"), browser_of(app, "maija")
    page = maija.page("/staff/account/")
    assert maija.post("/staff/account/password", page, old="wrong", new=NEW).status_code == 400
    assert maija.post("/staff/account/password", page, old=PASSWORD, new=NEW).status_code == 303
    assert elsewhere.get("/staff/").status_code == 302
    with parts.reads() as session:
        assert session.scalars(select(SignIn)).all() == []


def test_a_members_language_notices_and_absence_are_kept(app: Flask, parts: Parts) -> None:
    add_member(parts, "maija", Role.AGENT)
    add_member(parts, "ville", Role.APPROVER)
    maija, ville = browser_of(app, "maija"), browser_of(app, "ville")
    number = file_request(parts)
    fields = {"locale": "sv", "email": "maija@example.org", "notices": "assigned"}
    maija.post("/staff/account/preferences", maija.page("/staff/account/"), **fields)
    assert '<html lang="sv">' in maija.page("/staff/account/")
    ville.post(f"/staff/tickets/{number}/assign", name="maija")
    postbox = Postbox()
    staff_mail.deliver(parts, postbox)
    assert [mail.subject_line.partition(":")[0] for mail in postbox.mails] == ["Ett ärende är nu ditt"]
    page = maija.page("/staff/account/")
    assert maija.post("/staff/account/absence", page, until="2999-01-01", delegate="maija").status_code == 400
    assert maija.post("/staff/account/absence", page, until="soon", delegate="ville").status_code == 400
    assert maija.post("/staff/account/absence", page, until="2999-01-01", delegate="ville").status_code == 303
    assert f"/staff/tickets/{number}" in ville.page("/staff/?show=mine")
    assert history(parts, number)[-1].new == "maija"
