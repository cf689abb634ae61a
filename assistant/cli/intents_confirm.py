"""`assistant intents confirm`: a person's word on proposed answers, a key for each."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from assistant.answers.decide import Sources, decide
from assistant.answers.edited import Anchor
from assistant.answers.load import edited_path
from assistant.answers.table import tabulate
from assistant.cli.content import content_root
from assistant.cli.fitting import fitted
from assistant.editing.confirming import Waiting, confirmed, waiting
from assistant.editing.edits import MEANWHILE, write_over
from assistant.editing.listed import AnswersFile, read_answers
from assistant.editing.utterances import question
from assistant.errors import ContentError, UsageError
from assistant.matcher.model import Model
from assistant.policy.load import load_controllers, load_policies
from assistant.policy.model import Policy
from assistant.terms import Passage

_KEYS = "y: yes, n: the policy does not tell it, Enter: later, q: stop"
_NUMBERS = "1, 21: only these, in that order"
_WIDTH = 96


class _Answer(NamedTuple):
    """What a person said of one answer: the passages, or None for later; and whether to stop here."""

    answer: tuple[Anchor, ...] | None
    is_last: bool = False


@dataclass(slots=True)
class _Desk:
    """One policy's file of answers, on which a person works."""

    path: Path
    policy: Policy
    model: Model
    confirmed: int = 0
    waiting: list[Waiting] = field(default_factory=list)

    def __post_init__(self) -> None:
        file = self._read()
        if file.edited.fingerprint != self.policy.version:
            controller = self.policy.id.partition("/")[0]
            fault = f"the policy changed since; first run: assistant intents build {controller}"
            raise ContentError(self.path, fault, code="STALE")
        self.waiting = waiting(file, self.policy)

    def _read(self) -> AnswersFile:
        if not self.path.is_file():
            controller = self.policy.id.partition("/")[0]
            fault = f"nothing is proposed yet; first run: assistant intents build {controller}"
            raise ContentError(self.path, fault, code="MISSING")
        names = {intent.id for intent in self.model.intents}
        file, problems = read_answers(self.path, names, self.model.topics)
        if file is None:
            raise problems[0]
        return file

    def confirm(self, own: Waiting, answer: Sequence[Anchor]) -> None:
        """Write one answer down; somebody who changed it meanwhile goes before."""
        file = self._read()
        if own.entry not in file.edited.entries:
            raise ContentError(self.path, MEANWHILE, code="MEANWHILE")
        write_over(self.path, file.text, confirmed(file, own.entry.intent, answer))
        self.confirmed += 1

    def asked(self, intent: str) -> str:
        """Return a question that visitors ask with an intent."""
        own = next((w.entry.utterances for w in self.waiting if w.entry.intent == intent), ())
        return own[0] if own else question(self.path.parents[1], intent, self.policy.locale)

    def untold(self) -> set[str]:
        """Return the intents of which visitors are told nothing, or something else, until confirmed."""
        table = tabulate(self.policy, self.model, self._read().edited)
        sources = Sources(self.model, {self.policy.locale: table})
        now = partial(decide, sources=sources, lang=self.policy.locale)
        return {
            own.entry.intent
            for own in self.waiting
            if own.passages and not _is_told(now(self.asked(own.entry.intent)).passages, own.passages)
        }


def _is_told(now: Sequence[Passage], wanted: Sequence[Passage]) -> bool:
    """Whether what visitors see first is the first passage that they would see."""
    return bool(now) and now[0].index == wanted[0].index


@click.command()
@click.argument("name")
@click.argument("intents", nargs=-1)
@click.option("--absent", "is_whole", is_flag=True, help="Ask about what the policy seems not to tell, too.")
def confirm(name: str, intents: tuple[str, ...], *, is_whole: bool) -> None:
    """Confirm proposed answers of NAME: a controller such as secapp, or one policy such as secapp/en.

    On a terminal each is shown and asked about, first those that visitors do not get yet; what you said is
    kept at once. With INTENTS, those are confirmed as they stand.

    Example: assistant intents confirm secapp

    Example: assistant intents confirm secapp/en how-long cookies
    """
    root = content_root()
    policies = _policies(root, name)
    if not intents and not sys.stdin.isatty():
        raise UsageError("on a terminal each answer is asked about; elsewhere name the intents to confirm")
    model = fitted(root / "intents", quiet=False)
    desks = [_Desk(edited_path(root, policy.id), policy, model) for policy in policies]
    if intents:
        _confirm_named(desks, intents)
        return
    for desk in desks:
        if not _ask_each(desk, is_whole=is_whole):
            break


