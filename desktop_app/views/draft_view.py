"""The drafting workspace: sections at the left, the document in the middle, evidence, findings and versions right."""

from functools import partial
from time import monotonic

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QStackedWidget, QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.draft import RunStarted
from desktop_app.domain.evidence import Document
from desktop_app.domain.gate import Obstacle
from desktop_app.domain.working_text import SavingState
from desktop_app.qt.draft_presenter import DraftPresenter
from desktop_app.qt.draft_state import DraftState, Fallen, SectionDraft, ShownFinding, Stage
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.form_words import saving_words
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.spelling import Spelling
from desktop_app.qt.stream_relay import StreamTold, TextCame
from desktop_app.views.draft_block import DraftBlock
from desktop_app.views.draft_words import clock, money, row_of
from desktop_app.views.evidence_panel import EvidencePanel
from desktop_app.views.findings_panel import FindingsPanel
from desktop_app.views.meter_footer import MeterFooter
from desktop_app.views.reason_card import ReasonCard
from desktop_app.views.section_panel import WIDE, SectionPanel
from desktop_app.views.state_words import bands
from desktop_app.views.top_bar import TopBar
from desktop_app.views.versions_panel import VersionsPanel
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.find_bar import FindBar
from desktop_app.widgets.format_row import FormatRow
from desktop_app.widgets.kit import Kit, add, clear, column, row
from desktop_app.widgets.tab_order import set_reading_order
from desktop_app.widgets.workspace_panes import Pane, WorkspacePanes

RIGHT_WIDE = 328
SECTIONS, DOCUMENT, BESIDE = range(3)
"""The panels of the page, in reading order."""
AGAIN, ASSEMBLE, WRITE, ORDER, FORM = "again", "assemble", "write", "order", "form"
"""Names of the actions of this page's banners."""


