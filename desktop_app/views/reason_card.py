"""Why a case is changed after it was sent: asked once, in place."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from desktop_app.domain.change_reason import PERSONS_CODES, ReasonCode
from desktop_app.qt.draft_state import DraftState
from desktop_app.qt.form_state import FormState
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.kit import Kit, column, named, restyled, row


class ReasonCard(QFrame):
    """Shown while a case that was sent can be changed and nobody said why."""

    given = Signal(object, str)
    """The code, and the reason in words."""

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
        below = row(self._code, (self._words, 1), self._keep)
        column(self._about, self._problem, below, gap=kit.theme.px(6), around=kit.around("s"), into=self)
        self.hide()

    def show_state(self, state: FormState | DraftState) -> None:
        """Whether it is asked."""
        self.setVisible(state.reason_wanted)
        self._problem.setVisible(state.reason_missing)
        restyled(self._words, state="error" if state.reason_missing else "")

    def take_focus(self) -> None:
        """Where the reason is written."""
        self._words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        if self._words.text().strip():
            self.given.emit(self._code.currentData(), self._words.text())
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
