"""Self-contained pages: no script, nothing loaded, readable without colour, in print and in the dark."""

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
:root { color-scheme: light dark; --line: #c8ccd0; --soft: #56606b; --head: #f1f3f5; --tint: #4a6fa5; }
@media (prefers-color-scheme: dark) {
  :root { --line: #444c55; --soft: #a8b0b8; --head: #22272c; --tint: #86a8d8; }
}
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 78rem; margin: 2rem auto; padding: 0 1rem; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .2rem; margin-top: 2.5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: start; color: var(--soft); padding-bottom: .4rem; }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: start; vertical-align: top; }
thead th { background: var(--head); }
tbody th { position: sticky; inset-inline-start: 0; background: Canvas; }
h1, h2, h3, p { overflow-wrap: anywhere; }
td.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
ul { margin: 0; padding: 0; list-style: none; }
small, .soft { color: var(--soft); }
code { font-family: ui-monospace, monospace; }
blockquote { margin: .3rem 0; padding: .2rem .8rem; border-left: .2rem solid var(--line); }
blockquote { white-space: pre-line; }
"""


def page(title: str, parts: Iterable[str], *, style: str = "") -> str:
    """Return a whole page; `parts` are HTML."""
    head = (
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}{style}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
    )
    return "\n".join([*head, *parts, "</body></html>", ""])


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of HTML cells; the first cell of a row heads it. Cells of digits stand to the right."""
    columns = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "\n".join(
        f'<tr><th scope="row">{first}</th>{"".join(map(_cell, others))}</tr>' for first, *others in rows
    )
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{columns}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _cell(text: str) -> str:
    is_number = text[:1].isdigit() or text == "–"
    return f'<td class="number">{text}</td>' if is_number else f"<td>{text}</td>"
