"""Pictures of the window, drawn off the screen over the sample: each page as it usually comes."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.app import WindowedProgram
from desktop_app.openings import opening_of, sample_home_of
from desktop_app.qt.appearance import Preferences
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.sample_home import USER
from desktop_app.qt.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.services.program import Program

LARGE = (1440, 900)
LONGEST_MS = 120_000
"""What is waited for a page; the first one plays the whole sample."""
REST_MS = 150
"""How long nothing must happen before a picture is taken: what is late to be laid out is then."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its name, what is shown to whom, and the keys that are pressed then."""

    name: str
    place: Place
    case: str = ""
    at: str = ""
    keys: str = ""
    who: str = "author"


@dataclass(frozen=True, slots=True)
class Cases:
    """The sample four times: as far as its form, its draft, its review, and signed."""

    by_stage: dict[str, str]
    passphrases: dict[str, str]
    people: dict[str, str]


async def make_cases(home: Path) -> Cases:
    """Fill a home with them, by the services."""
    from desktop_app.assembly import open_program, sample_of

    async with open_program(home, lambda _: None, lambda _: None) as program:
        sample = sample_of(program.packs.load(program.packs.sample_pack()))
        chain = await program.chain(("assembled",))
        author, reviewer = sample.people[0], sample.people[1]
        cases = {"signed": await _played(program, chain, "")}
        for stage, last in (("review", "edit"), ("draft", "draft"), ("form", "fill")):
            cases[stage] = await _played(program, chain, last)
        acting = await program.enrolling.switch(author.name, author.passphrase)
        await program.reviewing.send(acting, cases["review"], read_through=True)
        passphrases = {person.name: person.passphrase for person in sample.people}
        return Cases(cases, passphrases, {"author": author.name, "reviewer": reviewer.name})


async def _played(program: Program, chain: tuple[str, ...], last: str) -> str:
    """Play the sample as far as this step; the case."""
    from desktop_app.assembly import sample_of
    from desktop_app.services.demonstrating import StepDone

    pack = program.packs.load(program.packs.sample_pack())
    play: AsyncIterator[Any] = program.demonstrating.play(pack, sample_of(pack), chain)
    async for told in play:
        if isinstance(told, StepDone) and told.step == last:
            await play.aclose()  # type: ignore[attr-defined]
            break
    return (await program.keeping.listing())[0].file.case_id


class Studio:
    """A window that is led from shot to shot."""

    def __init__(self, program: WindowedProgram, cases: Cases | None = None) -> None:
        self._program, self._cases = program, cases
        self._acting: dict[str, object] = {}

    def take(self, shot: Shot, folder: Path) -> Path:
        """Draw one."""
        if self._cases is not None:
            self._let_act(shot.who)
            self._program.window.start_over(Visit(Place.HOME))
            self.rest()
            case_id = self._cases.by_stage.get(shot.case, "")
            self._program.window.go(Visit(shot.place, case_id, shot.at))
            if self._program.window.visit.place is not shot.place:
                raise LookupError(f"the window has no page {shot.place}")
        self.rest()
        self._press(shot.keys)
        path = folder / f"{shot.name}_light.png"
        drawing(whole(self._program.window)).save(str(path))
        for dialog in self._program.window.findChildren(QDialog):
            dialog.reject()
        return path

    def _press(self, keys: str) -> None:
        for key in keys:
            QTest.keyClicks(QApplication.focusWidget() or self._program.window, key)
        self.rest()

    def rest(self) -> None:
        """Until all that was asked is answered, shown and laid out."""
        wait(lambda: all(desk.runner.busy == 0 for desk in self._program.desks))
        pause(REST_MS)
        wait(lambda: all(desk.runner.busy == 0 for desk in self._program.desks))

    def _let_act(self, who: str) -> None:
        """The person of the sample."""
        if self._cases is None or who not in self._cases.people:
            return
        name, desk = self._cases.people[who], self._program.desk
        if desk.acting.person.name != name:
            self._acting.clear()
            passphrase = self._cases.passphrases[name]
            desk.ask(lambda program: program.enrolling.switch(name, passphrase), self._take_over)
            wait(lambda: bool(self._acting))

    def _take_over(self, acting: Any) -> None:
        self._program.desk.act_as(acting)
        self._acting["acting"] = acting


