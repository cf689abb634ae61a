"""Makes the addresses in a text clickable and leaves every character of it as it is."""

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"'|]*[^\s<>\"'|.,;:!?)\]]")


def linked(text: str) -> Markup:
    """Return the text with its http addresses as links; everything else in it is text."""
    pieces: list[Markup] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        pieces.append(Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(match[0]))
        end = match.end()
    return Markup().join([*pieces, escape(text[end:])])
