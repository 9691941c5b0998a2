"""Fields to type in, one for each type of the form language. Each holds one text, and tells of each change."""

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.evaluated import CellChoices
from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.locale_text import local_figures, local_text, neutral_text
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import named, restyled

WIDTHS = {
    FieldType.INTEGER: 10,
    FieldType.DECIMAL: 16,
    FieldType.PERCENT: 10,
    FieldType.MONEY: 18,
    FieldType.DATE: 20,
    FieldType.TIME: 10,
    FieldType.DATETIME: 28,
    FieldType.PHONE: 24,
    FieldType.IDENTIFIER: 36,
}
"""Characters that are expected, so that the width of the field says how much is asked for."""
NAMED_WIDTHS = {"short": 12, "medium": 32, "full": 64}
"""The same, where the form says how wide a field is."""
PARAGRAPH_LINES = 4


class FieldEditor(QWidget):
    """A field: what stands in it is one text that `parse` reads."""

    typed = Signal(object)
    """The person changed it: the text now, handed on as it is, since a table is a long one."""
    settled = Signal()
    """They chose, so that there is nothing more to type."""

    def text(self) -> str:
        """What stands in it."""
        raise NotImplementedError

    def show_text(self, text: str) -> None:
        """Put this in without telling; what was there can be taken back."""
        raise NotImplementedError

    def shows(self, text: str) -> bool:
        """Whether this stands in it, written as it is shown."""
        return self.text() == text

    def inputs(self) -> list[QWidget]:
        """What can be focused, in order."""
        raise NotImplementedError

    def take_unit(self, unit: QWidget) -> bool:  # noqa: ARG002
        """Put the words of its unit beside the field; False where they may stand beside all of it."""
        return False

    def forget_typing(self) -> None:
        """What stood in it before cannot be undone in it."""

    def offer(self, names: tuple[str, ...] | None) -> None:
        """Show only these of its choices; None: all of them."""

    def offer_cells(self, choices: CellChoices | None) -> None:
        """Of a table: what its columns offer in each row."""

    def set_editable(self, editable: bool) -> None:
        """Whether it can be changed."""
        for widget in self.inputs():
            widget.setEnabled(editable)

    def show_error(self, wrong: bool) -> None:
        """Mark it as wrong."""
        for widget in self.inputs():
            restyled(widget, state="error" if wrong else "")

    def name(self, label: str, description: str) -> None:
        """What a screen reader says."""
        for widget in self.inputs():
            named(widget, label, description)

    def take_focus(self) -> None:
        """Go on typing here."""
        if self.inputs():
            self.inputs()[0].setFocus(Qt.FocusReason.OtherFocusReason)


def has_files(mime: QMimeData | None) -> bool:
    """Whether files are dragged or on the clipboard, and no words."""
    return mime is not None and any(url.isLocalFile() for url in mime.urls())


def turn_of(event: QKeyEvent) -> str:
    """Whether the key is `undo` or `redo`; empty for others."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return "undo"
    pressed = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
    return "redo" if event.matches(QKeySequence.StandardKey.Redo) or pressed in REDO else ""


REDO = ("Ctrl+Y", "Ctrl+Shift+Z")


class _Line(QLineEdit):
    """A line that leaves files to the page, and Undo where nothing was typed in it."""

    def event(self, event: QEvent) -> bool:
        """What it does not take itself may be a key of the page."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._leaves(event):
            event.ignore()
            return True
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if has_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        pasted = event.matches(QKeySequence.StandardKey.Paste) and has_files(QGuiApplication.clipboard().mimeData())
        if pasted or self._leaves(event):
            event.ignore()
        elif event.key() == Qt.Key.Key_Y and turn_of(event):
            self.redo()
        else:
            super().keyPressEvent(event)

    def _leaves(self, event: QKeyEvent) -> bool:
        turn = turn_of(event)
        return bool(turn) and not (self.isUndoAvailable() if turn == "undo" else self.isRedoAvailable())


