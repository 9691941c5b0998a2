"""The window over the program: shown first, while the store is opened behind it."""

from __future__ import annotations

import gc
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.person import Acting
from desktop_app.openings import dictionary_of_machine, fault_log_of, sample_home_of
from desktop_app.openings import opening_of as opening_of
from desktop_app.qt.appearance import PreferencesFile, preferences_path
from desktop_app.qt.desk import Desk, Opening
from desktop_app.qt.first_paint import FirstPaint
from desktop_app.qt.kept_sizes import KeptSizes
from desktop_app.qt.key_binding import KeyBinding
from desktop_app.qt.key_map import KeyMap
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.qt_collector import QtCollector
from desktop_app.qt.questioning import Question, Questioning
from desktop_app.qt.sample_home import USER, SampleHome
from desktop_app.qt.slot_faults import SlotFaults
from desktop_app.qt.theme import Theme
from desktop_app.qt.translation import install_translation
from desktop_app.qt.window_place import take_place
from desktop_app.views.main_window import MainWindow, Maker
from desktop_app.widgets.kit import Kit

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.domain.working_text import Recovered, Saving
    from desktop_app.qt.diagnostic import Diagnostic
    from desktop_app.views.first_run_view import FirstRunView
    from desktop_app.views.store_key_dialog import StoreKeyDialog
    from desktop_app.views.window_dialogs import WindowDialogs

REOPEN, CLOSE = "reopen", "close"
WINDOW = "main"


