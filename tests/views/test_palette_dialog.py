"""The command palette, the keys of a screen, and the way between regions."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton
from shiboken6 import isValid
from window_examples import ANALYST, REVIEWER, Gallery, SampleHome, a_gallery, switch, visible, wait

from desktop_app.domain.case import CaseState
from desktop_app.qt.palette_presenter import PaletteEntry, entry_of, matching
from desktop_app.qt.place import Place, Visit
from desktop_app.views.palette_dialog import PaletteDialog
from desktop_app.widgets.row_list import RowList

SEARCH_MS = 100
"""What a search may take (ux-spec 9)."""
COMMANDS = [entry_of(PaletteEntry("do:1", "Audit", keys="Ctrl+5")), entry_of(PaletteEntry("do:2", "Copy report"))]
CASES = [
    entry_of(PaletteEntry("case:1", "Maintenance of lifts", "LIFT-7", state=CaseState.DRAFT)),
    entry_of(PaletteEntry("case:2", "Report on fees", "F-2", state=CaseState.FORM)),
]


@pytest.fixture(scope="module")
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    home = sample_home.copy(tmp_path_factory.mktemp("palette") / "home")
    with a_gallery(qapp, home.folder) as gallery:
        for name in (REVIEWER, ANALYST):
            switch(gallery, name)
        yield gallery


@pytest.fixture
def palette(gallery: Gallery) -> Iterator[PaletteDialog]:
    gallery.show(ANALYST, Visit(Place.HOME))
    gallery.program.dialogs.open_palette()
    gallery.rest()
    dialog = next(d for d in gallery.window.findChildren(PaletteDialog) if d.isVisible())
    yield dialog
    if isValid(dialog):
        dialog.reject()
    gallery.rest()


def keys_of(entries: tuple[PaletteEntry, ...]) -> list[str]:
    return [entry.key for entry in entries]


def rows(dialog: QDialog) -> list[str]:
    return [row.first for row in visible(dialog, RowList)[0].rows]


def typed(dialog: QDialog, text: str) -> QLineEdit:
    field = visible(dialog, QLineEdit)[0]
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, text)
    return field


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["do:1", "do:2", "case:1", "case:2"]),
        ("lift-7", ["case:1"]),
        ("LIFTS maint", ["case:1"]),
        ("report", ["case:2", "do:2"]),
        ("nothing like it", []),
    ],
)
def test_cases_are_found_by_title_and_reference_and_commands_by_their_words(text: str, expected: list[str]) -> None:
    assert keys_of(matching(text, COMMANDS, CASES)) == expected


def test_what_begins_so_comes_first() -> None:
    cases = [entry_of(PaletteEntry(f"case:{n}", title)) for n, title in enumerate(("Old fees", "Refees", "Fees"))]
    assert keys_of(matching("fees", (), cases)) == ["case:2", "case:0", "case:1"]


def test_no_more_than_can_be_looked_through_is_shown() -> None:
    cases = [entry_of(PaletteEntry(f"case:{n}", "Same")) for n in range(500)]
    assert len(matching("same", (), cases)) == 50


@pytest.mark.benchmark
def test_a_search_among_20_000_cases_takes_less_than_a_glance() -> None:
    cases = [entry_of(PaletteEntry(f"case:{n}", f"Case number {n}", f"REF-{n}")) for n in range(20_000)]
    begun = time.perf_counter()
    assert matching("number 1999", (), cases)
    print(f"\n{(time.perf_counter() - begun) * 1000:.1f} ms of {SEARCH_MS} ms")  # noqa: T201


def test_a_case_that_is_typed_is_opened_by_enter(palette: PaletteDialog, gallery: Gallery) -> None:
    field = typed(palette, "sample-1")
    assert all("Maintenance" in words for words in rows(palette))
    QTest.keyClick(field, Qt.Key.Key_Return)
    gallery.rest()
    assert gallery.window.visit.case_id


def test_a_place_is_reached_by_its_words(palette: PaletteDialog, gallery: Gallery) -> None:
    QTest.keyClick(typed(palette, "settings: appea"), Qt.Key.Key_Return)
    gallery.rest()
    assert gallery.window.visit == Visit(Place.SETTINGS, at="appearance")


def test_the_arrows_choose_another_row_while_the_field_has_the_focus(palette: PaletteDialog) -> None:
    shown = visible(palette, RowList)[0]
    first = shown.key
    field = visible(palette, QLineEdit)[0]
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert shown.key != first
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert shown.key == first


def test_a_review_offers_what_can_be_done_now_with_its_keys(gallery: Gallery, sample_home: SampleHome) -> None:
    gallery.show(REVIEWER, Visit(Place.REVIEW, sample_home.cases["review"]))
    gallery.program.dialogs.open_palette()
    gallery.rest()
    dialog = next(d for d in gallery.window.findChildren(PaletteDialog) if d.isVisible())
    offered = {row.first: row.state for row in visible(dialog, RowList)[0].rows}
    assert offered["Return to analyst"] == "R" and offered["Show the text without marks"] == "4"
    assert "Approve and sign" not in offered  # not all is read yet
    assert "New case" not in offered and "Review queue" in offered
    assert [words for words in offered if words.startswith(("Accept", "Reject"))] == ["Accept", "Reject"]
    assert (offered["Accept"], offered["Reject"]) == ("A", "X")
    QTest.keyClick(typed(dialog, "without marks"), Qt.Key.Key_Return)
    gallery.window.activateWindow()
    wait(gallery.window.isActiveWindow)
    gallery.rest()
    page = gallery.window.shown
    assert page is not None
    chosen = [b.property("view") for b in visible(page, QPushButton) if b.property("view") and b.isChecked()]
    assert chosen == ["clean"]


def test_what_fits_nothing_says_so_and_enter_goes_nowhere(palette: PaletteDialog) -> None:
    field = typed(palette, "zzzzz")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert any("Nothing fits" in label.text() for label in visible(palette, QLabel))


def test_the_keys_open_the_palette_the_list_of_keys_and_the_next_region(gallery: Gallery) -> None:
    gallery.show(ANALYST, Visit(Place.HOME))
    QTest.keyClick(gallery.window, Qt.Key.Key_Question)
    wait(lambda: any(d.isVisible() for d in gallery.window.findChildren(QDialog)))
    dialog = next(d for d in gallery.window.findChildren(QDialog) if d.isVisible())
    assert {"Find a case or run a command", "Next region", "Go to Settings"} <= set(rows(dialog))
    dialog.reject()
    gallery.rest()
    gallery.window.activateWindow()
    wait(gallery.window.isActiveWindow)
    before = QApplication.focusWidget()
    QTest.keyClick(gallery.window, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is not before


def test_a_question_mark_that_is_typed_is_text(gallery: Gallery) -> None:
    gallery.show(ANALYST, Visit(Place.SETTINGS, at="people"))
    field = next(field for field in visible(gallery.window, QLineEdit) if field.accessibleName() == "Name")
    field.setFocus()
    QTest.keyClicks(field, "who?")
    assert field.text() == "who?"
    assert not any(d.isVisible() for d in gallery.window.findChildren(QDialog))
    field.clear()
