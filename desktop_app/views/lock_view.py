"""The locked window: it shows nothing of a case, and opens by a passphrase."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.person import Acting
from desktop_app.qt.people_presenter import PeoplePresenter, PeopleState
from desktop_app.views.person_choice import PersonChoice
from desktop_app.widgets.kit import Kit, column, row
from desktop_app.widgets.mark import Mark


class LockView(QWidget):
    """Who locked it is chosen; another person with a passphrase can take over."""

    unlocked = Signal(object)
    """The Acting of who opened it."""

    def __init__(self, kit: Kit, presenter: PeoplePresenter, state: PeopleState) -> None:
        super().__init__()
        self._presenter, self._state = presenter, state
        presenter.setParent(self)
        self._choice = PersonChoice(kit)
        self._open = kit.button(self.tr("Unlock"), "primary", "lock")
        name = state.name
        saved = self.tr("%1 is at work. What was typed is saved.")
        unsaved = self.tr("%1 is at work. What was typed last is not saved yet: it is kept, and tried again.")
        told = (unsaved if state.unsaved else saved).replace("%1", name)
        words = (kit.words(self.tr("Locked"), "title"), kit.words(told, tone="2", wrapped=True))
        around = kit.around("xl")
        card = kit.card(row(Mark(kit.theme), None), *words, self._choice, row(None, self._open), gap="m")
        card.setFixedWidth(kit.theme.px(440))
        middle = row(None, card, None)
        column(None, middle, None, around=around, into=self)
        self._choice.show_people(sorted((p for p in state.people if p.has_key), key=lambda p: not p.is_me))
        self._open.clicked.connect(self._ask)
        self._choice.entered.connect(self._ask)
        presenter.failed.connect(self._fail)
        presenter.switched.connect(self._switched)

    def focus(self) -> None:
        """To the passphrase."""
        self._choice.focus()

    def _ask(self) -> None:
        if self._open.isEnabled() and self._choice.ask(self._presenter):
            self._open.setEnabled(False)

    def _fail(self, error: Exception) -> None:
        self._open.setEnabled(True)
        self._choice.fail(error)

    def _switched(self, acting: Acting) -> None:
        self.unlocked.emit(acting)
