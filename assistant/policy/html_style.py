"""Tells what the style sheets of a page hide from everybody."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import tinycss2
from tinycss2.ast import QualifiedRule

MOST_LETTERS = 500_000
"""How much of a page's own sheets is judged; those of content systems stay below half of it."""

Name = tuple[str, str]
"""A tag and, with its dot or hash, a class or an id; either may be empty."""

_ALWAYS = re.compile(r"\s*(?:(?:all|screen)\s*)?", re.IGNORECASE)
_HIDING = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_HIDDEN = {"display": "none", "visibility": "hidden"}
_SIMPLE = re.compile(r"([A-Za-z][\w-]*)?([.#][\w-]+)?")
_NAMES = re.compile(r"[.#][\w-]+")
_PLAIN = frozenset({"ident", "hash", "literal", "whitespace"})
_COMBINING = re.compile(r"[\s>+~]+")


def hides_itself(style: str) -> bool:
    """Return whether an element's own style hides it."""
    return bool(_HIDING.search(style))


def hidden_names(sheets: Iterable[tuple[str, str]]) -> frozenset[Name]:
    """Return what sheets hide, each given as its media and its text.

    Only plain selectors count, outside of rules for some media. What any rule shows again, on some screens or
    once something is opened, is folded and not hidden.
    """
    hidden, shown, left = set[Name](), set[str](), MOST_LETTERS
    for media, text in sheets:
        rules = tinycss2.parse_stylesheet(text[:left], skip_comments=True, skip_whitespace=True)
        left = max(0, left - len(text))
        for rule, is_plain in _rules(rules):
            hides = _hides(rule)
            for selector in _selectors(rule) if hides is not None else ():
                if not hides:
                    shown |= _last_names(selector)
                elif is_plain and _ALWAYS.fullmatch(media):
                    hidden |= _simple(selector)
    return frozenset((tag, name) for tag, name in hidden if (name or tag) not in shown)


def _rules(rules: Sequence[Any]) -> Iterator[tuple[QualifiedRule, bool]]:
    """Yield each rule and whether it stands outside of rules for some media."""
    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule, True
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword == "media":
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            yield from ((one, False) for one in inner if one.type == "qualified-rule")


def _hides(rule: QualifiedRule) -> bool | None:
    """Return whether a rule hides; None if it says nothing of that."""
    found = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    said = [
        _HIDDEN[one.lower_name] in {token.lower_value for token in one.value if token.type == "ident"}
        for one in found
        if one.type == "declaration" and one.lower_name in _HIDDEN
    ]
    return any(said) if said else None


def _selectors(rule: QualifiedRule) -> Iterator[list[Any]]:
    selector: list[Any] = []
    for token in rule.prelude:
        if token.type == "literal" and token.value == ",":
            yield selector
            selector = []
        elif token.type != "comment":
            selector.append(token)
    yield selector


def _simple(selector: Sequence[Any]) -> set[Name]:
    """Return what a selector names, if it is plain."""
    if any(token.type not in _PLAIN for token in selector):
        return set()
    found = _SIMPLE.fullmatch(_text(selector).strip())
    return {((found[1] or "").lower(), found[2] or "")} if found else set()


def _last_names(selector: Sequence[Any]) -> set[str]:
    """Return the classes and ids of the elements that a selector chooses, or their tag."""
    text = _text(token for token in selector if token.type in _PLAIN)
    last = _COMBINING.split(text.strip())[-1]
    tag = _SIMPLE.match(last)
    return set(_NAMES.findall(last)) or ({tag[1].lower()} if tag and tag[1] else set())


def _text(tokens: Iterable[Any]) -> str:
    return "".join(token.serialize() for token in tokens)
