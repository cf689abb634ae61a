"""Keeps the content in force while its files change: read beside the old, checked, then swapped.

Each controller's files stand for themselves: what stood still for one look is read and comes into force, and
what cannot be used leaves that controller with its last good content, and no other.
"""

import threading
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from assistant.adapters.remembered import Decisions, Policies
from assistant.adapters.stamps import (
    NOTICE,
    SHARED,
    Groups,
    Stamps,
    changed,
    groups,
    library,
)
from assistant.answers.knowledge import Knowledge
from assistant.answers.load import Own, controller_names, join, load_own
from assistant.errors import ContentError
from assistant.matcher.load import load_model, model_path
from assistant.matcher.model import Model
from assistant.policy.load import SETTINGS_FILE, PolicyReader, load_notice
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.service.content import Content, ContentFault, ContentState
from assistant.strict import Reader
from assistant.terms import Locale

EVERY_SECONDS = 0.1
MOST_SECONDS = 2.0
SHARE = 20
"""Looking takes about one of so many parts of the time at most; with very many files it comes less often."""
BUILD = "changed since the matcher was fitted and not in force yet; run: assistant intents build"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Found:
    """What one look has read: the controllers' content, and by group what could not be used."""

    model: Model
    fitted: Path | None
    notices: Mapping[Locale, Policy]
    own: Mapping[str, Own]
    faults: Mapping[str, tuple[ContentFault, ...]]


