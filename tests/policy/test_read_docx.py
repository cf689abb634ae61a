"""Holds what is read from a Word document: all that its pages show once every change is accepted."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

from assistant.policy.blocks import UnreadableError
from assistant.policy.read_docx import read_docx
from tests.policy.write_docx import packed

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
OUTLINE = '<w:outlineLvl w:val="2"/>'


def package(body: str, styles: str = "", before: str = "", beside: str = "") -> bytes:
    """Return a document with that body, written without any library."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        made.writestr(
            "word/document.xml", f"{before}<w:document {SPACES}><w:body>{body}</w:body></w:document>"
        )
        if styles:
            made.writestr("word/styles.xml", f"<w:styles {SPACES}>{styles}</w:styles>")
        if beside:
            made.writestr(beside, "<a/>")
    return file.getvalue()


def p(text: str, *, style: str = "", extra: str = "") -> str:
    chosen = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{chosen}{extra}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def bold(text: str) -> str:
    return f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>"


def found(body: str, styles: str = "") -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in read_docx(package(body, styles)).blocks]


def levels(body: str, styles: str = "") -> list[tuple[str, int]]:
    return [(block.text, block.level) for block in read_docx(package(body, styles)).blocks]


@pytest.mark.parametrize(
    ("first", "second"),
    [("Heading1", "Heading2"), ("Otsikko1", "Otsikko2"), ("Rubrik1", "Rubrik2"), ("heading 1", "Heading 2")],
)
def test_heading_styles_are_known_in_the_languages_of_word(first: str, second: str) -> None:
    body = p("Rights", style=first) + p("Access", style=second) + p("You may ask.", style="Leipteksti")
    assert levels(body) == [("Rights", 1), ("Access", 2), ("You may ask.", 0)]


def test_a_style_of_ones_own_is_a_heading_by_its_outline_or_by_what_it_is_based_on() -> None:
    styles = (
        '<w:style w:styleId="a"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="House"><w:name w:val="House style"/><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>'
    )
    body = p("Rights", style="House") + p("Access", extra=OUTLINE) + p("Text", style="Loop")
    assert levels(body, styles) == [("Rights", 2), ("Access", 3), ("Text", 0)]


def test_a_title_stands_above_the_headings() -> None:
    body = p("Tietosuojaseloste", style="Otsikko") + p("Oikeudet", style="Otsikko1") + p("Voit kysyä.")
    assert levels(body) == [("Tietosuojaseloste", 1), ("Oikeudet", 2), ("Voit kysyä.", 0)]


def test_numbered_and_bulleted_paragraphs_are_items_and_numbered_headings_are_headings() -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
    unnumbered = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        p("Rights", style="Heading1", extra=numbered)
        + p("first name", extra=numbered)
        + p("last name", style="ListBullet")
        + p("not in the list", style="ListBullet", extra=unnumbered)
        + p("• typed by hand")
    )
    assert found(body) == [
        *(("heading", "Rights"), ("item", "first name"), ("item", "last name")),
        *(("paragraph", "not in the list"), ("item", "typed by hand")),
    ]


def test_bold_paragraphs_are_headings_where_no_style_says_what_is() -> None:
    body = bold("1. Controller") + p("Example Oy") + bold("2. Purposes") + p("We send parcels.")
    assert [kind for kind, _ in found(body)] == ["heading", "paragraph", "heading", "paragraph"]


def test_what_was_inserted_is_read_and_what_was_deleted_or_moved_away_is_not() -> None:
    gone = "<w:del><w:r><w:delText>one year</w:delText></w:r></w:del>"
    came = "<w:ins><w:r><w:t>two years</w:t></w:r></w:ins>"
    away = "<w:moveFrom><w:r><w:t> and a day</w:t></w:r></w:moveFrom>"
    body = f'<w:p><w:r><w:t xml:space="preserve">We keep it for </w:t></w:r>{gone}{came}{away}</w:p>'
    assert found(body) == [("paragraph", "We keep it for two years")]


def test_a_deleted_end_of_paragraph_joins_the_two() -> None:
    body = (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>We keep it </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>for a year.</w:t></w:r></w:p>"
    )
    assert found(body) == [("paragraph", "We keep it for a year.")]


