"""A queue of a Request Tracker 5 over its REST 2.0: every call checked, none believed.

RT answers 200 to changes that it refuses and drops values that it cannot read, so whoever calls this reads
back after every change. Dates leave in UTC, in the one form that RT does not misread.
"""

import base64
import json
import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from assistant.errors import (
    AssistantError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    UnavailableError,
    UsageError,
)
from assistant.policy.load import Mirror
from assistant.service.attachments import MOST_BYTES as MOST_FILE_BYTES
from assistant.service.attachments import MOST_FILES, NewFile, safe_name, safe_type
from assistant.service.html_text import plain_text
from assistant.service.mirror_port import (
    NewRemote,
    News,
    Remote,
    RemoteFile,
    RemoteMessage,
    Touched,
    UnreachableError,
)

REFERENCE, RIGHTS, IDENTITY = "Request reference", "Rights", "Identity"
FIELDS = (REFERENCE, RIGHTS, IDENTITY)
CREATE_SECONDS, CALL_SECONDS = 20.0, 10.0
PAGE_LENGTH = 100
MOST_PAGES = 1000
MOST_BYTES = 16 * 1024 * 1024
"""As much of an answer is read: the largest file that is kept, in base64."""
SUBJECT_BYTES = 190
"""RT cuts subjects at 200 bytes, in the middle of a letter if it comes to that."""
UNSET = "1970-01-01T00:00:00Z"
_ADDRESS = re.compile(r"[^\s@,:;<>()\[\]\\\"\x00-\x1f]+@[^\s@,:;<>()\[\]\\\"\x00-\x1f]+")
_ERRORS: dict[int, type[AssistantError]] = {
    400: InvalidInputError,
    413: InvalidInputError,
    401: PermissionDeniedError,
    403: PermissionDeniedError,
    404: NotFoundError,
    412: ConflictError,
}


def quoted(text: str) -> str:
    """Return a text as a value of TicketSQL; nothing in it can end the value."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def spelt(at: datetime) -> str:
    """Return an instant as RT reads it. A date alone or an offset would clear the field."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def one_address(text: str) -> str:
    """Return the address if it is one and nothing else: RT looks up names, groups and lists in this place.

    Raises:
        InvalidInputError: it is none.
    """
    if not _ADDRESS.fullmatch(text):
        raise InvalidInputError("the address of the request cannot be a requestor in Request Tracker")
    return text


