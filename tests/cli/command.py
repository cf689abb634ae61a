"""Runs `assistant` as people do: another process, its own environment, a small content folder."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECRET = "of thirty-two characters or more!"
PATIENCE_SECONDS = 300


@dataclass(frozen=True)
class Site:
    """A content folder, and a data folder that is not there yet. `within` begins the commands of a host."""

    home: Path
    data: Path
    within: tuple[str, ...] = ()

    def environment(self, **settings: str) -> dict[str, str]:
        own = {f"ASSISTANT_{name.upper()}": value for name, value in settings.items()}
        given = {"ASSISTANT_HOME": str(self.home), "ASSISTANT_DATA": str(self.data), **own}
        return {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), **given}

    def run(
        self, *arguments: str, stdin: str | int = "", **settings: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run it to its end; `stdin` is what it reads, or an open file such as a terminal."""
        given = {"input": stdin} if isinstance(stdin, str) else {"stdin": stdin}
        return subprocess.run(
            [sys.executable, "-m", "assistant", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
            env=self.environment(**settings),
            cwd=self.home,
            **given,
        )

    @contextmanager
    def running(self, *arguments: str, settings: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
        """Yield the started command; it is ended for good if the test did not end it."""
        command = [*self.within, sys.executable, "-m", "assistant", *arguments]
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(**settings),
            cwd=self.home,
        ) as process:
            try:
                yield process
            finally:
                process.kill()
