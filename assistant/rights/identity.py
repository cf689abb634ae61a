"""How sure we must be of who asks, and the rules of the code that proves a mailbox."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from email_validator import EmailNotValidError, validate_email

from assistant.errors import InvalidInputError
from assistant.terms import Message, Right
from assistant.text import MASK


class Level(IntEnum):
    """How well a person has shown who they are; a higher level includes the lower."""

    L0 = 0  # nothing shown
    L1 = 1  # control of a mailbox, by a one-time code
    L2 = 2  # a token minted by the controller's own server for a signed-in person
    L3 = 3  # strong electronic identification, or a staff-checked alternative


class Representative(StrEnum):
    """As what somebody asks for another person. Rule I-9."""

    GUARDIAN = "guardian"
    LAWYER = "lawyer"
    AUTHORISED = "authorised"


class Method(StrEnum):
    """How somebody has shown who they are. Rule V-9."""

    CODE = "code"
    TOKEN = "token"  # noqa: S105 - the word itself
    CALLED_BACK = "called_back"
    KNOWN_FACTS = "known_facts"
    KNOWN_ADDRESS = "known_address"
    SEEN_DOCUMENT = "seen_document"
    ELECTRONIC_ID = "electronic_id"
    OVERRIDE = "override"  # the data protection officer's word, in writing (V-7)


class Doubt(StrEnum):
    """Why more proof is asked for: the only reasons that the staff can give. Rule V-8; GDPR Art. 12(6)."""

    OTHER_ADDRESS = "other_address"
    SHARED_MAILBOX = "shared_mailbox"
    CONTRADICTION = "contradiction"
    SENSITIVE_DATA = "sensitive_data"
    ELSEWHERE = "elsewhere"
    REPRESENTATIVE = "representative"


DEFAULT_LEVELS: Mapping[Right, Level] = {
    Right.WITHDRAW_CONSENT: Level.L0,
    Right.MARKETING_BAN: Level.L0,
    Right.ACCESS: Level.L1,
    Right.RECTIFICATION: Level.L1,
    Right.ERASURE: Level.L1,
    Right.RESTRICTION: Level.L1,
    Right.PORTABILITY: Level.L1,
    Right.OBJECTION: Level.L1,
    Right.AUTOMATED_DECISION: Level.L1,
}


def level_of(right: Right, overrides: Mapping[Right, Level] | None = None) -> Level:
    """Return the level that one right needs at this controller.

    Raises:
        ValueError: a complaint is not filed and needs no level.
    """
    if not right.is_filed:
        raise ValueError(f"{right} is not filed with the controller")
    return (overrides or {}).get(right, DEFAULT_LEVELS[right])


def needed_level(rights: Iterable[Right], overrides: Mapping[Right, Level] | None = None) -> Level:
    """Return the highest level that any of the rights needs; L0 if there is none."""
    return max((level_of(right, overrides) for right in rights), default=Level.L0)


@dataclass(frozen=True, slots=True)
class CodeRules:
    """The bounds of a mailed code. Rules V-1 and V-2; an operator may change all but the digits."""

    ttl_minutes: int = 30
    tries: int = 5
    codes_per_day: int = 3  # per address, whatever the number of requests


CODE_DIGITS = 6
CODE_RULES = CodeRules()
_DAY = timedelta(hours=24)
_CODE_LIKE = re.compile(
    r"(?<!\d)\d{6}(?!\d)"
    r"|(?<!\d)(?<!\d[ \u00a0-])\d(?:[ \u00a0-]?\d){5}(?![ \u00a0-]?\d)"  # in groups, but no date or telephone
)


def code_text(number: int) -> str:
    """Return the code of a number drawn below 10 ** CODE_DIGITS, with its leading zeros. Rule V-1."""
    return f"{number:0{CODE_DIGITS}d}"


def read_code(text: str) -> str | None:
    """Return the code that somebody typed into its field, blanks forgiven; None if it is none."""
    typed = text.strip()
    return _digits(typed) if _CODE_LIKE.fullmatch(typed) else None


def mask_codes(text: str) -> str:
    """Return the text with all that looks like a code replaced, while a challenge is open. Rule V-3."""
    return _CODE_LIKE.sub(MASK, text)


def code_is_open(
    sent_at: datetime, *, now: datetime, wrong_tries: int, spent: bool = False, rules: CodeRules = CODE_RULES
) -> bool:
    """Tell whether a code may be tried: in time, few wrong tries, neither used nor replaced. Rule V-1."""
    in_time = now < sent_at + timedelta(minutes=rules.ttl_minutes)
    return in_time and wrong_tries < rules.tries and not spent


def may_send_code(sent_before: Iterable[datetime], *, now: datetime, rules: CodeRules = CODE_RULES) -> bool:
    """Tell whether one more code may be mailed to the address that got those codes before. Rule V-2.

    When it may not, the visitor gets the same reply as if it had been.
    """
    return sum(now - _DAY < sent for sent in sent_before) < rules.codes_per_day


ADDRESS_LIMIT = 254
"""The longest address a mail server has to take, in bytes. Source: RFC 5321 4.5.3.1.3."""
_LINE_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox. Mail goes to `text`; `key` is compared and hashed, so that case does not matter."""

    text: str = field(repr=False)
    key: str = field(repr=False)
    needs_smtputf8: bool = False


class AddressError(InvalidInputError):
    """An address cannot be used; `message` says why in any language and does not repeat it."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.msgid)


def parse_address(text: str) -> Address:
    """Return the one address in the text, in its normal form; nothing is looked up on the network.

    Raises:
        AddressError: it is empty, several, quoted, too long or not an address.
    """
    typed = text.strip(" \t")
    if fault := _fault(typed):
        raise AddressError(Message("law", fault))
    try:
        found = validate_email(typed, check_deliverability=False, allow_quoted_local=False, strict=True)
    except EmailNotValidError:
        # No cause: the library's own sentence may repeat what was typed.
        raise AddressError(
            Message("law", "This is not an e-mail address that mail can be sent to.")
        ) from None
    return Address(found.normalized, found.normalized.casefold(), found.smtputf8)


def _fault(typed: str) -> str | None:
    if not typed:
        return "An e-mail address is needed."
    if _LINE_BREAKS.search(typed):
        return "An e-mail address stands on one line."
    if len(typed.encode()) > ADDRESS_LIMIT:
        return "The e-mail address is too long."
    if '"' in typed:
        return "An e-mail address with quotation marks cannot be used here."
    if typed.count("@") > 1 or "," in typed or ";" in typed:
        return "Give one e-mail address only."
    return None


def address_hash(key: bytes, address: Address) -> str:
    """Return the keyed hash under which an address is known once it is purged. Rules T-1 and T-2."""
    return hmac.new(key, address.key.encode(), hashlib.sha256).hexdigest()


def _digits(typed: str) -> str:
    return "".join(str(int(c)) for c in typed if c.isdecimal())
