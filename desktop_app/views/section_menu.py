"""What else can be done with a section, behind three dots. Nothing in it deletes anything."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop_app.qt.draft_state import SectionDraft
from desktop_app.widgets.kit import Kit, row, square


class SectionMenu(QWidget):
    """A button with a menu; what is not possible now is not in it."""

    redo_asked = Signal()
    instruction_asked = Signal()
    write_asked = Signal()
    back_asked = Signal()
    versions_asked = Signal()
    purge_asked = Signal()

    def __init__(self, kit: Kit, title: str) -> None:
        super().__init__()
        self._kit = kit
        name = self.tr("More for “%1”").replace("%1", title)
        self.button: QPushButton = square(kit.button("", "ghost", "ellipsis", name=name), kit.theme.px(30))
        self._menu = QMenu(self)
        self._menu.setFont(kit.theme.font())
        self._redo = self._action(self.tr("Redo section"), "redo", self.redo_asked.emit)
        self._instruct = self._action(self.tr("Give an instruction"), "instruct", self.instruction_asked.emit)
        self._write = self._action(self.tr("Write it myself"), "", self.write_asked.emit)
        self._back = self._action(self.tr("One version back"), "version_before", self.back_asked.emit)
        self._versions = self._action(self.tr("Versions"), "", self.versions_asked.emit)
        self._purge = self._action("", "", self.purge_asked.emit)
        self.show_cached(0)
        self.button.clicked.connect(self.open_menu)
        row(self.button, gap=0, into=self)

    def show_section(self, section: SectionDraft, *, locked: bool, has_model: bool, may_write: bool) -> None:
        """What can be done with it as it is."""
        drafted = not section.by_person and not locked
        self._redo.setVisible(drafted and section.has_text and section.proposal is None)
        self._instruct.setVisible(drafted and has_model and section.has_text and section.proposal is None)
        self._write.setVisible(drafted and may_write and not section.has_text)
        self._back.setVisible(not locked and section.has_text and section.version_before is not None)
        self._versions.setVisible(bool(section.versions))
        self.setVisible(any(action.isVisible() for action in self._menu.actions()))

    def show_cached(self, count: int) -> None:
        """How many drafts of the case are cached, and may be forgotten: a model is then asked again for the same."""
        words = self.tr("Forget %n cached draft(s) of this case", "", count)
        self._purge.setIconText(words)
        self._purge.setText(words)
        self._purge.setVisible(count > 0)

    def open_menu(self) -> None:
        """Show it under the button."""
        for action in self._menu.actions():
            hint = self._kit.keys.hint(action.data()) if action.data() else ""
            action.setText(f"{action.iconText()}\t{hint}" if hint else action.iconText())
        self._menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    @property
    def actions_shown(self) -> list[QAction]:
        """What is in it now."""
        return [action for action in self._menu.actions() if action.isVisible()]

    def _action(self, words: str, command: str, act: Callable[[], None]) -> QAction:
        action = QAction(words, self._menu)
        action.setIconText(words)
        action.setData(command)
        action.triggered.connect(act)
        self._menu.addAction(action)
        return action
