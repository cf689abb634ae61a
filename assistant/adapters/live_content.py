"""Keeps the content in force while its files change: read beside the old, checked, then swapped whole.

File stamps are compared instead of waiting for the system's notices, which are missing on network folders
and in containers. What stood still for one look is read; what cannot be used changes nothing.
"""

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from assistant.answers.knowledge import Knowledge
from assistant.answers.load import assemble
from assistant.errors import ContentError
from assistant.matcher.load import LIBRARY, load_model, model_path
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.service.content import Content, ContentFault, ContentState
from assistant.strict import Reader
from assistant.terms import Locale

EVERY_SECONDS = 0.25
BUILD = "changed since the matcher was fitted and not in force yet; run: assistant intents build"
Stamp = tuple[int, int, int]
Stamps = Mapping[Path, Stamp]
log = structlog.get_logger()


class LiveContent:
    """The content of a folder. Calling it returns what is in force, which the first call reads.

    Raises:
        ContentError: when called first, and a file cannot be used; later, the last good content stays.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._knowledge: Knowledge | None = None
        self._policies = _Policies()
        self._fitted: Path | None = None
        self._seen: Stamps = {}
        self._tried: Stamps = {}
        self._good: Stamps = {}
        self._faults: tuple[ContentFault, ...] = ()

    def __call__(self) -> Knowledge:
        if self._knowledge is None:
            with self._lock:
                if self._knowledge is None:
                    self._seen = self._tried = self._good = stamps(self._root)
                    self._fitted = model_path(self._root / "intents")
                    model = load_model(self._root / "intents")
                    self._knowledge = assemble(self._root, model, read=self._policies)
        return self._knowledge

    def state(self) -> ContentState:
        return ContentState(self._faults, self._root)

    def look(self) -> bool:
        """Look once: what changed and stood still since the last look comes into force if it can."""
        if self._knowledge is None or not self._lock.acquire(blocking=False):
            return False
        try:
            found = stamps(self._root)
            if found == self._tried:
                return False
            if found != self._seen:
                self._seen = found
                return False
            return self._try(found, self._knowledge)
        finally:
            self._lock.release()

    def _try(self, found: Stamps, before: Knowledge) -> bool:
        """Read everything beside what is in force; what changes meanwhile is read at another look."""
        waiting: tuple[ContentFault, ...] = ()
        knowledge: Knowledge | None = None
        fitted = self._fitted
        try:
            path = model_path(self._root / "intents")
            model = before.model
            if path != self._fitted and path.is_file():
                model, fitted = load_model(self._root / "intents"), path
            elif path != self._fitted:
                waiting = tuple(self._unfitted(found))
            knowledge = assemble(self._root, model, read=self._policies).prepared(before)
            faults = waiting if knowledge.controllers else (self._fault(_nothing(self._root)),)
        except ContentError as error:
            faults = (*waiting, self._fault(error))
        except Exception as error:  # noqa: BLE001 - whatever stands in a file, the old content must stay
            faults = (*waiting, ContentFault("", 1, 1, "READ", f"cannot be read: {type(error).__name__}"))
        if stamps(self._root) != found:
            return False
        self._tried = found
        is_good = knowledge is not None and faults == waiting
        if is_good:
            self._knowledge, self._fitted = knowledge, fitted
            self._policies.forget(found)
            if not waiting:
                self._good = found
        self._tell(faults, is_good=is_good)
        return is_good

    def _unfitted(self, found: Stamps) -> Iterator[ContentFault]:
        """Yield what is wrong with the library's changed files; if nothing is, that they wait for a build."""
        before, now = _library(self._good), _library(found)
        changed = [path for path in sorted({*before, *now}) if before.get(path) != now.get(path)]
        readers = [Reader(path) for path in changed if path in now]
        problems = [problem for reader in readers if reader.root() is None for problem in reader.problems]
        if not problems:
            place = changed[0] if changed else self._root / "intents"
            problems = [ContentError(place, BUILD, code="MODEL")]
        yield from map(self._fault, problems)

    def _fault(self, error: ContentError) -> ContentFault:
        own = f"{self._root}/"
        file = str(error.path).replace(own, "")
        return ContentFault(file, error.line, error.column, error.code, error.fault.replace(own, ""))

    def _tell(self, faults: tuple[ContentFault, ...], *, is_good: bool) -> None:
        before, self._faults = self._faults, faults
        for fault in faults:
            if fault not in before:
                log.error("content not in force", file=fault.file, line=fault.line, fault=str(fault))
        if is_good:
            log.info("content in force", waiting=len(faults))


class _Policies:
    """Reads policies, each once as long as its file stays as it is: some formats take long to read."""

    def __init__(self) -> None:
        self._read: dict[tuple[Path, str], tuple[Stamp, Policy]] = {}

    def __call__(self, path: Path, *, id: str, locale: Locale) -> Policy:  # noqa: A002 - as read_policy has it
        stamp = _stamp(path)
        known = self._read.get((path, id))
        if known is not None and known[0] == stamp:
            return known[1]
        policy = read_policy(path, id=id, locale=locale)
        if stamp is not None:
            self._read[path, id] = stamp, policy
        return policy

    def forget(self, found: Stamps) -> None:
        """Forget the files that are gone."""
        self._read = {key: value for key, value in self._read.items() if key[0] in found}


class Watcher:
    """A thread that looks again and again while the block lasts."""

    def __init__(self, content: Content, every_seconds: float = EVERY_SECONDS) -> None:
        self._content, self._every_seconds = content, every_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self._every_seconds):
            self._content.look()


def stamps(root: Path) -> Stamps:
    """Return when each file of the content folder was changed last."""
    found = (path for name in ("policies", "intents") for path in (root / name).glob("*/*"))
    return {path: stamp for path in found if (stamp := _stamp(path)) is not None and path.name[0] != "."}


def _library(known: Stamps) -> Stamps:
    """Return the stamps of the files that the matcher is fitted to."""
    return {
        path: stamp for path, stamp in known.items() if path.match("*.yaml") and path.parent.name in LIBRARY
    }


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _nothing(root: Path) -> ContentError:
    return ContentError(root / "policies", "there is no controller in this folder any more", code="EMPTY")
