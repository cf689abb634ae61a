"""Holds what attackers get out of it: nothing that tells, few letters, few guesses. GDPR.md section 8."""

import threading
from datetime import timedelta
from itertools import count
from statistics import median
from time import perf_counter

import pytest
from sqlalchemy import Engine, func, select

from assistant.rights.identity import Level
from assistant.service import budgets, identity, outbox, requests, timers
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.identity import Attempt
from assistant.service.parts import Parts
from assistant.store import Challenge
from assistant.store.database import open_engine, session_makers
from assistant.terms import Right
from tests.service.conftest import ADDRESS, Clock, Postbox, acting, filing

ROUNDS = 20
ALIKE = 3.0
"""How many times longer one may take and still be of the same class: a busy machine is no leak."""
_numbers = count()


def file(parts: Parts, *rights: Right, address: str = ADDRESS) -> str:
    with parts.sessions.begin() as session:
        asked = filing(*rights or (Right.ACCESS,), key=str(next(_numbers)), address=address)
        return requests.file(acting(parts, session), asked).reference


def send(parts: Parts, reference: str) -> None:
    with parts.sessions.begin() as session:
        request = requests.find(session, reference)
        network = f"192.0.2.{next(_numbers) % 250}"
        identity.send_code(acting(parts, session), request, nonce="page", network=network)


def guess(parts: Parts, reference: str, code: str) -> Attempt:
    with parts.sessions.begin() as session:
        request = requests.find(session, reference)
        return identity.confirm(acting(parts, session), request, nonce="page", code=code)


@pytest.mark.slow
def test_a_hundred_requests_of_one_address_give_no_more_guesses_than_one(
    parts: Parts, postbox: Postbox
) -> None:
    """Rules X-2 and V-2."""
    tried = 0
    for _ in range(100):
        reference = file(parts)
        send(parts, reference)
        for number in range(8):
            tried += 1
            if guess(parts, reference, f"{number:06d}") is Attempt.CLOSED:
                break
    with parts.reads() as session:
        assert session.scalar(select(func.count()).select_from(Challenge)) == 3
        assert session.scalar(select(func.sum(Challenge.tries))) == 15
    assert tried == 3 * 5 + 97, "a request without a code takes no try"
    outbox.deliver(parts, postbox)
    assert postbox.kinds == ["code"] * 3


def test_one_mailbox_gets_few_letters_a_day_whatever_strangers_ask_in_its_name(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rule X-3."""
    for _ in range(50):
        send(parts, file(parts, Right.ACCESS))
        file(parts, Right.MARKETING_BAN)
    outbox.deliver(parts, postbox)
    assert len(postbox.mails) <= 6, "three codes and three acknowledgements"
    postbox.mails.clear()
    clock.move(days=3)
    timers.watch_unproved(parts)
    outbox.deliver(parts, postbox)
    assert len(postbox.mails) <= 3


@pytest.mark.slow
def test_asking_for_a_code_takes_alike_whether_one_is_sent_or_not(parts: Parts) -> None:
    """Rules X-1 and V-2: past the budget, for an address nobody knows, and for a request that is over."""
    used_up, over = file(parts), file(parts, address="over@example.org")
    for _ in range(4):
        send(parts, used_up)
    with parts.sessions.begin() as session:
        requests.withdraw(acting(parts, session), requests.find(session, over))
    taken: dict[str, list[float]] = {"sent": [], "used up": [], "over": []}
    for number in range(ROUNDS):
        fresh = file(parts, address=f"somebody{number}@example.org")
        for kind, reference in {"sent": fresh, "used up": used_up, "over": over}.items():
            began = perf_counter()
            send(parts, reference)
            taken[kind].append(perf_counter() - began)
    medians = {kind: median(found) for kind, found in taken.items()}
    assert max(medians.values()) <= ALIKE * min(medians.values()), medians


@pytest.mark.slow
def test_filing_takes_alike_for_a_known_and_an_unknown_address(parts: Parts, postbox: Postbox) -> None:
    """Rules X-1 and I-6."""
    known = file(parts)
    send(parts, known)
    outbox.deliver(parts, postbox)
    guess(parts, known, postbox.code)
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(ROUNDS):
        for kind, address in {"known": ADDRESS, "unknown": f"nobody{number}@example.org"}.items():
            began = perf_counter()
            file(parts, address=address)
            taken[kind].append(perf_counter() - began)
    medians = {kind: median(found) for kind, found in taken.items()}
    assert max(medians.values()) <= ALIKE * min(medians.values()), medians


def test_a_budget_holds_over_processes_that_spend_at_once(parts: Parts, engine: Engine) -> None:
    """Rule V-2."""
    granted: list[bool] = []

    def process() -> None:
        own = open_engine(engine.url.render_as_string(hide_password=False))
        sessions, _ = session_makers(own)
        for _ in range(5):
            with sessions.begin() as session:
                act = Act(session, parts, DATA_SUBJECT, parts.now())
                granted.append(budgets.spend(act, "mail", "all", limit=12, window=timedelta(hours=1)))
        own.dispose()

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(granted), sum(granted)) == (20, 12)


def test_a_code_issued_for_one_request_is_no_good_for_another_of_the_same_address(
    parts: Parts, postbox: Postbox
) -> None:
    """Rule X-6."""
    first, second = file(parts), file(parts)
    send(parts, first)
    outbox.deliver(parts, postbox)
    assert guess(parts, second, postbox.code) is Attempt.CLOSED
    with parts.reads() as session:
        assert requests.find(session, second).verified_level == Level.L0.name
    assert guess(parts, first, postbox.code) is Attempt.VERIFIED
