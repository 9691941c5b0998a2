"""The drafting workspace: sections at the left, the document in the middle, evidence, findings and versions right."""

from functools import partial
from time import monotonic

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.evidence import Document
from desktop_app.domain.gate import Obstacle
from desktop_app.domain.track_record import Tally
from desktop_app.qt.draft_presenter import DraftPresenter
from desktop_app.qt.draft_state import DraftState, ShownFinding, Stage
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.spelling import Spelling
from desktop_app.qt.stream_relay import StreamTold
from desktop_app.views.draft_aside import EVIDENCE, VERSIONS, DraftAside
from desktop_app.views.draft_banners import DraftBanners
from desktop_app.views.draft_block import DraftBlock
from desktop_app.views.draft_document import DraftDocument
from desktop_app.views.draft_words import row_of
from desktop_app.views.meter_footer import MeterFooter
from desktop_app.views.reason_card import ReasonCard
from desktop_app.views.section_panel import WIDE, SectionPanel
from desktop_app.views.top_bar import TopBar
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, row
from desktop_app.widgets.tab_order import set_reading_order
from desktop_app.widgets.workspace_panes import Pane, WorkspacePanes

RIGHT_WIDE = 328
DOCUMENT, BESIDE = 1, 2
"""Panels of the page, in reading order after the sections."""


