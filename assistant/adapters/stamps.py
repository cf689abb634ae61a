"""Tells by their stamps which files of the content folder changed, controller by controller.

Stamps are compared instead of waiting for the system's notices, which are missing on network folders and in
containers.
"""

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
Stamps = Mapping[Path, Stamp]
Groups = Mapping[str, Stamps]


def groups(root: Path) -> Groups:
    """Return when each file of the content folder was changed last, by controller; hidden files are none."""
    found: dict[str, dict[Path, Stamp]] = {}
    for path in (path for name in ("policies", "intents") for path in (root / name).glob("*/*")):
        folder, stamp = path.parent.name, stamp_of(path)
        if stamp is not None and path.name[0] != ".":
            found.setdefault(SHARED if folder in _SHARED_FOLDERS else folder, {})[path] = stamp
    return found


def changed(before: Groups, after: Groups) -> frozenset[str]:
    """Return the groups that are not as they were, those that came or went included."""
    return frozenset(name for name in {*before, *after} if before.get(name) != after.get(name))


def library(known: Groups) -> Stamps:
    """Return the stamps of the files that the matcher is fitted to."""
    return {
        path: stamp
        for path, stamp in known.get(SHARED, {}).items()
        if path.suffix == ".yaml" and path.parent.name in LIBRARY
    }


def stamp_of(path: Path) -> Stamp | None:
    """Return when a file was changed, its size and its number; None if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
