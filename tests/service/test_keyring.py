"""Holds that the master secret can be changed: the former opens, the new one seals, then the former goes."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from assistant.errors import UnavailableError, UsageError
from assistant.service import audit, drafts, factors, keyring, requests
from assistant.service.keys import Keys, unseal
from assistant.service.parts import Parts
from assistant.store import OutboxMail, StaffMember
from assistant.terms import Right, Role
from tests.service.conftest import NOON, acting, filing
from tests.web.staff import add_member

OLD, NEW = "the old secret, long enough for a test", "the new secret, long enough for a test"


def knowing(parts: Parts, secret: str, former: str = "") -> Parts:
    return replace(parts, keys=keyring.ready(parts.sessions, secret, former, now=NOON))


def letter(parts: Parts) -> str:
    with parts.reads() as session:
        mail = session.scalars(select(OutboxMail)).one()
        return unseal(parts.keys, mail.request.wrapped_key, mail.sealed or b"")


def file(parts: Parts, key: str) -> None:
    with parts.sessions.begin() as session:
        requests.file(acting(parts, session), filing(Right.MARKETING_BAN, key=key))


def test_both_secrets_open_until_all_is_sealed_anew_and_then_the_new_one_alone_does(parts: Parts) -> None:
    old = knowing(parts, OLD)
    file(old, "first")
    said = letter(old)
    add_member(old, "alva", Role.AGENT, "nord-privacy")
    with old.sessions.begin() as session:
        member = session.scalars(select(StaffMember)).one()
        app = pyotp.TOTP(factors.new_secret())
        factors.switch_on(acting(old, session), member, app.secret, app.at(NOON))

    changing = knowing(parts, NEW, former=OLD)
    assert letter(changing) == said
    assert changing.keys.lasting == old.keys.lasting, "hashes and histories stay"
    assert letter(knowing(parts, OLD, former=NEW)) == said, "a process that seals with the old one still"

    done = keyring.reseal(changing)
    assert (done.anew, done.lost) == (done.all, 0)
    assert keyring.reseal(changing).anew == 0
    new = knowing(parts, NEW)
    assert letter(new) == said
    with new.sessions.begin() as session:
        member = session.scalars(select(StaffMember)).one()
        assert factors.fits(new, member, app.at(NOON + timedelta(seconds=30)))
        assert audit.verify_all(session, new, kept={}) == {}
    with pytest.raises(UnavailableError, match="not the one of this database"):
        knowing(parts, OLD)


def test_what_was_typed_into_an_open_form_outlives_the_change(parts: Parts) -> None:
    old = knowing(parts, OLD)
    changing = knowing(parts, NEW, former=OLD)
    anew = drafts.resealed(changing.keys, drafts.closed(old, {"name": "Aino"}))
    assert anew is not None
    assert drafts.opened(knowing(parts, NEW, former=OLD), anew) == {"name": "Aino"}
    assert drafts.resealed(changing.keys, anew) is None


def test_a_database_refuses_the_secret_of_another_at_once(parts: Parts) -> None:
    knowing(parts, OLD)
    with pytest.raises(UnavailableError, match="restore it from its backup"):
        knowing(parts, NEW)


def test_a_database_of_before_is_not_taken_over_by_a_wrong_secret(parts: Parts) -> None:
    file(parts, "first")
    with pytest.raises(UnavailableError, match="restore it from its backup"):
        knowing(parts, NEW)


def test_a_database_without_a_keyring_keeps_the_hashes_of_the_secret_that_wrote_it(parts: Parts) -> None:
    file(replace(parts, keys=Keys.derive(OLD)), "first")
    changing = knowing(parts, NEW, former=OLD)
    assert changing.keys.lasting == Keys.derive(OLD).lasting
    with changing.sessions.begin() as session:
        assert audit.verify_all(session, changing, kept={}) == {}


def test_where_nothing_is_sealed_the_former_secret_is_taken_for_the_first(parts: Parts) -> None:
    assert knowing(parts, NEW, former=OLD).keys.lasting == Keys.derive(OLD).lasting


def test_a_staff_members_secrets_tell_a_wrong_master_secret_too(parts: Parts) -> None:
    old = replace(parts, keys=Keys.derive(OLD))
    add_member(old, "alva", Role.AGENT, "nord-privacy")
    with old.sessions.begin() as session:
        member = session.scalars(select(StaffMember)).one()
        app = pyotp.TOTP(factors.new_secret())
        factors.switch_on(acting(old, session), member, app.secret, app.at(NOON))
    with pytest.raises(UnavailableError, match="not the one of this database"):
        knowing(parts, NEW)


def test_sealing_anew_needs_to_know_what_from(parts: Parts) -> None:
    with pytest.raises(UsageError, match="ASSISTANT_SECRET_FORMER"):
        keyring.reseal(knowing(parts, OLD))
