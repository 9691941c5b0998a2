"""The writer of documents, imported with its libraries when the first one is written: most days none is."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.evidence import Source
from desktop_app.domain.pack import Pack

if TYPE_CHECKING:
    from desktop_app.adapters.docx_writer import DocxWriter


class LateDocxWriter:
    """ports.CaseWriter."""

    def write(
        self,
        record: CaseRecord,
        pack: Pack,
        names: Mapping[str, str],
        sources: Mapping[str, Source],
        invalid: Collection[str] = (),
        *,
        marked: bool = False,
    ) -> bytes:
        """A DOCX file of the case, `marked` with its changes and comments. Raises UsageError where the pack's template
        is no Word document."""
        return _writer().write(record, pack, names, sources, invalid, marked=marked)

    def with_checkpoint(self, body: bytes, line: str) -> bytes:
        """The file with the line of a checkpoint at its end."""
        return _writer().with_checkpoint(body, line)


def _writer() -> "DocxWriter":
    from desktop_app.adapters.docx_writer import DocxWriter

    return DocxWriter()