class DraftView(QWidget):
    """One case while it is drafted."""

    asked = Signal(object)

    def __init__(
        self,
        kit: Kit,
        presenter: DraftPresenter,
        evidence: EvidencePresenter,
        bar: TopBar,
        banner: Banner,
        spelling: Spelling | None = None,
    ) -> None:
        super().__init__()
        self._presenter, self._evidence, self._bar = presenter, evidence, bar
        presenter.setParent(self)
        evidence.setParent(self)
        self._case_id, self._state, self._here = "", None, False  # type: str, DraftState | None, bool
        self._chosen, self._visit = "", Visit(Place.DRAFT)
        self._undo, self._ready = set[str](), set[str]()
        self._keys: dict[str, QShortcut] = {}
        self._last_finding = ""
        self._sections, self._reason = SectionPanel(kit), ReasonCard(kit)
        self.document, self.footer = DraftDocument(kit, self, spelling), MeterFooter(kit)
        self.aside = DraftAside(kit, evidence)
        self._banners = DraftBanners(kit, bar, banner, self)
        self._build(kit)
        self._connect()
        self._connect_keys()
        self._show_parts(loaded=False)

    def enter(self, visit: Visit) -> None:
        """Show a case, at a section of it where one is named."""
        again = visit.case_id == self._case_id
        if not again:
            self._forget()
        self._case_id, self._visit, self._here = visit.case_id, visit, True
        self._banners.enter(again=again)
        if again and self._state is not None and self._state.section(visit.at):
            self.go_to(visit.at)
        self._show_saving()
        self._presenter.enter(visit.case_id, visit.at)

    def leave(self) -> bool:
        """What was typed becomes edits behind the next page; what is being drafted goes on."""
        self._here = False
        self.document.flush()
        self._presenter.leave_all()
        self._banners.leave()
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        title = self._state.file.title if self._state else ""
        return tuple(filter(None, (self.tr("My work"), title, self.tr("Draft"))))

    @property
    def state(self) -> DraftState | None:
        """What is shown."""
        return self._state

    @property
    def chosen(self) -> str:
        """The section that is worked on."""
        return self._chosen

    def block(self, section: str) -> DraftBlock:
        """A section in the document."""
        return self.document.blocks[section]

    # Building

    def _build(self, kit: Kit) -> None:
        middle = kit.region("surface", self.document.search, self._reason, (self.document, 1), self.footer)
        self.panes = WorkspacePanes(
            kit,
            self.tr("Sections, document, evidence"),
            Pane(self.tr("Sections"), self._sections, WIDE),
            Pane(self.tr("Document"), middle, 760, main=True),
            Pane(self.tr("Evidence and findings"), self.aside, RIGHT_WIDE),
        )
        row(self.panes, gap=0, into=self)

    def _connect(self) -> None:
        presenter, banners = self._presenter, self._banners
        presenter.settling.connect(self.document.flush)
        presenter.shown.connect(self._show)
        presenter.came.connect(self._came)
        presenter.live_changed.connect(self._show_lives)
        presenter.history_read.connect(self._show_meaning)
        presenter.fell.connect(banners.tell_fall)
        presenter.sent.connect(self._sent)
        presenter.failed.connect(banners.fail)
        presenter.revised.connect(self._undo.add)
        presenter.saving_changed.connect(self._show_saving)
        presenter.announced.connect(self._ready.add)
        banners.form_asked.connect(self._open_form)
        banners.write_asked.connect(self._write_fallen)
        banners.draft_asked.connect(self._draft_fallen)
        self.document.made.connect(self._connect_block)
        self._sections.chosen.connect(self.go_to)
        self._sections.draft_all_asked.connect(presenter.draft_all)
        self._reason.given.connect(presenter.give_reason)
        self._reason.led.connect(self.go_to)
        self.aside.tab_shown.connect(partial(self.panes.show_pane, BESIDE))
        self.aside.evidence.chosen.connect(self._mark_source)
        for panel in (self.aside.beside, self.aside.findings):
            panel.chosen.connect(self.show_finding)
            panel.fixed.connect(presenter.fix)
            panel.explained.connect(presenter.explain)
        self.aside.versions.restored.connect(presenter.restore)
        self.footer.ticked.connect(self._show_lives)
        self.footer.sent.connect(self._send)
        self.footer.led.connect(self._lead)
        self.footer.breakdown_asked.connect(banners.say_breakdown)

    def _connect_keys(self) -> None:
        for keys, act in (
            ("Esc", self._stop),
            ("Ctrl+R", self._redo),
            ("Ctrl+I", self._instruct),
            ("Alt+Z", self._go_back),
            ("F8", partial(self.next_finding, 1)),
            ("Shift+F8", partial(self.next_finding, -1)),
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
        notices = block.notices
        notices.confirm_asked.connect(partial(presenter.confirm, name))
        notices.accept_asked.connect(partial(presenter.accept, name))
        notices.reject_asked.connect(partial(presenter.reject, name))
        notices.fixed.connect(presenter.fix)
        notices.explain_asked.connect(self.aside.explain)
        notices.taken.connect(presenter.take)
        notices.discarded.connect(presenter.discard)

    # Showing

    def _forget(self) -> None:
        self._state, self._chosen = None, ""
        self._show_parts(loaded=False)
        self.document.forget()
        self._undo.clear()

    def _show_parts(self, *, loaded: bool) -> None:
        """Nothing is offered, and no figure is shown, before the case is read."""
        self.footer.setVisible(loaded)
        self.aside.show_loaded(loaded=loaded)
        self._sections.draft_all.setEnabled(loaded)

    def _show(self, state: DraftState) -> None:
        first = self._state is None
        self._state = state
        self._show_parts(loaded=True)
        self.document.show_state(state, self._typing(state), self._undo)
        self._undo.clear()
        if first or state.section(self._chosen) is None:
            self._chosen = self._first(state)
            self._evidence.open_case(state.file.case_id, _first_document(state))
        self._show_lives()
        self._show_beside()
        self._reason.show_state(state)
        self._banners.show_state(state)
        if self._here:
            self._bar.show_crumbs(*self.crumbs())
            self.window().setWindowTitle(" · ".join((*reversed(self.crumbs()), "Countersign")))
        self._announce(state)
        if first:
            QTimer.singleShot(0, self, self._arrive)

    def _typing(self, state: DraftState) -> set[str]:
        """Sections in which something was typed that is no edit yet."""
        return {s.section for s in state.sections if self._presenter.is_typing(s.section)}

    def _first(self, state: DraftState) -> str:
        """Where to begin: where one was led, at the first thing that is left, or at the first section."""
        if state.section(self._visit.at):
            return self._visit.at
        left = next((o.section for o in state.obstacles if o.section), None)
        return left or (state.sections[0].section if state.sections else "")

    def _arrive(self) -> None:
        """Where one begins: in sight, once the blocks have their heights, and with the keyboard on the page."""
        if self._here and not self.isAncestorOf(QApplication.focusWidget() or self):
            self._sections.take_focus()
        if self._state is not None and self._state.sections[0].section != self._chosen:
            self.go_to(self._chosen)

    def _show_lives(self) -> None:
        state, presenter, now = self._state, self._presenter, monotonic()
        if state is None:
            return
        rows = []
        for section in state.sections:
            live = presenter.live(section.section)
            shown = row_of(section, live, presenter.seconds_left(section.section))
            self.block(section.section).show_live(live, shown, now)
            rows.append(shown)
        self._sections.show_rows(tuple(rows), self._chosen)
        self.document.set_active(self._chosen)
        self.footer.show_state(state, self._typing(state), drafting=presenter.is_drafting)
        self._keys["Esc"].setEnabled(presenter.is_drafting)
        self._sections.draft_all.setEnabled(not state.locked and not presenter.is_drafting)
        set_reading_order(self)

    def _show_beside(self) -> None:
        section = self._state.section(self._chosen) if self._state else None
        if self._state is not None and section is not None:
            self.aside.show_section(self._state, section)
            self._show_meaning()

    def _show_meaning(self) -> None:
        section = self._state.section(self._chosen) if self._state else None
        band = section.band if section else None
        self._sections.show_meaning(band, self._presenter.became_of(band) if band else Tally(0, 0))

    def _came(self, told: StreamTold) -> None:
        self.document.show_came(told, self._state)

    def _show_saving(self) -> None:
        self._banners.show_saving(self._presenter.saving)

    def _announce(self, state: DraftState) -> None:
        """Say once that a section is ready, and how it came out, to who hears the screen."""
        for shown in state.sections:
            if shown.section in self._ready and self._here:
                standing = row_of(shown, None, None)
                words = self.tr("Section %1 ready. %2").replace("%1", str(shown.number))
                said = ", ".join(filter(None, (standing.chip, standing.reason)))
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words.replace("%2", said)))
        self._ready.clear()

    # Moving

    def show_tab(self, at: int) -> None:
        """Evidence, findings or versions."""
        self.aside.show_tab(at)

    def go_to(self, section: str) -> None:
        """Choose a section and bring it into sight."""
        self.panes.show_pane(DOCUMENT)
        self._choose(section)
        self.document.bring_into_sight(section)

    def show_citation(self, section: str, number: int) -> None:
        """The page that a citation of a section leads to."""
        self._choose(section)
        self.show_tab(EVIDENCE)
        self.aside.evidence.choose(number)

    def show_finding(self, finding: ShownFinding) -> None:
        """The words of a finding, with the caret at them."""
        self._last_finding = finding.finding_id
        self.go_to(finding.section)
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

    def _choose(self, section: str) -> None:
        if section != self._chosen and self._state is not None:
            self._chosen = section
            self._show_lives()
            self._show_beside()

    def _mark_source(self, number: int) -> None:
        self.document.choose_citation(self._chosen, number)

    def _chose_finding(self, section: str, finding_id: str) -> None:
        self._choose(section)
        self.aside.show_finding(finding_id)

    def _show_versions(self, section: str) -> None:
        self._choose(section)
        self.show_tab(VERSIONS)

    # Acting

    def _draft_again(self, section: str, line: str) -> None:
        self.block(section).editor.flush()
        self._presenter.draft([section], added=line)

    def _draft_fallen(self, section: str, endpoints: tuple[str, ...]) -> None:
        self._presenter.draft([section], endpoints=endpoints)

    def _write(self, section: str) -> None:
        self._choose(section)
        self.block(section).write()

    def _write_fallen(self, section: str) -> None:
        self._presenter.stop(section)
        self._write(section)

    def _open_form(self) -> None:
        self.asked.emit(Visit(Place.FORM, self._case_id))

    def _stop(self) -> None:
        live = self._presenter.live(self._chosen)
        if live is not None and live.stage is not Stage.QUEUED:
            self._presenter.stop(self._chosen)
        else:
            self._presenter.stop_all()

    def _redo(self) -> None:
        section = self._state.section(self._chosen) if self._state else None
        if section is not None and not section.by_person and self._state and not self._state.locked:
            self._draft_again(self._chosen, "")

    def _instruct(self) -> None:
        if self._chosen in self.document.blocks:
            self.block(self._chosen).ways.ask_instruction()

    def _go_back(self) -> None:
        if self._state is not None and not self._state.locked and self._chosen:
            self._presenter.go_back(self._chosen)

    def _send(self) -> None:
        self.document.flush()
        self._presenter.send()

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
        self.go_to(obstacle.section)
        block = self.block(obstacle.section)
        (block.editor if block.is_open else block).setFocus(Qt.FocusReason.OtherFocusReason)


def _first_document(state: DraftState) -> Document | None:
    """The document that is most likely looked at: the first that a section cites, else the first one."""
    documents = {d.document_id: d for d in state.facts.record.documents}
    cited = (source.passage.document_id for section in state.sections for source in section.sources)
    return next((documents[d] for d in cited if d in documents), next(iter(documents.values()), None))
