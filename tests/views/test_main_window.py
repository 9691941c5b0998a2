"""The shell around every page: where it is, whether it is saved, which model writes, and who is at work."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from window_examples import ANALYST, REVIEWER, Gallery, SampleHome, a_gallery, settle, switch, visible, wait

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.case import CaseState
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.theme import Appearance, Theme
from desktop_app.views.home_view import HomeView
from desktop_app.views.rail import initials
from desktop_app.widgets.arriving import Arriving, Skeleton
from desktop_app.widgets.kit import Kit


@pytest.fixture(scope="module")
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    home = sample_home.copy(tmp_path_factory.mktemp("main") / "home")
    with a_gallery(qapp, home.folder, size=(1440, 900)) as gallery:
        for name in (REVIEWER, ANALYST):
            switch(gallery, name)
        yield gallery


def said(gallery: Gallery) -> set[str]:
    """Words of the bar."""
    settle()
    return {part.text() for part in visible(gallery.window.bar, QLabel, QPushButton)}


def crumb(gallery: Gallery, number: int) -> None:
    bar = gallery.window.bar
    crumbs: list[QPushButton] = []

    def are_there() -> bool:
        crumbs[:] = [b for b in visible(bar, QPushButton) if b.property("kind") == "crumb"]
        return len(crumbs) > number

    wait(are_there)
    crumbs[number].click()
    gallery.rest()


def primary(page: QWidget) -> list[str]:
    return [b.text() for b in visible(page, QPushButton) if b.property("kind") == "primary"]


@pytest.mark.parametrize(("place", "who"), [("form", ANALYST), ("draft", ANALYST), ("review", REVIEWER)])
def test_saving_and_the_model_are_told_in_every_workspace(
    gallery: Gallery, sample_home: SampleHome, place: str, who: str
) -> None:
    gallery.show(who, Visit(Place(place), sample_home.cases[place]))
    words = said(gallery)
    assert any(each.startswith("Saved") for each in words)
    assert "Assembled, no model" in words


def test_when_one_persons_typing_was_saved_is_not_told_to_another(gallery: Gallery, sample_home: SampleHome) -> None:
    visit = Visit(Place.REVIEW, sample_home.cases["review"])
    gallery.show(ANALYST, visit)
    gallery.window.show_saving("Saved 02:35:56", "2")
    assert "Saved 02:35:56" in said(gallery)
    gallery.show(REVIEWER, visit)
    assert "Saved 02:35:56" not in said(gallery)


def test_breadcrumbs_lead_where_they_say(gallery: Gallery, sample_home: SampleHome) -> None:
    case_id = sample_home.cases["draft"]
    gallery.show(ANALYST, Visit(Place.DRAFT, case_id))
    crumb(gallery, 1)
    assert gallery.window.visit == Visit(Place.FORM, case_id, "check")
    crumb(gallery, 0)
    assert gallery.window.visit.place is Place.HOME


def test_the_breadcrumb_of_the_audit_page_leads_to_the_whole_record(gallery: Gallery, sample_home: SampleHome) -> None:
    gallery.show(ANALYST, Visit(Place.AUDIT, sample_home.cases["signed"]))
    crumb(gallery, 0)
    assert gallery.window.visit == Visit(Place.AUDIT)


def test_what_is_said_of_models_leads_to_their_settings(gallery: Gallery) -> None:
    gallery.show(ANALYST, Visit(Place.HOME))
    wait(lambda: "Assembled, no model" in said(gallery))
    next(b for b in visible(gallery.window.bar, QPushButton) if b.text() == "Assembled, no model").click()
    gallery.rest()
    assert gallery.window.visit == Visit(Place.SETTINGS, at="models")


def test_a_long_title_is_shortened_and_told_whole(gallery: Gallery) -> None:
    gallery.show(ANALYST, Visit(Place.HOME))
    long = "Harbour Lane Imports and Exports of Northern and Southern Ports, Limited"
    gallery.window.bar.show_crumbs("My work", long, "Draft")
    settle()
    button = next(b for b in visible(gallery.window.bar, QPushButton) if b.accessibleName() == long)
    assert button.text().endswith("…")
    assert button.toolTip() == long


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Lindqvist", "AL"), ("root", "R"), ("Å. van der Berg", "ÅB"), ("", "")]
)
def test_a_person_is_known_by_their_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_hidden_message_takes_no_room(gallery: Gallery) -> None:
    gallery.show(ANALYST, Visit(Place.HOME))
    window = gallery.window
    assert window.shown.mapTo(window, window.shown.rect().topLeft()).y() == window.bar.height()
    window.banner.say("Something happened.", "accent")
    settle()
    message = window.banner.findChildren(QLabel)[0].parentWidget()
    assert message.mapTo(window, message.rect().topLeft()).y() > window.bar.height()
    window.banner.hide()


def test_each_role_has_one_main_action(gallery: Gallery) -> None:
    assert primary(gallery.show(ANALYST, Visit(Place.HOME))) == ["New case"]
    assert primary(gallery.show(REVIEWER, Visit(Place.HOME))) == ["Start next"]


def test_n_and_c_act_where_the_list_has_the_focus(gallery: Gallery) -> None:
    gallery.show(ANALYST, Visit(Place.HOME))
    wait(lambda: any(label.text() == "Continue" for label in visible(gallery.window, QLabel)))
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_C)
    gallery.rest()
    assert gallery.window.visit.place in (Place.FORM, Place.DRAFT)
    gallery.show(ANALYST, Visit(Place.HOME))
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_N)
    gallery.rest()
    assert gallery.window.visit.place is Place.NEW_CASE


def test_what_is_typed_in_one_go_on_my_work_becomes_no_title_of_a_case(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.show(ANALYST, Visit(Place.HOME))
    monkeypatch.setattr(gallery.program._keys._stray, "_now", lambda: 0.0)  # however slow this machine is
    for letter in "new harbour":
        QTest.keyClick(QApplication.focusWidget(), letter)
    gallery.rest()
    assert gallery.window.visit.place is Place.NEW_CASE
    gallery.window.shown.choose("contract_review")  # which leads the keyboard to the title
    for letter in "lights":
        QTest.keyClick(QApplication.focusWidget(), letter)
    title = visible(gallery.window, QLineEdit)[0]
    assert title.text() == ""
    title.setFocus()
    QTest.keyClick(title, Qt.Key.Key_Tab)
    assert not title.hasFocus()  # what moves the keyboard is no text


def test_a_letter_alone_does_nothing_where_no_list_has_the_focus(gallery: Gallery) -> None:
    gallery.show(ANALYST, Visit(Place.HOME))
    button = next(each for each in visible(gallery.window.shown, QPushButton) if each.text() == "Start next")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_N)
    gallery.rest()
    assert gallery.window.visit.place is Place.HOME


def test_its_author_sees_by_when_a_case_is_to_be_decided(gallery: Gallery) -> None:
    page = gallery.show(ANALYST, Visit(Place.HOME))
    assert isinstance(page, HomeView)
    (waiting,) = [case for case in page.others.cases if case.file.state is CaseState.REVIEW]
    said = [page.others.rows.model().index(row, 0).data() for row in range(len(page.others.cases))]
    assert waiting.due is not None and waiting.due - waiting.since == timedelta(days=2)
    assert any("Waits for a reviewer since" in words and ", Due " in words for words in said)


def test_a_page_that_is_slow_shows_rows_without_words_and_then_itself(qapp: QApplication) -> None:
    theme = Theme(qapp, resources_folder())
    theme.apply(Appearance.LIGHT)
    body = QLabel("Two cases need you")
    page = Arriving(Kit(theme), body)
    page.show()
    page.wait()
    assert not body.isVisible()
    wait(lambda: page.findChild(Skeleton).isVisible())
    page.arrived()
    assert body.isVisible()
    page.wait()
    assert body.isVisible()
    page.close()
