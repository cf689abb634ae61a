"""Decodes and parses a page as browsers do, into elements that know how much text they hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.policy.blocks import UnreadableError
from assistant.policy.html_style import Name, hidden_names
from assistant.policy.merged import check_merged

DEEPEST = 250
"""How deeply elements may stand in each other; the pages of content systems stay below 60."""
_UNSEEN_NAMES = (
    "head script style template noscript svg math canvas iframe object embed video audio map "
    "select textarea input datalist progress meter dialog menu del"
)
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
HEADINGS = {f"h{level}": level for level in range(1, 7)}
"""Their marks and levels."""
BLOCKS = frozenset({"p", "div", "ul", "ol", "dl", "table", "section", "article", "blockquote", *HEADINGS})
_LINKS = frozenset({"a", "button"})
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_LABELS = re.compile(r"windows-?125\d|cp125\d|iso-?8859-?\d{1,2}|latin-?\d|us-ascii|ascii|macintosh")
_WESTERN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"})
_SEARCHED_BYTES = 4096


@dataclass(slots=True, eq=False)
class Element:
    """A part of a page. `prose` counts the characters in it outside links, `linked` those of links.

    `holds_blocks` and `holds_heading` say whether any stand in it, at whatever depth.
    """

    tag: str
    attributes: Mapping[str, str]
    depth: int
    children: list["Element | str"] = field(default_factory=list)
    prose: int = 0
    linked: int = 0
    holds_blocks: bool = False
    holds_heading: bool = False

    def elements(self) -> Iterator["Element"]:
        """Return the elements that stand directly in this one."""
        return (child for child in self.children if isinstance(child, Element))

    def walk(self) -> Iterator["Element"]:
        """Return the element and all within, in the order of the page."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if not isinstance(child, str))

    def measure(self) -> None:
        """Count what this element and all within hold."""
        for element in reversed(list(self.walk())):
            prose = linked = 0
            element.holds_blocks = element.holds_heading = False
            for child in element.children:
                if isinstance(child, str):
                    prose += len(child.strip())
                    continue
                prose += child.prose
                linked += child.linked
                element.holds_blocks |= child.holds_blocks or child.tag in BLOCKS
                element.holds_heading |= child.holds_heading or child.tag in HEADINGS
            is_link = element.tag in _LINKS
            element.prose, element.linked = (0, prose + linked) if is_link else (prose, linked)

    def named(self) -> str:
        """Return its class and id in small letters."""
        return f"{self.attributes.get('class', '')} {self.attributes.get('id', '')}".lower()

    def names(self) -> Iterator[Name]:
        """Return the plain selectors of a style sheet that choose it."""
        id_ = self.attributes.get("id", "")
        for name in ("", f"#{id_}", *(f".{one}" for one in self.attributes.get("class", "").split())):
            yield from (("", name), (self.tag, name))

    def role(self) -> str:
        """Return its ARIA role; empty if it says none."""
        return self.attributes.get("role", "").lower()


def page_text(raw: bytes) -> str:
    """Return a page's text: in the encoding of its byte order mark, else as it declares, else UTF-8.

    Raises:
        UnreadableError: it is not in that encoding, that is none a page is written in, or it holds two
            versions.
    """
    encoding = _encoding(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        fault = f"is not {encoding.removesuffix('-sig')} text; save it with the encoding UTF-8"
        raise UnreadableError(fault, code="P005", line=raw.count(b"\n", 0, error.start) + 1) from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise UnreadableError("holds NUL bytes, so it is no page", code="P006", line=line)
    check_merged(text)
    return text


def parse(text: str) -> tuple[Element, frozenset[Name]]:
    """Return a page's body without what a reader never sees, as its measured elements, and what sheets hide.

    Raises:
        UnreadableError: its elements stand too deep in each other.
    """
    page = LexborHTMLParser(text)
    body = Element("body", {}, 0)
    if page.body is not None:
        _copy(page.body, body)
    body.measure()
    return body, hidden_names(_sheets(page))


def _sheets(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Yield the media and the text of each sheet in a page; those for readers without scripts are no part."""
    for node in page.css("style"):
        if node.parent is None or node.parent.tag != "noscript":
            yield node.attributes.get("media") or "", node.text()


def _encoding(raw: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return encoding
    declared = _DECLARED.search(raw[:_SEARCHED_BYTES])
    label = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    if label in _WESTERN:
        return "cp1252"  # as browsers do: pages of that time say one and mean the other
    if label.startswith(("utf", "unicode")):
        return "utf-8"
    if not _LABELS.fullmatch(label):
        raise UnreadableError(
            f"has the unknown encoding {label}; save it with the encoding UTF-8", code="P005"
        )
    return {"macintosh": "mac-roman"}.get(label, label)


def _copy(source: LexborNode, target: Element) -> None:
    waiting = [(source, target)]
    while waiting:
        node, element = waiting.pop()
        if element.depth > DEEPEST:
            fault = f"nests elements more than {DEEPEST} deep; save the page anew from an editor"
            raise UnreadableError(fault, code="P011")
        child = node.first_child
        while child is not None:
            if child.is_text_node:
                element.children.append(child.text_content or "")
            elif child.is_element_node and child.tag and child.tag not in _UNSEEN:
                attributes = {name: value or "" for name, value in child.attributes.items()}
                inner = Element(child.tag, attributes, element.depth + 1)
                element.children.append(inner)
                waiting.append((child, inner))
            child = child.next