class _Paragraph(QPlainTextEdit):
    """Lines that leave files, Tab and Ctrl+Enter to the page, and Undo where nothing was typed in them."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        return not has_files(source) and super().canInsertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        onward = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        pasted = event.matches(QKeySequence.StandardKey.Paste) and has_files(QGuiApplication.clipboard().mimeData())
        if pasted or self._leaves(event) or (onward and event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            event.ignore()
        elif event.key() == Qt.Key.Key_Y and turn_of(event):
            self.redo()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """What they do not take themselves may be a key of the page."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._leaves(event):
            event.ignore()
            return True
        return super().event(event)

    def _leaves(self, event: QKeyEvent) -> bool:
        turn, document = turn_of(event), self.document()
        return bool(turn) and not (document.isUndoAvailable() if turn == "undo" else document.isRedoAvailable())


class LineEditor(FieldEditor):
    """One line, as wide as what is expected. Numbers and days stand in it as the language writes them."""

    def __init__(self, theme: Theme, field: FormField, ways: LocaleWriting = NEUTRAL) -> None:
        super().__init__()
        self._field, self._ways, self._showing = field, ways, False
        self._line = _Line(self)
        named_width = NAMED_WIDTHS.get(field.width or "")
        expected = named_width or WIDTHS.get(field.type) or min(64, field.max_length or 64)
        self._line.setMaximumWidth(theme.metrics().averageCharWidth() * (expected + 2) + theme.px(24))
        self._line.setMinimumWidth(min(self._line.maximumWidth(), theme.px(160)))
        _only(self, self._line)
        self._line.textEdited.connect(self._changed)

    def text(self) -> str:
        """The line, as `parse` reads it."""
        return neutral_text(self._field, self._line.text(), self._ways)

    def shows(self, text: str) -> bool:
        """Whether it is written so here."""
        return local_text(self._field, text, self._ways) == self._line.text()

    def show_text(self, text: str) -> None:
        """Insert it as an edit, so that Undo gives back what was typed."""
        text = local_text(self._field, text, self._ways)
        if text == self._line.text():
            return
        if not self._line.text() and not self._line.isUndoAvailable():
            self._line.setText(text)
            return
        self._showing = True
        self._line.selectAll()
        self._line.insert(text)
        self._showing = False

    def forget_typing(self) -> None:
        """Undo ends here."""
        self._line.setText(self._line.text())

    def inputs(self) -> list[QWidget]:
        """The line."""
        return [self._line]

    def set_editable(self, editable: bool) -> None:
        """Where it cannot be changed it can still be selected and copied."""
        self._line.setReadOnly(not editable)

    def _changed(self, _: str) -> None:
        if not self._showing:
            self.typed.emit(self.text())