class RequestTrackerClient:
    """The few calls that a mirror needs; a connection each, so that any thread may use it."""

    def __init__(self, mirror: Mirror, token: str, *, scale: float = 1.0) -> None:
        """Take the mirror's settings and the token; `scale` shortens time limits in tests."""
        self._mirror, self._token, self._scale = mirror, token, scale
        self._base = urlsplit(mirror.url)
        self._queue_id = ""

    def check(self) -> None:
        """Hold that the queue, its fields and the rights that can be seen from outside are there."""
        where = f"mirror {self._mirror.url}"
        try:
            self._call("GET", "rt")
        except PermissionDeniedError:
            raise UsageError(f"{where}: the token is refused; see ASSISTANT_MIRROR_TOKENS") from None
        except (NotFoundError, InvalidInputError):
            raise UsageError(f"{where}: there is no REST 2.0 of a Request Tracker at this address") from None
        queue = self._queue(where)
        links = {(link.get("ref"), link.get("type")) for link in queue.get("_hyperlinks", ())}
        if ("create", "ticket") not in links:
            raise UsageError(
                f"{where}: the token's user lacks the right CreateTicket on {self._mirror.queue}"
            )
        seen = {field.get("name") for field in queue.get("TicketCustomFields", ())}
        missing = [name for name in FIELDS if name not in seen]
        if missing:
            raise UsageError(
                f"{where}: the queue {self._mirror.queue} lacks the custom fields {', '.join(missing)}, or "
                "the token's user lacks SeeCustomField on them; a file in docs/request-tracker.md makes them"
            )
        self._check_rights(where)

    def _queue(self, where: str) -> dict[str, Any]:
        try:
            queue: dict[str, Any] = self._call("GET", f"queue/{quote(self._mirror.queue, safe='')}")
        except (NotFoundError, PermissionDeniedError):
            raise UsageError(
                f"{where}: there is no queue {self._mirror.queue}, or the token's user lacks SeeQueue on it"
            ) from None
        if str(queue.get("Disabled", "0")) != "0":
            raise UsageError(f"{where}: the queue {self._mirror.queue} is disabled")
        return queue

    def _check_rights(self, where: str) -> None:
        """Look at the newest ticket, if there is one: only a ticket tells whether comments are permitted."""
        for item in self._search(f"Queue = {quoted(self._mirror.queue)}", per_page=1, fields="Status"):
            try:
                ticket = self._call("GET", f"ticket/{item['id']}")
            except (NotFoundError, PermissionDeniedError):
                raise UsageError(f"{where}: the token's user lacks the right ShowTicket") from None
            if "comment" not in {link.get("ref") for link in ticket.get("_hyperlinks", ())}:
                raise UsageError(f"{where}: the token's user lacks the right CommentOnTicket")
            return

    def find(self, reference: str) -> Sequence[int]:
        field = quoted("CF.{" + REFERENCE + "}")
        query = f"Queue = {quoted(self._mirror.queue)} AND {field} = {quoted(reference)}"
        return sorted(int(item["id"]) for item in self._search(query))

    def create(self, new: NewRemote) -> int:
        body: dict[str, Any] = {
            "Queue": self._mirror.queue,
            "Subject": _cut(new.subject_line),
            "Content": new.text,
            "ContentType": "text/plain",
            "Status": new.status,
            "CustomFields": {REFERENCE: new.reference, RIGHTS: new.rights, IDENTITY: new.identity},
        }
        if new.address:
            body["Requestor"] = one_address(new.address)
        if new.owner:
            body["Owner"] = new.owner
        if new.due is not None:
            body["Due"] = spelt(new.due)
        return int(self._add("ticket", body, new.files)["id"])

    def read(self, number: int) -> Remote:
        found, etag = self._answer("GET", f"ticket/{number}?fields[Queue]=Name")
        values = {field["name"]: field["values"] for field in found.get("CustomFields", ())}
        due = found.get("Due", UNSET)
        return Remote(
            id=int(found["id"]),
            etag=etag,
            status=found["Status"],
            owner=_id(found["Owner"]),
            due=None if due == UNSET else datetime.fromisoformat(due),
            reference=next(iter(values.get(REFERENCE) or ()), None) or "",
            requestors=tuple(_id(person) for person in found.get("Requestor", ())),
            maker=_id(found["Creator"]),
            queue=self._queue_name(found["Queue"]),
            subject_line=found.get("Subject") or "",
            copied=tuple(_id(person) for person in found.get("Cc", ())),
        )

    def _queue_name(self, found: dict[str, Any]) -> str:
        if name := found.get("Name"):
            return str(name)
        if not self._queue_id:
            self._queue_id = str(self._call("GET", f"queue/{quote(self._mirror.queue, safe='')}")["id"])
        return self._mirror.queue if str(found["id"]) == self._queue_id else str(found["id"])

    def change(self, number: int, etag: str, **values: str | datetime | None) -> None:
        body = {}
        for name, value in values.items():
            if isinstance(value, datetime):
                value = spelt(value)  # noqa: PLW2901 - the same value, as it is sent
            body[name.capitalize()] = one_address(value or "") if name == "requestor" else value
        self._call("PUT", f"ticket/{number}", body, headers={"If-Match": etag})

    def empty(self, number: int, etag: str, subject_line: str) -> None:
        body = {"Subject": subject_line, "Requestor": [], "Cc": []}
        self._call("PUT", f"ticket/{number}", body, headers={"If-Match": etag})

    def comment(self, number: int, text: str, files: Sequence[NewFile] = ()) -> None:
        body = {"Content": text, "ContentType": "text/plain"}
        self._add(f"ticket/{number}/comment", body, files)

    def has_comment(self, number: int, mark: str, *, maker: str) -> bool:
        for item in self._history(number):
            if (
                item["Type"] == "Comment"
                and _id(item["Creator"]) == maker
                and mark in self._text(self._parts(item))
            ):
                return True
        return False

    def news(self, number: int, *, after: int, maker: str) -> News:
        messages, last, by = [], after, ""
        for item in self._history(number):
            here, author = int(item["id"]), _id(item["Creator"])
            if here <= after:
                continue
            last = max(last, here)
            if author == maker:
                continue
            if item["Type"] == "Correspond":
                parts = self._parts(item)
                messages.append(RemoteMessage(here, author, self._text(parts), self._files(parts)))
            elif item["Type"] == "Status":
                by = author
        return News(tuple(messages), last, by)

    def touched(self, since: datetime | None) -> Sequence[Touched]:
        found = []
        query = f"Queue = {quoted(self._mirror.queue)}"
        for item in self._search(query, fields="LastUpdated", orderby="LastUpdated", order="DESC"):
            at = datetime.fromisoformat(item["LastUpdated"])
            if since is not None and at < since:
                break
            found.append(Touched(int(item["id"]), at))
        return found

    def _parts(self, item: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what a transaction consists of, without any content."""
        if not any(link.get("ref") == "attachment" for link in item.get("_hyperlinks", ())):
            return []
        wanted = {"fields": "Filename,ContentType,ContentLength"}
        return list(self._pages(f"transaction/{int(item['id'])}/attachments", wanted, PAGE_LENGTH))

    def _content(self, part: dict[str, Any]) -> bytes:
        return base64.b64decode(self._call("GET", f"attachment/{int(part['id'])}").get("Content") or "")

    def _text(self, parts: list[dict[str, Any]]) -> str:
        """Return what was written: the first plain part, else the first HTML as text."""
        for kind in ("text/plain", "text/html"):
            for part in parts:
                if part["ContentType"] == kind and not part["Filename"] and _size(part) <= MOST_FILE_BYTES:
                    text = self._content(part).decode("utf-8", "replace")
                    return text.strip() if kind == "text/plain" else plain_text(text)
        return ""

    def _files(self, parts: list[dict[str, Any]]) -> tuple[RemoteFile, ...]:
        """Return the files; of more than are kept, and of larger ones, without their bytes."""
        found = [part for part in parts if _is_file(part) and _size(part) > 0]
        room, files = MOST_FILE_BYTES, []
        for number, part in enumerate(found):
            fits = _size(part) <= room and number < MOST_FILES
            room -= _size(part) if fits else 0
            data = self._content(part) if fits else None
            files.append(RemoteFile(part["Filename"] or "file", part["ContentType"], data))
        return tuple(files)

    def _history(self, number: int) -> Iterator[dict[str, Any]]:
        yield from self._pages(
            f"ticket/{number}/history", {"fields": "Type,Creator,_hyperlinks"}, PAGE_LENGTH
        )

    def _search(self, query: str, *, per_page: int = PAGE_LENGTH, **options: str) -> Iterator[dict[str, Any]]:
        yield from self._pages("tickets", {"query": query, **options}, per_page)

    def _pages(self, path: str, options: dict[str, str], per_page: int) -> Iterator[dict[str, Any]]:
        """Yield the items of all pages; neither their number nor an empty last one can be relied on."""
        seen: set[str] = set()
        for page in range(1, MOST_PAGES):
            asked = urlencode({**options, "page": page, "per_page": per_page})
            items = self._call("GET", f"{path}?{asked}").get("items", ())
            new = [item for item in items if str(item["id"]) not in seen]
            yield from new
            seen.update(str(item["id"]) for item in new)
            if len(items) < per_page or not new:
                return

    def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - JSON
        own = {"Content-Type": "application/json", **(headers or {})} if method != "GET" else {}
        sent = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        return self._answer(method, path, sent, headers=own)[0]

    def _add(self, path: str, body: dict[str, Any], files: Sequence[NewFile]) -> Any:  # noqa: ANN401 - JSON
        """Post what may take long there, since it also notifies people."""
        kind, sent = "application/json", json.dumps(body, ensure_ascii=False).encode()
        if files:
            kind, sent = with_files(sent, files)
        return self._answer("POST", path, sent, headers={"Content-Type": kind}, seconds=CREATE_SECONDS)[0]

    def _answer(
        self,
        method: str,
        path: str,
        sent: bytes | None = None,
        *,
        headers: dict[str, str] | None = None,
        seconds: float = CALL_SECONDS,
    ) -> tuple[Any, str]:
        """Return the answer's JSON and its ETag. No address, name or text is in an error."""
        own = {"Authorization": f"token {self._token}", "Accept": "application/json", **(headers or {})}
        connection = self._connect(seconds * self._scale)
        try:
            connection.request(method, f"{self._base.path.rstrip('/')}/REST/2.0/{path}", sent, own)
            response = connection.getresponse()
            text, status, etag = response.read(MOST_BYTES), response.status, response.getheader("ETag", "")
        except (OSError, HTTPException) as error:
            raise UnreachableError(f"Request Tracker cannot be reached: {type(error).__name__}") from None
        finally:
            connection.close()
        kind = path.partition("?")[0].partition("/")[0]
        if status in _ERRORS:
            raise _ERRORS[status](f"Request Tracker answers {status} to {method} {kind}")
        if not 200 <= status < 300:  # noqa: PLR2004 - the range of success
            raise UnavailableError(f"Request Tracker answers {status} to {method} {kind}")
        try:
            return json.loads(text) if text else {}, etag
        except ValueError:
            raise UnavailableError(f"Request Tracker answers {method} {kind} with what is no JSON") from None

    def _connect(self, seconds: float) -> HTTPConnection:
        kind = HTTPSConnection if self._base.scheme == "https" else HTTPConnection
        return kind(self._base.hostname or "", self._base.port, timeout=seconds)


def with_files(body: bytes, files: Sequence[NewFile]) -> tuple[str, bytes]:
    """Return the type and the bytes of a form with a JSON body and its files.

    In JSON, RT would spoil names that are not ASCII.
    """
    edge = secrets.token_hex(16)
    head = f'--{edge}\r\nContent-Disposition: form-data; name="'
    pieces = [f'{head}JSON"\r\nContent-Type: application/json\r\n\r\n'.encode(), body, b"\r\n"]
    for file in files:
        named = f'{head}Attachments"; filename="{safe_name(file.name)}"\r\n'
        pieces += [f"{named}Content-Type: {safe_type(file.media_type)}\r\n\r\n".encode(), file.data, b"\r\n"]
    return f"multipart/form-data; boundary={edge}", b"".join([*pieces, f"--{edge}--\r\n".encode()])


def _is_file(part: dict[str, Any]) -> bool:
    kind = part["ContentType"]
    return bool(part["Filename"]) or not (
        kind.startswith("multipart/") or kind in {"text/plain", "text/html"}
    )


def _size(part: dict[str, Any]) -> int:
    return int(part.get("ContentLength") or 0)


def _id(person: dict[str, Any]) -> str:
    return str(person.get("id", ""))


def _cut(subject_line: str) -> str:
    flat = " ".join(subject_line.split())
    return flat.encode()[:SUBJECT_BYTES].decode("utf-8", "ignore")
