"""Find and replace over the sections of a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QTextEdit, QWidget

from desktop_app.domain.text import Span
from desktop_app.qt.text_search import find_words, replace_words
from desktop_app.widgets.kit import Kit, column, named, row, square
from desktop_app.widgets.section_editor import SectionEditor
from desktop_app.widgets.tick_box import TickBox

LOOK_AGAIN = 250
"""Milliseconds after a change of a text until its hits are counted anew."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that were found: the editor's place on the page, and the characters of its text."""

    editor: int
    span: Span


class FindBar(QFrame):
    """Hidden until it is asked for. Finds in every editor; replaces in those that can be edited, one step each."""

    closed = Signal()
    """It was closed: the keyboard goes back to the text."""

    def __init__(self, kit: Kit, page: QWidget) -> None:
        super().__init__()
        self._kit, self._page = kit, page
        self._editors: tuple[SectionEditor, ...] = ()
        self._hits: tuple[Hit, ...] = ()
        self._at, self._last = -1, -1
        self._wanted = named(QLineEdit(), self.tr("Find"))
        self._replacement = named(QLineEdit(), self.tr("Replace with"))
        self._match_case = TickBox(kit.theme, self.tr("Match case"))
        self._count = kit.words(tone="2")
        self._replacing = QWidget()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AGAIN)
        self._build()
        self._connect()
        self.hide()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What was found, in reading order."""
        return self._hits

    def set_editors(self, editors: Sequence[SectionEditor]) -> None:
        """Look in these, in this order."""
        for editor in self._editors:
            editor.document().contentsChanged.disconnect(self._timer.start)
        self._editors, self._last = tuple(editors), -1
        for editor in self._editors:
            editor.document().contentsChanged.connect(self._timer.start)
        if self.isVisible():
            self._look()

    def open_find(self) -> None:
        """Show the bar; words that are selected are looked for."""
        self._open(replacing=False)

    def open_replace(self) -> None:
        """The same, with what comes in their place."""
        self._open(replacing=True)

    def close_bar(self) -> None:
        """Hide the bar and its marks; the keyboard goes to the text where a hit was shown or replaced last."""
        self.hide()
        self._timer.stop()
        self._hits, self._at = (), -1
        self._mark()
        if 0 <= self._last < len(self._editors):
            self._editors[self._last].setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def find_next(self) -> None:
        """Show the next hit, after the last one the first."""
        self._step(1)

    def find_previous(self) -> None:
        """Show the hit before."""
        self._step(-1)

    def replace_one(self) -> None:
        """Replace the hit that is shown, and show the next one."""
        if not 0 <= self._at < len(self._hits):
            self.find_next()
            return
        hit = self._hits[self._at]
        self._replace(self._editors[hit.editor], [hit.span])
        editable = not self._editors[hit.editor].isReadOnly()
        behind = hit.span.start + len(self._replacement.text()) if editable else hit.span.end
        self._look()
        self._at = sum((h.editor, h.span.start) < (hit.editor, behind) for h in self._hits) - 1
        self.find_next()

    def replace_all(self) -> None:
        """Replace every hit that can be edited: one step in each section."""
        for number, editor in enumerate(self._editors):
            spans = [hit.span for hit in self._hits if hit.editor == number]
            if spans:
                self._replace(editor, spans)
        self._look()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape closes the bar."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Shift and Enter in the field finds backwards."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and watched is self._wanted:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._step(-1 if back else 1)
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        kit, theme = self._kit, self._kit.theme
        self.setProperty("card", "plain")
        before = square(kit.button("", "ghost", "arrow-up", name=self.tr("Previous hit (Shift+F3)")), theme.px(32))
        after = square(kit.button("", "ghost", "arrow-down", name=self.tr("Next hit (F3)")), theme.px(32))
        close = square(kit.button("", "ghost", "x", name=self.tr("Close (Esc)")), theme.px(32))
        before.clicked.connect(self.find_previous)
        after.clicked.connect(self.find_next)
        close.clicked.connect(self.close_bar)
        one, every = kit.button(self.tr("Replace")), kit.button(self.tr("Replace all"))
        one.clicked.connect(self.replace_one)
        every.clicked.connect(self.replace_all)
        self._wanted.setPlaceholderText(self.tr("Find"))
        self._replacement.setPlaceholderText(self.tr("Replace with"))
        self._match_case.setAccessibleName(self.tr("Match case"))
        row((self._replacement, 1), one, every, gap=theme.space("xs"), into=self._replacing)
        finding = row((self._wanted, 1), self._match_case, self._count, before, after, close, gap=theme.space("xs"))
        column(finding, self._replacing, gap=theme.space("xs"), around=kit.around("xs"), into=self)

    def _connect(self) -> None:
        self._wanted.textChanged.connect(self._look)
        self._wanted.installEventFilter(self)
        self._replacement.returnPressed.connect(self.replace_one)
        self._match_case.toggled.connect(self._look)
        self._timer.timeout.connect(self._look)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.open_find),
            (QKeySequence("Ctrl+H"), self.open_replace),
            (QKeySequence("F3"), self.find_next),
            (QKeySequence("Shift+F3"), self.find_previous),
        ):
            shortcut = QShortcut(keys, self._page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _open(self, *, replacing: bool) -> None:
        self._last = next((at for at, editor in enumerate(self._editors) if editor.hasFocus()), self._last)
        selected = next((e.textCursor().selectedText() for e in self._editors if e.hasFocus()), "")
        if selected and "\u2029" not in selected:
            self._wanted.setText(selected)
        self._replacing.setVisible(replacing)
        self.show()
        self._wanted.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._wanted.selectAll()
        self._look()

    def _look(self) -> None:
        if self.isHidden():
            return
        shown = self._hits[self._at] if 0 <= self._at < len(self._hits) else None
        self._hits = tuple(
            Hit(number, span)
            for number, editor in enumerate(self._editors)
            for span in find_words(
                editor.read().text.plain, self._wanted.text(), match_case=self._match_case.isChecked()
            )
        )
        self._at = self._hits.index(shown) if shown in self._hits else -1
        self._mark()

    def _step(self, by: int) -> None:
        if self.isHidden():
            self.open_find()
        if not self._hits:
            return
        self._at = (self._at + by) % len(self._hits) if self._at >= 0 else (0 if by > 0 else len(self._hits) - 1)
        hit = self._hits[self._at]
        self._last, editor = hit.editor, self._editors[hit.editor]
        editor.show_place(editor.read().offsets.position(hit.span.start))
        self._mark()

    def _replace(self, editor: SectionEditor, spans: Sequence[Span]) -> None:
        if not editor.isReadOnly():
            cursor = QTextCursor(editor.document())
            replace_words(cursor, editor.read(), spans, self._replacement.text(), editor.section.style)

    def _mark(self) -> None:
        for number, editor in enumerate(self._editors):
            editor.setExtraSelections(
                [
                    m
                    for i, h in enumerate(self._hits)
                    if h.editor == number
                    for m in self._marks(editor, h.span, shown=i == self._at)
                ]
            )
        self._count.setText(self._words())

    def _marks(self, editor: SectionEditor, span: Span, *, shown: bool) -> list[QTextEdit.ExtraSelection]:
        marks = []
        for start, end in editor.read().offsets.pieces(span):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(editor.document())
            mark.cursor.setPosition(start)
            mark.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.format = self._look_of(shown)
            marks.append(mark)
        return marks

    def _look_of(self, shown: bool) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setBackground(self._kit.theme.colour("accent" if shown else "mark"))
        look.setForeground(self._kit.theme.colour("on_accent" if shown else "text"))
        return look

    def _words(self) -> str:
        if not self._wanted.text().strip():
            return ""
        if not self._hits:
            return self.tr("Not found")
        if self._at < 0:
            return self.tr("%n hit(s)", "", len(self._hits))
        return self.tr("%1 of %2").replace("%1", str(self._at + 1)).replace("%2", str(len(self._hits)))
