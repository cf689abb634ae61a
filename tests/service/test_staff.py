"""Holds that only the right password signs in, for as long as it should, and that roles bound deeds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from assistant.adapters.bus import InProcessBus
from assistant.answers.knowledge import Knowledge
from assistant.errors import ConflictError, InvalidInputError, NotFoundError, PermissionDeniedError
from assistant.service import staff
from assistant.service.acting import SYSTEM, Act
from assistant.service.keys import Keys
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.store import SignIn, StaffMember
from assistant.store.database import session_makers
from assistant.terms import Locale, Role
from assistant.tickets.permission import Action, Grant

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
PASSWORD = "twelve quiet herons"


class Clock:
    """Tells the instant that a test sets."""

    def __init__(self) -> None:
        self.instant = NOON

    def __call__(self) -> datetime:
        return self.instant

    def forward(self, **time: float) -> None:
        self.instant += timedelta(**time)


def no_knowledge() -> Knowledge:
    raise AssertionError("signing in asks no policy")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def parts(engine: Engine, clock: Clock) -> Parts:
    writing, reading = session_makers(engine)
    keys, limits = Keys.derive("a secret for tests"), Limits(staff_failures=3)
    return Parts(writing, reading, clock, no_knowledge, keys, limits, InProcessBus(), "http://127.0.0.1")


@pytest.fixture
def act(parts: Parts) -> Iterator[Act]:
    with parts.sessions() as session:
        yield Act(session, parts, SYSTEM, NOON)


def newcomer(name: str = "maija", role: Role = Role.AGENT, *queues: str) -> staff.Newcomer:
    return staff.Newcomer(name, role, PASSWORD, queues, Locale.FI)


@pytest.fixture
def member(parts: Parts) -> StaffMember:
    with parts.sessions.begin() as session:
        return staff.add(Act(session, parts, SYSTEM, NOON), newcomer())


def try_in(
    parts: Parts, name: str = "maija", password: str = PASSWORD, *, network: str = "192.0.2.1"
) -> tuple[str, SignIn] | None:
    return staff.sign_in(parts, name, password, network=network)


def token_of(parts: Parts) -> str:
    found = try_in(parts)
    assert found is not None
    return found[0]


def is_signed_in(parts: Parts, token: str) -> bool:
    with parts.reads() as session:
        return staff.signed_in(Act(session, parts, SYSTEM, parts.now()), token) is not None


@pytest.mark.usefixtures("member")
def test_the_right_password_signs_in_and_the_token_is_stored_by_its_hash_only(parts: Parts) -> None:
    token = token_of(parts)
    with parts.reads() as session:
        row = staff.signed_in(Act(session, parts, SYSTEM, NOON), token)
        assert row is not None
        assert (row.member.name, row.expires) == ("maija", NOON + timedelta(hours=10))
        assert token not in {row.hash, row.csrf}


def test_the_password_is_kept_as_argon2id(member: StaffMember) -> None:
    assert member.password_hash.startswith("$argon2id$")


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    ("name", "password"), [("maija", "another password"), ("nobody", PASSWORD), ("", "")]
)
def test_a_wrong_password_and_an_unknown_name_give_the_same_nothing(
    parts: Parts, name: str, password: str
) -> None:
    assert try_in(parts, name, password) is None


@pytest.mark.usefixtures("member")
def test_wrong_passwords_lock_the_account_even_for_the_right_one_until_the_time_is_over(
    parts: Parts, clock: Clock
) -> None:
    for _ in range(3):
        try_in(parts, password="another password")
    assert try_in(parts) is None
    clock.forward(minutes=15)
    assert try_in(parts) is not None


@pytest.mark.usefixtures("member")
def test_the_right_password_forgets_the_wrong_ones_before_it(parts: Parts) -> None:
    for _ in range(2):
        try_in(parts, password="another password")
        try_in(parts, password="another password")
        assert try_in(parts) is not None


@pytest.mark.usefixtures("member")
def test_too_many_tries_from_one_network_address_are_refused_there_and_nowhere_else(parts: Parts) -> None:
    for number in range(30):
        try_in(parts, f"nobody-{number}")
    assert try_in(parts) is None
    assert try_in(parts, network="192.0.2.2") is not None


@pytest.mark.usefixtures("member")
def test_a_sign_in_ends_after_its_hours_and_its_row_goes_with_the_next(parts: Parts, clock: Clock) -> None:
    token = token_of(parts)
    clock.forward(hours=10, seconds=-1)
    assert is_signed_in(parts, token)
    clock.forward(seconds=1)
    assert not is_signed_in(parts, token)
    token_of(parts)
    with parts.reads() as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 1


@pytest.mark.usefixtures("member")
def test_signing_out_ends_this_sign_in_and_no_other(parts: Parts) -> None:
    here, elsewhere = token_of(parts), token_of(parts)
    with parts.sessions.begin() as session:
        staff.sign_out(Act(session, parts, SYSTEM, NOON), here)
    assert not is_signed_in(parts, here)
    assert is_signed_in(parts, elsewhere)


def test_who_has_left_is_neither_signed_in_nor_signs_in(parts: Parts, member: StaffMember) -> None:
    token = token_of(parts)
    with parts.sessions.begin() as session:
        session.get_one(StaffMember, member.id).is_active = False
    assert not is_signed_in(parts, token)
    assert try_in(parts) is None


@pytest.mark.usefixtures("member")
def test_a_new_token_for_programs_ends_the_one_before(act: Act) -> None:
    first, second = staff.give_token(act, "maija"), staff.give_token(act, "maija")
    assert staff.by_token(act, first) is None
    found = staff.by_token(act, second)
    assert found is not None
    assert found.name == "maija"


def test_there_is_no_token_for_nobody(act: Act) -> None:
    with pytest.raises(NotFoundError):
        staff.give_token(act, "nobody")


@pytest.mark.usefixtures("member")
def test_two_members_cannot_share_a_name(act: Act) -> None:
    with pytest.raises(ConflictError):
        staff.add(act, newcomer())


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "system", "Data_Subject"])
def test_a_name_that_the_record_could_mistake_is_refused(act: Act, name: str) -> None:
    with pytest.raises(InvalidInputError):
        staff.add(act, newcomer(name))


def test_a_short_password_is_refused(act: Act) -> None:
    with pytest.raises(InvalidInputError):
        staff.add(act, staff.Newcomer("maija", Role.AGENT, "elevenchars"))


def test_a_data_subject_is_no_staff(act: Act) -> None:
    with pytest.raises(InvalidInputError):
        staff.add(act, newcomer("maija", Role.DATA_SUBJECT))


def test_a_queue_brings_its_unverified_requests_and_no_other_queue(act: Act) -> None:
    member = staff.add(act, newcomer("maija", Role.AGENT, "one"))
    assert staff.grants(member) == (Grant(Role.AGENT, "one"), Grant(Role.AGENT, "one-unverified"))
    waiting = staff.acting(act.parts, act.session, member, action=Action.REPLY, queue="one-unverified")
    assert (waiting.actor.name, waiting.actor.role) == ("maija", Role.AGENT)
    with pytest.raises(PermissionDeniedError):
        staff.acting(act.parts, act.session, member, action=Action.REPLY, queue="two")


def test_no_queue_means_all_of_them(act: Act) -> None:
    assert staff.grants(staff.add(act, newcomer())) == (Grant(Role.AGENT, "*"),)


def test_a_renewed_member_has_only_the_new_password(parts: Parts, member: StaffMember) -> None:
    signed = try_in(parts, "maija", PASSWORD)
    assert signed is not None
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, NOON)
        again = staff.add_or_renew(act, staff.Newcomer("maija", Role.ADMIN, "fourteen new words"))
        assert (again.id, again.role) == (member.id, "admin")
        assert staff.signed_in(act, signed[0]) is None
    assert try_in(parts, "maija", PASSWORD) is None
    assert try_in(parts, "maija", "fourteen new words") is not None