def test_a_deleted_row_of_a_table_is_gone() -> None:
    def line(text: str, mark: str = "") -> str:
        return f"<w:tr>{mark}<w:tc>{p(text)}</w:tc><w:tc>{p('kept')}</w:tc></w:tr>"

    body = f"<w:tbl>{line('name')}{line('age', '<w:trPr><w:del/></w:trPr>')}</w:tbl>"
    assert found(body) == [("row", "name | kept")]


def test_links_fields_and_breaks_are_read_as_the_page_shows_them() -> None:
    body = (
        "<w:p><w:hyperlink><w:r><w:t>privacy@example.org</w:t></w:r></w:hyperlink>"
        "<w:r><w:br/><w:t>Street 1</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:r><w:tab/><w:t>Oulu</w:t></w:r></w:p>"
    )
    assert found(body) == [("paragraph", "privacy@example.org\nStreet 1 Oulu")]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<wps:txbx><w:txbxContent>{p('In the box')}</w:txbxContent></wps:txbx>"
    choice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    run = f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"
    body = f"<w:p><w:r><w:t>Before</w:t></w:r>{run}</w:p>{p('After')}"
    assert [text for _, text in found(body)] == ["Before", "In the box", "After"]


def test_a_table_of_contents_is_no_part_of_the_policy() -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    control = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('Rights 3')}</w:sdtContent></w:sdt>"
    plain = f"<w:sdt><w:sdtContent>{p('A cover')}</w:sdtContent></w:sdt>"
    body = (
        control + plain + p("Rights 3", style="Sisluet1") + p("Rights", style="Heading1") + p("You may ask.")
    )
    assert [text for _, text in found(body)] == ["A cover", "Rights", "You may ask."]


def test_a_table_that_lays_out_the_page_is_read_as_its_text() -> None:
    cells = f"<w:tc>{p('Rights', style='Heading1')}{p('You may ask.')}</w:tc><w:tc>{p('Write to us.')}</w:tc>"
    assert found(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>") == [
        ("heading", "Rights"),
        ("paragraph", "You may ask."),
        ("paragraph", "Write to us."),
    ]


def test_headers_and_footers_are_left_out() -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Confidential"
    word.sections[0].footer.paragraphs[0].text = "Page 1"
    word.add_paragraph("We keep your name.")
    assert [block.text for block in read_docx(packed(word)).blocks] == ["We keep your name."]


ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (package(p("text"))[:-40], "P008"),
        (package(p("text"))[:200], "P008"),
        (package("<w:p>"), "P008"),
        (b"PK\x03\x04 and no more", "P008"),
        (package("<w:p>&b;</w:p>", before=ENTITIES), "P012"),
        (package("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", before=OUTSIDE), "P012"),
        (package("<w:sdt>" * 3000 + p("text") + "</w:sdt>" * 3000), "P011"),
        (LOCKED + "EncryptedPackage".encode("utf-16-le"), "P009"),
        (LOCKED, "P007"),
    ],
    ids=["cut", "short", "open", "no-zip", "entities", "outside", "deep", "locked", "old"],
)
def test_a_document_that_cannot_be_read_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_docx(raw)
    assert caught.value.code == code


def test_an_archive_of_something_else_is_refused() -> None:
    file = BytesIO()
    with ZipFile(file, "w") as made:
        made.writestr("../../word/document.xml", "<a/>")
        made.writestr("/etc/passwd", "root")
    with pytest.raises(UnreadableError, match="P007"):
        read_docx(file.getvalue())


@pytest.mark.parametrize("name", ["../../../tmp/evil.xml", "/etc/evil", "word/../../evil", "C:\\evil"])
def test_a_part_whose_path_leads_out_of_the_archive_is_left_where_it_is(name: str) -> None:
    raw = package(p("We keep your name."), beside=name)
    assert [block.text for block in read_docx(raw).blocks] == ["We keep your name."]


def test_a_document_that_unpacks_to_gigabytes_is_refused() -> None:
    file = BytesIO()
    with (
        ZipFile(file, "w", ZIP_DEFLATED) as made,
        made.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(200):
            part.write(b" " * 1_000_000)
    said = file.getvalue()
    sizes = (160_000_000).to_bytes(4, "little"), (1_000_000).to_bytes(4, "little")
    for raw in (said, said.replace(*sizes)):  # the second belies its size
        with pytest.raises(UnreadableError, match=r"P011|P008"):
            read_docx(raw)