class DraftView(QWidget):
    """One case while it is drafted. Its blocks are made once and kept while it is shown."""

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
        self._kit, self._presenter, self._evidence = kit, presenter, evidence
        self._bar, self._banner, self._spelling = bar, banner, spelling
        presenter.setParent(self)
        evidence.setParent(self)
        self._case_id, self._state, self._here = "", None, False  # type: str, DraftState | None, bool
        self._chosen, self._visit = "", Visit(Place.DRAFT)
        self._blocks: dict[str, DraftBlock] = {}
        self._undo: set[str] = set()
        self._offered: tuple[DraftState, tuple[str | bool, ...]] | None = None
        self._keys: dict[str, QShortcut] = {}
        self._fallen: Fallen | None = None
        self._unreachable = self._last_finding = ""
        self._sections = SectionPanel(kit)
        self._reason = ReasonCard(kit)
        self._document = column(gap=kit.theme.px(8))
        self._tools, self._tools_of = row(gap=0), ""
        self._area = QScrollArea()
        self.footer = MeterFooter(kit)
        self._find = FindBar(kit, self)
        self.evidence = EvidencePanel(kit, evidence)
        self.beside, self.findings = FindingsPanel(kit), FindingsPanel(kit)
        self.versions = VersionsPanel(kit)
        self._tabs: list[QPushButton] = []
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self._show_parts(loaded=False)

    def enter(self, visit: Visit) -> None:
        """Show a case, at a section of it where one is named."""
        if visit.case_id != self._case_id:
            self._forget()
        self._case_id, self._visit, self._here = visit.case_id, visit, True
        self._show_saving()
        self._presenter.enter(visit.case_id, visit.at)

    def leave(self) -> bool:
        """What was typed becomes edits behind the next page; what is being drafted goes on."""
        self._here = False
        self._flush()
        self._presenter.leave_all()
        self._bar.show_model("")
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
        return self._blocks[section]

    # Building

    def _build(self) -> None:
        kit, theme = self._kit, self._kit.theme
        inside = kit.region("surface")
        layout = inside.layout()
        side = column(self._document, None)
        layout.addLayout(row(None, (side, 100), None, around=(theme.px(12), theme.px(16), theme.px(12), theme.px(24))))  # type: ignore[union-attr]
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        edge = theme.px(18)
        self._tools.setContentsMargins(edge, theme.px(4), edge, 0)
        middle = kit.region("surface", self._find, self._reason, self._tools, (self._area, 1), self.footer)
        self.panes = WorkspacePanes(
            kit,
            self.tr("Sections, document, evidence"),
            Pane(self.tr("Sections"), self._sections, WIDE),
            Pane(self.tr("Document"), middle, 760, main=True),
            Pane(self.tr("Evidence and findings"), self._right(), RIGHT_WIDE),
        )
        row(self.panes, gap=0, into=self)

    def _right(self) -> QWidget:
        kit, theme = self._kit, self._kit.theme
        panel = kit.region("rightPanel")
        tabs = row(gap=theme.px(14))
        evidence = kit.region("scrolled", self.evidence, kit.line(), self.beside, None, gap=theme.px(14))
        found = kit.region("scrolled", self.findings, None)
        kept = kit.region("scrolled", self.versions, None)
        for at, (name, page) in enumerate(
            ((self.tr("Evidence"), evidence), (self.tr("Findings"), found), (self.tr("Versions"), kept))
        ):
            tab = kit.button(name, "tab")
            tab.setCheckable(True)
            tab.setAutoExclusive(True)
            tab.clicked.connect(partial(self.show_tab, at))
            self._tabs.append(tab)
            add(tabs, tab)
            self._pages.addWidget(kit.scrolled(page))
        add(tabs, None)
        self._tabs[0].setChecked(True)
        edge = theme.px(18)
        panel.layout().addLayout(  # type: ignore[union-attr]
            column(tabs, kit.line(), (self._pages, 1), gap=theme.px(12), around=(edge, theme.px(12), edge, edge))
        )
        panel.setMinimumWidth(theme.px(260))
        return panel

    def show_tab(self, at: int) -> None:
        """Evidence, findings or versions."""
        self.panes.show_pane(BESIDE)
        self._pages.setCurrentIndex(at)
        self._tabs[at].setChecked(True)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.settling.connect(self._flush)
        presenter.shown.connect(self._show)
        presenter.came.connect(self._came)
        presenter.live_changed.connect(self._show_lives)
        presenter.fell.connect(self._tell_fall)
        presenter.sent.connect(self._sent)
        presenter.failed.connect(self._fail)
        presenter.revised.connect(self._undo.add)
        presenter.saving_changed.connect(self._show_saving)
        presenter.announced.connect(self._announce)
        self._banner.acted.connect(self._act)
        self._bar.model_chosen.connect(self._say_order)
        self._sections.chosen.connect(self.go_to)
        self._sections.draft_all_asked.connect(presenter.draft_all)
        self._reason.given.connect(presenter.give_reason)
        self.evidence.chosen.connect(self._mark_source)
        for panel in (self.beside, self.findings):
            panel.chosen.connect(self.show_finding)
            panel.fixed.connect(presenter.fix)
            panel.explained.connect(presenter.explain)
        self.versions.restored.connect(presenter.restore)
        self.footer.sent.connect(self._send)
        self.footer.led.connect(self._lead)
        self.footer.breakdown_asked.connect(self._say_breakdown)
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

    # Showing

    def _forget(self) -> None:
        self._state, self._chosen, self._fallen = None, "", None
        self._unreachable, self._offered = "", None
        self._show_parts(loaded=False)
        self._find.set_editors(())
        clear(self._tools)
        self._tools_of = ""
        clear(self._document)
        self._blocks.clear()
        self._undo.clear()

    def _show_parts(self, *, loaded: bool) -> None:
        """Nothing is offered, and no figure is shown, before the case is read."""
        self.footer.setVisible(loaded)
        self._pages.setVisible(loaded)
        self._sections.draft_all.setEnabled(loaded)

    def _show(self, state: DraftState) -> None:
        first = self._state is None
        self._state = state
        self._show_parts(loaded=True)
        for section in state.sections:
            if section.section not in self._blocks:
                self._make(section)
        if first or state.section(self._chosen) is None:
            self._chosen = self._first(state)
            self._evidence.open_case(state.file.case_id, _first_document(state))
        for section in state.sections:
            name = section.section
            typing = self._presenter.is_typing(name)
            self._blocks[name].show_section(section, state, typing=typing, undo=name in self._undo)
        self._undo.clear()
        self._show_lives()
        self._show_beside()
        self._reason.show_state(state)
        self._sections.draft_all.setEnabled(not state.locked)
        if self._here:
            self._show_bar(state)
            self._bar.show_crumbs(*self.crumbs())
            self.window().setWindowTitle(" · ".join((*reversed(self.crumbs()), "Countersign")))
        if first:
            self._find.set_editors([block.editor for block in self._blocks.values()])
            QTimer.singleShot(0, self, self._arrive)

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

    def _make(self, section: SectionDraft) -> None:
        block, presenter = DraftBlock(self._kit, section), self._presenter
        name = section.section
        block.setMaximumWidth(self._kit.theme.px(760))
        block.editor.check_spelling(self._spelling)
        block.editor.changed.connect(partial(presenter.typed, name))
        block.editor.left.connect(partial(presenter.left, name))
        block.entered.connect(self._choose)
        block.stop_asked.connect(presenter.stop)
        block.redo_asked.connect(self._draft_again)
        block.back_asked.connect(presenter.go_back)
        block.write_asked.connect(self._write)
        block.confirm_asked.connect(presenter.confirm)
        block.accept_asked.connect(presenter.accept)
        block.reject_asked.connect(presenter.reject)
        block.fixed.connect(presenter.fix)
        block.explain_asked.connect(self._explain)
        block.taken.connect(presenter.take)
        block.discarded.connect(presenter.discard)
        block.citation_chosen.connect(self.show_citation)
        block.finding_chosen.connect(self._chose_finding)
        self._blocks[name] = block
        add(self._document, block)

    def _show_lives(self) -> None:
        """How far each section is; what is offered changes only with the case, the choice, or what is drafted."""
        state, presenter, now = self._state, self._presenter, monotonic()
        if state is None:
            return
        rows, at_work = [], []
        for section in state.sections:
            live, left = presenter.live(section.section), presenter.seconds_left(section.section)
            self._blocks[section.section].show_live(live, left, now)
            rows.append(row_of(section, live, left))
            if live is not None:
                at_work.append(section.section)
        self._sections.show_rows(tuple(rows), self._chosen)
        self.footer.show_state(state, drafting=presenter.is_drafting)
        self._show_offers(state, (self._chosen, presenter.is_drafting, *at_work))

    def _show_offers(self, state: DraftState, standing: tuple[str | bool, ...]) -> None:
        if self._offered is not None and self._offered[0] is state and self._offered[1] == standing:
            return
        self._offered = state, standing
        for name, block in self._blocks.items():
            block.set_active(name == self._chosen)
        self._show_tools()
        self._keys["Esc"].setEnabled(self._presenter.is_drafting)
        self._sections.draft_all.setEnabled(not state.locked and not self._presenter.is_drafting)
        set_reading_order(self)

    def _show_tools(self) -> None:
        """The tools over the document are those of the section that is worked on."""
        block = self._blocks.get(self._chosen)
        if block is not None and self._tools_of != self._chosen:
            clear(self._tools)
            self._tools_of = self._chosen
            add(self._tools, FormatRow(self._kit, block.editor))

    def _came(self, told: StreamTold) -> None:
        bar = self._area.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - self._kit.theme.px(24)
        for event in told.told:
            block = self._blocks.get(event.section)
            if block is None:
                continue
            if isinstance(event, TextCame):
                if self._is_prose(event.section):
                    block.show_came(event.pieces)
            elif isinstance(event, RunStarted):
                block.begin_again()
        if at_end:
            bar.setValue(bar.maximum())

    def _is_prose(self, section: str) -> bool:
        """Whether what streams is text to read: a structured answer is shown when it is whole."""
        live = self._presenter.live(section)
        wanted = self._state.facts.section(section) if self._state else None
        return not (wanted and wanted.output and live and live.endpoint and live.endpoint.is_model)

    def _show_beside(self) -> None:
        state = self._state
        section = state.section(self._chosen) if state else None
        if state is None or section is None:
            return
        self.evidence.show_sources(section.sources)
        self.beside.show_findings(state.findings, locked=bool(state.locked))
        self.findings.show_findings(state.findings, locked=bool(state.locked))
        self.versions.show_section(section, locked=bool(state.locked))
        counts = (len(section.sources), len(state.findings), len(section.versions))
        names = (self.tr("Evidence"), self.tr("Findings"), self.tr("Versions"))
        for tab, name, count in zip(self._tabs, names, counts, strict=True):
            tab.setText(f"{name}  {count}" if count else name)

    def _show_bar(self, state: DraftState) -> None:
        chips: list[QWidget] = []
        if state.locked:
            chips.append(self._kit.chip(self.tr("Read only"), "neutral", "lock"))
        elif state.file.state is CaseState.RETURNED:
            chips.append(self._kit.chip(self.tr("Returned"), "warning", "corner-up-left"))
        self._bar.show_chips(*chips)
        self._show_model(state)
        if state.returned_for and not self._banner.isVisible():
            self._banner.say(self.tr("Returned: %1").replace("%1", state.returned_for), "warning")

    def _show_model(self, state: DraftState) -> None:
        if self._unreachable:
            self._bar.show_model(self.tr("Server unreachable"), "warning", "wifi-off")
        elif state.has_model:
            self._bar.show_model(self.tr("Model ready"), "2", "server")
        else:
            self._bar.show_model(self.tr("Assembled, no model"), "2", "file-text")

    def _show_saving(self) -> None:
        if not self._here:
            return
        words, tone = saving_words(self._presenter.saving)
        self._bar.show_saved(words, tone)
        saving = self._presenter.saving
        if saving is not None and saving.state is SavingState.NOT_SAVED:
            self._banner.say(saving.words, "danger")

    # Acting

    def go_to(self, section: str) -> None:
        """Choose a section and bring it into sight."""
        self.panes.show_pane(DOCUMENT)
        self._choose(section)
        block, inside = self._blocks.get(section), self._area.widget()
        if block is not None and inside is not None:
            top = block.mapTo(inside, block.rect().topLeft()).y()
            self._area.verticalScrollBar().setValue(max(0, top - self._kit.theme.px(12)))

    def show_citation(self, section: str, number: int) -> None:
        """The page that a citation of a section leads to."""
        self._choose(section)
        self.show_tab(0)
        self.evidence.choose(number)

    def show_finding(self, finding: ShownFinding) -> None:
        """The words of a finding, with the caret at them."""
        self.go_to(finding.section)
        block = self._blocks[finding.section]
        block.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        block.editor.select_finding(finding.finding_id)

    def next_finding(self, by: int) -> None:
        """The next or the one before, in the order of the sections."""
        findings = self._state.findings if self._state else ()
        if not findings:
            return
        names = [finding.finding_id for finding in findings]
        at = names.index(self._last_finding) + by if self._last_finding in names else (0 if by > 0 else -1)
        finding = findings[at % len(findings)]
        self._last_finding = finding.finding_id
        self.show_finding(finding)

    def _choose(self, section: str) -> None:
        if section == self._chosen or self._state is None:
            return
        self._chosen = section
        self._show_lives()
        self._show_beside()

    def _mark_source(self, number: int) -> None:
        for name, block in self._blocks.items():
            block.editor.choose_citation(number if name == self._chosen else None)

    def _chose_finding(self, section: str, finding_id: str) -> None:
        self._choose(section)
        self.show_tab(1)
        card = self.findings.card(finding_id)
        if card is not None:
            page = self._pages.currentWidget()
            if isinstance(page, QScrollArea):
                page.ensureWidgetVisible(card)

    def _explain(self, finding: ShownFinding) -> None:
        self.show_tab(1)
        card = self.findings.card(finding.finding_id)
        if card is not None:
            card.ask_reason()

    def _draft_again(self, section: str, line: str) -> None:
        self._blocks[section].editor.flush()
        self._presenter.draft([section], added=line)

    def _write(self, section: str) -> None:
        self._choose(section)
        self._blocks[section].write()

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
        if self._chosen in self._blocks:
            self._blocks[self._chosen].ask_instruction()

    def _go_back(self) -> None:
        if self._state is not None and not self._state.locked and self._chosen:
            self._presenter.go_back(self._chosen)

    def _flush(self) -> None:
        """What was typed a moment ago is told before anything else happens."""
        for block in self._blocks.values():
            if block.is_open:
                block.editor.flush()

    def _send(self) -> None:
        self._flush()
        self._presenter.send()

    def _sent(self, state: CaseState) -> None:
        title = self._state.file.title if self._state else ""
        self.asked.emit(Visit(Place.HOME))
        if state is CaseState.SIGN_OFF:
            words = self.tr("“%1” is sent. It waits to be signed.")
        else:
            words = self.tr("“%1” is sent for review.")
        self._banner.say(words.replace("%1", title), "success")

    def _lead(self, obstacle: Obstacle) -> None:
        if obstacle.section is None:
            self._banner.say(obstacle.words, "warning", (FORM, self.tr("Open the form")))
            return
        finding = next((f for f in self._findings() if f.section == obstacle.section and f.blocks), None)
        if finding is not None:
            self._last_finding = finding.finding_id
            self.show_finding(finding)
            return
        self.go_to(obstacle.section)
        block = self._blocks[obstacle.section]
        (block.editor if block.is_open else block).setFocus(Qt.FocusReason.OtherFocusReason)

    def _findings(self) -> tuple[ShownFinding, ...]:
        return self._state.findings if self._state else ()

    # Banners

    def _tell_fall(self, fallen: Fallen) -> None:
        self._fallen, self._unreachable = fallen, fallen.endpoint
        words = [self._fall_words(fallen), self.tr("Finished sections are safe.")]
        if fallen.kept:
            stopped = self.tr("Section %1 stopped at %n word(s); they are not part of the draft.", "", fallen.kept)
            words.append(stopped.replace("%1", self._number_of(fallen.section)))
        if fallen.following is None:
            words.append(self.tr("Everything else waits, or you write it yourself."))
        elif fallen.following.is_model:
            words.append(self.tr("“%1” writes it now.").replace("%1", fallen.following.name))
        else:
            words.append(self.tr("It is assembled from the documents now, without a model."))
        own = self.tr("Write section %1 myself").replace("%1", self._number_of(fallen.section))
        self._banner.say(
            " ".join(words),
            "warning",
            (AGAIN, self.tr("Try again")),
            (ASSEMBLE, self.tr("Use assembled draft")),
            (WRITE, own),
        )
        if self._state is not None and self._here:
            self._show_model(self._state)

    def _number_of(self, section: str) -> str:
        shown = self._state.section(section) if self._state else None
        return str(shown.number) if shown else ""

    def _fall_words(self, fallen: Fallen) -> str:
        if fallen.auth:
            words = self.tr("“%1” refused the key. Check it in Settings, Models and keys.")
        else:
            words = self.tr("“%1” has not answered since %2.").replace("%2", clock(fallen.at))
        return words.replace("%1", fallen.endpoint)

    def _act(self, name: str) -> None:
        fallen = self._fallen
        if not self._here or name not in (AGAIN, ASSEMBLE, WRITE, FORM):
            return
        self._banner.hide()
        if name == FORM:
            self.asked.emit(Visit(Place.FORM, self._case_id))
        elif fallen is None:
            return
        elif name == WRITE:
            self._presenter.stop(fallen.section)
            self._write(fallen.section)
        else:
            self._unreachable = "" if name == AGAIN else self._unreachable
            self._presenter.draft([fallen.section], endpoints=("assembled",) if name == ASSEMBLE else ())
        if self._state is not None and self._here:
            self._show_model(self._state)

    def _say_order(self) -> None:
        """What is tried in which order."""
        if self._here and self._state is not None:
            names = [e.name if e.is_model else self.tr("assembled, no model") for e in self._state.chain]
            order = ", ".join(f"{number}. {name}" for number, name in enumerate(names, start=1))
            self._banner.say(self.tr("Tried in this order: %1").replace("%1", order), "accent")

    def _say_breakdown(self) -> None:
        if self._state is None:
            return
        parts = []
        for each in self._state.meter.spent:
            cost = self.tr("price unknown") if each.cost is None else money(each.cost, self._state.meter.currency)
            listed = self.tr(", price of %1").replace("%1", each.listed) if each.listed else ""
            parts.append(f"{each.section}: {each.model}, {cost}{listed}")
        self._banner.say(" · ".join(parts), "accent")

    def _fail(self, error: Exception) -> None:
        if self._here:
            self._banner.fail(error)

    def _announce(self, section: str) -> None:
        """Say once that a section is ready, to who hears the screen."""
        shown = self._state.section(section) if self._state else None
        if shown is None or not self._here:
            return
        band = bands()[shown.band] if shown.band else ""
        words = self.tr("Section %1 ready. %2").replace("%1", str(shown.number)).replace("%2", band)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))


def _first_document(state: DraftState) -> Document | None:
    """The document that is most likely looked at: the first that a section cites, else the first one."""
    documents = {d.document_id: d for d in state.facts.record.documents}
    cited = (source.passage.document_id for section in state.sections for source in section.sources)
    return next((documents[d] for d in cited if d in documents), next(iter(documents.values()), None))
