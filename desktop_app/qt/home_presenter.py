"""My work: what waits for the person, what of theirs waits for others, and what happened since they last looked."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.case import CaseState
from desktop_app.domain.work import Turn
from desktop_app.qt.home_reading import read_aside, read_counts, read_home, read_longer
from desktop_app.qt.home_state import HomeAside, HomeState

if TYPE_CHECKING:
    from desktop_app.qt.appearance import PreferencesFile
    from desktop_app.qt.desk import Desk


class HomePresenter(QObject):
    """Reads the open cases, and beside them what is slower to read."""

    shown = Signal(object)
    """A HomeState."""
    beside = Signal(object)
    """A HomeAside."""
    failed = Signal(object)

    def __init__(self, desk: Desk, preferences: PreferencesFile) -> None:
        super().__init__()
        self._desk, self._preferences = desk, preferences
        self._task = self._aside = self._counting = 0
        self._state, self._words = HomeState(), ""
        desk.case_changed.connect(self._look_again)
        desk.acting_changed.connect(self._look_again)

    def look(self) -> None:
        """Read them now."""
        self._read()
        self._desk.runner.cancel(self._aside)
        acting, now = self._desk.acting, datetime.now(UTC)
        seen = self._preferences.last_seen(acting.person.person_id)
        work = partial(read_aside, acting=acting, seen=seen, now=now)
        self._aside = self._desk.ask(work, self._show_aside, self._fail)

    def search(self, words: str) -> None:
        """Only cases with these words in their title or reference."""
        self._words = words
        self._read()

    def show_more(self, turn: Turn) -> None:
        """Read the next page of a list."""
        for task in (self._task, self._counting):
            self._desk.runner.cancel(task)
        work = partial(read_longer, acting=self._desk.acting, state=self._state, turn=turn)
        self._task = self._desk.ask(work, self._show, self._fail)

    def _read(self) -> None:
        for task in (self._task, self._counting):
            self._desk.runner.cancel(task)
        work = partial(read_home, acting=self._desk.acting, words=self._words)
        self._task = self._desk.ask(work, self._show, self._fail)

    def _look_again(self, _: object) -> None:
        self.look()

    def _show(self, state: HomeState) -> None:
        self._state = state
        self.shown.emit(state)
        self._desk.runner.cancel(self._counting)
        if any(case.file.state is CaseState.FORM for case in state.mine.cases):
            work = partial(read_counts, acting=self._desk.acting, state=state)
            self._counting = self._desk.ask(work, self._show_counted, self._fail)

    def _show_counted(self, state: HomeState) -> None:
        """How far forms are comes after the list itself."""
        self._state = state
        self.shown.emit(state)

    def _show_aside(self, aside: HomeAside) -> None:
        self._preferences.keep_seen(self._desk.acting.person.person_id, aside.newest)
        self.beside.emit(aside)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
