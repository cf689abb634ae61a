"""Holds what a proof opens and what it leaves shut: rules V-5 to V-9."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from assistant.errors import InvalidInputError, PermissionDeniedError, TransitionNotAllowedError
from assistant.rights.identity import Level, Method
from assistant.rights.states import LineState
from assistant.service import identifiers, identity, outbox, proofs, requests, tickets
from assistant.service.acting import Actor
from assistant.service.holdings import holdings, own_requests
from assistant.service.identifiers import Claim, Kind
from assistant.service.parts import Parts
from assistant.service.proofs import Proof
from assistant.store import Transaction, Verification
from assistant.terms import Right
from tests.service.conftest import ALVA, BO, Clock, Postbox, acting, filing

VICTIM = "aino.virtanen@example.org"


def file(parts: Parts, *rights: Right, key: str, claims: tuple[Claim, ...] = ()) -> str:
    with parts.sessions.begin() as session:
        asked = replace(filing(*rights or (Right.ACCESS,), key=key), received_at=parts.now(), claims=claims)
        return requests.file(acting(parts, session), asked).reference


def prove(parts: Parts, postbox: Postbox, reference: str) -> None:
    with parts.sessions.begin() as session:
        request = requests.find(session, reference)
        identity.send_code(acting(parts, session), request, nonce="page", network="192.0.2.7")
    outbox.deliver(parts, postbox)
    with parts.sessions.begin() as session:
        request = requests.find(session, reference)
        identity.confirm(acting(parts, session), request, nonce="page", code=postbox.code)


def states_of(parts: Parts, reference: str) -> list[tuple[str, str | None]]:
    with parts.reads() as session:
        return [(line.state, line.outcome) for line in requests.find(session, reference).lines]


def received(parts: Parts, reference: str) -> tuple[datetime, date]:
    with parts.reads() as session:
        request = requests.find(session, reference)
        return request.received_at, request.due


def test_what_is_only_claimed_cannot_enter_a_lookup_and_a_proof_opens_its_own_channel_only(
    parts: Parts, postbox: Postbox
) -> None:
    """Rule V-5."""
    reference = file(parts, key="one", claims=(Claim(Kind.CUSTOMER_NUMBER, "4711"),))
    with parts.reads() as session, pytest.raises(PermissionDeniedError):
        identifiers.for_lookup(session, parts, requests.find(session, reference))
    prove(parts, postbox, reference)
    with parts.reads() as session:
        request = requests.find(session, reference)
        told = [(one.kind, one.is_verified) for one in identifiers.known(session, parts, request)]
        assert told == [(Kind.EMAIL, True), (Kind.CUSTOMER_NUMBER, False)]
        (usable,) = identifiers.for_lookup(session, parts, request)
        assert usable.value == VICTIM


def test_a_second_identifier_swapped_in_after_the_first_was_verified_is_not_verified(
    parts: Parts, postbox: Postbox
) -> None:
    """Rules X-5 and V-5."""
    reference = file(parts, key="one")
    prove(parts, postbox, reference)
    with parts.sessions.begin() as session:
        request = requests.find(session, reference)
        identifiers.claim(acting(parts, session), request, (Claim(Kind.EMAIL, "boss@example.org"),))
        request.address, request.address_hash = "boss@example.org", "0" * 64
    with parts.reads() as session, pytest.raises(PermissionDeniedError):
        identifiers.for_lookup(session, parts, requests.find(session, reference))


def test_a_verified_request_takes_over_earlier_unproved_ones_for_the_same_rights_with_their_day(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rules V-6 and D-11."""
    first = file(parts, Right.ACCESS, key="one")
    began = parts.now()
    clock.move(days=5)
    second = file(parts, Right.ACCESS, key="two")
    prove(parts, postbox, second)
    assert received(parts, second) == (began, date(2026, 4, 7))
    assert states_of(parts, first) == [("closed", "linked_duplicate")]
    assert states_of(parts, second) == [("open", None)]
    with parts.reads() as session:
        why = session.scalars(select(Transaction).where(Transaction.kind == "linked")).one()
        assert (why.rule, why.new) == ("V-6", first)


