"""The page of a draft: what is shown on it, and where."""

from time import monotonic

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.evidence import Document
from desktop_app.domain.exchange import CaseExchange
from desktop_app.domain.track_record import Tally
from desktop_app.qt.case_exchange_presenter import CaseExchangePresenter
from desktop_app.qt.comment_presenter import CommentPresenter
from desktop_app.qt.draft_presenter import DraftPresenter
from desktop_app.qt.draft_state import DraftState, Stage
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.second_reader_presenter import SecondReaderPresenter
from desktop_app.qt.section_list_model import SectionRow
from desktop_app.qt.spelling import Spelling
from desktop_app.qt.stream_relay import StreamTold
from desktop_app.views.document_ways import DocumentWays
from desktop_app.views.draft_aside import DraftAside
from desktop_app.views.draft_banners import DraftBanners
from desktop_app.views.draft_block import DraftBlock
from desktop_app.views.draft_document import DraftDocument
from desktop_app.views.draft_words import row_of
from desktop_app.views.exchange_line import ExchangeLine
from desktop_app.views.meter_footer import MeterFooter
from desktop_app.views.reason_card import ReasonCard
from desktop_app.views.section_panel import WIDE, SectionPanel
from desktop_app.views.top_bar import TopBar
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, row
from desktop_app.widgets.tab_order import set_reading_order
from desktop_app.widgets.workspace_panes import Pane, WorkspacePanes

RIGHT_WIDE = 364
DOCUMENT, BESIDE = 1, 2
"""Panels of the page, in reading order after the sections."""


