"""One window, two people: the analyst types, the reviewer takes over by passphrase, it is locked and opened again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QWidget
from window_examples import (
    ANALYST,
    PASSPHRASES,
    REVIEWER,
    Gallery,
    SampleHome,
    a_gallery,
    make_sample_home,
    switch,
    visible,
    wait,
)

from desktop_app.domain.person import Acting
from desktop_app.qt.place import Place, Visit
from desktop_app.services.program import Program
from desktop_app.views.lock_view import LockView

TYPED = "Sign it. What was typed last stays."


class Kept:
    """What a service answered."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def take(self, value: object) -> None:
        self.values.append(value)


@pytest.fixture
def home(tmp_path: Path) -> SampleHome:
    return make_sample_home(tmp_path / "home", "draft")


@pytest.fixture
def gallery(qapp: QApplication, home: SampleHome) -> Iterator[Gallery]:
    with a_gallery(qapp, home.folder) as gallery:
        switch(gallery, ANALYST)
        yield gallery


def acting(gallery: Gallery) -> Acting:
    found = gallery.program.desk.acting
    assert isinstance(found, Acting)
    return found


def answer(gallery: Gallery, who: str) -> None:
    """Choose a person and type their passphrase, where it is asked for."""
    holder: QWidget = next(
        w for w in (*gallery.window.findChildren(QDialog), *gallery.window.findChildren(LockView)) if w.isVisible()
    )
    box, field = visible(holder, QComboBox)[0], visible(holder, QLineEdit)[0]
    box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at).startswith(who)))
    field.setFocus()
    QTest.keyClicks(field, PASSPHRASES[who])
    QTest.keyClick(field, Qt.Key.Key_Return)


def locked(gallery: Gallery) -> None:
    QTest.keyClick(
        gallery.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    wait(lambda: gallery.window.is_covered)


def test_a_reviewer_takes_over_and_the_window_locks_and_opens(gallery: Gallery, home: SampleHome) -> None:
    case_id, ana, section = home.cases["draft"], acting(gallery), Kept()

    async def types(program: Program) -> str:
        facts = await program.keeping.facts(case_id)
        name = next(s.section for s in facts.pack.form.sections if facts.record.head(s.section))
        head = facts.record.head(name)
        program.journalling.typed(ana, case_id, f"section:{name}", TYPED, head.revision_id if head else None)
        return name

    gallery.program.desk.ask(types, section.take)
    wait(lambda: bool(section.values))

    gallery.program.dialogs.open_switch()
    gallery.rest()
    answer(gallery, REVIEWER)
    wait(lambda: acting(gallery).person.name == REVIEWER)
    gallery.rest()
    assert gallery.window.visit == Visit(Place.HOME)

    text = Kept()
    gallery.program.desk.ask(lambda program: program.keeping.facts(case_id), text.take)
    wait(lambda: bool(text.values))
    head = text.values[0].record.head(section.values[0])  # type: ignore[attr-defined]
    assert head.section_text.plain == TYPED

    gallery.show(REVIEWER, Visit(Place.SETTINGS))
    locked(gallery)
    answer(gallery, REVIEWER)
    wait(lambda: not gallery.window.is_covered)
    assert gallery.window.visit.place is Place.SETTINGS

    locked(gallery)
    answer(gallery, ANALYST)
    wait(lambda: not gallery.window.is_covered)
    assert acting(gallery).person.name == ANALYST
