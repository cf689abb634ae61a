"""The keys by which a person answers for one proposed answer, and what is shown for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

import click

from assistant.answers.edited import Anchor
from assistant.editing.confirming import Case, Desk
from assistant.terms import ANSWER_PASSAGES, Passage

_WIDTH = 96
_SHORT = 80
_BREAKS = re.compile(r"[,\s]+")
_HELP = {
    "y": "the passages shown answer the question; visitors get them from now on",
    "k": "visitors keep what they get now",
    "n": "the policy does not tell it; visitors are told so",
    "o": "the policy tells it, but elsewhere: choose from a list of its passages",
    "1, 21": "only these of the passages shown, in that order",
    "Enter": "later; nothing changes",
    "u": "go back to the last question and take back what you said of it",
    "q": "stop here; what you said is kept",
}
_ABSENT_HELP = {
    "y": "right, the policy does not tell it; visitors are told so",
    "n": "it does tell it: choose from a list of its passages",
}


class Word(Enum):
    """What a person wants with an answer."""

    DECIDED = auto()
    LATER = auto()
    ELSEWHERE = auto()
    BACK = auto()
    STOP = auto()
    HELP = auto()


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of an answer, and the passages where it is decided."""

    word: Word
    answer: tuple[Anchor, ...] = ()


def asked_about(desk: Desk, case: Case) -> Said:
    """Ask until a person has decided, or wants to go on, back or out."""
    while True:
        read = partial(_said, desk, case)
        said: Said = click.prompt(_keys(case), default="", show_default=False, value_proc=read)
        if said.word is Word.HELP:
            click.echo("\n".join(f"   {key:5}  {meaning}" for key, meaning in _meanings(case).items()))
        elif said.word is Word.ELSEWHERE:
            chosen = _elsewhere(desk)
            if chosen:
                return Said(Word.DECIDED, chosen)
        else:
            return said


def as_text(case: Case, *, is_again: bool) -> str:
    """Return what a person has to judge; passages that stand above `is_again` are not repeated."""
    own = case.own
    lines = ["   it was confirmed, and the policy changed since"] if own.entry.is_changed else []
    if not own.passages:
        lines.append("   the policy seems not to tell it")
    elif not case.now:
        lines.append("   visitors get no answer to this yet")
    if is_again:
        lines.append("   the same as above")
    else:
        lines += [line for n, passage in enumerate(own.passages, 1) for line in _passage(f"{n}  ", passage)]
    if case.is_other:
        lines.append("   visitors get now, and keep with k:")
        lines += [line for passage in case.now for line in _passage("", passage)]
    return "\n".join(lines)


def _passage(number: str, passage: Passage) -> list[str]:
    texts = [text for text in passage.text.splitlines() if text != passage.section]
    wrapped = (
        click.wrap_text(text, _WIDTH, initial_indent="      ", subsequent_indent="      ") for text in texts
    )
    return [f"   {number}{passage.section or 'opening text'}", *wrapped]


def _meanings(case: Case) -> dict[str, str]:
    """Return the keys that go with an answer and what each means."""
    shown = case.own.passages
    left_out = {key for key, goes in {"k": case.is_other, "1, 21": shown[1:], "o": shown}.items() if not goes}
    known = {key: meaning for key, meaning in _HELP.items() if key not in left_out}
    return known if shown else known | _ABSENT_HELP


def _keys(case: Case) -> str:
    if case.own.passages:
        first = "y: yes, this answers it, n: the policy does not tell it, o: it is told elsewhere"
        first += ", 1, 21: only these" if case.own.passages[1:] else ""
    else:
        first = "y: right, the policy does not tell it, n: it does tell it, and you choose where"
    first += ", k: keep what visitors get" if case.is_other else ""
    return f"{first}, Enter: later, u: back, q: stop, ?: help"


def _said(desk: Desk, case: Case, typed: str) -> Said:
    """Return what a person typed means."""
    own, text = case.own, typed.strip().casefold()
    simple = {"": Word.LATER, "q": Word.STOP, "u": Word.BACK, "?": Word.HELP, "o": Word.ELSEWHERE}
    if text in simple:
        return Said(simple[text])
    if text == "y":
        return Said(Word.DECIDED, own.entry.answer)
    if text == "n":
        return Said(Word.DECIDED) if own.passages else Said(Word.ELSEWHERE)
    if text == "k" and case.is_other:
        return Said(Word.DECIDED, desk.anchors_of(case.now))
    numbers = [int(digit) for digit in text if digit in "123456789"]
    if len(numbers) == len(text) and max(numbers) <= len(own.passages):
        return Said(Word.DECIDED, own.chosen(numbers))
    raise click.BadParameter(f"{typed!r} is none of: {_keys(case)}")


def _elsewhere(desk: Desk) -> tuple[Anchor, ...]:
    """Let a person choose of all passages of the policy; return none if they thought better of it."""
    passages, section = desk.policy.passages, ""
    for number, passage in enumerate(passages, start=1):
        if passage.section != section or number == 1:
            section = passage.section
            click.secho(f"   {section or 'opening text'}", bold=True)
        text = " ".join(passage.text.split())
        click.echo(f"   {number:4}  {text[:_SHORT]}{'…' if text[_SHORT:] else ''}")
    prompt = f"Numbers of at most {ANSWER_PASSAGES} passages, the most direct first; Enter: back"
    read = partial(_chosen, passages)
    chosen: tuple[Passage, ...] = click.prompt(prompt, default="", show_default=False, value_proc=read)
    return desk.anchors_of(chosen)


def _chosen(passages: Sequence[Passage], typed: str) -> tuple[Passage, ...]:
    words = [word for word in _BREAKS.split(typed.strip()) if word]
    known = {str(number): passage for number, passage in enumerate(passages, start=1)}
    if any(word not in known for word in words) or len(words) > ANSWER_PASSAGES:
        fault = f"{typed!r} is not 1 to {ANSWER_PASSAGES} numbers from 1 to {len(passages)}"
        raise click.BadParameter(f"{fault}, with blanks between them")
    return tuple(known[word] for word in dict.fromkeys(words))
