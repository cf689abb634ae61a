"""Holds what is read from the pages of a PDF, drawn here letter by letter as printing programs do."""

from collections.abc import Callable
from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from assistant.policy.blocks import UnreadableError
from assistant.policy.pdf_words import Words
from assistant.policy.read_pdf import read_pdf

WIDTH, HEIGHT = A4
TEXT, BOLD = ("Times-Roman", 10.0), ("Times-Bold", 10.0)
Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, encrypt: StandardEncryption | None = None) -> bytes:
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, encrypt=encrypt)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def lines(*texts: str, left: float = 60, top: float = 700, font: tuple[str, float] = TEXT) -> Draw:
    """Return what draws lines below each other; an empty one leaves a gap."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(*font)
        for number, text in enumerate(texts):
            canvas.drawString(left, top - 13 * number, text)

    return draw


def both(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def found(*pages: Draw) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in read_pdf(pdf(*pages)).blocks]


FULL = (
    "We keep what you tell us for as long as you are our customer, and some of it for longer, since the law"
)


def test_a_paragraph_goes_on_over_the_end_of_its_lines_and_of_its_page() -> None:
    ending = "says so. We then erase all of it, unless somebody has asked us"
    first = lines("An opening paragraph.", "", FULL, ending)
    second = lines("to keep it for them. Nothing else is kept.", "", "Another paragraph.")
    assert found(first, second) == [
        ("paragraph", "An opening paragraph."),
        ("paragraph", f"{FULL} {ending} to keep it for them. Nothing else is kept."),
        ("paragraph", "Another paragraph."),
    ]


def test_heads_feet_and_page_numbers_are_left_out() -> None:
    def page(number: int) -> Draw:
        head = lines("Example Oy", top=800)
        foot = lines(f"Privacy notice {number}.2024", top=50)
        return both(
            head, lines(f"Text of its own, {'abc'[number]}."), foot, lines(f"{number} / 3", top=30, left=500)
        )

    assert [text for _, text in found(page(0), page(1), page(2))] == [
        "Text of its own, a.",
        "Text of its own, b.",
        "Text of its own, c.",
    ]


def test_columns_that_are_drawn_row_by_row_are_read_one_after_the_other() -> None:
    left = [f"the left column has its line number {n} here" for n in "abcdefgh"]
    right = [f"the right column has its line number {n}" for n in "abcdefgh"]
    rows = [
        both(lines(a, top=700 - 13 * n), lines(b, left=310, top=700 - 13 * n))
        for n, (a, b) in enumerate(zip(left, right, strict=True))
    ]
    assert [text for _, text in found(both(*rows))] == [" ".join([*left, *right])]


def test_lines_larger_or_heavier_than_the_text_are_headings_of_their_rank() -> None:
    page = both(
        lines("Privacy notice", top=750, font=("Helvetica-Bold", 18.0)),
        lines("Our rights and duties when we", "keep your data", top=720, font=("Helvetica", 13.0)),
        lines("Storage", top=680, font=BOLD),
        lines(FULL, FULL, FULL, top=660),
        lines(
            "Important: read this sentence, which is bold and long and surely no heading of it.",
            top=600,
            font=BOLD,
        ),
    )
    blocks = read_pdf(pdf(page)).blocks
    assert [(block.text, block.level) for block in blocks if block.level] == [
        ("Privacy notice", 1),
        ("Our rights and duties when we keep your data", 2),
        ("Storage", 3),
    ]


def test_bullets_begin_items_whether_they_are_letters_or_drawings() -> None:
    def dots(canvas: Canvas) -> None:
        for y in (603, 577):
            canvas.circle(65, y, 1.5, fill=1)

    page = both(
        lines(
            "We keep:",
            "• your name and the other names that you",
            "  have told us about",
            "– your age",
            top=700,
        ),
        lines("which goes on below it", left=66, top=648),
        dots,
        lines("the drawn one, whose text goes on in", "the second line", "and another one", left=72, top=600),
    )
    assert found(page) == [
        ("paragraph", "We keep:"),
        ("item", "your name and the other names that you have told us about"),
        ("item", "your age which goes on below it"),
        ("item", "the drawn one, whose text goes on in the second line"),
        ("item", "and another one"),
    ]


def test_parts_of_lines_that_stand_below_each_other_are_the_cells_of_a_table() -> None:
    rows = [("Data", "Kept for"), ("Name", "two years"), ("Bank account", "six years")]
    page = both(
        lines("What we keep:", top=740),
        *(
            both(lines(data, top=700 - 18 * n), lines(kept, left=200, top=700 - 18 * n))
            for n, (data, kept) in enumerate(rows)
        ),
        lines(FULL, top=600),
    )
    assert found(page)[1:4] == [("row", f"{data} | {kept}") for data, kept in rows]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("The control-", "ler decides.", "The controller decides."),
        ("Use of e-", "mail is free.", "Use of e-mail is free."),
        ("Kysy tietosuoja-", "asetuksesta.", "Kysy tietosuoja-asetuksesta."),
        ("Tarkastus-", "ja poisto-oikeus", "Tarkastus- ja poisto-oikeus"),
        ("Within the EU-", "ETA area", "Within the EU-ETA area"),
        ("See https://example.org/a?", "b=1&c=2 for more", "See https://example.org/a?b=1&c=2 for more"),
        ("A soft\u00ad", "ened word", "A softened word"),
        ("One word", "and another", "One word and another"),
        ("A dash –", "and more", "A dash – and more"),
    ],
)
def test_words_divided_at_the_end_of_a_line_are_joined(first: str, second: str, joined: str) -> None:
    assert Words([first, second]).joined([first, second]) == joined


def test_a_hyphen_stays_where_the_document_writes_the_word_with_it_elsewhere() -> None:
    lines = ["the opt-", "out and the well-", "known way"]
    assert Words([*lines, "an opt-out is here"]).joined(lines) == "the opt-out and the wellknown way"
    assert Words([*lines, "wellknown, but optout"]).joined(lines) == "the optout and the wellknown way"


def test_words_divided_in_print_are_joined() -> None:
    page = lines(f"{FULL} says so and the super-", "visory authority has de-", "cided it.")
    assert found(page) == [("paragraph", f"{FULL} says so and the supervisory authority has decided it.")]


def picture(canvas: Canvas) -> None:
    from PIL import Image  # noqa: PLC0415 - only this test draws one
    from reportlab.lib.utils import ImageReader  # noqa: PLC0415

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 50, 50, 500, 700)


GOOD = pdf(lines(FULL))
LOCKED = pdf(lines(FULL), encrypt=StandardEncryption("secret", canPrint=0))
OPEN = pdf(lines(FULL), encrypt=StandardEncryption("", ownerPassword="owner", canModify=0))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (LOCKED, "P009"),
        (pdf(picture), "P010"),
        (pdf(lambda _: None), "P003"),
        (GOOD[:300], "P008"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "P008"),
    ],
    ids=["locked", "scanned", "empty", "cut", "noise"],
)
def test_a_pdf_that_cannot_be_read_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pdf(raw)
    assert caught.value.code == code


def test_a_pdf_that_only_must_not_be_changed_is_read() -> None:
    assert [block.text for block in read_pdf(OPEN).blocks] == [FULL]


def test_a_pdf_without_its_end_is_read_or_refused_but_never_half() -> None:
    for end in range(len(GOOD) - 200, len(GOOD), 20):
        try:
            assert [block.text for block in read_pdf(GOOD[:end]).blocks] == [FULL]
        except UnreadableError as error:
            assert error.code in {"P003", "P008"}  # noqa: PT017 - either is right
