"""What the assistant knows, as one immutable value: controllers, policies, intents and the matcher."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assistant.answers.decide import Sources, decide
from assistant.answers.decided import Decided
from assistant.answers.decision import Decision
from assistant.answers.edited import Edited
from assistant.answers.table import Table, tabulate
from assistant.errors import NotFoundError
from assistant.matcher.features import words
from assistant.matcher.model import Model
from assistant.policy.load import NOTICE_FOLDER, Controller
from assistant.policy.model import Policy
from assistant.terms import Locale


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything read from content, swapped as a whole when content changes.

    `edited` is by policy, such as `secapp/en`. Topic tables are worked out when first asked for and kept.
    """

    controllers: Mapping[str, Controller]
    policies: Mapping[str, Mapping[Locale, Policy]] = field(repr=False)
    notices: Mapping[Locale, Policy] = field(repr=False)
    model: Model = field(repr=False)
    edited: Mapping[str, Edited] = field(default_factory=dict, repr=False)
    _tables: dict[str, Table] = field(default_factory=dict, repr=False, compare=False)
    _words: dict[str, frozenset[str]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _decided: Decided = field(default_factory=Decided, init=False, repr=False, compare=False)

    def controller(self, name: str) -> Controller:
        """Return the controller of that name.

        Raises:
            NotFoundError: there is none.
        """
        if name not in self.controllers:
            raise NotFoundError(f"There is no controller {name}; known: {', '.join(self.controllers)}.")
        return self.controllers[name]

    def policy(self, controller: str, locale: Locale) -> Policy:
        """Return a controller's policy, or the notice of `assistant`, in a language.

        Raises:
            NotFoundError: there is no such controller, or it has no policy in this language.
        """
        known = self.notices if controller == NOTICE_FOLDER else self.policies.get(controller, {})
        if locale not in known:
            raise NotFoundError(f"There is no policy {controller}/{locale}.")
        return known[locale]

    def sources(self, controller: str) -> Sources:
        """Return what a controller's visitors are answered from.

        Raises:
            NotFoundError: there is no such controller.
        """
        policies = self.policies[self.controller(controller).id]
        return Sources(
            self.model,
            {locale: self.table_of(policy) for locale, policy in policies.items()},
            {locale: self.table_of(policy) for locale, policy in self.notices.items()},
        )

    def decide(
        self, controller: str, question: str, *, lang: Locale | None = None, given: Locale | None = None
    ) -> Decision:
        """Return the outcome for one message to a controller; for what was asked before, the same at once.

        Raises:
            NotFoundError: there is no such controller.
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
        """
        known, concepts = self.model.vocabularies[lang], self.model.concepts
        said = self._words_of(controller)
        return lambda word: known.knows(word) or word in said or bool(concepts.by_word([word], lang)[0])

    def _words_of(self, controller: str) -> frozenset[str]:
        """Return every word of a controller's policies, gathered when first asked for."""
        if controller not in self._words:
            policies = self.policies[self.controller(controller).id].values()
            texts = (policy.text for policy in policies)
            self._words[controller] = frozenset(word for text in texts for word in words(text, longest=None))
        return self._words[controller]

    @property
    def tabulated(self) -> frozenset[str]:
        """The policies whose table is worked out, so that nobody waits for it."""
        return frozenset(self._tables)

    def all_policies(self) -> tuple[Policy, ...]:
        """Return every policy and the notices."""
        own = [policy for by_locale in self.policies.values() for policy in by_locale.values()]
        return *own, *self.notices.values()

    def prepared(self) -> "Knowledge":
        """Return this knowledge with every table worked out."""
        for policy in self.all_policies():
            self.table_of(policy)
        return self

    def keep_tables(self, before: "Knowledge") -> None:
        """Take over each table of an earlier knowledge that answers alike."""
        for policy in self.all_policies() if before.model is self.model else ():
            if policy.id in before.tabulated and before.answers_alike(policy, self.edited):
                self._tables[policy.id] = before.table_of(policy)

    def answers_alike(self, policy: Policy, edited: Mapping[str, Edited]) -> bool:
        """Tell whether this knowledge has the same policy with the same decisions of its editors."""
        controller, _, locale = policy.id.partition("/")
        known = self.notices if controller == NOTICE_FOLDER else self.policies.get(controller, {})
        same = known.get(Locale(locale)) == policy
        return same and self.edited.get(policy.id) == edited.get(policy.id)

    def table_of(self, policy: Policy) -> Table:
        """Return the table of one of its policies, worked out when first asked for."""
        if policy.id not in self._tables:
            self._tables[policy.id] = tabulate(policy, self.model, self.edited.get(policy.id))
        return self._tables[policy.id]
