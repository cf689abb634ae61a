"""Holds that requests put together or taken apart keep the earliest receipt: rule D-11."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.identity import Level, Method
from assistant.rights.states import LineState
from assistant.service import audit, identifiers, identity, merging, outbox, proofs, requests, tickets
from assistant.service.parts import Parts
from assistant.service.proofs import Proof
from assistant.store import Ticket
from assistant.terms import Right
from tests.service.conftest import ADDRESS, BO, Clock, Postbox, acting, filing


def file(parts: Parts, *rights: Right, key: str, address: str = ADDRESS) -> str:
    with parts.sessions.begin() as session:
        asked = replace(filing(*rights, key=key, address=address), received_at=parts.now())
        return requests.file(acting(parts, session), asked).reference


def merge(parts: Parts, kept: str, duplicate: str, reason: str = "Asked twice.") -> None:
    with parts.sessions.begin() as session:
        one, other = (tickets.hold(session, requests.find(session, name)) for name in (kept, duplicate))
        merging.merge(acting(parts, session, BO), one, other, reason)


def shown(parts: Parts, reference: str) -> tuple[date, date | None, list[tuple[str, str | None]]]:
    with parts.reads() as session:
        request = requests.find(session, reference)
        ticket: Ticket = tickets.of_request(session, request)
        return request.due, ticket.due, [(line.state, line.outcome) for line in request.lines]


BAN = Right.MARKETING_BAN


def test_of_two_that_ask_the_same_the_kept_one_counts_from_the_earlier(parts: Parts, clock: Clock) -> None:
    """Rule D-11."""
    first = file(parts, BAN, key="one")
    clock.move(days=6)
    second = file(parts, BAN, key="two")
    merge(parts, second, first)
    assert shown(parts, second) == (date(2026, 4, 7), date(2026, 4, 7), [("open", None)])
    assert shown(parts, first)[2] == [("closed", "linked_duplicate")]
    with parts.reads() as session:
        assert audit.verify_all(session, parts, kept={}) == {}


def test_a_merge_that_keeps_the_earlier_changes_no_date(parts: Parts, clock: Clock) -> None:
    first = file(parts, BAN, key="one")
    clock.move(days=6)
    second = file(parts, BAN, key="two")
    merge(parts, first, second)
    assert shown(parts, first)[0] == date(2026, 4, 7)


def test_what_is_not_the_same_person_or_asks_for_more_is_not_put_together(parts: Parts) -> None:
    """Rule V-6."""
    kept = file(parts, BAN, key="one")
    for other in (
        file(parts, BAN, key="two", address="somebody.else@example.org"),
        file(parts, Right.WITHDRAW_CONSENT, key="three"),
    ):
        with pytest.raises(TransitionNotAllowedError):
            merge(parts, kept, other)
    with pytest.raises(InvalidInputError):
        merge(parts, kept, kept)


def test_a_verified_request_is_never_put_together_with_an_unverified_one(
    parts: Parts, postbox: Postbox
) -> None:
    """Rule V-6."""
    unproved, proved = (file(parts, Right.ACCESS, key=key) for key in ("one", "two"))
    with parts.sessions.begin() as session:
        request = requests.find(session, proved)
        identity.send_code(acting(parts, session), request, nonce="page", network="192.0.2.7")
    outbox.deliver(parts, postbox)
    with parts.sessions.begin() as session:
        identity.confirm(
            acting(parts, session), requests.find(session, proved), nonce="page", code=postbox.code
        )
    for kept, other in ((unproved, proved), (proved, unproved)):
        with pytest.raises(TransitionNotAllowedError, match="never put together"):
            merge(parts, kept, other)


@pytest.mark.parametrize("how", ["account", "override"])
def test_what_was_shown_of_something_else_than_the_mailbox_takes_over_nothing_of_its_owner(
    parts: Parts, how: str
) -> None:
    """Rules V-5 and V-6: whoever claims a mailbox beside a proof of their own is not its owner."""
    owners, strangers = (file(parts, Right.ACCESS, key=key) for key in ("one", "two"))
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, strangers))
        if how == "account":
            proofs.accept(acting(parts, session), ticket, Proof(Method.TOKEN, Level.L2, "an account"))
        else:
            proofs.override(acting(parts, session, BO), ticket, "Known to us.")
    with pytest.raises(TransitionNotAllowedError, match="never put together"):
        merge(parts, strangers, owners)


def test_two_requests_of_one_mailbox_go_together_though_an_account_was_shown_for_one_as_well(
    parts: Parts,
) -> None:
    first, second = (file(parts, Right.ACCESS, key=key) for key in ("one", "two"))
    with parts.sessions.begin() as session:
        for reference, level in ((first, Level.L1), (second, Level.L2)):
            ticket = tickets.hold(session, requests.find(session, reference))
            mailbox = ticket.request.address_hash
            proofs.accept(acting(parts, session), ticket, Proof(Method.CODE, level, mailbox))
        proofs.accept(acting(parts, session), ticket, Proof(Method.TOKEN, Level.L2, "an account"))
    merge(parts, first, second)
    assert shown(parts, second)[2] == [("closed", "linked_duplicate")]


def test_a_right_taken_out_keeps_the_receipt_the_proof_and_its_state(parts: Parts, clock: Clock) -> None:
    """Rule D-11."""
    reference = file(parts, BAN, Right.WITHDRAW_CONSENT, key="one")
    clock.move(days=9)
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        tickets.move_line(acting(parts, session, BO), ticket.request.lines[1], LineState.IN_PROGRESS)
        made = merging.split(acting(parts, session, BO), ticket, [2], "Another team does this.")
        apart = made.request.reference
    due, ticket_due, lines = shown(parts, apart)
    assert (due, ticket_due, lines) == (date(2026, 4, 7), date(2026, 4, 7), [("in_progress", None)])
    assert shown(parts, reference)[2] == [("open", None), ("closed", "linked_duplicate")]
    with parts.reads() as session:
        old, new = (requests.find(session, name) for name in (reference, apart))
        assert old.received_at == new.received_at
        assert identifiers.known(session, parts, old) == identifiers.known(session, parts, new)


def test_all_rights_or_none_are_not_taken_out(parts: Parts) -> None:
    reference = file(parts, BAN, Right.WITHDRAW_CONSENT, key="one")
    with parts.sessions() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        for positions in ([], [1, 2]):
            with pytest.raises(InvalidInputError):
                merging.split(acting(parts, session, BO), ticket, positions, "Another team.")


def test_the_person_is_told_under_which_reference_their_rights_go_on(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rules D-11 and R-1: nobody waits for the answer to a reference that was closed."""
    first = file(parts, BAN, Right.WITHDRAW_CONSENT, key="one")
    second = file(parts, BAN, key="two")
    merge(parts, first, second)
    clock.move(days=2)
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, first))
        apart = merging.split(acting(parts, session, BO), ticket, [2], "Another team does this.")
        third = apart.request.reference
    outbox.deliver(parts, postbox)
    told = [mail for mail in postbox.mails if "linked_duplicate" in dict(mail.headers).values()]
    assert [mail.subject_line for mail in told] == [
        f"Your request {second} goes on as {first}",
        f"Your request {first} goes on as {third}",
    ]
    assert "direct marketing" in told[0].text
    assert all("by 7 April 2026 at the latest" in mail.text for mail in told)
    assert f"/requests/{third}" in told[1].text
