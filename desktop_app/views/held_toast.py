"""The word that a decision is held, over whichever page is shown, with the way to take it back."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.domain.review import DecisionKind
from desktop_app.domain.review_marks import HeldDecision
from desktop_app.qt.held_decisions import HeldDecisions
from desktop_app.qt.place import Place, Visit
from desktop_app.views.main_window import MainWindow
from desktop_app.widgets.kit import Kit
from desktop_app.widgets.toast import Toast


class HeldToast(QObject):
    """Tells for one window what is held, also what was decided before the program last ended."""

    def __init__(self, kit: Kit, held: HeldDecisions, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._held, self._window = kit, held, window
        held.held.connect(self._tell_held)
        held.resumed.connect(self._tell_resumed)
        held.undone.connect(self._tell_undone)
        held.failed.connect(window.banner.fail)

    def _tell_held(self, held: HeldDecision) -> None:
        self._offer(self._words(held))

    def _tell_resumed(self, held: HeldDecision) -> None:
        told = self.tr("%1: %2, decided before the program ended. It is recorded now.")
        self._offer(told.replace("%1", held.title).replace("%2", self._words(held).lower()))

    def _tell_undone(self, held: HeldDecision) -> None:
        say_over(self._kit, self._window, self.tr("Taken back: %1 waits for you again").replace("%1", held.title))
        self._window.go(Visit(Place.REVIEW, held.case_id))

    def _words(self, held: HeldDecision) -> str:
        words = self.tr("Returned to %1") if held.kind is DecisionKind.RETURN else self.tr("Escalated to %1")
        return words.replace("%1", held.to)

    def _offer(self, words: str) -> None:
        toast = say_over(self._kit, self._window, words, can_undo=True)
        toast.undone.connect(self._held.undo)


def say_over(kit: Kit, window: QWidget, words: str, *, can_undo: bool = False) -> Toast:
    """Say this over a window, in the place of what was said there before."""
    for old in window.findChildren(Toast):
        old.end()
    toast = Toast(kit, window)
    toast.say(words, can_undo=can_undo)
    return toast
