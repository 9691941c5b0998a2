"""What others did that the person at work has to know of: read again and again, in the background, and told once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.errors import CountersignError
from desktop_app.domain.notice import Notice, Notices, QuietHours

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop_app.domain.person import Acting
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program

POLL_MS, WHOLE_MS = 5_000, 60_000
"""How often the number of the newest event is looked at; and how often all is, since time alone makes cases overdue."""


@dataclass(frozen=True, slots=True)
class NoticesShown:
    """What there is, the names of people, and the number of the newest event that it was read with."""

    notices: Notices = field(default_factory=Notices)
    names: Mapping[str, str] = field(default_factory=dict)
    newest: int = -1

    def who(self, notice: Notice) -> str:
        """The name of who did it; empty where nobody did."""
        return self.names.get(notice.who or "", "")


class NoticePresenter(QObject):
    """Notices for the person at work. What was there when they came is in their digest; what comes later is told."""

    shown = Signal(object)
    """A NoticesShown."""
    arrived = Signal(object)
    """Notices that came since the last look, whatever the hour: for the ear."""
    pressing = Signal(object)
    """Notices that are to be told now, outside of the person's quiet hours, each once."""
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._task = desk, 0
        self._current = NoticesShown()
        self._known: set[str] | None = None
        self._told: set[str] = set()
        self._poll, self._whole = QTimer(self, interval=POLL_MS), QTimer(self, interval=WHOLE_MS)
        self._poll.timeout.connect(self._glance)
        self._whole.timeout.connect(self.look)
        desk.case_changed.connect(self._look_again)
        desk.acting_changed.connect(self._begin_again)

    @property
    def current(self) -> NoticesShown:
        """What was read last."""
        return self._current

    def begin(self) -> None:
        """Look now, and from now on again and again."""
        self._poll.start()
        self._whole.start()
        self.look()

    def look(self) -> None:
        """Read all of it now."""
        self._ask(-1)

    def see(self, keys: Collection[str] | None = None) -> None:
        """They have seen these; without keys all that there is."""
        self._desk.ask(partial(_see, acting=self._desk.acting, keys=keys), self._show, self._fail)

    def see_case(self, case_id: str) -> None:
        """They have opened the case."""
        if any(notice.file.case_id == case_id for notice in self._current.notices.new):
            self._desk.ask(partial(_see_case, acting=self._desk.acting, case_id=case_id), self._show, self._fail)

    def tell_as(self, *, quiet: QuietHours | None, tray: bool) -> None:
        """From now on like this."""
        work = partial(_tell_as, acting=self._desk.acting, quiet=quiet, tray=tray)
        self._desk.ask(work, self._show, self._fail)

    def _ask(self, newest: int) -> None:
        self._desk.runner.cancel(self._task)
        work = partial(_read, acting=self._desk.acting, newest=newest)
        self._task = self._desk.ask(work, self._show, self._pass_over)

    def _glance(self) -> None:
        if self._desk.is_open:
            self._ask(self._current.newest)
            self._tell_pressing()

    def _look_again(self, _: object) -> None:
        self.look()

    def _begin_again(self, _: object) -> None:
        """Another person: what was told to the one before says nothing of them."""
        self._known, self._told = None, set()
        self.look()

    def _show(self, read: NoticesShown | None) -> None:
        """Nothing: nothing was recorded since."""
        if read is None:
            return
        self._current = read
        keys = {notice.key for notice in read.notices.all}
        if self._known is None:
            self._told = set(keys)
        new = [n for n in read.notices.new if self._known is not None and n.key not in self._known]
        self._known = (self._known or set()) | keys
        self.shown.emit(read)
        if new:
            self.arrived.emit(tuple(new))
        self._tell_pressing()

    def _tell_pressing(self) -> None:
        """What waits through quiet hours is told when they are over, if it has not been seen by then."""
        notices, now = self._current.notices, datetime.now(UTC)
        quiet = notices.state.quiet
        if quiet is not None and quiet.hold(now.astimezone().time()):
            return
        due = tuple(n for n in notices.new if n.is_pressing(now) and n.key not in self._told)
        if due:
            self._told |= {notice.key for notice in due}
            self.pressing.emit(due)

    def _pass_over(self, error: Exception) -> None:
        """Nobody asked for it: the page that a person is at tells of what cannot be read, and it is tried again."""
        if not isinstance(error, CountersignError):
            self.failed.emit(error)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _read(program: Program, acting: Acting, newest: int) -> NoticesShown | None:
    """All of it; nothing where the newest event is this one still."""
    now = await program.store.newest()
    if newest == now:
        return None
    return await _shown(program, await program.noticing.look(acting), now)


async def _see(program: Program, acting: Acting, keys: Collection[str] | None) -> NoticesShown:
    now = await program.store.newest()
    return await _shown(program, await program.noticing.see(acting, keys), now)


async def _see_case(program: Program, acting: Acting, case_id: str) -> NoticesShown:
    now = await program.store.newest()
    return await _shown(program, await program.noticing.see_case(acting, case_id), now)


async def _tell_as(program: Program, acting: Acting, quiet: QuietHours | None, tray: bool) -> NoticesShown:
    now = await program.store.newest()
    await program.noticing.tell_as(acting, quiet=quiet, tray=tray)
    return await _shown(program, await program.noticing.look(acting), now)


async def _shown(program: Program, notices: Notices, newest: int) -> NoticesShown:
    """`newest` was asked for before the notices, which may then be read once too often and never too seldom."""
    people = await program.enrolling.listing()
    return NoticesShown(notices, {person.person_id: person.name for person, _ in people}, newest)
