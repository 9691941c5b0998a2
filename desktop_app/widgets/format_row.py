"""The small row of tools over a section that is edited: each does what its key does."""

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.widgets.kit import Kit, named, row
from desktop_app.widgets.section_editor import SectionEditor


class FormatRow(QWidget):
    """Buttons for the commands of one editor, with the keys that do the same."""

    def __init__(self, kit: Kit, editor: SectionEditor) -> None:
        super().__init__()
        self._kit = kit
        buttons = [self._button(action) for action in editor.actions()]
        row(*buttons, None, gap=kit.theme.space("xxs"), into=self)
        named(self, self.tr("Formatting"))

    def _button(self, action: QAction) -> QPushButton:
        button = self._kit.button(action.text(), "ghost", size="small")
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{action.text()} ({keys})")
        button.setAccessibleDescription(keys)
        button.setEnabled(action.isEnabled())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        return button
