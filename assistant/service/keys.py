"""Secrets and what is done with them: sealing texts, keyed hashes, random tokens."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.errors import UnavailableError

KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Keys:
    """The key for each purpose, derived from one master secret that is never in the database.

    `former` opens what was sealed before the master secret was changed; nothing is sealed with it.
    """

    master: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    code: bytes = field(repr=False)
    address: bytes = field(repr=False)
    token: bytes = field(repr=False)
    search: bytes = field(repr=False)
    former: bytes | None = field(default=None, repr=False)

    @property
    def lasting(self) -> bytes:
        """The keys that stay when the master secret is changed: hashes and histories hang on them."""
        return b"".join((self.audit, self.code, self.address, self.token, self.search))

    def keeping(self, lasting: bytes) -> "Keys":
        """Return these keys with others that last."""
        parts = [lasting[start : start + KEY_BYTES] for start in range(0, len(lasting), KEY_BYTES)]
        audit, code, address, token, search = parts
        return Keys(self.master, audit, code, address, token, search, self.former)

    @classmethod
    def derive(cls, secret: str, *, former: str = "") -> "Keys":
        """Return the keys of a master secret; the same secret gives the same keys."""

        def one(purpose: str, of: str = secret) -> bytes:
            info = f"data-subject-assistant/{purpose}".encode()
            return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(of.encode())

        own = (one("master"), one("audit"), one("code"), one("address"), one("token"), one("search"))
        return cls(*own, one("master", former) if former else None)


def keyed_hash(key: bytes, *parts: str) -> str:
    """Return the HMAC-SHA-256 of the parts in hexadecimal; parts cannot run into each other."""
    message = b"".join(len(p.encode()).to_bytes(4, "big") + p.encode() for p in parts)
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Return whether two secrets agree, in a time that does not tell how far they do."""
    return hmac.compare_digest(left.encode(), right.encode())


def new_token() -> str:
    """Return a random secret of 256 bits, fit for an address."""
    return secrets.token_urlsafe(KEY_BYTES)


def new_wrapped_key(keys: Keys) -> bytes:
    """Return a fresh data key, wrapped by the master key."""
    return _seal(keys.master, AESGCM.generate_key(bit_length=KEY_BYTES * 8))


def seal(keys: Keys, wrapped_key: bytes, text: str) -> bytes:
    """Return the text encrypted with a wrapped data key."""
    return _seal(_open(keys, wrapped_key), text.encode())


def seal_bytes(keys: Keys, wrapped_key: bytes, data: bytes) -> bytes:
    """Return the bytes encrypted with a wrapped data key."""
    return _seal(_open(keys, wrapped_key), data)


def unseal_bytes(keys: Keys, wrapped_key: bytes, sealed: bytes) -> bytes:
    """Return the bytes that were sealed.

    Raises:
        UnavailableError: the master key is not the one they were sealed under, or they were changed.
    """
    return _open_with(_open(keys, wrapped_key), sealed)


def seal_own(keys: Keys, text: str) -> bytes:
    """Return a text of the house's own encrypted with the master key."""
    return _seal(keys.master, text.encode())


def open_own(keys: Keys, sealed: bytes) -> str:
    """Return what was sealed with the master key.

    Raises:
        UnavailableError: the master key is not the one it was sealed under, or it was changed.
    """
    return _open(keys, sealed).decode()


def unseal(keys: Keys, wrapped_key: bytes, sealed: bytes) -> str:
    """Return what was sealed.

    Raises:
        UnavailableError: the master key is not the one it was sealed under, or the bytes were changed.
    """
    return _open_with(_open(keys, wrapped_key), sealed).decode()


def _seal(key: bytes, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def resealed(keys: Keys, sealed: bytes) -> bytes | None:
    """Return what was sealed with the former master key, sealed with that of now; None if it was already.

    Raises:
        UnavailableError: neither of them opens it.
    """
    if keys.former is None or _opens(keys.master, sealed):
        return None
    return _seal(keys.master, _open(keys, sealed))


def seal_bytes_own(keys: Keys, data: bytes) -> bytes:
    """Return bytes of the house's own encrypted with the master key."""
    return _seal(keys.master, data)


def open_bytes_own(keys: Keys, sealed: bytes) -> bytes:
    """Return the bytes that were sealed with the master key.

    Raises:
        UnavailableError: the master key is not the one they were sealed under, or they were changed.
    """
    return _open(keys, sealed)


def opens_own(keys: Keys, sealed: bytes) -> bool:
    """Return whether the master key of now, not a former one, sealed this."""
    return _opens(keys.master, sealed)


def _open(keys: Keys, sealed: bytes) -> bytes:
    if keys.former is not None and not _opens(keys.master, sealed):
        return _open_with(keys.former, sealed)
    return _open_with(keys.master, sealed)


def _opens(key: bytes, sealed: bytes) -> bool:
    try:
        _open_with(key, sealed)
    except UnavailableError:
        return False
    return True


def _open_with(key: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except InvalidTag as error:
        raise UnavailableError(
            "a sealed text cannot be opened: the master key is not the one it was sealed with"
        ) from error
