"""What each right is called, worded so that it can stand in a list."""

from collections.abc import Mapping

from assistant.terms import Message, Right

DOMAIN = "law"

NAMES: Mapping[Right, str] = {
    Right.ACCESS: "access to your data",
    Right.RECTIFICATION: "correction of your data",
    Right.ERASURE: "erasure of your data",
    Right.RESTRICTION: "restriction of the use of your data",
    Right.PORTABILITY: "your data in a form you can take elsewhere",
    Right.OBJECTION: "an end to a use you object to",
    Right.MARKETING_BAN: "an end to direct marketing to you",
    Right.AUTOMATED_DECISION: "a person's review of an automated decision",
    Right.WITHDRAW_CONSENT: "withdrawal of your consent",
    Right.COMPLAINT: "a complaint",
}


def right_name(right: Right) -> Message:
    """Return the name of a right in small letters: "erasure of your data"."""
    return Message(DOMAIN, NAMES[right])
