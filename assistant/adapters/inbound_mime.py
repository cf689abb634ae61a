"""Reads one RFC 5322 message within bounds: whatever it holds, reading it ends soon.

The standard library's parser is handed only what cannot make it slow: bytes, lines, boundaries, the length
of a line of the header and the number of parts are bounded before and while it works.
"""

import hashlib
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from html.parser import HTMLParser

from assistant.errors import InvalidInputError
from assistant.service.attachments import MOST_BYTES as MOST_FILE_BYTES
from assistant.service.attachments import MOST_FILES, NewFile
from assistant.service.inbound import TEXT_CHARACTERS, Bounce, Inbound
from assistant.service.letters import ID_DOMAIN, KIND_HEADER

MOST_BYTES = 25 * 1024 * 1024
MOST_LINES = 500_000
MOST_BOUNDARIES = 60
MOST_PARTS = 200
HEADER_BYTES = 64 * 1024
HEADER_CHARACTERS = 2_000
MOST_REFERENCES = 50
_MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,250}>")
_FAILED = re.compile(r"^action:[ \t]*failed\b", re.IGNORECASE | re.MULTILINE)
_ORIGINAL_ID = re.compile(r"^message-id:[ \t]*(<[^<>\s\x00-\x1f\x7f]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_LIST_HEADERS = ("List-Id", "List-Post", "List-Unsubscribe", "List-Help")
_MACHINE_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response", "X-Loop", KIND_HEADER)
_PRECEDENCES = frozenset({"bulk", "junk", "list", "auto_reply"})


def read(raw: bytes) -> Inbound:
    """Return what a mail says.

    Raises:
        InvalidInputError: it is no mail, or larger or more tangled than any mail for people is.
    """
    _check(raw)
    try:
        message = message_from_bytes(raw, policy=compat32)
        parts = list(_parts(message))
    except RecursionError as error:
        raise InvalidInputError("the mail is nested too deeply") from error
    if not message.keys():
        raise InvalidInputError("this is no mail: it has no header")
    own_ids = _ids(message, "Message-ID")
    return Inbound(
        key=own_ids[0] if own_ids else hashlib.sha256(raw).hexdigest(),
        sender=_sender(message),
        subject_line=_header(message, "Subject"),
        text=_text(parts),
        answers=(*_ids(message, "In-Reply-To"), *reversed(_ids(message, "References")))[:MOST_REFERENCES],
        files=tuple(_files(parts)),
        is_automatic=_is_automatic(message),
        bounce=_bounce(message, parts),
    )


def _check(raw: bytes) -> None:
    if len(raw) > MOST_BYTES:
        raise InvalidInputError(f"the mail is larger than {MOST_BYTES // 1024 // 1024} MB")
    if raw.count(b"\n") > MOST_LINES:
        raise InvalidInputError("the mail has too many lines")
    if len(re.findall(rb"boundary[ \t]*\*?[0-9*]*[ \t]*=", raw, re.IGNORECASE)) > MOST_BOUNDARIES:
        raise InvalidInputError("the mail is nested too deeply")
    head = re.split(rb"\r?\n\r?\n", raw[: HEADER_BYTES + 4], maxsplit=1)[0]
    if len(head) > HEADER_BYTES:
        raise InvalidInputError("the header of the mail is too long")


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in order; what lies beyond the bound is left out."""
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def _header(message: Message, name: str) -> str:
    """Return a header in plain characters on one line, cut to a length."""
    raw = str(message.get(name, ""))[:HEADER_CHARACTERS]
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        pieces = [(raw, None)]
    text = "".join(
        _decoded(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in pieces
    )
    return " ".join(text.split())[:HEADER_CHARACTERS]


def _decoded(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8", errors="replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", errors="replace")


def _sender(message: Message) -> str:
    """Return the one address that the mail says it is from; empty if it names none or several."""
    found = [address for _, address in getaddresses([_header(message, "From")]) if address]
    return found[0].strip() if len(found) == 1 else ""


def _ids(message: Message, name: str) -> tuple[str, ...]:
    return tuple(_MESSAGE_ID.findall(str(message.get(name, ""))[: HEADER_CHARACTERS * 4])[-MOST_REFERENCES:])


def _is_automatic(message: Message) -> bool:
    """Tell whether a machine wrote it, or it came by a list or from ourselves. Source: RFC 3834, RFC 2919."""
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().casefold()
    return (
        submitted not in {"", "no"}
        or _header(message, "Precedence").casefold() in _PRECEDENCES
        or any(name in message for name in (*_LIST_HEADERS, *_MACHINE_HEADERS))
        or _header(message, "Return-Path") == "<>"
        or any(own.endswith(f"@{ID_DOMAIN}>") for own in _ids(message, "Message-ID"))
    )


def _bounce(message: Message, parts: list[Message]) -> Bounce | None:
    """Return the report of a mail that did not arrive; None for anything else. Source: RFC 3464."""
    kind = str(message.get_param("report-type", "")).casefold()
    if message.get_content_type() != "multipart/report" or kind != "delivery-status":
        return None
    text = "\n".join(_flat(part) for part in parts if part is not message)
    ids = tuple(dict.fromkeys(_ORIGINAL_ID.findall(text)))[:MOST_REFERENCES]
    return Bounce(ids, is_final=_FAILED.search(text) is not None)


def _flat(part: Message) -> str:
    """Return the header of a part and, where it is text, what it holds."""
    head = "\n".join(f"{name}: {str(value)[:HEADER_CHARACTERS]}" for name, value in part.items())
    body = "" if part.is_multipart() else _content(part)[:TEXT_CHARACTERS]
    return f"{head}\n{body}"


def _text(parts: list[Message]) -> str:
    """Return what a person reads first: the plain text, else the text of the HTML."""
    shown = [part for part in parts if not part.is_multipart() and not _is_file(part)]
    plain = [_content(part) for part in shown if part.get_content_type() == "text/plain"]
    if any(text.strip() for text in plain):
        return "\n\n".join(plain)[:TEXT_CHARACTERS].strip()
    pages = [_content(part) for part in shown if part.get_content_type() == "text/html"]
    return "\n\n".join(_without_tags(page) for page in pages)[:TEXT_CHARACTERS].strip()


def _content(part: Message) -> str:
    data = part.get_payload(decode=True)
    return (
        _decoded(data[: TEXT_CHARACTERS * 8], part.get_content_charset()) if isinstance(data, bytes) else ""
    )


class _Words(HTMLParser):
    """Collects the words of a page and leaves out what is not shown."""

    _BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "blockquote"})
    _HIDDEN = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.hidden += tag in self._HIDDEN
        if tag in self._BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self._HIDDEN and self.hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def _without_tags(page: str) -> str:
    reader = _Words()
    reader.feed(page)
    return re.sub(r"[ \t]*\n\s*", "\n", "".join(reader.words))


def _is_file(part: Message) -> bool:
    return part.get_filename() is not None or part.get_content_disposition() == "attachment"


def _files(parts: list[Message]) -> Iterator[NewFile]:
    """Yield what is attached, as far as it is kept: so many files, each no larger than its bound."""
    attached = [part for part in parts if not part.is_multipart() and _is_file(part)]
    for part in attached[:MOST_FILES]:
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and 0 < len(data) <= MOST_FILE_BYTES:
            yield NewFile(_file_name(part), part.get_content_type(), data)


def _file_name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")[:HEADER_CHARACTERS]
    except (LookupError, ValueError):
        return ""
