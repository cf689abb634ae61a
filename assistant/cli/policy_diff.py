"""`assistant policy diff`: what a new version says, and what visitors will be told, differently."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypedDict, Unpack

import click

from assistant.answers.changes import AnswerChange, alike, answer_changes
from assistant.answers.citation import citation
from assistant.answers.edited import Edited
from assistant.answers.load import edited_path, load_edited
from assistant.cli.content import LOCALES, content_root
from assistant.cli.diff_page import page
from assistant.cli.fitting import fitted
from assistant.cli.policy_names import is_file, one_named, read_file
from assistant.errors import UsageError
from assistant.matcher.model import Model
from assistant.policy.compare import Change, Comparison, SectionChange, SegmentChange, Words, compare
from assistant.policy.facts import stated_date
from assistant.policy.model import Policy
from assistant.terms import Locale, Passage

_MARKS = {Change.ADDED: "+", Change.REMOVED: "-", Change.MOVED: ">", Change.CHANGED: "~", Change.SAME: " "}
_COLOURS = {Change.ADDED: "green", Change.REMOVED: "red", Change.MOVED: "blue", Change.CHANGED: "yellow"}


class Options(TypedDict):
    """What the command's other options give."""

    since: str | None
    locale: str | None
    html: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions compared, with what visitors are told differently and the dates that each states."""

    comparison: Comparison
    answers: tuple[AnswerChange, ...]
    date_before: date | None
    date_after: date | None

    @property
    def remark(self) -> str:
        """What the dates leave to be done; empty if nothing."""
        if self.comparison.changed and self.date_before and self.date_before == self.date_after:
            return f"The text changed, and the date that it states, {self.date_before}, did not."
        return ""


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option("--since", metavar="VERSION", default=None, help="Compare with this published version, or day.")
@click.option("--locale", type=LOCALES, default=None, help="Language of files, if it is not to be found out.")
@click.option("--html", type=click.Path(path_type=Path), default=None, help="Write one page to this file.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def diff(old: str, new: str | None, **given: Unpack[Options]) -> None:
    """Compare OLD with NEW, each a policy such as secapp/en or a file; or a policy with its --since VERSION.

    Shows sections and paragraphs that were added (+), removed (-), moved (>) and changed (~), word by word,
    and for each question what visitors were told and will be told.

    Example: assistant policy diff secapp/en draft.docx

    Example: assistant policy diff secapp/en --since 2026-11-24 --html changes.html
    """
    if (new is None) == (given["since"] is None):
        raise UsageError("give a second policy or file, or --since VERSION")
    model = fitted(content_root() / "intents", quiet=False)
    if new is None:
        policy = one_named(old)
        before, after = policy.since(given["since"] or ""), policy.read()
    else:
        before, after = _both(old, new, Locale(given["locale"]) if given["locale"] else None, model)
    found = difference(before, after, model)
    if given["html"]:
        given["html"].write_text(page(found.comparison, found.answers, _dates(found)), encoding="utf-8")
        click.echo(f"wrote {given['html']}", err=True)
    elif given["as_json"]:
        click.echo(json.dumps(as_data(found), ensure_ascii=False, indent=1))
    else:
        for line in _lines(found):
            click.echo(line)


def difference(before: Policy, after: Policy, model: Model) -> Difference:
    """Return what is different, and what visitors are told differently with the editors' present answers."""
    answers = answer_changes(before, after, model, _edited(before.id, model))
    return Difference(compare(before, after), answers, stated_date(before.text), stated_date(after.text))


def _both(old: str, new: str, locale: Locale | None, model: Model) -> tuple[Policy, Policy]:
    """Return two policies; a file beside a controller's policy stands for that policy in its language."""
    if is_file(old) and is_file(new):
        before, after = (read_file(Path(name), locale, model) for name in (old, new))
        return before, after
    if is_file(old):
        policy = one_named(new)
        return policy.read(Path(old)), policy.read()
    policy = one_named(old)
    return policy.read(), policy.read(Path(new)) if is_file(new) else one_named(new).read()


def _edited(policy: str, model: Model) -> Edited | None:
    path = edited_path(content_root(), policy)
    return load_edited(path, model) if path.is_file() else None


def _dates(found: Difference) -> str:
    stated = [one.isoformat() if one else "no date" for one in (found.date_before, found.date_after)]
    said = f"The old version states {stated[0]}, the new one {stated[1]}."
    return f"{said} {found.remark}" if found.remark else said


def _lines(found: Difference) -> Iterator[str]:
    compared = found.comparison
    head = f"{compared.new.id}: {compared.old.version} to {compared.new.version}. {_dates(found)}"
    yield click.style(head, bold=True)
    if not compared.changed and not compared.sections:
        yield "The text is the same."
    for section in compared.sections:
        yield click.style(f"{_MARKS[section.change]} # {_heading(section)}", fg=_COLOURS[section.change])
    heading = None
    for segment in compared.changed:
        if segment.section != heading:
            heading = segment.section
            yield click.style(f"\n{heading or compared.new.title}", bold=True)
        yield _segment(segment)
    if found.answers:
        yield click.style(f"\nWhat visitors will be told differently ({len(found.answers)})", bold=True)
    for group in alike(found.answers):
        answer = group[0]
        note = "; an editor confirmed the answer and must choose again" if answer.is_lost else ""
        yield f"\n{', '.join(one.intent for one in group)}: {answer.told}{note}"
        yield from (click.style(f"  - {_flat(one)}", fg="red") for one in answer.before)
        yield from (click.style(f"  + {_flat(one)}", fg="green") for one in answer.after)


def _heading(section: SectionChange) -> str:
    if section.change is Change.CHANGED:
        return f"{section.old} -> {section.new}"
    return section.new or section.old


def _segment(segment: SegmentChange) -> str:
    if segment.change is Change.CHANGED:
        return f"{click.style('~', fg='yellow')} {''.join(map(_words, segment.words))}"
    shown = segment.new or segment.old
    flat = " ".join(shown.text.split()) if shown else ""
    return click.style(f"{_MARKS[segment.change]} {flat}", fg=_COLOURS[segment.change])


def _words(run: Words) -> str:
    match run.change:
        case Change.REMOVED:
            return click.style(f"[-{run.text}-]", fg="red")
        case Change.ADDED:
            return click.style(f"{{+{run.text}+}}", fg="green")
        case _:
            return run.text


def _flat(passage: Passage) -> str:
    return " ".join(passage.text.split())


def as_data(found: Difference) -> dict[str, Any]:
    """Return a difference for programs."""
    compared = found.comparison
    return {
        "policy": compared.new.id,
        "lang": compared.new.locale,
        "old": {"version": compared.old.version, "stated_date": _iso(found.date_before)},
        "new": {"version": compared.new.version, "stated_date": _iso(found.date_after)},
        "remark": found.remark or None,
        "sections": [{"change": s.change, "old": s.old, "new": s.new} for s in compared.sections],
        "segments": [
            {
                "change": s.change,
                "section": s.section,
                "old": {"id": s.old.id, "text": s.old.text} if s.old else None,
                "new": {"id": s.new.id, "text": s.new.text} if s.new else None,
                "words": [{"change": run.change, "text": run.text} for run in s.words],
            }
            for s in compared.changed
        ],
        "answers": [
            {
                "intent": answer.intent,
                "told": answer.told,
                "must_choose_again": answer.is_lost,
                "before": [citation(passage) for passage in answer.before],
                "after": [citation(passage) for passage in answer.after],
            }
            for answer in found.answers
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
