"""What the assistant knows, as one immutable value: controllers, policies, intents and the matcher."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from assistant.answers.decide import Sources, decide
from assistant.answers.decided import Decided
from assistant.answers.decision import Decision
from assistant.answers.edited import Edited
from assistant.answers.table import Table
from assistant.answers.volume import Own, Shelf, Tables, Volume
from assistant.errors import ContentError, NotFoundError
from assistant.matcher.model import Model
from assistant.policy.load import NOTICE_FOLDER, Controller
from assistant.policy.model import Policy
from assistant.terms import Locale


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that content says, swapped as a whole when content changes.

    Each controller's settings are known; its policies and what editors decided about them stand in its
    volume, which is read when first asked for. If they cannot be used then, ContentError is raised.
    `origins` are the sites of all of them.
    """

    controllers: Mapping[str, Controller]
    volumes: Mapping[str, Volume] = field(repr=False)
    notices: Mapping[Locale, Policy] = field(repr=False)
    model: Model = field(repr=False)
    notice_tables: Tables = field(init=False, repr=False, compare=False)
    origins: frozenset[str] = field(init=False, repr=False, compare=False)
    _decided: Decided = field(default_factory=Decided, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "notice_tables", Tables(self.notices, {}, self.model))
        sites = (origin for controller in self.controllers.values() for origin in controller.origins)
        object.__setattr__(self, "origins", frozenset(sites))

    def controller(self, name: str) -> Controller:
        """Return the controller of that name.

        Raises:
            NotFoundError: there is none.
        """
        if name not in self.controllers:
            raise NotFoundError(f"There is no controller {name}; known: {', '.join(self.controllers)}.")
        return self.controllers[name]

    def policies_of(self, controller: str) -> Mapping[Locale, Policy]:
        """Return a controller's policies; none where there are none or where they cannot be used."""
        volume = self.volumes.get(controller)
        try:
            return volume.opened().own.policies if volume else {}
        except ContentError:
            return {}

    def policy(self, controller: str, locale: Locale) -> Policy:
        """Return a controller's policy, or the notice of `assistant`, in a language.

        Raises:
            NotFoundError: there is no such controller, or it has no policy in this language.
            ContentError: its files cannot be used.
        """
        if controller == NOTICE_FOLDER:
            known = self.notices
        else:
            known = self.volumes[controller].opened().own.policies if controller in self.volumes else {}
        if locale not in known:
            raise NotFoundError(f"There is no policy {controller}/{locale}.")
        return known[locale]

    def edited(self, policy: Policy) -> Edited | None:
        """Return what editors decided about one of the policies; None if they never did, or unusably."""
        volume = self.volumes.get(_controller_of(policy))
        return volume.peek().decided(policy) if volume and volume.is_usable() else None

    def table_of(self, policy: Policy) -> Table:
        """Return the table of one of the policies, worked out when first asked for."""
        return self._tables(_controller_of(policy))[policy.locale]

    def sources(self, controller: str) -> Sources:
        """Return what a controller's visitors are answered from.

        Raises:
            NotFoundError: there is no such controller.
            ContentError: its files cannot be used.
        """
        return Sources(self.model, self._tables(self.controller(controller).id), self.notice_tables)

    def decide(
        self, controller: str, question: str, *, lang: Locale | None = None, given: Locale | None = None
    ) -> Decision:
        """Return the outcome for one message to a controller; for what was asked before, the same at once.

        Raises:
            NotFoundError: there is no such controller.
            ContentError: its files cannot be used.
        """
        key = (controller, str(lang), str(given), question)
        known = self._decided.get(key)
        if known is None:
            known = decide(question, sources=self.sources(controller), lang=lang, given=given)
            self._decided.keep(key, known)
        return known

    def knows(self, controller: str, lang: Locale) -> Callable[[str], bool]:
        """Return what tells whether a word in lower case belongs to a language or to a controller's policies.

        Raises:
            NotFoundError: there is no such controller.
            ContentError: its files cannot be used.
        """
        known, concepts = self.model.vocabularies[lang], self.model.concepts
        said = self.volumes[self.controller(controller).id].opened().words
        return lambda word: known.knows(word) or word in said or bool(concepts.by_word([word], lang)[0])

    @property
    def tabulated(self) -> frozenset[str]:
        """The policies whose table is worked out, so that nobody waits for it."""
        return frozenset(name for tables in self._at_hand() for name in tables.names())

    def prepared(self) -> "Knowledge":
        """Return this knowledge with everything read and every table worked out.

        Raises:
            ContentError: the files of a controller cannot be used.
        """
        for tables in (*(volume.opened().tables for volume in self.volumes.values()), self.notice_tables):
            for locale in tables:
                tables[locale]
        return self

    def warmed(self, before: "Knowledge") -> Iterator[str]:
        """Make ready what is ready in an earlier knowledge; yield each policy that is worked out anew."""
        old = {name: volume.at_hand for name, volume in before.volumes.items()}
        ready = [(self.notice_tables, before.notice_tables)] + [
            (self.volumes[name].opened().tables, opened.tables)
            for name, opened in old.items()
            if opened and name in self.volumes
        ]
        for tables, known in ready:
            tables.take_over(known)
            for locale in sorted(tables.keys() & known.made.keys() - tables.made.keys()):
                tables[locale]
                yield tables.policies[locale].id

    def _tables(self, controller: str) -> Tables:
        if controller == NOTICE_FOLDER:
            return self.notice_tables
        return self.volumes[controller].opened().tables

    def _at_hand(self) -> tuple[Tables, ...]:
        opened = [volume.at_hand for volume in self.volumes.values()]
        return *(one.tables for one in opened if one), self.notice_tables


def joined(parts: Iterable[Own], notices: Mapping[Locale, Policy], model: Model) -> Knowledge:
    """Return the knowledge of what was read of some controllers."""
    read = {own.controller.id: own for own in parts}
    shelf = Shelf(len(read))
    volumes = [
        Volume(own.controller, model, partial(read.__getitem__, name), shelf=shelf)
        for name, own in read.items()
    ]
    return shelved(volumes, notices, model)


def shelved(volumes: Iterable[Volume], notices: Mapping[Locale, Policy], model: Model) -> Knowledge:
    """Return the knowledge that stands in these volumes."""
    named = {volume.controller.id: volume for volume in volumes}
    return Knowledge({name: own.controller for name, own in named.items()}, named, notices, model)


def _controller_of(policy: Policy) -> str:
    return policy.id.partition("/")[0]
