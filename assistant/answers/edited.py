"""What editors decided about one policy: which segments answer which intent, read from their file."""

from collections.abc import Collection
from dataclasses import dataclass

from ruamel.yaml.nodes import Node, SequenceNode

from assistant.strict import Reader

_STARTS = (
    "key 'starts' is missing: write the first words of that passage, about eight, "
    'such as starts: "We keep your data for two years after"'
)
OPTIONAL = ("topic", "proposed", "changed", "utterances")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a policy: a segment's id, and how the answer's first words read to find it again."""

    segment: str
    starts: str


@dataclass(frozen=True, slots=True)
class Entry:
    """The answer to one intent. An empty answer says that the policy does not tell this.

    `utterances` make an intent of the controller's own; it needs a `topic`. `is_changed` says that the
    policy's words changed after a person confirmed the answer, and that nobody has looked since.
    """

    intent: str
    answer: tuple[Anchor, ...]
    topic: str | None = None
    is_proposed: bool = False
    utterances: tuple[str, ...] = ()
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """One `intents/<controller>/<locale>.yaml`."""

    policy: str
    fingerprint: str
    entries: tuple[Entry, ...]


def read_edited(reader: Reader, intents: Collection[str], topics: Collection[str]) -> Edited | None:
    """Return what the file says; its problems are gathered in the reader. None if nothing can be read."""
    root = reader.root()
    if root is None:
        return None
    keys = reader.mapping(root, required=("policy", "fingerprint", "intents"))
    listed = keys.get("intents")
    if not isinstance(listed, SequenceNode):
        reader.fault(listed or root, "SHAPE", "`intents` must be a list")
        return None
    entries = [_entry(reader, node, intents, topics) for node in listed.value]
    seen: set[str] = set()
    for node, entry in zip(listed.value, entries, strict=True):
        if entry.intent in seen:
            reader.fault(node, "DUPLICATE", f"intent {entry.intent!r} stands here twice; keep one")
        seen.add(entry.intent)
    return Edited(reader.string(keys.get("policy")), reader.string(keys.get("fingerprint")), tuple(entries))


def _entry(reader: Reader, node: Node, intents: Collection[str], topics: Collection[str]) -> Entry:
    keys = reader.mapping(node, required=("intent", "answer"), optional=OPTIONAL)
    intent = reader.string(keys.get("intent"))
    utterances = reader.strings(keys.get("utterances"))
    topic = reader.choice(keys.get("topic"), topics) or None
    if intent and intent not in intents and not utterances:
        reader.fault(
            keys.get("intent"), "UNKNOWN", f"unknown intent {intent!r}: give it `utterances` of its own"
        )
    if utterances and topic is None:
        reader.fault(node, "MISSING", "an intent with `utterances` of its own needs a `topic`")
    return Entry(
        intent,
        _anchors(reader, keys.get("answer")),
        topic,
        reader.flag(keys.get("proposed")),
        utterances,
        reader.flag(keys.get("changed")),
    )


def _anchors(reader: Reader, node: Node | None) -> tuple[Anchor, ...]:
    if node is None:
        return ()
    if not isinstance(node, SequenceNode):
        reader.fault(node, "SHAPE", "`answer` must be a list of `{segment: …, starts: …}`")
        return ()
    found = []
    for item in node.value:
        keys = reader.mapping(item, required=("segment",), optional=("starts",))
        if "segment" in keys and "starts" not in keys:
            reader.fault(item, "MISSING", _STARTS)
        found.append(Anchor(reader.string(keys.get("segment")), reader.string(keys.get("starts"))))
    return tuple(found)
