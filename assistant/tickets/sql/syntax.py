"""What a query says, as a tree, and the one way in which a tree is written."""

from dataclasses import dataclass
from dataclasses import field as column
from enum import StrEnum


class Operator(StrEnum):
    """How a field is compared with a value."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    LIKE = "LIKE"
    NOT_LIKE = "NOT LIKE"
    STARTSWITH = "STARTSWITH"
    NOT_STARTSWITH = "NOT STARTSWITH"
    ENDSWITH = "ENDSWITH"
    NOT_ENDSWITH = "NOT ENDSWITH"
    IS = "IS"
    IS_NOT = "IS NOT"
    IN = "IN"
    NOT_IN = "NOT IN"


@dataclass(frozen=True, slots=True)
class Name:
    """A field as it was written: `Requestor`, with `EmailAddress` or a custom field's name as its part."""

    field: str
    part: str = ""
    position: int = column(default=1, compare=False)

    def __str__(self) -> str:
        if self.field == "CF":
            braced = f"CF.{{{self.part}}}"
            return braced if self.part.isidentifier() else quoted(braced)
        return f"{self.field}.{self.part}" if self.part else self.field


@dataclass(frozen=True, slots=True)
class Value:
    """One value. `text` None is NULL; `is_number` tells `5` from `'5'`."""

    text: str | None
    is_number: bool = False
    position: int = column(default=1, compare=False)

    def __str__(self) -> str:
        if self.text is None:
            return "NULL"
        return self.text if self.is_number else quoted(self.text)


@dataclass(frozen=True, slots=True)
class Compare:
    """A field held against a value; against several where the operator is IN or NOT IN."""

    name: Name
    operator: Operator
    values: tuple[Value, ...]

    @property
    def value(self) -> Value:
        """The only value."""
        return self.values[0]


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: "Tree"


@dataclass(frozen=True, slots=True)
class And:
    """All of these; at least two."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these; at least two."""

    parts: tuple["Tree", ...]


Tree = Compare | Not | And | Or


def quoted(text: str) -> str:
    """Return the text between single quotes, with backslashes where it needs them."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def written(tree: Tree) -> str:
    """Return the query that reads as this tree."""
    match tree:
        case Compare(name, operator, values) if operator in (Operator.IN, Operator.NOT_IN):
            return f"{name} {operator} ({', '.join(str(value) for value in values)})"
        case Compare(name, operator, values):
            return f"{name} {operator} {values[0]}"
        case Not(part):
            return f"NOT ({written(part)})"
        case And(parts):
            return " AND ".join(_within(part) for part in parts)
        case Or(parts):
            return " OR ".join(_within(part) for part in parts)


def _within(part: Tree) -> str:
    return f"({written(part)})" if isinstance(part, And | Or) else written(part)


def comparisons(tree: Tree) -> list[Compare]:
    """Return every comparison in the tree, from left to right."""
    match tree:
        case Compare():
            return [tree]
        case Not(part):
            return comparisons(part)
        case And(parts) | Or(parts):
            return [found for part in parts for found in comparisons(part)]
