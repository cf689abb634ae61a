"""What every use case may lean on, wired once by `compose` and passed down."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from assistant.answers.knowledge import Knowledge
from assistant.service.content import Content, FixedContent
from assistant.service.keys import Keys
from assistant.service.limits import Limits
from assistant.service.ports import Anchors, Bus, Erasures, NotedAnchors, NotedErasures


@dataclass(frozen=True, slots=True)
class Parts:
    """The running application's parts. `now` tells an aware instant; `base_url` ends without a slash.

    `knowledge` returns what is in force now; whoever asks twice in one turn may get two (`Act.holding`).
    `sessions` are for turns that write, `reads` for reading only: on SQLite the first take the write lock.
    """

    sessions: sessionmaker[Session]
    reads: sessionmaker[Session]
    now: Callable[[], datetime]
    knowledge: Callable[[], Knowledge]
    keys: Keys
    limits: Limits
    bus: Bus
    base_url: str
    is_demo: bool = False
    content: Content = field(default_factory=FixedContent)
    erasures: Erasures = field(default_factory=NotedErasures)
    anchors: Anchors = field(default_factory=NotedAnchors)
