"""The checklist of a line as rows: made once, when work on the line begins. Rules F-1 and F-3."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.answers.knowledge import Knowledge
from assistant.answers.named import named_categories, named_recipients
from assistant.rights.checklist import ItemState, checklist
from assistant.store import ChecklistItem, RequestLine
from assistant.terms import Right


@dataclass(frozen=True, slots=True)
class Places:
    """Where a controller's data is, and what kinds of it there are."""

    systems: tuple[str, ...]
    recipients: tuple[str, ...]
    categories: tuple[str, ...]


def places_of(knowledge: Knowledge, controller: str) -> Places:
    """Return what the controller's settings name, and what its policy lists besides.

    The policy is read in the first of the controller's languages.
    """
    known = knowledge.controller(controller)
    policies = knowledge.policies_of(known.id)
    policy = next((policies[locale] for locale in known.locales if locale in policies), None)
    if policy is None:
        return Places(known.systems, known.recipients, ())
    table = knowledge.table_of(policy)
    declared = (*known.systems, *known.recipients)
    others = [name for name in named_recipients(policy, table) if not _is_among(name, declared)]
    return Places(known.systems, (*known.recipients, *others), named_categories(policy, table))


def _is_among(name: str, declared: Iterable[str]) -> bool:
    return any(name.casefold() in known.casefold() for known in declared)


def make(session: Session, line: RequestLine, places: Places, *, due: date) -> None:
    """Add the rows of a line's checklist, unless it has them."""
    if items_of(session, line):
        return
    made = checklist(
        [Right(line.right)],
        systems=places.systems,
        recipients=places.recipients,
        categories=places.categories,
        is_represented=line.request.representative is not None,
    )
    session.add_all(
        ChecklistItem(
            line=line,
            position=position,
            key=item.key,
            text=item.message.msgid,
            place=item.place,
            article=item.article,
            is_automatic=item.automatic,
            state=ItemState.OPEN.value,
            due=due,
        )
        for position, item in enumerate(made, start=1)
    )
    session.flush()


def items_of(session: Session, line: RequestLine) -> list[ChecklistItem]:
    """Return the items of a line in their order."""
    own = select(ChecklistItem).where(ChecklistItem.line_id == line.id)
    return list(session.scalars(own.order_by(ChecklistItem.position)))


def states_of(session: Session, line: RequestLine) -> dict[str, ItemState]:
    """Return how far each item of a line is, by its key and in order."""
    return {item.key: ItemState(item.state) for item in items_of(session, line)}
