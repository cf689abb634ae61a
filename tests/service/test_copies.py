"""Holds that a restored copy brings nothing back that was erased, and that its records hold: rule T-1."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.adapters.anchor_file import AnchorFile
from assistant.adapters.erasure_file import ErasureFile
from assistant.errors import UnavailableError
from assistant.service import audit, requests, retention, tickets
from assistant.service.parts import Parts
from assistant.service.ports import Erasure
from assistant.store import copies
from assistant.terms import Right
from assistant.tickets.history import Anchor
from tests.service.conftest import ADDRESS, ALVA, Clock, Postbox, acting, filing
from tests.service.test_retention import file_and_close


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_a_restored_copy_erases_again_what_was_erased_since_and_its_record_holds(
    parts: Parts, engine: Engine, postbox: Postbox, clock: Clock, tmp_path: Path
) -> None:
    """Rules T-1 and A-1, through the real tools of either database."""
    with parts.sessions() as session:
        erased = file_and_close(parts, session, postbox)
        kept = requests.file(acting(parts, session), filing(Right.MARKETING_BAN, key="two")).reference
        session.commit()
    copy = tmp_path / "copies" / "first"
    copies.backup(url_of(engine), copy)
    assert ADDRESS.encode() in copy.read_bytes() or not copy.read_bytes().startswith(b"SQLite")
    clock.move(days=800)
    retention.retain(parts)
    with parts.sessions.begin() as session:
        tickets.comment(
            acting(parts, session, ALVA),
            tickets.of_request(session, requests.find(session, kept)),
            "Later than the copy.",
        )
        requests.file(acting(parts, session), filing(Right.ERASURE, key="three"))
    with parts.reads() as session:
        audit.anchor(session, parts)
    engine.dispose()
    copies.restore(url_of(engine), copy)
    with parts.reads() as session:
        assert requests.find(session, erased).address == ADDRESS
    retention.replay(parts, parts.erasures.all())
    with parts.reads() as session:
        assert requests.find(session, erased).address is None
        assert requests.find(session, kept).address == ADDRESS
        assert len(audit.verify_all(session, parts, kept=parts.anchors.all(), gone=audit.erased(parts))) > 0
        parts.anchors.restart(audit.anchors(session))
        assert audit.verify_all(session, parts, kept=parts.anchors.all(), gone=audit.erased(parts)) == {}


def test_what_is_no_copy_is_refused_and_leaves_the_database_alone(
    parts: Parts, engine: Engine, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not a copy", encoding="utf-8")
    with pytest.raises(UnavailableError, match="no copy"):
        copies.restore(url_of(engine), wrong)
    with parts.reads() as session:
        assert audit.anchors(session) == {}


def test_the_files_beside_the_database_keep_what_they_are_told(tmp_path: Path) -> None:
    """Rules T-1 and A-1."""
    erasures, anchors = ErasureFile(tmp_path / "erasures"), AnchorFile(tmp_path / "anchors")
    assert (erasures.all(), anchors.all()) == ([], {})
    erasures.note(Erasure("body", "A"))
    erasures.note(Erasure("stub", "B"))
    assert erasures.all() == [Erasure("body", "A"), Erasure("stub", "B")]
    anchors.note({"A": Anchor(3, "x"), "B": Anchor(2, "y")})
    anchors.note({"A": Anchor(5, "z")})
    assert anchors.all() == {"A": [Anchor(3, "x"), Anchor(5, "z")], "B": [Anchor(2, "y")]}
    anchors.restart({"A": Anchor(4, "w")})
    assert anchors.all() == {"A": [Anchor(3, "x"), Anchor(4, "w")]}
    for path in (tmp_path / "erasures", tmp_path / "anchors"):
        assert path.stat().st_mode & 0o077 == 0


def test_a_line_that_was_written_in_part_spoils_no_other(tmp_path: Path) -> None:
    """As a full disk or a power cut leaves it; what it was to note was not erased."""
    erasures, anchors = ErasureFile(tmp_path / "erasures"), AnchorFile(tmp_path / "anchors")
    erasures.note(Erasure("body", "A"))
    anchors.note({"A": Anchor(3, "x")})
    for path in (erasures.path, anchors.path):
        with path.open("a", encoding="utf-8") as file:
            file.write('{"kind": "bo')
    erasures.note(Erasure("stub", "B"))
    anchors.note({"A": Anchor(5, "z")})
    assert erasures.all() == [Erasure("body", "A"), Erasure("stub", "B")]
    assert anchors.all() == {"A": [Anchor(3, "x"), Anchor(5, "z")]}


def test_the_password_of_the_database_is_in_no_command_that_others_may_list(tmp_path: Path) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@ $PGPASSWORD" > {tmp_path}/told\n', encoding="utf-8")
    program.chmod(0o700)
    url = "postgresql://assistant:not-to-be-seen@database.example.org/assistant"
    command = "import sys, pathlib; from assistant.store.copies import backup; "
    command += "backup(sys.argv[1], pathlib.Path(sys.argv[2]))"
    subprocess.run(
        [sys.executable, "-c", command, url, str(tmp_path / "copy")],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        check=True,
        timeout=60,
    )
    *arguments, password = (tmp_path / "told").read_text(encoding="utf-8").split()
    assert password == "not-to-be-seen"
    assert arguments[-1] == "--dbname=postgresql://assistant@database.example.org/assistant"
    assert not any(password in argument for argument in arguments)


def test_a_list_of_erasures_that_cannot_be_written_stops_the_erasing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UnavailableError, match="cannot be written"):
        ErasureFile(tmp_path / "file" / "below").note(Erasure("body", "A"))
