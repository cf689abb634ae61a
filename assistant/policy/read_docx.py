"""Reads policies written in Word: the text as it stands when all tracked changes are accepted."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from assistant.policy.blocks import Block, BlockKind, Document, Progress, row, unheard
from assistant.policy.bold import with_bold_headings
from assistant.policy.bullets import by_hand
from assistant.policy.docx_package import STYLES, Package, Xml, local, value
from assistant.policy.docx_styles import (
    TITLE_LEVEL,
    Style,
    child,
    is_on,
    merged,
    named,
    paragraph_style,
    read_styles,
)
from assistant.text import nfc

_GONE_NAMES = (
    "del moveFrom delText instrText delInstrText Fallback pPr rPr sectPr sdtPr sdtEndPr tblPr tblGrid"
    " trPr tcPr footnoteReference endnoteReference commentReference annotationRef proofErr ruby rt"
)
_GONE = frozenset(_GONE_NAMES.split())
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": " "}
_BLOCKS = frozenset(
    {"p", "tbl", "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "txbxContent"}
)
_SPACE = re.compile(r"[ \t]{2,}")


@dataclass(slots=True)
class _Line:
    """The text of a paragraph as far as it is read, and the boxes that hang on it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Xml] = field(default_factory=list)
    is_bold: bool = True


def read_docx(raw: bytes, progress: Progress = unheard) -> Document:
    """Return the blocks of a Word document; quotations before any text are its note.

    Raises:
        UnreadableError: it is locked, damaged, of another kind, or unpacks to too much.
    """
    package = Package(raw)
    text = _Text(read_styles(package.part(STYLES)))
    for element in package.body(progress):
        text.read(element)
    return text.document()


class _Text:
    """The blocks of a document read so far."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self._styles = styles
        self._blocks: list[Block] = []
        self._bold: set[int] = set()
        self._notes: list[str] = []
        self._kept = _Line()

    def document(self) -> Document:
        """Return everything read. The title, if a style says that there is one, stands above all headings."""
        blocks = self._blocks
        if any(block.kind is BlockKind.HEADING and block.level == TITLE_LEVEL for block in blocks):
            blocks = [
                replace(block, level=block.level + 1) if block.kind is BlockKind.HEADING else block
                for block in blocks
            ]
        return Document(with_bold_headings(blocks, self._bold), " ".join(self._notes))

    def read(self, element: Xml) -> None:
        """Add what an element holds."""
        match local(element):
            case "p":
                self._read_paragraph(element)
            case "tbl":
                self._read_table(element)
            case "sdt" if _is_contents(element):
                pass
            case name if name not in _GONE:
                for inner in element:
                    if local(inner) in _BLOCKS:
                        self.read(inner)

    def _read_paragraph(self, element: Xml) -> None:
        properties = child(element, "pPr")
        style = self._style(properties)
        line = self._kept
        self._gather(element, line, is_bold=bool(style.is_bold))
        mark = child(properties, "rPr") if properties is not None else None
        if mark is not None and child(mark, "del") is not None:
            return  # a deleted end of paragraph: the next one goes on
        self._kept = _Line()
        text = nfc(_SPACE.sub(" ", "".join(line.parts))).strip(" \t\n\u00a0")
        if text and not style.is_contents:
            self._add(text, style, is_bold=line.is_bold)
        for box in line.boxes:
            self.read(box)

    def _add(self, text: str, style: Style, *, is_bold: bool) -> None:
        if style.level is not None:
            self._blocks.append(Block(BlockKind.HEADING, " ".join(text.split()), style.level))
            return
        if style.is_quote and all(block.kind is BlockKind.HEADING for block in self._blocks):
            self._notes.append(text)
            return
        kind = BlockKind.ITEM if style.is_item else BlockKind.PARAGRAPH
        for block in by_hand(text, kind):
            if is_bold:
                self._bold.add(len(self._blocks))
            self._blocks.append(block)

    def _style(self, properties: Xml) -> Style:
        own = paragraph_style(properties)
        chosen = child(properties, "pStyle") if properties is not None else None
        if chosen is None:
            return own
        identifier = value(chosen)
        return merged(own, self._styles.get(identifier) or named(identifier))

    def _gather(self, element: Xml, line: _Line, *, is_bold: bool) -> None:
        """Add the text within an element to a line; a box's text is kept for after it."""
        for inner in element:
            name = local(inner)
            if name in _GONE or not name:
                continue
            if name == "t":
                line.parts.append(inner.text or "")
                line.is_bold = line.is_bold and (is_bold or not (inner.text or "").strip())
            elif name in _CHARACTERS:
                line.parts.append("" if value(inner, "type") in {"page", "column"} else _CHARACTERS[name])
            elif name == "txbxContent":
                line.boxes.append(inner)
            elif name == "r":
                self._gather_run(inner, line, is_bold=is_bold)
            else:
                self._gather(inner, line, is_bold=is_bold)

    def _gather_run(self, run: Xml, line: _Line, *, is_bold: bool) -> None:
        properties = child(run, "rPr")
        if is_on(properties, "vanish"):
            return
        own = is_on(properties, "b")
        chosen = child(properties, "rStyle") if properties is not None else None
        if own is None and chosen is not None:
            own = (self._styles.get(value(chosen)) or named(value(chosen))).is_bold
        self._gather(run, line, is_bold=is_bold if own is None else own)

    def _read_table(self, table: Xml) -> None:
        rows = [list(_cells(line)) for line in _rows(table)]
        if max(map(len, rows), default=0) <= 1 or any(self._is_layout(cell) for own in rows for cell in own):
            for own in rows:
                for cell in own:
                    self.read(cell)
            return
        for own in rows:
            line = row(self._cell(cell) for cell in own)
            if line.text:
                self._blocks.append(line)

    def _cell(self, cell: Xml) -> str:
        inner = _Text(self._styles)
        inner.read(cell)
        return " ".join(" ".join(block.text.split()) for block in inner.document().blocks)

    def _is_layout(self, cell: Xml) -> bool:
        """Return whether a cell holds a part of the text rather than a value."""
        if child(cell, "tbl") is not None:
            return True
        styles = (self._style(child(inner, "pPr")) for inner in cell if local(inner) == "p")
        return any(style.level is not None for style in styles)


def _rows(table: Xml) -> Iterator[Xml]:
    for inner in table:
        name = local(inner)
        if name == "tr":
            properties = child(inner, "trPr")
            if properties is None or child(properties, "del") is None:
                yield inner
        elif name in _BLOCKS:
            yield from _rows(inner)


def _cells(line: Xml) -> Iterator[Xml]:
    for inner in line:
        name = local(inner)
        if name == "tc":
            yield inner
        elif name in _BLOCKS:
            yield from _cells(inner)


def _is_contents(control: Xml) -> bool:
    """Return whether a content control is a table of contents made by Word."""
    names = (value(inner) for inner in control.iter("{*}docPartGallery"))
    return "Table of Contents" in names
