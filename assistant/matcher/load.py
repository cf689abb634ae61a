"""Reads the intent library from its folder, strictly, and says everything that is wrong with it."""

import hashlib
import re
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from assistant.errors import ContentError
from assistant.matcher.artefact import FORMAT, from_arrays, to_arrays
from assistant.matcher.intents import Intent, Library, Topic, Utterance
from assistant.matcher.model import Model
from assistant.strict import Reader
from assistant.terms import Locale, Outcome, Right

_LOCALES = tuple(locale.value for locale in Locale)
_CONCEPT = re.compile(r"^([a-z][a-z0-9-]*):", re.MULTILINE)
LIBRARY = ("topics", "concepts", "shared")
"""The folders that every controller shares; no controller has one of these names."""
WORDING = frozenset(
    ("asking", "doings-data", "law", "rights", "sharing", "smalltalk", "spans", "states", "time", "wants")
)
"""The files of concepts that tell what is asked or done; the others name what it is asked of."""


def library_files(folder: Path) -> tuple[Path, ...]:
    """Return the library's files below an `intents` folder, in a fixed order."""
    return tuple(path for name in LIBRARY for path in sorted((folder / name).glob("*.yaml")))


def things_of(folder: Path) -> frozenset[str]:
    """Return the names of the concepts below an `intents` folder that a question may be about."""
    files = [path for path in (folder / "concepts").glob("*.yaml") if path.stem not in WORDING]
    return frozenset(name for path in files for name in _CONCEPT.findall(path.read_text(encoding="utf-8")))


def library_hash(folder: Path) -> str:
    """Return a hash of every name and byte of the library."""
    digest = hashlib.blake2b(digest_size=16)
    for path in library_files(folder):
        digest.update(f"{path.parent.name}/{path.name}\0".encode())
        digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest.hexdigest()


def load_library(folder: Path) -> Library:
    """Return the library below an `intents` folder.

    Raises:
        ContentError: the first problem, with the number of the others.
    """
    library, problems = read_library(folder)
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more: assistant intents check)" if problems[1:] else ""
        raise ContentError(
            first.path, first.fault + more, code=first.code, line=first.line, column=first.column
        )
    return library


Said = tuple[Reader, Node, Utterance]
"""An utterance with the file and the node that it was read from."""


def read_library(folder: Path) -> tuple[Library, tuple[ContentError, ...]]:
    """Return what can be read of the library, and every problem in it."""
    library, problems, _ = read_placed(folder)
    return library, problems


def read_placed(folder: Path) -> tuple[Library, tuple[ContentError, ...], tuple[Said, ...]]:
    """Return what `read_library` does, and where each utterance of a known intent stands."""
    problems: list[ContentError] = []
    topics: dict[str, Topic] = {}
    intents: dict[str, Intent] = {}
    said: list[Said] = []
    for path in sorted((folder / "topics").glob("*.yaml")):
        reader = Reader(path)
        topic = _topic(reader)
        topics[topic.id] = topic
        problems += reader.problems
    for path in sorted((folder / "shared").glob("*.yaml")):
        reader = Reader(path)
        intent, own = _intent(reader, topics)
        intents[intent.id] = intent
        said += [(reader, node, utterance) for node, utterance in own]
        problems += reader.problems
    words: dict[str, Mapping[Locale, tuple[str, ...]]] = {}
    for path in sorted((folder / "concepts").glob("*.yaml")):
        reader = Reader(path)
        _add_concepts(reader, words)
        problems += reader.problems
    if not intents:
        problems.append(ContentError(folder, "no intents in its folder `shared`", code="EMPTY"))
    problems += _clashes(said, intents)
    known = tuple(placed for placed in said if placed[2].intent in intents)
    utterances = tuple(utterance for _, _, utterance in known)
    return Library(intents, utterances, topics, words, things_of(folder)), tuple(problems), known


def _topic(reader: Reader) -> Topic:
    root = reader.root()
    if root is None:
        return Topic(reader.path.stem)
    keys = reader.mapping(root, required=("topic", "headings", "statements"), optional=("article", "kin"))
    _named_like_file(reader, keys.get("topic"))
    kin = keys.get("kin")
    known = [path.stem for path in reader.path.parent.glob("*.yaml")]
    return Topic(
        reader.path.stem,
        reader.string(keys.get("article")),
        _by_locale(reader, keys.get("headings")),
        _by_locale(reader, keys.get("statements")),
        tuple(reader.choice(item, known) for item in kin.value) if isinstance(kin, SequenceNode) else (),
    )


def _add_concepts(reader: Reader, words: dict[str, Mapping[Locale, tuple[str, ...]]]) -> None:
    """Add one file's concepts: each a name, and by language its words in one text."""
    root = reader.root()
    names = [str(key.value) for key, _ in root.value] if isinstance(root, MappingNode) else []
    for name, node in reader.mapping(root, optional=names).items() if root is not None else ():
        if name in words:
            reader.fault(node, "DUPLICATE", f"concept {name!r} stands in another file, too; keep one")
        own = reader.mapping(node, required=_LOCALES)
        words[name] = {Locale(k): tuple(reader.string(v).split()) for k, v in own.items()}


