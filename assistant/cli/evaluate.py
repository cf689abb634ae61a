"""`assistant evaluate`: how well questions with known answers are answered."""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import click

from assistant.answers.decide import decide
from assistant.answers.measure import Measures, Result, Row, groups, is_right, measures
from assistant.cli.ask import Unseen
from assistant.cli.content import content_root
from assistant.editing.edits import write_whole
from assistant.editing.report import report
from assistant.errors import ContentError
from assistant.matcher.load import load_model
from assistant.policy.model import Policy
from assistant.terms import Outcome
from assistant.text import fold_space

_COLUMN = 13


@click.command()
@click.argument("rows", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--policies",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    help="Folder with the policy files that the rows name.",
)
@click.option("--json", "as_json", is_flag=True, help="Print for a program.")
@click.option("--wrong", is_flag=True, help="Print each row that went wrong, too.")
@click.option(
    "--report",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write one page with how sure each measure is, what is confused, and the worst rows.",
)
def evaluate(rows: Path, policies: Path, *, as_json: bool, wrong: bool, page: Path | None) -> None:
    """Answer the questions in ROWS, a file or a folder of them, and print how many are right.

    Example: assistant evaluate tests/questions/develop --policies tests/questions/policies
    """
    started = time.perf_counter()
    unseen = Unseen(policies, load_model(content_root() / "intents"))
    start_seconds = time.perf_counter() - started
    read = read_rows(rows)
    with click.progressbar(read, label="questions", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        results = [_result(row, unseen) for row in bar]
    table = {name: measures(own) for name, own in groups(results).items()}
    process = {
        "start-up s": start_seconds,
        "resident MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if page is not None:
        write_whole(page, report(f"Evaluation of {rows.name}", results, process=process))
    if as_json:
        click.echo(json.dumps({"groups": table, "process": process}, ensure_ascii=False))
        return
    click.echo(_as_table(table, process))
    if wrong:
        click.echo("\n".join(_described(result) for result in results if not is_right(result)))


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a JSON Lines file, or of every such file in a folder.

    Raises:
        ContentError: a row lacks what a row needs, or there is none.
    """
    if path.is_dir():
        found = [row for file in sorted(path.glob("*.jsonl")) for row in read_rows(file)]
        if not found:
            raise ContentError(path, "holds no rows; put files ending in .jsonl into it", code="ROW")
        return found
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(_row(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            fault = f"this row lacks id, policy, lang, question or a known kind ({type(error).__name__})"
            raise ContentError(path, fault, code="ROW", line=number) from error
    return found


def _row(values: dict[str, Any]) -> Row:
    return Row(
        str(values["id"]),
        str(values["policy"]),
        str(values["lang"]),
        str(values["question"]),
        Outcome(values["kind"]),
        tuple(values.get("gold") or ()),
        values.get("right"),
    )


def _result(row: Row, unseen: Unseen) -> Result:
    sources = unseen.of(row.policy)
    start = time.perf_counter_ns()
    decision = decide(row.question, sources=sources)
    micros = (time.perf_counter_ns() - start) / 1000
    policy = unseen.policies[row.policy]
    return Result(row, decision, micros, fold_space(policy.text), gold_sections(row, policy))


def gold_sections(row: Row, policy: Policy) -> frozenset[str]:
    """Return the ids of the sections that hold a gold text of the row."""
    gold = [fold_space(g) for g in row.gold]
    texts = {
        s.id: fold_space(f"{s.heading}\n" + "\n".join(x.text for x in s.segments)) for s in policy.sections
    }
    return frozenset(name for name, text in texts.items() if any(g in text for g in gold))


def _as_table(table: dict[str, Measures], process: dict[str, float]) -> str:
    names = list(table)
    lines = [f"{'':16}" + "".join(f"{name[: _COLUMN - 1]:>{_COLUMN}}" for name in names)]
    lines += [
        f"{measure:16}" + "".join(f"{_figure(table[name][measure]):>{_COLUMN}}" for name in names)
        for measure in table["all"]
    ]
    lines += [f"{name:16}{_figure(value):>{_COLUMN}}" for name, value in process.items()]
    return "\n".join(lines)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _described(result: Result) -> str:
    row, decision = result.row, result.decision
    shown = " | ".join(p.text[:70].replace("\n", " ") for p in decision.passages)
    at = "at 3" if row.kind is Outcome.ANSWER and result.holds_gold(3) else ""
    return (
        f"\n{row.id} {row.policy[:14]} {row.lang} {row.kind} {row.right or ''} {at}: {row.question}\n"
        f"   gold: {' / '.join(row.gold)[:150]}\n"
        f"   {decision.outcome} {decision.right or ''} {decision.miss or ''} {'; '.join(decision.why)}\n"
        f"   {shown}"
    )
