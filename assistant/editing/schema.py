"""JSON Schemas of the files that people write, so that their editors complete and check while they type."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from assistant.answers.edited import OPTIONAL
from assistant.matcher.intents import Library
from assistant.policy.load import (
    DAYS,
    HOURS,
    LATEST,
    LEVELS,
    MAIL_ADDRESS,
    MIRROR_KINDS,
    MOST_KEYS,
    PUBLIC_KEY,
    SOONEST,
    Eves,
)
from assistant.policy.load import OPTIONAL as SETTINGS_OPTIONAL
from assistant.policy.load import REQUIRED as SETTINGS_REQUIRED
from assistant.rights.workdays import COUNTRIES
from assistant.terms import Locale, Outcome, Right

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LOCALES = tuple(str(locale) for locale in Locale)
_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"type": "array", "items": _TEXT, "uniqueItems": True}
_SITE = r"https://[^\s@*/?#]+|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?"
PATTERNS: Mapping[str, str] = {
    "intent": "intents/shared/*.yaml",
    "topic": "intents/topics/*.yaml",
    "concepts": "intents/concepts/*.yaml",
    "answers": "intents/*/{en,fi,sv}.yaml",
    "controller": "policies/*/controller.yaml",
}
"""Which files each schema is for."""


def schemas(library: Library) -> Mapping[str, Schema]:
    """Return the schema of each kind of file; topics and intents are those of the library."""
    topics, intents = sorted(library.topics), sorted(library.intents)
    made = {
        "intent": _intent(topics, intents),
        "topic": _topic(topics),
        "concepts": {
            "type": "object",
            "additionalProperties": _by_locale({"type": "string", "minLength": 1}),
            "description": "Words of one meaning: by concept and language, word stems in one text.",
        },
        "answers": _answers(topics, intents),
        "controller": _controller(),
    }
    return {name: {"$schema": _DIALECT, "title": PATTERNS[name], **own} for name, own in made.items()}


def _like(pattern: str) -> Schema:
    """Return the schema of a text that is wholly like a pattern."""
    return {"type": "string", "pattern": f"^({pattern})$"}


_MAIL = _like(MAIL_ADDRESS)


def _or_null(own: Schema) -> Schema:
    return {"anyOf": [own, {"type": "null"}]}


def _mapping(properties: Schema, required: Sequence[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _by_locale(value: Schema) -> Schema:
    return _mapping(dict.fromkeys(_LOCALES, value), _LOCALES)


def _one_of(values: Sequence[str], description: str) -> Schema:
    return {"enum": list(values), "description": description}


def _intent(topics: Sequence[str], intents: Sequence[str]) -> Schema:
    near = {"text": _TEXT, "intent": {"enum": list(intents)}, "lang": {"enum": list(_LOCALES)}}
    properties = {
        "intent": {**_TEXT, "description": "The intent's name, the same as the file's."},
        "topic": _one_of(topics, "What an answer must be about; left out for small talk."),
        "outcome": _one_of(
            [str(o) for o in Outcome], "What the visitor gets; `answer` unless said otherwise."
        ),
        "right": _one_of([str(r) for r in Right], "With `outcome: request`: which right is used."),
        "urgent": {"type": "boolean", "description": "With `outcome: human`: a breach or a threat."},
        "source": _one_of(["assistant"], "Answered from the assistant's own notice."),
        "utterances": {**_by_locale(_TEXTS), "description": "What visitors type, in each language."},
        "near": {
            "type": "array",
            "items": _mapping(near, ("text", "intent")),
            "description": "Messages easily mistaken for this intent, and the one they mean.",
        },
    }
    return {
        **_mapping(properties, ("intent", "utterances")),
        "if": {"properties": {"outcome": {"const": "request"}}, "required": ["outcome"]},
        "then": {"required": ["right"]},
        "else": {"not": {"required": ["right"]}},
    }


def _topic(topics: Sequence[str]) -> Schema:
    properties = {
        "topic": {**_TEXT, "description": "The topic's name, the same as the file's."},
        "article": {**_TEXT, "description": "The article that asks for it, such as GDPR Art. 13(2)(a)."},
        "kin": {
            "type": "array",
            "items": {"enum": list(topics)},
            "description": "Topics whose passages answer questions on this one where a policy has none.",
        },
        "headings": {**_by_locale(_TEXTS), "description": "Headings under which policies treat it."},
        "statements": {**_by_locale(_TEXTS), "description": "Sentences as policies put it."},
    }
    return _mapping(properties, ("topic", "headings", "statements"))


def _answers(topics: Sequence[str], intents: Sequence[str]) -> Schema:
    anchor = {
        "segment": {**_TEXT, "description": "A segment's name, as `assistant policy show` prints it."},
        "starts": {**_TEXT, "description": "First words of the segment, to find it again."},
    }
    entry = {
        "intent": {
            "anyOf": [{"enum": list(intents)}, _TEXT],
            "description": "A shared intent, or one of your own with `utterances` and a `topic`.",
        },
        "answer": {
            "type": "array",
            "items": _mapping(anchor, ("segment", "starts")),
            "description": "Passages, the most direct first; [] if the policy does not tell.",
        },
        "topic": _one_of(topics, "With `utterances`: what an answer must be about."),
        "proposed": {
            "type": "boolean",
            "description": "Nobody has confirmed it; delete the line when you do.",
        },
        "changed": {"type": "boolean", "description": "The policy changed since; delete the line when read."},
        "utterances": _TEXTS,
    }
    if set(entry) != {"intent", "answer", *OPTIONAL}:
        raise KeyError(OPTIONAL)
    listed = {**_mapping(entry, ("intent", "answer")), "dependentRequired": {"utterances": ["topic"]}}
    properties = {
        "policy": {**_TEXT, "description": "Controller and language, such as secapp/en."},
        "fingerprint": {**_TEXT, "description": "The policy's version; `assistant intents build` writes it."},
        "intents": {"type": "array", "items": listed},
    }
    return _mapping(properties, ("policy", "fingerprint", "intents"))


def _controller() -> Schema:
    contact = _mapping({"email": _MAIL, "post": _TEXT, "role": _TEXT}, ())
    named = _mapping(dict.fromkeys(_LOCALES, _TEXT), ())
    by_locale = _or_null(named)
    hours = _mapping(dict.fromkeys(DAYS, _like(HOURS)), ())
    keys = {"type": "object", "additionalProperties": _like(PUBLIC_KEY), "maxProperties": MOST_KEYS}
    levels = _mapping({str(right): {"enum": list(LEVELS)} for right in Right if right.is_filed}, ())
    special: Schema = {
        "country": {
            **_or_null({"enum": list(COUNTRIES)}),
            "description": "Supervisory authority and public holidays; null until somebody fills it in.",
        },
        "locales": {**named, "minProperties": 1, "description": "Languages and files."},
        "contact": contact,
        "dpo": {**_or_null(contact), "description": "By role; a name never stands here."},
        "origins": {
            **_or_null({**_TEXTS, "items": _like(_SITE)}),
            "description": "Sites that may embed the widget: https:// and the name, without a path.",
        },
        "sender": {**_MAIL, "description": "The address that letters come from."},
        "systems": _or_null(_TEXTS),
        "recipients": _or_null(_TEXTS),
        "mirror": {
            **_or_null(_mirror()),
            "description": "A Request Tracker with the like of each request: docs/request-tracker.md.",
        },
        "opening_hours": {**_or_null(hours), "description": 'By weekday, such as monday: "09:00-16:00".'},
        "signature": by_locale,
        "not_covered": by_locale,
        "identity": {**_or_null(levels), "description": "Proof that a right needs here."},
        "promise_days": {
            **_or_null({"type": "integer", "minimum": SOONEST, "maximum": LATEST}),
            "description": "An answer promised sooner than the law asks, in days.",
        },
        "retention_days": _or_null({"type": "integer"}),
        "eves": {
            **_or_null({"enum": list(get_args(Eves))}),
            "description": "Whether offices are closed on the eves of Midsummer and Christmas.",
        },
        "sign_in": {**_or_null(_TEXT), "description": "Your page that proves who is signed in."},
        "sign_in_keys": {**_or_null(keys), "description": "Public Ed25519 keys by their id."},
        "staff_mailbox": {**_or_null(_MAIL), "description": "Gets reminders of what falls due."},
        "phone": _or_null(_TEXT),
        "brand": _or_null(_TEXT),
    }
    known = (*SETTINGS_REQUIRED, *SETTINGS_OPTIONAL)
    return _mapping({key: special.get(key, _TEXT) for key in known}, SETTINGS_REQUIRED)


def _mirror() -> Schema:
    url = {"type": "string", "pattern": "^https?://"}
    kind = {"enum": list(MIRROR_KINDS)}
    return _mapping({"kind": kind, "url": url, "queue": _TEXT}, ("kind", "url", "queue"))
