"""What is done with a case of the queue without opening it: it is assigned to somebody, or put off for a while."""

from datetime import UTC, datetime, time, timedelta
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.domain.review_queue import QueuedCase
from desktop_app.qt.queue_presenter import Choices, QueuePresenter
from desktop_app.qt.row_list_model import Row
from desktop_app.views.review_words import clock_words
from desktop_app.views.row_dialog import RowDialog
from desktop_app.widgets.kit import Kit

NOBODY, BACK = "nobody", "back"
MORNING = time(9)


class QueueActs(QObject):
    """Asks in dialogs over a page."""

    ended = Signal()
    """A dialog is gone: the page has the keyboard again."""

    def __init__(self, kit: Kit, presenter: QueuePresenter, page: QWidget) -> None:
        super().__init__(page)
        self._kit, self._presenter, self._page = kit, presenter, page
        self._case: QueuedCase | None = None
        presenter.offered.connect(self._offer)

    def assign(self, case: QueuedCase) -> None:
        """Ask to whom."""
        self._case = case
        self._presenter.offer(case.file.case_id)

    def snooze(self, case: QueuedCase) -> None:
        """Ask until when; a case that is due sooner comes back then."""
        times = snooze_times(datetime.now(UTC), case.due)
        rows = [Row(at.isoformat(), words, clock_words(at)) for words, at in times]
        if case.snoozed_until is not None:
            rows.insert(0, Row(BACK, self.tr("Have it back now")))
        about = self.tr("%1 leaves your queue until then. It comes back by itself, and no later than it is due.")
        if not rows:
            about = self.tr("%1 is due: it stays in your queue.")
        dialog = RowDialog(
            self._kit, self.tr("Put off"), about.replace("%1", case.file.title), rows, self._page.window()
        )
        dialog.finished.connect(partial(self._snoozed, dialog, case.file.case_id))
        dialog.open()

    def _offer(self, choices: Choices) -> None:
        case = self._case
        if case is None or case.file.case_id != choices.case_id or not self._page.isVisible():
            return
        mine = [Row(p.person_id, self.tr("Me"), p.name) for p in choices.people if p.person_id == choices.me]
        others = [Row(p.person_id, p.name) for p in choices.people if p.person_id != choices.me]
        nobody = [Row(NOBODY, self.tr("Nobody in particular"))] if case.assigned_to else []
        about = self.tr("Who is to decide about %1?").replace("%1", case.file.title)
        dialog = RowDialog(self._kit, self.tr("Assign"), about, [*mine, *others, *nobody], self._page.window())
        dialog.finished.connect(partial(self._assigned, dialog, choices.case_id))
        dialog.open()

    def _assigned(self, dialog: RowDialog, case_id: str, result: int) -> None:
        key = dialog.key
        self._end(dialog)
        if result == QDialog.DialogCode.Accepted and key:
            self._presenter.assign(case_id, None if key == NOBODY else key)

    def _snoozed(self, dialog: RowDialog, case_id: str, result: int) -> None:
        key = dialog.key
        self._end(dialog)
        if result == QDialog.DialogCode.Accepted and key:
            self._presenter.snooze(case_id, None if key == BACK else datetime.fromisoformat(key))

    def _end(self, dialog: QDialog) -> None:
        self._page.window().activateWindow()
        dialog.deleteLater()
        self.ended.emit()


def snooze_times(now: datetime, due: datetime | None) -> list[tuple[str, datetime]]:
    """Times that a case can be put off to, on this computer's clock; none behind the time by which it is due."""
    tr, here = QCoreApplication.translate, now.astimezone()
    tomorrow = datetime.combine(here.date() + timedelta(days=1), MORNING).astimezone()
    monday = datetime.combine(here.date() + timedelta(days=7 - here.weekday()), MORNING).astimezone()
    times = [
        (tr("review", "For 1 hour"), here + timedelta(hours=1)),
        (tr("review", "For 4 hours"), here + timedelta(hours=4)),
        (tr("review", "Until tomorrow morning"), tomorrow),
        (tr("review", "Until Monday morning"), monday),
    ]
    return [(words, at.astimezone(UTC)) for words, at in times if due is None or at <= due]
