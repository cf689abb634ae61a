"""Runs `assistant` with a kill armed at a commit: as if the power went at that very moment.

The file named by FAULT holds `N before` or `N after`: the process kills itself before or after it commits
the Nth change of a request, counted from when the file is there. Nothing of this is in the program.
"""

import os
import re
import signal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from assistant.cli import main

CHANGE = re.compile(
    r'^(?:INSERT INTO|UPDATE) "?(?:request|request_line|ticket|transaction|outbox_mail|challenge)"?\b'
)
ARMED = Path(os.environ.pop("FAULT"))
done = {"commits": 0}


def note_change(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
    if CHANGE.match(statement):
        _connection.info["changed"] = True


def before(connection: Connection) -> None:
    if connection.info.pop("changed", False) and ARMED.is_file():
        done["commits"] += 1
        strike("before")


def after(_session: Session) -> None:
    if done["commits"]:
        strike("after")


def strike(when: str) -> None:
    number, _, wanted = ARMED.read_text(encoding="ascii").partition(" ")
    if (done["commits"], when) == (int(number), wanted):
        os.kill(os.getpid(), signal.SIGKILL)


event.listen(Engine, "before_cursor_execute", note_change)
event.listen(Engine, "commit", before)
event.listen(Session, "after_commit", after)

if __name__ == "__main__":
    main()
