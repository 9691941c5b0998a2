"""The whole window over a home with a case at each point of its way, and what a test asks of what it shows."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from clipping import clipped as clipped
from clipping import told as told
from clipping import visible as visible
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer, QTranslator
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QLineEdit, QWidget

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.app import WindowedProgram, opening_of
from desktop_app.assembly import open_program, sample_of
from desktop_app.domain.person import Acting
from desktop_app.openings import sample_home_of
from desktop_app.qt.appearance import Preferences, PreferencesFile
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.theme import Appearance
from desktop_app.qt.translation import install_translation
from desktop_app.services.demonstrating import StepDone
from desktop_app.services.program import Program

WAIT_MS, LONGEST_MS = 15_000, 120_000
CHEAP = 4
"""What a passphrase costs in a test (the binary logarithm of scrypt's rounds)."""
USER = "sample"
ANALYST, REVIEWER = "Ana Lindqvist", "Ben Achterberg"
PASSPHRASES = {ANALYST: "harbour light seven", REVIEWER: "copper field nine"}


@contextmanager
def cheap_keys() -> Iterator[None]:
    """Passphrases that cost little."""
    with patch("desktop_app.assembly.PersonKeys", lambda: PersonKeys(cost=CHEAP)):
        yield


@dataclass(frozen=True)
class SampleHome:
    """A home, and its cases by how far they are: blank, form, draft, review, signed."""

    folder: Path
    cases: dict[str, str]

    def copy(self, folder: Path) -> "SampleHome":
        """The same in another folder."""
        return SampleHome(Path(shutil.copytree(self.folder, folder)), self.cases)

    def visits(self) -> dict[str, tuple[str, Visit]]:
        """Every page with something on it: who looks, and where."""
        return {
            "home": (ANALYST, Visit(Place.HOME)),
            "new_case": (ANALYST, Visit(Place.NEW_CASE)),
            "form": (ANALYST, Visit(Place.FORM, self.cases["form"])),
            "check": (ANALYST, Visit(Place.FORM, self.cases["form"], "check")),
            "draft": (ANALYST, Visit(Place.DRAFT, self.cases["draft"])),
            "queue": (REVIEWER, Visit(Place.QUEUE)),
            "review": (REVIEWER, Visit(Place.REVIEW, self.cases["review"])),
            "approved": (ANALYST, Visit(Place.APPROVED, self.cases["signed"])),
            "audit": (ANALYST, Visit(Place.AUDIT, self.cases["signed"])),
            "first_run": (ANALYST, Visit(Place.FIRST_RUN)),
            "models": (ANALYST, Visit(Place.SETTINGS, at="models")),
            "people": (ANALYST, Visit(Place.SETTINGS, at="people")),
            "appearance": (ANALYST, Visit(Place.SETTINGS, at="appearance")),
            "about": (ANALYST, Visit(Place.SETTINGS, at="about")),
        }


def make_sample_home(folder: Path, *wanted: str) -> SampleHome:
    """The sample as far as it is wanted: signed, review, draft, form, blank; all of them where none is named."""
    with cheap_keys():
        return SampleHome(folder, asyncio.run(_made(folder, wanted or ("signed", "review", "draft", "form", "blank"))))


async def _made(folder: Path, wanted: Sequence[str]) -> dict[str, str]:
    lasts = {"signed": "verify", "review": "edit", "draft": "draft", "form": "fill"}
    async with open_program(folder, lambda _: None, lambda _: None) as program:
        await program.chain(["assembled"])
        cases = {name: await _played_to(program, lasts[name]) for name in wanted if name in lasts}
        ana = await program.enrolling.switch(ANALYST, PASSPHRASES[ANALYST])
        if "blank" in wanted:
            cases["blank"] = await program.keeping.open(
                ana, program.packs.load("contract_review"), title="Lease of a van"
            )
        if "review" in cases:
            await program.reviewing.send(ana, cases["review"], read_through=True)
        return cases


def _played(program: Program) -> AsyncIterator[Any]:
    pack = program.packs.load("contract_review")
    return program.demonstrating.play(pack, sample_of(pack), ("assembled",))


async def _played_to(program: Program, last: str) -> str:
    """The case that is left at this step."""
    play = _played(program)
    async for event in play:
        if isinstance(event, StepDone) and event.step == last:
            await play.aclose()  # type: ignore[attr-defined]
            break
    return (await program.keeping.listing())[0].file.case_id


def wait(holds: Callable[[], object], ms: int = WAIT_MS) -> None:
    """Let the window work until this holds."""
    if holds():
        return
    loop, ticks, end, held = QEventLoop(), QTimer(), QTimer(), False

    def look() -> None:
        nonlocal held
        if holds():
            held = True
            loop.quit()

    ticks.timeout.connect(look)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    ticks.start(5)
    end.start(ms)
    while not held and end.isActive():
        loop.exec()
    ticks.stop()
    assert held, "what was waited for did not come"


def settle() -> None:
    """Let go of what is to be deleted, and lay out what was changed."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()


@dataclass
class Gallery:
    """A window that is led from page to page."""

    program: WindowedProgram
    people: dict[str, Acting] = field(default_factory=dict)
    live: bool = False
    """Whether something goes on and on behind it, so that nobody waits for its end."""

    @property
    def window(self) -> Any:
        return self.program.window

    def has(self, place: Place) -> bool:
        return place in self.program._makers

    def show(self, who: str, visit: Visit) -> QWidget:
        """The page, once nothing is being read for it any more."""
        desk = self.program.desk
        if who in self.people and desk.acting != self.people[who]:
            desk.act_as(self.people[who])
            self.window.start_over(Visit(Place.HOME))
            self.rest()
        self.window.activateWindow()
        wait(self.window.isActiveWindow)
        self.window.go(visit)
        assert self.window.visit == visit
        self.rest()
        return self.window.shown

    def rest(self) -> None:
        """Until all that was asked is answered and shown."""
        settle()
        while not self.live and self.is_busy:
            wait(lambda: not self.is_busy, LONGEST_MS)
            settle()

    @property
    def is_busy(self) -> bool:
        """Whether something that was asked is not answered yet."""
        return any(desk.runner.busy for desk in self.program.desks)

    def press(self, *keys: str) -> None:
        """One after the other, where the keyboard is."""
        for each in keys:
            QTest.keySequence(QApplication.focusWidget() or self.window, QKeySequence(each))
            self.rest()

    def click(self, words: str, within: QWidget | None = None) -> None:
        """A button by its words or its name."""
        buttons = [b for b in visible(within or self.top, QAbstractButton) if b.isEnabled()]
        wanted = [
            b for b in buttons if any(each.lstrip("«").startswith(words) for each in (b.text(), b.accessibleName()))
        ]
        assert wanted, f"{words} is not among {[b.accessibleName() or b.text() for b in buttons]}"
        wanted[0].click()
        self.rest()

    def offers(self, words: str) -> bool:
        """Whether there is a button of these words."""
        return any(button.text().lstrip("«").startswith(words) for button in visible(self.top, QAbstractButton))

    @property
    def top(self) -> QWidget:
        """The dialog that stands over the window, else the window."""
        dialogs = [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]
        return dialogs[-1] if dialogs else self.window

    def clear(self) -> None:
        """Take away what stands over the page."""
        for dialog in self.window.findChildren(QDialog):
            dialog.reject()
        if self.window.is_covered:
            self.window.uncover()
        self.rest()

    def use(self, **chosen: Any) -> None:
        """Other colours or another text size."""
        self.program.preferences.keep(Preferences(**({"appearance": Appearance.LIGHT} | chosen)))
        self.rest()


@contextmanager
def a_gallery(
    app: QApplication,
    home: Path,
    user: str = USER,
    size: tuple[int, int] = (1280, 720),
    *,
    first: bool = False,
    refused: bool = False,
    tongue: QTranslator | None = None,
    **chosen: Any,
) -> Iterator[Gallery]:
    """The program over a home, as it opens; `first` with its first screen, `refused` where it does not open, and in
    another tongue.
    """
    with cheap_keys(), spoken(app, tongue):
        preferences = PreferencesFile()
        preferences.keep(Preferences(**({"appearance": Appearance.LIGHT} | chosen)))
        sample = sample_home_of(home) if first else None
        opening = opening_of(home)
        program = WindowedProgram(app, resources_folder(), opening, user, preferences=preferences, sample=sample)
        why: list[Exception] = []
        program.desk.refused.connect(why.append)
        program.window.resize(*size)
        program.window.show()
        program.desk.open()
        wait(lambda: program.desk.is_open or why)
        assert bool(why) is refused, why
        gallery = Gallery(program)
        gallery.rest()
        try:
            yield gallery
        finally:
            program.window.close()
            program.window.deleteLater()
            program.deleteLater()
            settle()


@contextmanager
def spoken(app: QApplication, tongue: QTranslator | None) -> Iterator[None]:
    """What windows say goes through this, where there is one."""

    def install(*arguments: Any) -> None:
        install_translation(*arguments)
        if tongue is not None:
            app.installTranslator(tongue)

    with patch("desktop_app.app.install_translation", install):
        yield
    if tongue is not None:
        app.removeTranslator(tongue)


def switch(gallery: Gallery, name: str) -> None:
    """Let a person of the sample act, by their passphrase."""
    acting: list[Acting] = []

    desk = gallery.program.desk
    receiver = _Receiver(acting)
    desk.ask(lambda program: program.enrolling.switch(name, PASSPHRASES[name]), receiver.take)
    wait(lambda: bool(acting))
    gallery.people[name] = acting[0]


class _Receiver:
    def __init__(self, values: list[Any]) -> None:
        self.values = values

    def take(self, value: Any) -> None:
        self.values.append(value)


def name_of(widget: QWidget) -> str:
    """What a screen reader calls it."""
    if isinstance(widget, QComboBox):  # Qt gives its value as its name on Linux, and its label by a relation
        labels = [label for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
        return widget.accessibleName() if labels else ""
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)).strip() if interface else ""


def value_of(widget: QWidget) -> str:
    """What it holds now."""
    if isinstance(widget, QLineEdit):
        return widget.text()
    return widget.currentText() if isinstance(widget, QComboBox) else ""