class ParagraphEditor(FieldEditor):
    """Several lines. With limits it says how many characters are left, and how many words there are."""

    def __init__(self, theme: Theme, field: FormField, ways: LocaleWriting = NEUTRAL) -> None:
        super().__init__()
        self._ways = ways
        self._limit, self._least, self._words, self._showing = field.max_length, field.min_length, field.words, False
        self._lines = _Paragraph()
        self._lines.setFixedHeight(theme.line() * PARAGRAPH_LINES + theme.px(16))
        self._left = QLabel(self)
        self._left.setFont(theme.font("small", tabular=True))
        self._left.setProperty("tone", "3")
        layout = _only(self, self._lines)
        layout.addWidget(self._left)
        if self._limit is None and not self._least and self._words is None:
            self._left.hide()
        self._lines.textChanged.connect(self._changed)
        self._count()

    def text(self) -> str:
        """The lines."""
        return self._lines.toPlainText()

    def show_text(self, text: str) -> None:
        """Insert it as an edit, so that Undo gives back what was typed."""
        if text == self.text():
            return
        self._showing = True
        if not self._lines.document().isUndoAvailable():
            self._lines.setPlainText(text)
        else:
            cursor = self._lines.textCursor()
            cursor.select(cursor.SelectionType.Document)
            cursor.insertText(text)
        self._showing = False
        self._count()

    def forget_typing(self) -> None:
        """Undo ends here."""
        self._lines.document().clearUndoRedoStacks()

    def inputs(self) -> list[QWidget]:
        """The lines."""
        return [self._lines]

    def set_editable(self, editable: bool) -> None:
        """Where it cannot be changed it can still be selected and copied."""
        self._lines.setReadOnly(not editable)

    def _changed(self) -> None:
        self._count()
        if not self._showing:
            self.typed.emit(self.text())

    def _count(self) -> None:
        text = self.text().strip()
        words, told = self._counted_words(text), []
        if words:
            told.append(words)
        left = self._limit - len(self.text()) if self._limit is not None else 0
        if self._limit is not None:
            said = self.tr("%n character(s) left", "", left) if left >= 0 else self.tr("%n too many", "", -left)
            told.append(said.replace(str(abs(left)), f"{abs(left):,}"))
        elif self._least:
            told.append(
                self.tr("%n character(s)", "", len(text)) + self.tr(", at least %1").replace("%1", f"{self._least:,}")
            )
        self._left.setText(local_figures(". ".join(told), self._ways))
        over = self._words is not None and len(text.split()) > self._words[1]
        restyled(self._left, tone="danger" if left < 0 or over else "3")

    def _counted_words(self, text: str) -> str:
        """How many words there are, and how many there may be."""
        if self._words is None:
            return ""
        least, most = self._words
        limits = self.tr(", %1 to %2 wanted").replace("%1", f"{least:,}").replace("%2", f"{most:,}")
        return self.tr("%n word(s)", "", len(text.split())) + limits


class ComboEditor(FieldEditor):
    """One of many choices."""

    def __init__(self, theme: Theme, field: FormField) -> None:
        super().__init__()
        self._combo = QComboBox()
        self._combo.addItem("", "")
        self._choices = {choice.choice: choice.words for choice in field.choices}
        self._fill(tuple(self._choices))
        self._combo.setMinimumWidth(theme.px(200))
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._combo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        _only(self, self._combo)
        self._combo.activated.connect(self._chosen)

    def text(self) -> str:
        """What is chosen."""
        return str(self._combo.currentData() or "")

    def show_text(self, text: str) -> None:
        """Choose it."""
        self._combo.setCurrentIndex(max(0, self._combo.findData(text)))

    def inputs(self) -> list[QWidget]:
        """The list."""
        return [self._combo]

    def offer(self, names: tuple[str, ...] | None) -> None:
        """What is chosen stays there, also where it is not offered any more."""
        wanted, chosen = tuple(self._choices) if names is None else names, self.text()
        shown = [str(self._combo.itemData(at)) for at in range(1, self._combo.count())]
        kept = tuple(name for name in self._choices if name in wanted or name == chosen)
        if list(kept) != shown:
            self._fill(kept)
            self.show_text(chosen)

    def _fill(self, names: tuple[str, ...]) -> None:
        while self._combo.count() > 1:
            self._combo.removeItem(1)
        for name in names:
            self._combo.addItem(self._choices[name], name)

    def _chosen(self) -> None:
        self.typed.emit(self.text())
        self.settled.emit()


class ShownText(FieldEditor):
    """What is calculated, or only read."""

    def __init__(self, theme: Theme, shown: str = "") -> None:
        super().__init__()
        self._words = QLabel(shown)
        self._words.setFont(theme.font("strong", tabular=True))
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        _only(self, self._words)

    def text(self) -> str:
        """What is shown."""
        return self._words.text()

    def show_text(self, text: str) -> None:
        """Show it."""
        self._words.setText(text or self.tr("Follows from your other answers"))

    def inputs(self) -> list[QWidget]:
        """Nothing is typed here."""
        return []


def _only(editor: QWidget, inside: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(editor)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    layout.addWidget(inside)
    return layout
