"""JSON Schemas of the files that people write, so that their editors complete and check while they type."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.answers.edited import OPTIONAL
from assistant.matcher.intents import Library
from assistant.policy.load import DAYS, LEVELS, MIRROR_KINDS
from assistant.policy.load import OPTIONAL as SETTINGS_OPTIONAL
from assistant.policy.load import REQUIRED as SETTINGS_REQUIRED
from assistant.terms import Locale, Outcome, Right

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LOCALES = tuple(str(locale) for locale in Locale)
_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"type": "array", "items": _TEXT, "uniqueItems": True}
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
    contact = _mapping({"email": _TEXT, "post": _TEXT, "role": _TEXT}, ())
    pairs = {"type": ["object", "null"], "additionalProperties": _TEXT}
    by_locale = {**_mapping(dict.fromkeys(_LOCALES, _TEXT), ()), "type": ["object", "null"]}
    filed = [str(right) for right in Right if right.is_filed]
    special: Schema = {
        "country": _one_of(["FI", "SE"], "Supervisory authority and public holidays."),
        "locales": {**by_locale, "type": "object", "minProperties": 1, "description": "Languages and files."},
        "contact": contact,
        "dpo": {"anyOf": [contact, {"type": "null"}], "description": "By role; a name never stands here."},
        "origins": {**_TEXTS, "type": ["array", "null"], "description": "Sites that may embed the widget."},
        "systems": {**_TEXTS, "type": ["array", "null"]},
        "recipients": {**_TEXTS, "type": ["array", "null"]},
        "mirror": {
            **_mapping(
                {
                    "kind": {"enum": list(MIRROR_KINDS)},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "queue": {"type": "string", "minLength": 1},
                },
                ("kind", "url", "queue"),
            ),
            "type": ["object", "null"],
            "description": "A Request Tracker with the like of each request: docs/request-tracker.md.",
        },
        "opening_hours": {**pairs, "propertyNames": {"enum": list(DAYS)}},
        "signature": by_locale,
        "not_covered": by_locale,
        "identity": {
            **_mapping({right: {"enum": list(LEVELS)} for right in filed}, ()),
            "type": ["object", "null"],
        },
        "promise_days": {"type": ["integer", "null"]},
        "retention_days": {"type": ["integer", "null"]},
        "eves": _one_of(["safe", "national"], "Whether eves of holidays count as working days."),
        "sign_in": {"type": ["string", "null"], "description": "Your page that proves who is signed in."},
        "sign_in_keys": {**pairs, "maxProperties": 2, "description": "Public Ed25519 keys by their id."},
        "staff_mailbox": {"type": ["string", "null"], "description": "Gets reminders of what falls due."},
        "phone": {"type": ["string", "null"]},
        "brand": {"type": ["string", "null"]},
    }
    keys = (*SETTINGS_REQUIRED, *SETTINGS_OPTIONAL)
    return _mapping({key: special.get(key, _TEXT) for key in keys}, SETTINGS_REQUIRED)
