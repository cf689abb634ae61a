"""The page in a package that a person reads: the same as its JSON, in the request's language."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from html import escape
from urllib.parse import quote

from assistant.service.holdings import Json
from assistant.store import RequestLine
from assistant.translations import translate

NOTHING = "–"
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3em .5em;text-align:left;"
    "vertical-align:top}td{white-space:pre-wrap;overflow-wrap:anywhere}"
)
_BY = {
    "you": "you",
    "visitor": "you",
    "bot": "the assistant",
    "the assistant": "the assistant",
    "staff": "staff",
    "agent": "staff",
}


def page(line: RequestLine, held: Json, names: Sequence[str]) -> str:
    """Return the page; it loads nothing from anywhere."""
    locale = line.request.locale
    title = _say(locale, "Your data, for the request %(reference)s", reference=line.request.reference)
    return (
        f'<!doctype html>\n<html lang="{locale}">\n<head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"{''.join(_parts(locale, held, names))}</body>\n</html>\n"
    )


def _parts(locale: str, held: Json, names: Sequence[str]) -> Iterator[str]:
    say = partial(_say, locale)
    yield _head(2, say("Files from the systems that were searched"))
    yield _list(names) if names else _paragraph(say("None were added."))
    yield _head(2, say("What the privacy assistant holds"))
    yield _paragraph(say("The same stands in assistant.json, requests.csv and chats.csv, for programs."))
    for one in held["requests"]:
        yield _head(3, say("Request %(reference)s", reference=one["reference"]))
        facts = [
            (say("E-mail"), one["address"]),
            (say("Name"), one["name"]),
            (say("Details"), one["details"]),
        ]
        yield _table(facts)
        yield _table(
            (e["at"], say(_BY.get(e["by"], "staff")), e["text"] or e["kind"]) for e in one["history"]
        )
    for chat in held["conversations"]:
        yield _head(3, say("Chat of %(day)s", day=chat["began"][:10]))
        yield _table((e["at"], say(_BY.get(e["by"], "staff")), e["text"]) for e in chat["entries"])


def _head(level: int, text: str) -> str:
    return f"<h{level}>{escape(text)}</h{level}>\n"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>\n"


def _list(names: Sequence[str]) -> str:
    items = "".join(f'<li><a href="{escape(quote(name))}">{escape(name)}</a></li>\n' for name in names)
    return f"<ul>\n{items}</ul>\n"


def _table(rows: Iterable[Sequence[str | None]]) -> str:
    lines = ("".join(f"<td>{escape(cell or NOTHING)}</td>" for cell in row) for row in rows)
    return "<table>\n" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>\n"


def _say(locale: str, msgid: str, **parameters: object) -> str:
    return translate("letters", locale, msgid, **parameters)
