"""Makes large policies in each format: of real words, with headings that are all different."""

import random
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.policy import write_html
from tests.policy.source import Part, shipped

TOP, FOOT = 770, 60
_WORDS = sorted({word for part in shipped("secapp/fi") for word in part.text.split() if word.isalpha()})


def parts(sections: int, letters: int) -> Iterator[Part]:
    """Return a policy of that many sections with about so many letters in all."""
    chance = random.Random(1)  # noqa: S311 - the same text each time
    yield Part("h1", "Tietosuojaseloste")
    for number in range(sections):
        yield Part("h2", f"{number}. {' '.join(chance.choices(_WORDS, k=4))}")
        left = letters // sections
        while left > 0:
            text = " ".join(chance.choices(_WORDS, k=70)).capitalize() + "."
            yield Part("p", text)
            left -= len(text)


def markdown(source: Iterator[Part]) -> bytes:
    marks = {"h1": "# ", "h2": "## ", "p": ""}
    return "\n\n".join(marks[part.kind] + part.text for part in source).encode()


def text(source: Iterator[Part]) -> bytes:
    return "\n\n".join(part.text if part.kind == "p" else part.text.upper() for part in source).encode()


def page(source: Iterator[Part]) -> bytes:
    return write_html.page(list(source)).encode()


def word(source: Iterator[Part]) -> bytes:
    """Return a Word document; the library that writes the others would take a minute."""
    styles = {"h1": "Title", "h2": "Heading1", "p": "Normal"}
    made = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{styles[part.kind]}"/></w:pPr><w:r><w:t>{part.text}</w:t></w:r></w:p>'
        for part in source
    )
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", f'<w:document xmlns:w="w"><w:body>{made}</w:body></w:document>')
    return file.getvalue()


def pdf(source: Iterator[Part]) -> bytes:
    """Return a PDF whose streams are not packed, so that the file is as large as its text at least."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=0)
    height = TOP
    for part in source:
        font, size = ("Times-Roman", 10) if part.kind == "p" else ("Helvetica-Bold", 14)
        words = part.text.split()
        height -= 10
        for start in range(0, len(words), 10):
            if height < FOOT:
                canvas.showPage()
                height = TOP
            canvas.setFont(font, size)
            canvas.drawString(60, height, " ".join(words[start : start + 10]))
            height -= 14
    canvas.save()
    return file.getvalue()


WRITERS: dict[str, Callable[[Iterator[Part]], bytes]] = {
    ".md": markdown,
    ".txt": text,
    ".html": page,
    ".docx": word,
    ".pdf": pdf,
}


def write(folder: Path, suffix: str, *, sections: int, letters: int) -> Path:
    """Return a file of that kind and size."""
    path = folder / f"large-{sections}{suffix}"
    path.write_bytes(WRITERS[suffix](parts(sections, letters)))
    return path
