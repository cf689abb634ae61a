"""Opens a Word document's package: what may be read of it, and how much, is decided here."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from assistant.policy.blocks import Progress, UnreadableError

Xml = Any
"""An element of XML, for which the library has no type."""
DOCUMENT, STYLES = "word/document.xml", "word/styles.xml"
LARGEST_UNPACKED = 150_000_000
"""The most bytes that the text of a document may have once unpacked; ten million letters stay below it."""
_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED_BIT = 0x1
_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_DAMAGED = "is damaged or cut short; open it in Word or LibreOffice and save it anew"


class Package:
    """The parts of a Word document, in memory; nothing is ever written to a folder."""

    def __init__(self, raw: bytes) -> None:
        if raw.startswith(_OLD_FORMAT):
            raise _not_open(is_locked=_ENCRYPTED in raw)
        try:
            self._zip = ZipFile(BytesIO(raw))
        except (BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise UnreadableError(_DAMAGED, code="P008") from error
        if DOCUMENT not in self._zip.namelist():
            fault = "is an archive without a Word document in it; save the policy as .docx"
            raise UnreadableError(fault, code="P007")

    def body(self, progress: Progress) -> Iterator[Xml]:
        """Yield the paragraphs, tables and content controls that stand in the document itself, in order.

        Each is emptied when the next is asked for.

        Raises:
            UnreadableError: the part is damaged, too large, or not plain XML.
        """
        raw = self._read(DOCUMENT)
        source = BytesIO(raw)
        try:
            for _, element in etree.iterparse(source, tag=("{*}p", "{*}tbl", "{*}sdt"), **_SAFE):
                parent = element.getparent()
                if parent is None or local(parent) != "body":
                    continue
                _refuse_definitions(element)
                yield element
                progress(source.tell(), len(raw))
                for done in (element, *element.itersiblings(preceding=True)):
                    done.clear()
                    parent.remove(done)
        except etree.XMLSyntaxError as error:
            raise _broken(error) from error

    def part(self, name: str) -> Xml:
        """Return the root of another part; None if the document has none of that name."""
        if name not in self._zip.namelist():
            return None
        try:
            root = etree.fromstring(self._read(name), etree.XMLParser(**_SAFE))
        except etree.XMLSyntaxError as error:
            raise _broken(error) from error
        _refuse_definitions(root)
        return root

    def _read(self, name: str) -> bytes:
        try:
            info = self._zip.getinfo(name)
            if info.flag_bits & _LOCKED_BIT:
                raise _not_open(is_locked=True)
            if info.file_size > LARGEST_UNPACKED:
                raise _too_large()
            with self._zip.open(name) as part:
                raw = part.read(LARGEST_UNPACKED + 1)
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise UnreadableError(_DAMAGED, code="P008") from error
        if len(raw) > LARGEST_UNPACKED:  # what the archive says of itself need not be true
            raise _too_large()
        return raw


def local(element: Xml) -> str:
    """Return an element's name without its namespace, of which there are two for the same marks."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Xml, name: str = "val") -> str:
    """Return an attribute of an element, whatever its namespace; empty if it has none of that name."""
    return next((str(v) for key, v in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _refuse_definitions(element: Xml) -> None:
    if element.getroottree().docinfo.doctype:
        fault = "defines entities, which no Word document does; save it anew from Word or LibreOffice"
        raise UnreadableError(fault, code="P012")


def _too_large() -> UnreadableError:
    fault = f"holds more than {LARGEST_UNPACKED // 10**6} MB of text unpacked; save the policy alone"
    return UnreadableError(fault, code="P011")


def _not_open(*, is_locked: bool) -> UnreadableError:
    if is_locked:
        return UnreadableError("is locked with a password; save it without one", code="P009")
    return UnreadableError("is of Word's format before 2007; save it as .docx", code="P007")


def _broken(error: Xml) -> UnreadableError:
    if "depth" in str(error).lower():
        return UnreadableError("nests tables or marks too deep; save it anew, simpler", code="P011")
    return UnreadableError(_DAMAGED, code="P008")
