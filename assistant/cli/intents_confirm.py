"""`assistant intents confirm`: a person's word on proposed answers, a key for each."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from assistant.answers.decide import Sources, decide
from assistant.answers.table import tabulate
from assistant.cli.confirm_keys import Said, Word, as_text, asked_about
from assistant.cli.content import content_root
from assistant.cli.fitting import fitted
from assistant.editing.confirming import Case, Desk, Written
from assistant.errors import UsageError
from assistant.matcher.model import Model
from assistant.policy.load import load_controllers, load_policies
from assistant.policy.model import Policy


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
    cases = _cases(desk, model, is_whole=is_whole)
    if cases:
        click.echo(_opening(desk, cases))
    number, decided = 0, list[tuple[Said, Written | None]]()
    said = Said(Word.LATER)
    while number < len(cases):
        case, before = cases[number], cases[number - 1] if number else None
        click.secho(f"\n{number + 1} of {len(cases)}  {case.asked}  ({case.own.entry.intent})", bold=True)
        is_again = before is not None and bool(case.own.passages) and case.own.passages == before.own.passages
        click.echo(as_text(case, is_again=is_again))
        said = asked_about(desk, case)
        if said.word is Word.STOP:
            break
        if said.word is Word.BACK:
            number -= _taken_back(desk, decided)
            continue
        written = desk.confirm(case.own, said.answer) if said.word is Word.DECIDED else None
        decided.append((said, written))
        number += 1
    click.echo(_closing(desk, [said for said, written in decided if written]))
    return said.word is not Word.STOP


def _taken_back(desk: Desk, decided: list[tuple[Said, Written | None]]) -> int:
    """Take back the last thing that was said; return by how many questions that goes back."""
    if not decided:
        click.echo("   this is the first one; nothing was said yet")
        return 0
    _, written = decided.pop()
    if written:
        desk.take_back(written)
        click.echo("   taken back")
    return 1


def _cases(desk: Desk, model: Model, *, is_whole: bool) -> list[Case]:
    """Return what is asked about, beside what visitors get by the file as it is now."""
    lang = desk.policy.locale
    sources = Sources(model, {lang: tabulate(desk.policy, model, desk.read().edited)})
    return desk.cases(partial(decide, sources=sources, lang=lang), is_whole=is_whole)


def _opening(desk: Desk, cases: Sequence[Case]) -> str:
    proposed = [case for case in cases if case.own.passages]
    answered = sum(bool(case.now) for case in proposed)
    other = sum(case.is_other for case in proposed)
    silent = len(cases) - len(proposed)
    said = (
        f"{desk.policy.id}: {len(proposed)} proposed answers wait; visitors get an answer to {answered} of "
    )
    said += (
        f"these questions now, to {other} another than is proposed, and to {len(proposed) - answered} none"
    )
    return said + (f"; {silent} questions seem not told" if silent else "")


def _closing(desk: Desk, decided: Sequence[Said]) -> str:
    answers = sum(bool(said.answer) for said in decided)
    waiting = desk.waiting()
    silent = sum(not own.passages for own in waiting)
    done = f"confirmed {answers} as answered and {len(decided) - answers} as not told"
    lines = [f"\n{desk.policy.id}: {done}; {len(waiting) - silent} proposed answers wait for you"]
    if silent:
        more = f"assistant intents confirm {desk.policy.id} --absent"
        lines.append(f"{silent} questions seem not told by it and wait, too; to go through them: {more}")
    return "\n".join(lines)
