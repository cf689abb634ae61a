"""Takes out of a visitor's words what must not be kept in a chat. Rules I-4 and V-3."""

import re

from assistant.dialogue.state import State
from assistant.rights.identity import mask_codes
from assistant.text import MASK, mask_national_ids, nfc, without_controls

_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")


def clean(text: str) -> str:
    """Return a text in composed form without control characters or blanks around it."""
    return without_controls(nfc(text)).strip()


def mask(text: str, state: State) -> tuple[str, frozenset[str]]:
    """Return the text as it may be kept, and what was taken out of it: `national_id`, `code`, `address`.

    Codes go while a request of this chat may wait for one; addresses while a form asks for one.
    """
    found: set[str] = set()
    for name, masked in (
        ("national_id", mask_national_ids(text)),
        ("code", mask_codes(text) if state.reference else text),
        ("address", _ADDRESS.sub(MASK, text) if state.has_form else text),
    ):
        if masked != text:
            found.add(name)
    text = mask_national_ids(text)
    text = mask_codes(text) if "code" in found else text
    return (_ADDRESS.sub(MASK, text) if "address" in found else text), frozenset(found)
