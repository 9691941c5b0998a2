"""What holds for every page, dialog and state of the window: names, focus, sizes, words, and empty stores."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListView, QWidget
from table_examples import words_of_tables
from tongues import Longer, untranslated, words_of_forms
from window_examples import PASSPHRASES, Gallery, SampleHome, clipped, name_of, told, value_of, visible
from window_scenes import PAGES, SCENES, Scene, Stage, a_stage

from desktop_app.qt.place import Place
from desktop_app.qt.theme import Appearance
from desktop_app.views.regions import focusable, step_region

NARROW = (1280, 720)
DATA = (
    *PASSPHRASES,
    "Lease of a van",
    "Maintenance of field equipment",
    "SAMPLE ana AL BA",
    "team large",
    *words_of_tables(),
)
"""What the cases of the scenes hold besides the words of their form."""


@dataclass(frozen=True)
class Look:
    """How the window is set: the size of its text in percent, its colours, and whether its words are longer."""

    percent: int = 100
    appearance: Appearance = Appearance.LIGHT
    longer: bool = False

    def __str__(self) -> str:
        return f"{self.percent}-{self.appearance}{'-longer' if self.longer else ''}"


USUAL, DARK = Look(), Look(appearance=Appearance.DARK)
LARGER = (Look(150), Look(125))
LONGER = (Look(longer=True), Look(150, longer=True))
BY_DEFAULT = (LARGER[0], LONGER[0])
EACH_TIME = set(PAGES) - {"first_run"}
"""The looks and scenes that go together each time; other looks, dialogs, states and the first screen take longer."""


@dataclass
class Hall:
    """One window at a time: it is kept as long as what is to be shown can be seen in it."""

    open: Callable[[Stage, Path, QTranslator | None], Gallery]
    close: Callable[[], None]
    sample: SampleHome
    folder: Path
    gallery: Gallery | None = None
    stage: Stage | None = None
    look: Look = USUAL
    windows: int = 0

    def show(self, scene: Scene, look: Look) -> Gallery:
        """This scene in this look."""
        again = scene.stage is self.stage and not scene.stage.is_used_up and look.longer == self.look.longer
        if self.gallery is None or not again:
            self.gallery = self._open(scene.stage, look)
        else:
            self.gallery.clear()
        self.gallery.use(appearance=look.appearance, text_percent=look.percent)
        scene.set(self.gallery, self.sample.cases)
        return self.gallery

    def end(self) -> None:
        """Close the window."""
        self.close()
        gc.collect()

    def _open(self, stage: Stage, look: Look) -> Gallery:
        self.end()
        self.windows += 1
        self.stage, self.look = stage, look
        return self.open(stage, self.folder / str(self.windows), Longer() if look.longer else None)


def _scene(scene: Scene) -> object:
    """A scene for which the whole sample is played takes longer."""
    return pytest.param(scene, id=scene.name, marks=pytest.mark.long if scene.name == "sample" else ())


@pytest.fixture(scope="module")
def hall(qapp: QApplication, sample_home: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The windows of all scenes, one after the other."""
    ends = ExitStack()

    def open_(stage: Stage, folder: Path, tongue: QTranslator | None) -> Gallery:
        return ends.enter_context(a_stage(qapp, stage, sample_home, folder, NARROW, tongue))

    hall = Hall(open_, ends.close, sample_home, tmp_path_factory.mktemp("hall"))
    yield hall
    hall.end()


@pytest.fixture(scope="module", params=[_scene(scene) for scene in SCENES])
def top(request: pytest.FixtureRequest, hall: Hall) -> QWidget:
    """Each scene in turn, in the usual look: the dialog, else the window."""
    return hall.show(request.param, USUAL).top


def nothing_of(found: list[str]) -> None:
    """All of them are told where there are any."""
    assert not found, "\n".join(found)


