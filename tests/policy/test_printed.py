"""Holds that a page printed to PDF by a real browser reads as the page itself does."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, PdfMargins

from assistant.policy.read import read_policy
from assistant.terms import Locale
from tests.policy.source import MIXED, SHIPPED, Part, parts, sections_of, sections_read, shipped
from tests.policy.write_html import body

pytestmark = pytest.mark.browser
STYLE = (
    "body { font: 10pt 'DejaVu Sans', sans-serif; text-align: justify } .text { columns: COLUMNS }"
    " td, th { padding: 6px 24px 6px 0; text-align: left; white-space: nowrap } i { font-style: normal }"
    " i { white-space: nowrap }"
)
MARGIN = PdfMargins(top="25mm", bottom="25mm", left="20mm", right="20mm")
HEAD = '<p style="font-size: 8px; margin: auto">Example Oy, privacy</p>'
FOOT = HEAD.replace("privacy", '<b class="pageNumber"></b> (<b class="totalPages"></b>)')


def printed(browser: Browser, source: list[Part], columns: int) -> bytes:
    """Return the page as a PDF; only at a hyphen that belongs to a word is no line broken."""
    text = re.sub(r"[\w-]+-[\w-]+(?![^<]*>)", r"<i>\g<0></i>", body(source[1:]))
    page = browser.new_page()
    page.set_content(
        f"<style>{STYLE.replace('COLUMNS', str(columns))}</style><h1>{source[0].text}</h1>"
        f'<div class="text">{text}</div>'
    )
    pdf = page.pdf(
        format="A4", display_header_footer=True, header_template=HEAD, footer_template=FOOT, margin=MARGIN
    )
    page.close()
    return pdf


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("name", [*SHIPPED, "mixed"])
def test_a_policy_printed_by_a_browser_has_the_same_sections(
    name: str, columns: int, browser: Browser, tmp_path: Path
) -> None:
    source = list(parts(MIXED)) if name == "mixed" else shipped(name)
    source = [part for part in source if part.kind != "note" and (part.kind != "tr" or columns == 1)]
    path = tmp_path / "policy.pdf"
    path.write_bytes(printed(browser, source, columns))
    policy = read_policy(path, id="test/en", locale=Locale.EN)
    assert sections_read(policy) == sections_of(source)
    assert policy.title == source[0].text
