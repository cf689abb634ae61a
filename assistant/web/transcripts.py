"""Writes a conversation as a page, as plain text or as data, to be kept by the visitor."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask import Response, render_template

from assistant.law.names import right_name
from assistant.service.transcripts import tell
from assistant.terms import Right
from assistant.translations import render
from assistant.web.pages import day, locale, moment, say
from assistant.web.runtime import runtime

__all__ = ["FORMATS", "answer", "tell"]
FORMATS: Mapping[str, str] = {"html": "text/html", "txt": "text/plain", "json": "application/json"}
_HIGHLIGHT = ":~:"
"""What follows it tells a browser what to highlight; the page of a policy marks the segment anyway."""
_Told = dict[str, Any]


def answer(told: _Told, form: str) -> Response:
    """Return the transcript as a file of this form."""
    written = {"html": _page, "txt": _text, "json": _data}[form](told)
    response = Response(written, content_type=f"{FORMATS[form]}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="chat.{form}"'
    return response


def _data(told: _Told) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _page(told: _Told) -> str:
    return render_template(
        "transcript.html", told=told, heading=_heading(told), entries=_entries(told), forms=_forms(told)
    )


def _text(told: _Told) -> str:
    blocks = ["\n".join(_heading(told))]
    blocks += [f"{who}, {when}\n" + "\n".join(lines) for who, when, lines in _entries(told)]
    blocks += [
        title + "\n" + "\n".join(f"{name}: {value}" for name, value in rows) for title, rows in _forms(told)
    ]
    return "\n\n".join(blocks) + "\n"


def _heading(told: _Told) -> tuple[str, str]:
    title = say("Chat with the privacy assistant of %(company)s", company=told["controller_name"])
    return title, say("Saved on %(moment)s.", moment=moment(datetime.fromisoformat(told["told"])))


def _entries(told: _Told) -> Iterator[tuple[str, str, list[str]]]:
    """Yield who said what and when, a line each."""
    for entry in told["entries"]:
        yield _author(entry["from"]), moment(datetime.fromisoformat(entry["at"])), list(_lines(entry["body"]))


def _author(who: Mapping[str, str]) -> str:
    if who["role"] == "visitor":
        return say("You")
    if who["role"] == "staff":
        return say("%(name)s, privacy team", name=who["name"]) if who["name"] else say("Privacy team")
    return say("Assistant")


def _lines(body: _Told) -> Iterator[str]:
    yield from body.get("text", "").split("\n")
    if body.get("remark"):
        yield body["remark"]
    if body.get("other_ways"):
        yield from body["other_ways"].split("\n")
    for passage in body.get("passages", ()):
        source = say(
            "%(section)s, version %(version)s", section=passage["section"], version=passage["version"]
        )
        yield f"> {source}"
        yield from (f"> {line}" for line in passage["text"].split("\n"))
        yield f"{runtime().base_url}{passage['url'].partition(_HIGHLIGHT)[0]}"
    for point in (*body.get("law", ()), *body.get("points", ())):
        yield f"{point['article']}: {point['text']}"
    if body.get("reference"):
        yield f"{say('Reference')}: {body['reference']}"
        yield f"{say('Answer due by')}: {day(date.fromisoformat(body['due']))}"


def _forms(told: _Told) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield what was typed into the form of each request that was filed."""
    names = {"email": say("E-mail"), "name": say("Name"), "scope": say("What it is about")}
    for filed in told["requests"]:
        rights = ", ".join(render(right_name(Right(right)), locale()) for right in filed["rights"])
        rows = [(say("Rights"), rights), *((names[name], value) for name, value in filed["form"].items())]
        yield say("Your request %(reference)s", reference=filed["reference"]), rows
