"""The whole window over a home with a case at each point of its way, and what a test asks of what it shows."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.app import WindowedProgram, opening_of
from desktop_app.assembly import open_program, sample_of
from desktop_app.domain.person import Acting
from desktop_app.qt.appearance import Preferences, PreferencesFile
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.theme import Appearance
from desktop_app.services.demonstrating import StepDone
from desktop_app.services.program import Program

WAIT_MS = 15_000
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
    """A home, and its cases by how far they are: form, draft, review, signed."""

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
    """The sample as far as it is wanted: signed, review, draft, form; all of them where none is named."""
    with cheap_keys():
        return SampleHome(folder, asyncio.run(_made(folder, wanted or ("signed", "review", "draft", "form"))))


async def _made(folder: Path, wanted: Sequence[str]) -> dict[str, str]:
    lasts = {"signed": "verify", "review": "edit", "draft": "draft", "form": "fill"}
    async with open_program(folder, lambda _: None, lambda _: None) as program:
        await program.chain(["assembled"])
        cases = {name: await _played_to(program, lasts[name]) for name in wanted}
        if "review" in cases:
            ana = await program.enrolling.switch(ANALYST, PASSPHRASES[ANALYST])
            await program.reviewing.send(ana, cases["review"], read_through=True)
        return cases


def _played(program: Program) -> AsyncIterator[Any]:
    pack = program.packs.load("contract_review")
    return program.demonstrating.play(pack, sample_of(pack), ("assembled",))


async def _played_to(program: Program, last: str) -> str:
    """The case that is left at this step."""
    play = _played(program)
    async for told in play:
        if isinstance(told, StepDone) and told.step == last:
            await play.aclose()  # type: ignore[attr-defined]
            break
    return (await program.keeping.listing())[0].file.case_id


def wait(holds: Callable[[], object], ms: int = WAIT_MS) -> None:
    """Let the window work until this holds."""
    loop, ticks, end = QEventLoop(), QTimer(), QTimer()
    ticks.timeout.connect(lambda: loop.quit() if holds() else None)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    ticks.start(5)
    end.start(ms)
    if not holds():
        loop.exec()
    ticks.stop()
    assert holds(), "what was waited for did not come"


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
        wait(lambda: self.program.desk.runner.busy == 0)
        settle()

    def use(self, **chosen: Any) -> None:
        """Other colours or another text size."""
        self.program.preferences.keep(Preferences(**({"appearance": Appearance.LIGHT} | chosen)))
        self.rest()


@contextmanager
def a_gallery(
    app: QApplication, home: Path, user: str = USER, size: tuple[int, int] = (1280, 720), **chosen: Any
) -> Iterator[Gallery]:
    """The program over a home, as it opens."""
    with cheap_keys():
        preferences = PreferencesFile()
        preferences.keep(Preferences(**({"appearance": Appearance.LIGHT} | chosen)))
        program = WindowedProgram(app, resources_folder(), opening_of(home), user, preferences=preferences)
        refused: list[Exception] = []
        program.desk.refused.connect(refused.append)
        program.window.resize(*size)
        program.window.show()
        program.desk.open()
        wait(lambda: program.desk.is_open or refused)
        assert not refused, refused
        gallery = Gallery(program)
        gallery.rest()
        try:
            yield gallery
        finally:
            program.window.close()
            program.window.deleteLater()
            program.deleteLater()
            settle()


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


def visible(root: QWidget, *kinds: type[QWidget]) -> list[Any]:
    """Widgets that can be seen, without the inner parts that Qt makes itself."""
    found = [root, *root.findChildren(QWidget)]
    return [
        w for w in found if isinstance(w, kinds or QWidget) and w.isVisible() and not w.objectName().startswith("qt_")
    ]


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


def told(widget: QWidget) -> str:
    """What it is, for a failure."""
    text = getattr(widget, "text", lambda: "")()
    return f"{type(widget).__name__} “{text}” in {type(widget.parentWidget()).__name__}"


def clipped(root: QWidget) -> list[str]:
    """Words that are not shown whole: what is given to them is less than they need, or something covers their edge."""
    texts = visible(root, QLabel, QPushButton, QCheckBox, QComboBox, QAbstractButton)
    return [f"{told(w)}: {why}" for w in dict.fromkeys(texts) if (why := _lacks(w))]


def _lacks(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        why = _label_lacks(widget)
    elif isinstance(widget, QComboBox):
        need = QFontMetrics(widget.font()).horizontalAdvance(widget.currentText())
        why = "" if need <= widget.width() else f"needs {need} px of width, has {widget.width()}"
    elif isinstance(widget, QAbstractButton) and widget.text():
        need_of = widget.minimumSizeHint() if isinstance(widget, QCheckBox) else widget.sizeHint()
        why = _too_small(widget, need_of.width(), need_of.height())
    else:
        return ""
    return why or _cut_off(widget)


def _label_lacks(label: QLabel) -> str:
    if not label.text() or not label.pixmap().isNull():
        return ""
    if label.wordWrap():
        longest = max(QFontMetrics(label.font()).horizontalAdvance(word) for word in [*label.text().split(), ""])
        return _too_small(label, longest, label.heightForWidth(label.width()))
    return _too_small(label, label.sizeHint().width(), label.sizeHint().height())


def _too_small(widget: QWidget, wide: int, high: int) -> str:
    if wide > widget.width():
        return f"needs {wide} px of width, has {widget.width()}"
    return f"needs {high} px of height, has {widget.height()}" if high > widget.height() else ""


def _cut_off(widget: QWidget) -> str:
    """Whether a part of it stands outside of what holds it; what can be scrolled to is not outside."""
    holder = widget.parentWidget()
    while holder is not None and not widget.isWindow():
        area = holder.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is holder:
            return _beyond(widget, holder, scrolls=_scrolls(area))
        if outside := _beyond(widget, holder, scrolls=(False, False)):
            return f"{outside} of {type(holder).__name__} {holder.objectName()}"
        holder = None if holder.isWindow() else area
    return ""


def _scrolls(area: QAbstractScrollArea) -> tuple[bool, bool]:
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    over = not isinstance(area, QScrollArea) or area.horizontalScrollBarPolicy() is not never
    return over, not isinstance(area, QScrollArea) or area.verticalScrollBarPolicy() is not never


def _beyond(widget: QWidget, holder: QWidget, scrolls: Sequence[bool]) -> str:
    corner = widget.mapTo(holder, widget.rect().topLeft()) if holder.isAncestorOf(widget) else widget.pos()
    right, bottom = corner.x() + widget.width(), corner.y() + widget.height()
    if not scrolls[0] and (corner.x() < 0 or right > holder.width()):
        return f"reaches from {corner.x()} to {right} px of {holder.width()}"
    if not scrolls[1] and (corner.y() < 0 or bottom > holder.height()):
        return f"reaches from {corner.y()} to {bottom} px of {holder.height()} in height"
    return ""
