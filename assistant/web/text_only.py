"""Refuses what comes as text and is none: NUL, which PostgreSQL does not keep, and halves of surrogate pairs.

It is refused at the door, wherever it stands in an address, a form or JSON, so that no use case meets it.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Request, request
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser

from assistant.errors import InvalidInputError

_NUL = "\0"
_TOLD = "What was sent holds characters that stand in no text."


class _Forms(FormDataParser):
    """Reads forms, and lets none through whose fields are no text."""

    def parse(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as its base has it
        stream, form, files = super().parse(*args, **options)
        if not all(map(is_text, (*form.keys(), *(one for many in form.listvalues() for one in many)))):
            raise BadRequest(_TOLD)
        return stream, form, files


class TextRequest(Request):
    """A request whose forms hold only text."""

    form_data_parser_class = _Forms


def register(app: Flask) -> None:
    """Let no address through that is no text."""
    app.request_class = TextRequest
    app.before_request(_check_address)


def is_text(value: str) -> bool:
    """Tell whether a string is one that can be kept and sent on."""
    return _NUL not in value and (value.isascii() or not any("\ud800" <= c <= "\udfff" for c in value))


def check_json(value: object) -> None:
    """Hold that every string in what JSON said is text, names of fields included.

    Raises:
        ValueError: one is not.
    """
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if not is_text(one):
                raise ValueError(_TOLD)
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, Iterable):
            waiting += one


def field(name: str) -> str:
    """Return a field of the form or JSON that was sent; empty if it is missing.

    Raises:
        InvalidInputError: it is no text, or the JSON is no object.
    """
    sent = request.get_json() if request.is_json else request.form
    value = sent.get(name, "") if hasattr(sent, "get") else None
    if not isinstance(value, str):
        raise InvalidInputError(f"The field {name} must be text.")
    return value


def _check_address() -> None:
    if _NUL in request.path or b"\0" in unquote_to_bytes(request.query_string):
        raise BadRequest(_TOLD)
