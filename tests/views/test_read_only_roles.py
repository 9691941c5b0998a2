"""An auditor sees every page and changes nothing; an administrator reads no case by that role alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from window_examples import USER, Gallery, SampleHome, a_gallery, visible, wait

from desktop_app.domain.person import Role
from desktop_app.qt.place import Place, Visit
from desktop_app.views.switch_person_dialog import SwitchPersonDialog

CASES = ((Place.FORM, "form"), (Place.DRAFT, "draft"), (Place.REVIEW, "review"))
CHANGING = (
    "Accept",
    "Add person",
    "Add server",
    "Allow a new key",
    "Answer EUR",
    "Approve",
    "Ask for a redraft",
    "Change roles",
    "Change passphrase",
    "Comment on",
    "Confirm",
    "Draft ",
    "Escalate",
    "Explain",
    "Import",
    "Keep",
    "Must be",
    "Redo",
    "Reject",
    "Reply",
    "Report key",
    "Resolve",
    "Retire",
    "Return",
    "Save and",
    "Send",
    "Sign",
    "Take",
    "Try again",
    "Use ",
    "Write it",
)
"""How the buttons begin that change something."""


@pytest.fixture(scope="module")
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    home: Path = tmp_path_factory.mktemp("roles") / "home"
    with a_gallery(qapp, sample_home.copy(home).folder) as gallery:
        desk = gallery.program.desk
        desk.ask(lambda program: program.enrolling.add("Vera", [Role.AUDITOR], USER, None))
        desk.ask(lambda program: program.enrolling.add("Kim", [Role.ADMINISTRATOR], USER, None))
        wait(lambda: desk.runner.busy == 0)
        yield gallery


def become(gallery: Gallery, name: str) -> None:
    if gallery.program.desk.acting.person.name == name:
        return
    gallery.program.dialogs.open_switch()
    gallery.rest()
    dialog = next(
        d for d in gallery.window.findChildren(QDialog) if isinstance(d, SwitchPersonDialog) and d.isVisible()
    )
    box = visible(dialog, QComboBox)[0]
    box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at).startswith(name)))
    gallery.click("Switch person", dialog)
    wait(lambda: gallery.program.desk.acting.person.name == name)
    gallery.rest()


def page(gallery: Gallery, visit: Visit) -> QWidget:
    gallery.window.go(visit)
    gallery.rest()
    shown: QWidget = gallery.window.shown
    return shown


def changes(holder: QWidget) -> list[str]:
    """The buttons that change something, and the fields in which something can be typed, but for what is looked for."""
    buttons = [b.text() or b.accessibleName() for b in visible(holder, QAbstractButton) if b.isEnabled()]
    fields = [f for f in visible(holder, QLineEdit, QTextEdit, QPlainTextEdit) if f.isEnabled() and not f.isReadOnly()]
    typed = [f.accessibleName() for f in fields if not f.accessibleName().startswith(("Filter", "Find"))]
    return [words for words in buttons if words.startswith(CHANGING)] + typed


def said(gallery: Gallery) -> str:
    return " ".join(label.text() for label in visible(gallery.window, QLabel))


@pytest.mark.parametrize(("place", "case"), CASES)
def test_an_auditor_reads_a_case_and_is_offered_nothing_to_change(
    gallery: Gallery, sample_home: SampleHome, place: Place, case: str
) -> None:
    become(gallery, "Vera")
    assert changes(page(gallery, Visit(place, sample_home.cases[case]))) == []
    assert "Read only" in said(gallery) and "Something went wrong" not in said(gallery)


@pytest.mark.parametrize("visit", [Visit(Place.HOME), Visit(Place.AUDIT), Visit(Place.APPROVED)])
def test_an_auditor_has_the_record_and_what_was_signed(gallery: Gallery, visit: Visit) -> None:
    become(gallery, "Vera")
    assert changes(page(gallery, visit)) == []


def test_an_auditor_adds_nobody_and_does_nothing_about_people(gallery: Gallery) -> None:
    become(gallery, "Vera")
    assert changes(page(gallery, Visit(Place.SETTINGS, at="people"))) == []


@pytest.mark.parametrize(("place", "case"), CASES)
def test_an_administrator_is_told_who_can_read_a_case(
    gallery: Gallery, sample_home: SampleHome, place: Place, case: str
) -> None:
    become(gallery, "Kim")
    assert changes(page(gallery, Visit(place, sample_home.cases[case]))) == []
    assert "reads no case by that role" in said(gallery) and "48,000" not in said(gallery)


def test_an_administrator_sees_who_signed_and_not_what(gallery: Gallery, sample_home: SampleHome) -> None:
    become(gallery, "Kim")
    page(gallery, Visit(Place.APPROVED, sample_home.cases["signed"]))
    wait(lambda: "The text is not shown to your role" in said(gallery))
    assert "Ben Achterberg" in said(gallery)
