"""An evidence pack as pages to print. Rule A-3.

The fonts that every reader has know the letters of western Europe. Others are shown as a question mark;
the JSON beside the pages has them all.
"""

import io
from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from assistant.service.evidence import Json, Pack
from assistant.service.telling import DEEDS, OTHERS
from assistant.translations import translate

_STYLES = getSampleStyleSheet()
_BODY = ParagraphStyle(
    "body", parent=_STYLES["BodyText"], fontSize=9, leading=12, spaceBefore=1, spaceAfter=1
)
_SMALL = ParagraphStyle("small", parent=_BODY, leftIndent=6 * mm, fontSize=8, leading=10)
_KINDS = {**DEEDS, **OTHERS}
Flowable = Any


def as_pdf(pack: Pack) -> bytes:
    """Return the pages, numbered, each with the reference."""
    out = io.BytesIO()
    title = _say(pack, "Request %(reference)s: how it was handled", reference=pack.content["reference"])
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        title=title,
        author=pack.content["controller"],
        lang=pack.locale.value,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        invariant=1,
    )
    foot = partial(_foot, pack)
    document.build(list(_flow(pack, title)), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _foot(pack: Pack, canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont("Helvetica", 8)
    canvas.drawString(20 * mm, 12 * mm, pack.content["reference"])
    canvas.drawRightString(190 * mm, 12 * mm, str(document.page))
    canvas.restoreState()


def _flow(pack: Pack, title: str) -> Iterator[Flowable]:
    content = pack.content
    yield _text(title, _STYLES["Title"])
    facts = (
        ("Controller", content["controller"]),
        ("Supervisory authority", content["authority"]),
        ("Requestor", content["requestor"]["name"]),
        ("E-mail", content["requestor"]["address"]),
        ("Received", content["received"]),
        ("Due", content["due"]["day"]),
        ("Made", content["made"]),
    )
    for label, value in facts:
        yield _fact(pack, label, value)
    yield from (_text(sentence) for sentence in content["due"]["why"])
    yield _record(pack)
    for right in content["rights"]:
        yield from _right(pack, right)
    yield _text(_say(pack, "What happened"), _STYLES["Heading2"])
    for event in content["history"]:
        yield from _event(pack, event)


def _record(pack: Pack) -> Flowable:
    record = pack.content["record"]
    sentence = (
        "The record was checked: no entry was changed, removed or put elsewhere. Entries: %(length)d."
        if record["holds"]
        else "The record was checked and does not hold. Entries: %(length)d."
    )
    return _text(_say(pack, sentence, length=record["length"]))


def _right(pack: Pack, right: Json) -> Iterator[Flowable]:
    yield Spacer(0, 3 * mm)
    yield _text(right["name"][:1].upper() + right["name"][1:], _STYLES["Heading2"])
    yield _fact(pack, "State", f"{right['state']} {right['outcome'] or ''}")
    answer = right["answer"]
    if answer is not None:
        for label, key in (("What was done", "done"), ("Reasons", "reasons"), ("What shows it", "unfounded")):
            if answer[key]:
                yield _fact(pack, label, answer[key])
        yield _fact(pack, "Proposed by", answer["proposed"]["by"])
        if answer["approved"]:
            yield _fact(pack, "Approved by", answer["approved"]["by"])
    for item in right["checklist"]:
        done = " · ".join(part for part in (item["state"], item["by"], item["at"], item["evidence"]) if part)
        yield _text(f"{item['text']} ({item['article']})")
        yield _text(done, _SMALL)


def _event(pack: Pack, event: Json) -> Iterator[Flowable]:
    said = translate("console", pack.locale, _KINDS.get(event["kind"], "A field changed"))
    change = " → ".join(str(part) for part in (event["old"], event["new"]) if part)
    rule = f" [{event['rule']}]" if event["rule"] else ""
    yield _text(f"{event['number']}. {event['at']} · {said} · {event['by']}{rule}")
    for more in (change, event["text"]):
        if more:
            yield _text(more, _SMALL)


def _fact(pack: Pack, label: str, value: str | None) -> Flowable:
    return Paragraph(f"<b>{_printable(_say(pack, label))}:</b> {_printable(value or '–')}", _BODY)


def _text(text: str, style: ParagraphStyle = _BODY) -> Flowable:
    return Paragraph(_printable(text), style)


def _printable(text: str) -> str:
    known = text.replace("→", "->").encode("cp1252", "replace").decode("cp1252")
    return escape(known, quote=False).replace("\n", "<br/>")


def _say(pack: Pack, msgid: str, **parameters: object) -> str:
    return translate("evidence", pack.locale, msgid, **parameters)
