"""The document of a case as a Word file."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from desktop_app.adapters.docx_base import BANNER, NOTE, Lists, add_field, in_list, open_base, pack_document, printable
from desktop_app.adapters.docx_checkpoint import with_checkpoint
from desktop_app.adapters.docx_comments import Comments, closed, opened
from desktop_app.adapters.docx_identity import begin_text, end_text, end_text_here
from desktop_app.adapters.docx_notes import Footnotes
from desktop_app.adapters.docx_placing import Template
from desktop_app.adapters.docx_tables import add_table
from desktop_app.adapters.docx_text import Commented, TextPrinter
from desktop_app.adapters.docx_tracking import Tracking
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.document_words import (
    ANSWERS,
    RECORD,
    SECTIONS,
    AnsweredPage,
    DocumentWords,
    document_words,
)
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
        printer = _CasePrinter(document, record, said, names, marked=marked)
        if template is None:
            printer.whole()
        else:
            printer.into(Template(document, pack.form), document_words(record, pack, said, names))
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
        self._open_text: int | None = None

    def whole(self) -> None:
        """The case in the order of its form, how each section came to be below its text."""
        self._put_above(self._said.banner, BANNER)
        self._head()
        for section in self._said.sections:
            self._section(section)
            self._history(section)
        self._record_of()
        self._page_marks()
        self._close()

    def into(self, template: Template, words: DocumentWords) -> None:
        """The case where the template has its marks; what it has no mark for stands behind it."""
        template.fill(words)
        if not template.has_title:
            self._head()
        left = [s for s in self._said.sections if s.section not in template.sections]
        for place in template.places(words.tables):
            with place.printing(self._document):
                self._part(place.name, left, words)
                self._end_text()
        if SECTIONS not in template.parts:
            self._sections(left)
        if RECORD not in template.parts:
            self._closing_record()
        if template.has_title and self._marked:
            self._put_above(_MARKED, NOTE)
        self._put_above(self._said.banner, BANNER)
        self._close()

    def _end_text(self) -> None:
        """The last text of a part ends with it."""
        if self._open_text is not None:
            end_text_here(self._document.element.body, self._open_text)
            self._open_text = None

    def _part(self, name: str, left: Sequence[FinishedSection], words: DocumentWords) -> None:
        """What a mark of a template stands for."""
        if name == SECTIONS:
            self._sections(left)
        elif name == RECORD:
            self._closing_record()
        elif name == ANSWERS:
            for page in words.pages:
                self._answered(page)
        elif (table := words.tables.get(name.partition(".")[2])) and name.startswith("answers."):
            self._rows(table.header, table.rows)
        else:
            self._sections([s for s in self._said.sections if f"section.{s.section}" == name])

    def _sections(self, sections: Sequence[FinishedSection]) -> None:
        for section in sections:
            self._section(section)

    def _answered(self, page: AnsweredPage) -> None:
        self._add(page.title, "Heading 2")
        self._rows((), page.answers)
        for label, table in page.tables:
            self._add(label)
            self._rows(table.header, table.rows)

    def _record_of(self) -> None:
        """Who decided and signed, and how that is verified."""
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

    def _closing_record(self) -> None:
        """The record of a document whose text stands alone: also how each section came to be."""
        self._add("How the text came to be", "Heading 1")
        for line in self._said.lines:
            self._add(line, NOTE)
        for section in self._said.sections:
            self._add(section.title, "Heading 2")
            self._history(section)
        self._record_of()

    def _close(self) -> None:
        self._notes.close()
        self._comments.close()

    def _changed_by(self, by: ChangedBy) -> str:
        if by.person_id is None and by.run_id is not None:
            return drafter_name(self._record, by.run_id)
        return person_name(by.person_id, self._names)

    def _put_above(self, words: str, style: str) -> None:
        """Words above all others, where there are any."""
        if words:
            self._document.element.body.insert(0, self._add(words, style)._p)

    def _head(self) -> None:
        self._add(self._said.title, "Title")
        for line in (*self._said.lines, *((_MARKED,) if self._marked else ())):
            self._add(line, NOTE)

    def _section(self, section: FinishedSection) -> None:
        """The text below its title. Its bookmark ends in the paragraph that follows."""
        heading = self._add(section.title, "Heading 1")
        commented = self._commented(heading, section.section)
        head = section.head
        if head is None:
            self._add("This section has no text.", NOTE)
            return
        bookmark = begin_text(heading, head.revision_id)
        blocks = tracked(self._record, head) if self._marked else untracked(head.section_text)
        self._text.print(blocks, section.marks, commented)
        self._open_text = bookmark

    def _history(self, section: FinishedSection) -> None:
        """How the text came to be, and what was found in it."""
        if section.head is None:
            return
        for words in section.notes:
            self._add(words, NOTE)
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
        if rows:
            self._rows(header, rows)
        else:
            self._add(otherwise)

    def _rows(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table; without a header its first column is bold."""
        if not rows:
            return
        places = add_table(self._document, [header, *rows] if header else rows, headed=bool(header))
        for row, cells in zip(places, [header, *rows] if header else rows, strict=True):
            for n, (place, words) in enumerate(zip(row.cells, cells, strict=True)):
                run = place.paragraphs[0].add_run(printable(words))
                run.bold = (row is places[0] if header else n == 0) or None
        self._document.add_paragraph()

    def _page_marks(self) -> None:
        page = self._document.sections[0]
        marks = map(printable, filter(None, (self._said.reference, self._said.banner)))
        page.header.paragraphs[0].add_run(" · ".join(marks))
        page.footer.paragraphs[0].add_run("Page ")
        add_field(page.footer.paragraphs[0], "PAGE")

    def _add(self, words: str, style: str | None = None) -> Any:
        paragraph = self._document.add_paragraph(printable(words), style=style)
        if self._open_text is not None:
            end_text(paragraph, self._open_text)
            self._open_text = None
        return paragraph
