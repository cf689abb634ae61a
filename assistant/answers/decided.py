"""Remembers decisions, since many visitors ask the same; not the questions, which may be personal."""

import secrets
from hashlib import blake2b

from assistant.answers.decision import Decision

MOST = 2000
Key = tuple[str, ...]


class Decided:
    """Decisions by what they depend on. Keys are hashed with a secret that ends with the process.

    The newest `MOST` are kept, and of those before them as many as were asked for again.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._secret = secrets.token_bytes(16)
        self._newer: dict[bytes, Decision] = {}
        self._older: dict[bytes, Decision] = {}

    def get(self, key: Key) -> Decision | None:
        hashed = self._hash(key)
        found = self._newer.get(hashed)
        if found is None and (found := self._older.get(hashed)) is not None:
            self._put(hashed, found)
        return found

    def keep(self, key: Key, decision: Decision) -> None:
        self._put(self._hash(key), decision)

    def _put(self, hashed: bytes, decision: Decision) -> None:
        newer = self._newer
        newer[hashed] = decision
        if len(newer) >= self._most:
            self._newer, self._older = {}, newer

    def _hash(self, key: Key) -> bytes:
        return blake2b(
            "\0".join(key).encode(errors="surrogatepass"), key=self._secret, digest_size=16
        ).digest()
