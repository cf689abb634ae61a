"""How fast the inbox and searches are with many tickets, on SQLite or PostgreSQL, and by which plans.

Run: python -m bench.tickets sqlite:////tmp/tickets.db [--tickets 10000] [--rounds 40]
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, event, insert, select, text
from sqlalchemy.orm import Session

from assistant.adapters.bus import InProcessBus
from assistant.answers.knowledge import Knowledge
from assistant.matcher.model import Model
from assistant.service import board, queues, searches
from assistant.service.acting import SYSTEM, Act
from assistant.service.board import Show, Wish
from assistant.service.keys import Keys, new_wrapped_key
from assistant.service.limits import Limits
from assistant.service.parts import Parts
from assistant.service.queues import NewQueue
from assistant.service.stems import hashes, stems
from assistant.store import DataSubjectRequest, RequestLine, StaffMember, Stem, Ticket
from assistant.store.database import open_engine, session_makers, upgrade
from assistant.terms import Right, Role, TicketStatus

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
QUEUES = ("nord-privacy", "nord-privacy-unverified", "sund-privacy", "west-privacy")
WORDS = (
    "invoice",
    "newsletter",
    "address",
    "account",
    "warehouse",
    "camera",
    "contract",
    "complaint",
    "order",
)
RARE = "zebra"
MOST_REFERENCES = 10_000
GROWING = ("ticket", "request", "request_line", "stem", "transaction", "watcher", "link", "custom_value")
"""Tables that grow with the tickets; of the few members and queues the whole table is read."""
WISHES = {
    "inbox: open work": Wish(Show.OPEN),
    "inbox: my tickets": Wish(Show.MINE),
    "inbox: overdue": Wish(Show.LATE),
    "inbox: waiting for identity": Wish(Show.IDENTITY),
    "inbox: all, page 20": Wish(Show.ALL, page=20),
    "search: a rare word": Wish(Show.ALL, query=RARE),
    "search: two common words": Wish(Show.ALL, query="invoice account"),
    "search: a reference": Wish(Show.ALL, query="R000-0000-0000-4321"),
    "search: TicketSQL": Wish(
        Show.ALL, query="Status = '__Active__' AND Owner IS NULL AND Right = 'access' AND Due < 'in 1 week'"
    ),
    "search: content and dates": Wish(
        Show.ALL,
        query="Content LIKE 'camera contract' AND Created > '60 days ago' AND Queue = 'sund-privacy'",
    ),
}


def fill(session: Session, parts: Parts, number: int) -> None:
    """Put tickets into an empty database, rows straight into their tables."""
    key, statuses = new_wrapped_key(parts.keys), list(TicketStatus)
    requests, lines, tickets, words = [], [], [], []
    for at in range(number):
        status = TicketStatus.RESOLVED if at % 4 else statuses[at // 4 % 3]
        received = NOW - timedelta(minutes=at * 37 % 500_000)
        due = (received + timedelta(days=30)).date()
        same = {"received_at": received, "due": due, "nominal": due, "internal_due": due, "trace": []}
        requests.append(
            {
                "id": f"{at:032}",
                "reference": f"R000-0000-0000-{at:04}" if at < MOST_REFERENCES else f"R{at}",
                "controller": "nord",
                "locale": "en",
                "channel": "chat",
                "idempotency_key": str(at),
                "address": f"person{at % 3000}@example.org",
                "address_hash": str(at % 3000),
                "verified_level": "L1",
                "wrapped_key": key,
                **same,
            }
        )
        right = list(Right)[at % 9].value
        state = "waiting_id" if status is TicketStatus.STALLED else "open"
        lines.append(
            {
                "id": f"{at:032}",
                "request_id": f"{at:032}",
                "position": 1,
                "right": right,
                "level": "L1",
                "state": state,
            }
        )
        tickets.append(
            {
                "id": at + 1,
                "queue": QUEUES[at % len(QUEUES)],
                "request_id": f"{at:032}",
                "subject_line": right,
                "status": status.value,
                "is_active": status is not TicketStatus.RESOLVED,
                "owner": f"member{at % 20}" if at % 3 else None,
                "priority": 0,
                "due": due,
                "created": received,
                "updated": received,
                "last_seq": 0,
                "head": "",
                "version": 1,
            }
        )
        chosen = {WORDS[(at + step) % len(WORDS)] for step in range(0, 12, 3)} | (
            {RARE} if at % 997 == 0 else set()
        )
        unique = {f"word{(at * 31 + step) % 20_000}" for step in range(40)}
        found = hashes(parts.keys, {stem for word in chosen | unique for stem in stems(word)})
        words += [{"hash": one, "ticket_id": at + 1} for one in found]
    for table, rows in (
        (DataSubjectRequest, requests),
        (RequestLine, lines),
        (Ticket, tickets),
        (Stem, words),
    ):
        for start in range(0, len(rows), 2000):
            session.execute(insert(table), rows[start : start + 2000])


def parts_of(engine: Engine) -> Parts:
    """Return the parts that lists need, at one moment that stands still."""
    writing, reading = session_makers(engine)
    knowledge = Knowledge({}, {}, {}, Model.__new__(Model))
    keys = Keys.derive("a secret of the benchmark, long enough")
    return Parts(
        writing, reading, lambda: NOW, lambda: knowledge, keys, Limits(), InProcessBus(), "http://127.0.0.1"
    )


def look(session: Session, parts: Parts, member: StaffMember, wish: Wish) -> None:
    """Ask the database everything that the page of a list shows."""
    board.board(session, parts, member, wish)
    board.queue_counts(session, member)
    searches.of_member(session, member)


def plans(engine: Engine, parts: Parts, member: StaffMember, wish: Wish) -> list[str]:
    """Return the lines of the plans that read a whole table, of every statement that a wish needs."""

    def ask() -> None:
        with parts.reads() as session:
            look(session, parts, member, wish)

    return whole_tables(engine, ask, GROWING)


def whole_tables(engine: Engine, do: Callable[[], object], tables: Collection[str]) -> list[str]:
    """Return the lines of the plans that read one of these tables whole, of every statement of it."""
    seen: dict[str, object] = {}
    is_sqlite = engine.dialect.name == "sqlite"

    def keep(connection: Connection, _cursor: object, statement: str, given: object, *_: object) -> None:  # noqa: ARG001
        if statement.startswith(("SELECT", "UPDATE", "DELETE")) and not isinstance(given, list):
            seen[statement] = given

    event.listen(engine, "before_cursor_execute", keep)
    do()
    event.remove(engine, "before_cursor_execute", keep)
    marks = [f"{'SCAN' if is_sqlite else 'Seq Scan on'} {table}" for table in tables]
    full: list[str] = []
    with engine.connect() as connection:
        for statement, given in seen.items():
            explain = f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{statement}"
            rows = connection.exec_driver_sql(explain, given)  # type: ignore[arg-type]
            told = [str(row[-1]) for row in rows]
            full += [
                line.strip() for line in told if any(mark in line for mark in marks) and "USING" not in line
            ]
    return full


def main() -> None:
    """Fill the database if it is empty, then measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("url")
    asked.add_argument("--tickets", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=40)
    given = asked.parse_args()
    engine = open_engine(given.url)
    upgrade(engine)
    parts = parts_of(engine)
    member = StaffMember(
        name="member1",
        password_hash="",
        role=Role.APPROVER.value,
        queues=["nord-privacy", "sund-privacy"],
        created=NOW,
    )
    with parts.sessions.begin() as session:
        if session.scalar(select(Ticket.id).limit(1)) is None:
            act = Act(session, parts, SYSTEM, NOW)
            for name in QUEUES[2:]:
                queues.add(act, NewQueue(name))
            fill(session, parts, given.tickets)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    head = "median ms | p95 ms | p95 of the processor's time here, ms | reads a whole table"
    sys.stdout.write(f"| {engine.dialect.name}, {given.tickets} tickets | {head} |\n|---|---|---|---|---|\n")
    for name, wish in WISHES.items():
        times, works = [], []
        for _ in range(given.rounds):
            start, worked = time.perf_counter(), time.process_time()
            with parts.reads() as session:
                look(session, parts, member, wish)
            works.append((time.process_time() - worked) * 1000)
            times.append((time.perf_counter() - start) * 1000)
        times.sort()
        works.sort()
        full = plans(engine, parts, member, wish)
        at = int(len(times) * 0.95) - 1
        figures = f"{statistics.median(times):.1f} | {times[at]:.1f} | {works[at]:.1f}"
        sys.stdout.write(f"| {name} | {figures} | {'; '.join(full) or 'no'} |\n")
    engine.dispose()


if __name__ == "__main__":
    main()
