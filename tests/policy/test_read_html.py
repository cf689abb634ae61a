"""Holds what a reader of a company's page takes from it, and what is left out as no part of the policy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.policy.blocks import BlockKind, Document, UnreadableError
from assistant.policy.read_html import read_html

LONG = "We keep what you tell us for as long as you are our customer, and after that for two years. " * 3


def read(html: str) -> Document:
    return read_html(html.encode())


def found(html: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in read(html).blocks]


def test_items_within_items_are_read_in_their_order() -> None:
    html = "<ul><li>Name<ul><li>first</li><li><p>last</p><p>as in the passport</p></li></ul></li><li>Age</ul>"
    assert found(html) == [
        ("item", "Name"),
        ("item", "first"),
        ("item", "last"),
        ("paragraph", "as in the passport"),
        ("item", "Age"),
    ]


def test_terms_stand_with_what_explains_them() -> None:
    html = "<dl><dt>Name</dt><dd>to write to you</dd><dt>Age</dt><dt>Sex</dt><dd>not kept</dd></dl>"
    assert found(html) == [("row", "Name | to write to you"), ("row", "Age"), ("row", "Sex | not kept")]


def test_terms_that_are_explained_in_paragraphs_are_headings() -> None:
    html = "<dl><dt>Which data?</dt><dd><p>Your name.</p><ul><li>first</li></ul></dd></dl>"
    assert found(html) == [("heading", "Which data?"), ("paragraph", "Your name."), ("item", "first")]


def test_folded_parts_are_read_under_what_unfolds_them() -> None:
    html = (
        "<h1>Privacy</h1><details><summary>Cookies</summary><p>We use two.</p></details>"
        "<details><summary><h2>Rights</h2></summary>You may ask.</details>"
        '<button class="accordion" aria-expanded="false">Storage</button><div><p>A year.</p></div>'
        '<h2><button type="button">Contact</button></h2><p>Ring us.</p><button>Back to top</button>'
    )
    assert found(html) == [
        *(("heading", "Privacy"), ("heading", "Cookies"), ("paragraph", "We use two.")),
        *(("heading", "Rights"), ("paragraph", "You may ask.")),
        *(("heading", "Storage"), ("paragraph", "A year.")),
        *(("heading", "Contact"), ("paragraph", "Ring us.")),
    ]


def test_short_bold_paragraphs_are_headings() -> None:
    html = (
        "<p><b>1. Controller</b></p><p>Example Oy</p><p><strong><span>2. Purposes</span></strong></p>"
        '<p><b>We</b> send parcels.</p><div style="font-weight: 700">3. Storage</div><p>A year.</p>'
        "<ul><li><b>name</b></li><li><b>age</b></li></ul><p><b>Ask us!</b></p>"
    )
    assert found(html) == [
        *(("heading", "1. Controller"), ("paragraph", "Example Oy")),
        *(("heading", "2. Purposes"), ("paragraph", "We send parcels.")),
        *(("heading", "3. Storage"), ("paragraph", "A year."), ("item", "name"), ("item", "age")),
        ("paragraph", "Ask us!"),
    ]


def test_a_bold_sentence_is_no_heading_where_the_page_has_others() -> None:
    html = "<h2>Rights</h2><p><b>You may ask at any time.</b></p><p><b>How to ask</b></p><p>Write.</p>"
    assert found(html) == [
        ("heading", "Rights"),
        ("paragraph", "You may ask at any time."),
        ("heading", "How to ask"),
        ("paragraph", "Write."),
    ]
    assert [block.level for block in read(html).blocks if block.level] == [2, 3]


def test_broken_lines_stay_lines_and_two_breaks_end_a_paragraph() -> None:
    html = "<p>Example Oy<br/>Street 1<br>00100 Helsinki<br><br>We keep:<br>• name<br>•&nbsp;age</p>"
    assert found(html) == [
        ("paragraph", "Example Oy\nStreet 1\n00100 Helsinki"),
        ("paragraph", "We keep:"),
        ("item", "name"),
        ("item", "age"),
    ]


def test_a_table_that_only_lays_out_the_page_is_read_as_its_text() -> None:
    html = "<table><tr><td><h2>Rights</h2><p>You may ask.</p></td><td><p>Write to us.</p></td></tr></table>"
    assert found(html) == [
        ("heading", "Rights"),
        ("paragraph", "You may ask."),
        ("paragraph", "Write to us."),
    ]


def test_entities_soft_hyphens_and_unclosed_marks_are_read_as_a_browser_shows_them() -> None:
    html = "<p>Ty&ouml;&shy;nantaja &amp; sin&auml; &lt;3 &#8211; 5&nbsp;vuotta<p>Loppu&#x2e"
    assert found(html) == [
        ("paragraph", "Työnantaja & sinä <3 – 5\u00a0vuotta"),
        ("paragraph", "Loppu."),
    ]


@pytest.mark.parametrize(
    "beside",
    [
        "<div class='cookie-consent'><p>We value your privacy.</p></div>",
        "<div id='onetrust-banner-sdk'><p>We value your privacy.</p><h2>Partners</h2></div>",
        "<div class='nav-menu'><ul><li><a href='/a'>Shop</a><li><a href='/b'>About</a></ul></div>",
        "<div role='navigation'>Shop</div>",
        "<ul class='x'><li><a href='#a'>Controller</a><li><a href='#b'>Rights</a></ul>",
        "<p hidden>Old text</p>",
        "<div class='footer'><p>All rights reserved.</p></div>",
        "<form><label>Your e-mail</label><input></form>",
        "<select><option>Suomi<option>English</select>",
        "<template><p>Loading</p></template><svg><text>logo</text></svg>",
    ],
)
def test_what_stands_beside_the_text_is_left_out(beside: str) -> None:
    text = f"<h1>Privacy</h1><p>{LONG}</p><h2 id='cookies'>Cookies</h2><p>{LONG}</p>"
    for html in (f"{beside}<div class='policy'>{text}</div>", f"<main>{text}{beside}</main>"):
        assert found(html) == found(text)


@pytest.mark.parametrize(
    ("sheet", "beside"),
    [
        (".hide{display:none}", "<p class='note hide'>TODO ask Aoife!!</p>"),
        ("#draft, .x{visibility:hidden!important}", "<div id='draft'><p>TODO</p></div>"),
        ("del-me{} ADDRESS{DISPLAY:NONE}", "<address>TODO</address>"),
        ("/* } */ p.hide { color: red; display: none; }", "<p class='hide'>TODO</p>"),
        (".hide{display:none} @media print{p{display:block}}", "<p><span class='hide'>TODO</span></p>"),
        ("", "<p style='color: red; Display: none'>TODO</p>"),
    ],
)
def test_what_a_page_hides_by_its_own_styles_is_left_out(sheet: str, beside: str) -> None:
    text = f"<h1>Privacy</h1><p>{LONG}</p><h2>Cookies</h2><p>{LONG}</p>"
    assert found(f"<style>{sheet}</style><main>{text}{beside}<p>We use two.</p></main>") == [
        *found(text),
        ("paragraph", "We use two."),
    ]


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        ("@media print{.a{display:none}}", "<p class='a'>TODO</p>"),
        ("@media (max-width: 600px){.a{display:none}}", "<p class='a'>TODO</p>"),
        (".a{display:none} .a.open{display:block}", "<p class='a'>TODO</p>"),
        (
            ".a{display:none} @media (min-width:600px){.wide > p.a:not(.b){display:block}}",
            "<p class='a'>TODO",
        ),
        (".menu .a, .a:empty, .a[title]{display:none}", "<p class='a'>TODO</p>"),
        ("p.b{display:none}", "<p class='a'>TODO</p>"),
        (".a{display:none}", "<div class='tab-pane a'>TODO</div>"),
        (".a{display:none", "<h2>Contact</h2><div class='a'><p>TODO</p></div><h2>Law</h2>"),
        ("</style><style media='print'>.a{display:none}", "<p class='a'>TODO</p>"),
        ("</style><noscript><style>.a{display:none}</style></noscript><style>", "<p class='a'>TODO</p>"),
        ("(" * 100_000, "<p class='a'>TODO</p>"),
    ],
)
def test_what_styles_hide_at_times_only_is_read(sheet: str, shown: str) -> None:
    html = f"<style>{sheet}</style><main><h1>Privacy</h1><p>{LONG}</p>{shown}<p>We use two.</p></main>"
    assert ("paragraph", "TODO") in found(html)


def test_a_page_that_waits_for_a_script_to_show_it_is_read() -> None:
    html = f"<style>.page{{visibility:hidden}}</style><div class='page'><h1>Privacy</h1><p>{LONG}</p></div>"
    assert found(html)[0] == ("heading", "Privacy")


def test_bold_headings_around_a_folded_part_are_of_one_level() -> None:
    html = (
        "<p><b>1. Data</b></p><p>A name.</p><details><summary>2. Cookies</summary><p><b>Kinds</b></p>"
        "<p>Two.</p></details><p><b>3. Rights</b></p><p>You may ask.</p>"
    )
    headings = [(block.text, block.level) for block in read(html).blocks if block.kind is BlockKind.HEADING]
    assert headings == [("1. Data", 2), ("2. Cookies", 2), ("Kinds", 3), ("3. Rights", 2)]


def test_a_part_that_is_only_named_after_cookies_belongs_to_the_policy() -> None:
    html = (
        f"<p>{LONG}</p><section id='cookies' class='gdpr-policy'><h2>Cookies</h2><p>We use two.</p></section>"
    )
    assert found(html)[1:] == [("heading", "Cookies"), ("paragraph", "We use two.")]


def test_a_title_beside_the_text_is_the_title() -> None:
    html = f"<div class='hero'><h1>Privacy</h1></div><main><h2>Data</h2><p>{LONG}</p></main>"
    assert found(html)[:2] == [("heading", "Privacy"), ("heading", "Data")]


@pytest.mark.parametrize(
    "raw",
    [
        "<p>Säilytys</p>".encode(),
        "\ufeff<p>Säilytys</p>".encode(),
        "\ufeff<p>Säilytys</p>".encode("utf-16-le"),
        '<meta charset="iso-8859-1"><p>Säilytys</p>'.encode("latin-1"),
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>Säilytys'.encode(
            "cp1252"
        ),
    ],
)
def test_the_encoding_is_that_of_the_mark_or_the_declaration_or_utf_8(raw: bytes) -> None:
    assert [block.text for block in read_html(raw).blocks] == ["Säilytys"]


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"<p>\n\nS\xe4ilytys</p>", "P005", 3),
        (b"<meta charset=rot13><p>text", "P005", 1),
        (b"<p>one\n\x00</p>", "P006", 2),
        (b"<div>" * 5000 + b"text", "P011", 1),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_with_its_line(raw: bytes, code: str, line: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_html(raw)
    assert (caught.value.code, caught.value.line) == (code, line)


MARKS = ("p", "div", "ul", "li", "table", "tr", "td", "th", "h2", "b", "a", "br", "nav", "main", "section")
FOLDS = ("details", "summary", "dl", "dt", "dd", "button", "pre", "span")
tags = st.sampled_from([form.format(mark) for mark in MARKS + FOLDS for form in ("<{}>", "</{}>")])


@given(st.lists(st.one_of(tags, st.sampled_from(["Alpha", " Beta ", "•", "\n"])), max_size=60))
def test_any_muddle_of_marks_is_read_without_empty_blocks_or_new_words(pieces: list[str]) -> None:
    for _, text in found("".join(pieces)):
        assert text.strip()
        assert set(text) <= set("AlphaBeta •|\n")
