"""`assistant intents confirm`: a person's word on proposed answers, a key for each."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from assistant.answers.decide import Sources, decide
from assistant.answers.edited import Anchor
from assistant.answers.table import tabulate
from assistant.cli.content import content_root
from assistant.cli.fitting import fitted
from assistant.editing.confirming import Desk, Waiting
from assistant.editing.utterances import question
from assistant.errors import UsageError
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
    desks = [Desk(root, policy, model) for policy in policies]
    if intents:
        _confirm_named(desks, intents)
        return
    for desk in desks:
        if not _ask_each(desk, model, is_whole=is_whole):
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


def _confirm_named(desks: Sequence[Desk], intents: Sequence[str]) -> None:
    """Confirm these intents in each policy in which they wait."""
    waiting = [(desk, own) for desk in desks for own in desk.waiting()]
    for intent in dict.fromkeys(intents):
        found = [(desk, own) for desk, own in waiting if own.entry.intent == intent]
        if not found:
            raise UsageError(f"nothing waits for {intent} in {', '.join(desk.policy.id for desk in desks)}")
        for desk, own in found:
            desk.confirm(own, own.entry.answer)
            click.echo(f"confirmed {intent} in {desk.policy.id}")


def _ask_each(desk: Desk, model: Model, *, is_whole: bool) -> bool:
    """Ask about each answer that waits; tell whether the person wants to go on with the next policy."""
    waiting, asks, done = desk.waiting(), partial(_asked, desk), 0
    silent = [own for own in waiting if not own.passages]
    untold = _untold(desk, model, waiting)
    found = sorted(
        (own for own in waiting if own.passages),
        key=lambda own: (own.entry.intent not in untold, own.passages[0].index),
    )
    asked = [*found, *(silent if is_whole else ())]
    if asked:
        told = f"visitors do not get the first {len(untold)} yet" if untold else "visitors get these already"
        click.echo(f"{desk.policy.id}: {len(asked)} answers wait; {told}")
    said = _Answer(None)
    for number, own in enumerate(asked, start=1):
        intent = own.entry.intent
        click.secho(f"\n{number} of {len(asked)}  {asks(own)}  ({intent})", bold=True)
        is_again = number > 1 and own.passages == asked[number - 2].passages
        click.echo(_as_text(own, is_told=intent not in untold, is_again=is_again))
        said = click.prompt(_keys(own), default="", show_default=False, value_proc=partial(_said, own))
        if said.answer is not None:
            desk.confirm(own, said.answer)
            done += 1
        if said.is_last:
            break
    click.echo(f"\n{desk.policy.id}: confirmed {done}, {len(asked) - done} wait for you")
    if silent and not is_whole:
        more = f"assistant intents confirm {desk.policy.id} --absent"
        click.echo(f"{len(silent)} questions seem not told by it; to go through them: {more}")
    return not said.is_last


def _asked(desk: Desk, own: Waiting) -> str:
    """Return a question that visitors ask with an intent."""
    said = own.entry.utterances
    return said[0] if said else question(desk.path.parents[1], own.entry.intent, desk.policy.locale)


def _untold(desk: Desk, model: Model, waiting: Sequence[Waiting]) -> set[str]:
    """Return the intents of which visitors are told nothing, or something else, until confirmed."""
    lang = desk.policy.locale
    sources = Sources(model, {lang: tabulate(desk.policy, model, desk.read().edited)})
    return {
        own.entry.intent
        for own in waiting
        if own.passages
        and not _is_told(decide(_asked(desk, own), sources=sources, lang=lang).passages, own.passages)
    }


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
