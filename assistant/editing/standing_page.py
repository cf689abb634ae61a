"""Shows how far each policy is answered, in the terminal and as a page."""

from collections.abc import Sequence
from html import escape

from assistant.editing.pages import page, table
from assistant.editing.standing import SIGNS, Coverage, Decision, State

_MEANING = {
    State.ANSWERED: "answered, confirmed",
    State.ABSENT: "not told by the policy, confirmed",
    State.CHANGED: "confirmed, but the policy changed since",
    State.PROPOSED: "proposed, nobody has looked",
    State.OPEN: "nothing decided",
}


def as_text(found: Coverage) -> str:
    """Return the table for a terminal: a sign for each intent of a topic, and the counts."""
    width = max([len(topic) for topic in found.topics] + [len("topic")])
    columns = [max(len(policy), 8) for policy in found.policies]
    lines = [_line("topic", width, zip(found.policies, columns, strict=True))]
    for topic, by_policy in found.topics.items():
        cells = ["".join(SIGNS[d.state] for d in by_policy[policy]) for policy in found.policies]
        lines.append(_line(topic, width, zip(cells, columns, strict=True)))
    lines.append("")
    for state, meaning in _MEANING.items():
        counts = [str(found.count(policy, state)) for policy in found.policies]
        lines.append(
            _line(f"{SIGNS[state]} {state}", width, zip(counts, columns, strict=True)) + f"  {meaning}"
        )
    return "\n".join(lines)


def as_page(found: Coverage) -> str:
    """Return the table as one self-contained page, with the first words of each answer."""
    legend = "; ".join(f"<code>{SIGNS[s]}</code> {escape(m)}" for s, m in _MEANING.items())
    head = ["State", *map(escape, found.policies)]
    counts = [[str(s), *(str(found.count(policy, s)) for policy in found.policies)] for s in State]
    rows = [
        [escape(topic), *(_cell(by_policy[policy]) for policy in found.policies)]
        for topic, by_policy in found.topics.items()
    ]
    parts = [
        f"<p>{legend}.</p>",
        table("Questions by state and policy", head, counts),
        "<h2>Topics</h2>",
        table("Each question of a topic, and how its answer begins", ["Topic", *head[1:]], rows),
    ]
    return page("What the policies answer", parts)


def _line(first: str, width: int, cells: "zip[tuple[str, int]]") -> str:
    return f"{first:<{width}}  " + "  ".join(f"{text:<{own}}" for text, own in cells)


def _cell(decisions: Sequence[Decision]) -> str:
    return f"<ul>{''.join(map(_item, decisions))}</ul>" if decisions else "–"


def _item(decision: Decision) -> str:
    starts = f" <small>{escape(decision.starts)} …</small>" if decision.starts else ""
    sign = f'<code title="{escape(_MEANING[decision.state])}">{SIGNS[decision.state]}</code>'
    return f"<li>{sign} {escape(decision.intent)}: {decision.state}{starts}</li>"
