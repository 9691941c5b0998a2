"""What a case came back for, and why it is changed after it was sent: the reason is asked once, in place."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from desktop_app.domain.change_reason import PERSONS_CODES, ReasonCode
from desktop_app.qt.draft_state import DraftState
from desktop_app.qt.form_state import FormState
from desktop_app.qt.returned_items import ReturnedItem, returned_items
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, add, clear, column, named, restyled, row


class ReasonCard(QFrame):
    """Shown while a case that was sent can be changed and nobody said why, and while it is a returned one."""

    given = Signal(object, str)
    """The code, and the reason in words."""
    led = Signal(str)
    """A section that its reviewer named is to be looked at."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setProperty("banner", "accent")
        self._about = kit.words(
            self.tr("This case has been sent. Say why you change it: the record keeps it with each change."),
            "small", "accent", wrapped=True,
        )  # fmt: skip
        self._problem = kit.words(self.tr("Say why you change this case"), "small", "danger", wrapped=True)
        self._code = DropDown(kit.theme, self.tr("Kind of reason"), [(_words()[code], code) for code in PERSONS_CODES])
        self._words = named(QLineEdit(), self.tr("Reason for the changes"))
        self._words.setPlaceholderText(self.tr("In one sentence"))
        self._words.returnPressed.connect(self._give)
        self._keep = kit.button(self.tr("Keep reason"), "soft")
        self._keep.clicked.connect(self._give)
        self._kit, self._returned = kit, column(gap=kit.theme.px(4))
        self._shown: tuple[ReturnedItem, ...] = ()
        self._below = QWidget()
        kind = kit.words(self.tr("Kind of reason"), "small", "accent", wrapped=True)
        kind.setBuddy(self._code)
        column(kind, row(self._code, (self._words, 1), self._keep), gap=kit.theme.px(2), into=self._below)
        parts = (self._returned, self._about, self._problem, self._below)
        column(*parts, gap=kit.theme.px(6), around=kit.around("s"), into=self)
        self.hide()

    def show_state(self, state: FormState | DraftState) -> None:
        """Whether it is asked, and what the case came back for."""
        items = returned_items(state.facts) if isinstance(state, DraftState) and not state.locked else ()
        self._show_items(items)
        for part in (self._about, self._below):
            part.setVisible(state.reason_wanted)
        self._problem.setVisible(state.reason_missing)
        restyled(self._words, state="error" if state.reason_missing else "")
        self.setVisible(state.reason_wanted or bool(items))

    def take_focus(self) -> None:
        """Where the reason is written."""
        self._words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_items(self, items: tuple[ReturnedItem, ...]) -> None:
        if items == self._shown:
            return
        self._shown = items
        clear(self._returned)
        if items:
            done = sum(item.answered for item in items)
            words = self.tr("Your reviewer asks you to look at these. Changed or answered: %1 of %2.")
            words = words.replace("%1", str(done)).replace("%2", str(len(items)))
            add(self._returned, self._kit.words(words, "small", "accent", wrapped=True))
            add(self._returned, FlowRow(*map(self._item, items), gap=self._kit.theme.px(6)))

    def _item(self, item: ReturnedItem) -> QPushButton:
        icon = "circle-check" if item.answered else "circle"
        words = f"{item.number} {item.title}"
        name = self.tr("%1, as it came back")
        if item.changed:
            name = self.tr("%1, changed since it came back")
        elif item.answered:
            name = self.tr("%1, answered")
        button = self._kit.button(words, "secondary", icon, size="small", name=name.replace("%1", words))
        button.clicked.connect(lambda: self.led.emit(item.section))
        return button

    def _give(self) -> None:
        if self._words.text().strip():
            self.given.emit(ReasonCode(self._code.currentData()), self._words.text())  # Qt keeps the word alone
        else:
            self._problem.show()
            self.take_focus()


def _words() -> dict[ReasonCode, str]:
    tr = QCoreApplication.translate
    return {
        ReasonCode.CORRECTION: tr("reason", "Correction"),
        ReasonCode.NEW_EVIDENCE: tr("reason", "New evidence"),
        ReasonCode.ASKED_IN_REVIEW: tr("reason", "Asked in review"),
        ReasonCode.OTHER: tr("reason", "Another reason"),
    }
