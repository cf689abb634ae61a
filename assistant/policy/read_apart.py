"""Reads the formats that can harm a reader in a process of its own, with bounds on its time and memory.

A page, a Word document or a PDF may be made to keep a parser busy for ever, to unpack to gigabytes or to
crash it. Then only the other process ends, and whoever asked gets an error that says what to do.
"""

import json
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from assistant.policy.blocks import Block, BlockKind, Document, Progress, UnreadableError

_ROOT = Path(__file__).parents[2]
_NO_LIMIT_TOLD = "takes too long or too much memory to read; print it to a new PDF, or save it as text"
_MOST_LETTERS = 60_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take. `wall_seconds` also counts the time in which others use the machine."""

    cpu_seconds: int = 60
    wall_seconds: float = 180.0
    memory_bytes: int = 3 * 1024**3


LIMITS = Limits()


def read_apart(file: FileIO, suffix: str, progress: Progress, limits: Limits = LIMITS) -> Document:
    """Return the blocks of an open file of that kind.

    Raises:
        UnreadableError: the reader's own, or that it took more than the limits.
    """
    bounds = [str(limits.cpu_seconds), str(limits.memory_bytes)]
    command = [sys.executable, "-B", "-m", __name__, suffix, *bounds]
    told: dict[str, Any] = {}
    with subprocess.Popen(  # noqa: S603 - our own module, on the file's bytes
        command,
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
        cwd="/",
    ) as child:
        clock = threading.Timer(limits.wall_seconds, child.kill)
        clock.start()
        try:
            for told in _lines(child):
                if "done" in told:
                    progress(told["done"], told["total"])
        finally:
            clock.cancel()
            child.kill()
    if "code" in told:
        raise UnreadableError(told["fault"], code=told["code"], line=told["line"])
    if "blocks" not in told:
        raise UnreadableError(_NO_LIMIT_TOLD, code="P013")
    blocks = (Block(BlockKind(kind), text, level) for kind, text, level in told["blocks"])
    return Document(tuple(blocks), told["note"])


def _lines(child: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:
    for line in child.stdout or ():
        if line.endswith(b"\n"):  # the last may be cut where the process was ended
            yield json.loads(line)


def main(suffix: str, cpu_seconds: int, memory_bytes: int) -> None:
    """Read standard input within bounds, and write lines of JSON: how far it is, then blocks or a fault."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    from assistant.policy.readers import PACKED  # noqa: PLC0415 - the parsers are loaded within the bounds

    percent = 0

    def progress(done: int, total: int) -> None:
        nonlocal percent
        if done * 100 // max(total, 1) > percent:
            percent = done * 100 // max(total, 1)
            _tell({"done": done, "total": total})

    try:
        document = _checked(PACKED[suffix](sys.stdin.buffer.read(), progress))
    except UnreadableError as error:
        _tell({"code": error.code, "fault": error.fault, "line": error.line})
        return
    blocks = [[block.kind, block.text, block.level] for block in document.blocks]
    _tell({"blocks": blocks, "note": document.note})


def _checked(document: Document) -> Document:
    if sum(len(block.text) for block in document.blocks) > _MOST_LETTERS:
        raise UnreadableError("holds more text than any policy; save the policy alone", code="P011")
    return document


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
