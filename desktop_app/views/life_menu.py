"""What can be done with the case in view beside its gates: a menu in the bar, and its dialogs."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.life_acts import LifeAct
from desktop_app.qt.life_presenter import LifePresenter
from desktop_app.qt.life_state import LifeDone, LifeState, MoveOffer
from desktop_app.qt.place import Place, Visit
from desktop_app.views.home_view import LEADS_TO
from desktop_app.views.life_dialog import LifeDialog
from desktop_app.views.life_words import act_words, done_words, state_line
from desktop_app.views.main_window import MainWindow
from desktop_app.views.window_commands import WindowCommand
from desktop_app.widgets.kit import Kit

CHANGES, OTHER, REOPEN = "life_changes", "life_other", "life_reopen"
"""Names of the actions of its banner."""
_SAID_AT = (Place.DRAFT, Place.FORM, Place.REVIEW, Place.APPROVED)


class LifeMenu(QObject):
    """Follows the case that the window shows."""

    def __init__(self, kit: Kit, presenter: LifePresenter, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._presenter, self._window = kit, presenter, window
        self._state: LifeState | None = None
        self._said = ""
        self._move: LifeDialog | None = None
        self._watched: QWidget | None = None
        presenter.shown.connect(self._show)
        presenter.previewed.connect(self._open_move)
        presenter.done.connect(self._follow)
        presenter.failed.connect(window.banner.fail)
        window.page_shown.connect(self._attend)
        window.life_asked.connect(self.open_menu)
        window.banner.acted.connect(self._act)

    @property
    def commands(self) -> list[WindowCommand]:
        """The same for the palette."""
        acts = self._state.acts if self._state else ()
        return [WindowCommand(act_words(act), "", partial(self.ask, act)) for act in acts]

    def open_menu(self) -> QMenu | None:
        """Show it under its button; none where nothing can be done."""
        if self._state is None or not self._state.acts or self._window.is_covered:
            return None
        menu, button = QMenu(self._window), self._window.bar.life
        menu.setFont(self._kit.theme.font())
        menu.setAccessibleName(button.accessibleName())
        for act in self._state.acts:
            action = QAction(act_words(act), menu)
            action.triggered.connect(partial(self.ask, act))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        return menu

    def ask(self, act: LifeAct) -> None:
        """Ask for what it needs; of a move first what it would change."""
        if self._state is None or not self._window.settle():
            return
        if act is LifeAct.MIGRATE:
            self._presenter.preview(self._state.file.case_id)
        else:
            self._open(LifeDialog(self._kit, act, self._state, self._window))

    def _open_move(self, offer: MoveOffer) -> None:
        """What a move would change; of another version, in the dialog that is open."""
        if self._move is not None:
            self._move.show_offer(offer)
        elif self._state is not None:
            self._move = LifeDialog(self._kit, LifeAct.MIGRATE, self._state, self._window, offer)
            self._move.version_chosen.connect(partial(self._presenter.preview, self._state.file.case_id))
            self._move.finished.connect(self._forget_move)
            self._open(self._move)

    def _forget_move(self) -> None:
        self._move = None

    def _open(self, dialog: LifeDialog) -> None:
        dialog.accepted.connect(partial(self._do, dialog))
        dialog.rejected.connect(self._window.resume)
        dialog.finished.connect(self._window.activateWindow)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _do(self, dialog: LifeDialog) -> None:
        self._presenter.do(dialog.request)

    def _attend(self, _: Place, page: QWidget) -> None:
        """Another page is shown; one in which a case is chosen tells which."""
        self._said = ""
        chosen = getattr(page, "case_chosen", None)
        if chosen is not None and page is not self._watched:
            self._watched = page
            chosen.connect(self._look)
        self._look(self._window.visit.case_id or getattr(page, "case_id", ""))

    def _look(self, case_id: str) -> None:
        self._state = None
        self._window.show_life("")
        self._presenter.look(case_id)

    def _show(self, state: LifeState) -> None:
        self._state = state
        self._window.show_life(state.file.title if state.acts else "")
        line = state_line(state)
        if line and line != self._said and self._window.visit.place in _SAID_AT and not self._window.banner.isVisible():
            self._said = line
            self._window.banner.say(line, "warning" if state.reason else "neutral", *self._ways(state))

    def _ways(self, state: LifeState) -> tuple[tuple[str, str], ...]:
        if LifeAct.REOPEN in state.acts:
            return ((REOPEN, act_words(LifeAct.REOPEN)),)
        if state.file.state is CaseState.WITHDRAWN and not state.mine:
            return ((CHANGES, self.tr("See what changed")),)
        if state.amended_by:
            return ((OTHER, self.tr("Open version %1").replace("%1", str(state.amended_version))),)
        return ((OTHER, self.tr("Open the signed case")),) if state.of_case else ()

    def _act(self, name: str) -> None:
        state = self._state
        if state is None or name not in (CHANGES, OTHER, REOPEN):
            return
        self._window.banner.hide()
        if name == REOPEN:
            self.ask(LifeAct.REOPEN)
        elif name == CHANGES:
            self._window.go(Visit(Place.AUDIT, state.file.case_id))
        else:
            self._window.go(
                Visit(Place.DRAFT if state.amended_by else Place.APPROVED, state.amended_by or state.of_case)
            )

    def _follow(self, done: LifeDone) -> None:
        """The case that is to be shown now, with what was done; one that is handed on is no more theirs."""
        handed = done.request.act is LifeAct.REASSIGN
        place = Place.HOME if handed else LEADS_TO.get(done.file.state, Place.AUDIT)
        self._window.go(Visit(place, "" if handed else done.file.case_id))
        self._said = state_line(LifeState(done.file))
        self._window.banner.say(done_words(done), "success")
