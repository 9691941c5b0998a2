"""The middle of the review: all sections one below the other, in one of four views."""

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.qt.review_state import ReviewState
from desktop_app.qt.spelling import Spelling
from desktop_app.views.review_block import ANALYST, CHANGES, CLEAN, DRAFT, SINCE, WRITERS, ReviewBlock, shown_end
from desktop_app.widgets.kit import Kit, clear, column, named, restyled, row
from desktop_app.widgets.two_ends import TwoEnds

VIEWS = (CHANGES, DRAFT, ANALYST, CLEAN, SINCE, WRITERS)
"""What is shown, by the keys 1 to 6; what is new since the person last looked where the case has come back."""
WIDE = 700
PAGE = 0.9
"""How much of what is in sight goes when one reads on."""
SEEN_AFTER = 250
"""Milliseconds that an end is on screen, at rest, before it counts as seen."""


class ReviewDocument(QWidget):
    """Blocks of sections. It tells which ends have been on screen."""

    chosen = Signal(str)
    change_chosen = Signal(object)
    citation_chosen = Signal(str, int)
    citation_stepped = Signal(int)
    approve_asked = Signal(str)
    edited = Signal(str, str, str)
    origin_asked = Signal(str, str, int)
    comment_asked = Signal(str, str, int)
    comment_chosen = Signal(str)
    end_seen = Signal(str)
    """The end of a section was on screen."""
    page_shown = Signal(int, int)
    """Which of how many pages of text is in sight, counted as one reads on."""

    def __init__(self, kit: Kit, spelling: Spelling | None = None) -> None:
        super().__init__()
        self._kit, self._spelling = kit, spelling
        named(self, self.tr("Text under review"))
        self._state: ReviewState | None = None
        self._view, self._current, self._narrow = CHANGES, "", False
        self._wanted = ""
        self._blocks: dict[str, ReviewBlock] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(kit.theme.space("s"))
        self._segments = QButtonGroup(self)
        page, tools, edge = QWidget(), self._tools(), kit.theme.space("l")
        for part in (page, tools):
            part.setMaximumWidth(kit.theme.px(WIDE))
        column(self._column, None, gap=0, into=page)
        self._inside = kit.region("scrolled", row(0, (page, 1), 0, around=(edge, kit.theme.px(4), edge, edge)))
        self._area = kit.scrolled(self._inside)
        bar = self._area.verticalScrollBar().sizeHint().width()
        stay = row(0, (tools, 1), 0, around=(edge, edge // 2, edge + bar, 0))
        column(stay, (self._area, 1), gap=kit.theme.space("xs"), into=self)
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(SEEN_AFTER)
        self._looking.timeout.connect(self._rest)
        self._area.verticalScrollBar().valueChanged.connect(self._look)
        self._area.viewport().installEventFilter(self)
        self._inside.installEventFilter(self)

    @property
    def current(self) -> str:
        """The section that single keys are about."""
        return self._current

    def block(self, section: str) -> ReviewBlock | None:
        """The block of a section."""
        return self._blocks.get(section)

    @property
    def sections(self) -> list[str]:
        """The sections that are shown, in order."""
        return [name for name, block in self._blocks.items() if not block.isHidden()]

    @property
    def view(self) -> str:
        """Which of the views is shown."""
        return self._view

    def show_only(self, sections: Collection[str] | None) -> None:
        """Show these sections alone (None: all of them)."""
        for name, block in self._blocks.items():
            block.setVisible(sections is None or name in sections)

    @property
    def editing(self) -> bool:
        """Whether a text is being edited."""
        return any(block.editing for block in self._blocks.values())

    def show_state(self, state: ReviewState) -> None:
        """The case as it is now."""
        names = [section.section for section in state.sections]
        self._you.setText(self.tr("you") if state.can_edit else self.tr("reviewer"))
        if self._state is None or self._state.file.case_id != state.file.case_id or names != list(self._blocks):
            self._make(state)
        self._state = state
        for button in self._segments.buttons():
            button.setHidden(button.property("view") == SINCE and state.looked is None)
        if self._view == SINCE and state.looked is None:
            self.show_view(CHANGES)
        if self._spelling is not None:
            self._spelling.teach(state.names)
        for section in state.sections:
            self._blocks[section.section].show_section(section, state, self._view, narrow=self._narrow)
        if self._current not in self._blocks:
            first = next((s.section for s in state.sections if s.needs_me), names[0] if names else "")
            self.set_current(first)
        self._look()

    def set_narrow(self, narrow: bool) -> None:
        """Whether there is no room for buttons beside the titles."""
        if narrow != self._narrow:
            self._narrow = narrow
            if self._state is not None:
                self.show_state(self._state)

    def show_view(self, view: str) -> None:
        """All changes, the model draft, the text as its author left it, or as it is now; or what is new since the
        person last looked, where they did."""
        if view == SINCE and (self._state is None or self._state.looked is None):
            return
        self._view = view
        self._legend.setHidden(view not in (CHANGES, SINCE))
        for button in self._segments.buttons():
            button.setChecked(button.property("view") == view)
        if self._state is not None:
            self.show_state(self._state)

    def set_current(self, section: str, *, focus: bool = False, top: bool = False) -> None:
        """Make a section the one that keys are about, and bring it into sight."""
        self._current = section
        for name, block in self._blocks.items():
            block.set_current(name == section)
        found = self._blocks.get(section)
        if found is not None and (focus or top):
            found.show()
        if found is not None and top:
            self._wanted = section
            self._bring_into_sight()
        if found is not None and focus:
            found.take_focus()

    def _bring_into_sight(self) -> None:
        """The section that was asked for, again and again until all blocks have their heights."""
        found = self._blocks.get(self._wanted)
        if found is not None:
            above = found.mapTo(self._inside, found.rect().topLeft()).y()
            gap = self._column.spacing() // 2  # nothing of the section above is in sight: nobody has read its end
            self._area.verticalScrollBar().setValue(max(above - gap, 0))

    def select_change(self, section: str, number: int) -> None:
        """Frame a change of a section."""
        for name, block in self._blocks.items():
            if name != section:
                block.text.select_change(None)
        if section in self._blocks and not self._blocks[section].editing and self._view == CHANGES:
            self._blocks[section].text.select_change(number)

    def selected_changes(self) -> tuple[tuple[str, int], ...]:
        """The changes in words that are selected in the text: their keys; none where fewer than two are."""
        if self._view != CHANGES or self._current not in self._blocks:
            return ()
        numbers = self._blocks[self._current].text.selected_changes()
        return tuple((self._current, number) for number in numbers) if len(numbers) > 1 else ()

    def scroll_by_page(self, pages: float) -> None:
        """Further down, or up."""
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + int(pages * self._area.viewport().height()))

    def read_on(self, unread: Collection[str]) -> None:
        """A page further; where nothing unread is below, to the first section that is."""
        bar, high = self._area.verticalScrollBar(), self._area.viewport().height()
        ends = {name: block.mapTo(self._inside, block.rect().bottomLeft()).y() for name, block in self._blocks.items()}
        below = [name for name in unread if ends.get(name, 0) > bar.value() + high]
        if below or not unread:
            self.scroll_by_page(PAGE)
        else:
            self.set_current(next(name for name in self._blocks if name in unread), top=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Another size shows other ends."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._bring_into_sight()
            self._look()
        elif event.type() == QEvent.Type.Wheel:
            self._wanted = ""
        return super().eventFilter(watched, event)

    def _tools(self) -> QWidget:
        kit = self._kit
        words = (
            self.tr("All changes"),
            self.tr("Model draft"),
            self.tr("Analyst"),
            self.tr("Clean"),
            self.tr("Since you looked"),
            self.tr("Who wrote it"),
        )
        pairs = enumerate(zip(VIEWS, words, strict=True), start=1)
        segments = kit.segments(*(self._segment(view, said, str(number)) for number, (view, said) in pairs))
        px = kit.theme.px
        self._you = kit.words(style="small", tone="2")
        legend = self._legend = QWidget()
        row(
            self._mark("deleted", self.tr("cut")), kit.words(self.tr("removed"), "small", "2"), px(2),
            self._mark("analyst", self.tr("new")), kit.words(self.tr("analyst"), "small", "2"), px(2),
            self._mark("reviewer", self.tr("new")), self._you, gap=px(4), into=legend,
        )  # fmt: skip
        return TwoEnds(named(segments, self.tr("What is shown")), named(legend, self.tr("What colours mean")), px(8))

    def _segment(self, view: str, words: str, key: str) -> QPushButton:
        button = self._kit.button(words, "segment", size="small")
        button.setCheckable(True)
        button.setChecked(view == self._view)
        button.setProperty("view", view)
        button.setToolTip(key)
        button.clicked.connect(lambda: self.show_view(view))
        self._segments.addButton(button)
        return button

    def _mark(self, mark: str, words: str) -> QLabel:
        label = self._kit.words(words, "small")
        font = label.font()
        font.setStrikeOut(mark == "deleted")
        font.setUnderline(mark != "deleted")
        label.setFont(font)
        restyled(label, tone="", mark=mark)
        return label

    def _make(self, state: ReviewState) -> None:
        clear(self._column)
        self._blocks, self._current = {}, ""
        for section in state.sections:
            block = ReviewBlock(self._kit, section, self._spelling)
            block.chosen.connect(self.chosen)
            block.change_chosen.connect(self.change_chosen)
            block.citation_chosen.connect(self.citation_chosen)
            block.citation_stepped.connect(self.citation_stepped)
            block.approve_asked.connect(self.approve_asked)
            block.edited.connect(self.edited)
            block.origin_asked.connect(self.origin_asked)
            block.comment_asked.connect(self.comment_asked)
            block.comment_chosen.connect(self.comment_chosen)
            self._blocks[section.section] = block
            self._column.addWidget(block)
        self._area.verticalScrollBar().setValue(0)

    def _look(self, _: object = None) -> None:
        self._looking.start()
        bar, high = self._area.verticalScrollBar(), max(int(PAGE * self._area.viewport().height()), 1)
        self.page_shown.emit(1 + -(-bar.value() // high), 1 + -(-bar.maximum() // high))

    def _rest(self) -> None:
        """Nothing has moved for a while; what is still to be laid out nobody has seen."""
        if not self.isVisible():
            return
        if self._inside.height() < self._inside.minimumSizeHint().height():
            self._look()
            return
        self._wanted = ""
        for name, block in self._blocks.items():
            if shown_end(block, self._area.viewport()):
                self.end_seen.emit(name)
