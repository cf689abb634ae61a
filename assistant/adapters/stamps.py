"""Tells by their stamps which files of the content folder changed, controller by controller.

Stamps are compared instead of waiting for the system's notices, which are missing on network folders and in
containers.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from assistant.matcher.load import LIBRARY
from assistant.policy.load import NOTICE_FOLDER

SHARED = ""
"""The group of what serves every controller: the library and the models fitted to it."""
NOTICE = NOTICE_FOLDER
"""The group of the assistant's own notice."""
_SHARED_FOLDERS = (*LIBRARY, ".model")
Stamp = tuple[int, int, int]
Stamps = Mapping[str, Stamp]
"""By path, as text: several times a second that costs half of what paths do."""
Groups = Mapping[str, Stamps]


def groups(root: Path) -> Groups:
    """Return when each file of the content folder was changed last, by controller; hidden files are none."""
    found: dict[str, dict[str, Stamp]] = {}
    for folder in (own for name in ("policies", "intents") for own in _entries(root / name) if own.is_dir()):
        group = found.setdefault(SHARED if folder.name in _SHARED_FOLDERS else folder.name, {})
        for entry in _entries(folder.path):
            with contextlib.suppress(OSError):  # it went meanwhile
                if entry.name[0] != ".":
                    group[entry.path] = _stamp(entry.stat())
    return {name: group for name, group in found.items() if group}


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def changed(before: Groups, after: Groups) -> frozenset[str]:
    """Return the groups that are not as they were, those that came or went included."""
    return frozenset(name for name in {*before, *after} if before.get(name) != after.get(name))


def library(known: Groups) -> Stamps:
    """Return the stamps of the files that the matcher is fitted to."""
    return {
        path: stamp
        for path, stamp in known.get(SHARED, {}).items()
        if path.endswith(".yaml") and Path(path).parent.name in LIBRARY
    }


def stamp_of(path: Path) -> Stamp | None:
    """Return when a file was changed, its size and its number; None if it is not there."""
    try:
        return _stamp(path.stat())
    except OSError:
        return None


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_size, status.st_ino
