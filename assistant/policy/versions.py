"""Keeps every published version of a policy as a plain file beside it, so that none is ever lost.

A version is `policies/<controller>/versions/<locale>/<when>-<version><ending>`: the file as it was, byte for
byte. `when` is the instant of publishing in UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from assistant.errors import NotFoundError, UsageError
from assistant.terms import Locale

FOLDER = "versions"
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(\d{8}T\d{6}Z)-([0-9a-f]{4,64})(\.\w+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A published version: when it was published, its version, and its file."""

    at: datetime
    version: str
    path: Path


def history(folder: Path, locale: Locale) -> tuple[Kept, ...]:
    """Return a controller's published versions in one language, the oldest first."""
    found = [(_NAME.fullmatch(path.name), path) for path in (folder / FOLDER / locale).glob("*")]
    kept = [
        Kept(datetime.strptime(name[1], _STAMP).replace(tzinfo=UTC), name[2], path)
        for name, path in found
        if name
    ]
    return tuple(sorted(kept, key=lambda one: one.at))


def find(versions: tuple[Kept, ...], wanted: str) -> Kept:
    """Return the newest version that begins so, or that was in force on a day such as 2026-11-24.

    Raises:
        UsageError: there is none; the text names those that are kept.
    """
    try:
        day = date.fromisoformat(wanted) if "-" in wanted else None
    except ValueError:
        day = None
    for one in reversed(versions):
        if (one.at.date() <= day) if day else one.version.startswith(wanted):
            return one
    known = ", ".join(dict.fromkeys(one.version for one in versions)) or "none; publish one first"
    raise UsageError(f"there is no version {wanted}; kept: {known}")


def publish(path: Path, locale: Locale, version: str, *, now: datetime) -> Kept | None:
    """Keep a policy's file as it is; None if its latest kept version is the same, byte for byte."""
    raw = path.read_bytes()
    folder = path.parent / FOLDER / locale
    versions = history(path.parent, locale)
    if versions and versions[-1].path.read_bytes() == raw:
        return None
    at = now.astimezone(UTC).replace(microsecond=0)
    if versions:
        at = max(at, versions[-1].at + timedelta(seconds=1))
    kept = Kept(at, version, folder / f"{at.strftime(_STAMP)}-{version}{path.suffix}")
    folder.mkdir(parents=True, exist_ok=True)
    _write(kept.path, raw)
    return kept


def restore(path: Path, kept: Kept) -> None:
    """Put a kept version in the place of a policy's file. Publish what is there before, and it after.

    Raises:
        NotFoundError: the kept file is gone.
        UsageError: it is of another kind than the policy's file.
    """
    if kept.path.suffix != path.suffix:
        raise UsageError(
            f"version {kept.version} is a {kept.path.suffix} file and the policy a {path.suffix} one; "
            f"name a {kept.path.suffix} file in controller.yaml first"
        )
    if not kept.path.is_file():
        raise NotFoundError(f"{kept.path} is gone")
    _write(path, kept.path.read_bytes())


def _write(path: Path, raw: bytes) -> None:
    """Write a file so that it is there whole or not at all, for whoever reads it meanwhile."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(raw)
    beside.replace(path)
