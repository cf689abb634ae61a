"""Holds how a mailbox is proved by a code, and how little the way there tells: rules V-1, V-2, V-9."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from assistant.errors import NotFoundError
from assistant.service import identity, outbox, requests, tickets
from assistant.service.identity import Attempt
from assistant.service.parts import Parts
from assistant.store import Challenge, DataSubjectRequest, OutboxMail, Transaction
from assistant.terms import Right
from tests.service.conftest import ADDRESS, Clock, Postbox, acting, filing

PAGE, OTHER_PAGE = "a page's nonce", "another page's nonce"
NETWORK = "192.0.2.7"


def file(parts: Parts, *rights: Right, key: str = "first", address: str = ADDRESS) -> str:
    with parts.sessions.begin() as session:
        made = filing(*rights or (Right.ACCESS,), key=key, address=address)
        return requests.file(acting(parts, session), made).reference


def send(parts: Parts, reference: str, *, nonce: str = PAGE, network: str = NETWORK) -> None:
    with parts.sessions.begin() as session:
        request = requests.find(session, reference)
        identity.send_code(acting(parts, session), request, nonce=nonce, network=network)


def confirm(parts: Parts, reference: str, code: str, *, nonce: str = PAGE) -> Attempt:
    with parts.sessions.begin() as session:
        request = requests.find(session, reference)
        return identity.confirm(acting(parts, session), request, nonce=nonce, code=code)


def code_for(parts: Parts, postbox: Postbox, reference: str) -> str:
    send(parts, reference)
    outbox.deliver(parts, postbox)
    return postbox.code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def kinds(parts: Parts) -> list[str]:
    with parts.reads() as session:
        return list(session.scalars(select(Transaction.kind).order_by(Transaction.id)))


def test_the_right_code_moves_the_request_to_the_staff_and_acknowledges_it(
    parts: Parts, postbox: Postbox
) -> None:
    reference = file(parts)
    assert confirm(parts, reference, code_for(parts, postbox, reference)) is Attempt.VERIFIED
    with parts.reads() as session:
        request = requests.find(session, reference)
        ticket = tickets.of_request(session, request)
        assert [line.state for line in request.lines] == ["open"]
        assert (request.verified_level, request.verified_at) == ("L1", parts.now())
        assert (ticket.queue, ticket.status) == ("nord-privacy", "open")
    assert kinds(parts)[:6] == [
        "received",
        "code_sent",
        "mail_sent",
        "verified",
        "level_changed",
        "line_moved",
    ]
    outbox.deliver(parts, postbox)
    assert postbox.kinds == ["code", "acknowledgement"]


def test_blanks_in_a_code_are_forgiven(parts: Parts, postbox: Postbox) -> None:
    reference = file(parts)
    code = code_for(parts, postbox, reference)
    assert confirm(parts, reference, f" {code[:3]} {code[3:]} ") is Attempt.VERIFIED


def test_the_fifth_wrong_code_closes_it_even_for_the_right_one(parts: Parts, postbox: Postbox) -> None:
    """Rule V-1."""
    reference = file(parts)
    code = code_for(parts, postbox, reference)
    tried = [confirm(parts, reference, wrong(code)) for _ in range(5)]
    assert tried == [Attempt.WRONG] * 4 + [Attempt.CLOSED]
    assert confirm(parts, reference, code) is Attempt.CLOSED
    assert kinds(parts).count("verify_failed") == 5


def test_what_is_no_code_at_all_costs_no_try(parts: Parts, postbox: Postbox) -> None:
    reference = file(parts)
    code = code_for(parts, postbox, reference)
    assert [confirm(parts, reference, text) for text in ("", "12345", "x" * 10_000)] == [Attempt.WRONG] * 3
    assert "verify_failed" not in kinds(parts)
    assert confirm(parts, reference, code) is Attempt.VERIFIED


def test_a_code_works_once(parts: Parts, postbox: Postbox) -> None:
    """Rule V-1."""
    reference = file(parts)
    code = code_for(parts, postbox, reference)
    assert [confirm(parts, reference, code) for _ in range(2)] == [Attempt.VERIFIED, Attempt.CLOSED]


@pytest.mark.parametrize(("minutes", "attempt"), [(29, Attempt.VERIFIED), (30, Attempt.CLOSED)])
def test_a_code_works_for_half_an_hour(
    parts: Parts, postbox: Postbox, clock: Clock, *, minutes: int, attempt: Attempt
) -> None:
    """Rule V-1."""
    reference = file(parts)
    code = code_for(parts, postbox, reference)
    clock.move(minutes=minutes)
    assert confirm(parts, reference, code) is attempt


def test_a_code_asked_for_on_one_page_fails_on_another_and_costs_no_try(
    parts: Parts, postbox: Postbox
) -> None:
    reference = file(parts)
    code = code_for(parts, postbox, reference)
    tried = [confirm(parts, reference, code, nonce=OTHER_PAGE) for _ in range(9)]
    assert tried == [Attempt.CLOSED] * 9
    assert confirm(parts, reference, code) is Attempt.VERIFIED


def test_a_code_of_one_request_fails_on_another_of_the_same_address(parts: Parts, postbox: Postbox) -> None:
    """Rule X-6."""
    first, second = file(parts), file(parts, key="second")
    code = code_for(parts, postbox, first)
    assert confirm(parts, second, code) is Attempt.CLOSED


def test_a_new_code_ends_the_one_before(parts: Parts, postbox: Postbox) -> None:
    """Rule V-1."""
    reference = file(parts)
    first, second = (code_for(parts, postbox, reference) for _ in range(2))
    if first != second:  # one in a million
        assert confirm(parts, reference, first) is Attempt.WRONG
    assert confirm(parts, reference, second) is Attempt.VERIFIED


def test_the_fourth_code_for_an_address_in_a_day_is_not_mailed_and_looks_the_same(
    parts: Parts, postbox: Postbox, clock: Clock
) -> None:
    """Rules V-2 and X-3."""
    references = [file(parts, key=str(number)) for number in range(4)]
    sent = []
    for reference in references:
        send(parts, reference)
        sent.append(outbox.deliver(parts, postbox))
        clock.move(minutes=20)
    assert sent == [1, 1, 1, 0]
    assert kinds(parts).count("code_sent") == 3
    assert confirm(parts, references[3], postbox.code) is Attempt.CLOSED
    clock.move(hours=22, minutes=40)  # the first of the three is a day old
    send(parts, references[3])
    assert outbox.deliver(parts, postbox) == 1


def test_an_unsent_code_leaves_the_one_before_alive(parts: Parts, postbox: Postbox) -> None:
    reference = file(parts)
    codes = [code_for(parts, postbox, reference) for _ in range(4)]
    assert codes[2] == codes[3]
    assert confirm(parts, reference, codes[3]) is Attempt.VERIFIED


@pytest.mark.parametrize("limit", ["mails_per_hour_per_network_address", "mails_per_hour"])
def test_mails_an_hour_are_bounded_from_one_place_and_altogether(
    parts: Parts, postbox: Postbox, clock: Clock, *, limit: str
) -> None:
    """Rule V-2."""
    tight = replace(parts, limits=replace(parts.limits, **{limit: 2}))
    for number in range(3):
        reference = file(tight, key=str(number), address=f"person{number}@example.org")
        send(tight, reference)
    assert outbox.deliver(tight, postbox) == 2
    clock.move(hours=1)
    send(tight, reference)
    assert outbox.deliver(tight, postbox) == 1


def test_a_purged_address_gets_no_code_and_looks_the_same(parts: Parts) -> None:
    reference = file(parts)
    with parts.sessions.begin() as session:
        requests.find(session, reference).address = None
    send(parts, reference)
    assert confirm(parts, reference, "012345") is Attempt.CLOSED


def test_neither_code_nor_page_nor_network_address_is_kept_as_it_is(parts: Parts, postbox: Postbox) -> None:
    """Rule V-9."""
    reference = file(parts)
    code = code_for(parts, postbox, reference)
    with parts.reads() as session:
        challenge = session.scalars(select(Challenge)).one()
        words = [str(value) for value in vars(challenge).values()]
        assert not any(secret in word for word in words for secret in (PAGE, NETWORK, ADDRESS))
        assert code not in words
        (mail,) = session.scalars(select(OutboxMail))
        assert mail.sealed is None


def test_a_mixed_request_is_worked_on_while_its_other_line_waits_for_proof(
    parts: Parts, postbox: Postbox
) -> None:
    reference = file(parts, Right.ACCESS, Right.MARKETING_BAN)
    outbox.deliver(parts, postbox)
    assert postbox.mails == []  # it is acknowledged as a whole, once the mailbox is proved
    assert confirm(parts, reference, code_for(parts, postbox, reference)) is Attempt.VERIFIED
    outbox.deliver(parts, postbox)
    assert postbox.kinds == ["code", "acknowledgement"]
    with parts.reads() as session:
        assert [line.state for line in requests.find(session, reference).lines] == ["open", "open"]


def test_proving_the_mailbox_again_changes_and_mails_nothing_more(parts: Parts, postbox: Postbox) -> None:
    reference = file(parts)
    for _ in range(2):
        assert confirm(parts, reference, code_for(parts, postbox, reference)) is Attempt.VERIFIED
    assert kinds(parts).count("level_changed") == 1
    outbox.deliver(parts, postbox)
    assert postbox.kinds.count("acknowledgement") == 1


def test_withdrawing_a_verified_request_is_confirmed_by_letter(parts: Parts, postbox: Postbox) -> None:
    reference = file(parts)
    confirm(parts, reference, code_for(parts, postbox, reference))
    with parts.sessions.begin() as session:
        requests.withdraw(acting(parts, session), requests.find(session, reference))
    outbox.deliver(parts, postbox)
    assert sorted(postbox.kinds) == ["acknowledgement", "code", "withdrawn"]


def test_what_needs_no_proof_is_acknowledged_at_once_but_seldom_to_one_address(
    parts: Parts, postbox: Postbox
) -> None:
    for number in range(5):
        file(parts, Right.MARKETING_BAN, key=str(number))
    outbox.deliver(parts, postbox)
    assert postbox.kinds == ["acknowledgement"] * 3
    with parts.reads() as session:
        assert session.scalar(select(func.count()).select_from(DataSubjectRequest)) == 5


def test_nonces_are_random() -> None:
    assert len({identity.new_nonce() for _ in range(100)}) == 100


def test_a_code_for_a_reference_that_does_not_exist_is_not_found(parts: Parts) -> None:
    with pytest.raises(NotFoundError):
        send(parts, "7K3Q-X9M2-NP4T-Z8VC")
