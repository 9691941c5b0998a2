"""The finished document of a case as a Word file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from docx.oxml import OxmlElement
from docx.shared import Pt

from desktop_app.adapters.docx_base import BANNER, NOTE, Lists, add_field, in_list, open_base, pack_document, printable
from desktop_app.adapters.docx_checkpoint import with_checkpoint
from desktop_app.adapters.docx_comments import Comments, closed, opened
from desktop_app.adapters.docx_identity import begin_text, end_text
from desktop_app.adapters.docx_notes import Footnotes, NoteLine
from desktop_app.adapters.docx_text import Commented, Mark, TextPrinter
from desktop_app.adapters.docx_tracking import Tracking
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.evidence import Citation, QuoteState, Source
from desktop_app.domain.exported_text import case_mark
from desktop_app.domain.form import Section
from desktop_app.domain.pack import Pack
from desktop_app.domain.printed_thread import printed_threads
from desktop_app.domain.provenance import drafter_name, person_name, route_line, standing_findings, utc, writers
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.section import Revision
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.standing import Standing, StandingSignature, is_signed, standing_of, standing_words, why_words
from desktop_app.domain.support_reading import UNSEEN, count_supports, count_words, read_supports
from desktop_app.domain.tracked import ChangedBy, untracked
from desktop_app.domain.tracked_section import tracked

_QUOTE_STATES = {
    QuoteState.VERIFIED: "",
    QuoteState.REPAIRED: " (The link was corrected to the passage that holds the words.)",
    QuoteState.MISATTRIBUTED: " UNRESOLVED: this passage does not hold what it is cited for.",
    QuoteState.NOT_FOUND: " UNRESOLVED: no passage was found that holds what is said.",
}
_DECIDED = {
    DecisionKind.APPROVE: "approved",
    DecisionKind.RETURN: "returned to the analyst",
    DecisionKind.ESCALATE: "escalated",
    DecisionKind.HAND_BACK: "handed back",
}
_VERIFYING = (
    "This document is a copy made from the record of the case. The record is a chain of events: every draft, edit, "
    "decision and signature is one of them, each event holds the digest of the one before it, and signed checkpoints "
    "hold the whole. Events name texts by keyed commitments and never hold them. To verify, run “countersign audit "
    "verify” on the store that this case is kept in: it reads the whole record again and names what is broken and "
    "where. Then compare the key and manifest digits printed here with those of the record."
)


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
        print_ = _CasePrinter(document, record, pack, names, sources, invalid, marked=marked)
        print_.whole(with_page_marks=template is None)
        file = record.file
        return pack_document(document, file.title, pack.form.language, _latest(record), case_mark(file.case_id))

    def with_checkpoint(self, body: bytes, line: str) -> bytes:
        """The file with the line of a checkpoint at its end."""
        return with_checkpoint(body, line)


class _CasePrinter:
    """Prints one case from top to bottom."""

    def __init__(
        self,
        document: Any,
        record: CaseRecord,
        pack: Pack,
        names: Mapping[str, str],
        sources: Mapping[str, Source],
        invalid: Collection[str],
        *,
        marked: bool,
    ) -> None:
        self._document, self._record, self._pack = document, record, pack
        self._names, self._sources, self._marked = names, sources, marked
        self._signatures = {s.command_id: standing_of(s, record, invalid) for s in record.signatures}
        self._lists, self._notes = Lists(document), Footnotes(document)
        self._comments, tracking = Comments(document), Tracking(self._changed_by)
        self._text = TextPrinter(document, self._lists, self._notes, tracking)
        self._threads = printed_threads(record, names) if marked else ()

    def whole(self, with_page_marks: bool) -> None:
        banner = self._banner()
        if banner:
            self._put_banner(banner)
        self._head()
        for section in self._pack.form.sections:
            self._section(section)
        self._decisions()
        self._signed()
        self._add("About this record", "Heading 1")
        self._add(_VERIFYING)
        if with_page_marks:
            self._page_marks(banner)
        self._notes.close()
        self._comments.close()

    def _changed_by(self, by: ChangedBy) -> str:
        if by.person_id is None and by.run_id is not None:
            return drafter_name(self._record, by.run_id)
        return person_name(by.person_id, self._names)

    def _banner(self) -> str:
        if is_signed(self._record, self._signatures.values()):
            return ""
        standings = {s.standing for s in self._signatures.values()}
        if Standing.INVALID in standings:
            return "NOT SIGNED: A SIGNATURE IS INVALID"
        return "NOT SIGNED: A KEY WAS REVOKED" if Standing.REVOKED in standings else "NOT SIGNED"

    def _put_banner(self, words: str) -> None:
        paragraph = self._add(words, BANNER)
        body = self._document.element.body
        body.insert(0, paragraph._p)

    def _head(self) -> None:
        file, form = self._record.file, self._pack.form
        self._add(flat(file.title) or form.title, "Title")
        self._add(f"{form.title}, version {form.version} (fingerprint of the form {self._pack.digest[:16]})", NOTE)
        self._add(f"Case {flat(file.reference)}, state: {file.state.replace('_', ' ')}", NOTE)
        if self._marked:
            self._add(_MARKED, NOTE)

    def _section(self, section: Section) -> None:
        heading = self._add(section.title, "Heading 1")
        commented = self._commented(heading, section.section)
        head = self._record.head(section.section)
        if head is None:
            self._add("This section has no text.", NOTE)
            return
        bookmark = begin_text(heading, head.revision_id)
        blocks = tracked(self._record, head) if self._marked else untracked(head.section_text)
        self._text.print(blocks, self._marks(head), commented)
        end_text(self._provenance(section.section, head), bookmark)

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

    def _marks(self, head: Revision) -> list[Mark]:
        citations = sorted(self._record.citations.get(head.revision_id, ()), key=lambda c: (c.end, c.number))
        return [
            Mark(end, tuple(dict.fromkeys(self._source_line(c) for c in same)))
            for end, same in groupby(citations, key=lambda c: c.end)
        ]

    def _source_line(self, citation: Citation) -> NoteLine:
        source = self._sources.get(citation.passage_id or "")
        if source is None:
            return NoteLine(f"No source stands behind this.{_QUOTE_STATES[QuoteState.NOT_FOUND]}", "no source")
        place = f"{flat(source.document)}, {flat(source.where)}"
        return NoteLine(f"{place}: “{flat(source.quote)}”{_QUOTE_STATES[citation.quote_state]}", place)

    def _provenance(self, section: str, head: Revision) -> Any:
        """How it came to be; the first paragraph of that."""
        first = self._add(" ".join(writers(self._record, section, self._names)), NOTE)
        decided = self._record.routes.get(head.revision_id)
        if decided:
            self._add(route_line(decided), NOTE)
        if readings := read_supports(self._record, head):
            self._add(f"Checked by the program: {count_words(count_supports(readings))}. {UNSEEN}", NOTE)
        approvals = [d for stage in self._pack.form.stages for d in self._record.approvals(section, stage.stage)]
        for decision in approvals:
            name = person_name(decision.person_id, self._names)
            self._add(f"Approved by {name} ({_shown(decision.gate)}), {utc(decision.at)}.", NOTE)
        findings = list(standing_findings(self._record, head.revision_id, self._names))
        self._add("Findings:" if findings else "No finding is open.", NOTE)
        for words in findings:
            in_list(self._add(words, NOTE), self._lists.bulleted)
        return first

    def _decisions(self) -> None:
        self._add("Decisions", "Heading 1")
        rows = [
            (
                utc(d.at),
                person_name(d.person_id, self._names),
                f"{_shown(d.gate)}: {_DECIDED[d.kind]}",
                self._titles(x.section for x in self._record.decided if x.command_id == d.command_id),
                d.reason.text if d.reason else "",
            )
            for d in self._record.decisions
        ]
        self._table(("When", "Who", "Decision", "Sections", "Reason"), rows, "No decision has been made.")

    def _signed(self) -> None:
        self._add("Signatures", "Heading 1")
        rows = [
            (s.name, s.role, utc(s.at) if s.at else "", s.meaning, s.key, s.manifest, self._standing(s))
            for s in self._signatures.values()
        ]
        header = ("Printed name", "Role", "Signed at", "Meaning", "Key", "Manifest", "Standing")
        self._table(header, rows, "Nobody has signed.")
        for signature in self._signatures.values():
            if why := why_words(signature):
                self._add(f"{signature.name or 'A signature'}: {standing_words(signature)}. {why}", NOTE)

    def _standing(self, signature: StandingSignature) -> str:
        titles = self._titles(signature.lapsed)
        return standing_words(signature, [titles] if titles else ())

    def _titles(self, sections: Iterable[str]) -> str:
        known = {s.section: s.title for s in self._pack.form.sections}
        return ", ".join(known.get(section, section) for section in sections)

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

    def _page_marks(self, banner: str) -> None:
        page = self._document.sections[0]
        reference = printable(flat(self._record.file.reference))
        page.header.paragraphs[0].add_run(" · ".join(filter(None, (reference, banner))))
        page.footer.paragraphs[0].add_run("Page ")
        add_field(page.footer.paragraphs[0], "PAGE")

    def _add(self, words: str, style: str | None = None) -> Any:
        return self._document.add_paragraph(printable(words), style=style)


def _shown(name: str) -> str:
    """A stage's name for people."""
    return name.replace("_", " ").capitalize()


def _latest(record: CaseRecord) -> datetime:
    """When the record last changed."""
    at = [record.file.created_at, *(r.created_at for r in record.revisions), *(d.at for d in record.decisions)]
    return max(at)
