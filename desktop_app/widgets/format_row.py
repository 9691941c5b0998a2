"""The small row of tools over a section that is edited: each does what its key does."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton

from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, named
from desktop_app.widgets.section_editor import SectionEditor


class FormatRow(FlowRow):
    """Buttons for the commands of one editor, with the keys that do the same. A click leaves the focus in the text; who
    presses one by keyboard goes back to it."""

    def __init__(self, kit: Kit, editor: SectionEditor) -> None:
        buttons = [self._button(kit, action, editor) for action in editor.actions()]
        super().__init__(*buttons, gap=kit.theme.space("xxs"))
        named(self, self.tr("Formatting"))

    @staticmethod
    def _button(kit: Kit, action: QAction, editor: SectionEditor) -> QPushButton:
        button = kit.button(action.text(), "ghost", size="small")
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{action.text()} ({keys})")
        button.setAccessibleDescription(keys)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setEnabled(action.isEnabled())
        button.clicked.connect(action.trigger)
        button.clicked.connect(editor.take_focus)
        action.enabledChanged.connect(button.setEnabled)
        return button
