"""Another person takes over, by their passphrase."""

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.domain.person import Acting
from desktop_app.qt.people_presenter import PeoplePresenter, PeopleState
from desktop_app.views.person_choice import PersonChoice
from desktop_app.widgets.kit import Kit, column, row


class SwitchPersonDialog(QDialog):
    """Accepted when another person acts; a wrong passphrase is told in place and can be typed again."""

    def __init__(self, kit: Kit, presenter: PeoplePresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Switch person"))
        self.setModal(True)
        self._presenter = presenter
        presenter.setParent(self)
        self._now = kit.words(tone="2", wrapped=True)
        self._around = 2 * kit.theme.space("l")
        self._choice = PersonChoice(kit)
        self._switch = kit.button(self.tr("Switch person"), "primary")
        leave = kit.button(self.tr("Stay"))
        self._switch.setDefault(True)
        buttons = row(None, leave, self._switch)
        column(self._now, self._choice, None, buttons, gap=kit.theme.space("m"), around=kit.around("l"), into=self)
        self.setMinimumWidth(kit.theme.px(440))
        self._switch.clicked.connect(self._ask)
        leave.clicked.connect(self.reject)
        presenter.shown.connect(self._show)
        presenter.failed.connect(self._fail)
        presenter.switched.connect(self._switched)
        presenter.look()

    def _show(self, state: PeopleState) -> None:
        guest = self.tr("%1 looks as a guest, who changes nothing.")
        words = guest if state.is_guest else self.tr("%1 is at work.")
        others = sorted((p for p in state.people if not p.is_me), key=lambda p: not p.has_key)  # who signs comes first
        alone = "" if others else self.tr("Nobody else is here yet: add people in the settings.")
        self._now.setText(" ".join(filter(None, (words.replace("%1", state.name), alone))))
        self._choice.show_people(others)
        self._choice.setVisible(bool(others))
        self._switch.setEnabled(bool(others))
        self.setMinimumWidth(max(self.minimumWidth(), self._choice.wide + self._around))
        self.adjustSize()  # it opened with room for what is not asked of everybody
        self._choice.focus()

    def _ask(self) -> None:
        if self._choice.ask(self._presenter):
            self._switch.setEnabled(False)

    def _fail(self, error: Exception) -> None:
        self._switch.setEnabled(True)
        self._choice.fail(error)

    def _switched(self, _: Acting) -> None:
        self.accept()
