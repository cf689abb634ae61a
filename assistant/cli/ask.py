"""`assistant ask`: one answer with its reasons, or many for a program."""

import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from assistant.answers.citation import citation
from assistant.answers.decide import Sources, decide
from assistant.answers.decision import Decision
from assistant.answers.edited import Edited
from assistant.answers.load import load_knowledge, read_unseen
from assistant.answers.reasons import reasons
from assistant.answers.table import tabulate
from assistant.cli.content import content_root
from assistant.errors import AssistantError, InvalidInputError, UsageError
from assistant.matcher.load import load_model
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.terms import Locale, Outcome

_SHOWN = frozenset({Outcome.ANSWER, Outcome.CLARIFY, Outcome.REQUEST})


@dataclass(slots=True)
class Unseen:
    """Policies of one folder, read when a question first names them."""

    folder: Path
    model: Model
    policies: dict[str, Policy] = field(default_factory=dict)
    sources: dict[str, Sources] = field(default_factory=dict)

    def of(self, name: str) -> Sources:
        """Return what questions about the policy in this file are answered from.

        Raises:
            ContentError: the file cannot be read as a policy.
            InvalidInputError: it lies outside the folder.
        """
        if name not in self.sources:
            path = self.folder / name
            if path.resolve().parent != self.folder.resolve() or not path.is_file():
                raise InvalidInputError(f"no such policy file: {name}")
            policy = read_unseen(path, self.model.languages)
            table = tabulate(policy, self.model)
            self.policies[name] = policy
            self.sources[name] = Sources(self.model, {policy.locale: table})
        return self.sources[name]


@click.command()
@click.argument("question", required=False)
@click.option("--policy", default=None, help="A controller's policy, such as secapp/en.")
@click.option("--file", "file", type=click.Path(path_type=Path), default=None, help="Any policy file.")
@click.option("--jsonl", is_flag=True, help="Read rows from standard input, write one row for each.")
@click.option(
    "--policies", type=click.Path(path_type=Path), default=None, help="Folder of the rows' policies."
)
def ask(
    question: str | None, policy: str | None, file: Path | None, *, jsonl: bool, policies: Path | None
) -> None:
    """Answer QUESTION from a policy and say why.

    Example: assistant ask "how long do you keep my data" --policy secapp/en

    Example: assistant ask --jsonl --policies seeds < rows.jsonl
    """
    if jsonl:
        if policies is None or not policies.is_dir() or question or policy or file:
            raise UsageError("--jsonl goes with --policies DIR and rows on standard input, nothing else")
        sys.exit(_answer_rows(sys.stdin.buffer, Unseen(policies, load_model(content_root() / "intents"))))
    if not question or (policy is None) == (file is None):
        raise UsageError(
            'give one question and either --policy or --file: assistant ask "…" --policy secapp/en'
        )
    waiting: Edited | None = None
    if policy:
        sources, given, waiting = _named(policy)
    else:
        sources, given = _of_file(file or Path())
    decision = decide(question, sources=sources, given=given)
    why = [f"why: {reason}" for reason in reasons(question, decision, sources)]
    click.echo("\n".join([*_as_text(decision), *_waiting(decision, waiting), "", *why]))


def _named(policy: str) -> tuple[Sources, Locale, Edited | None]:
    knowledge = load_knowledge(content_root())
    controller, _, locale = policy.partition("/")
    if locale not in set(Locale):
        raise UsageError("name the policy with its language, such as secapp/en")
    found = knowledge.policy(controller, Locale(locale))
    return knowledge.sources(controller), found.locale, knowledge.edited(found)


def _waiting(decision: Decision, edited: Edited | None) -> list[str]:
    """Return where a proposed answer waits for a person, if visitors are not told one."""
    if edited is None or decision.outcome not in {Outcome.NOT_IN_POLICY, Outcome.CLARIFY}:
        return []
    return [
        f"a proposed answer is waiting: {entry.answer[0].segment}; confirm it in intents/{edited.policy}.yaml"
        for entry in edited.entries
        if entry.intent == decision.intent and entry.is_proposed and entry.answer
    ]


def _of_file(file: Path) -> tuple[Sources, Locale]:
    unseen = Unseen(file.parent, load_model(content_root() / "intents"))
    sources = unseen.of(file.name)
    return sources, unseen.policies[file.name].locale


def _as_text(decision: Decision) -> list[str]:
    said = [f"{decision.outcome}  {decision.intent}  {decision.score:.0f}"]
    if decision.rights:
        said[0] += f"  {', '.join(decision.rights)}"
    if decision.miss:
        said[0] += f"  ({decision.miss})"
    for passage in decision.passages:
        said += ["", f"[{passage.section or 'opening text'}]  {passage.segment}", passage.text]
    return said


def _answer_rows(rows: Iterable[bytes], unseen: Unseen) -> int:
    """Write a row for each row read, in order; return the exit code."""
    failed = False
    for raw in rows:
        if not raw.strip():
            continue
        name: object = None
        try:
            row = _row(raw)
            name = row["id"]
            out = _answered(row, unseen)
        except (AssistantError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            out, failed = {"id": name, "error": str(error)}, True
        click.echo(json.dumps(out, ensure_ascii=False))
        sys.stdout.flush()
    return int(failed)


def _row(raw: bytes) -> dict[str, Any]:
    row = json.loads(raw)
    if not isinstance(row, dict) or "id" not in row:
        raise InvalidInputError("a row must be an object with id, policy and question")
    return row


def _answered(row: dict[str, Any], unseen: Unseen) -> dict[str, Any]:
    policy, question, lang = row.get("policy"), row.get("question"), row.get("lang")
    if not isinstance(policy, str) or not isinstance(question, str):
        raise InvalidInputError("policy and question must be texts")
    if lang is not None and lang not in set(Locale):
        raise InvalidInputError("lang must be one of en, fi, sv")
    sources = unseen.of(policy)
    start = time.perf_counter_ns()
    decision = decide(question, sources=sources, lang=Locale(lang) if lang else None)
    micros = (time.perf_counter_ns() - start) // 1000
    return {
        "id": row["id"],
        "outcome": decision.outcome,
        "right": decision.right,
        "lang": decision.lang or "other",
        "intent": decision.intent,
        "score": decision.score,
        "passages": [citation(p) for p in decision.passages] if decision.outcome in _SHOWN else [],
        "micros": micros,
    }
