"""What holds for every page and dialog of the window: names, focus, sizes, words, and empty stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QListView, QWidget
from window_examples import (
    ANALYST,
    REVIEWER,
    Gallery,
    SampleHome,
    a_gallery,
    clipped,
    name_of,
    settle,
    switch,
    told,
    value_of,
    visible,
)

from desktop_app.qt.place import Place, Visit
from desktop_app.views.regions import focusable, step_region

PAGES = tuple(SampleHome(Path(), dict.fromkeys(("form", "draft", "review", "signed"), "")).visits())
LONGER = 1.4
"""What other languages take of the width of English, at the most that a layout must bear (ux-spec 7)."""


@pytest.fixture(scope="module")
def shared(qapp: QApplication, sample_home: SampleHome) -> Iterator[Gallery]:
    """One window for all pages."""
    with a_gallery(qapp, sample_home.folder) as gallery:
        for name in (REVIEWER, ANALYST):
            switch(gallery, name)
        gallery.show(ANALYST, Visit(Place.HOME))
        yield gallery


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest, shared: Gallery, sample_home: SampleHome) -> QWidget:
    """Each page in turn, at the usual text size."""
    shared.use()
    return shown(shared, sample_home, request.param)


def shown(gallery: Gallery, home: SampleHome, name: str) -> QWidget:
    """A page with what it has to show."""
    who, visit = home.visits()[name]
    if not gallery.has(visit.place):
        pytest.skip(f"there is no page {visit.place} yet")
    return gallery.show(who, visit)


def test_every_control_has_a_name_that_is_not_its_value(page: QWidget) -> None:
    controls = [w for w in visible(page.window()) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert controls
    assert [told(control) for control in controls if not name_of(control)] == []
    assert [told(control) for control in controls if name_of(control) == value_of(control)] == []


def test_tab_comes_to_every_control_and_leaves_it_again(page: QWidget) -> None:
    window = page.window()
    controls = focusable(window)
    controls[0].setFocus(Qt.FocusReason.TabFocusReason)
    seen = [QApplication.focusWidget()]
    while len(seen) <= 2 * len(controls):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is seen[0]:
            break
        assert now is not seen[-1], f"Tab does not leave {told(now) if now else 'nothing'}"
        seen.append(now)
    missed = [told(control) for control in focusable(window) if control not in seen and not _inside(control, seen)]
    assert missed == []


def _inside(control: QWidget, seen: list[QWidget | None]) -> bool:
    """Whether a control that stands in for it was reached: its proxy."""
    return any(other is not None and other.focusProxy() is control for other in seen)


def test_the_focus_can_be_seen(page: QWidget) -> None:
    window = page.window()
    controls = focusable(window)
    unseen = []
    for control, other in zip(controls, [*controls[1:], controls[0]], strict=True):
        control.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        focused = control.grab().toImage()
        other.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        if focused == control.grab().toImage() and len(controls) > 1:
            unseen.append(told(control))
    assert unseen == []


def test_the_regions_of_a_page_can_be_walked(page: QWidget) -> None:
    window = page.window()
    first = step_region(window, 1)
    seen = {first}
    while (now := step_region(window, 1)) not in seen:
        seen.add(now)
    assert now is first
    assert any(control is not None and page.isAncestorOf(control) for control in seen)


def test_no_words_are_clipped(page: QWidget) -> None:
    window = page.window()
    assert (window.width(), window.height()) == (1280, 720)
    assert clipped(window) == []


@pytest.fixture(scope="module", params=[pytest.param(125, marks=pytest.mark.long), 150])
def large(request: pytest.FixtureRequest, shared: Gallery) -> Iterator[Gallery]:
    """The window at a larger text size."""
    shared.use(text_percent=request.param)
    yield shared
    shared.use()


@pytest.mark.parametrize("name", PAGES)
def test_no_words_are_clipped_when_all_is_larger(name: str, large: Gallery, sample_home: SampleHome) -> None:
    window = shown(large, sample_home, name).window()
    assert (window.width(), window.height()) == (1280, 720)
    assert clipped(window) == []


@pytest.mark.parametrize("opener", ["open_palette", "open_keys", "open_switch"])
def test_dialogs_name_their_controls_and_clip_nothing(opener: str, large: Gallery) -> None:
    large.show(ANALYST, Visit(Place.HOME))
    getattr(large.program.dialogs, opener)()
    large.rest()
    dialog = next(d for d in large.window.findChildren(QDialog) if d.isVisible())
    controls = [w for w in visible(dialog) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert controls
    assert [
        told(control) for control in controls if not name_of(control) or name_of(control) == value_of(control)
    ] == []
    lost = clipped(dialog)
    dialog.reject()
    assert lost == []


class Longer(QTranslator):
    """Every string, longer by the most that a layout must bear."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        if not source.strip():
            return None
        words = source.split(" ")
        more = round(len(source) * (LONGER - 1))
        while more > 0:
            more -= len(words[-1]) + 1
            words.append(words[-1 - len(words) // 2])
        return " ".join(words)

    def isEmpty(self) -> bool:  # noqa: N802
        return False


@pytest.fixture(scope="module")
def longer(shared: Gallery) -> Iterator[Gallery]:
    """The window in a language that takes more room."""
    words = Longer()
    QCoreApplication.installTranslator(words)
    shared.window.start_over(Visit(Place.HOME))
    yield shared
    QCoreApplication.removeTranslator(words)
    shared.window.start_over(Visit(Place.HOME))
    shared.rest()


@pytest.mark.long
@pytest.mark.parametrize("name", PAGES)
def test_longer_words_are_not_clipped(name: str, longer: Gallery, sample_home: SampleHome) -> None:
    assert clipped(shown(longer, sample_home, name).window()) == []


@pytest.fixture(scope="module")
def empty(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """A window over a store that holds nothing."""
    with a_gallery(qapp, tmp_path_factory.mktemp("empty") / "home", user="ana") as gallery:
        yield gallery


@pytest.mark.parametrize("place", [Place.HOME, Place.QUEUE, Place.APPROVED])
def test_an_empty_store_shows_words_and_no_figure(empty: Gallery, place: Place) -> None:
    if not empty.has(place):
        pytest.skip(f"there is no page {place} yet")
    page = empty.show("ana", Visit(place))
    words = [label.text() for label in visible(page, QLabel) if label.text()]
    rows = [view.model().rowCount() for view in visible(page, QListView)]
    assert any("." in text for text in words), "an empty page says what will be there"
    assert not [text for text in words if any(character.isdigit() for character in text)]
    assert sum(rows) == 0
