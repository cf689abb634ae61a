"""Holds that a chain of transactions shows every change made behind its back: rule A-1."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.terms import Role
from assistant.tickets.history import (
    Anchor,
    Deed,
    Fault,
    Linked,
    Problem,
    TransactionKind,
    canonical,
    first_link,
    link,
    linked,
    new_salt,
    payload_digest,
    payload_faults,
    verify_chain,
)

KEY, REFERENCE = b"k" * 32, "QX7-2MNP"
NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
KINDS = list(TransactionKind)
SIZE = st.integers(2, 12)


def deed(number: int) -> Deed:
    kind = KINDS[number % len(KINDS)]
    return Deed("alva", Role.AGENT, kind, "A-2", f"{number:064x}", NOON + timedelta(minutes=number))


def chain(size: int, *, key: bytes = KEY, reference: str = REFERENCE) -> list[Linked]:
    rows: list[Linked] = []
    for number in range(size):
        before = rows[-1].link if rows else first_link(key, reference)
        rows.append(linked(key, before, deed(number)))
    return rows


def anchor(rows: list[Linked]) -> Anchor:
    return Anchor(len(rows), rows[-1].link)


@given(size=st.integers(0, 12))
def test_an_untouched_chain_holds(size: int) -> None:
    rows = chain(size)
    assert verify_chain(KEY, REFERENCE, rows, anchors=[anchor(rows)] if rows else []) == []


@given(size=SIZE, data=st.data())
def test_an_edited_transaction_is_found_where_it_stands(size: int, data: st.DataObject) -> None:
    rows, place = chain(size), data.draw(st.integers(0, size - 1))
    edited = replace(rows[place].deed, action=TransactionKind.OVERRIDE, actor="mallory")
    rows[place] = replace(rows[place], deed=edited)
    assert Problem(Fault.EDITED, place + 1) in verify_chain(KEY, REFERENCE, rows)


@given(size=SIZE, data=st.data())
def test_a_removed_transaction_is_found_even_without_an_anchor(size: int, data: st.DataObject) -> None:
    rows, place = chain(size), data.draw(st.integers(0, size - 2))
    del rows[place]
    assert verify_chain(KEY, REFERENCE, rows) == [Problem(Fault.REMOVED, place + 1)]


@given(size=SIZE, data=st.data())
def test_two_transactions_that_changed_places_are_found(size: int, data: st.DataObject) -> None:
    rows, place = chain(size), data.draw(st.integers(0, size - 2))
    rows[place], rows[place + 1] = rows[place + 1], rows[place]
    assert Problem(Fault.REORDERED, place + 1) in verify_chain(KEY, REFERENCE, rows)


@given(size=SIZE, data=st.data())
def test_a_cut_off_end_is_found_against_an_anchor(size: int, data: st.DataObject) -> None:
    rows, kept = chain(size), data.draw(st.integers(0, size - 1))
    anchors = [anchor(rows)]
    assert verify_chain(KEY, REFERENCE, rows[:kept], anchors=anchors) == [Problem(Fault.TRUNCATED, kept + 1)]


def test_an_emptied_chain_is_found_against_an_anchor() -> None:
    assert verify_chain(KEY, REFERENCE, [], anchors=[anchor(chain(3))]) == [Problem(Fault.TRUNCATED, 1)]


def test_a_chain_written_anew_with_the_key_is_found_against_an_anchor() -> None:
    rows = [linked(KEY, first_link(KEY, REFERENCE), deed(9))]
    assert verify_chain(KEY, REFERENCE, rows, anchors=[anchor(chain(1))]) == [Problem(Fault.REWRITTEN, 1)]


def test_a_chain_written_anew_without_the_key_is_found() -> None:
    assert verify_chain(KEY, REFERENCE, chain(2, key=b"x" * 32)) != []


def test_the_chain_of_another_request_does_not_pass() -> None:
    assert verify_chain(KEY, REFERENCE, chain(2, reference="ZZ9-4ABC")) != []


def test_a_transaction_repeated_at_the_end_is_found() -> None:
    rows = chain(3)
    assert verify_chain(KEY, REFERENCE, [*rows, rows[-1]]) == [Problem(Fault.REORDERED, 4)]


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "bo"},
        {"role": Role.APPROVER},
        {"action": TransactionKind.CLOSED},
        {"rule": "A-1"},
        {"rule": None},
        {"digest": "0" * 63 + "1"},
        {"field": "due"},
        {"old": ""},
        {"new": "2026-04-07"},
        {"at": NOON + timedelta(microseconds=1)},
    ],
    ids=str,
)
def test_every_word_of_a_deed_is_part_of_its_link(change: dict[str, object]) -> None:
    assert link(KEY, "", deed(0)) != link(KEY, "", replace(deed(0), **change))  # type: ignore[arg-type]


def test_the_same_instant_in_another_timezone_gives_the_same_link() -> None:
    helsinki = NOON.astimezone(timezone(timedelta(hours=2)))
    assert canonical(deed(0)) == canonical(replace(deed(0), at=helsinki))


def test_a_time_without_offset_is_not_recorded() -> None:
    with pytest.raises(ValueError, match="offset"):
        canonical(replace(deed(0), at=NOON.replace(tzinfo=None)))


def test_a_written_deed_reads_the_same_for_ever() -> None:
    assert (
        canonical(Deed("Åke", Role.AGENT, TransactionKind.VERIFIED, "V-1", "ab", NOON))
        == (
            '{"action":"verified","actor":"Åke","at":"2026-03-05T12:00:00.000000+00:00",'
            '"digest":"ab","field":null,"new":null,"old":null,"role":"agent","rule":"V-1"}'
        ).encode()
    )


def test_a_changed_payload_is_found_and_a_true_one_is_not() -> None:
    salts = [new_salt(), new_salt()]
    deeds = [replace(deed(i), digest=payload_digest(salt, b"hello")) for i, salt in enumerate(salts)]
    stored = [(deeds[0], salts[0], b"hello"), (deeds[1], salts[1], b"hullo")]
    assert payload_faults(stored) == [Problem(Fault.PAYLOAD_EDITED, 2)]


def test_the_same_payload_has_another_digest_under_another_salt() -> None:
    assert payload_digest(new_salt(), b"hello") != payload_digest(new_salt(), b"hello")
