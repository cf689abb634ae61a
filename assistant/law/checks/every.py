"""All rules of the check by code."""

from collections.abc import Mapping

from assistant.law.checks import doubtful, times
from assistant.law.checks.notice import INFORMATION, Item
from assistant.law.checks.parity import PARITY
from assistant.law.checks.rules import Rule
from assistant.law.checks.stale import NAMES
from assistant.law.checks.told_rights import RIGHTS

ITEMS: tuple[Item, ...] = tuple(sorted((*INFORMATION, *RIGHTS), key=lambda item: item.rule.code))
TERMS: tuple[doubtful.Term, ...] = (*doubtful.TERMS, *times.TERMS)
RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in sorted(
        (
            *(item.rule for item in ITEMS),
            *(name.rule for name in NAMES),
            *(term.rule for term in TERMS),
            times.VAGUE_RETENTION,
            *PARITY,
        ),
        key=lambda rule: rule.code,
    )
}


def as_markdown() -> str:
    """Return the table of all codes that the manual holds."""
    rows = [
        f"| {rule.code} | {rule.severity} | {rule.fault} | {rule.article} | {rule.changed or ''} |"
        for rule in RULES.values()
    ]
    return "\n".join(["| code | severity | finding | law | changed on |", "|---|---|---|---|---|", *rows])
