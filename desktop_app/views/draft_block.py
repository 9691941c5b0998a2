"""A section in the document: its head, its text, what must be settled in it, and the ways to change it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame

from desktop_app.domain.case import CaseState
from desktop_app.domain.markup import Anchor, Piece, read_markup
from desktop_app.domain.section import SectionState
from desktop_app.domain.text import Origin, OriginSpan, SectionText
from desktop_app.qt.draft_state import DraftState, Live, SectionDraft, Stage
from desktop_app.qt.section_list_model import SectionRow
from desktop_app.views.draft_words import uses_words
from desktop_app.views.late_notice import LateNotice
from desktop_app.views.reasons_popover import ReasonsChip
from desktop_app.views.section_menu import SectionMenu
from desktop_app.views.section_notices import SectionNotices
from desktop_app.views.section_ways import SectionWays
from desktop_app.widgets.kit import Kit, column, restyled, row
from desktop_app.widgets.section_editor import SectionEditor
from desktop_app.widgets.sight import bring_into_sight

READING_AFTER_S = 0.6
"""Seconds without a word after which it is said that the documents are being read."""
_READER = OriginSpan(0, 0, Origin.PERSON)


class DraftBlock(QFrame):
    """Shows one section as the state says. What is asked for here is told by signals with the section's name."""

    entered = Signal(str)
    """The keyboard or the pointer came into this section."""
    stop_asked = Signal(str)
    redo_asked = Signal(str, str)
    """Draft the section again, with a line added to its instruction (none: empty)."""
    back_asked = Signal(str)
    write_asked = Signal(str)
    versions_asked = Signal(str)
    citation_chosen = Signal(str, int)
    finding_chosen = Signal(str, str)
    purge_asked = Signal()
    """The cached drafts of the case are to be given up."""
    origin_asked = Signal(str, str, int)
    """Where a sentence of the section came from: its words, and their offset."""
    comment_asked = Signal(str, str, int)
    """A comment is to be made on words of the section: these, and their offset."""
    comment_chosen = Signal(str)
    """Words with a comment were clicked: its thread."""

    def __init__(self, kit: Kit, section: SectionDraft) -> None:
        super().__init__()
        self._kit, self.section = kit, section
        self._live: Live | None = None
        self._writing, self._locked, self._has_model = False, True, False
        self._active = self._begun = self._asked_here = False
        self._tinted = section.revision_id
        self.editor = SectionEditor(kit.theme, self.tr("Text of “%1”").replace("%1", section.title))
        self.editor.setPlaceholderText(self.tr("You write this section, here.") if section.by_person else "")
        self.chip = ReasonsChip(kit)
        self._rate = kit.words(style="small", tone="2")
        widest = kit.theme.metrics("small").horizontalAdvance(self.tr("%n word(s)/s", "", 8888))
        self._rate.setMinimumWidth(widest)
        self.stop = kit.button(self.tr("Stop"), icon="square", size="small")
        self.stop.setAccessibleName(self.tr("Stop “%1”").replace("%1", section.title))
        self._esc = kit.hint("stop")
        self._link = kit.icon("link-2", "3")
        self._note = kit.words(style="small", tone="3", wrapped=True)
        self._replaced = kit.words(style="small", tone="3", wrapped=True)
        self.notices, self.late = SectionNotices(kit), LateNotice(kit)
        self.ways, self.menu = SectionWays(kit, section), SectionMenu(kit, section.title)
        self._build()
        self._connect()

    def show_section(self, section: SectionDraft, state: DraftState, *, typing: bool, undo: bool) -> None:
        """As it is now. `typing`: what stands on the screen is newer; `undo`: what changed can be undone."""
        self.section, self._locked, self._has_model = section, bool(state.locked), state.has_model
        self.late.set_meter(state.meter)
        self.menu.show_cached(0 if state.locked else state.cached_drafts)
        self._begun = state.file.state is not CaseState.FORM
        if self._live is None and not typing and not section.offered:
            self._show_text(section, undo=undo)
        elif self._live is None and not typing:
            self._put(section.text, section.anchors, undo=False)
        self.editor.set_sources({source.number: source.line for source in section.sources})
        if self._live is None and self.editor.read().text == section.text:
            self.editor.show_findings([f.raised for f in section.findings if not f.answered])
            self.editor.show_comments(state.threads.marks(section.section))
            if self._tinted != section.revision_id:
                self._tinted = section.revision_id
                self.editor.show_changed(section.changed)
        self._fit()

    def show_live(self, live: Live | None, shown: SectionRow, now: float) -> None:
        """What is being drafted here (None: nothing is any more), and what the section's row says."""
        began, ended = live is not None and self._live is None, live is None and self.stop.hasFocus()
        if live is None and self._live is not None:
            self._live = None
            if self.editor.streaming:
                self.editor.end_stream(read_only=True)
        elif live is not None:
            if self._live is None:
                self._begin(live)
            self._live = live
            self._say(live, now)
        self.late.show_live(live, now)
        self.chip.show_row(shown, self.section if live is None else None)
        self._fit()
        if began and self._asked_here:
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)
            bring_into_sight(self.stop)
        elif ended:
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._asked_here = False

    def show_came(self, pieces: tuple[Piece, ...]) -> None:
        """Show what came in of this section."""
        if not self.editor.streaming:
            self.editor.begin_stream()
        self.editor.add(pieces)

    def begin_again(self) -> None:
        """Another attempt: what was streamed before is void."""
        self.editor.end_stream(read_only=True)
        self.editor.begin_stream()

    def set_active(self, active: bool) -> None:
        """Whether this is the section whose ways to change it are offered."""
        self._active = active
        self._fit()

    def write(self) -> None:
        """Let the person write here, beginning with what an interrupted run has kept."""
        self._writing = True
        if not self.section.has_text and self.section.preview:
            self._put(*_read(self.section.preview), undo=False)
        self._fit()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_written_by_model(self) -> bool:
        """Whether a model streams into it now."""
        return self._live is not None and self._live.endpoint is not None and self._live.endpoint.is_model

    @property
    def is_open(self) -> bool:
        """Whether a person can type here now."""
        return not self.editor.isReadOnly()

    # Its own

    def _build(self) -> None:
        kit, px = self._kit, self._kit.theme.px
        number = kit.words(str(self.section.number), "heading", "3")
        title = kit.words(self.section.title, "heading", wrapped=True)
        head = row(
            number, px(4), (title, 1), self._rate, self.chip, self.stop, self._esc, self.menu, gap=px(8)
        )  # fmt: skip
        note = row(self._link, (self._note, 1), gap=px(8))
        column(
            head, self.late, self.editor, note, self._replaced, self.notices, self.ways,
            gap=px(8), around=(px(20), px(12), px(20), px(8)), into=self,
        )  # fmt: skip
        self.setProperty("card", "block")

    def _connect(self) -> None:
        name = self.section.section
        self.stop.clicked.connect(partial(self.stop_asked.emit, name))
        for part in (self.ways, self.menu, self.notices):
            part.write_asked.connect(partial(self.write_asked.emit, name))
        self.ways.redo_asked.connect(self.redo)
        self.notices.settled.connect(self.editor.take_focus)
        for part in (self.menu, self.notices):
            part.redo_asked.connect(partial(self.redo, ""))
        self.menu.back_asked.connect(partial(self.back_asked.emit, name))
        self.menu.versions_asked.connect(partial(self.versions_asked.emit, name))
        self.menu.instruction_asked.connect(self._ask_instruction)
        self.menu.purge_asked.connect(self.purge_asked)
        self.chip.citation_chosen.connect(partial(self.citation_chosen.emit, name))
        self.chip.finding_chosen.connect(self._show_finding)
        self.editor.citation_chosen.connect(partial(self.citation_chosen.emit, name))
        self.editor.tell_origins()
        self.editor.origin_asked.connect(partial(self.origin_asked.emit, name))
        self.editor.take_comments()
        self.editor.comment_asked.connect(partial(self.comment_asked.emit, name))
        self.editor.comment_chosen.connect(self.comment_chosen)
        self.editor.finding_chosen.connect(partial(self.finding_chosen.emit, name))
        self.editor.cursorPositionChanged.connect(self._came_in)

    def _came_in(self) -> None:
        if self.editor.hasFocus():
            self.entered.emit(self.section.section)

    def redo(self, line: str = "") -> None:
        """Who asked for it here finds the way to stop it under the keyboard, and the text afterwards."""
        self._asked_here = self.isAncestorOf(QApplication.focusWidget() or self.window())
        self.redo_asked.emit(self.section.section, line)

    def _ask_instruction(self) -> None:
        self.entered.emit(self.section.section)
        self.ways.ask_instruction()

    def _show_finding(self, finding_id: str) -> None:
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editor.select_finding(finding_id)
        self.entered.emit(self.section.section)

    def _begin(self, live: Live) -> None:
        self._writing = False
        self.editor.flush()
        self.editor.begin_stream()
        self.editor.add(live.pieces)

    def _show_text(self, section: SectionDraft, *, undo: bool) -> None:
        if section.typing is not None:
            self._put(*_read(section.typing), undo=False)
        elif section.has_text or not self._writing:
            text, anchors = section.text, section.anchors
            if not section.has_text and section.preview:
                text, anchors = _read(section.preview)
            self._put(text, anchors, undo=undo)

    def _put(self, text: SectionText, anchors: tuple[Anchor, ...], *, undo: bool) -> None:
        (self.editor.revise if undo else self.editor.load)(text, anchors)

    def _say(self, live: Live, now: float) -> None:
        rate = live.words_a_second(now)
        self._note.setText(self._live_words(live, now))
        self._rate.setText(self.tr("%n word(s)/s", "", rate) if rate is not None else "")

    def _live_words(self, live: Live, now: float) -> str:
        match live.stage:
            case Stage.QUEUED:
                return uses_words(self.section)
            case Stage.READING if live.asked_at and now - live.asked_at >= READING_AFTER_S:
                return self.tr("Reading your documents")
            case Stage.WAITING:
                return live.waits
        return ""

    def _fit(self) -> None:
        """What there is to see in this state."""
        section, live = self.section, self._live
        self._fit_text()
        self._rate.setVisible(live is not None and bool(self._rate.text()))
        self.chip.setVisible(live is None or live.stage in (Stage.QUEUED, Stage.WAITING))
        self.stop.setVisible(live is not None)
        self._esc.setVisible(live is not None and self._active)
        self.notices.show_section(None if live else section, writing=self._writing, locked=self._locked)
        changeable = live is None and not self._locked and not section.proposal and not section.offered
        may_write = self._begun and not self._writing
        has_any = self.ways.show_section(section, has_model=self._has_model, may_write=may_write)
        self.ways.show_active(active=self._active, held=changeable and has_any)
        self.menu.show_section(
            section, locked=self._locked or live is not None, has_model=self._has_model, may_write=may_write
        )
        writing = live is not None and live.stage is not Stage.QUEUED
        card = "focus" if writing else "plain" if self._active or section.state is SectionState.INTERRUPTED else "block"
        if self.property("card") != card:
            restyled(self, card=card)

    def _fit_text(self) -> None:
        section, live = self.section, self._live
        begun = section.has_text or self._writing or section.typing is not None
        can_type = live is None and not self._locked and not section.offered and (begun or section.by_person)
        if self.editor.isReadOnly() is can_type:
            self.editor.set_read_only(not can_type)
        if live is None:
            empty = not begun and not section.preview and not section.by_person
            self._note.setText((uses_words(section) or self.tr("Not drafted yet.")) if empty else "")
            self.editor.setVisible(not empty)
        else:
            self.editor.setVisible(live.stage is not Stage.QUEUED or bool(live.pieces))
        self._note.setVisible(bool(self._note.text()))
        replaced = section.replaced if live is None and section.has_text else 0
        words = self.tr("%n name(s) and number(s) of persons were replaced before sending.", "", replaced)
        self._replaced.setText(words)
        self._replaced.setVisible(replaced > 0)
        self._link.setVisible(bool(self._note.text()) and (live is None or live.stage is Stage.QUEUED))


def _read(markup: str) -> tuple[SectionText, tuple[Anchor, ...]]:
    marked = read_markup(markup, _READER)
    return marked.text, marked.anchors
