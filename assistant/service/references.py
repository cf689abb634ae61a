"""References of requests: random, easy to read aloud, never in sequence. Rule I-6."""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's thirty-two characters: none that is taken for another, no vowel U."""
GROUPS, GROUP_LENGTH = 4, 4
LOOKALIKES = str.maketrans("OIL", "011")
_REFERENCE = re.compile(rf"[{ALPHABET}]{{{GROUPS * GROUP_LENGTH}}}", re.ASCII)
_WRITTEN = re.compile(r"(?<![0-9A-Za-z-])[0-9A-Za-z]{4}(?:-[0-9A-Za-z]{4}){3}(?![0-9A-Za-z-])")


def new_reference() -> str:
    """Return a reference of 80 random bits, such as `7K3Q-X9M2-NP4T-Z8VC`."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH)))


def read_reference(text: str) -> str | None:
    """Return the reference that somebody typed, case, blanks and lookalikes forgiven; None if it is none."""
    plain = re.sub(r"[\s–-]", "", text).upper().translate(LOOKALIKES)
    return _grouped(plain) if _REFERENCE.fullmatch(plain) else None


def references_in(text: str) -> tuple[str, ...]:
    """Return the references that stand in a line of text, in its order, written with their hyphens."""
    return tuple(found for match in _WRITTEN.finditer(text) if (found := read_reference(match[0])))


def _grouped(plain: str) -> str:
    return "-".join(plain[i : i + GROUP_LENGTH] for i in range(0, len(plain), GROUP_LENGTH))
