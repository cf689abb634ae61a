"""`assistant intents check`: every problem in what people write, one a line, and safe mending."""

import json
import sys
import time
from pathlib import Path

import click

from assistant.cli.content import content_root
from assistant.editing.check import check_content
from assistant.editing.confusion import FOLDS, confused, confusion
from assistant.editing.findings import Finding, gathered, has_errors, in_order, summary
from assistant.editing.mending import mend
from assistant.matcher.load import read_placed

_SECONDS = 90


@click.command()
@click.option("--fix", "is_mending", is_flag=True, help="Mend what can be mended safely, then check.")
@click.option("--json", "as_json", is_flag=True, help="Print for a program.")
@click.option("--all", "is_full", is_flag=True, help="List every proposal that nobody has confirmed.")
@click.option(
    "--confused", "is_asking", is_flag=True, help="Find intents taken for each other, too; takes a minute."
)
@click.option("--seconds", default=_SECONDS, show_default=True, help="The most that --confused may take.")
def check(*, is_mending: bool, as_json: bool, is_asking: bool, is_full: bool, seconds: int) -> None:
    """Print every problem in intents, controllers and answers as `file:line:column: CODE message`.

    Exit 1 if there is an error; warnings are for people to judge.

    Example: assistant intents check --fix
    """
    root = content_root()
    findings = check_content(root)
    if is_mending:
        for path, count in mend(findings).items():
            click.echo(f"mended {count} in {path.relative_to(root)}", err=True)
        findings = check_content(root)
    if is_asking and not has_errors(findings):
        findings = in_order([*findings, *_confused(root, seconds)])
    if as_json:
        click.echo(json.dumps([f.as_data(root) for f in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings if is_full else gathered(findings):
            click.echo(finding.as_text(root))
        if findings:
            click.echo(summary(findings), err=True)
    sys.exit(1 if has_errors(findings) else 0)


def _confused(root: Path, seconds: int) -> list[Finding]:
    """Return the confused pairs, from as many folds as the time allows, the first in any case."""
    started = time.monotonic()
    with click.progressbar(length=FOLDS, label="asking held-out utterances", file=sys.stderr) as bar:

        def goes_on(done: int) -> bool:
            used = time.monotonic() - started
            bar.update(done - bar.pos)
            return not done or used * (done + 1) / done < seconds

        library, _, said = read_placed(root / "intents")
        found = confusion(library, goes_on=goes_on)
    right = 100 * found.understood / max(1, found.held_out)
    click.echo(f"{found.held_out} utterances held out, {right:.1f} % understood", err=True)
    return list(confused(found, said))
