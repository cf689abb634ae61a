"""Keeps the content in force while its files change: read beside the old, checked, then swapped.

Each controller's files stand for themselves: what stood still for one look is read and comes into force, and
what cannot be used leaves that controller with its last good content, and no other.
"""

import math
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from assistant.adapters.remembered import Files
from assistant.adapters.stamps import (
    NOTICE,
    SHARED,
    Groups,
    Stamps,
    changed,
    groups,
    library,
)
from assistant.answers.knowledge import Knowledge, shelved
from assistant.answers.load import load_own
from assistant.answers.volume import Own, Shelf, Volume
from assistant.errors import ContentError
from assistant.matcher.load import load_model, model_path
from assistant.matcher.model import Model
from assistant.policy.load import (
    SETTINGS_FILE,
    Controller,
    PolicyReader,
    load_controller,
    load_controllers,
    load_notice,
)
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.service.content import Content, ContentFault, ContentState
from assistant.strict import Reader
from assistant.terms import Locale

EVERY_SECONDS = 0.1
MOST_SECONDS = 2.0
SHARE = 20
"""Looking takes about one of so many parts of the time at most; with very many files it comes less often."""
READING_SHARE = 5
"""The same while policies are read that nobody asked for yet: what is broken is to be told soon."""
AT_ONCE = 10
"""So many controllers are read and worked out before a start is over, in a second or two; of more, none."""
AT_HAND = 50
"""So many controllers are kept ready to answer, unless the settings say otherwise."""
READING_SECONDS = 0.1
"""What was never read is read for so long at each look, so that what is broken is told."""
BUILD = "changed since the matcher was fitted and not in force yet; run: assistant intents build"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Held:
    """One controller's content, and how its files stood when it was read."""

    volume: Volume
    files: Files


@dataclass(frozen=True, slots=True)
class _Found:
    """What one look has read: the controllers' content, and by group what could not be used."""

    model: Model
    fitted: Path | None
    notices: Mapping[Locale, Policy]
    held: Mapping[str, _Held]
    faults: Mapping[str, tuple[ContentFault, ...]]

    def knowledge(self) -> Knowledge:
        return shelved([held.volume for held in self.held.values()], self.notices, self.model)


