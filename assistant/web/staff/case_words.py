"""What the pages about identity, time and new requests call things."""

from collections.abc import Mapping

from assistant.rights.clock import ExtensionReason
from assistant.rights.identity import Method, Representative
from assistant.service.identifiers import Kind

IDENTIFIERS: Mapping[Kind, str] = {
    Kind.EMAIL: "E-mail",
    Kind.ACCOUNT: "Account",
    Kind.CUSTOMER_NUMBER: "Customer number",
    Kind.PHONE: "Telephone",
    Kind.POST: "Postal address",
}
METHODS: Mapping[Method, str] = {
    Method.CALLED_BACK: "Called back on a number that was known before",
    Method.KNOWN_FACTS: "Asked for facts that only this person knows",
    Method.KNOWN_ADDRESS: "Wrote to an address that was known before, and got the answer",
    Method.SEEN_DOCUMENT: "Looked at a document at the desk, without copying it",
}
REPRESENTATIVES: Mapping[Representative, str] = {
    Representative.GUARDIAN: "as the guardian",
    Representative.LAWYER: "as a lawyer",
    Representative.AUTHORISED: "as somebody who was authorised",
}
EXTENSIONS: Mapping[ExtensionReason, str] = {
    ExtensionReason.COMPLEXITY: "The request is complex",
    ExtensionReason.NUMBER: "There are many requests of this person",
}
PROOFS: Mapping[Method, str] = {
    Method.CODE: "verified by code",
    Method.TOKEN: "verified by signing in",
    Method.SEEN_DOCUMENT: "checked by staff",
}
"""How a mailbox, or a person who has none, was shown, in short; by any other method staff checked it."""
CHANNELS: Mapping[str, str] = {"phone": "phone", "letter": "letter", "desk": "desk", "mail": "e-mail"}
"""How a request may have come that staff register. Rule I-9."""
LETTERS = frozenset({"ask", "ask_meaning", "extend", "set_aside", "split"})
"""Deeds that write to the person: by post where there is no mailbox."""
DONE: Mapping[str, str] = {
    "prove": "The check is recorded.",
    "override": "The request goes on without proof; the record says why.",
    "ask": "The question is on its way, and the right waits for the answer.",
    "extend": "The notice is on its way; the date changes when it has left.",
    "note_posted": "It is recorded that the notice was posted.",
    "ask_meaning": "The question is on its way, and the right waits for the answer.",
    "set_aside": "The right is closed, and the person is told why.",
    "set_language": "Mails are in this language from now on.",
    "split": "The chosen rights are a request of their own now.",
}
