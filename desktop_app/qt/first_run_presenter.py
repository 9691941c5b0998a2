"""The first screen of a home in which nothing was begun."""

from PySide6.QtCore import QObject, Signal

from desktop_app.qt.desk import Desk
from desktop_app.qt.first_run_reading import Fragment, Offer, read_fragment, read_offer
from desktop_app.qt.sample_home import SampleHome


class FirstRunPresenter(QObject):
    """Tells what can be begun with at once, and plays the sample for the picture beside it."""

    offered = Signal(object)
    """An Offer."""
    finished = Signal(object)
    """A Fragment."""
    failed = Signal(object)

    def __init__(self, desk: Desk, home: SampleHome) -> None:
        super().__init__()
        self._desk, self._home, self._playing = desk, home, 0

    def look(self) -> None:
        """Read both."""
        self._desk.ask(lambda program: read_offer(program, self._home), self._offered, self._fail)
        self._playing = self._desk.ask(lambda _: read_fragment(self._home), self._finished, self._fail)

    def leave(self) -> None:
        """Nobody looks any more."""
        self._desk.runner.cancel(self._playing)

    def _offered(self, offer: Offer) -> None:
        self.offered.emit(offer)

    def _finished(self, fragment: Fragment | None) -> None:
        if fragment is not None:
            self.finished.emit(fragment)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