class LiveContent:
    """The content of a folder. Calling it returns what is in force; the first call reads all settings.

    The policies of a controller are read when somebody asks for them, or one after the other while looking.

    Raises:
        ContentError: when called first, and a file cannot be used; later, the last good content stays.
    """

    def __init__(self, root: Path, *, read: PolicyReader = read_policy, at_hand: int = AT_HAND) -> None:
        self._root, self._read_policy = root, read
        self._shelf = Shelf(at_hand)
        self._lock = threading.Lock()
        self._knowledge: Knowledge | None = None
        self._seen: Groups = {}
        self._tried: Groups = {}
        self._library: Stamps = {}
        self._fitted: Path | None = None
        self._held: Mapping[str, _Held] = {}
        self._faults: Mapping[str, tuple[ContentFault, ...]] = {}

    def __call__(self) -> Knowledge:
        if self._knowledge is None:
            with self._lock:
                if self._knowledge is None:
                    self._knowledge = self._first()
        return self._knowledge

    def prepare(self) -> None:
        """Read what there is; of few controllers everything, so that no visitor waits for it.

        Raises:
            ContentError: a file cannot be used. Of many controllers that is told later, by `state`.
        """
        knowledge = self()
        if len(knowledge.controllers) <= AT_ONCE:
            knowledge.prepared()

    def state(self) -> ContentState:
        faults = tuple(f for name in sorted(self._faults) for f in self._faults[name])
        return ContentState(faults, self._root, len(self._unread()))

    def look(self) -> bool:
        """Look once: what changed and stood still since the last look comes into force if it can."""
        if self._knowledge is None or not self._lock.acquire(blocking=False):
            return False
        try:
            found = groups(self._root)
            due = changed(self._tried, found) - changed(self._seen, found)
            self._seen = found
            is_new = bool(due) and self._try(due, found, self._knowledge)
            self._read_some()
            return is_new
        finally:
            self._lock.release()

    def _first(self) -> Knowledge:
        self._seen = self._tried = found = groups(self._root)
        self._library, self._fitted = library(found), model_path(self._root / "intents")
        model = load_model(self._root / "intents")
        found_here = load_controllers(self._root)
        self._held = {own.id: self._bound(own, Files(self._read_policy, model)) for own in found_here}
        return _Found(model, self._fitted, load_notice(self._root), self._held, {}).knowledge()

    def _unread(self) -> list[Volume]:
        volumes = [held.volume for held in self._held.values()]
        return [volume for volume in volumes if not volume.is_read and volume.fault is None]

    def _read_some(self, seconds: float = READING_SECONDS) -> None:
        """Read some of what nobody asked for yet, and tell what cannot be used."""
        begun = time.thread_time()
        for volume in self._unread():
            if time.thread_time() - begun > seconds:
                break
            volume.is_usable()
            time.sleep(0)  # where chats are greenlets of this thread, they go on in between
        broken = {name: held.volume.fault for name, held in self._held.items() if held.volume.fault}
        found = {name: (self._fault(e, name),) for name, e in broken.items() if name not in self._faults}
        if found:
            self._tell({**self._faults, **found})

    def _tell(self, faults: Mapping[str, tuple[ContentFault, ...]]) -> None:
        """Note what is not in force, and log what was not noted before."""
        before, self._faults = self._faults, faults
        for group, found in faults.items():
            for fault in (fault for fault in found if fault not in before.get(group, ())):
                log.error("content not in force", file=fault.file, line=fault.line, fault=str(fault))

    def _try(self, due: frozenset[str], found: Groups, before: Knowledge) -> bool:
        """Read what is due beside what is in force; what changes meanwhile is read at another look."""
        read = self._read(due, found, before)
        knowledge = read.knowledge()
        made = []
        for policy in knowledge.warmed(before):
            made.append(policy)
            time.sleep(0)  # where chats are greenlets of this thread, they go on in between
        if changed(found, groups(self._root)) & due:
            self._shelf.remove(set(knowledge.volumes.values()) - set(before.volumes.values()))
            return False
        self._tried = found
        if read.fitted != self._fitted or SHARED not in read.faults:
            self._library = library(found)
        self._held, self._fitted = read.held, read.fitted
        self._tell(read.faults)
        good = sorted(due - read.faults.keys())
        if good or read.model is not before.model:
            self._knowledge = knowledge
            self._shelf.remove(set(before.volumes.values()) - set(knowledge.volumes.values()))
            log.info("content in force", changed=good, tabulated=sorted(made))
        return bool(good)

    def _read(self, due: frozenset[str], found: Groups, before: Knowledge) -> _Found:
        """Return what is in force with what is due in its place, where it can be used.

        New intents come into force if no controller names one that they lack; else the old ones stay.
        """
        is_still = SHARED in due or not changed(self._tried, found) & {SHARED}
        model, fitted, waiting = before.model, self._fitted, self._faults.get(SHARED, ())
        if is_still:
            model, fitted, waiting = self._newest(before.model, found)
        if model is not before.model:
            self._read_some(seconds=math.inf)  # or there were no last good content of what it does not fit
        again = (
            self._faults.keys() - changed(self._tried, found) if model is not before.model else frozenset()
        )
        held, notices, faults = self._read_due(due | again, model, before)
        if model is not before.model and (unfit := tuple(self._unfit(held, model))):
            model, fitted, waiting = before.model, self._fitted, unfit
            held, notices, faults = self._read_due(due, model, before)
        if not held:
            held, waiting = self._held, (self._fault(_nothing(self._root)),)
        return _Found(model, fitted, notices, held, faults | ({SHARED: waiting} if waiting else {}))

    def _read_due(
        self, due: Collection[str], model: Model, before: Knowledge
    ) -> tuple[Mapping[str, _Held], Mapping[Locale, Policy], dict[str, tuple[ContentFault, ...]]]:
        """Return each controller's content, the notices and what could not be used, by group."""
        held, notices = dict(self._held), before.notices
        faults = {name: own for name, own in self._faults.items() if name not in {*due, SHARED}}
        for name in sorted({*due} - {SHARED}):
            try:
                with self._telling(name):
                    if name == NOTICE:
                        notices = load_notice(self._root)
                    elif (self._root / "policies" / name / SETTINGS_FILE).is_file():
                        held[name] = self._load(name, model)
                    else:
                        held.pop(name, None)
            except ContentError as error:
                faults[name] = (self._fault(error, "" if name == NOTICE else name),)
        ordered = {name: held[name] for name in sorted(held)}
        if model is not before.model:
            ordered = {name: self._for_model(own, model) for name, own in ordered.items()}
        return ordered, notices, faults

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

    def _unfit(self, held: Mapping[str, _Held], model: Model) -> Iterator[ContentFault]:
        """Yield for each controller that names an intent or topic which a model lacks where it does so."""
        for volume in (own.volume for own in held.values()):
            time.sleep(0)
            if volume.is_usable() and not volume.peek().fits(model):
                try:
                    self._own(volume.controller, Files(self._read_policy, model))
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

    def _load(self, name: str, model: Model) -> _Held:
        """Return a controller's content, in which only files are read that do not stand as they did.

        Raises:
            ContentError: one of its files cannot be used.
        """
        controller = load_controller(self._root / "policies" / name)
        known = self._held.get(name)
        own = known.volume.peek() if known and known.volume.is_read else None
        held = self._bound(controller, Files(self._read_policy, model, known.files if known else None, own))
        held.volume.peek()
        held.files.let_go()
        return held

    def _bound(self, controller: Controller, files: Files) -> _Held:
        read = partial(self._own, controller, files)
        return _Held(Volume(controller, files.model, read, shelf=self._shelf), files)

    def _for_model(self, held: _Held, model: Model) -> _Held:
        """Return the same content to be answered by another model; what cannot be used is read again."""
        volume = held.volume
        if volume.model is model:
            return held
        if volume.is_read:
            return _Held(volume.for_model(model), held.files)
        return self._bound(volume.controller, Files(self._read_policy, model))

    def _own(self, controller: Controller, files: Files) -> Own:
        """Return what a controller's files say; called again, it reads them again."""
        with self._telling(controller.id):
            return load_own(self._root, controller, files.model, read=files.policy, decisions=files.edited)

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        """Make of whatever goes wrong an error that names the controller: the old content must stay."""
        try:
            yield
        except ContentError:
            raise
        except Exception as error:
            fault = f"cannot be read: {type(error).__name__}"
            raise ContentError(self._root / "policies" / name, fault, code="READ") from error

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
            share = READING_SHARE if self._content.state().unread else SHARE
            pause = max(self._every_seconds, min(share * spent, MOST_SECONDS))


def _nothing(root: Path) -> ContentError:
    return ContentError(root / "policies", "there is no controller in this folder any more", code="EMPTY")
