"""The command palette: one field, and what fits below it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from desktop_app.qt.palette_presenter import PaletteEntry, PalettePresenter
from desktop_app.qt.row_list_model import Row
from desktop_app.views.state_words import case_states
from desktop_app.widgets.kit import Kit, column, named
from desktop_app.widgets.row_list import RowList

MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class PaletteDialog(QDialog):
    """Accepted with the entry that was chosen. The arrows move in the list while the field has the focus."""

    def __init__(self, kit: Kit, presenter: PalettePresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Find a case or run a command"))
        self.setModal(True)
        self._presenter, self._entries = presenter, dict[str, PaletteEntry]()
        presenter.setParent(self)
        self.chosen: PaletteEntry | None = None
        self._typed = named(QLineEdit(), self.tr("Find a case or run a command"))
        self._typed.setPlaceholderText(self.tr("A title, a reference or a command"))
        self._typed.setFont(kit.theme.font("subhead"))
        self._list = RowList(kit, self.tr("What fits"), compact=False, grows=False)
        self._nothing = kit.words(self.tr("Nothing fits. Try fewer words."), tone="2", wrapped=True)
        column(self._typed, self._nothing, (self._list, 1), gap=kit.theme.space("s"), around=kit.around("m"), into=self)
        self.resize(kit.theme.px(620), min(kit.theme.px(460), parent.window().height() - kit.theme.px(40)))
        self._typed.installEventFilter(self)
        self._typed.textChanged.connect(presenter.search)
        self._typed.returnPressed.connect(self._take)
        self._list.opened.connect(self._take)
        self._list.clicked.connect(self._take)
        presenter.found.connect(self._show)
        presenter.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrows in the field move in the list."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in MOVES:
            self._list.move_by(MOVES[Qt.Key(event.key())])
            return True
        return super().eventFilter(watched, event)

    def _show(self, entries: tuple[PaletteEntry, ...]) -> None:
        self._entries = {entry.key: entry for entry in entries}
        states = case_states()
        self._list.show_rows(
            [
                Row(
                    e.key,
                    e.words,
                    e.about,
                    states[e.state] if e.state else e.keys,
                    "neutral" if e.state else "",
                    e.icon,
                )
                for e in entries
            ]
        )
        if entries:
            self._list.choose(entries[0].key)
        self._list.setVisible(bool(entries))
        self._nothing.setVisible(not entries)

    def _take(self) -> None:
        entry = self._entries.get(self._list.key)
        if entry is not None:
            self.chosen = entry
            self.accept()
