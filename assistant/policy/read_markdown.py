"""Reads policies written in Markdown, as a reader of the rendered page sees them."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.policy.blocks import Block, BlockKind, Document, row
from assistant.policy.bold import with_bold_headings

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def read_markdown(text: str) -> Document:
    """Return the blocks of a Markdown text; an opening block quote is its note."""
    tokens = _PARSER.parse(text)
    blocks: list[Block] = []
    notes: list[str] = []
    bold: set[int] = set()
    quotes = 0
    cells: list[str] = []
    has_text = False
    for position, token in enumerate(tokens):
        quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type == "tr_close":
            blocks.append(row(cells))
            cells = []
        elif token.type == "inline":
            seen = _seen(token)
            if _is_cell(tokens, position):
                cells.append(seen)
            elif quotes and not has_text:
                notes.append(seen)
            else:
                if _is_bold(token):
                    bold.add(len(blocks))
                blocks.append(_block(tokens[position - 1], seen, is_item=_is_item(tokens, position)))
        has_text = has_text or bool(blocks and blocks[-1].kind is not BlockKind.HEADING)
    return Document(with_bold_headings(blocks, bold), " ".join(notes))


def _block(opening: Token, seen: str, *, is_item: bool) -> Block:
    if opening.type == "heading_open":
        return Block(BlockKind.HEADING, seen, int(opening.tag[1:]))
    return Block(BlockKind.ITEM if is_item else BlockKind.PARAGRAPH, seen)


def _is_cell(tokens: Sequence[Token], position: int) -> bool:
    return tokens[position - 1].type in {"th_open", "td_open"}


def _is_item(tokens: Sequence[Token], position: int) -> bool:
    return position >= 2 and tokens[position - 2].type == "list_item_open"  # noqa: PLR2004


def _is_bold(token: Token) -> bool:
    """Return whether all words of inline marks are strong."""
    depth = 0
    is_bold = False
    for child in token.children or ():
        depth += (child.type == "strong_open") - (child.type == "strong_close")
        if child.content.strip():
            if not depth:
                return False
            is_bold = True
    return is_bold


def _seen(token: Token) -> str:
    """Return the words of inline marks without the marks; a link shows its text."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append("\n" if child.type == "hardbreak" else " ")
    return "".join(parts).strip()
