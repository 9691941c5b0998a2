"""The changes of a case as cards, with the keys and buttons that settle them. Wherever changes wait for somebody."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from desktop_app.qt.change_list_model import ChangeListModel
from desktop_app.qt.review_state import ChangeCard, ChangeKey, Fate
from desktop_app.views.several_menu import SeveralMenu
from desktop_app.widgets.change_delegate import ChangeDelegate
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.key_list import KeyList
from desktop_app.widgets.kit import Kit, column, row

_PRESSED = QEvent.Type.KeyPress


class ChangesPanel(QWidget):
    """Cards in the order of the document. A and X decide the current one and go on, U takes it back."""

    decided = Signal(object, bool)
    """A change was accepted (True) or rejected: its key."""
    undone = Signal(object)
    """A decision was taken back: the key of the change."""
    several = Signal(object, bool)
    """Several changes were accepted (True) or rejected together: their keys."""
    chosen = Signal(object)
    """Another change is current: its key."""
    read_on = Signal()
    """Space was pressed: the text is to be read on."""

    def __init__(self, kit: Kit, read_only: bool = False) -> None:
        super().__init__()
        self._kit, self._read_only, self._quiet = kit, read_only, False
        self._decided: ChangeKey | None = None
        self._titles: Mapping[str, str] = {}
        self._model = ChangeListModel(self)
        self._list = KeyList(self.tr("Changes"))
        self._list.setModel(self._model)
        self._list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self._delegate = ChangeDelegate(kit.theme, self._list)
        self._list.setItemDelegate(self._delegate)
        self._empty = kit.words(self.tr("No change since the draft."), "small", "3", wrapped=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._settled = kit.words(style="small", tone="3")
        self._accept = kit.button(self.tr("Accept"), "soft", "check", size="small")
        self._reject = kit.button(self.tr("Reject"), "secondary", "x", size="small")
        self._undo = kit.button(self.tr("Undo"), "ghost", size="small")
        self._list.chosen.connect(self._choose)
        self._accept.clicked.connect(self.accept)
        self._reject.clicked.connect(self.reject)
        self._undo.clicked.connect(self.undo)
        commands, buttons = ("accept", "reject", "undo"), (self._accept, self._reject, self._undo)
        for button, command in zip(buttons, commands, strict=True):
            kit.with_key(button, command)
        keys = [kit.hint(command, "2") for command in commands]
        for key in keys:
            key.setMinimumHeight(self._accept.sizeHint().height())
        pairs = zip(buttons, keys, strict=True)
        self._offers = FlowRow(*(part for pair in pairs for part in pair), gap=kit.theme.px(6))
        self._offers.setParent(self._list.viewport())
        self._offers.hide()
        self._keys = keys
        self._moving = QTimer(self, singleShot=True, interval=0)
        self._moving.timeout.connect(self._place)
        self._list.verticalScrollBar().valueChanged.connect(self._moving.start)
        self._list.viewport().installEventFilter(self)
        self._list.installEventFilter(self)
        self._together = kit.button(self.tr("Several"), "ghost", "list-checks", size="small")
        self._together.setToolTip(self.tr("Settle several changes at once"))
        self._menu = SeveralMenu(self)
        self._menu.asked.connect(self.several)
        self._together.clicked.connect(self._open_menu)
        column(row((self._settled, 1), self._together), self._empty, (self._list, 1), gap=kit.theme.px(8), into=self)

    @property
    def current(self) -> ChangeCard | None:
        """The chosen change."""
        index = self._list.currentIndex()
        return self._model.rows[index.row()].card if index.isValid() else None

    def show_changes(
        self, cards: tuple[ChangeCard, ...], titles: Mapping[str, str], chosen: Mapping[ChangeKey, bool]
    ) -> None:
        """These changes now."""
        before = self.current
        self._titles = titles
        self._quiet = True
        self._model.show_changes(cards, titles, chosen)
        self._list.setVisible(bool(cards))
        self._empty.setVisible(not cards)
        waiting = sum(card.fate is Fate.WAITS and card.key not in chosen for card in cards)
        words = self.tr("%1 of %2 settled").replace("%1", str(len(cards) - waiting)).replace("%2", str(len(cards)))
        self._settled.setText(words if cards else "")
        self._together.setVisible(waiting > 1 and not self._read_only)
        if cards and not self._list.currentIndex().isValid():
            at = self._row_of(before.key) if before else -1
            self._list.go_to(at if at >= 0 else max(self._model.next_waiting(-1), 0))
        self._quiet = False
        self._offer()

    def go_to(self, key: ChangeKey) -> None:
        """Make a change the current one."""
        self._list.go_to(self._model.row_of(key))

    def go_to_section(self, section: str) -> None:
        """Make the first change of a section that waits the current one, else its first, where it has one."""
        rows = [(i, row) for i, row in enumerate(self._model.rows) if row.card.section == section]
        waits = [i for i, row in rows if row.card.fate is Fate.WAITS and not row.state]
        found = waits or [i for i, _ in rows]
        if found:
            self._list.go_to(found[0])

    def go_to_waiting(self, section: str = "") -> None:
        """Make the first change that waits the current one, of a section where one is named, and take the focus."""
        rows = self._model.rows
        inside = (i for i, each in enumerate(rows) if each.card.section == section and each.card.fate is Fate.WAITS)
        self._list.go_to(next((i for i in inside if not rows[i].state), max(self._model.next_waiting(-1), 0)))
        self.take_focus()
        self._choose(self._list.currentIndex().row())

    def take_focus(self) -> None:
        """Where single keys act."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Take the current change."""
        self._decide(True)

    def reject(self) -> None:
        """Leave the current change out."""
        self._decide(False)

    def _selected(self) -> tuple[ChangeCard, ...]:
        """The selected cards that wait, in order."""
        rows = sorted(index.row() for index in self._list.selectionModel().selectedIndexes())
        return tuple(card for card in (self._model.rows[n].card for n in rows) if card.fate is Fate.WAITS)

    def _open_menu(self) -> None:
        waiting = [row.card for row in self._model.rows if row.card.fate is Fate.WAITS and not row.state]
        self._menu.show_choices(waiting, self._selected(), self.current, self._titles)
        self._menu.popup(self._together.mapToGlobal(self._together.rect().bottomLeft()))

    def undo(self) -> None:
        """The current change is not decided after all; where it is not, the one that was decided last."""
        rows, at = self._model.rows, self._list.currentIndex().row()
        if at >= 0 and not rows[at].state and self._decided is not None:
            self._list.go_to(self._row_of(self._decided))
        if self.current is not None:
            self._keep_focus()
            self.undone.emit(self.current.key)

    def _row_of(self, key: ChangeKey) -> int:
        """The row of a change, also after it was left out or waits again."""
        return max(self._model.row_of(key), self._model.row_of((key[0], -key[1])))

    def _keep_focus(self) -> None:
        """A button that has the keyboard goes when it is pressed."""
        if self._offers.isAncestorOf(self._list.window().focusWidget() or self):
            self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The single keys of changes."""
        acts = {Qt.Key.Key_A: self.accept, Qt.Key.Key_X: self.reject, Qt.Key.Key_U: self.undo}
        act = acts.get(Qt.Key(event.key()))
        if act is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            act()

    def _decide(self, accept: bool) -> None:
        card = self.current
        if card is None or card.fate is not Fate.WAITS or self._read_only:
            return
        self._keep_focus()
        selected = self._selected()
        if len(selected) > 1:
            self.several.emit(tuple(each.key for each in selected), accept)
            self._list.clearSelection()
            return
        self._decided = card.key
        self.decided.emit(card.key, accept)
        following = self._model.next_waiting(self._list.currentIndex().row())
        if following >= 0:
            self._list.go_to(following)

    def _choose(self, _: int) -> None:
        self._offer()
        if self.current is not None and not self._quiet:
            self.chosen.emit(self.current.key)

    def _offer(self) -> None:
        """What can be done with the current card stands in it."""
        card, row = self.current, self._list.currentIndex().row()
        waits = card is not None and card.fate is Fate.WAITS and not self._read_only
        is_settled = card is not None and card.settled and not self._read_only
        is_decided = is_settled or (waits and bool(self._model.rows[row].state))
        for button, key in zip((self._accept, self._reject), self._keys, strict=False):
            button.setHidden(not waits or is_decided)
            key.setHidden(not waits or is_decided)
        self._undo.setHidden(not is_decided)
        self._keys[2].setHidden(not is_decided)
        wide = self._list.viewport().width() - self._kit.theme.px(24)
        offers = waits or is_settled
        if self._delegate.offer(row if offers else -1, self._offers.heightForWidth(wide) if offers else 0):
            self._list.scheduleDelayedItemsLayout()
        self._offers.setVisible(offers)
        self._moving.start()

    def _place(self) -> None:
        self._offers.setGeometry(self._delegate.place_of_offer())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Cards have other heights at another width, and are laid out when there is time; Space is not theirs."""
        if watched is self._list:
            if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and event.type() == _PRESSED:
                self.read_on.emit()
                return True
        elif event.type() == QEvent.Type.Resize:
            self._offer()
        elif event.type() == QEvent.Type.Paint and self._offers.geometry() != self._delegate.place_of_offer():
            self._moving.start()
        return super().eventFilter(watched, event)
