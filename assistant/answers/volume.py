"""What is known of one controller, opened when somebody asks and put back when many others are asked.

With a thousand controllers most are asked nothing for hours. What such a one's files say is kept packed, in a
few kilobytes; what is worked out from it to answer questions takes more than a megabyte and is made anew.
"""

import pickle  # what is unpacked was packed by this very process
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.answers.edited import Edited
from assistant.answers.table import Table, tabulate
from assistant.errors import ContentError
from assistant.matcher.features import words
from assistant.matcher.model import Model
from assistant.policy.load import Controller
from assistant.policy.model import Policy
from assistant.terms import Locale

FAST = 1
"""Packing by zlib at this level takes a millisecond; the best one would spare a tenth."""


@dataclass(frozen=True, slots=True)
class Own:
    """What the content folder holds of one controller alone; `edited` is by policy, such as `secapp/en`."""

    controller: Controller
    policies: Mapping[Locale, Policy] = field(repr=False)
    edited: Mapping[str, Edited] = field(default_factory=dict, repr=False)

    def fits(self, model: Model) -> bool:
        """Tell whether a model has every intent and topic that the editors name."""
        intents, topics = {intent.id for intent in model.intents}, {None, *model.topics}
        entries = [entry for edited in self.edited.values() for entry in edited.entries]
        return all((e.intent in intents or e.utterances) and e.topic in topics for e in entries)

    def decided(self, policy: Policy) -> Edited | None:
        """Return what editors decided about one of its policies; None if they never did."""
        return self.edited.get(policy.id)


class Tables(Mapping[Locale, Table]):
    """The topic tables of some policies, each worked out when first asked for, once."""

    def __init__(self, policies: Mapping[Locale, Policy], edited: Mapping[str, Edited], model: Model) -> None:
        self.policies, self.edited, self.model = policies, edited, model
        self.made: dict[Locale, Table] = {}
        self._lock = threading.Lock()

    def __getitem__(self, locale: Locale) -> Table:
        made = self.made.get(locale)
        if made is None:
            policy = self.policies[locale]
            with self._lock:
                made = self.made.get(locale)
                if made is None:
                    made = self.made[locale] = tabulate(policy, self.model, self.edited.get(policy.id))
        return made

    def __iter__(self) -> Iterator[Locale]:
        return iter(self.policies)

    def __len__(self) -> int:
        return len(self.policies)

    def names(self) -> frozenset[str]:
        """Return the policies whose table is worked out, so that nobody waits for it."""
        return frozenset(self.policies[locale].id for locale in tuple(self.made))

    def take_over(self, before: "Tables") -> None:
        """Take each table that is made of the same policy, the same decisions and the same model."""
        for locale, table in tuple(before.made.items()) if before.model is self.model else ():
            policy, old = self.policies.get(locale), before.policies[locale]
            if policy == old and self.edited.get(old.id) == before.edited.get(old.id):
                self.made[locale] = table


@dataclass(frozen=True)
class Opened:
    """A controller's content as it is worked with."""

    own: Own
    tables: Tables

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the policies."""
        texts = (policy.text for policy in self.own.policies.values())
        return frozenset(word for text in texts for word in words(text, longest=None))


class Shelf:
    """Holds how many volumes are open at once: whichever was not used for longest is put back."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: OrderedDict[Volume, None] = OrderedDict()
        self._lock = threading.Lock()

    def use(self, volume: "Volume") -> None:
        with self._lock:
            self._open[volume] = None
            self._open.move_to_end(volume)
            last = self._open.popitem(last=False)[0] if len(self._open) > self._most else None
        if last is not None:
            last.put_back()

    def remove(self, volumes: Iterable["Volume"]) -> None:
        """Forget volumes that others have replaced."""
        with self._lock:
            for volume in volumes:
                self._open.pop(volume, None)


class Volume:
    """One controller's content: not read yet, packed, or open. Its settings are always known.

    `read` reads its files, once; `packed` is what was read before.
    """

    def __init__(
        self,
        controller: Controller,
        model: Model,
        read: Callable[[], Own],
        *,
        shelf: Shelf,
        packed: bytes = b"",
    ) -> None:
        self.controller, self.model = controller, model
        self._read, self._shelf = read, shelf
        self._packed = packed
        self._opened: Opened | None = None
        self._fault: ContentError | None = None
        self._lock = threading.Lock()

    @property
    def is_read(self) -> bool:
        """Whether its files were read and can be used."""
        return bool(self._packed)

    @property
    def fault(self) -> ContentError | None:
        """Why its files cannot be used; None if they can, or were not read yet."""
        return self._fault

    @property
    def at_hand(self) -> Opened | None:
        """The content if it is open."""
        return self._opened

    def opened(self) -> Opened:
        """Return the content, read or unpacked if need be; whoever comes meanwhile waits for the same.

        Raises:
            ContentError: its files cannot be used; they are not read again.
        """
        found = self._opened
        if found is None:
            with self._lock:
                found = self._opened
                if found is None:
                    own = self._own()
                    found = self._opened = Opened(own, Tables(own.policies, own.edited, self.model))
        self._shelf.use(self)
        return found

    def peek(self) -> Own:
        """Return what its files say without opening it.

        Raises:
            ContentError: its files cannot be used.
        """
        opened = self._opened
        if opened is not None:
            return opened.own
        with self._lock:
            return self._own()

    def is_usable(self) -> bool:
        """Tell whether its files can be used; if they were never read, they are for this."""
        try:
            return self.is_read or bool(self.peek())
        except ContentError:
            return False

    def put_back(self) -> None:
        """Keep no more than what is packed; it is opened again when it is asked for."""
        self._opened = None

    def for_model(self, model: Model) -> "Volume":
        """Return the same content, which was read, to be answered by another model."""
        return Volume(self.controller, model, self._read, shelf=self._shelf, packed=self._packed)

    def _own(self) -> Own:
        if self._fault is not None:
            raise self._fault.with_traceback(None)  # or each raising would add to what it holds
        if self._packed:
            own: Own = pickle.loads(zlib.decompress(self._packed))  # noqa: S301 - packed by this process
            return own
        try:
            own = self._read()
        except ContentError as error:
            self._fault = error
            raise
        self._packed = _packed(own)
        return own


def _packed(own: Own) -> bytes:
    return zlib.compress(pickle.dumps(own, pickle.HIGHEST_PROTOCOL), FAST)
