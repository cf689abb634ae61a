"""Cuts a query into tokens: names, values, operators and brackets, each with its place."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import QueryError

LONGEST = 4000
"""The most characters of a query."""


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    TEXT = "text"  # between quotes
    NUMBER = "number"
    SIGN = "sign"  # a comparison
    BRACKET = "bracket"  # ( ) and the comma between them
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A token, its text without quotes, and where it begins, counted from 1."""

    kind: TokenKind
    text: str
    position: int

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of the keywords, given in capitals."""
        return self.kind is TokenKind.WORD and self.text.upper() in words


_UNUSABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_PATTERNS = (
    (TokenKind.NUMBER, re.compile(r"-?[0-9]{1,17}(?![\w.])")),
    (
        TokenKind.WORD,
        re.compile(r"(?:CF|CustomField|CustomFieldValue)\.\{[^{}'\"\\\n]{1,64}\}", re.IGNORECASE),
    ),
    (TokenKind.WORD, re.compile(r"\w+(?:\.\w+)*")),
    (TokenKind.SIGN, re.compile(r"<=|>=|!=|<>|[=<>]")),
    (TokenKind.BRACKET, re.compile(r"[(),]")),
)


def tokens(query: str) -> list[Token]:
    """Return the tokens of a query, an END last.

    Raises:
        QueryError: it is too long, a quotation does not end, or a character has no meaning here.
    """
    if len(query) > LONGEST:
        fault, remedy = "The search is longer than %(limit)d characters.", "Make it shorter."
        raise QueryError(fault, remedy, position=LONGEST + 1, limit=LONGEST)
    if unusable := _UNUSABLE.search(query):
        fault, remedy = "Here is a character that cannot be written.", "Take it out."
        raise QueryError(fault, remedy, position=unusable.start() + 1)
    found, at = [], 0
    while at < len(query):
        if space := _SPACE.match(query, at):
            at = space.end()
        elif query[at] in "'\"":
            token, at = _quotation(query, at)
            found.append(token)
        else:
            token = _plain(query, at)
            found.append(token)
            at += len(token.text)
    return [*found, Token(TokenKind.END, "", len(query) + 1)]


def _quotation(query: str, start: int) -> tuple[Token, int]:
    quote, at, text = query[start], start + 1, []
    while at < len(query) and query[at] != quote:
        at += query[at] == "\\"
        text.append(query[at : at + 1])
        at += 1
    if at >= len(query):
        fault, remedy = "The quotation that begins here does not end.", "Close it with %(quote)s."
        raise QueryError(fault, remedy, position=start + 1, quote=quote)
    return Token(TokenKind.TEXT, "".join(text), start + 1), at + 1


def _plain(query: str, at: int) -> Token:
    for kind, pattern in _PATTERNS:
        if match := pattern.match(query, at):
            return Token(kind, match[0], at + 1)
    fault = "The character %(character)s has no meaning here."
    remedy = "Put values between quotes, as in Subject LIKE 'invoice'."
    raise QueryError(fault, remedy, position=at + 1, character=query[at])
