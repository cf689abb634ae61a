"""Writes a policy as a PDF with the layout of printed matter: columns, divided words, running heads."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)

from tests.policy.source import Part

WIDTH, HEIGHT = A4
MARGIN, GUTTER = 60, 24
TEXT = ParagraphStyle(
    "text", fontName="Times-Roman", fontSize=10, leading=13, spaceAfter=7, alignment=TA_JUSTIFY
)
STYLES = {
    "h1": ParagraphStyle("h1", fontName="Helvetica-Bold", fontSize=18, leading=22, spaceAfter=12),
    "h2": ParagraphStyle(
        "h2", fontName="Helvetica-Bold", fontSize=12, leading=15, spaceBefore=8, spaceAfter=5
    ),
    "h3": ParagraphStyle("h3", fontName="Times-Bold", fontSize=10, leading=13, spaceBefore=4, spaceAfter=4),
    "p": TEXT,
    "li": ParagraphStyle("li", parent=TEXT, spaceAfter=2),
}


def document(source: Iterable[Part], *, columns: int = 2) -> bytes:
    """Return a PDF of that policy, which cannot say that the note is one and so has none."""
    file = BytesIO()
    width = (WIDTH - 2 * MARGIN - (columns - 1) * GUTTER) / columns
    frames = [
        Frame(
            MARGIN + n * (width + GUTTER), 70, width, HEIGHT - 150, leftPadding=0, rightPadding=0, id=f"c{n}"
        )
        for n in range(columns)
    ]
    made = BaseDocTemplate(file, pagesize=A4)
    made.addPageTemplates(PageTemplate(frames=frames, onPage=_around))
    made.build(list(_flow([part for part in source if part.kind != "note"])))
    return file.getvalue()


def _around(canvas: Canvas, _document: object) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, HEIGHT - 40, "Example Oy – for everybody")
    canvas.drawRightString(WIDTH - MARGIN, 35, f"Page {canvas.getPageNumber()} of 99")


def _flow(source: Sequence[Part]) -> Iterable[Flowable]:
    for kind, group in groupby(source, key=lambda part: part.kind):
        own = list(group)
        if kind == "tr":
            style = TableStyle(
                [("FONT", (0, 0), (-1, -1), "Times-Roman", 10), ("RIGHTPADDING", (0, 0), (-1, -1), 18)]
            )
            yield Table([part.cells for part in own], style=style, hAlign="LEFT")
        elif kind == "li":
            items = [ListItem(Paragraph(_divisible(part.text), STYLES[kind])) for part in own]
            yield ListFlowable(items, bulletType="bullet", start="•", leftIndent=12, bulletFontSize=10)
        else:
            yield from (Paragraph(_divisible(part.text), STYLES[kind]) for part in own)


def _divisible(text: str) -> str:
    return escape(text)
