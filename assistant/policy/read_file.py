"""Opens a policy file, makes sure it is what its name says, and hands it to the reader of its kind."""

from collections.abc import Callable, Mapping
from io import FileIO
from pathlib import Path

from assistant.errors import ContentError
from assistant.policy.blocks import Document, Progress, UnreadableError, unheard
from assistant.policy.merged import check_merged
from assistant.policy.read_apart import LIMITS, Limits, read_apart
from assistant.policy.read_markdown import read_markdown
from assistant.policy.read_text import read_text
from assistant.text import nfc

LARGEST_BYTES = 20_000_000
PLAIN: Mapping[str, Callable[[str], Document]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
}
PACKED = (".docx", ".htm", ".html", ".pdf")
"""What `readers.PACKED` reads, in a process apart: no parser of these is loaded into this one."""
_STARTS = {
    b"%PDF-": (".pdf", "a PDF"),
    b"PK\x03\x04": (".docx", "a Word document or another archive"),
    b"<!doctype html": (".html", "a web page"),
    b"<html": (".html", "a web page"),
}
_START_BYTES = 64
_ALSO = {".htm": ".html", ".markdown": ".md"}


def read_document(path: Path, progress: Progress = unheard, limits: Limits = LIMITS) -> Document:
    """Return the blocks of a policy file.

    Raises:
        ContentError: the file is missing, of an unknown kind, too large, or not what its name says.
    """
    suffix = path.suffix.lower()
    if suffix not in PLAIN and suffix not in PACKED:
        known = ", ".join(sorted([*PLAIN, *PACKED]))
        raise ContentError(path, f"a policy ends in one of {known}; save it as one of these", code="P001")
    try:
        with _opened(path) as file:
            _check_kind(file.read(_START_BYTES), suffix)
            file.seek(0)
            if suffix in PLAIN:
                return PLAIN[suffix](plain_text(file.read()))
            return read_apart(file, suffix, progress, limits)
    except UnreadableError as error:
        raise ContentError(path, error.fault, code=error.code, line=error.line) from error
    except OSError as error:
        raise ContentError(path, f"cannot be read: {error.strerror}", code="P002") from error


def plain_text(raw: bytes) -> str:
    """Return a file's text in composed form, without a byte order mark.

    Raises:
        UnreadableError: it is not UTF-8 text.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        fault = "is not UTF-8 text; save it with the encoding UTF-8"
        raise UnreadableError(fault, code="P005", line=line) from error
    check_merged(text)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise UnreadableError("holds NUL bytes, so it is no text file", code="P006", line=line)
    return nfc(text)


def _opened(path: Path) -> FileIO:
    if path.exists() and not path.is_file():
        raise UnreadableError("is no file; give the policy itself", code="P002")
    if path.stat().st_size > LARGEST_BYTES:
        fault = f"the file is larger than {LARGEST_BYTES // 10**6} MB; save it without pictures"
        raise UnreadableError(fault, code="P004")
    return path.open("rb", buffering=0)  # another process goes on where this one stopped


def _check_kind(raw: bytes, suffix: str) -> None:
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, (other, name) in _STARTS.items():
        if start.startswith(mark.lower()) and other != _ALSO.get(suffix, suffix):
            raise UnreadableError(f"is {name}, not {suffix}; give it the ending {other}", code="P007")
