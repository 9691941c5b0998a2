"""The document of a case as a Word file."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.shared import Pt

from desktop_app.adapters.docx_base import BANNER, NOTE, Lists, add_field, in_list, open_base, pack_document, printable
from desktop_app.adapters.docx_checkpoint import with_checkpoint
from desktop_app.adapters.docx_comments import Comments, closed, opened
from desktop_app.adapters.docx_identity import begin_text, end_text
from desktop_app.adapters.docx_notes import Footnotes
from desktop_app.adapters.docx_text import Commented, TextPrinter
from desktop_app.adapters.docx_tracking import Tracking
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.evidence import Source
from desktop_app.domain.exported_text import case_mark
from desktop_app.domain.finished import DECISIONS, SIGNATURES, VERIFYING, FinishedCase, FinishedSection, finished
from desktop_app.domain.pack import Pack
from desktop_app.domain.printed_thread import printed_threads
from desktop_app.domain.provenance import drafter_name, person_name
from desktop_app.domain.tracked import ChangedBy, untracked
from desktop_app.domain.tracked_section import tracked

_MARKED = (
    "This copy shows what was changed since each section was drafted, as tracked changes, and what was said about "
    "it, as comments. What is changed in this copy and brought back is found by comparison with what was exported."
)


class DocxWriter:
    """Writes a case with python-docx, into the pack's template where it has one."""

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
        """The file; where it is `marked` with tracked changes since the draft, and with comments. Raises UsageError
        where the pack's template is no Word document."""
        template = pack.files.get(pack.form.export.docx or "")
        document = open_base(template)
        said = finished(record, pack, names, sources, invalid)
        _CasePrinter(document, record, said, names, marked=marked).whole(with_page_marks=template is None)
        file = record.file
        return pack_document(document, file.title, pack.form.language, said.latest, case_mark(file.case_id))

    def with_checkpoint(self, body: bytes, line: str) -> bytes:
        """The file with the line of a checkpoint at its end."""
        return with_checkpoint(body, line)


class _CasePrinter:
    """Prints one case from top to bottom."""

    def __init__(
        self, document: Any, record: CaseRecord, said: FinishedCase, names: Mapping[str, str], *, marked: bool
    ) -> None:
        self._document, self._record, self._said = document, record, said
        self._names, self._marked = names, marked
        self._lists, self._notes = Lists(document), Footnotes(document)
        self._comments, tracking = Comments(document), Tracking(self._changed_by)
        self._text = TextPrinter(document, self._lists, self._notes, tracking)
        self._threads = printed_threads(record, names) if marked else ()

    def whole(self, with_page_marks: bool) -> None:
        if self._said.banner:
            self._put_banner(self._said.banner)
        self._head()
        for section in self._said.sections:
            self._section(section)
        self._add("Decisions", "Heading 1")
        self._table(DECISIONS, self._said.decisions, "No decision has been made.")
        self._add("Signatures", "Heading 1")
        self._table(SIGNATURES, self._said.signatures, "Nobody has signed.")
        for words in self._said.wrong:
            self._add(words, NOTE)
        if self._said.code:
            self._add(f"Verification code: {self._said.code}", NOTE)
        self._add("About this record", "Heading 1")
        self._add(VERIFYING)
        if with_page_marks:
            self._page_marks()
        self._notes.close()
        self._comments.close()

    def _changed_by(self, by: ChangedBy) -> str:
        if by.person_id is None and by.run_id is not None:
            return drafter_name(self._record, by.run_id)
        return person_name(by.person_id, self._names)

    def _put_banner(self, words: str) -> None:
        paragraph = self._add(words, BANNER)
        body = self._document.element.body
        body.insert(0, paragraph._p)

    def _head(self) -> None:
        self._add(self._said.title, "Title")
        for line in (*self._said.lines, *((_MARKED,) if self._marked else ())):
            self._add(line, NOTE)

    def _section(self, section: FinishedSection) -> None:
        heading = self._add(section.title, "Heading 1")
        commented = self._commented(heading, section.section)
        head = section.head
        if head is None:
            self._add("This section has no text.", NOTE)
            return
        bookmark = begin_text(heading, head.revision_id)
        blocks = tracked(self._record, head) if self._marked else untracked(head.section_text)
        self._text.print(blocks, section.marks, commented)
        first, *_ = [self._add(words, NOTE) for words in section.notes]
        end_text(first, bookmark)
        self._add("Findings:" if section.findings else "No finding is open.", NOTE)
        for words in section.findings:
            in_list(self._add(words, NOTE), self._lists.bulleted)

    def _commented(self, heading: Any, section: str) -> list[Commented]:
        """The section's comments; those about the whole of it stand at its heading."""
        commented = []
        for thread in (each for each in self._threads if each.section == section):
            numbers = self._comments.add(thread)
            if thread.place:
                commented.append(Commented(thread.place, numbers))
                continue
            for element in reversed(opened(numbers)):
                heading.runs[0]._r.addprevious(element)
            heading._p.extend(closed(numbers))
        return commented

    def _table(self, header: Sequence[str], rows: Sequence[Sequence[str]], otherwise: str) -> None:
        if not rows:
            self._add(otherwise)
            return
        table = self._document.add_table(0, len(header), style="Table Grid")
        for i, row in enumerate((header, *rows)):
            for cell, words in zip(table.add_row().cells, row, strict=True):
                run = cell.paragraphs[0].add_run(printable(words))
                run.font.size, run.bold = Pt(8.5), i == 0 or None
        for line in table.rows:
            line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def _page_marks(self) -> None:
        page = self._document.sections[0]
        marks = map(printable, filter(None, (self._said.reference, self._said.banner)))
        page.header.paragraphs[0].add_run(" · ".join(marks))
        page.footer.paragraphs[0].add_run("Page ")
        add_field(page.footer.paragraphs[0], "PAGE")

    def _add(self, words: str, style: str | None = None) -> Any:
        return self._document.add_paragraph(printable(words), style=style)