def test_a_right_that_an_earlier_request_asks_besides_still_waits_for_its_own_proof(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rules V-6 and X-4: what an attacker filed for a victim's address is not done on the victim's proof."""
    attack = file(parts, Right.ERASURE, key="attack")
    clock.move(days=1)
    honest = file(parts, Right.ACCESS, key="honest")
    prove(parts, postbox, honest)
    assert states_of(parts, attack) == [("received_unverified", None)]
    assert states_of(parts, honest) == [("open", None)]
    assert received(parts, honest)[0] == clock.now


def test_an_unproved_request_holds_up_no_other_of_the_same_address(parts: Parts, postbox: Postbox) -> None:
    """Rules V-6 and X-4."""
    file(parts, key="attack")
    honest = file(parts, key="honest")
    prove(parts, postbox, honest)
    assert states_of(parts, honest) == [("open", None)]


@pytest.mark.parametrize(("actor", "reason"), [(ALVA, "She called."), (BO, " ")])
def test_only_the_officer_overrides_and_only_in_writing(parts: Parts, actor: Actor, reason: str) -> None:
    """Rule V-7."""
    reference = file(parts, key="one")
    with parts.sessions() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        with pytest.raises((InvalidInputError, TransitionNotAllowedError)):
            proofs.override(acting(parts, session, actor), ticket, reason)


def test_an_override_is_recorded_as_one_with_its_reason_and_moves_the_ticket(parts: Parts) -> None:
    """Rule V-7."""
    reference = file(parts, key="one")
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        assert ticket.queue == "nord-privacy-unverified"
        proofs.override(acting(parts, session, BO), ticket, "Known to us for ten years, called back.")
    with parts.reads() as session:
        ticket = tickets.of_request(session, requests.find(session, reference))
        assert ticket.queue == "nord-privacy"
        row = next(row for row in ticket.history if row.kind == "override")
        assert (row.actor, tickets.text_of(parts, row)) == ("bo", "Known to us for ten years, called back.")
        assert session.scalars(select(Verification.method)).all() == ["override"]
        assert "verified" not in {row.kind for row in ticket.history}
    assert states_of(parts, reference) == [("open", None)]


def test_an_override_verifies_nothing_that_was_claimed(parts: Parts) -> None:
    """Rules V-5 and V-7: the officer's word lets a request go on, and shows of no mailbox whose it is."""
    reference = file(parts, key="one")
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        proofs.override(acting(parts, session, BO), ticket, "Known to us for ten years.")
    with parts.reads() as session:
        request = requests.find(session, reference)
        assert (request.verified_at, request.verified_level) == (None, "L0")
        assert [one.is_verified for one in identifiers.known(session, parts, request)] == [False]


@pytest.mark.parametrize("how", ["account", "override"])
def test_who_shows_something_else_than_the_mailbox_gets_nothing_of_its_owner(
    parts: Parts, postbox: Postbox, how: str
) -> None:
    """Rules V-5 and X-5: a claimed mailbox opens no other request, whatever else was proved beside it."""
    owners = file(parts, key="owner's")
    prove(parts, postbox, owners)
    attackers = file(parts, key="attacker's")
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, attackers))
        if how == "account":
            claimed = (Claim(Kind.ACCOUNT, "attacker"),)
            identifiers.claim(acting(parts, session), ticket.request, claimed)
            hashed = identifiers.identifier_hash(parts, Kind.ACCOUNT, "attacker")
            proofs.accept(acting(parts, session), ticket, Proof(Method.TOKEN, Level.L2, hashed))
        else:
            proofs.override(acting(parts, session, BO), ticket, "Known to us.")
    with parts.reads() as session:
        asking = requests.find(session, attackers)
        assert [one.reference for one in own_requests(session, asking)] == [attackers]
        told = holdings(session, parts, requests.find(session, owners))
        assert [one["reference"] for one in told["requests"]] == [owners]
    assert states_of(parts, attackers) == [("open", None)]


def test_of_a_proof_only_method_level_time_and_a_hash_are_kept(parts: Parts, postbox: Postbox) -> None:
    """Rule V-9."""
    reference = file(parts, key="one")
    prove(parts, postbox, reference)
    with parts.reads() as session:
        row = session.scalars(select(Verification)).one()
        assert (row.method, row.level, row.at) == ("code", "L1", parts.now())
        assert row.channel_hash == requests.find(session, reference).address_hash
        assert set(Verification.__table__.columns.keys()) == {
            "id",
            "request_id",
            "method",
            "level",
            "at",
            "channel_hash",
        }


def test_proof_that_the_staff_asked_for_takes_the_line_up_again(parts: Parts, postbox: Postbox) -> None:
    """Rule V-8."""
    reference = file(parts, key="one")
    prove(parts, postbox, reference)
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        act = acting(parts, session, ALVA)
        (line,) = ticket.request.lines
        tickets.move_line(act, line, LineState.IN_PROGRESS)
        tickets.move_line(act, line, LineState.WAITING_ID, reason="other_address")
        proofs.accept(act, ticket, Proof(Method.CALLED_BACK, Level.L3, "0" * 64))
    assert states_of(parts, reference) == [("in_progress", None)]


def test_no_code_is_mailed_for_a_request_that_is_over(parts: Parts, postbox: Postbox) -> None:
    reference = file(parts, key="one")
    with parts.sessions.begin() as session:
        requests.withdraw(acting(parts, session), requests.find(session, reference))
    with parts.sessions.begin() as session:
        request = requests.find(session, reference)
        identity.send_code(acting(parts, session), request, nonce="page", network="192.0.2.7")
    outbox.deliver(parts, postbox)
    assert postbox.kinds == []
