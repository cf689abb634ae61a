"""The chat's protocol as JSON Schemas: the same ones check what comes in and, in tests, what goes out."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from assistant.terms import Locale, Right

Schema = dict[str, Any]
ID_LIMIT, CHOICES = 64, 20


def _object(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """Return the schema of an object; fields that are not named are allowed and ignored."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


def _const(value: str | int) -> Schema:
    return {"const": value}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
FLAG: Schema = {"type": "boolean"}
VISIBLE = "^[!-~]+$(?!\n)"
"""In Python a dollar sign also stands before a line break at the end."""
ID: Schema = {"type": "string", "minLength": 1, "maxLength": ID_LIMIT, "pattern": VISIBLE}
TOKEN: Schema = {"type": "string", "maxLength": 128, "pattern": VISIBLE}
PATH: Schema = {"type": "string", "maxLength": 200, "pattern": "^/[!-~]*$(?!\n)"}
LOCALE: Schema = {"enum": [str(locale) for locale in Locale]}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
CHOICE = _object({"id": ID, "label": TEXT})
POINT = _object({"article": TEXT, "text": TEXT, "guidance": TEXT})
PASSAGE = _object(
    dict.fromkeys(("text", "section", "segment", "policy", "version", "url"), TEXT) | {"lang": LOCALE}
)
FIELD = _object(
    {"name": ID, "label": TEXT, "kind": {"enum": ["email", "text", "textarea"]}, "required": FLAG},
    {"autocomplete": TEXT, "hint": TEXT, "max": NUMBER},
)
WORDS: Schema = {"type": "object", "additionalProperties": TEXT}
SENT_BODIES: dict[str, Schema] = {
    "text": _object({"type": _const("text"), "text": {"type": "string", "minLength": 1}}),
    "choice": _object({"type": _const("choice"), "of": NUMBER, "id": ID}),
    "form": _object({"type": _const("form"), "of": NUMBER, "values": WORDS}, {"user_token": TEXT}),
}
_SAID: dict[str, Schema] = {"text": TEXT, "lang": LOCALE}
SHOWN_BODIES: dict[str, Schema] = {
    "text": _object({"type": _const("text"), "text": TEXT}, {"lang": LOCALE, "choices": _list(CHOICE)}),
    "choice": _object({"type": _const("choice"), "of": NUMBER, "id": ID, "text": TEXT}),
    "form_sent": _object({"type": _const("form"), "of": NUMBER, "text": TEXT}),
    "notice": _object(
        {"type": _const("notice"), **_SAID, "tone": {"enum": ["info", "warning"]}}, {"back_at": INSTANT}
    ),
    "answer": _object(
        {
            "type": _const("answer"),
            **_SAID,
            "passages": {**_list(PASSAGE), "minItems": 1, "maxItems": 3},
            "source": {"enum": ["policy", "assistant"]},
            "law": _list(POINT),
            "choices": _list(CHOICE),
        },
        {"remark": TEXT},
    ),
    "clarify": _object({"type": _const("clarify"), **_SAID, "choices": _list(CHOICE)}),
    "offer": _object(
        {
            "type": _const("offer"),
            **_SAID,
            "rights": _list(_object({"right": {"enum": [str(r) for r in Right]}, "label": TEXT})),
            "passages": _list(PASSAGE),
            "law": _list(POINT),
            "due": DAY,
            "due_text": TEXT,
            "choices": _list(CHOICE),
        },
        {"remark": TEXT, "other_ways": TEXT},
    ),
    "form": _object(
        {
            "type": _const("form"),
            **_SAID,
            "fields": _list(FIELD),
            "submit": TEXT,
            "values": WORDS,
            "errors": WORDS,
            "choices": _list(CHOICE),
        },
        {"takes_token": FLAG, "files_request": FLAG},
    ),
    "filed": _object(
        {
            "type": _const("filed"),
            **_SAID,
            "reference": TEXT,
            "due": DAY,
            "trace": _list(TEXT),
            "status_url": TEXT,
            "status_label": TEXT,
            "verify_url": {"type": ["string", "null"]},
            "verify_label": TEXT,
        }
    ),
    "law": _object({"type": _const("law"), **_SAID, "points": _list(POINT), "choices": _list(CHOICE)}),
    "state": _object(
        {"type": _const("state"), **_SAID, "state": {"enum": ["bot", "queued", "staff", "closed"]}},
        {"queue_pos": NUMBER, "name": TEXT},
    ),
}
CLIENT_FRAMES: dict[str, Schema] = {
    "hello": _object(
        {"v": {"type": "integer"}, "t": _const("hello"), "conv": ID},
        {"pass": TOKEN, "token": TOKEN, "id": ID}
        | {"epoch": NUMBER, "last_seq": NUMBER, "locale": LOCALE, "page": PATH},
    )
    | {"oneOf": [{"required": ["pass"]}, {"required": ["token"]}]},
    "send": _object({"t": _const("send"), "cid": ID, "body": {"oneOf": list(SENT_BODIES.values())}}),
    "feedback": _object({"t": _const("feedback"), "seq": NUMBER, "helpful": FLAG}, {"id": ID}),
    "human": _object({"t": _const("human")}, {"id": ID}),
    "leave": _object({"t": _const("leave")}, {"id": ID}),
    "forget": _object({"t": _const("forget")}, {"id": ID}),
    "language": _object({"t": _const("language"), "locale": LOCALE}, {"id": ID}),
    "typing": _object({"t": _const("typing"), "on": FLAG}),
    "read": _object({"t": _const("read"), "seq": NUMBER}),
    "ping": _object({"t": _const("ping")}, {"n": NUMBER}),
}
ERROR_CODES = (
    "bad_frame",
    "unknown_type",
    "unsupported_version",
    "unauthorized",
    "rate_limited",
    "too_long",
    "cid_conflict",
    "closed",
    "overload",
    "unavailable",
    "internal",
)
LIMITS = _object({"message_characters": NUMBER, "messages_per_minute": NUMBER})
SERVER_FRAMES: dict[str, Schema] = {
    "welcome": _object(
        {
            "v": _const(1),
            "t": _const("welcome"),
            "epoch": NUMBER,
            "head_seq": NUMBER,
            "mode": {"enum": ["resume", "snapshot"]},
            "locale": LOCALE,
            "limits": LIMITS,
            "ping": {"type": "number"},
        },
        {"re": ID},
    ),
    "entry": _object(
        {
            "v": _const(1),
            "t": _const("entry"),
            "seq": {"type": "integer", "minimum": 1},
            "kind": {"enum": ["message", "state"]},
            "from": _object({"role": {"enum": ["bot", "staff", "visitor"]}, "name": TEXT}),
            "body": {"anyOf": list(SHOWN_BODIES.values())},
            "lang": LOCALE,
            "at": {"type": "string", "format": "date-time"},
        },
        {"cid": ID},
    ),
    "ack": _object({"t": _const("ack"), "cid": ID, "seq": NUMBER, "dup": FLAG}),
    "done": _object({"t": _const("done")}, {"re": ID}),
    "pong": _object({"t": _const("pong")}, {"n": NUMBER}),
    "erased": _object({"t": _const("erased"), "epoch": NUMBER}, {"kept": TEXT}),
    "queue": _object({"t": _const("queue"), "pos": NUMBER}),
    "typing": _object({"t": _const("typing"), "on": FLAG}, {"name": TEXT}),
    "read": _object({"t": _const("read"), "seq": NUMBER}),
    "resync": _object({"t": _const("resync"), "reason": TEXT}),
    "error": _object(
        {"t": _const("error"), "code": {"enum": list(ERROR_CODES)}},
        {"re": ID, "retry_after_ms": NUMBER, "contact": TEXT},
    ),
}
OPEN_CONVERSATION = _object({"controller": ID, "locale": LOCALE}, {"resume_token": TOKEN, "move": TOKEN})
OPENED = _object(
    {
        "conversation": ID,
        "epoch": NUMBER,
        "pass": TEXT,
        "pass_expires": {"type": "string", "format": "date-time"},
        "resume_token": TEXT,
        "limits": LIMITS,
        "retention_days": NUMBER,
        "locale": LOCALE,
        "controller_name": TEXT,
    }
)
ENTRIES = _object({"epoch": NUMBER, "head_seq": NUMBER, "entries": _list(SERVER_FRAMES["entry"])})


def document() -> Schema:
    """Return everything as one document; `client` and `server` are the two sides of the socket."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "/api/v1/schema.json",
        "title": "The chat's protocol, version 1",
        "$defs": {
            "client": {"oneOf": list(CLIENT_FRAMES.values())},
            "server": {"oneOf": list(SERVER_FRAMES.values())},
            "open_conversation": OPEN_CONVERSATION,
            "conversation": OPENED,
            "entries": ENTRIES,
        },
    }


@cache
def client_validator(kind: str) -> Draft202012Validator | None:
    """Return what checks a client's frame of this type; None for an unknown type."""
    schema = CLIENT_FRAMES.get(kind)
    return Draft202012Validator(schema) if schema else None


@cache
def opening_validator() -> Draft202012Validator:
    """Return what checks the body that opens a conversation."""
    return Draft202012Validator(OPEN_CONVERSATION)
