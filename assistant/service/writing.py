"""Writes letters from their templates: one text, and the same as simple HTML. Rules R-1 and R-2.

A letter that must give reasons, or name the authority and the court, is not written without them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.errors import InvalidInputError
from assistant.translations import ntranslate, spoken_day, translate

DOMAIN = "letters"
FOLDER = Path(__file__).with_name("letter_templates")
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a letter of one kind must hold besides its own text."""

    needs_reasons: bool = False
    names_remedies: bool = False


_PLAIN, _REMEDIES, _DECISION = (
    Kind(),
    Kind(names_remedies=True),
    Kind(needs_reasons=True, names_remedies=True),
)
KINDS: Mapping[str, Kind] = {
    "code": _PLAIN,
    "acknowledgement": _PLAIN,
    "correspondence": _REMEDIES,
    "withdrawn": _PLAIN,
    "reminder": _PLAIN,
    "expired": _REMEDIES,
    "identity_question": _DECISION,
    "clarification": _PLAIN,
    "extension": _DECISION,
    "fulfilled": _REMEDIES,
    "partly": _DECISION,
    "refused": _DECISION,
    "no_data": _DECISION,
    "cannot_identify": _DECISION,
    "misdirected": _DECISION,
    "linked_duplicate": _PLAIN,
    "staff_reminder": _PLAIN,
    "alarm": _PLAIN,
}
"""Each is the template of the same name."""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter's words; both bodies say the same."""

    subject_line: str
    text: str
    html: str


def write(kind: str, locale: str, values: Mapping[str, object], *, signature: str) -> Written:
    """Return the letter of a kind in a language.

    Raises:
        InvalidInputError: it must give reasons and has none.
        ValueError: its template leaves out the reasons or the ways of appeal.
    """
    wanted = KINDS[kind]
    if wanted.needs_reasons and not str(values.get("reasons", "")).strip():
        raise InvalidInputError("This letter must give its reasons. GDPR Art. 12(4).")
    template = _environment().get_template(f"{kind}.txt")
    spoken = {
        "say": partial(translate, DOMAIN, locale),
        "nsay": lambda one, many, num, **rest: ntranslate(DOMAIN, locale, (one, many), num, **rest),
        "day": lambda day: spoken_day(day, locale),
    }
    context = template.new_context({**values, **spoken})
    subject_line, body = ("".join(template.blocks[name](context)).strip("\n") for name in ("subject", "body"))
    if wanted.needs_reasons and str(values["reasons"]) not in body:
        raise ValueError(f"the template {kind} leaves out the reasons")
    if wanted.names_remedies and str(values["remedies"]) not in body:
        raise ValueError(f"the template {kind} leaves out the ways of appeal")
    text = f"{body}\n\n{signature}\n"
    return Written(subject_line, text, as_html(text, locale))


def as_html(text: str, locale: str) -> str:
    """Return a plain text as a page of paragraphs with its addresses as links, and nothing else."""
    paragraphs = "\n".join(f"<p>{_marked(one)}</p>" for one in text.strip("\n").split("\n\n"))
    return (
        f'<!doctype html>\n<html lang="{locale}">\n<head><meta charset="utf-8"></head>\n'
        f'<body style="font: 16px/1.5 sans-serif; max-width: 40em">\n{paragraphs}\n</body>\n</html>\n'
    )


def _marked(paragraph: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _LINK.finditer(paragraph):
        address = escape(match[0].rstrip(".,;:)"))
        parts += [escape(paragraph[end : match.start()]), f'<a href="{address}">{address}</a>']
        end = match.start() + len(match[0].rstrip(".,;:)"))
    parts.append(escape(paragraph[end:]))
    return "".join(parts).replace("\n", "<br>\n")


@cache
def _environment() -> Environment:
    # Letters are plain text; the HTML is made of the finished text, and that is where escaping belongs.
    return Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
