"""The document of a case as a PDF file: to read, print and keep, with a page of its signatures."""

from collections.abc import Collection, Mapping, Sequence

from fpdf.fonts import FontFace

from desktop_app.adapters.pdf_page import BLACK, FAMILY, GREY, RED, CasePages
from desktop_app.adapters.pdf_text import Notes, PdfText
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.evidence import Source
from desktop_app.domain.finished import (
    DECISIONS,
    SIGNATURES,
    VERIFYING,
    FinishedCase,
    FinishedSection,
    finished,
)
from desktop_app.domain.pack import Pack

_CODE = (
    "“countersign check-code” with this code, or the code in the filter of the approved cases, finds the signature in "
    "the store that this case is kept in, and says whether it holds."
)
_NO_CODE = "There is no verification code: the case is not signed as it stands here."
_LACKING = "A character that this file's fonts lack is shown as \ufffd; the Word document of the case has it."
_CHECKPOINT = (
    "The keywords of this file hold a checkpoint that signs the record up to this export. Keep the file elsewhere: "
    "with it “countersign audit verify --against” shows whether the store was put back or rewritten since."
)
_ROOM = "The checkpoint of this export stands here.".ljust(1_200, ".")
"""A checkpoint takes less than half of it, and no character that a PDF file writes otherwise."""
_DECISION_WIDTHS = (16, 15, 17, 22, 30)


class PdfWriter:
    """Writes a case with fpdf2."""

    def write(
        self,
        record: CaseRecord,
        pack: Pack,
        names: Mapping[str, str],
        sources: Mapping[str, Source],
        invalid: Collection[str] = (),
    ) -> bytes:
        """The file, with room for the line of a checkpoint; the same case gives the same bytes."""
        said = finished(record, pack, names, sources, invalid)
        pages = CasePages(said.title, said.reference, said.banner, pack.form.language, said.latest)
        pages.set_keywords(_ROOM)
        printer = _CasePrinter(pages, said)
        printer.text()
        printer.signature_page()
        return bytes(pages.output())

    def with_checkpoint(self, body: bytes, line: str) -> bytes:
        """The file with the line in the room that is kept for it, so that no other byte moves."""
        return body.replace(_ROOM.encode(), line.encode().ljust(len(_ROOM)), 1)


class _CasePrinter:
    """Prints one case from top to bottom."""

    def __init__(self, pages: CasePages, said: FinishedCase) -> None:
        self._pages, self._said = pages, said
        self._text = PdfText(pages, Notes())

    def text(self) -> None:
        """What the case says, section by section, and what was decided."""
        pages, said = self._pages, self._said
        pages.add_page()
        if said.banner:
            pages.line_of(said.banner, 16, "B", RED, after=3)
        pages.line_of(said.title, 20, "B", after=2)
        for line in said.lines:
            pages.line_of(line, 8.5, color=GREY, after=0.5)
        for section in said.sections:
            self._section(section)
        pages.heading("Decisions")
        self._table(DECISIONS, said.decisions, "No decision has been made.")

    def _section(self, section: FinishedSection) -> None:
        pages = self._pages
        pages.heading(section.title)
        if section.head is None:
            pages.line_of("This section has no text.", 8.5, color=GREY)
            return
        self._text.print(section.head.section_text, section.marks)
        for words in (*section.notes, "Findings:" if section.findings else "No finding is open."):
            pages.line_of(words, 8.5, color=GREY, after=0.5)
        for words in section.findings:
            pages.line_of(f"•  {words}", 8.5, color=GREY, after=0.5)

    def signature_page(self) -> None:
        """Who signed, and how that is checked."""
        pages, said = self._pages, self._said
        pages.add_page()
        pages.heading("Signatures", 16)
        if not said.signatures:
            pages.line_of("Nobody has signed.", 10.5)
        for signature in said.signatures:
            self._signature(signature)
        for words in said.wrong:
            pages.line_of(words, 9.5, color=RED)
        pages.heading("Verification", 12)
        if said.code:
            pages.line_of(said.code, 20, "B", after=2)
        pages.line_of(_CODE if said.code else _NO_CODE, 9.5)
        pages.line_of(VERIFYING, 9.5)
        if not pages.is_whole:
            pages.line_of(_LACKING, 9.5)
        pages.line_of(_CHECKPOINT, 8.5, color=GREY)

    def _signature(self, signature: Sequence[str]) -> None:
        """A block of its own: each fact in a line, its standing in red where it does not hold."""
        pages = self._pages
        pages.set_font(FAMILY, "", 9.5)
        pages.set_text_color(*BLACK)
        with pages.table(col_widths=(28, 72), first_row_as_headings=False, line_height=5, padding=1) as table:
            for name, words in zip(SIGNATURES, signature, strict=True):
                red = name == "Standing" and not words.startswith("Valid")
                row = table.row()
                row.cell(name, style=FontFace(emphasis="BOLD"))
                row.cell(pages.known(words), style=FontFace(emphasis="BOLD", color=RED) if red else None)
        pages.ln(4)

    def _table(self, header: Sequence[str], rows: Sequence[Sequence[str]], otherwise: str) -> None:
        pages = self._pages
        if not rows:
            pages.line_of(otherwise, 10.5)
            return
        pages.set_font(FAMILY, "", 8)
        pages.set_text_color(*BLACK)
        with pages.table(col_widths=_DECISION_WIDTHS, line_height=4.2, padding=1, text_align="LEFT") as table:
            for row in (header, *rows):
                line = table.row()
                for words in row:
                    line.cell(pages.known(words))
        pages.ln(3)
