"""The drafting workspace: what a person does on its page, by the pointer and by keys."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from desktop_app.domain.case import CaseState
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.gate import Obstacle
from desktop_app.domain.support_reading import SentenceReading
from desktop_app.domain.text import Span
from desktop_app.qt.comment_presenter import Marked
from desktop_app.qt.draft_state import ShownFinding, Stage
from desktop_app.qt.place import Place, Visit
from desktop_app.views.draft_aside import EVIDENCE, VERSIONS
from desktop_app.views.draft_block import DraftBlock
from desktop_app.views.draft_page import BESIDE, DraftPage
from desktop_app.views.draft_words import finding_words


class DraftView(DraftPage):
    """One case while it is drafted."""

    def _connect(self) -> None:
        self._connect_keys()
        presenter, banners = self._presenter, self._banners
        presenter.settling.connect(self.document.flush)
        presenter.shown.connect(self._show)
        presenter.came.connect(self._came)
        presenter.live_changed.connect(self._show_lives)
        presenter.history_read.connect(self._show_meaning)
        presenter.fell.connect(banners.tell_fall)
        presenter.near.connect(banners.tell_near)
        presenter.written.connect(banners.tell_written)
        presenter.sent.connect(self._sent)
        presenter.failed.connect(banners.fail)
        presenter.revised.connect(self._undo.add)
        presenter.saving_changed.connect(self._show_saving)
        presenter.announced.connect(self._ready.add)
        banners.form_asked.connect(self._open_form)
        banners.budgets_asked.connect(self._open_budgets)
        banners.write_asked.connect(self._write_fallen)
        banners.draft_asked.connect(presenter.draft_fallen)
        banners.wait_asked.connect(presenter.wait_for_model)
        self.document.made.connect(self._connect_block)
        self._sections.chosen.connect(self.go_to)
        self._sections.draft_all_asked.connect(self._draft_all)
        self._sections.redo_all_asked.connect(presenter.draft_all)
        self._reason.given.connect(presenter.give_reason)
        self._reason.led.connect(self._show_item)
        self.aside.tab_shown.connect(partial(self.panes.show_pane, BESIDE))
        self.aside.evidence.chosen.connect(self._mark_source)
        self.aside.support.chosen.connect(self._read_passage)
        self.aside.comments.chosen.connect(self._show_commented)
        self.aside.comments.left.connect(self._take_text)
        for panel in (self.aside.beside, self.aside.findings):
            panel.chosen.connect(self.show_finding)
            panel.fixed.connect(presenter.fix)
            panel.explained.connect(presenter.explain)
            panel.settled.connect(self._take_text)
        self.aside.versions.restored.connect(presenter.restore)
        self.aside.versions.compared.connect(presenter.compare)
        presenter.compared.connect(self.aside.versions.show_comparison)
        self.footer.ticked.connect(self._show_lives)
        self.footer.sent.connect(self._send)
        self.footer.elsewhere.chosen.connect(self._send)
        self.footer.led.connect(self._lead)
        self.footer.reason_asked.connect(self._reason.take_focus)

    def _connect_keys(self) -> None:
        for keys, act in (
            ("Esc", self._stop),
            ("Ctrl+R", self._redo),
            ("Ctrl+I", self._instruct),
            ("Ctrl+Shift+A", self._assemble),
            ("Alt+Z", self._go_back),
            ("F8", partial(self.next_finding, 1)),
            ("Shift+F8", partial(self.next_finding, -1)),
            ("F7", partial(self.aside.next_comment, 1)),
            ("Shift+F7", partial(self.aside.next_comment, -1)),
            ("Ctrl+Shift+Return", self.footer.ask_to_send),
        ):
            self._keys[keys] = QShortcut(QKeySequence(keys), self)
            self._keys[keys].activated.connect(act)

    def _connect_block(self, block: DraftBlock) -> None:
        presenter, name = self._presenter, block.section.section
        block.editor.changed.connect(partial(presenter.typed, name))
        block.editor.left.connect(partial(presenter.left, name))
        block.entered.connect(self._choose)
        block.stop_asked.connect(presenter.stop)
        block.redo_asked.connect(self._draft_again)
        block.back_asked.connect(presenter.go_back)
        block.write_asked.connect(self._write)
        block.versions_asked.connect(self._show_versions)
        block.citation_chosen.connect(self.show_citation)
        block.finding_chosen.connect(self._chose_finding)
        block.late.assembled_asked.connect(partial(presenter.assemble_instead, name))
        block.origin_asked.connect(self._ask_origin)
        block.comment_asked.connect(self._comment)
        block.comment_chosen.connect(self.aside.show_comment)
        block.purge_asked.connect(presenter.purge)
        notices = block.notices
        notices.confirm_asked.connect(partial(presenter.confirm, name))
        notices.accept_asked.connect(partial(presenter.accept, name))
        notices.reject_asked.connect(partial(presenter.reject, name))
        notices.settle_asked.connect(partial(self._settle, name))
        notices.edits_taken.connect(partial(presenter.accept, name))
        notices.assembled_asked.connect(partial(presenter.draft, [name], endpoints=(ASSEMBLED.name,)))
        notices.fixed.connect(presenter.fix)
        notices.explain_asked.connect(self.aside.explain)
        notices.taken.connect(presenter.take)
        notices.discarded.connect(presenter.discard)
        notices.again_asked.connect(partial(presenter.draft_fallen, name))

    # Moving

    def show_citation(self, section: str, number: int) -> None:
        """The page that a citation of a section leads to."""
        self._choose(section)
        self.show_tab(EVIDENCE)
        self.aside.evidence.choose(number)

    def _read_passage(self, reading: SentenceReading) -> None:
        """The passage that a sentence cites."""
        self.show_tab(EVIDENCE)
        for number in reading.numbers[:1]:
            self.aside.evidence.choose(number)

    def show_finding(self, finding: ShownFinding) -> None:
        """The words of a finding, with the caret at them; of one about a document, its page."""
        self._last_finding = finding.finding_id
        self.go_to(finding.section)
        if finding.passage is not None:
            self.show_tab(EVIDENCE)
            self.aside.evidence.show_place(finding.passage, finding_words(finding))
            return
        editor = self.block(finding.section).editor
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.select_finding(finding.finding_id)

    def next_finding(self, by: int) -> None:
        """The next or the one before, in the order of the sections."""
        findings = self._state.findings if self._state else ()
        if findings:
            names = [finding.finding_id for finding in findings]
            at = names.index(self._last_finding) + by if self._last_finding in names else (0 if by > 0 else -1)
            self.show_finding(findings[at % len(findings)])

    def _take_text(self) -> None:
        """What had the keyboard beside the text is done: to the text that it was about."""
        if self._chosen in self.document.blocks:
            self.block(self._chosen).editor.take_focus()

    def _mark_source(self, number: int) -> None:
        self.document.choose_citation(self._chosen, number)

    def _chose_finding(self, section: str, finding_id: str) -> None:
        self._choose(section)
        self.aside.show_finding(finding_id)

    def _ask_origin(self, section: str, words: str, offset: int) -> None:
        self.origin_asked.emit(self._case_id, section, words, offset)

    def _comment(self, section: str, words: str, offset: int) -> None:
        """What is typed is kept first, so that the words stand in the text."""
        self._choose(section)
        self.block(section).editor.flush()
        self._presenter.leave_all()
        self.aside.comment(Marked(section, words, offset))

    def _show_commented(self, section: str, place: Span | None) -> None:
        self.go_to(section)
        if place is not None:
            editor = self.block(section).editor
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            editor.select_span(place)

    def _show_item(self, section: str) -> None:
        """What must be fixed in a section, and its text."""
        self.go_to(section)
        self.aside.show_comments_on(section)

    def _show_versions(self, section: str) -> None:
        self._choose(section)
        self.show_tab(VERSIONS)

    # Acting

    def _draft_all(self) -> None:
        finished = self._presenter.finished
        if finished:
            self._sections.ask_whether_all(finished)
        else:
            self._presenter.draft_all()

    def _draft_again(self, section: str, line: str) -> None:
        self.block(section).editor.flush()
        self._presenter.draft([section], added=line)

    def _write(self, section: str) -> None:
        self._choose(section)
        self.block(section).write()

    def _write_fallen(self, section: str) -> None:
        self._presenter.stop(section)
        self._write(section)

    def _open_form(self) -> None:
        self.asked.emit(Visit(Place.FORM, self._case_id))

    def _open_budgets(self) -> None:
        self.asked.emit(Visit(Place.SETTINGS, at="models:budgets"))

    def _settle(self, section: str) -> None:
        """To where changes are settled one by one."""
        self.asked.emit(Visit(Place.REVIEW, self._case_id, section))

    def _stop(self) -> None:
        live = self._presenter.live(self._chosen)
        if live is not None and live.stage is not Stage.QUEUED:
            self._presenter.stop(self._chosen)
        else:
            self._presenter.stop_all()

    def _redo(self) -> None:
        section = self._state.section(self._chosen) if self._state else None
        if section is not None and not section.by_person and self._state and not self._state.locked:
            self.block(self._chosen).redo()

    def _instruct(self) -> None:
        if self._chosen in self.document.blocks:
            self.block(self._chosen).ways.ask_instruction()

    def _assemble(self) -> None:
        """For the section that is worked on, else for the first one for which it is offered."""
        offered = [name for name, block in self.document.blocks.items() if block.late.offers]
        if offered:
            self._presenter.assemble_instead(self._chosen if self._chosen in offered else offered[0])

    def _go_back(self) -> None:
        if self._state is not None and not self._state.locked and self._chosen:
            self._presenter.go_back(self._chosen)

    def _send(self, machine_id: str = "") -> None:
        """Send it for review; with a machine to somebody there."""
        self.document.flush()
        self._presenter.send(machine_id)
        if self._state is not None and self._state.reason_missing:
            self._reason.take_focus()

    def _sent(self, state: CaseState) -> None:
        self.asked.emit(Visit(Place.HOME))
        self._banners.say_sent(state)

    def _lead(self, obstacle: Obstacle) -> None:
        if obstacle.section is None:
            self._banners.say_left(obstacle)
            return
        findings = self._state.findings if self._state else ()
        finding = next((f for f in findings if f.section == obstacle.section and f.blocks), None)
        if finding is not None:
            self.show_finding(finding)
            return
        self.lead_to(obstacle.section)
        block = self.block(obstacle.section)
        (block.editor if block.is_open else block).setFocus(Qt.FocusReason.OtherFocusReason)