class WindowedProgram(QObject):
    """Composes window, presenters and program. Nothing that is slow to import is needed before it is shown."""

    def __init__(
        self,
        app: QApplication,
        resources: Path,
        opening: Opening,
        user: str | None = None,
        questioning: Questioning | None = None,
        preferences: PreferencesFile | None = None,
        sample: SampleHome | None = None,
        keep_fault: Callable[[str], None] | None = None,
        preview: str = "",
    ) -> None:
        super().__init__(app)
        install_translation(app, resources)
        self.preferences = preferences or PreferencesFile(parent=self)
        self.theme = Theme(app, resources)
        chosen = self.preferences.current
        self.theme.apply(chosen.appearance, chosen.scale, calm=chosen.reduced_motion)
        self.kit = Kit(self.theme, KeyMap(self.preferences, self))
        self.desk = Desk(opening, user, self)
        self._own, self._sample, self._fault_keeper = self.desk, sample, keep_fault
        self._sample_desk: Desk | None = None
        self._welcome: FirstRunView | None = None
        self.dialogs: WindowDialogs | None = None
        self._makers: dict[Place, Maker] = {}
        self._preview = preview
        self._heard: list[str] = []
        self._gives_up = False
        self.window = MainWindow(self.kit, self._makers)
        self._sizes, self._keys = KeptSizes(self.preferences, self.theme, self), KeyBinding(self.kit.keys, self.window)
        self.window.page_shown.connect(self._keys.attend)
        self.window.page_shown.connect(self._sizes.attend)
        self.questioning = questioning or Questioning(self)
        self.questioning.said.connect(self._hear)
        self.questioning.asked.connect(self._ask)
        self.window.banner.acted.connect(self._act)
        self.window.banner.met.connect(self._keep_fault)
        self.window.closing.connect(self._settle)
        self.window.closed.connect(self._close)
        self.desk.opened.connect(self._opened)
        self.desk.refused.connect(self._refused)
        self._attend(self.desk)

    @property
    def desks(self) -> tuple[Desk, ...]:
        """That of the home, and that of the sample where it was opened."""
        return tuple(filter(None, (self._own, self._sample_desk)))

    def start(self) -> None:
        """Show the window, then open the store behind it."""
        take_place(self.window, self.preferences.geometry(WINDOW))
        painted = FirstPaint(self.window)
        painted.painted.connect(self.desk.open)
        self.window.show()

    def come_to_front(self) -> None:
        """The window, before all others."""
        self.window.setWindowState(self.window.windowState() & ~self.window.windowState().WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _attend(self, desk: Desk) -> None:
        desk.runner.crashed.connect(self.window.banner.fail)
        desk.acting_changed.connect(self.window.show_person)
        desk.recovered.connect(self._tell_recovered)
        desk.saving_changed.connect(self._tell_saving)

    def _opened(self, acting: Acting) -> None:
        """By now the program has imported all that pages need."""
        from desktop_app.qt.first_run_reading import is_first_run

        self._sit_at(self._own)
        if self._sample is None:
            self._begin(first=False)
        else:
            self._own.ask(lambda program: is_first_run(program, acting.person.os_user), self._begin, self._refused)

    def _sit_at(self, desk: Desk) -> None:
        """All pages are those of this program from now on."""
        from desktop_app.qt.counts_presenter import CountsPresenter
        from desktop_app.qt.desk_standing import read_only
        from desktop_app.qt.model_status import ModelStatusPresenter
        from desktop_app.qt.spelling import Spelling
        from desktop_app.views.notice_bell import NoticeBell
        from desktop_app.views.page_makers import page_makers
        from desktop_app.views.window_dialogs import WindowDialogs

        if self.dialogs is not None:
            self.dialogs.end()
        self.desk = desk
        self.dialogs = WindowDialogs(self.window, self.kit, desk, self.preferences)
        spelling = Spelling(desk.runner, dictionary_of_machine, desk)
        self._makers.clear()
        self._makers.update(page_makers(self.kit, desk, self.preferences, self.dialogs, spelling))
        self.window.show_person(desk.acting)
        counts = CountsPresenter(desk, self.dialogs)
        counts.counted.connect(self.window.show_counts)
        counts.look()
        models = ModelStatusPresenter(desk, self.dialogs)
        models.told.connect(self.window.show_models)
        models.look()
        bell = NoticeBell(self.kit, self.dialogs.notices, self.window, self.dialogs)
        bell.fronted.connect(self.come_to_front)
        self.dialogs.notices.begin()
        desk.ask(read_only, self.window.show_read_only)

    def _begin(self, first: bool) -> None:
        """My work; where nothing was begun yet, the first screen over it."""
        self.window.start_over(Visit(Place.HOME))
        if self._preview:
            self.window.go(Visit(Place.PREVIEW, at=self._preview))
        elif first and self._sample is not None:
            self._show_welcome(self._sample)
        elif self._heard:
            self.window.banner.say(" ".join(self._heard), "warning")

    def _show_welcome(self, sample: SampleHome) -> None:
        from desktop_app.qt.first_run_presenter import FirstRunPresenter
        from desktop_app.views.first_run_view import FirstRunView

        self._welcome = FirstRunView(self.kit, FirstRunPresenter(self._own, sample))
        self._welcome.sample_asked.connect(self._open_sample)
        self._welcome.asked.connect(self._leave_welcome)
        self.window.cover(self._welcome)
        self._welcome.begin()

    def _leave_welcome(self, visit: Visit) -> None:
        self._end_welcome()
        self.window.go(visit)

    def _end_welcome(self) -> None:
        if self._welcome is not None:
            self._welcome.leave()
            self._welcome = None
            self.window.uncover()

    def _open_sample(self) -> None:
        """The sample has a home of its own, which stays open beside the other until the window closes."""
        if self._sample_desk is not None and self._sample_desk.is_open:
            self._enter_sample()
        elif self._sample_desk is None and self._sample is not None:
            self._sample_desk = Desk(self._sample.opening, USER, self)
            self._attend(self._sample_desk)
            self._sample_desk.opened.connect(self._enter_sample)
            self._sample_desk.refused.connect(self._fail_welcome)
        if self._sample_desk is not None and not self._sample_desk.is_open:
            self._sample_desk.open()

    def _fail_welcome(self, error: Exception) -> None:
        if self._welcome is not None:
            self._welcome.fail(error)

    def _enter_sample(self, _: object = None) -> None:
        from desktop_app.qt.coach_presenter import CoachPresenter
        from desktop_app.views.coach_line import CoachLine

        if self._sample_desk is None or self._sample is None:
            return
        self._end_welcome()
        self._sit_at(self._sample_desk)
        self.window.start_over(Visit(Place.HOME))
        line = CoachLine(self.kit, CoachPresenter(self.desk, self._sample))
        line.asked.connect(self.window.go)
        line.left.connect(self._leave_sample)
        self.window.show_below(line)
        line.begin()

    def _leave_sample(self) -> None:
        if self.window.settle():
            self.window.show_below(None)
            self._opened(self._own.acting)

    def _refused(self, error: Exception) -> None:
        self.window.banner.fail(error, (REOPEN, self.tr("Try again")))
        self.window.banner.lead()

    def _act(self, name: str) -> None:
        if name == REOPEN:
            self.window.banner.hide()
            self._own.open()
        elif name == CLOSE:
            self._gives_up = True
            self.window.close()

    def _keep_fault(self, met: Diagnostic) -> None:
        keep = self._fault_keeper
        if keep is None:
            return

        async def kept() -> None:
            keep(met.text)

        self._own.runner.start(kept)

    def _hear(self, words: str) -> None:
        """What is said before there is a page stands over the first one."""
        if self._own.is_open:
            self.window.banner.say(words, "warning")
        else:
            self._heard.append(words)

    def _ask(self, question: Question) -> None:
        from desktop_app.views.store_key_dialog import StoreKeyDialog

        dialog = StoreKeyDialog(self.kit, question.words, self.window, begins=not self._own.is_open)
        dialog.finished.connect(partial(self._answer, dialog, question))
        dialog.open()

    def _answer(self, dialog: StoreKeyDialog, question: Question, _: int) -> None:
        dialog.deleteLater()
        if dialog.is_cancelled:
            self.window.close()
        else:
            self.questioning.answer(question, dialog.passphrase)

    def _settle(self, event: QCloseEvent) -> None:
        """What was typed and cannot be saved is told before the window goes; behind the lock nobody could read it."""
        unsaved = [desk.unsaved() for desk in (self._own, self._sample_desk) if desk is not None]
        why = next((words for words in unsaved if words is not None), None)
        if why is not None and not self._gives_up and not self.window.is_covered:
            event.ignore()
            self.window.resume()
            QTimer.singleShot(0, self, partial(self._tell_unsaved, why))

    def _tell_unsaved(self, why: str) -> None:
        words = why or self.tr("What was typed last is not saved yet.")
        self.window.banner.say(
            f"{words} {self.tr('The window stays open.')}", "danger", (CLOSE, self.tr("Close without it"))
        )

    def _close(self) -> None:
        self.preferences.keep_geometry(WINDOW, self.window.saveGeometry())
        self.questioning.close()
        for desk in self.desks:
            desk.close()

    def _tell_saving(self, saving: Saving) -> None:
        from desktop_app.qt.form_words import saving_words

        self.window.show_saving(*saving_words(saving))

    def _tell_recovered(self, recovered: Recovered) -> None:
        """What was typed before the program ended is not lost: say so."""
        kept, offered = len(recovered.adopted), len(recovered.offered)
        words = [
            self.tr("%n text(s) that you typed last time are in their place now.", "", kept) if kept else "",
            self.tr("%n wait at their place for you to look at.", "", offered) if offered else "",
        ]
        self.window.banner.say(" ".join(filter(None, words)), "accent")


def run(home: Path | None = None, preview: str = "") -> int:
    """Open the window of a home, or raise the one that shows it; the exit code. `preview` is a form pack to show."""
    from desktop_app.adapters.home_folder import default_home
    from desktop_app.qt.single_instance import SingleInstance

    home = home or default_home()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Countersign")
    app.setDesktopFileName("countersign")
    collector = QtCollector(app)
    instance = SingleInstance(home, app)
    if instance.tell_first():
        return 0
    questioning = Questioning(app)
    opening, preferences = opening_of(home, questioning), PreferencesFile(preferences_path(), app)
    program = WindowedProgram(
        app,
        resources_folder(),
        opening,
        questioning=questioning,
        preferences=preferences,
        sample=sample_home_of(home),
        keep_fault=fault_log_of(home),
        preview=str(Path(preview).absolute()) if Path(preview or " ").is_dir() else preview,
    )
    faults = SlotFaults(app)
    faults.met.connect(program.window.banner.fail)
    faults.listen()
    instance.raised.connect(program.come_to_front)
    instance.listen()
    program.desk.opened.connect(collector.pass_over)
    program.start()
    code = app.exec()
    gc.freeze()  # what is left goes with the process: to search it for what nobody holds takes a second
    return code
