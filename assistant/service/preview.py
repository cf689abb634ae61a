"""Lets editors ask a draft before it is published: the very dialogue, of which nothing is kept or filed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from assistant.answers.changes import carried
from assistant.answers.decide import decide
from assistant.answers.knowledge import Knowledge, joined
from assistant.answers.reasons import reasons
from assistant.answers.volume import Own
from assistant.dialogue.engine import advance
from assistant.dialogue.events import Said
from assistant.dialogue.state import State
from assistant.dialogue.turn import Scene
from assistant.errors import ContentError, InvalidInputError, NotFoundError
from assistant.matcher.language import identify
from assistant.policy.blocks import Block, BlockKind, Document
from assistant.policy.model import Policy
from assistant.policy.read import as_policy
from assistant.policy.read_apart import Limits
from assistant.policy.read_file import PACKED, PLAIN, read_document
from assistant.policy.read_markdown import read_markdown
from assistant.policy.read_text import read_text
from assistant.service.masking import clean
from assistant.service.parts import Parts
from assistant.service.rendering import body
from assistant.terms import Locale
from assistant.text import nfc

DRAFT_BYTES = 3_000_000
DRAFT_CHARACTERS = 120_000
"""What a draft may have: several times the longest policy that we have seen."""
ENDINGS = tuple(sorted([*PLAIN, *PACKED]))
READING = Limits(cpu_seconds=15, wall_seconds=30.0)
_SAMPLE = 3000


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it would be answered from. `lost` names intents whose confirmed answer it no longer has."""

    policy: Policy
    knowledge: Knowledge = field(repr=False)
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a visitor would get for a question, in the bodies of the chat, and why."""

    question: str
    lang: str
    outcome: str
    intent: str
    score: float
    bodies: tuple[Mapping[str, Any], ...]
    why: tuple[str, ...]


def listed(root: Path, controller: str) -> tuple[str, ...]:
    """Return the names of the files beside a controller's settings that can be read as a policy."""
    folder = root / "policies" / controller
    return tuple(sorted(p.name for p in folder.glob("*") if p.suffix.lower() in ENDINGS and p.is_file()))


def read_listed(root: Path, controller: str, name: str) -> Document:
    """Return one of the files that are listed, as it stands now.

    Raises:
        NotFoundError: it is not there.
        InvalidInputError: it cannot be read.
    """
    if name not in listed(root, controller):
        raise NotFoundError("There is no such file.")
    return _read(root / "policies" / controller / name)


def read_upload(name: str, content: bytes) -> Document:
    """Return what an uploaded file holds; its bytes are on disk only while they are read.

    Raises:
        InvalidInputError: it cannot be read.
    """
    if len(content) > DRAFT_BYTES:
        raise InvalidInputError("The file is too large.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"draft{PurePath(name).suffix.lower()}"
        path.write_bytes(content)
        return _read(path)


def read_pasted(text: str) -> Document:
    """Return what was pasted: Markdown if it has its headings, else plain text.

    Raises:
        InvalidInputError: there is no text in it, or too much.
    """
    text = nfc(text.replace("\r\n", "\n").replace("\x00", ""))
    is_markdown = any(line.startswith(("# ", "## ", "### ")) for line in text.splitlines())
    return _checked((read_markdown if is_markdown else read_text)(text))


def as_json(document: Document) -> str:
    """Return a document as one line that its page carries from question to question."""
    return json.dumps(
        [[block.kind, block.text, block.level] for block in document.blocks], ensure_ascii=False
    )


def of_json(text: str) -> Document:
    """Return the document that a page carried.

    Raises:
        InvalidInputError: it was changed underway.
    """
    try:
        blocks = [Block(BlockKind(kind), str(said), int(level)) for kind, said, level in json.loads(text)]
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidInputError("The draft cannot be read; give it again.") from error
    return _checked(Document(tuple(blocks)))


def preview(parts: Parts, controller: str, document: Document) -> Preview:
    """Return a draft as it would be answered from if it were published: the controller's only policy.

    What editors confirmed counts where the draft still says it.

    Raises:
        NotFoundError: there is no such controller.
    """
    live = parts.knowledge()
    known = live.controller(controller)
    policy = as_policy(document, id=f"{controller}/{Locale.EN}", locale=Locale.EN)
    lang = identify(live.model.languages, policy.text[:_SAMPLE], given=None).lang or next(iter(known.locales))
    policy = as_policy(document, id=f"{controller}/{lang}", locale=lang)
    edited, lost = carried(live.edited(policy), policy)
    own = Own(known, {lang: policy}, {policy.id: edited} if edited else {})
    return Preview(policy, joined([own], live.notices, live.model), tuple(sorted(lost)))


def ask(parts: Parts, draft: Preview, question: str) -> Shown:
    """Return what a visitor would get for a first question, and why; nothing is kept or filed."""
    controller, text = draft.policy.id.partition("/")[0], clean(question)
    sources = draft.knowledge.sources(controller)
    decision = decide(text, sources=sources, given=draft.policy.locale)
    scene = Scene(draft.knowledge, parts.now())
    turn = advance(State(controller, decision.lang or draft.policy.locale), Said(text), scene)
    bodies = tuple(body(reply, turn.state.locale) for reply in turn.replies)
    why = reasons(text, decision, sources)
    return Shown(text, turn.state.locale, decision.outcome, decision.intent, decision.score, bodies, why)


def _read(path: Path) -> Document:
    try:
        return _checked(read_document(path, limits=READING))
    except ContentError as error:
        raise InvalidInputError(f"{error.code} {error.fault}") from error


def _checked(document: Document) -> Document:
    if not any(block.kind is not BlockKind.HEADING for block in document.blocks):
        raise InvalidInputError("There is no text in the draft.")
    if sum(len(block.text) for block in document.blocks) > DRAFT_CHARACTERS:
        raise InvalidInputError("The draft is too long.")
    return document
