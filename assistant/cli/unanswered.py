"""`assistant intents unanswered` and `adopt`: what visitors asked in vain, and what becomes of it."""

import json
import os
from typing import Any

import click

from assistant.answers.clusters import Cluster
from assistant.settings import read

_SHOWN = 3


@click.command()
@click.argument("controller", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs; with every question.")
def unanswered(controller: str | None, *, as_json: bool) -> None:
    """Show what visitors of CONTROLLER, or of all, asked in vain, the most asked first.

    Example: assistant intents unanswered secapp

    Example: assistant intents unanswered --json
    """
    # Only this needs the database; what editors do with files must not wait for its libraries.
    from assistant.compose import opened  # noqa: PLC0415
    from assistant.service.unanswered import clusters  # noqa: PLC0415

    with opened(read(os.environ)) as parts, parts.reads() as session:
        knowledge = parts.knowledge()
        asked = [knowledge.controller(controller).id] if controller else list(knowledge.controllers)
        found = clusters(session, knowledge.model, asked)
    if as_json:
        click.echo(json.dumps({"clusters": [as_data(cluster) for cluster in found]}, ensure_ascii=False))
        return
    for cluster in found:
        click.echo("\n".join(as_text(cluster)))
    if not found:
        click.echo("nothing was asked in vain")


@click.command()
@click.argument("controller")
@click.argument("cluster")
@click.argument("intent")
def adopt(controller: str, cluster: str, intent: str) -> None:
    """Make the questions of CLUSTER, asked of CONTROLLER, utterances of INTENT.

    Comments and order of the intent's file stay. The questions leave the list of what was asked in vain.

    Example: assistant intents adopt secapp 3f9c2a1b how-long
    """
    from assistant.compose import opened  # noqa: PLC0415
    from assistant.service import unanswered as service  # noqa: PLC0415
    from assistant.service.acting import SYSTEM, Act  # noqa: PLC0415

    with opened(read(os.environ)) as parts, parts.sessions.begin() as session:
        model = parts.knowledge().model
        found = service.find(session, model, parts.knowledge().controller(controller).id, cluster)
        act = Act(session, parts, SYSTEM, parts.now())
        done = service.adopt(act, found, [text for text, _ in found.questions], intent)
    for utterance in done.added:
        click.echo(f"added to {done.path.name}: {utterance}")
    for text in done.left:
        click.echo(f"left out, too short or in an intent already: {text}", err=True)
    if done.added:
        click.echo("they count after: assistant intents build", err=True)


def as_data(cluster: Cluster) -> dict[str, Any]:
    """Return a cluster for programs."""
    return {
        "id": cluster.id,
        "controller": cluster.controller,
        "lang": cluster.lang.value,
        "count": cluster.count,
        "outcomes": dict(cluster.outcomes),
        "nearest": [{"intent": intent, "count": number} for intent, number in cluster.nearest],
        "questions": [{"text": text, "count": number} for text, number in cluster.questions],
    }


def as_text(cluster: Cluster) -> list[str]:
    """Return a cluster's lines: how often, where and how it ended; its questions; the nearest intents."""
    ends = ", ".join(f"{outcome} {number}" for outcome, number in cluster.outcomes.items())
    lines = [f"{cluster.id}  {cluster.count} x  {cluster.controller}/{cluster.lang}  ({ends})"]
    lines += [f"    {number} x  {text}" for text, number in cluster.questions[:_SHOWN]]
    if more := len(cluster.questions) - _SHOWN:
        lines += [f"    and {more} more"] if more > 0 else []
    return [*lines, f"    near: {', '.join(intent for intent, _ in cluster.nearest)}"]
