"""What must be done for each right before its line can close. GDPR section by section; rules F-1 to F-3."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.rights.states import ANSWERED, LineOutcome
from assistant.terms import Message, Right
from assistant.text import short_hash, slug

DOMAIN = "law"


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to do for one right.

    `key` is unique within a request and stays the same when the list is made again. `place` is the system
    or recipient it is about. `automatic`: the assistant adds the evidence itself.
    """

    key: str
    right: Right
    message: Message
    article: str
    place: str | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """An item before it is tied to a request. Text with `%(place)s` is repeated for each such place."""

    name: str
    text: str
    article: str
    automatic: bool = False


_SEARCH = Task("search", "Search %(place)s and attach what was found.", "15(1)")
_CATEGORY = Task("category", "Give the data of this kind, or note that there is none: %(place)s.", "15(1)(b)")
_OWN_COPY = Task("own", "Attach what this assistant holds: chats and this ticket.", "15(1)", automatic=True)
_DELIVERY = Task(
    "delivery", "Deliver the package to a person verified again at the same level.", "12(6)", automatic=True
)
AUTHORITY = Task("authority", "Check that whoever asks for this person may do so.", "12(6)")
_NOTIFY = Task("notify", "Tell %(place)s what was done, unless that is impossible.", "19")
_RECIPIENTS = Task("who", "Tell the person who the recipients are, if asked.", "19")
_FREEZE = Task("freeze", "Restrict the use of the data while this is examined, if asked.", "18(1)")

TASKS: Mapping[Right, tuple[Task, ...]] = {
    Right.ACCESS: (
        _OWN_COPY,
        _SEARCH,
        _CATEGORY,
        Task("copy", "Give a copy of the personal data.", "15(3)"),
        Task("information", "Give purposes, categories, retention, rights and sources.", "15(1)(a)-(h)"),
        Task("recipients", "Name the actual recipients of the data.", "15(1)(c)"),
        Task("transfers", "Name the safeguards of transfers outside the EEA.", "15(2)"),
        Task("others", "Take out what would harm the rights of others.", "15(4)"),
        _DELIVERY,
    ),
    Right.RECTIFICATION: (
        Task("change", "Correct or complete the data, and note what changed.", "16"),
        _FREEZE,
        _NOTIFY,
        _RECIPIENTS,
    ),
    Right.ERASURE: (
        Task("ground", "Note which ground for erasure applies.", "17(1)"),
        Task("exceptions", "Examine the exceptions for each set of data.", "17(3)"),
        Task("erase", "Erase the data in %(place)s.", "17(1)"),
        Task("own", "Erase what this assistant holds: chats and closed requests.", "17(1)", automatic=True),
        Task("published", "Tell other controllers, where the data was made public.", "17(2)"),
        Task("processors", "Have the processors erase the data.", "28(3)"),
        Task("backups", "Note when the data leaves the backups.", "17(1)"),
        Task("suppression", "Keep what is needed so that the data does not come back.", "17(3)"),
        _NOTIFY,
        _RECIPIENTS,
    ),
    Right.RESTRICTION: (
        Task("flag", "Mark the data as restricted in %(place)s.", "18(1)"),
        Task("enforcer", "Note who sees to it that the data is only stored.", "18(2)"),
        Task("lifting", "Tell the person before the restriction is lifted.", "18(3)"),
        _NOTIFY,
        _RECIPIENTS,
    ),
    Right.PORTABILITY: (
        Task("basis", "Note which data the person gave, on consent or contract.", "20(1)"),
        _OWN_COPY,
        Task("export", "Export it from %(place)s in a machine-readable form.", "20(1)"),
        Task("transmit", "Send it to another controller, if asked and feasible.", "20(2)"),
        _DELIVERY,
    ),
    Right.OBJECTION: (
        Task("basis", "Check that the basis is public interest or legitimate interests.", "21(1)"),
        Task("balance", "Write down whether compelling grounds override the person's interests.", "21(1)"),
        _FREEZE,
        Task("stop", "Stop the processing, unless such grounds are shown.", "21(1)"),
    ),
    Right.MARKETING_BAN: (
        Task("stop", "Stop direct marketing in %(place)s.", "21(3)"),
        Task("suppression", "Put the person on the suppression list.", "21(3)"),
    ),
    Right.AUTOMATED_DECISION: (
        Task("reviewer", "Have a person with the authority to change it look at the decision.", "22(3)"),
        Task("view", "Hear the person's point of view.", "22(3)"),
    ),
    Right.WITHDRAW_CONSENT: (
        Task("stop", "Stop what was done on the strength of the consent.", "7(3)"),
        Task("downstream", "Have those who got the data on that consent stop too.", "7(3)"),
    ),
}
_ALL_PLACES = frozenset({"search", "erase", "flag", "export"})
WHOLE = "the controller's systems"
NOTICE = "notify"
"""The task of telling one recipient (Art. 19)."""


