"""What a browser would show of HTML that somebody wrote, as plain text without scripts and styles."""

import re
from html.parser import HTMLParser

_HIDDEN = frozenset({"script", "style", "head", "title"})
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre", "ul", "ol"})
_GAP = re.compile(r"\n{3,}")


def plain_text(html: str) -> str:
    """Return the text, with a line for each block."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).splitlines())
    return _GAP.sub("\n\n", "\n".join(lines)).strip()


class _Text(HTMLParser):
    """Gathers what would be shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - none of them is shown
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)