def wait(holds: Callable[[], bool]) -> None:
    """Let the window work until this holds. Raises TimeoutError."""
    loop, ticks, end = QEventLoop(), QTimer(), QTimer()
    ticks.timeout.connect(lambda: loop.quit() if holds() else None)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    ticks.start(10)
    end.start(LONGEST_MS)
    if not holds():
        loop.exec()
    ticks.stop()
    if not holds():
        raise TimeoutError("a page was not ready to be drawn")


def pause(ms: int) -> None:
    """Let the window work for so long."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def whole(window: QWidget) -> QPixmap:
    """The window with the dialogs that stand over it."""
    picture = window.grab()
    painter = QPainter(picture)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            painter.drawPixmap(window.mapFromGlobal(dialog.pos()), dialog.grab())
    painter.end()
    return picture


def drawing(picture: QPixmap, colours: Iterable[QColor] = (), count: int = 256) -> QImage:
    """With so many colours, which is half of the bytes or less: the given ones, then the most frequent ones, then the
    most frequent of each tint, so that a rare hue stays what it is.
    """
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = [colour for colour, _ in Counter(memoryview(image.constBits()).cast("I")).most_common()]
    given = [colour.rgb() for colour in colours if colour.rgb() in set(found)]
    tints = {colour & 0xE0E0E0: colour for colour in reversed(found)}
    frequent = found[: max(0, count - len(given) - len(tints))]
    kept = list(dict.fromkeys((*given, *frequent, *tints.values(), *found)))[:count]
    return image.convertToFormat(QImage.Format.Format_Indexed8, kept, Qt.ImageConversionFlag.ThresholdDither)


MAIN = (
    Shot("home", Place.HOME),
    Shot("new_case", Place.NEW_CASE),
    Shot("form", Place.FORM, "form", "money"),
    Shot("check", Place.FORM, "form", "check"),
    Shot("draft", Place.DRAFT, "draft"),
    Shot("queue", Place.QUEUE, who="reviewer"),
    Shot("review", Place.REVIEW, "review", who="reviewer"),
    Shot("approved", Place.APPROVED, "signed"),
    Shot("audit", Place.AUDIT, "signed", keys="v"),
    Shot("settings", Place.SETTINGS, at="models"),
)
"""The main screens."""
FIRST_RUN = Shot("first_run", Place.FIRST_RUN)


def draw_screens(folder: Path) -> int:
    """Draw the main screens into the folder; the exit code. Nothing of the user's own is opened: stores, keys and
    choices are made for it and thrown away.
    """
    os.environ |= {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "COUNTERSIGN_SECRET_STORE_KEY": secrets.token_hex(32),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"{folder} cannot be used: {error.strerror}.", file=sys.stderr)  # noqa: T201 the command's own words
        return 1
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Countersign")
    count = sum(1 for _ in _drawn(app, folder))
    print(f"{count} pictures in {folder}.")  # noqa: T201
    return 0


def _drawn(app: QApplication, folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="countersign-") as scratch:
        homes = Path(scratch)
        with _studio(app, homes / "first") as studio:
            yield studio.take(FIRST_RUN, folder)
        cases = asyncio.run(make_cases(homes / "cases"))
        with _studio(app, homes / "cases", cases) as studio:
            yield from (studio.take(shot, folder) for shot in MAIN)


@contextmanager
def _studio(app: QApplication, home: Path, cases: Cases | None = None) -> Iterator[Studio]:
    """Without cases the first screen is shown, and stays."""
    sample = None if cases else sample_home_of(home)
    user = USER if cases and cases.people else "analyst"
    program = WindowedProgram(app, resources_folder(), opening_of(home), user, sample=sample)
    program.start()
    wait(lambda: program.desk.is_open)
    program.preferences.keep(Preferences(appearance=Appearance.LIGHT))
    program.window.resize(*LARGE)
    studio = Studio(program, cases)
    studio.rest()
    try:
        yield studio
    finally:
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()
        pause(0)
