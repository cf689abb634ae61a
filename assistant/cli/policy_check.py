"""`assistant policy check`: a linter for privacy policies themselves."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict, Unpack

import click

from assistant.answers.check import Checked, Finding, State, Told, check_policy
from assistant.answers.citation import citation
from assistant.answers.parity import Version, differences
from assistant.answers.table import tabulate
from assistant.cli.content import LOCALES, content_root
from assistant.cli.fitting import fitted
from assistant.cli.policy_names import named, read_file
from assistant.errors import UsageError
from assistant.law.checks.every import RULES, as_markdown
from assistant.law.checks.rules import Rule, Severity
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.policy.place import Source
from assistant.policy.read_file import PLAIN
from assistant.terms import Locale

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WIDTH = 100
"""Characters of a passage that are shown around what is marked in it."""


class Options(TypedDict):
    """What the command's other options give."""

    locale: str | None
    ignore: tuple[str, ...]
    found: bool
    short: bool
    as_json: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A policy with its file; `group` joins the languages of one controller."""

    policy: Policy
    path: Path
    group: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with its place, counted from 1."""

    finding: Finding
    path: str
    line: int
    column: int


@click.command()
@click.argument("name", metavar="[CONTROLLER[/LOCALE]]", required=False)
@click.option(
    "--file", type=click.Path(path_type=Path), default=None, help="Any policy file, such as a draft."
)
@click.option(
    "--locale", type=LOCALES, default=None, help="Language of the file, if it is not to be found out."
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave findings of this code out; repeatable.")
@click.option("--found", is_flag=True, help="Also list each item of Art. 13 and 14 with what tells it.")
@click.option("--short", is_flag=True, help="One line a finding, without the passage.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option(
    "--explain", metavar="CODE", default=None, help="Tell what a code means, and why; `all` lists the codes."
)
def check(name: str | None, file: Path | None, *, explain: str | None, **given: Unpack[Options]) -> None:
    """Check what policies tell, and what in them the law does not uphold; exit 1 if there is an error.

    Each finding reads `file:line:column: CODE severity: what is wrong (article). What to do.` The codes
    stand in docs/policy-checks.md.

    Example: assistant policy check secapp

    Example: assistant policy check --file draft.docx

    Example: assistant policy check --explain L201
    """
    if explain:
        click.echo(as_markdown() if explain == "all" else _explained(_rule(explain)))
        return
    if name and file:
        raise UsageError("give a controller or --file, not both")
    ignored = {_rule(code).code for code in given["ignore"]}
    model = fitted(content_root() / "intents", quiet=False)
    if file:
        locale = Locale(given["locale"]) if given["locale"] else None
        reads = [Read(read_file(file, locale, model), file, file.name)]
    else:
        reads = [Read(one.read(), one.path, one.controller) for one in named(name)]
    versions = {read.policy.id: _version(read.policy, model) for read in reads}
    placed = [one for one in _placed(reads, versions) if one.finding.rule.code not in ignored]
    if given["as_json"]:
        click.echo(json.dumps(_as_data(versions.values(), placed), ensure_ascii=False, indent=1))
    else:
        _print(placed, [v.checked for v in versions.values()], short=given["short"], found=given["found"])
    sys.exit(1 if any(one.finding.rule.severity is Severity.ERROR for one in placed) else 0)


def _rule(code: str) -> Rule:
    if code.upper() not in RULES:
        raise UsageError(f"there is no code {code}; known: {', '.join(RULES)}")
    return RULES[code.upper()]


def _explained(rule: Rule) -> str:
    changed = [f"The law changed on {rule.changed.isoformat()}."] if rule.changed else []
    spares = [f"Not reported: {rule.spares}"] if rule.spares else []
    head = f"{rule.code} {rule.severity}: {rule.fault} ({rule.article})"
    return "\n\n".join([head, rule.why, *changed, f"What to do: {rule.advice}", *spares])


def _version(policy: Policy, model: Model) -> Version:
    table = tabulate(policy, model)
    return Version(check_policy(policy, table), table)


def _placed(reads: Sequence[Read], versions: dict[str, Version]) -> Iterator[Placed]:
    """Yield the findings file by file, in the order of their lines."""
    sources = {read.policy.id: (Source(_text(read.path), read.policy), _shown(read.path)) for read in reads}
    groups = dict.fromkeys(read.group for read in reads)
    found = [finding for version in versions.values() for finding in version.checked.findings]
    for group in groups:
        found += differences([versions[read.policy.id] for read in reads if read.group == group])
    for policy, (source, path) in sources.items():
        own = [Placed(f, path, *source.place(f.segment, f.start)) for f in found if f.policy == policy]
        yield from sorted(own, key=lambda one: (one.line, one.column, one.finding.rule.code))


def _text(path: Path) -> str:
    """Return what an editor sees in a file, to count lines in; empty for a document without lines."""
    has_lines = path.suffix.lower() in {*PLAIN, ".htm", ".html"}
    return path.read_bytes().decode("utf-8-sig", "replace") if has_lines else ""


def _shown(path: Path) -> str:
    root = content_root()
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _print(placed: Sequence[Placed], checked: Sequence[Checked], *, short: bool, found: bool) -> None:
    for one in placed:
        rule = one.finding.rule
        place = click.style(f"{one.path}:{one.line}:{one.column}:", bold=True)
        weight = click.style(f"{rule.code} {rule.severity}", fg=_COLOURS[rule.severity])
        click.echo(f"{place} {weight}: {one.finding.message()}")
        if one.finding.text and not short:
            click.echo("\n".join(f"    {line}" for line in _excerpt(one.finding)))
    if found:
        for policy in checked:
            click.secho(f"\n{policy.policy.id}", bold=True)
            for told in policy.told:
                click.echo(_told(told))
    click.echo(_summary(placed, checked), err=True)


def _summary(placed: Sequence[Placed], checked: Sequence[Checked]) -> str:
    weights = Counter(one.finding.rule.severity for one in placed)
    states = Counter(one.state for policy in checked for one in policy.told)
    said = ", ".join(f"{weights[one]} {one}{'' if weights[one] == 1 else 's'}" for one in Severity)
    items = ", ".join(f"{states[one]} {one}" for one in (State.FOUND, State.UNCLEAR, State.MISSING))
    return f"{said}. Of what Art. 13 and 14 list: {items} (--found lists them)."


def _excerpt(finding: Finding) -> list[str]:
    """Return the passage around what is marked, cut at words, and a line that marks it."""
    flat = finding.text.replace("\n", " ")
    begin = max(0, finding.start - _WIDTH // 2)
    begin = flat.find(" ", begin, finding.start) + 1 if begin else 0
    end = min(len(flat), max(finding.end, begin + _WIDTH // 2) + _WIDTH // 2)
    end = flat.rfind(" ", finding.end, end) if end < len(flat) else end
    end = end if end > finding.end else len(flat)
    lead, tail = "…" if begin else "", "…" if end < len(flat) else ""
    lines = [f"{lead}{flat[begin:end]}{tail}"]
    if finding.end > finding.start:
        lines.append(" " * (finding.start - begin + len(lead)) + "^" * (finding.end - finding.start))
    return lines


def _told(told: Told) -> str:
    rule = told.item.rule
    line = f"  {rule.code} {told.state:<10} {told.item.name} ({rule.article})"
    if told.passage is None:
        return line
    text = told.passage.text.replace("\n", " ")
    return f"{line}\n       [{told.passage.segment}] {text[:_WIDTH]}{'…' if len(text) > _WIDTH else ''}"


def _as_data(versions: Iterable[Version], placed: Sequence[Placed]) -> dict[str, Any]:
    return {
        "policies": [
            {
                "policy": version.checked.policy.id,
                "version": version.checked.policy.version,
                "lang": version.checked.policy.locale,
                "items": [_item(told) for told in version.checked.told],
            }
            for version in versions
        ],
        "findings": [_finding(one) for one in placed],
    }


def _item(told: Told) -> dict[str, Any]:
    rule = told.item.rule
    passage = citation(told.passage) if told.passage else None
    return {
        "code": rule.code,
        "item": told.item.name,
        "article": rule.article,
        "state": told.state,
        "passage": passage,
        "advice": rule.advice,
    }


def _finding(one: Placed) -> dict[str, Any]:
    finding, rule = one.finding, one.finding.rule
    return {
        "code": rule.code,
        "severity": rule.severity,
        "policy": finding.policy,
        "file": one.path,
        "line": one.line,
        "column": one.column,
        "fault": finding.fault or rule.fault,
        "article": rule.article,
        "changed": rule.changed.isoformat() if rule.changed else None,
        "advice": rule.advice,
        "segment": finding.segment or None,
        "passage": finding.text or None,
        "quote": finding.text[finding.start : finding.end] or None,
    }
