"""What a check found: where, which rule, how bad, and the edits that mend it where they are safe."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import Node

from assistant.editing.edits import Edit
from assistant.errors import ContentError

PROPOSED = "PROPOSED"
ABSENT = "ABSENT"
FEW = 3
"""Proposals of a file up to this number are told one by one."""
_MANY = {
    PROPOSED: "nobody has confirmed {count} proposed answers, from here on (--all lists each); "
    "run: assistant intents confirm {policy}",
    ABSENT: "nobody has confirmed that {count} questions are not told, from here on (--all lists each); "
    "run: assistant intents confirm {policy} --absent",
}


class Severity(StrEnum):
    """An error cannot be published; a warning is for a person to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at a place of a file, with its remedy in the text. `edits` are safe to make unasked."""

    path: Path
    line: int
    column: int
    code: str
    message: str
    severity: Severity = Severity.ERROR
    edits: tuple[Edit, ...] = ()

    def as_text(self, root: Path) -> str:
        """Return `file:line:column: CODE message`; a star stands before what --fix mends."""
        star = "[*] " if self.edits else ""
        kind = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self._file(root)}:{self.line}:{self.column}: {self.code} {star}{kind}{self.message}"

    def as_data(self, root: Path) -> dict[str, Any]:
        return {
            "file": self._file(root),
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "fixable": bool(self.edits),
        }

    def _file(self, root: Path) -> str:
        return str(self.path.relative_to(root) if self.path.is_relative_to(root) else self.path)


def at(path: Path, node: Node, code: str, message: str) -> Finding:
    """Return an error at a node."""
    return Finding(path, node.start_mark.line + 1, node.start_mark.column + 1, code, message)


def of_errors(problems: Iterable[ContentError]) -> list[Finding]:
    """Return problems of reading as findings."""
    return [Finding(Path(p.path), p.line, p.column, p.code, p.fault) for p in problems]


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by file and place, each once."""
    return sorted(set(findings), key=lambda f: (str(f.path), f.line, f.column, f.code, f.message))


def gathered(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings in order with a file's many proposals of a kind as one, at the first."""
    many = Counter((f.path, f.code) for f in findings if f.code in _MANY)
    found: list[Finding] = []
    for finding in findings:
        key = finding.path, finding.code
        if many[key] > FEW:
            policy = f"{finding.path.parent.name}/{finding.path.stem}"
            message = _MANY[finding.code].format(count=many[key], policy=policy)
            found.append(replace(finding, message=message))
            many[key] = 0
        elif finding.code not in _MANY or many[key]:
            found.append(finding)
    return found


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether one of these stands in the way of publishing."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def summary(findings: Sequence[Finding]) -> str:
    """Return how much was found, in one line."""
    errors = sum(f.severity is Severity.ERROR for f in findings)
    mended = sum(bool(f.edits) for f in findings)
    counts = f"{_count(errors, 'error')}, {_count(len(findings) - errors, 'warning')}"
    return counts + (f"; --fix mends {mended} of them, marked [*]" if mended else "")


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
