"""Puts replies into a language and into the JSON of the chat's protocol."""

from typing import Any

from assistant.answers.citation import citation
from assistant.answers.decision import Source
from assistant.dialogue.replies import (
    Answer,
    Choice,
    Clarify,
    FiledNote,
    Form,
    Law,
    Notice,
    Offer,
    Reply,
    Text,
    Words,
)
from assistant.law.articles import LawPoint
from assistant.law.names import right_name
from assistant.rights.explanation import explain
from assistant.terms import Locale, Message, Passage
from assistant.translations import render, spoken_day, translate

Body = dict[str, Any]
_REMARKS = {
    Locale.EN: "The policy is in English. These are its own words.",
    Locale.FI: "The policy is in Finnish. These are its own words.",
    Locale.SV: "The policy is in Swedish. These are its own words.",
}


def body(reply: Reply, locale: Locale) -> Body:
    """Return the reply as the protocol has it, its frame in the language."""
    said: Body = {"type": _TYPES[type(reply)], "text": _text(reply.words, locale), "lang": locale}
    match reply:
        case Notice():
            said["tone"] = "warning" if reply.is_warning else "info"
            if reply.back_at:
                said["back_at"] = reply.back_at.isoformat()
        case Answer():
            said |= _passages(reply.passages, locale)
            said["source"] = "assistant" if reply.source is Source.ASSISTANT else "policy"
            said["law"] = _points(reply.law, locale)
        case Offer():
            said |= _passages(reply.passages, locale)
            said["rights"] = [{"right": r, "label": render(right_name(r), locale)} for r in reply.rights]
            said["law"] = _points(reply.law, locale)
            said["due"] = reply.due.isoformat()
            words = "The answer is due by %(due)s."
            day = spoken_day(reply.due, locale)
            said["due_text"] = translate("chat", locale, words, due=day)
            said["other_ways"] = _text(reply.other_ways, locale)
        case Form():
            said |= _form(reply, locale)
        case FiledNote():
            said |= _filed(reply, locale)
        case Law():
            said["points"] = _points(reply.points, locale)
        case _:
            pass
    if not isinstance(reply, FiledNote):
        said["choices"] = _choices(reply.choices, locale)
    return said


def _passages(passages: tuple[Passage, ...], locale: Locale) -> Body:
    shown: Body = {"passages": [citation(passage) for passage in passages]}
    foreign = next((passage.lang for passage in passages if passage.lang is not locale), None)
    if foreign is not None:
        shown["remark"] = translate("chat", locale, _REMARKS[foreign])
    return shown


def _points(points: tuple[LawPoint, ...], locale: Locale) -> list[dict[str, str]]:
    return [{"article": p.article, "text": render(p.message, locale), "guidance": p.guidance} for p in points]


def _choices(choices: tuple[Choice, ...], locale: Locale) -> list[dict[str, str]]:
    return [{"id": choice.id, "label": _word(choice.label, locale)} for choice in choices]


def _form(form: Form, locale: Locale) -> Body:
    fields = [
        {
            "name": field.name,
            "label": render(field.label, locale),
            "kind": field.kind,
            "required": field.is_required,
            "autocomplete": field.autocomplete,
            "hint": render(field.hint, locale),
            "max": field.longest,
        }
        for field in form.fields
    ]
    errors = {name: render(fault, locale) for name, fault in form.errors.items()}
    shown = {"fields": fields, "submit": render(form.submit, locale), "errors": errors, "values": {}}
    flags = {"takes_token": form.takes_token, "files_request": form.files_request}
    return shown | {name: True for name, is_set in flags.items() if is_set}


def _filed(note: FiledNote, locale: Locale) -> Body:
    return {
        "reference": note.reference,
        "due": note.due.isoformat(),
        "trace": [render(sentence, locale) for sentence in explain(note.trace)],
        "status_url": note.status_path,
        "status_label": translate("chat", locale, "See how far it is"),
        "verify_url": note.verify_path,
        "verify_label": translate("chat", locale, "Enter the code") if note.verify_path else "",
    }


def _text(words: tuple[Words, ...], locale: Locale) -> str:
    return "\n".join(_word(word, locale) for word in words)


def _word(word: Words, locale: Locale) -> str:
    return render(word, locale) if isinstance(word, Message) else word


_TYPES: dict[type[Reply], str] = {
    Text: "text",
    Notice: "notice",
    Answer: "answer",
    Clarify: "clarify",
    Offer: "offer",
    Form: "form",
    FiledNote: "filed",
    Law: "law",
}
