"""Tells what a Word document's styles mean: which are headings, lists, quotations and contents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.policy.docx_package import Xml, local, value

_HEADING = re.compile(r"(?:heading|otsikko|rubrik|überschrift|overskrift)\s*([1-9])")
_TITLE = re.compile(r"title|otsikko|rubrik|titel|pääotsikko|asiakirjan otsikko|huvudrubrik")
_QUOTE = re.compile(r".*(?:quote|lainaus|citat)")
_CONTENTS = re.compile(r"(?:toc|sisluet|sisällysluettelo|innehåll|innehållsförteckning)\s*(?:\d|heading)?")
_ITEM = re.compile(r"(?:list (?:bullet|number)|merkitty luettelo|numeroitu luettelo|punktlista)\s*\d?")
_STRONG = re.compile(r"strong|voimakas|stark|intense emphasis")
_BODY_OUTLINE = 9
_LONGEST_CHAIN = 20
TITLE_LEVEL = 0


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says. `level` is that of a heading, 0 of the title, None of other text."""

    level: int | None = None
    is_item: bool | None = None
    is_bold: bool | None = None
    is_quote: bool = False
    is_contents: bool = False


def read_styles(root: Xml) -> Mapping[str, Style]:
    """Return the styles of a document by identifier, each with what it takes from others."""
    if root is None:
        return {}
    own = {value(element, "styleId"): element for element in root if local(element) == "style"}
    return {name: _style(name, own) for name in own}


def named(identifier: str) -> Style:
    """Return what a style means by its name alone."""
    name = re.sub(r"[\s_-]+|(?<=[a-zäö])(?=[A-Z])", " ", identifier).strip().lower()
    heading = _HEADING.fullmatch(name)
    level = int(heading[1]) if heading else TITLE_LEVEL if _TITLE.fullmatch(name) else None
    return Style(
        level=level,
        is_item=True if _ITEM.fullmatch(name) else None,
        is_bold=True if _STRONG.fullmatch(name) else None,
        is_quote=bool(_QUOTE.fullmatch(name)),
        is_contents=bool(_CONTENTS.fullmatch(name)),
    )


def paragraph_style(properties: Xml) -> Style:
    """Return what a paragraph's own properties say, or a style's."""
    level: int | None = None
    is_item: bool | None = None
    for element in () if properties is None else properties:
        if local(element) == "outlineLvl" and value(element).isdecimal():
            outline = int(value(element))
            level = outline + 1 if outline < _BODY_OUTLINE else None
        elif local(element) == "numPr":
            numbers = [value(inner) for inner in element if local(inner) == "numId"]
            is_item = bool(numbers) and numbers[0] != "0"
    return Style(level=level, is_item=is_item)


def is_on(properties: Xml, name: str) -> bool | None:
    """Return whether a run's properties switch a mark on or off; None if they do not say."""
    for element in () if properties is None else properties:
        if local(element) == name:
            return value(element).lower() not in {"0", "false", "off", "none"}
    return None


def child(element: Xml, name: str) -> Xml:
    """Return the first element of that name that stands directly in another; None if none does."""
    return next((inner for inner in element if local(inner) == name), None)


def merged(first: Style, second: Style) -> Style:
    """Return the first style, and what it does not say from the second."""
    return Style(
        level=first.level if first.level is not None else second.level,
        is_item=first.is_item if first.is_item is not None else second.is_item,
        is_bold=first.is_bold if first.is_bold is not None else second.is_bold,
        is_quote=first.is_quote or second.is_quote,
        is_contents=first.is_contents or second.is_contents,
    )


def _style(name: str, own: Mapping[str, Xml]) -> Style:
    found = Style()
    seen: set[str] = set()
    while name in own and name not in seen and len(seen) < _LONGEST_CHAIN:
        seen.add(name)
        element = own[name]
        label = child(element, "name")
        said = paragraph_style(child(element, "pPr"))
        bold = Style(is_bold=is_on(child(element, "rPr"), "b"))
        known = named(value(label)) if label is not None else named(name)
        found = merged(found, merged(merged(said, bold), known))
        based = child(element, "basedOn")
        name = value(based) if based is not None else ""
    return found
