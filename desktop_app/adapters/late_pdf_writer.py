"""The writer of PDF files, imported with its libraries when the first one is written: most days none is."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.evidence import Source
from desktop_app.domain.pack import Pack

if TYPE_CHECKING:
    from desktop_app.adapters.pdf_writer import PdfWriter


class LatePdfWriter:
    """ports.CaseWriter."""

    def write(
        self,
        record: CaseRecord,
        pack: Pack,
        names: Mapping[str, str],
        sources: Mapping[str, Source],
        invalid: Collection[str] = (),
        *,
        marked: bool = False,  # noqa: ARG002 - pages show the text as it is
    ) -> bytes:
        """A PDF file of the case."""
        return _writer().write(record, pack, names, sources, invalid)

    def with_checkpoint(self, body: bytes, line: str) -> bytes:
        """The file with the line of a checkpoint in it."""
        return _writer().with_checkpoint(body, line)


def _writer() -> "PdfWriter":
    from desktop_app.adapters.pdf_writer import PdfWriter

    return PdfWriter()