def _intent(reader: Reader, topics: Collection[str]) -> tuple[Intent, list[tuple[Node, Utterance]]]:
    own = reader.path.stem
    root = reader.root()
    if root is None:
        return Intent(own), []
    optional = ("topic", "outcome", "right", "urgent", "source", "near")
    keys = reader.mapping(root, required=("intent", "utterances"), optional=optional)
    _named_like_file(reader, keys.get("intent"))
    outcome = Outcome(reader.choice(keys.get("outcome"), [o.value for o in Outcome]) or Outcome.ANSWER)
    right = reader.choice(keys.get("right"), [r.value for r in Right])
    topic = reader.choice(keys.get("topic"), topics)
    if (outcome is Outcome.REQUEST) != ("right" in keys):
        reader.fault(root, "RIGHT", "`right` belongs to `outcome: request`, and to nothing else")
    if outcome is Outcome.ANSWER and "topic" not in keys:
        reader.fault(root, "MISSING", "an intent that is answered needs a `topic`")
    is_about_chat = reader.choice(keys.get("source"), ["assistant"]) == "assistant"
    intent = Intent(
        own,
        topic or None,
        outcome,
        Right(right) if right else None,
        reader.flag(keys.get("urgent")),
        is_about_chat,
    )
    return intent, [*_utterances(reader, own, keys.get("utterances")), *_near(reader, keys.get("near"))]


def _named_like_file(reader: Reader, node: Node | None) -> None:
    name = reader.string(node)
    if name and name != reader.path.stem:
        reader.fault(node, "NAME", f"{name!r} stands in a file named {reader.path.stem!r}; make them one")


def _by_locale(reader: Reader, node: Node | None) -> Mapping[Locale, tuple[str, ...]]:
    if node is None:
        return {}
    return {Locale(k): reader.strings(v) for k, v in reader.mapping(node, required=_LOCALES).items()}


def _utterances(reader: Reader, intent: str, node: Node | None) -> list[tuple[Node, Utterance]]:
    if node is None:
        return []
    found: list[tuple[Node, Utterance]] = []
    for locale, listed in reader.mapping(node, required=_LOCALES).items():
        reader.strings(listed)
        if isinstance(listed, SequenceNode):
            found += [(n, Utterance(str(n.value), intent, Locale(locale))) for n in listed.value]
    return found


def _near(reader: Reader, node: Node | None) -> list[tuple[Node, Utterance]]:
    """Near misses count as utterances of the intent that they name; their language is found later."""
    if node is None:
        return []
    if not isinstance(node, SequenceNode):
        reader.fault(node, "SHAPE", "expected a list of `{text: …, intent: …}`")
        return []
    found: list[tuple[Node, Utterance]] = []
    for item in node.value:
        keys = reader.mapping(item, required=("text", "intent"), optional=("lang",))
        text, intent = reader.string(keys.get("text")), reader.string(keys.get("intent"))
        lang = reader.choice(keys.get("lang"), _LOCALES) or _guess(text)
        if text and intent:
            found.append((item, Utterance(text, intent, Locale(lang))))
    return found


def _guess(text: str) -> Locale:
    """Tell a near miss's language by its letters alone: it only chooses a stemmer."""
    if "å" in text:
        return Locale.SV
    return Locale.FI if "ä" in text or "ö" in text else Locale.EN


def _clashes(said: list[Said], intents: Mapping[str, Intent]) -> list[ContentError]:
    """Return a problem for each utterance that stands in two intents, or names an unknown intent."""
    first: dict[tuple[str, Locale], str] = {}
    problems = []
    for reader, node, utterance in said:
        place = {"line": node.start_mark.line + 1, "column": node.start_mark.column + 1}
        if utterance.intent not in intents:
            fault = f"unknown intent {utterance.intent!r}"
            problems.append(ContentError(reader.path, fault, code="UNKNOWN", **place))
            continue
        key = (utterance.text.casefold(), utterance.lang)
        other = first.setdefault(key, utterance.intent)
        if other != utterance.intent:
            fault = f"{utterance.text!r} stands in {other!r} too; keep it where visitors mean it"
            problems.append(ContentError(reader.path, fault, code="CLASH", **place))
    return problems


def model_path(folder: Path) -> Path:
    """Return where the model fitted from the library below an `intents` folder is kept."""
    return folder / ".model" / f"{library_hash(folder)}-{FORMAT}.npz"


def load_model(folder: Path) -> Model:
    """Return the model fitted from exactly this library by exactly this code.

    Raises:
        ContentError: it was not fitted yet, or its file is not whole.
    """
    path = model_path(folder)
    if not path.is_file():
        fault = "the matcher is not fitted to these intents yet; run: assistant intents build"
        raise ContentError(folder, fault, code="MODEL")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return from_arrays(arrays, things_of(folder))
    except (BadZipFile, EOFError, KeyError, OSError, ValueError, zlib.error):
        fault = "the fitted matcher is not whole; run: assistant intents build"
        raise ContentError(path, fault, code="MODEL") from None


def save_model(folder: Path, model: Model) -> Path:
    """Keep the model beside its library and drop those of earlier contents; return its path."""
    path = model_path(folder)
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".new.npz")
    np.savez(unfinished, allow_pickle=False, **to_arrays(model))
    unfinished.replace(path)
    for other in path.parent.glob("*.npz"):
        if other != path:
            other.unlink()
    return path
