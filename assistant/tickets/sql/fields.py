"""The fields that a query may name, and how each may be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.tickets.sql.syntax import Operator as Op


class Kind(StrEnum):
    """What a field holds, which decides how it is compared."""

    NUMBER = "number"
    TEXT = "text"
    NAMES = "names"  # one of a few words: a status, a queue
    PERSON = "person"
    DATE = "date"
    CONTENT = "content"
    LINK = "link"
    CUSTOM = "custom"


_EQUAL = frozenset({Op.EQ, Op.NE, Op.IN, Op.NOT_IN})
_ORDER = frozenset({Op.LT, Op.LE, Op.GT, Op.GE})
_NULL = frozenset({Op.IS, Op.IS_NOT})
_PARTS = frozenset(
    {Op.LIKE, Op.NOT_LIKE, Op.STARTSWITH, Op.NOT_STARTSWITH, Op.ENDSWITH, Op.NOT_ENDSWITH},
)
OPERATORS: Mapping[Kind, frozenset[Op]] = {
    Kind.NUMBER: _EQUAL | _ORDER,
    Kind.TEXT: _EQUAL | _PARTS,
    Kind.NAMES: _EQUAL | _PARTS,
    Kind.PERSON: _EQUAL | _PARTS | _NULL,
    Kind.DATE: frozenset({Op.EQ, Op.NE}) | _ORDER | _NULL,
    Kind.CONTENT: frozenset({Op.LIKE, Op.NOT_LIKE}),
    Kind.LINK: _EQUAL | _NULL,
    Kind.CUSTOM: _EQUAL | _PARTS | _NULL,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field by the name it is written with, what it holds, and the parts it may be asked for."""

    name: str
    kind: Kind
    parts: tuple[str, ...] = ()


_PEOPLE = ("EmailAddress", "Name")
FIELDS: tuple[Field, ...] = (
    Field("id", Kind.NUMBER),
    Field("Subject", Kind.TEXT),
    Field("Status", Kind.NAMES),
    Field("Queue", Kind.NAMES, ("Name",)),
    Field("Owner", Kind.PERSON, _PEOPLE),
    Field("Requestor", Kind.PERSON, _PEOPLE),
    Field("Cc", Kind.PERSON, _PEOPLE),
    Field("AdminCc", Kind.PERSON, _PEOPLE),
    Field("Watcher", Kind.PERSON, _PEOPLE),
    Field("Created", Kind.DATE),
    Field("Due", Kind.DATE),
    Field("Told", Kind.DATE),
    Field("Started", Kind.DATE),
    Field("Resolved", Kind.DATE),
    Field("LastUpdated", Kind.DATE),
    Field("Priority", Kind.NUMBER),
    Field("Content", Kind.CONTENT),
    Field("Type", Kind.NAMES),
    Field("DependsOn", Kind.LINK),
    Field("DependedOnBy", Kind.LINK),
    Field("RefersTo", Kind.LINK),
    Field("ReferredToBy", Kind.LINK),
    Field("MemberOf", Kind.LINK),
    Field("HasMember", Kind.LINK),
    Field("Linked", Kind.LINK),
    Field("Reference", Kind.TEXT),
    Field("Controller", Kind.NAMES),
    Field("Right", Kind.NAMES),
    Field("State", Kind.NAMES),
    Field("Outcome", Kind.NAMES),
    Field("Verified", Kind.NAMES),
    Field("Language", Kind.NAMES),
    Field("CF", Kind.CUSTOM),
)
OTHER_NAMES = {
    "requestors": "Requestor",
    "watchers": "Watcher",
    "updated": "LastUpdated",
    "parents": "MemberOf",
    "parent": "MemberOf",
    "memberof": "MemberOf",
    "children": "HasMember",
    "members": "HasMember",
    "hasmember": "HasMember",
    "dependentonby": "DependedOnBy",
    "customfield": "CF",
    "customfieldvalue": "CF",
}
BY_NAME: Mapping[str, Field] = {
    **{field.name.casefold(): field for field in FIELDS},
    **{other: next(field for field in FIELDS if field.name == name) for other, name in OTHER_NAMES.items()},
}
"""Every field, by each name that it has, in small letters."""
