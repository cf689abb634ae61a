"""Holds that a file made to harm its reader ends in an error that says what to do, in bounded time."""

import os
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ContentError
from assistant.policy.blocks import Document, UnreadableError
from assistant.policy.read_apart import Limits
from assistant.policy.read_docx import read_docx
from assistant.policy.read_file import read_document
from assistant.policy.read_html import read_html
from assistant.policy.read_pdf import read_pdf
from tests.policy.test_read_docx import ENTITIES, p, package
from tests.policy.test_read_pdf import FULL, GOOD, LOCKED, lines, pdf, picture

TIGHT = Limits(cpu_seconds=3, wall_seconds=20, memory_bytes=600_000_000)


def read(folder: Path, name: str, raw: bytes) -> Document:
    path = folder / name
    path.write_bytes(raw)
    return read_document(path, limits=TIGHT)


def objects(parts: Mapping[int, bytes]) -> bytes:
    """Return a PDF of these numbered objects, the first of them its catalogue."""
    made = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, part in sorted(parts.items()):
        places[number] = len(made)
        made += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places.values())
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return bytes(made)


def stream(content: bytes, *, packings: int = 1, extra: bytes = b"") -> bytes:
    for _ in range(packings):
        content = zlib.compress(content, 9)
    filters = b"/FlateDecode " * packings
    return b"<< /Length %d /Filter [%b] %b >>\nstream\n%b\nendstream" % (
        len(content),
        filters,
        extra,
        content,
    )


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /Font << /F 5 0 R >> >> >>"
)
SHOW = b"BT /F 10 Tf 50 700 Td (We keep your name.) Tj ET\n"


def one_page(content: bytes, tree: bytes = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>") -> bytes:
    return objects({1: CATALOGUE, 2: tree, 3: PAGE, 4: content, 5: FONT})


def archive(name: str, content: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return file.getvalue()


BARE = {1: CATALOGUE, 2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", 5: FONT}
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>"
ITSELF = stream(SHOW + b"/X Do /X Do\n", extra=FORM)
PAGES_IN_A_LOOP = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"
NESTED = "<w:sdt>" * 3000 + p("text") + "</w:sdt>" * 3000


@pytest.mark.parametrize(
    ("name", "raw", "codes"),
    [
        ("locked.pdf", LOCKED, "P009"),
        ("scanned.pdf", pdf(picture), "P010"),
        ("cut.pdf", GOOD[:300], "P008"),
        ("cut.docx", package(p("text"))[:-40], "P008"),
        ("really.docx", GOOD, "P007"),
        ("really.pdf", package(p("text")), "P007"),
        ("really.txt", GOOD, "P007"),
        ("really.md", b"<!DOCTYPE html><p>text</p>", "P007"),
        ("spreadsheet.docx", archive("xl/workbook.xml", b"<a/>"), "P007"),
        ("entities.docx", package("<w:p>&b;</w:p>", before=ENTITIES), "P012"),
        ("deep.docx", package(NESTED), "P011"),
        ("deep.html", b"<div>" * 2000 + b"text", "P011"),
        ("deeper.html", b"<div>" * 3_000_000 + b"text", "P013"),
        ("bomb.docx", archive("word/document.xml", b" " * 400_000_000), "P011"),
        ("count.pdf", one_page(stream(SHOW), b"<< /Type /Pages /Kids [3 0 R] /Count 900000 >>"), "P011"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_a_file_that_is_bad_is_refused_with_its_place_and_a_remedy(
    name: str, raw: bytes, codes: str, tmp_path: Path
) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, name, raw)
    assert caught.value.code in codes.split()
    assert str(caught.value).startswith(f"{tmp_path / name}:1:1: P0")
    assert "; " in caught.value.fault


@pytest.mark.parametrize(
    "raw",
    [
        one_page(stream(SHOW), PAGES_IN_A_LOOP),
        one_page(stream(SHOW + b" " * 200_000_000, packings=2)),
        one_page(stream(SHOW + b"q " * 20_000_000)),
        one_page(stream(SHOW).replace(b"/Length ", b"/Length 99999999")),
        objects({**BARE, 3: PAGE.replace(b"/Font <<", b"/XObject << /X 4 0 R >> /Font <<"), 4: ITSELF}),
    ],
    ids=["loop", "bomb", "states", "length", "itself"],
)
def test_a_pdf_made_to_keep_its_reader_busy_is_read_or_refused_in_bounds(raw: bytes, tmp_path: Path) -> None:
    try:
        found = read(tmp_path, "policy.pdf", raw)
    except ContentError as error:
        assert error.code in {"P003", "P008", "P013"}  # noqa: PT017 - reading it is as right
    else:
        assert {block.text for block in found.blocks} == {"We keep your name."}


@pytest.mark.parametrize("name", ["en.md", "en.txt", "en.html"])
@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", ">>>>>>> theirs"])
def test_a_policy_with_the_marks_of_an_unfinished_merge_is_refused_at_their_line(
    mark: str, name: str, tmp_path: Path
) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, name, f"# Privacy\n\n{mark}\nWe keep your name.\n".encode())
    assert (caught.value.code, caught.value.line) == ("P014", 3)


def test_what_a_document_names_outside_itself_is_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("never to be read", encoding="utf-8")
    outside = f'<!DOCTYPE w [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    with pytest.raises(ContentError, match="P012"):
        read(tmp_path, "a.docx", package("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", before=outside))
    html = f'<iframe src="{secret.as_uri()}"></iframe><object data="{secret.as_uri()}"></object><p>text</p>'
    assert [block.text for block in read(tmp_path, "a.html", html.encode()).blocks] == ["text"]


def test_a_reader_that_would_take_all_memory_ends_alone(tmp_path: Path) -> None:
    path = tmp_path / "wide.html"
    path.write_bytes(b"<p>a<b>b" * 1_500_000)
    with pytest.raises(ContentError, match="P013"):
        read_document(path, limits=Limits(cpu_seconds=60, memory_bytes=300_000_000))


def test_a_reader_that_waits_for_ever_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"<p>text")
    with pytest.raises(ContentError, match="P013"):
        read_document(path, limits=Limits(wall_seconds=0.001))


@pytest.mark.parametrize("suffix", [".html", ".txt"])
def test_what_is_no_file_is_refused_without_waiting_for_it(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"pipe{suffix}"
    os.mkfifo(path)
    with pytest.raises(ContentError, match="P002"):
        read_document(path)
    with pytest.raises(ContentError, match="P002"):
        read_document(tmp_path / f"absent{suffix}")


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(ContentError, match="P004"):
        read_document(path)


WORD = package(p("We keep your name.", style="Heading1") + p(FULL))
PRINT = pdf(lines("Privacy", "", FULL))
PLACES = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=30)


def damaged(raw: bytes, places: list[tuple[int, int]]) -> bytes:
    changed = bytearray(raw)
    for place, byte in places:
        changed[place % len(changed)] = byte
    return bytes(changed)


@given(PLACES, st.integers(1, 5000))
def test_damaged_files_are_read_or_refused_and_nothing_else(places: list[tuple[int, int]], size: int) -> None:
    for reader, raw in ((read_docx, WORD), (read_pdf, PRINT), (read_html, FULL.encode())):
        try:
            reader(damaged(raw, places)[:size])
        except UnreadableError as error:
            assert error.code.startswith("P0")  # noqa: PT017 - reading it is as right
