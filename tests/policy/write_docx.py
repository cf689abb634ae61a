"""Writes a policy as people do in Word, with the styles of Word's own template."""

from collections.abc import Iterable
from io import BytesIO
from itertools import groupby

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.policy.source import Part

STYLES = {
    "h1": "Title",
    "h2": "Heading 1",
    "h3": "Heading 2",
    "p": "Normal",
    "li": "List Bullet",
    "note": "Quote",
}


def document(source: Iterable[Part]) -> bytes:
    """Return a document with that policy; its pages have a header, a footer and a number."""
    word = Document()
    word.sections[0].header.paragraphs[0].text = "Example Oy, confidential"
    word.sections[0].footer.paragraphs[0].text = "Page 1 of 9"
    for kind, group in groupby(source, key=lambda part: part.kind):
        own = list(group)
        if kind == "tr":
            table = word.add_table(rows=len(own), cols=len(own[0].cells))
            for cells, part in zip(table.rows, own, strict=True):
                for cell, text in zip(cells.cells, part.cells, strict=True):
                    cell.text = text
            continue
        for part in own:
            write(word, part.text, STYLES.get(kind, "Quote"))
    return packed(word)


def write(word: WordDocument, text: str, style: str) -> None:
    """Add a paragraph whose words stand in several runs, one of them emphasised, one in a link."""
    paragraph = word.add_paragraph(style=style)
    words = text.split(" ")
    if len(words) < 4:
        paragraph.add_run(text)
        return
    paragraph.add_run(words[0] + " ")
    paragraph.add_run(words[1]).italic = True
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), "x")
    link.append(paragraph.add_run(" " + words[2])._r)  # noqa: SLF001 - the library has no way to make a link
    paragraph._p.append(link)  # noqa: SLF001
    paragraph.add_run(" " + " ".join(words[3:]))


def packed(word: WordDocument) -> bytes:
    """Return the file of a document."""
    file = BytesIO()
    word.save(file)
    return file.getvalue()
