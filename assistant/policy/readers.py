"""The readers of the formats that need a parser, by the endings of their files."""

from collections.abc import Callable, Mapping

from assistant.policy.blocks import Document, Progress
from assistant.policy.read_docx import read_docx
from assistant.policy.read_html import read_html
from assistant.policy.read_pdf import read_pdf

PACKED: Mapping[str, Callable[[bytes, Progress], Document]] = {
    ".docx": read_docx,
    ".htm": read_html,
    ".html": read_html,
    ".pdf": read_pdf,
}