class LiveContent:
    """The content of a folder. Calling it returns what is in force, which the first call reads.

    Raises:
        ContentError: when called first, and a file cannot be used; later, the last good content stays.
    """

    def __init__(self, root: Path, *, read: PolicyReader = read_policy) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._knowledge: Knowledge | None = None
        self._policies, self._decisions = Policies(read), Decisions()
        self._seen: Groups = {}
        self._tried: Groups = {}
        self._library: Stamps = {}
        self._fitted: Path | None = None
        self._own: Mapping[str, Own] = {}
        self._faults: Mapping[str, tuple[ContentFault, ...]] = {}

    def __call__(self) -> Knowledge:
        if self._knowledge is None:
            with self._lock:
                if self._knowledge is None:
                    self._knowledge = self._first()
        return self._knowledge

    def prepare(self) -> None:
        """Work out what answers need, so that neither the first visitor nor the first change waits for it."""
        self().prepared()

    def state(self) -> ContentState:
        return ContentState(tuple(f for name in sorted(self._faults) for f in self._faults[name]), self._root)

    def look(self) -> bool:
        """Look once: what changed and stood still since the last look comes into force if it can."""
        if self._knowledge is None or not self._lock.acquire(blocking=False):
            return False
        try:
            found = groups(self._root)
            due = changed(self._tried, found) - changed(self._seen, found)
            self._seen = found
            return bool(due) and self._try(due, found, self._knowledge)
        finally:
            self._lock.release()

    def _first(self) -> Knowledge:
        self._seen = self._tried = found = groups(self._root)
        self._library, self._fitted = library(found), model_path(self._root / "intents")
        model = load_model(self._root / "intents")
        names = controller_names(self._root)
        self._own = {name: self._load(name, model) for name in names}
        return join(self._own.values(), load_notice(self._root), model)

    def _try(self, due: frozenset[str], found: Groups, before: Knowledge) -> bool:
        """Read what is due beside what is in force; what changes meanwhile is read at another look."""
        read = self._read(due, found, before)
        knowledge = join(read.own.values(), read.notices, read.model)
        knowledge.keep_tables(before)
        kept = knowledge.tabulated
        if before.tabulated:
            for policy in knowledge.all_policies():
                knowledge.table_of(policy)
                time.sleep(0)  # where chats are greenlets of this thread, they go on in between
        if changed(found, groups(self._root)) & due:
            return False
        self._tried = found
        if read.fitted != self._fitted or SHARED not in read.faults:
            self._library = library(found)
        self._own, self._fitted = read.own, read.fitted
        self._policies.forget(found)
        self._decisions.forget(found)
        held, self._faults = self._faults, read.faults
        for group, faults in read.faults.items():
            for fault in (fault for fault in faults if fault not in held.get(group, ())):
                log.error("content not in force", file=fault.file, line=fault.line, fault=str(fault))
        good = sorted(due - read.faults.keys())
        if good or read.model is not before.model:
            self._knowledge = knowledge
            log.info("content in force", changed=good, tabulated=sorted(knowledge.tabulated - kept))
        return bool(good)

    def _read(self, due: frozenset[str], found: Groups, before: Knowledge) -> _Found:
        """Return what is in force with what is due in its place, where it can be used.

        New intents come into force if no controller names one that they lack; else the old ones stay.
        """
        is_still = SHARED in due or not changed(self._tried, found) & {SHARED}
        model, fitted, waiting = before.model, self._fitted, self._faults.get(SHARED, ())
        if is_still:
            model, fitted, waiting = self._newest(before.model, found)
        again = (
            self._faults.keys() - changed(self._tried, found) if model is not before.model else frozenset()
        )
        own, notices, faults = self._read_due(due | again, model, before)
        if model is not before.model and (unfit := tuple(self._unfit(own, model))):
            model, fitted, waiting = before.model, self._fitted, unfit
            own, notices, faults = self._read_due(due, model, before)
        if not own:
            own, waiting = self._own, (self._fault(_nothing(self._root)),)
        return _Found(model, fitted, notices, own, faults | ({SHARED: waiting} if waiting else {}))

    def _read_due(
        self, due: Collection[str], model: Model, before: Knowledge
    ) -> tuple[Mapping[str, Own], Mapping[Locale, Policy], dict[str, tuple[ContentFault, ...]]]:
        """Return each controller's content, the notices and what could not be used, by group."""
        own, notices = dict(self._own), before.notices
        faults = {name: own for name, own in self._faults.items() if name not in {*due, SHARED}}
        for name in sorted({*due} - {SHARED}):
            try:
                if name == NOTICE:
                    notices = load_notice(self._root)
                elif (self._root / "policies" / name / SETTINGS_FILE).is_file():
                    own[name] = self._load(name, model)
                else:
                    own.pop(name, None)
            except ContentError as error:
                faults[name] = (self._fault(error, "" if name == NOTICE else name),)
            except Exception as error:  # noqa: BLE001 - whatever stands in a file, the old content must stay
                fault = f"cannot be read: {type(error).__name__}"
                faults[name] = (ContentFault(f"policies/{name}", 1, 1, "READ", fault, name),)
        return {name: own[name] for name in sorted(own)}, notices, faults

    def _newest(self, model: Model, found: Groups) -> tuple[Model, Path | None, tuple[ContentFault, ...]]:
        """Return the model fitted to the library of now; else the one in force, and what is waited for."""
        try:
            path = model_path(self._root / "intents")
            if path == self._fitted:
                return model, path, ()
            if path.is_file():
                return load_model(self._root / "intents"), path, ()
        except ContentError as error:
            return model, self._fitted, (self._fault(error),)
        except OSError as error:
            fault = f"cannot be read: {type(error).__name__}"
            return model, self._fitted, (ContentFault("intents", 1, 1, "READ", fault),)
        return model, self._fitted, tuple(self._unfitted(found))

    def _unfit(self, own: Mapping[str, Own], model: Model) -> Iterator[ContentFault]:
        """Yield for each controller that names an intent or topic which a model lacks where it does so."""
        for name in (name for name, part in own.items() if not part.fits(model)):
            try:
                self._load(name, model)
            except ContentError as error:
                yield self._fault(error)

    def _unfitted(self, found: Groups) -> Iterator[ContentFault]:
        """Yield what is wrong with the library's changed files; if nothing is, that they wait for a build."""
        before, now = self._library, library(found)
        differing = [path for path in sorted({*before, *now}) if before.get(path) != now.get(path)]
        readers = [Reader(Path(path)) for path in differing if path in now]
        problems = [problem for reader in readers if reader.root() is None for problem in reader.problems]
        if not problems:
            place = differing[0] if differing else str(self._root / "intents")
            problems = [ContentError(place, BUILD, code="MODEL")]
        yield from map(self._fault, problems)

    def _load(self, name: str, model: Model) -> Own:
        return load_own(self._root, name, model, read=self._policies, decisions=self._decisions)

    def _fault(self, error: ContentError, controller: str = "") -> ContentFault:
        own = f"{self._root}/"
        file, fault = (text.replace(own, "") for text in (str(error.path), error.fault))
        return ContentFault(file, error.line, error.column, error.code, fault, controller)


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
        pause = self._every_seconds
        while not self._stop.wait(pause):
            begun = time.thread_time()
            is_new = self._content.look()
            spent = 0 if is_new else time.thread_time() - begun  # what is read anew comes seldom
            pause = max(self._every_seconds, min(SHARE * spent, MOST_SECONDS))


def _nothing(root: Path) -> ContentError:
    return ContentError(root / "policies", "there is no controller in this folder any more", code="EMPTY")
