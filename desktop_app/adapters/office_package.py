"""The zip file that a DOCX or XLSX is, opened so that it costs no more than it may. Runs in the extracting process."""

import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from posixpath import dirname, normpath, split
from typing import Any

from lxml import etree

from desktop_app.adapters.extraction import NotRead
from desktop_app.domain.evidence import DocumentKind, DocumentState

LARGEST_PART = 32_000_000
"""Bytes that one part may have when it is unpacked: a tree of it fits the memory that the process may use."""
LARGEST_WHOLE = 256_000_000
"""Bytes that all parts together may have, where another reader is given the file."""
LARGEST_RATIO = 250
"""Times that a part over `_SMALL` bytes may grow: XML of real documents grows 5 to 50 times."""
_SMALL = 1_000_000
_TOO_MANY_PARTS = 10_000


class OfficePackage:
    """The parts of an Office file. Every method raises NotRead for what is not one, or not a fair one.

    `program` is whose file it is, for people: "Word" or "Excel".
    """

    def __init__(self, body: bytes, program: str) -> None:
        self._program = program
        try:
            self._zip = zipfile.ZipFile(BytesIO(body))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise self._damaged() from error
        if len(self._zip.infolist()) > _TOO_MANY_PARTS:
            raise _bomb()

    def require_fair(self) -> None:
        """Unpack every part of XML once, so that another reader may be given the file."""
        if sum(info.file_size for info in self._zip.infolist()) > LARGEST_WHOLE:
            raise _bomb()
        for info in self._zip.infolist():
            xml = self._read(info.filename)
            if xml is not None and info.filename.endswith((".xml", ".rels", ".vml")):
                self._require_plain(xml)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(info.filename for info in self._zip.infolist())

    @property
    def has_macros(self) -> bool:
        """Whether it holds programs: they are never opened."""
        return any(info.filename.lower().endswith("vbaproject.bin") for info in self._zip.infolist())

    @cached_property
    def loads(self) -> bool:
        """Whether it names something outside that a program would load with it, beyond links to click."""
        for info in self._zip.infolist():
            if not info.filename.endswith(".rels"):
                continue
            relations = self.tree(info.filename)
            for relation in relations if relations is not None else ():
                kind = (relation.get("Type") or "").rpartition("/")[2]
                if relation.get("TargetMode") == "External" and kind != "hyperlink":
                    return True
        return False

    def remarks(self) -> Iterator[str]:
        """What is said of a file that would do more than be read."""
        if self.has_macros:
            yield "Its macros were not run."
        if self.loads:
            yield "What it would load from elsewhere was not fetched."

    def related(self, part: str) -> dict[str, str]:
        """Names of the parts that `part` leads to, by the last word of the relation; "" is the package itself."""
        found: dict[str, str] = {}
        for kind, place in self.relations(part):
            found.setdefault(kind, place)
        return found

    def relations(self, part: str) -> Iterator[tuple[str, str]]:
        """The last word of each relation of a part, and the part inside the package that it leads to."""
        folder, name = split(part)
        relations = self.tree(f"{folder}/_rels/{name}.rels".lstrip("/"))
        for relation in relations if relations is not None else ():
            target = relation.get("Target")
            if target and relation.get("TargetMode") != "External":
                place = target.lstrip("/") if target.startswith("/") else normpath(f"{dirname(part)}/{target}")
                yield (relation.get("Type") or "").rpartition("/")[2], place.lstrip("/")

    def tree(self, part: str) -> Any | None:
        """The root element of a part, None where the package has no such part. Nothing outside is ever followed."""
        xml = self._read(part)
        if xml is None:
            return None
        encoding = self._require_plain(xml)
        parser = etree.XMLParser(
            encoding=encoding, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            return etree.fromstring(xml, parser)
        except etree.XMLSyntaxError as error:
            raise self._damaged() from error

    def _require_plain(self, xml: bytes) -> str:
        """The encoding of XML that declares no entities."""
        encoding = "utf-16" if xml[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        if "<!DOCTYPE" in xml.decode(encoding, "replace"):
            what = f"The file declares entities, which no {self._program} document does."
            raise NotRead(DocumentState.UNREADABLE, what)
        return encoding

    def _read(self, part: str) -> bytes | None:
        try:
            info = self._zip.getinfo(part)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise NotRead(DocumentState.LOCKED, "The file is locked with a password.", DocumentKind.UNKNOWN)
        if info.file_size > LARGEST_PART or info.file_size > max(_SMALL, LARGEST_RATIO * info.compress_size):
            raise _bomb()
        try:
            with self._zip.open(info) as opened:
                xml = opened.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged() from error
        return xml

    def _damaged(self) -> NotRead:
        what = f"The {self._program} file is damaged and cannot be opened."
        return NotRead(DocumentState.UNREADABLE, what)


def _bomb() -> NotRead:
    return NotRead(DocumentState.TOO_LARGE, "The file would unpack to far more than a document holds.")
