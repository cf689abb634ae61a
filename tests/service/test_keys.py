"""Holds that sealed texts open only with their own key, and that hashes do not run together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnavailableError
from assistant.service.keys import Keys, keyed_hash, new_wrapped_key, seal, unseal

KEYS = Keys.derive("a secret for tests")


@given(st.text())
def test_what_is_sealed_opens_unchanged(text: str) -> None:
    wrapped = new_wrapped_key(KEYS)
    assert unseal(KEYS, wrapped, seal(KEYS, wrapped, text)) == text


def test_another_master_secret_opens_nothing() -> None:
    wrapped = new_wrapped_key(KEYS)
    with pytest.raises(UnavailableError):
        unseal(Keys.derive("another secret"), wrapped, seal(KEYS, wrapped, "hello"))


def test_a_changed_byte_is_noticed() -> None:
    wrapped = new_wrapped_key(KEYS)
    sealed = bytearray(seal(KEYS, wrapped, "hello"))
    sealed[-1] ^= 1
    with pytest.raises(UnavailableError):
        unseal(KEYS, wrapped, bytes(sealed))


def test_the_parts_of_a_keyed_hash_do_not_run_together() -> None:
    assert keyed_hash(KEYS.code, "ab", "c") != keyed_hash(KEYS.code, "a", "bc")


def test_keys_do_not_show_themselves() -> None:
    assert repr(KEYS) == "Keys()"
