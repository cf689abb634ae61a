"""Holds that a text with links is still the same text."""

import pytest

from assistant.web.linking import linked


def anchor(address: str) -> str:
    return f'<a href="{address}" rel="noopener noreferrer">{address}</a>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no address", "no address"),
        (
            "See https://a.example.org/x?b=1&c=2.",
            f"See {anchor('https://a.example.org/x?b=1&amp;c=2')}.",
        ),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ('<a href="x">', "&lt;a href=&#34;x&#34;&gt;"),
        ('http://b.example.org/"><i>', f"{anchor('http://b.example.org/')}&#34;&gt;&lt;i&gt;"),
    ],
)
def test_addresses_become_links_and_all_else_stays_text(text: str, shown: str) -> None:
    assert str(linked(text)) == shown