def _policies(root: Path, name: str) -> list[Policy]:
    controller, _, locale = name.partition("/")
    known = {own.id: own for own in load_controllers(root)}
    if controller not in known:
        raise UsageError(f"there is no controller {controller}; known: {', '.join(known)}")
    found = load_policies(root, known[controller])
    if locale and locale not in found:
        raise UsageError(f"{controller} has no policy in {locale!r}; it has: {', '.join(found)}")
    return [policy for lang, policy in found.items() if not locale or lang == locale]


def _confirm_named(desks: Sequence[_Desk], intents: Sequence[str]) -> None:
    """Confirm these intents in each policy in which they wait."""
    for intent in dict.fromkeys(intents):
        found = [(desk, own) for desk in desks for own in desk.waiting if own.entry.intent == intent]
        if not found:
            raise UsageError(f"nothing waits for {intent} in {', '.join(desk.policy.id for desk in desks)}")
        for desk, own in found:
            desk.confirm(own, own.entry.answer)
            click.echo(f"confirmed {intent} in {desk.policy.id}")


def _ask_each(desk: _Desk, *, is_whole: bool) -> bool:
    """Ask about each answer that waits; tell whether the person wants to go on with the next policy."""
    silent = [own for own in desk.waiting if not own.passages]
    untold = desk.untold()
    found = sorted(
        (own for own in desk.waiting if own.passages),
        key=lambda own: (own.entry.intent not in untold, own.passages[0].index),
    )
    asked = [*found, *(silent if is_whole else ())]
    if asked:
        click.secho(f"{desk.policy.id}: {len(asked)} answers wait for you", bold=True)
    is_over = False
    for number, own in enumerate(asked, start=1):
        intent = own.entry.intent
        click.secho(f"\n{number} of {len(asked)}  {desk.asked(intent)}  ({intent})", bold=True)
        is_again = number > 1 and own.passages == asked[number - 2].passages
        click.echo(_as_text(own, is_told=intent not in untold, is_again=is_again))
        said = click.prompt(_keys(own), default="", show_default=False, value_proc=partial(_said, own))
        if said.answer is not None:
            desk.confirm(own, said.answer)
        if is_over := said.is_last:
            break
    _sum_up(desk, silent=0 if is_whole else len(silent))
    return not is_over


def _as_text(own: Waiting, *, is_told: bool, is_again: bool) -> str:
    """Return what a person has to judge; passages that stand above `is_again` are not repeated."""
    lines = [] if is_told else ["   visitors are not told this yet"]
    if own.entry.is_changed:
        lines.append("   it was confirmed, and the policy changed since")
    if not own.passages:
        return "\n".join([*lines, "   the policy seems not to tell it"])
    if is_again:
        return "\n".join([*lines, "   the same as above"])
    for number, passage in enumerate(own.passages, start=1):
        lines.append(f"   {number}  {passage.section}".rstrip())
        lines += [
            click.wrap_text(text, _WIDTH, initial_indent="      ", subsequent_indent="      ")
            for text in passage.text.splitlines()
            if text != passage.section
        ]
    return "\n".join(lines)


def _keys(own: Waiting) -> str:
    return f"{_KEYS}, {_NUMBERS}" if own.passages[1:] else _KEYS


def _said(own: Waiting, typed: str) -> _Answer:
    """Return what a person typed means."""
    text = typed.strip().casefold()
    if text in {"", "q"}:
        return _Answer(None, is_last=text == "q")
    if text == "y":
        return _Answer(own.entry.answer)
    if text == "n":
        return _Answer(())
    numbers = [int(digit) for digit in text if digit in "123456789"]
    if len(numbers) == len(text) and max(numbers) <= len(own.passages):
        return _Answer(own.chosen(numbers))
    raise click.BadParameter(f"{typed!r} is none of: {_keys(own)}")


def _sum_up(desk: _Desk, *, silent: int) -> None:
    """Tell how much was confirmed and what still waits."""
    waits = len(desk.waiting) - desk.confirmed - silent
    click.echo(f"\n{desk.policy.id}: confirmed {desk.confirmed}, {waits} wait for you")
    if silent:
        more = f"assistant intents confirm {desk.policy.id} --absent"
        click.echo(f"{silent} questions seem not told by it; to go through them: {more}")
