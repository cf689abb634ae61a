"""What the kernel knows of a process: how much of a core it used and how much memory it holds."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Watched:
    """A process and those that it started."""

    pid: int

    def members(self) -> Iterator[int]:
        yield self.pid
        for path in Path(f"/proc/{self.pid}/task").glob("*/children"):
            for child in path.read_text(encoding="ascii").split():
                yield from Watched(int(child)).members()

    def cpu_seconds(self) -> float:
        """Return what all of them have used until now."""
        total = 0
        for pid in self.members():
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory_kib(self) -> int:
        """Return what all of them hold and share with nobody."""
        total = 0
        for pid in self.members():
            rows = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
            total += sum(int(row.split()[1]) for row in rows if row.startswith("Private_"))
        return total

    def proportional_kib(self) -> int:
        """Return what all of them hold; of what several share, each its part."""
        files = [Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii") for pid in self.members()]
        rows = [row for file in files for row in file.splitlines() if row.startswith("Pss:")]
        return sum(int(row.split()[1]) for row in rows)

    def descriptors(self) -> int:
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.members())  # noqa: PTH208 - a count

    def threads(self) -> int:
        return sum(len(os.listdir(f"/proc/{pid}/task")) for pid in self.members())  # noqa: PTH208
