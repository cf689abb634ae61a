"""What was typed into a form of the chat: cleaned for keeping, and what is wrong with it."""

from collections.abc import Mapping, Sequence

from assistant.dialogue.replies import Field
from assistant.dialogue.texts import message
from assistant.errors import InvalidInputError
from assistant.rights.identity import AddressError, parse_address
from assistant.terms import Message
from assistant.text import as_kept


def cleaned(values: Mapping[str, str], fields: Sequence[Field]) -> dict[str, str]:
    """Return what was typed into each field, without control characters and national numbers."""
    return {f.name: as_kept(values.get(f.name, "")) for f in fields}


def errors(values: Mapping[str, str], fields: Sequence[Field]) -> dict[str, Message]:
    """Return what is wrong, by field: too long, or an address in `email` that cannot be used."""
    found: dict[str, Message] = {
        field.name: message("This is too long: at most %(most)d characters fit.", most=field.longest)
        for field in fields
        if len(values[field.name]) > field.longest
    }
    try:
        parse_address(values["email"])
    except AddressError as error:
        found["email"] = error.message
    except InvalidInputError:
        found["email"] = message("This e-mail address cannot be used.")
    return found
