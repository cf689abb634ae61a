"""Reads TicketSQL into a tree, and says where and how to mend what it cannot read."""

import re
from datetime import UTC, datetime

from assistant.errors import QueryError
from assistant.tickets.sql.dates import read_moment
from assistant.tickets.sql.fields import BY_NAME, OPERATORS, Field, Kind
from assistant.tickets.sql.syntax import And, Compare, Name, Not, Operator, Or, Tree, Value
from assistant.tickets.sql.tokens import Token, TokenKind, tokens

DEEPEST = 40
"""How far brackets and NOT may stand within one another."""
_SIGNS = {"<>": Operator.NE} | {sign.value: sign for sign in Operator if not sign.value[0].isalpha()}
_WORDS = {
    "LIKE": (Operator.LIKE, Operator.NOT_LIKE),
    "MATCHES": (Operator.LIKE, Operator.NOT_LIKE),
    "STARTSWITH": (Operator.STARTSWITH, Operator.NOT_STARTSWITH),
    "ENDSWITH": (Operator.ENDSWITH, Operator.NOT_ENDSWITH),
    "IN": (Operator.IN, Operator.NOT_IN),
}
_NUMBER = re.compile(r"-?[0-9]{1,17}")
_EXAMPLE = "Write a field, a comparison and a value, such as Status = 'open'."
_BEGINNING = re.compile(
    r"[\s(]*(?:NOT[\s(]+)?[\'\"]?(?P<name>\w+)(?:\.\w+|\.\{[^{}]*\})?[\'\"]?\s*"
    r"(?:(?P<sign>[=<>]|!=)|\b(?:IS|IN|LIKE|MATCHES|STARTSWITH|ENDSWITH|NOT)\b)",
    re.IGNORECASE,
)
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


def parse(query: str) -> Tree:
    """Return what a query says.

    Raises:
        QueryError: it cannot be read, or a field cannot be compared so.
    """
    reader = _Reader(tokens(query))
    tree = reader.any_of(0)
    left = reader.here
    if left.kind is not TokenKind.END:
        raise QueryError(
            "Here the search should have ended.", "Join conditions with AND or OR.", position=left.position
        )
    return tree


def looks_like_a_query(text: str) -> bool:
    """Tell whether a text was meant as TicketSQL rather than as words to look for."""
    begun = _BEGINNING.match(text)
    return begun is not None and (begun["sign"] is not None or begun["name"].casefold() in BY_NAME)


