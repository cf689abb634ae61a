"""The transactions of a ticket as a chain: nothing is edited, removed, reordered or cut off unseen.

Each link is an HMAC over the previous link and the transaction's own words; the key is kept outside the
database, and so are anchors: copies of how long a chain was and where it ended. The payload itself is not
part of the chain, only its salted digest, so that purging it breaks nothing. Rule A-1.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from assistant.terms import Role

SALT_BYTES = 16


class TransactionKind(StrEnum):
    """What can be recorded. Rule A-2, and what the tracker's protocol adds."""

    RECEIVED = "received"
    CODE_SENT = "code_sent"
    VERIFY_FAILED = "verify_failed"
    VERIFIED = "verified"
    LEVEL_CHANGED = "level_changed"
    LINE_MOVED = "line_moved"
    STATUS_CHANGED = "status_changed"
    FIELD_CHANGED = "field_changed"
    LANGUAGE_CHANGED = "language_changed"
    VIEWED = "viewed"
    ASSIGNED = "assigned"
    COMMENT = "comment"
    CORRESPONDENCE = "correspondence"
    UNSENT = "unsent"
    EXTENSION_REQUESTED = "extension_requested"
    EXTENSION_SENT = "extension_sent"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    DUE_CHANGED = "due_changed"
    REMINDED = "reminded"
    REMINDER_SET = "reminder_set"
    REMINDER_DONE = "reminder_done"
    CHECKED_ITEM = "checked_item"
    FILE_ADDED = "file_added"
    FILE_REMOVED = "file_removed"
    ANSWER_PROPOSED = "answer_proposed"
    APPROVED = "approved"
    WATCHED = "watched"
    UNWATCHED = "unwatched"
    LINKED = "linked"
    UNLINKED = "unlinked"
    MERGED = "merged"
    EXPORTED = "exported"
    PACKAGE_DOWNLOADED = "package_downloaded"
    MAIL_SENT = "mail_sent"
    MAIL_BOUNCED = "mail_bounced"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    REOPENED = "reopened"
    LEGAL_HOLD = "legal_hold"
    PURGED = "purged"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class Deed:
    """What one transaction says happened; all of it is in the link, and none of it is purged.

    `digest` is that of the payload, `rule` a rule id. `actor` is a staff member's name, `data_subject` or
    `system`. `field`, `old` and `new` are a changed field and its values. What may be an address or a
    name of a data subject belongs in the payload.
    """

    actor: str
    role: Role
    action: TransactionKind
    rule: str | None
    digest: str
    at: datetime
    field: str | None = None
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """A deed as it is stored: with the link before it and its own."""

    deed: Deed
    previous: str
    link: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A chain's length and last link, noted outside the database."""

    length: int
    head: str


class Fault(StrEnum):
    """What is wrong with a chain."""

    EDITED = "edited"
    REMOVED = "removed"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    PAYLOAD_EDITED = "payload_edited"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault and where: the transaction's place in the chain, counted from 1."""

    fault: Fault
    position: int


def canonical(deed: Deed) -> bytes:
    """Return the one way a deed is written for hashing.

    Raises:
        ValueError: the time has no offset.
    """
    if deed.at.tzinfo is None:
        raise ValueError("a transaction's time needs an offset")
    words = {
        "actor": deed.actor,
        "role": str(deed.role),
        "action": str(deed.action),
        "rule": deed.rule,
        "digest": deed.digest,
        "at": deed.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "field": deed.field,
        "old": deed.old,
        "new": deed.new,
    }
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def first_link(key: bytes, reference: str) -> str:
    """Return what stands before a chain's first transaction; it ties the chain to its request."""
    return _mac(key, b"chain\0" + reference.encode())


def link(key: bytes, previous: str, deed: Deed) -> str:
    """Return the link of a deed that follows the previous link."""
    return _mac(key, b"link\0" + previous.encode() + b"\0" + canonical(deed))


def linked(key: bytes, previous: str, deed: Deed) -> Linked:
    """Return the deed ready to be stored after the previous link."""
    return Linked(deed, previous, link(key, previous, deed))


def new_salt() -> bytes:
    """Return a salt for one payload; it is purged with the payload, so the digest tells nothing after."""
    return secrets.token_bytes(SALT_BYTES)


def payload_digest(salt: bytes, payload: bytes) -> str:
    """Return the salted digest that the chain keeps of a payload."""
    return _mac(salt, payload)


def verify_chain(
    key: bytes, reference: str, rows: Sequence[Linked], *, anchors: Sequence[Anchor] = ()
) -> list[Problem]:
    """Return every fault found, by place and then by name; empty means that the chain holds.

    Rows are given in the order in which the store has them. Cutting off the end shows only against an
    anchor; so does a chain written anew by somebody who has the key.
    """
    problems: list[Problem] = []
    everywhere = {row.link for row in rows} | {first_link(key, reference)}
    before = first_link(key, reference)
    for position, row in enumerate(rows, start=1):
        if not hmac.compare_digest(row.link, link(key, row.previous, row.deed)):
            problems.append(Problem(Fault.EDITED, position))
        if row.previous != before:
            fault = Fault.REORDERED if row.previous in everywhere else Fault.REMOVED
            problems.append(Problem(fault, position))
        before = row.link
    problems += [found for anchor in anchors if (found := _against(anchor, rows))]
    return sorted(set(problems), key=lambda problem: (problem.position, problem.fault))


def payload_faults(stored: Sequence[tuple[Deed, bytes, bytes]]) -> list[Problem]:
    """Return where a payload no longer matches its digest: deed, salt and payload, in the chain's order."""
    return [
        Problem(Fault.PAYLOAD_EDITED, position)
        for position, (deed, salt, payload) in enumerate(stored, start=1)
        if not hmac.compare_digest(deed.digest, payload_digest(salt, payload))
    ]


def _against(anchor: Anchor, rows: Sequence[Linked]) -> Problem | None:
    if anchor.length == 0:
        return None
    if len(rows) < anchor.length:
        return Problem(Fault.TRUNCATED, len(rows) + 1)
    if not hmac.compare_digest(rows[anchor.length - 1].link, anchor.head):
        return Problem(Fault.REWRITTEN, anchor.length)
    return None


def _mac(key: bytes, text: bytes) -> str:
    return hmac.new(key, text, hashlib.sha256).hexdigest()
