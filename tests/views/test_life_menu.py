"""What can be done with a case beside its gates, as a person does it in the window."""

import shutil
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from window_examples import ANALYST, REVIEWER, Gallery, SampleHome, a_gallery, switch, visible, wait

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.life_acts import LifeAct
from desktop_app.qt.place import Place, Visit
from desktop_app.services.program import Program
from desktop_app.views.life_dialog import LifeDialog
from desktop_app.views.life_menu import LifeMenu
from desktop_app.widgets.reason_field import ReasonField


@pytest.fixture
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path: Path) -> Iterator[Gallery]:
    """A sample of its own."""
    with a_gallery(qapp, sample_home.copy(tmp_path / "home").folder) as gallery:
        for name in (REVIEWER, ANALYST):
            switch(gallery, name)
        yield gallery


def life(gallery: Gallery) -> LifeMenu:
    return gallery.program.dialogs.life


def offered(gallery: Gallery, who: str, visit: Visit) -> list[str]:
    """The words of the menu, which the palette has too."""
    gallery.show(who, visit)
    gallery.rest()
    return [command.words for command in life(gallery).commands]


def asked(gallery: Gallery, act: LifeAct) -> LifeDialog:
    wait(lambda: bool(life(gallery).commands))
    life(gallery).ask(act)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LifeDialog)
    wait(lambda: dialog.isAncestorOf(QApplication.focusWidget() or gallery.window))
    return dialog


def say(gallery: Gallery, why: str) -> None:
    """The reason that the open dialog asks for."""
    wait(lambda: isinstance(QApplication.focusWidget(), ReasonField))
    QTest.keyClicks(QApplication.focusWidget(), why)
    gallery.press("Ctrl+Return")


def ask(gallery: Gallery, work: Callable[[Program], Coroutine[Any, Any, Any]]) -> Any:
    """What the program answers."""
    answers = Answers()
    gallery.program.desk.ask(work, answers.append)
    wait(lambda: bool(answers.all))
    return answers.all[0]


