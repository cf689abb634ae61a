"""Packages for access and portability: one sealed ZIP per line, for its person alone. Rule R-4."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import NotFoundError, PermissionDeniedError
from assistant.rights.checklist import ItemState
from assistant.rights.deadline import local_date
from assistant.rights.identity import Level, Method
from assistant.rights.states import LineState
from assistant.service import files, tickets
from assistant.service.acting import Act
from assistant.service.holdings import Json, holdings
from assistant.service.items import items_of
from assistant.service.keys import seal, seal_bytes, unseal_bytes
from assistant.service.package_page import page
from assistant.service.parts import Parts
from assistant.service.tables import as_csv
from assistant.service.tickets import Change
from assistant.store import ChecklistItem, DataSubjectRequest, Package, RequestLine, Verification
from assistant.terms import Right
from assistant.text import slug
from assistant.tickets.history import TransactionKind

PACKAGED = frozenset({Right.ACCESS, Right.PORTABILITY})
PROVED = Level.L1
"""What a visit proves: control of the mailbox."""
_ALWAYS = (2020, 1, 1, 0, 0, 0)
"""The time of every file in a ZIP, so that the same content makes the same bytes."""


def of_line(session: Session, line: RequestLine) -> Package | None:
    """Return the package of a line; None if it has none, or it was erased."""
    found = session.scalars(select(Package).where(Package.line_id == line.id)).one_or_none()
    return found if found is not None and found.size else None


def make(act: Act, line: RequestLine) -> None:
    """Make the package of an access or portability line from what is there now; others have none."""
    if Right(line.right) not in PACKAGED:
        return
    content = zipped(act, line)
    found = act.session.scalars(select(Package).where(Package.line_id == line.id)).one_or_none()
    package = found or Package(line=line, downloads=0)
    package.sealed = seal_bytes(act.parts.keys, line.request.wrapped_key, content)
    package.size, package.made = len(content), act.now
    package.delivered = package.expires = None
    act.session.add(package)
    ticket = tickets.of_request(act.session, line.request)
    change = Change("R-4", f"line {line.position}", None, f"{len(content)} bytes")
    tickets.record(act, ticket, TransactionKind.EXPORTED, change=change)
    settle(act, line, "own", ItemState.DONE, "Added to the package.")


def drop(session: Session, line: RequestLine) -> None:
    """Erase the package of a line that is answered without one."""
    found = session.scalars(select(Package).where(Package.line_id == line.id)).one_or_none()
    if found is not None:
        erase(found)


def erase(package: Package) -> None:
    """Empty a package; that there was one stays known."""
    package.sealed, package.size = None, 0


def publish(act: Act, line: RequestLine, *, until: date) -> None:
    """Let the person download the package to the end of a day, in the controller's time zone."""
    package = of_line(act.session, line)
    if package is None and Right(line.right) not in PACKAGED:
        return
    if package is None:
        for name in ("own", "delivery"):
            settle(act, line, name, ItemState.NOT_APPLICABLE, "No package goes with this answer.")
        return
    zone = ZoneInfo(act.parts.knowledge().controller(line.request.controller).timezone)
    package.delivered = act.now
    package.expires = datetime.combine(until + timedelta(days=1), time.min, zone)
    told = f"Can be downloaded until {until.isoformat()}."
    if line.request.address is None:
        told = "An approver opens it, and it goes by post with the letter."
    settle(act, line, "delivery", ItemState.DONE, told)


def settle(act: Act, line: RequestLine, name: str, state: ItemState, note: str) -> None:
    """Record what came of an item that the assistant sees to itself."""
    for item in items_of(act.session, line):
        if item.is_automatic and item.key == f"{line.right}:{name}":
            old, item.state = item.state, state.value
            item.evidence = seal(act.parts.keys, line.request.wrapped_key, note)
            item.done_at = act.now
            ticket = tickets.of_request(act.session, line.request)
            change = Change("F-1", item.key, old, item.state)
            tickets.record(act.as_system, ticket, TransactionKind.CHECKED_ITEM, change=change, text=note)


def last_day(parts: Parts, package: Package) -> date | None:
    """Return the last day on which a package can be downloaded, in the controller's time zone."""
    if package.expires is None:
        return None
    zone = parts.knowledge().controller(package.line.request.controller).timezone
    return local_date(package.expires, zone) - timedelta(days=1)


def open_packages(session: Session, request: DataSubjectRequest, *, now: datetime) -> list[Package]:
    """Return the packages of a request that can be downloaded now."""
    ready = (
        select(Package)
        .join(Package.line)
        .where(RequestLine.request_id == request.id, Package.sealed.is_not(None))
        .where(Package.delivered <= now, Package.expires > now)
        .order_by(RequestLine.position)
    )
    return [one for one in session.scalars(ready) if one.line.state != LineState.PURGED]


