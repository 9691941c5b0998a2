"""Text as high as it is long, with citation chips: the page scrolls, and not the text in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QTextCursor,
    QTextLine,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QTextEdit, QToolTip, QWidget

from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Span
from desktop_app.qt.section_document import Cited, SectionDocument
from desktop_app.qt.theme import Theme
from desktop_app.qt.thread_reading import CommentMark
from desktop_app.widgets.comment_marks import CommentMarks, paint_brackets
from desktop_app.widgets.kit import named

_READING = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class FlowingText(QTextEdit):
    """Shows a document of a section."""

    below = 0
    """Pixels at 100 % that stay free under the text."""
    citation_chosen = Signal(int)
    """A chip was clicked or reached by its keys: its number."""
    origin_asked = Signal(str, int)
    """Where a sentence came from: its words, and its offset in the text."""
    comment_asked = Signal(str, int)
    """A comment is to be made on words: these, and their offset in the text."""
    comment_chosen = Signal(str)
    """Words with a comment were clicked: its thread."""

    def __init__(self, theme: Theme, section: SectionDocument, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.section = theme, section
        self._sources: Mapping[int, str] = {}
        self._offers: list[QAction] = []
        self._marks = CommentMarks(theme, section)
        named(self, name)
        self.setFont(section.style.font())
        self.setDocument(section.document)
        section.apply_style()
        self.setProperty("editor", "section")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.viewport().setMouseTracking(True)
        self.setMaximumWidth(theme.size("measure"))
        section.document.documentLayout().documentSizeChanged.connect(self._fit)
        theme.changed.connect(self.apply_theme)
        self._fit()

    def set_read_only(self, read_only: bool) -> None:
        """Whether the text can only be read, selected and copied."""
        self.setReadOnly(read_only)
        if read_only:
            self.setTextInteractionFlags(_READING)

    def set_sources(self, sources: Mapping[int, str]) -> None:
        """What is said of each citation under the pointer: its document and page. One that is not among them leads
        nowhere."""
        self._sources = dict(sources)
        self.mark_nowhere(number for number in self.section.numbers() if number not in sources)

    def mark_nowhere(self, numbers: Iterable[int]) -> None:
        """These numbers are of no source: their chips do not look like one."""
        self.section.chips.nowhere = frozenset(numbers)
        self.viewport().update()

    def tell_origins(self) -> None:
        """Offer to tell where a sentence came from, in the menu and by a key."""
        self._offer("Ctrl+Shift+O", self.tr("Where did this sentence come from?"), self._ask_origin)

    def take_comments(self) -> None:
        """Offer to comment on what is selected, or on the sentence, in the menu and by a key."""
        self._offer("Ctrl+Alt+M", self.tr("Comment on these words"), self._ask_comment)

    def show_comments(self, marks: Sequence[CommentMark]) -> None:
        """Mark these words; their places count in the text that stands here."""
        if self._marks.show(marks):
            said = self.tr("%n comment(s) on words of this text", "", len(marks)) if marks else ""
            self.setAccessibleDescription(said)
            self.viewport().update()

    @property
    def commented(self) -> tuple[CommentMark, ...]:
        """The words that are marked, and where they stand by now."""
        return self._marks.placed()

    def take_caret(self, event: QContextMenuEvent) -> None:
        """A menu asked for by the pointer is about the words under it."""
        if event.reason() is QContextMenuEvent.Reason.Mouse and not self.textCursor().hasSelection():
            self.setTextCursor(self.cursorForPosition(event.pos()))

    def own_menu(self) -> QMenu:
        """The menu of a text field, and what this one offers beside it."""
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._offers:
            menu.addSeparator()
            menu.addActions(self._offers)
        return menu

    def choose_citation(self, number: int | None) -> None:
        """Make the chips with this number solid."""
        self.section.chips.chosen = number
        self.viewport().update()

    def citation_at(self, position: int) -> int | None:
        """The number of the chip beside this position of the document."""
        return self.section.citation_at(position)

    def next_citation(self) -> int | None:
        """Go to the next chip after the caret and choose it; its number, None where there is none."""
        return self._go_to_chip(self.section.next_citation(self.textCursor().position()))

    def previous_citation(self) -> int | None:
        """The same backwards."""
        return self._go_to_chip(self.section.previous_citation(max(self.textCursor().position() - 1, 0)))

    def show_place(self, position: int) -> None:
        """Put the caret here and bring it into sight."""
        cursor = self.textCursor()
        cursor.setPosition(position)
        self.setTextCursor(cursor)
        self._bring_into_sight()

    def select_span(self, span: Span) -> None:
        """Select these characters of the text and bring them into sight."""
        start, end = self.section.positions(span)
        self.show_place(start)
        cursor = self.textCursor()
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def apply_theme(self) -> None:
        """Take over colours and text size of the theme."""
        self.setFont(self.section.style.font())
        self.setMaximumWidth(self._theme.size("measure"))
        marks = self.commented
        self.section.apply_style()
        self._marks.show(marks)
        self._fit()

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The text, and the corners around words that somebody has commented on."""
        super().paintEvent(event)
        if self._marks.marks:
            painter = QPainter(self.viewport())
            for mark, start, end in self._marks.shown():
                paint_brackets(painter, self._theme, self._rects(start, end), must_fix=mark.must_fix)
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keys of chips, where the text is only read."""
        if not (self.isReadOnly() and self._chip_key(event)):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The menu of a text field."""
        self.take_caret(event)
        self.own_menu().popup(event.globalPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a chip chooses it, one on words with a comment leads to what was said."""
        super().mouseReleaseEvent(event)
        chip, mark = self._chip_under(event.position()), self._mark_under(event.position())
        if chip is not None and self._is_click(event):
            self._choose(chip)
        elif mark is not None and self._is_click(event):
            self.comment_chosen.emit(mark.thread_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A chip looks like what can be pressed."""
        super().mouseMoveEvent(event)
        on_chip = self._chip_under(event.position()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if on_chip else Qt.CursorShape.IBeamCursor)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """The source of the chip under the pointer, or what was said about the words there."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._told_at(QPointF(event.pos())), self)
            return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """The page scrolls."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width, another height."""
        super().resizeEvent(event)
        self._fit()

    # For the texts made of it

    def _offer(self, keys: str, words: str, act: Callable[[], None]) -> None:
        """Something that can be asked of the words at the caret, in the menu and by a key."""
        key = QKeySequence(keys)
        action = QAction(f"{words}\t{key.toString(QKeySequence.SequenceFormat.NativeText)}", self)
        action.triggered.connect(act)
        self._offers.append(action)
        shortcut = QShortcut(key, self, context=Qt.ShortcutContext.WidgetShortcut)
        shortcut.setWhatsThis(words)
        shortcut.activated.connect(act)

    def _ask_origin(self) -> None:
        plain, found = self._sentence()
        if found:
            self.origin_asked.emit(plain[found.start : found.end], found.start)

    def _ask_comment(self) -> None:
        cursor = self.textCursor()
        plain, start = self.section.place(cursor.selectionStart())
        end = self.section.place(cursor.selectionEnd())[1]
        found = Span(start, end) if plain[start:end].strip() else self._sentence()[1]
        if found:
            self.comment_asked.emit(plain[found.start : found.end], found.start)

    def _sentence(self) -> tuple[str, Span | None]:
        """The text, and where the sentence at the caret stands in it."""
        plain, offset = self.section.place(self.textCursor().position())
        found = [span for span in sentences(plain) if span.start <= offset] or list(sentences(plain))[:1]
        return plain, Span(found[-1].start, found[-1].end) if found else None

    def _is_click(self, event: QMouseEvent) -> bool:
        return event.button() is Qt.MouseButton.LeftButton and not self.textCursor().hasSelection()

    def _rects(self, start: int, end: int) -> list[QRectF]:
        """Where the characters between two positions are, line by line."""
        rects = []
        block = self.document().findBlock(start)
        while block.isValid() and block.position() < end:
            top = self.document().documentLayout().blockBoundingRect(block).topLeft()
            layout = block.layout()
            for line in (layout.lineAt(i) for i in range(layout.lineCount())):
                first = max(start - block.position(), line.textStart())
                last = min(end - block.position(), line.textStart() + line.textLength())
                if first < last:
                    left, right = _x(line, first), _x(line, last)
                    rects.append(QRectF(left, line.y(), right - left, line.height()).translated(top))
            block = block.next()
        return rects

    def _fit(self) -> None:
        around = max(self.height() - self.viewport().height(), 0)
        high = max(ceil(self.document().size().height()), self._theme.line("document")) + around
        high += self._theme.px(self.below)
        if high != self.height():
            self.setFixedHeight(high)

    def _bring_into_sight(self) -> None:
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        inside = page.widget() if isinstance(page, QScrollArea) else None
        if isinstance(page, QScrollArea) and inside is not None:
            caret = self.cursorRect()
            at = self.viewport().mapTo(inside, caret.center())
            page.ensureVisible(at.x(), at.y(), 0, 2 * caret.height())

    def _choose(self, number: int) -> None:
        self.choose_citation(number)
        self.citation_chosen.emit(number)

    def _chip_key(self, event: QKeyEvent) -> bool:
        match event.text():
            case "]":
                self.next_citation()
            case "[":
                self.previous_citation()
            case _:
                number = self.citation_at(self.textCursor().position())
                if number is None or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    return False
                self._choose(number)
        return True

    def _go_to_chip(self, chip: Cited | None) -> int | None:
        if chip is None:
            return None
        position, number = chip
        self.show_place(position + 1)
        self._choose(number)
        return number

    def _told_at(self, at: QPointF) -> str:
        chip, mark = self._chip_under(at), self._mark_under(at)
        if chip in self.section.chips.nowhere:
            return self.tr("This citation leads to no source.")
        return self._sources.get(chip, "") if chip else mark.told if mark else ""

    def _mark_under(self, at: QPointF) -> CommentMark | None:
        return self._marks.at(self.document().documentLayout().hitTest(at, Qt.HitTestAccuracy.ExactHit))

    def _chip_under(self, at: QPointF) -> int | None:
        hit = self.document().documentLayout().hitTest(at, Qt.HitTestAccuracy.ExactHit)
        return None if hit < 0 else self.section.number_at(hit)


def _x(line: QTextLine, at: int) -> float:
    found: Any = line.cursorToX(at)
    return float(found[0] if isinstance(found, tuple) else found)