class Answers(QObject):
    """Receives in the Qt thread."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Any] = []

    def append(self, answer: Any) -> None:
        self.all.append(answer)


def state_of(gallery: Gallery, case_id: str) -> CaseState:
    file: CaseFile = ask(gallery, lambda program: program.store.case_file(case_id))
    return file.state


def test_the_author_withdraws_a_case_under_review_and_goes_on_with_it(
    gallery: Gallery, sample_home: SampleHome
) -> None:
    case_id = sample_home.cases["review"]
    assert "Withdraw the case" in offered(gallery, ANALYST, Visit(Place.REVIEW, case_id))
    asked(gallery, LifeAct.WITHDRAW)
    say(gallery, "A figure is wrong.")
    wait(lambda: gallery.window.visit == Visit(Place.DRAFT, case_id))
    assert state_of(gallery, case_id) is CaseState.WITHDRAWN
    assert "is withdrawn. It is with you again." in gallery.window.banner.accessibleName()


def test_a_case_is_moved_to_a_version_in_the_home_and_back(
    gallery: Gallery, sample_home: SampleHome, tmp_path: Path
) -> None:
    case_id, packs = sample_home.cases["draft"], tmp_path / "home" / "packs"
    other = "Move to another version of the form"
    assert other not in offered(gallery, ANALYST, Visit(Place.DRAFT, case_id))
    shutil.copytree(forms_folder() / "contract_review", packs / "ours")
    form = packs / "ours" / "form.yaml"
    form.write_text(form.read_text().replace("version: 2.0.0", "version: 2.1.0", 1))
    gallery.show(ANALYST, Visit(Place.DRAFT, case_id))
    gallery.show(ANALYST, Visit(Place.HOME))
    assert other in offered(gallery, ANALYST, Visit(Place.DRAFT, case_id))
    for version in ("2.1.0", "2.0.0"):
        wait(lambda: bool(life(gallery).commands))
        life(gallery).ask(LifeAct.MIGRATE)
        dialog = modal()
        words = [label.text() for label in visible(dialog, QLabel)]
        assert any(f"to {version}." in text and "answers stay as they are." in text for text in words)
        dialog.findChild(ReasonField).setFocus()
        say(gallery, "As agreed.")
        wait(lambda: "is on the other version of its form" in gallery.window.banner.accessibleName())
        assert ask(gallery, lambda p: p.keeping.facts(case_id)).pack.form.version == version
        gallery.show(ANALYST, Visit(Place.HOME))
        gallery.show(ANALYST, Visit(Place.DRAFT, case_id))


def modal() -> LifeDialog:
    """The dialog that comes after what it shows was read."""
    wait(lambda: isinstance(QApplication.activeModalWidget(), LifeDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LifeDialog)
    return dialog


def test_nothing_is_done_without_a_reason(gallery: Gallery, sample_home: SampleHome) -> None:
    gallery.show(ANALYST, Visit(Place.DRAFT, sample_home.cases["draft"]))
    dialog = asked(gallery, LifeAct.ABANDON)
    gallery.press("Ctrl+Return")
    assert dialog.isVisible() and "Say why" in [label.text() for label in visible(dialog, QLabel)]
    gallery.press("Esc")


def test_an_abandoned_case_is_read_only_says_why_and_is_opened_again_from_its_page(
    gallery: Gallery, sample_home: SampleHome
) -> None:
    case_id = sample_home.cases["draft"]
    gallery.show(ANALYST, Visit(Place.DRAFT, case_id))
    asked(gallery, LifeAct.ABANDON)
    say(gallery, "No deal.")
    wait(lambda: state_of(gallery, case_id) is CaseState.ABANDONED)
    gallery.show(ANALYST, Visit(Place.HOME))
    gallery.show(ANALYST, Visit(Place.DRAFT, case_id))
    wait(lambda: "abandoned the case: No deal." in gallery.window.banner.accessibleName())
    gallery.click("Open the case again")
    say(gallery, "They came back.")
    wait(lambda: state_of(gallery, case_id) is CaseState.DRAFT)


def test_a_signed_case_is_amended_and_both_versions_lead_to_each_other(
    gallery: Gallery, sample_home: SampleHome
) -> None:
    signed = sample_home.cases["signed"]
    assert offered(gallery, ANALYST, Visit(Place.APPROVED, signed)) == ["Amend the case", "Copy the case"]
    asked(gallery, LifeAct.AMEND)
    say(gallery, "The fee was agreed anew.")
    wait(lambda: gallery.window.visit.place is Place.DRAFT)
    new = gallery.window.visit.case_id
    gallery.show(ANALYST, Visit(Place.HOME))
    gallery.show(ANALYST, Visit(Place.DRAFT, new))
    wait(lambda: "Version 2. It amends the signed case" in gallery.window.banner.accessibleName())
    gallery.click("Open the signed case")
    wait(lambda: "Version 2 amends this case." in gallery.window.banner.accessibleName())
    gallery.click("Open version 2")
    wait(lambda: gallery.window.visit == Visit(Place.DRAFT, new))


def test_who_reviews_a_case_that_was_withdrawn_sees_why_and_what_changed(
    gallery: Gallery, sample_home: SampleHome
) -> None:
    case_id = sample_home.cases["review"]
    ana = gallery.people[ANALYST]
    ask(gallery, lambda program: program.ending.withdraw(ana, case_id, "A figure is wrong."))
    gallery.show(REVIEWER, Visit(Place.REVIEW, case_id))
    wait(lambda: "withdrew the case: A figure is wrong." in gallery.window.banner.accessibleName())
    gallery.click("See what changed")
    wait(lambda: gallery.window.visit == Visit(Place.AUDIT, case_id))


def test_my_work_offers_it_for_the_case_that_the_keyboard_is_at(gallery: Gallery) -> None:
    gallery.show(ANALYST, Visit(Place.HOME))
    gallery.press("J")
    wait(lambda: "Abandon the case" in [command.words for command in life(gallery).commands])
    gallery.press("Ctrl+Shift+M")
    menu = QApplication.activePopupWidget()
    assert menu is not None and "Abandon the case" in [action.text() for action in menu.actions()]
    menu.close()


def test_copying_texts_copies_the_documents_that_they_cite(gallery: Gallery, sample_home: SampleHome) -> None:
    gallery.show(ANALYST, Visit(Place.DRAFT, sample_home.cases["draft"]))
    dialog = asked(gallery, LifeAct.COPY)
    gallery.click("Copy the texts too, which cite them")
    assert dialog.request.documents and dialog.request.texts
    gallery.press("Esc")