def is_open_to(session: Session, package: Package, *, verified: datetime) -> bool:
    """Tell whether a visit given at some instant is enough: after the delivery, and as strong a proof again.

    A visit proves a mailbox. Where a line needs more, such a proof must have been given since the delivery.
    """
    level, delivered = Level[package.line.level], package.delivered
    if delivered is None or verified < delivered.replace(microsecond=0):
        return False
    if level <= PROVED:
        return True
    since = select(Verification.level).where(
        Verification.request_id == package.line.request_id,
        Verification.at >= delivered,
        Verification.method != Method.OVERRIDE.value,
    )
    return any(Level[found] >= level for found in session.scalars(since))


def download(act: Act, request: DataSubjectRequest, number: str, *, verified: datetime) -> bytes:
    """Return a package's bytes to its person, and record that it was downloaded.

    `verified` is when the person's visit was given.

    Raises:
        NotFoundError: there is no such package, or it is not or no longer to be had.
        PermissionDeniedError: the proof is weaker than the line's, or older than the package's delivery.
    """
    ticket = tickets.hold(act.session, request)
    ready = open_packages(act.session, request, now=act.now)
    package = next((one for one in ready if one.id == number), None)
    if package is None or package.sealed is None:
        raise NotFoundError("There is no such package, or its time is over.")
    if not is_open_to(act.session, package, verified=verified):
        raise PermissionDeniedError("Confirm again that it is you, and then download the package.")
    package.downloads += 1
    change = Change(
        "R-4", f"line {package.line.position}", str(package.downloads - 1), str(package.downloads)
    )
    tickets.record(act, ticket, TransactionKind.PACKAGE_DOWNLOADED, change=change)
    return unseal_bytes(act.parts.keys, request.wrapped_key, package.sealed)


def opened(act: Act, line: RequestLine) -> bytes:
    """Return a line's package to a member of staff who may see it, and record that they looked.

    Raises:
        NotFoundError: the line has no package.
    """
    package = of_line(act.session, line)
    if package is None or package.sealed is None:
        raise NotFoundError("There is no such package, or its time is over.")
    ticket = tickets.hold(act.session, line.request)
    tickets.record(
        act, ticket, TransactionKind.VIEWED, change=Change("R-4", f"line {line.position}", None, "package")
    )
    return unseal_bytes(act.parts.keys, line.request.wrapped_key, package.sealed)


def zipped(act: Act, line: RequestLine) -> bytes:
    """Return the ZIP: what the assistant holds in three forms, and the files of the line's items."""
    held = holdings(act.session, act.parts, line.request)
    if Right(line.right) is Right.PORTABILITY:
        held = _given_by_the_person(held)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        added = list(_files(act, line))
        _write(archive, "index.html", page(line, held, [name for name, _ in added]).encode())
        _write(archive, "assistant.json", json.dumps(held, ensure_ascii=False, indent=2).encode())
        _write(archive, "requests.csv", _history(held).encode())
        _write(archive, "chats.csv", _chats(held).encode())
        for name, content in added:
            _write(archive, name, content)
    return out.getvalue()


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _ALWAYS), content, zipfile.ZIP_DEFLATED)


def _files(act: Act, line: RequestLine) -> Iterator[tuple[str, bytes]]:
    for item in items_of(act.session, line):
        taken: set[str] = set()
        for kept in item.files:
            name = _fresh(files.name_of(act.parts, kept), taken)
            yield f"files/{_folder(item)}/{name}", files.content_of(act.parts, kept)


def _folder(item: ChecklistItem) -> str:
    return f"{item.position:02d}-{slug(item.place or item.key.partition(':')[2], limit=40)}"


def _fresh(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    fresh, number = name, 2
    while fresh.casefold() in taken:
        fresh, number = f"{stem or suffix} ({number}){dot}{suffix if stem else ''}", number + 1
    taken.add(fresh.casefold())
    return fresh


def _given_by_the_person(held: Json) -> Json:
    """Return only what the person gave themselves: Art. 20 goes no further."""
    chats = [
        {**chat, "entries": [e for e in chat["entries"] if e["by"] == "visitor"]}
        for chat in held["conversations"]
    ]
    requests = [
        {**one, "history": [e for e in one["history"] if e["by"] == "you"]} for one in held["requests"]
    ]
    return {"requests": requests, "conversations": chats}


def _history(held: Json) -> str:
    rows = [
        (one["reference"], event["at"], event["by"], event["kind"], event["text"])
        for one in held["requests"]
        for event in one["history"]
    ]
    return as_csv(("reference", "at", "by", "kind", "text"), rows)


def _chats(held: Json) -> str:
    rows = [
        (number, entry["at"], entry["by"], entry["text"])
        for number, chat in enumerate(held["conversations"], start=1)
        for entry in chat["entries"]
    ]
    return as_csv(("chat", "at", "by", "text"), rows)
