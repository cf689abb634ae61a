"""Compares this matcher with its peers on the same questions in one run: quality and time side by side."""

import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import click

from assistant.answers.decide import Sources, decide
from assistant.answers.decision import Decision
from assistant.answers.measure import Measures, Result, Row, measures
from assistant.cli.ask import Unseen
from assistant.cli.evaluate import gold_sections, read_rows
from assistant.matcher.language import identify
from assistant.matcher.load import load_library, load_model
from assistant.terms import Locale
from assistant.text import fold_space
from bench.peers import Classified, Nearest, peers

SHOWN = (
    "P@1", "P@3", "NIP F1", "absent answered", "right", "false requests", "end-to-end", "median ms", "p95 ms",
)  # fmt: skip

Answering = Callable[[str, Sources, Locale], Decision]


def main(folder: Path) -> None:
    """Print a table for the rows in the files of this folder; their policies stand beside it."""
    unseen = Unseen(folder.parent / "policies", load_model(Path("intents")))
    rows = read_rows(folder)
    table = {
        "this matcher": measured(rows, unseen, lambda question, sources, _: decide(question, sources=sources))
    }
    for peer in peers(load_library(Path("intents"))):
        table[peer.name] = best(rows, unseen, peer)
    click.echo(f"{len(rows)} questions about {len({row.policy for row in rows})} policies: {folder.name}\n")
    click.echo("\n".join(as_table(table)))


def best(rows: list[Row], unseen: Unseen, peer: Classified | Nearest) -> Measures:
    """Return the measures at the threshold that suits these very rows best: the peer at its most."""
    found = [measured(rows, unseen, partial(peer.decide, threshold=float(t))) for t in peer.thresholds]
    return max(found, key=lambda own: own["end-to-end"] or 0.0)


def measured(rows: Iterable[Row], unseen: Unseen, answer: Answering) -> Measures:
    """Return the measures of one system. The language is found for the peers; ours finds it itself."""
    results = []
    for row in rows:
        sources = unseen.of(row.policy)
        lang = identify(unseen.model.languages, row.question, given=Locale.EN).lang or Locale.EN
        start = time.perf_counter_ns()
        decision = answer(row.question, sources, lang)
        micros = (time.perf_counter_ns() - start) / 1000
        policy = unseen.policies[row.policy]
        results.append(Result(row, decision, micros, fold_space(policy.text), gold_sections(row, policy)))
    return measures(results)


def as_table(table: dict[str, Measures]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = [f"| system | {' | '.join(SHOWN)} |", f"|---|{'---|' * len(SHOWN)}"]
    for name, own in table.items():
        values = [own[key] for key in SHOWN]
        digits = [2 if key.endswith("ms") else 1 for key in SHOWN]
        shown = ["–" if v is None else f"{v:.{d}f}" for v, d in zip(values, digits, strict=True)]
        lines.append(f"| {name} | {' | '.join(shown)} |")
    return lines


if __name__ == "__main__":
    main(Path(sys.argv[1]))