def test_every_control_has_a_name_that_is_not_its_value(top: QWidget) -> None:
    controls = [w for w in visible(top) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert controls
    nothing_of([told(control) for control in controls if name_of(control) in ("", value_of(control))])


def test_tab_comes_to_every_control_and_leaves_it_again(top: QWidget) -> None:
    controls = focusable(top)
    controls[0].setFocus(Qt.FocusReason.TabFocusReason)
    seen = [QApplication.focusWidget()]
    while len(seen) <= 2 * len(controls):
        QTest.keyClick(QApplication.focusWidget() or top, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is seen[0]:
            break
        assert now is not seen[-1], f"Tab does not leave {told(now) if now else 'nothing'}"
        seen.append(now)
    nothing_of([told(control) for control in focusable(top) if control not in seen and not _inside(control, seen)])


def _inside(control: QWidget, seen: list[QWidget | None]) -> bool:
    """Whether a control that stands in for it was reached: its proxy."""
    return any(other is not None and other.focusProxy() is control for other in seen)


def test_the_focus_can_be_seen(top: QWidget) -> None:
    nothing_of([told(control) for control in unseen(top)])


def unseen(top: QWidget) -> list[QWidget]:
    """Controls that look the same with the focus and without it."""
    controls, found = focusable(top), []
    for control, other in zip(controls, [*controls[1:], controls[0]], strict=True):
        control.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        focused = control.grab().toImage()
        other.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if focused == control.grab().toImage() and len(controls) > 1:
            found.append(control)
    return found


def test_the_regions_of_what_is_shown_can_be_walked(top: QWidget) -> None:
    first = step_region(top, 1)
    seen = {first}
    while (now := step_region(top, 1)) not in seen:
        seen.add(now)
    assert now is first
    assert any(control is not None and top.isAncestorOf(control) for control in seen)


def fits(top: QWidget) -> None:
    """The window has the size that is asked for, and a dialog is no larger than it."""
    assert top.isWindow()
    window = top if top.parentWidget() is None else top.parentWidget().window()
    assert (window.width(), window.height()) == NARROW
    assert top.width() <= NARROW[0]
    assert top.height() <= NARROW[1]


def test_no_words_are_clipped(top: QWidget) -> None:
    fits(top)
    nothing_of(clipped(top))


def _scenes_in(looks: tuple[Look, ...]) -> list[object]:
    """Each look of each stage in one window."""
    cases = [(scene, look) for stage in Stage for look in looks for scene in SCENES if scene.stage is stage]
    return [
        pytest.param(
            (scene, look),
            id=f"{look}-{scene.name}",
            marks=() if scene.name in EACH_TIME and look in BY_DEFAULT else pytest.mark.long,
        )
        for scene, look in cases
    ]


@pytest.fixture(scope="module", params=_scenes_in(LARGER))
def larger(request: pytest.FixtureRequest, hall: Hall) -> QWidget:
    """Each scene with larger text."""
    return hall.show(*request.param).top


def test_no_words_are_clipped_when_all_is_larger(larger: QWidget) -> None:
    fits(larger)
    nothing_of(clipped(larger))


@pytest.fixture(scope="module", params=_scenes_in(LONGER))
def longer(request: pytest.FixtureRequest, hall: Hall) -> QWidget:
    """Each scene in a language that takes more room."""
    return hall.show(*request.param).top


def test_longer_words_are_not_clipped(longer: QWidget) -> None:
    fits(longer)
    nothing_of(clipped(longer))


def test_every_word_that_is_shown_is_translated(longer: QWidget) -> None:
    nothing_of(untranslated(longer, (*words_of_forms(), *DATA)))


@pytest.fixture(scope="module", params=SCENES, ids=lambda scene: scene.name)
def dark(request: pytest.FixtureRequest, hall: Hall) -> QWidget:
    """Each scene in dark colours."""
    return hall.show(request.param, DARK).top


@pytest.mark.long
def test_the_focus_can_be_seen_in_the_dark(dark: QWidget) -> None:
    nothing_of([told(control) for control in unseen(dark)])


EMPTY = [
    scene for scene in SCENES if scene.stage is Stage.EMPTY and scene.place in (Place.HOME, Place.QUEUE, Place.APPROVED)
]


@pytest.fixture(scope="module", params=EMPTY, ids=lambda scene: scene.name)
def empty(request: pytest.FixtureRequest, hall: Hall) -> QWidget:
    """A page of a store that holds nothing."""
    return hall.show(request.param, USUAL).window.shown


def test_an_empty_store_shows_words_and_no_figure(empty: QWidget) -> None:
    words = [label.text() for label in visible(empty, QLabel) if label.text()]
    rows = [view.model().rowCount() for view in visible(empty, QListView)]
    assert any("." in text for text in words), "an empty page says what will be there"
    assert not [text for text in words if any(character.isdigit() for character in text)]
    assert sum(rows) == 0
