"""The small row of tools over a section that is edited: each does what its key does."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from desktop_app.widgets.kit import Kit, named, row
from desktop_app.widgets.section_editor import SectionEditor


class FormatRow(QWidget):
    """Buttons for the commands of one editor. They never take the keyboard from the text: its keys do the same."""

    def __init__(self, kit: Kit, editor: SectionEditor) -> None:
        super().__init__()
        self._kit = kit
        buttons = [self._button(action) for action in editor.actions()]
        row(*buttons, None, gap=kit.theme.space("xxs"), into=self)
        named(self, self.tr("Formatting"))

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setAutoRaise(True)
        button.setFont(self._kit.theme.font("label"))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{action.text()} ({keys})")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMinimumSize(self._kit.theme.px(28), self._kit.theme.px(28))
        return named(button, action.text(), keys)