class _Reader:
    """Reads the tokens one after the other."""

    def __init__(self, found: list[Token]) -> None:
        self.found, self.at = found, 0

    @property
    def here(self) -> Token:
        return self.found[self.at]

    def take(self) -> Token:
        token = self.here
        self.at += token.kind is not TokenKind.END
        return token

    def took_word(self, word: str) -> bool:
        fits = self.here.is_word(word)
        self.at += fits
        return fits

    def any_of(self, depth: int) -> Tree:
        parts = [self.all_of(depth)]
        while self.took_word("OR"):
            parts.append(self.all_of(depth))
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def all_of(self, depth: int) -> Tree:
        parts = [self.one(depth)]
        while self.took_word("AND"):
            parts.append(self.one(depth))
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def one(self, depth: int) -> Tree:
        token = self.here
        if depth > DEEPEST:
            raise QueryError(
                "The brackets go too deep.", "Write fewer within one another.", position=token.position
            )
        if self.took_word("NOT"):
            return Not(self.one(depth + 1))
        if token.kind is TokenKind.BRACKET and token.text == "(":
            self.take()
            tree = self.any_of(depth + 1)
            self.close(token)
            return tree
        return _checked(self.comparison())

    def close(self, opened: Token) -> None:
        closing = self.take()
        if (closing.kind, closing.text) != (TokenKind.BRACKET, ")"):
            fault = "The bracket at character %(opened)d is not closed here."
            raise QueryError(fault, "Close it with ).", position=closing.position, opened=opened.position)

    def comparison(self) -> Compare:
        name = self.name()
        operator = self.operator()
        if operator in (Operator.IN, Operator.NOT_IN):
            return Compare(name, operator, self.values())
        value = self.value()
        if value.text is None and operator in (Operator.EQ, Operator.NE):
            operator = Operator.IS if operator is Operator.EQ else Operator.IS_NOT
        return Compare(name, operator, (value,))

    def name(self) -> Name:
        token = self.take()
        if token.kind not in (TokenKind.WORD, TokenKind.TEXT) or not token.text:
            raise QueryError("Here a field should stand.", _EXAMPLE, position=token.position)
        head, _, part = token.text.partition(".")
        known = BY_NAME.get(head.casefold())
        if known is None or not _has_part(known, part):
            fault, remedy = "There is no field %(field)s.", "Fields are %(known)s."
            listed = ", ".join(dict.fromkeys(field.name for field in BY_NAME.values()))
            raise QueryError(fault, remedy, position=token.position, field=token.text, known=listed)
        if known.kind is Kind.CUSTOM:
            return Name(known.name, part[1:-1], token.position)
        proper = next((own for own in known.parts if own.casefold() == part.casefold()), "")
        return Name(known.name, proper, token.position)

    def operator(self) -> Operator:
        token = self.take()
        if token.kind is TokenKind.SIGN:
            return _SIGNS[token.text]
        if token.is_word("IS"):
            return Operator.IS_NOT if self.took_word("NOT") else Operator.IS
        is_negated = token.is_word("NOT")
        word = self.take() if is_negated else token
        if word.is_word(*_WORDS):
            return _WORDS[word.text.upper()][is_negated]
        raise QueryError(
            "Here a comparison should stand, such as = or LIKE.", _EXAMPLE, position=word.position
        )

    def value(self) -> Value:
        token = self.take()
        if token.is_word("NULL"):
            return Value(None, position=token.position)
        if token.kind is TokenKind.NUMBER:
            return Value(str(int(token.text)), is_number=True, position=token.position)
        if token.kind is TokenKind.TEXT or (
            token.kind is TokenKind.WORD and not token.is_word("AND", "OR", "NOT")
        ):
            return Value(token.text, position=token.position)
        raise QueryError("Here a value should stand.", "Put it between quotes.", position=token.position)

    def values(self) -> tuple[Value, ...]:
        opened = self.take()
        if opened.text != "(" or opened.kind is not TokenKind.BRACKET:
            remedy = "Write them in brackets: Status IN ('new', 'open')."
            raise QueryError("Here a list of values should stand.", remedy, position=opened.position)
        found = [self.value()]
        while self.here.kind is TokenKind.BRACKET and self.here.text == ",":
            self.take()
            found.append(self.value())
        self.close(opened)
        return tuple(found)


def _has_part(field: Field, part: str) -> bool:
    if field.kind is Kind.CUSTOM:
        return part[:1] == "{" and part[-1:] == "}" and bool(part[1:-1].strip())
    return not part or part.casefold() in {own.casefold() for own in field.parts}


def _checked(found: Compare) -> Compare:
    """Hold that the field can be compared so, and with such a value."""
    field, name = BY_NAME[found.name.field.casefold()], found.name
    allowed = OPERATORS[field.kind]
    if found.operator not in allowed:
        fault, remedy = "The field %(field)s cannot be compared with %(operator)s.", "It can with %(known)s."
        known = ", ".join(own.value for own in Operator if own in allowed)
        raise QueryError(
            fault,
            remedy,
            position=name.position,
            field=name.field,
            operator=found.operator.value,
            known=known,
        )
    for value in found.values:
        _check_value(field, found.operator, value)
    return found


def _check_value(field: Field, operator: Operator, value: Value) -> None:
    is_null = value.text is None
    if is_null != (operator in (Operator.IS, Operator.IS_NOT)):
        remedy = "Write IS NULL or IS NOT NULL, and NULL nowhere else."
        raise QueryError("NULL and IS go together.", remedy, position=value.position)
    text = value.text or ""
    if field.kind is Kind.NUMBER and not _is_number(text):
        fault, remedy = "The field %(field)s is a number.", "Write one, such as %(field)s > 5."
        raise QueryError(fault, remedy, position=value.position, field=field.name)
    if field.kind is Kind.DATE and not is_null and read_moment(text, now=_ANY_TIME, zone="UTC") is None:
        fault = "This is no date or time."
        remedy = "Write one such as '2026-12-31', 'today', '2 days ago' or 'in 1 week'."
        raise QueryError(fault, remedy, position=value.position)
    if field.kind is Kind.CONTENT and not any(letter.isalnum() for letter in text):
        raise QueryError("There is no word to look for.", "Write at least one word.", position=value.position)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None
