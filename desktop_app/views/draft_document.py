"""The document that is drafted: a block for each section, made once and kept while the case is shown."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop_app.domain.draft import RunStarted
from desktop_app.qt.draft_state import DraftState, SectionDraft
from desktop_app.qt.spelling import Spelling
from desktop_app.qt.stream_relay import StreamTold, TextCame
from desktop_app.views.draft_block import DraftBlock
from desktop_app.widgets.find_bar import FindBar
from desktop_app.widgets.format_row import FormatRow
from desktop_app.widgets.kit import Kit, add, clear, column, row

BLOCK_WIDE = 760
"""Pixels at 100 %: the measure of the text and the room around it."""


class DraftDocument(QWidget):
    """The tools and the search stand over the sections; these scroll."""

    made = Signal(object)
    """A DraftBlock was made: whoever acts on what is asked for in it connects to it now."""

    def __init__(self, kit: Kit, page: QWidget, spelling: Spelling | None) -> None:
        super().__init__()
        self._kit, self._spelling = kit, spelling
        self._blocks: dict[str, DraftBlock] = {}
        self._locked = False
        self._tools, self._tools_of = row(gap=0), ""
        self._place = column(gap=kit.theme.px(8))
        self._area = QScrollArea()
        self.search = FindBar(kit, page)
        self._build()

    @property
    def blocks(self) -> dict[str, DraftBlock]:
        """The sections, by name."""
        return self._blocks

    def forget(self) -> None:
        """Another case is shown next."""
        self.search.set_editors(())
        clear(self._tools)
        clear(self._place)
        self._blocks.clear()
        self._tools_of = ""

    def show_state(self, state: DraftState, typing: set[str], undo: set[str]) -> None:
        """The case as it is: in some sections typing is newer, in some what changed can be undone."""
        self._lock(locked=bool(state.locked))
        if self._blocks and [section.section for section in state.sections] != list(self._blocks):
            self.flush()  # an answer has left a section out, or brought one in
            self.forget()
        new = [section for section in state.sections if section.section not in self._blocks]
        for section in new:
            self._make(section)
        for section in state.sections:
            name = section.section
            self._blocks[name].show_section(section, state, typing=name in typing, undo=name in undo)
        if new:
            self.search.set_editors([block.editor for block in self._blocks.values()])

    def set_active(self, section: str, *, locked: bool) -> None:
        """The section that is worked on: its ways to change it are offered, and the tools are its own."""
        for name, block in self._blocks.items():
            block.set_active(name == section)
        tools_of = section if section in self._blocks and not locked else ""
        if self._tools_of == tools_of:
            return
        clear(self._tools)
        self._tools_of = tools_of
        if tools_of:
            tools = FormatRow(self._kit, self._blocks[section].editor)
            add(self._tools, tools)
            tools.show()  # at once, and not a turn later: for that turn there would be less to scroll to

    def choose_citation(self, section: str, number: int) -> None:
        """The chips of this citation are solid, in its section alone."""
        for name, block in self._blocks.items():
            block.editor.choose_citation(number if name == section else None)

    def show_came(self, told: StreamTold, state: DraftState | None) -> None:
        """What was streamed. Whoever reads at the end stays there."""
        bar = self._area.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - self._kit.theme.px(24)
        for event in told.told:
            block = self._blocks.get(event.section)
            if block is None:
                continue
            if isinstance(event, RunStarted):
                block.begin_again()
            elif isinstance(event, TextCame) and _is_prose(state, block):
                block.show_came(event.pieces)
        if at_end:
            bar.setValue(bar.maximum())

    def bring_into_sight(self, section: str) -> None:
        """Its head at the top, where there is as much text below."""
        block, inside = self._blocks.get(section), self._area.widget()
        if block is not None and inside is not None:
            top = block.mapTo(inside, block.rect().topLeft()).y()
            self._area.verticalScrollBar().setValue(max(0, top - self._kit.theme.px(12)))

    def bring_notices_into_sight(self, section: str) -> None:
        """What must be settled in it stands under its text, which may be longer than the page."""
        block = self._blocks.get(section)
        if block is not None and block.notices.isVisible():
            self._area.ensureWidgetVisible(block.notices, 0, self._kit.theme.px(12))

    def flush(self) -> None:
        """What was typed a moment ago is told before anything else happens."""
        for block in self._blocks.values():
            if block.is_open:
                block.editor.flush()

    def _build(self) -> None:
        kit, px = self._kit, self._kit.theme.px
        inside = kit.region("surface")
        side, around = column(self._place, None), (px(12), px(16), px(12), px(24))
        layout = inside.layout()
        layout.addLayout(row(None, (side, 100), None, around=around))  # type: ignore[union-attr]
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._tools.setContentsMargins(px(18), px(4), px(18), 0)
        column(self._tools, (self._area, 1), gap=0, into=self)

    def _lock(self, *, locked: bool) -> None:
        """What cannot be changed is not looked through for misspelt words."""
        if locked != self._locked:
            self._locked = locked
            for block in self._blocks.values():
                block.editor.check_spelling(None if locked else self._spelling)

    def _make(self, section: SectionDraft) -> None:
        block = DraftBlock(self._kit, section)
        block.setMaximumWidth(self._kit.theme.px(BLOCK_WIDE))
        block.editor.check_spelling(None if self._locked else self._spelling)
        self._blocks[section.section] = block
        add(self._place, block)
        self.made.emit(block)


def _is_prose(state: DraftState | None, block: DraftBlock) -> bool:
    """Whether what streams is text to read: a structured answer is shown when it is whole."""
    wanted = state.facts.section(block.section.section) if state else None
    return not (wanted and wanted.output and block.is_written_by_model)
