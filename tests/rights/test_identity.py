"""Holds identity: levels, codes and addresses. Rules V-1 to V-3."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rights.identity import (
    DEFAULT_LEVELS,
    Address,
    AddressError,
    Level,
    address_hash,
    code_is_open,
    code_text,
    level_of,
    mask_codes,
    may_send_code,
    needed_level,
    parse_address,
    read_code,
)
from assistant.terms import Locale, Right
from assistant.translations import render

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
FILED = [right for right in Right if right.is_filed]


def test_every_right_that_is_filed_has_a_level() -> None:
    assert set(DEFAULT_LEVELS) == set(FILED)


def test_only_withdrawal_and_the_marketing_ban_need_no_proof() -> None:
    assert [right for right in FILED if level_of(right) is Level.L0] == [
        Right.MARKETING_BAN,
        Right.WITHDRAW_CONSENT,
    ]


def test_a_complaint_has_no_level() -> None:
    with pytest.raises(ValueError, match="not filed"):
        level_of(Right.COMPLAINT)


@given(rights=st.sets(st.sampled_from(FILED), min_size=1))
def test_several_rights_need_the_highest_of_their_levels(rights: set[Right]) -> None:
    assert needed_level(rights) == max(level_of(right) for right in rights)


def test_a_controller_can_ask_for_more() -> None:
    assert needed_level([Right.ACCESS], {Right.ACCESS: Level.L3}) is Level.L3


def test_a_code_keeps_its_leading_zeros() -> None:
    assert code_text(42) == "000042"


@pytest.mark.parametrize("typed", ["012345", " 012345 ", "012 345", "0 1 2 3 4 5", "０１２３４５"])
def test_a_code_is_read_however_it_was_copied(typed: str) -> None:
    assert read_code(typed) == "012345"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "code 012345", "012\n345", "²12345"])
def test_what_is_not_six_digits_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_in_a_message_is_masked_and_longer_numbers_are_kept() -> None:
    assert mask_codes("my code is 012 345, order 20260305") == "my code is […], order 20260305"


@pytest.mark.parametrize("text", ["since 2024-01-15", "call 040 123 4567", "2019-2020", "1 234 567 euros"])
def test_a_date_or_a_telephone_number_is_not_taken_for_a_code(text: str) -> None:
    assert mask_codes(text) == text


@given(number=st.integers(0, 999_999))
def test_every_code_is_read_back_and_masked(number: int) -> None:
    assert read_code(code_text(number)) == code_text(number)
    assert code_text(number) not in mask_codes(f"it says {code_text(number)}!")


@pytest.mark.parametrize(
    ("after", "tries", "spent", "is_open"),
    [
        (timedelta(0), 0, False, True),
        (timedelta(minutes=29, seconds=59), 4, False, True),
        (timedelta(minutes=30), 0, False, False),
        (timedelta(0), 5, False, False),
        (timedelta(0), 0, True, False),
    ],
)
def test_a_code_is_open_for_thirty_minutes_and_five_tries(
    after: timedelta, tries: int, *, spent: bool, is_open: bool
) -> None:
    assert code_is_open(NOON, now=NOON + after, wrong_tries=tries, spent=spent) is is_open


def test_a_fourth_code_within_a_day_is_not_mailed() -> None:
    sent = [NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=2)]
    assert may_send_code(sent[:2], now=NOON + timedelta(hours=3))
    assert not may_send_code(sent, now=NOON + timedelta(hours=23))
    assert may_send_code(sent, now=NOON + timedelta(hours=24))


@pytest.mark.parametrize(
    ("typed", "text", "key"),
    [
        ("anna@example.org", "anna@example.org", "anna@example.org"),
        (" Anna@Example.ORG\t", "Anna@example.org", "anna@example.org"),
        ("o'neill+gdpr@example.org", "o'neill+gdpr@example.org", "o'neill+gdpr@example.org"),
        ("härkä@bücher.example.org", "härkä@bücher.example.org", "härkä@bücher.example.org"),
        ("ha\u0308rka\u0308@example.org", "härkä@example.org", "härkä@example.org"),
        ("anna@xn--bcher-kva.example.org", "anna@bücher.example.org", "anna@bücher.example.org"),
    ],
)
def test_an_address_has_one_normal_form(typed: str, text: str, key: str) -> None:
    found = parse_address(typed)
    assert (found.text, found.key) == (text, key)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "An e-mail address is needed."),
        ("   ", "An e-mail address is needed."),
        ("a@example.org, b@example.org", "Give one e-mail address only."),
        ("a@example.org;b@example.org", "Give one e-mail address only."),
        ("a@b@example.org", "Give one e-mail address only."),
        ("a@example.org\r\nBcc: b@example.org", "An e-mail address stands on one line."),
        ("a@example.org\n", "An e-mail address stands on one line."),
        ("a@example.org\u2028", "An e-mail address stands on one line."),
        ('"a b"@example.org', "An e-mail address with quotation marks cannot be used here."),
        ("a" * 250 + "@example.org", "The e-mail address is too long."),
        ("a" * 65 + "@example.org", "This is not an e-mail address that mail can be sent to."),
        ("Anna <a@example.org>", "This is not an e-mail address that mail can be sent to."),
        ("group:a@example.org", "This is not an e-mail address that mail can be sent to."),
        ("root", "This is not an e-mail address that mail can be sent to."),
        ("1", "This is not an e-mail address that mail can be sent to."),
        ("a@localhost", "This is not an e-mail address that mail can be sent to."),
        ("a@[127.0.0.1]", "This is not an e-mail address that mail can be sent to."),
        ("a\x00@example.org", "This is not an e-mail address that mail can be sent to."),
        ("a..b@example.org", "This is not an e-mail address that mail can be sent to."),
    ],
)
def test_what_is_not_one_address_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(typed)
    assert str(caught.value) == why


@given(typed=st.text(max_size=300))
def test_no_refusal_repeats_the_address(typed: str) -> None:
    found = refusal(typed)
    if found is not None:
        assert found.message.params == {}
        assert found.__cause__ is None
        assert len({render(found.message, locale) for locale in Locale}) == 3


def refusal(typed: str) -> AddressError | None:
    try:
        parse_address(typed)
    except AddressError as error:
        return error
    return None


@given(local=st.from_regex(r"[a-z]{1,20}", fullmatch=True))
def test_a_normal_form_is_its_own_normal_form(local: str) -> None:
    once = parse_address(f"{local.title()}@Example.org")
    assert parse_address(once.text) == once


def test_an_address_does_not_show_itself_in_a_traceback() -> None:
    assert "anna" not in repr(parse_address("anna@example.org"))


def test_the_hash_of_an_address_needs_the_key_and_not_the_case() -> None:
    upper, lower = parse_address("Anna@example.org"), parse_address("anna@example.org")
    assert address_hash(b"key", upper) == address_hash(b"key", lower)
    assert address_hash(b"key", upper) != address_hash(b"other", upper)
    assert address_hash(b"key", Address("x", "a")) != address_hash(b"key", Address("x", "b"))
