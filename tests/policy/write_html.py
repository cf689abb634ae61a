"""Writes a policy as a company's site shows it, with all that stands around it."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from tests.policy.source import Part

BEFORE = """<!doctype html>
<html lang="en"><head><meta charset="{charset}"><title>Privacy | Example</title>
<style>p {{ color: red }}</style><script>var p = "<p>We sell everything.</p>";</script></head>
<body class="page-template">
<div id="cookie-banner" role="dialog"><p>We use cookies to make this site better. By going
on you accept the use of cookies for analytics and advertising.</p><button>Accept</button></div>
<header class="site-header"><a href="/">Example</a>
<nav><ul><li><a href="/p">Products</a></li><li><a href="/c">Contact</a><ul><li><a href="/j">Jobs</a></li></ul>
</li></ul></nav></header>
<div class="breadcrumbs"><a href="/">Home</a> / <span>Privacy</span></div>
<aside class="sidebar"><h2>Latest news</h2><p>We opened a shop in Oulu.</p></aside>
"""
AFTER = """
<section class="newsletter-box"><h2>Newsletter</h2><form><label>E-mail</label><input></form>
</section>
<footer><p>Example Oy, Street 1, all rights reserved.</p><a href="/privacy">Privacy</a></footer>
<noscript><p>Please switch scripts on.</p></noscript></body></html>
"""


def page(source: Iterable[Part], *, main: str = "main", charset: str = "utf-8") -> str:
    """Return a page with the policy in an element of that name, which may also be only a `div`."""
    inner = body(list(source))
    if main == "div":
        inner = f'<div class="wrap"><div class="row">{inner}</div></div>'
    return f"{BEFORE.format(charset=charset)}<{main}>{inner}</{main}>{AFTER}"


def body(source: Sequence[Part]) -> str:
    """Return the policy alone."""
    made = []
    for kind, group in groupby(source, key=lambda part: part.kind):
        own = list(group)
        if kind == "li":
            made.append("<ul>" + "".join(f"<li>{_inline(part.text)}</li>" for part in own) + "</ul>")
        elif kind == "tr":
            made.append(_table(own))
        elif kind == "note":
            made += [f"<blockquote><p>{_inline(part.text)}</p></blockquote>" for part in own]
        else:
            made += [f"<{kind}>{_inline(part.text)}</{kind}>" for part in own]
    return "\n".join(made)


def _table(rows: Sequence[Part]) -> str:
    lines = []
    for number, part in enumerate(rows):
        tag = "td" if number else "th"
        lines.append("<tr>" + "".join(f"<{tag}>{_inline(cell)}</{tag}>" for cell in part.cells) + "</tr>")
    return f"<table><thead>{lines[0]}</thead><tbody>{''.join(lines[1:])}</tbody></table>"


def _inline(text: str) -> str:
    """Return a text with marks inside its lines as editors leave them: a link, emphasis, odd white space."""
    words = [escape(word) for word in text.split(" ")]
    if len(words) > 4:
        words[1] = f"<em>{words[1]}</em>"
        words[3] = f'<a href="/x"><span>{words[3]}</span></a>'
    return "\n  ".join(words)
