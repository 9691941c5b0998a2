"""Each type has a field that is filled in by keyboard, counts what is written, and takes a reason for no answer."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.answers import parse
from desktop_app.domain.form import Absence, FormField
from desktop_app.qt.theme import Theme
from desktop_app.views.field_editors import FieldEditor
from desktop_app.views.grouped_editors import editor_for
from desktop_app.views.repeat_editor import RepeatEditor
from desktop_app.widgets.kit import Kit

CHOICES = {"choices": [{"choice": "cash", "label": "Cash in hand"}, "wire", "card"]}
Maker = Callable[..., FieldEditor]


def field(kind: str, **more: Any) -> FormField:
    return FormField.model_validate({"field": "it", "label": "It", "type": kind, **more})


def no_tables(_: FormField) -> Any:
    raise AssertionError("these fields are no tables")


@pytest.fixture
def made(qtbot: QtBot, qapp: QApplication) -> Maker:
    def make(asked: FormField) -> FieldEditor:
        editor = editor_for(Kit(Theme(qapp, resources_folder())), asked, no_tables)
        qtbot.addWidget(editor)
        editor.name(asked.label, "")
        return editor

    return make


@pytest.mark.parametrize(
    ("kind", "more", "text"),
    [
        ("time", {}, "14:30"),
        ("datetime", {}, "12 January 2026, 14:30"),
        ("phone", {}, "+49 30 901820"),
        ("identifier", {"checksum": "luhn"}, "79927398713"),
        ("rank", CHOICES, '["wire", "cash"]'),
        ("rating", {"scale": [0, 3]}, "0"),
        ("choice", CHOICES, "cash"),
        ("date", {"allow": ["not_known"]}, "not known"),
        ("money", {"allow": ["not_known", "not_applicable"], "currency": "EUR"}, "1,250.50"),
    ],
)
def test_a_field_shows_what_it_is_given_and_gives_it_back(
    made: Maker, kind: str, more: dict[str, Any], text: str
) -> None:
    asked = field(kind, **more)
    editor = made(asked)
    editor.show_text(text)
    assert editor.text() == text
    assert parse(asked, editor.text()) is not None
    assert all(widget.accessibleName() for widget in editor.inputs())


def test_a_reason_for_no_answer_takes_the_place_of_one_and_gives_it_back(made: Maker, qtbot: QtBot) -> None:
    editor = made(field("text", allow=["not_known"]))
    editor.show_text("Ada")
    line, box = editor.inputs()
    with qtbot.waitSignal(editor.typed) as told:
        QTest.keyClick(box, Qt.Key.Key_Space)
    assert told.args == ["not known"] and parse(field("text", allow=["not_known"]), told.args[0]) is Absence.NOT_KNOWN
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert editor.text() == "Ada" and line.isEnabled()


def test_a_paragraph_counts_words_and_characters_while_they_are_typed(made: Maker) -> None:
    editor = made(field("paragraph", words=[2, 4], max_length=40))
    counted = editor.findChild(QLabel)
    assert counted is not None
    editor.show_text("one two three")
    assert counted.text().replace("(s)", "s") == "3 words, 2 to 4 wanted. 27 characters left"
    assert counted.property("tone") == "3"
    editor.show_text("one two three four five")
    assert counted.property("tone") == "danger"


@pytest.mark.parametrize("count", [3, 9])
def test_only_the_choices_that_other_answers_leave_are_shown(made: Maker, count: int) -> None:
    names = [f"c{n}" for n in range(count)]
    editor = made(field("choice", choices=names))
    editor.show_text("c2")
    editor.offer(("c0", "c1"))
    assert editor.text() == "c2"
    editor.show_text("c1")
    editor.offer(("c0", "c1"))
    assert offered(editor, names) == ["c0", "c1"]


def test_a_repeat_page_asks_row_by_row_and_keeps_every_other_cell(qtbot: QtBot, qapp: QApplication) -> None:
    columns = [{"field": name, "type": "text", "label": name.title()} for name in ("who", "why", "when", "how")]
    table = field("table", columns=columns)
    editor = RepeatEditor(Kit(Theme(qapp, resources_folder())), table, ("why", "how"), no_tables)
    qtbot.addWidget(editor)
    editor.show_text('[{"who": "Ada", "when": "May"}, {"who": "Bo", "why": "A fee"}]')
    editor.name("Payments", "")
    first, _, second, _ = editor.inputs()
    assert second.accessibleName() == "Payments, row 2: Why"
    with qtbot.waitSignal(editor.typed) as told:
        QTest.keyClicks(first, "x")
    assert parse(table, told.args[0]) == (
        {"who": "Ada", "why": "x", "when": "May"},
        {"who": "Bo", "why": "A fee"},
    )
    editor.ask((frozenset(), frozenset(("who", "why"))))
    assert [widget.parentWidget().isHidden() for widget in editor.inputs()] == [True, True, False, True]


def test_a_repeat_page_offers_in_each_row_what_that_row_leaves(qtbot: QtBot, qapp: QApplication) -> None:
    town = {"field": "town", "type": "choice", "choices": ["ulm", "cork"], "choice_filter": "row.land != ''"}
    table = field("table", columns=[{"field": "land", "type": "text"}, town])
    editor = RepeatEditor(Kit(Theme(qapp, resources_folder())), table, ("land", "town"), no_tables)
    qtbot.addWidget(editor)
    editor.show_text('[{"land": "de"}, {"land": "ie"}]')
    editor.offer_cells(lambda _, cells: {"de": ("ulm",), "ie": ("cork",)}.get(str(cells.get("land")), ()))
    assert [offered(each["town"], ["ulm", "cork"]) for each in editor._editors] == [["ulm"], ["cork"]]
    land = editor._editors[0]["land"].inputs()[0]
    QTest.keyClick(land, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(land, "ie")
    assert offered(editor._editors[0]["town"], ["ulm", "cork"]) == ["cork"]


def offered(editor: FieldEditor, names: list[str]) -> list[str]:
    """The names of the choices that are shown."""
    first = editor.inputs()[0]
    if isinstance(first, QComboBox):
        return [str(first.itemData(at)) for at in range(1, first.count())]
    return [name for name, button in zip(names, editor.inputs(), strict=True) if not button.isHidden()]
