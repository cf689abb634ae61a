"""`assistant settings`: what can be set, what is in force, and the table for the documentation."""

import json
import os

import click

from assistant.settings import TABLE, Setting, as_rows, read


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--markdown", is_flag=True, help="The table of docs/operating.md, without values in force.")
def settings(*, as_json: bool, markdown: bool) -> None:
    """Show every setting with its value in force; a secret is only said to be set or not.

    Example: assistant settings

    Example: ASSISTANT_MESSAGE_CHARACTERS=2000 assistant settings --json
    """
    if markdown:
        click.echo(as_markdown(), nl=False)
        return
    rows = as_rows(read(os.environ))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['name']}={row['value']}")
        click.echo(f"    {row['meaning']}")


def as_markdown() -> str:
    """Return the table of all settings as the documentation has it."""
    lines = [
        "| setting | default | allowed | meaning | example |",
        "|---|---|---|---|---|",
        *(_line(row) for row in TABLE),
    ]
    return "\n".join(lines) + "\n"


def _line(row: Setting) -> str:
    default = f"`{row.default}`" if row.default != "" else ""
    return f"| `{row.variable}` | {default} | {_allowed(row)} | {row.meaning} | `{row.example}` |"


def _allowed(row: Setting) -> str:
    if row.choices:
        return ", ".join(f"`{choice}`" for choice in row.choices)
    if row.low is not None and row.high is not None:
        return f"{row.kind}, {row.low:.10g} to {row.high:.10g}"
    return row.kind
