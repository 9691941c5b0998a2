"""Fields to type in, one for each type of the form language. Each holds one text, and tells of each change."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.form import FieldType, FormField
from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import named, restyled

WIDTHS = {
    FieldType.INTEGER: 10,
    FieldType.DECIMAL: 16,
    FieldType.PERCENT: 10,
    FieldType.MONEY: 18,
    FieldType.DATE: 20,
}
"""Characters that are expected, so that the width of the field says how much is asked for."""
PARAGRAPH_LINES = 4


class FieldEditor(QWidget):
    """A field: what stands in it is one text that `parse` reads."""

    typed = Signal(str)
    """The person changed it: the text now."""
    settled = Signal()
    """They chose, so that there is nothing more to type."""

    def text(self) -> str:
        """What stands in it."""
        raise NotImplementedError

    def show_text(self, text: str) -> None:
        """Put this in without telling; what was there can be taken back."""
        raise NotImplementedError

    def inputs(self) -> list[QWidget]:
        """What can be focused, in order."""
        raise NotImplementedError

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


class _Line(QLineEdit):
    """A line that leaves files to the page."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if has_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Paste) and has_files(QGuiApplication.clipboard().mimeData()):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Paragraph(QPlainTextEdit):
    """Lines that leave files, Tab and Ctrl+Enter to the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        return not has_files(source) and super().canInsertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        onward = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        pasted = event.matches(QKeySequence.StandardKey.Paste) and has_files(QGuiApplication.clipboard().mimeData())
        if pasted or (onward and event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            event.ignore()
        else:
            super().keyPressEvent(event)


class LineEditor(FieldEditor):
    """One line, as wide as what is expected."""

    def __init__(self, theme: Theme, field: FormField) -> None:
        super().__init__()
        self._showing = False
        self._line = _Line(self)
        expected = WIDTHS.get(field.type) or min(64, field.max_length or 64)
        self._line.setMaximumWidth(theme.metrics().averageCharWidth() * (expected + 2) + theme.px(24))
        self._line.setMinimumWidth(min(self._line.maximumWidth(), theme.px(160)))
        _only(self, self._line)
        self._line.textEdited.connect(self._changed)

    def text(self) -> str:
        """The line."""
        return self._line.text()

    def show_text(self, text: str) -> None:
        """Insert it as an edit, so that Undo gives back what was typed."""
        if text == self._line.text():
            return
        if not self._line.text() and not self._line.isUndoAvailable():
            self._line.setText(text)
            return
        self._showing = True
        self._line.selectAll()
        self._line.insert(text)
        self._showing = False

    def inputs(self) -> list[QWidget]:
        """The line."""
        return [self._line]

    def set_editable(self, editable: bool) -> None:
        """Where it cannot be changed it can still be selected and copied."""
        self._line.setReadOnly(not editable)

    def _changed(self, text: str) -> None:
        if not self._showing:
            self.typed.emit(text)


class ParagraphEditor(FieldEditor):
    """Several lines. With a limit it says how many characters are left."""

    def __init__(self, theme: Theme, field: FormField) -> None:
        super().__init__()
        self._limit, self._showing = field.max_length, False
        self._lines = _Paragraph()
        self._lines.setFixedHeight(theme.line() * PARAGRAPH_LINES + theme.px(16))
        self._left = QLabel(self)
        self._left.setFont(theme.font("small", tabular=True))
        self._left.setProperty("tone", "3")
        layout = _only(self, self._lines)
        layout.addWidget(self._left)
        if self._limit is None:
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
        if self._limit is None:
            return
        left = self._limit - len(self.text())
        words = self.tr("%n character(s) left", "", left) if left >= 0 else self.tr("%n too many", "", -left)
        self._left.setText(words.replace(str(abs(left)), f"{abs(left):,}"))
        restyled(self._left, tone="3" if left >= 0 else "danger")


class ComboEditor(FieldEditor):
    """One of many choices."""

    def __init__(self, theme: Theme, field: FormField) -> None:
        super().__init__()
        self._combo = QComboBox()
        self._combo.addItem("", "")
        for choice in field.choices:
            self._combo.addItem(choice, choice)
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