class DraftPage(QWidget):
    """One case while it is drafted. What can be done on the page is the view's."""

    asked = Signal(object)
    origin_asked = Signal(str, str, str, int)
    """Where a sentence came from: its case and section, its words, and their offset."""

    def __init__(
        self,
        kit: Kit,
        presenter: DraftPresenter,
        evidence: EvidencePresenter,
        comments: CommentPresenter,
        bar: TopBar,
        banner: Banner,
        spelling: Spelling | None = None,
        second: SecondReaderPresenter | None = None,
        exchange: CaseExchangePresenter | None = None,
    ) -> None:
        super().__init__()
        self.exchange = ExchangeLine(kit, exchange, banner) if exchange else None
        if exchange is not None:
            exchange.shown.connect(self._show_exchange)
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
        self.aside = DraftAside(kit, evidence, comments, second)
        self._banners = DraftBanners(kit, bar, banner, self)
        comments.failed.connect(self._banners.fail)
        if second is not None:
            second.failed.connect(self._banners.fail)
        self._build(kit)
        self._connect()
        self._show_parts(loaded=False)

    def enter(self, visit: Visit) -> None:
        """Show a case, at a section of it where one is named."""
        again = visit.case_id == self._case_id
        if not again:
            self._forget()
        self._case_id, self._visit, self._here = visit.case_id, visit, True
        self._banners.enter(again=again)
        if again and self._state is not None and self._state.section(visit.at):
            self.lead_to(visit.at)
        self._show_saving()
        self._presenter.enter(visit.case_id, visit.at)

    def leave(self) -> bool:
        """What was typed becomes edits behind the next page; what is being drafted goes on."""
        self._here = False
        self.document.flush()
        self._presenter.leave_all()
        self._banners.leave()
        if self.exchange is not None:
            self.exchange.leave()
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
    def documents(self) -> DocumentWays:
        """The document of the case: written somewhere, or brought back."""
        return self._sections.documents

    @property
    def chosen(self) -> str:
        """The section that is worked on."""
        return self._chosen

    def block(self, section: str) -> DraftBlock:
        """A section in the document."""
        return self.document.blocks[section]

    # Its own

    def _connect(self) -> None:
        """What can be done here follows in the view."""

    def _build(self, kit: Kit) -> None:
        edge = kit.theme.px(12)
        reason = row(self._reason, around=(edge, kit.theme.px(6), edge, 0))
        foot = (self.exchange, self.footer) if self.exchange else (self.footer,)
        middle = kit.region("surface", self.document.search, reason, (self.document, 1), *foot)
        self.panes = WorkspacePanes(
            kit,
            self.tr("Sections, document, evidence"),
            Pane(self.tr("Sections"), self._sections, WIDE),
            Pane(self.tr("Document"), middle, 760, main=True),
            Pane(self.tr("Evidence and findings"), self.aside, RIGHT_WIDE),
        )
        row(self.panes, gap=0, into=self)

    def _forget(self) -> None:
        self._sections.stop_asking()
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
        self.documents.show_case(state.file.case_id, state.file.title, changes=not state.locked)
        self._banners.show_state(state)
        self._show_saving()
        if self._here and self.exchange is not None:
            self.exchange.show_case(state.file.case_id, state.file.title, waits=not state.file.state.editable)
        if self._here:
            self._bar.show_crumbs(*self.crumbs())
            self.window().setWindowTitle(" · ".join((*reversed(self.crumbs()), "Countersign")))
        self._announce(state)
        if first:
            QTimer.singleShot(0, self, self._arrive)

    def _show_exchange(self, found: CaseExchange) -> None:
        """Where the case can be sent beside the review here."""
        if found.case_id == self._case_id:
            self.footer.show_exchange(found)

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
        self.panes.show_pane(self.panes.current)
        if self._state is not None and [s.section for s in self._state.sections[:1]] != [self._chosen]:
            self.lead_to(self._chosen)

    def _show_lives(self) -> None:
        state, presenter, now = self._state, self._presenter, monotonic()
        if state is None:
            return
        rows: list[SectionRow] = []
        queued = [live.section for live in presenter.lives if live.stage is Stage.QUEUED]
        for section in state.sections:
            live, is_next = presenter.live(section.section), section.section in queued[:1]
            shown = row_of(section, live, presenter.seconds_left(section.section), is_next=is_next)
            self.block(section.section).show_live(live, shown, now)
            rows.append(shown)
        self._sections.show_rows(tuple(rows), self._chosen)
        self.document.set_active(self._chosen, locked=bool(state.locked))
        self.footer.show_state(state, self._typing(state), drafting=presenter.is_drafting)
        self._keys["Esc"].setEnabled(presenter.is_drafting)
        self._sections.draft_all.setVisible(not state.locked)
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
        self._banners.show_saving(self._presenter.saving, held=self._presenter.is_held_back)

    def _announce(self, state: DraftState) -> None:
        """Say once that a section is ready, and how it came out, to who hears the screen."""
        for shown in state.sections:
            if shown.section in self._ready and self._here:
                standing = row_of(shown, None, None)
                words = self.tr("Section %1 ready. %2").replace("%1", str(shown.number))
                said = ", ".join(filter(None, (standing.chip, standing.reason)))
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words.replace("%2", said)))
        self._ready.clear()

    def show_tab(self, at: int) -> None:
        """Evidence, findings or versions."""
        self.aside.show_tab(at)

    def go_to(self, section: str) -> None:
        """Choose a section and bring it into sight."""
        self.panes.show_pane(DOCUMENT)
        self._choose(section)
        self.document.bring_into_sight(section)

    def lead_to(self, section: str) -> None:
        """Choose a section because something is left there: what settles it comes into sight."""
        self.go_to(section)
        self.document.bring_notices_into_sight(section)

    def _choose(self, section: str) -> None:
        if section != self._chosen and self._state is not None:
            self._chosen = section
            self._show_lives()
            self._show_beside()


def _first_document(state: DraftState) -> Document | None:
    """The document that is most likely looked at: the first that a section cites, else the first one."""
    documents = {d.document_id: d for d in state.facts.record.documents}
    cited = (source.passage.document_id for section in state.sections for source in section.sources)
    return next((documents[d] for d in cited if d in documents), next(iter(state.facts.record.attached), None))