def checklist(
    rights: Iterable[Right],
    *,
    systems: Iterable[str],
    recipients: Iterable[str],
    categories: Iterable[str] = (),
    is_represented: bool = False,
) -> tuple[ChecklistItem, ...]:
    """Return the items of every right, in the order of the rights given; a complaint has none.

    Systems come from the controller's settings, recipients and categories of data from its policy too. What
    is searched, erased, restricted or exported is so in systems and at recipients; notices of Art. 19 go to
    recipients. Without any system, such an item names the controller's systems as a whole. Where somebody
    else asks for the person, each right begins with their authority (I-9).
    """
    inside, outside = tuple(dict.fromkeys(systems)), tuple(dict.fromkeys(recipients))
    kinds = tuple(dict.fromkeys(categories))
    items: list[ChecklistItem] = []
    for right in dict.fromkeys(rights):
        own = TASKS.get(right, ())
        for task in (AUTHORITY, *own) if is_represented and own else own:
            items += _items(right, task, _places(task, inside, outside, kinds))
    return tuple(items)


def _places(
    task: Task, inside: tuple[str, ...], outside: tuple[str, ...], kinds: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Return what a task is repeated for; None where one item for the systems as a whole is due."""
    if task.name == NOTICE:
        return outside
    if task.name == _CATEGORY.name:
        return kinds
    return tuple(dict.fromkeys((*inside, *(outside if task.name in _ALL_PLACES else ())))) or None


def _items(right: Right, task: Task, places: tuple[str, ...] | None) -> list[ChecklistItem]:
    if "%(place)s" not in task.text:
        key = f"{right}:{task.name}"
        return [ChecklistItem(key, right, Message(DOMAIN, task.text), task.article, None, task.automatic)]
    if places is None:
        return [_placed(right, task, None, Message(DOMAIN, WHOLE))]
    return [_placed(right, task, place, place) for place in places]


def _placed(right: Right, task: Task, place: str | None, named: str | Message) -> ChecklistItem:
    key = f"{right}:{task.name}" + (f":{slug(place, limit=40)}-{short_hash(place)}" if place else "")
    return ChecklistItem(key, right, Message(DOMAIN, task.text, {"place": named}), task.article, place)


class ItemState(StrEnum):
    """What was recorded of an item. The last three are for a notice to a recipient. Rule F-3."""

    OPEN = "open"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"
    SENT = "sent"
    BOUNCED = "bounced"  # to be sent again, or found impossible
    IMPOSSIBLE = "impossible"


UNFINISHED = frozenset({ItemState.OPEN, ItemState.BOUNCED})
_NEEDS_REASON = frozenset({ItemState.NOT_APPLICABLE, ItemState.IMPOSSIBLE})


def is_notice(key: str) -> bool:
    """Tell whether an item, by its key, is about telling one recipient."""
    return key.split(":")[1] == NOTICE


def states_of(key: str) -> tuple[ItemState, ...]:
    """Return what can be recorded of an item, in the order to choose from."""
    if is_notice(key):
        return (ItemState.SENT, ItemState.BOUNCED, ItemState.IMPOSSIBLE, ItemState.NOT_APPLICABLE)
    return (ItemState.DONE, ItemState.NOT_APPLICABLE)


def check_item(key: str, state: ItemState, note: str) -> None:
    """Hold that this can be recorded of the item with this note. Rules F-1 and F-3.

    Raises:
        TransitionNotAllowedError: such an item has no such state.
        InvalidInputError: the state needs its reason in writing.
    """
    if state is not ItemState.OPEN and state not in states_of(key):
        raise TransitionNotAllowedError("An item of this kind cannot be marked so.")
    if state in _NEEDS_REASON and not note.strip():
        raise InvalidInputError("Write down why this does not apply or is impossible.")


def unfinished(states: Mapping[str, ItemState]) -> tuple[str, ...]:
    """Return the keys of the items that still keep the line from closing, in their order. Rule R-5."""
    return tuple(key for key, state in states.items() if state in UNFINISHED)


def check_closing(states: Mapping[str, ItemState], *, outcome: LineOutcome | None, delivered: bool) -> None:
    """Hold that an answered line may close: outcome chosen, every item finished, answer delivered. Rule R-5.

    A line that was withdrawn, expired or set aside was not answered, and this is not asked of it.

    Raises:
        TransitionNotAllowedError: one of the three is lacking; the text says which.
    """
    if outcome is None:
        raise TransitionNotAllowedError("Choose how this right was answered before closing.")
    if outcome not in ANSWERED:
        return
    check_finished(states)
    if not delivered:
        raise TransitionNotAllowedError("The answer has not been delivered yet.")


def check_finished(states: Mapping[str, ItemState]) -> None:
    """Hold that every item is finished.

    Raises:
        TransitionNotAllowedError: some are not; the text says how many.
    """
    if left := len(unfinished(states)):
        raise TransitionNotAllowedError(f"Items of the checklist still to be finished: {left}.")
