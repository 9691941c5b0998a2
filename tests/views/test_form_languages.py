"""A form that reads in several languages, switched while it is filled in; what is kept depends on none."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from form_examples import WAIT_MS, a_window, asked, opened
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from service_examples import pack_with
from table_examples import table_pack

from desktop_app.app import WindowedProgram
from desktop_app.domain.value import Money
from desktop_app.qt.form_words import language_name
from desktop_app.qt.place import Place, Visit
from desktop_app.views.form_view import FormView


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowedProgram]:
    with a_window(qtbot, qapp, tmp_path) as program:
        yield program


def test_labels_are_switched_and_what_was_typed_stays(qtbot: QtBot, program: WindowedProgram) -> None:
    case_id = opened(qtbot, program.desk, table_pack(), payments=[{"way": "wire", "amount": "5"}])
    program.window.go(Visit(Place.FORM, case_id))
    form = program.window.page(Place.FORM)
    assert isinstance(form, FormView)
    qtbot.waitUntil(lambda: form.state is not None, timeout=WAIT_MS)
    QTest.keyClicks(form.panel("contract").editor("fee").inputs()[0], "48000")
    form._tasks.language_chosen.emit("ar")
    qtbot.waitUntil(lambda: form.state is not None and form.state.read.language == "ar", timeout=WAIT_MS)
    panel = form.panel("contract")
    assert panel.editor("fee").inputs()[0].accessibleName() == "الرسم"
    line = panel.editor("fee").inputs()[0]
    assert isinstance(line, QLineEdit)
    assert (line.text(), panel.editor("fee").text()) == ("٤٨٬٠٠٠", "48000")
    table = panel.editor("payments").inputs()[0].model()  # type: ignore[attr-defined]
    assert table.headerData(1, Qt.Orientation.Horizontal) == "المبلغ, EUR"
    assert table.index(0, 2).data() == "حوالة"
    assert form.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert panel.isVisible()
    facts = asked(qtbot, program.desk, lambda services: services.keeping.facts(case_id))
    assert facts.answers["payments"].value[0]["way"] == "wire"
    form._tasks.language_chosen.emit("")
    qtbot.waitUntil(lambda: form.state is not None and form.state.read.language == "", timeout=WAIT_MS)
    assert form.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_figures_are_typed_and_read_as_the_country_writes_them(qtbot: QtBot, program: WindowedProgram) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        case_id = opened(qtbot, program.desk, pack_with(), renews=True)
        program.window.go(Visit(Place.FORM, case_id))
        form = program.window.page(Place.FORM)
        assert isinstance(form, FormView)
        qtbot.waitUntil(lambda: form.state is not None, timeout=WAIT_MS)
        line = form.panel("contract").editor("fee").inputs()[0]
        assert isinstance(line, QLineEdit)
        QTest.keyClicks(line, "48.000,5")
        form._presenter.left("fee")
        qtbot.waitUntil(lambda: line.text() == "48.000,50", timeout=WAIT_MS)
        facts = asked(qtbot, program.desk, lambda services: services.keeping.facts(case_id))
        assert facts.answers["fee"].value == Money(Decimal("48000.5"), "EUR")
        assert facts.answers["fee"].text == "EUR 48,000.50"
        assert form.state is not None
        shown = next(q.shown for step in form.state.steps for q in step.questions if q.name == "fee")
        assert shown == "48.000,50\u00a0EUR"
    finally:
        QLocale.setDefault(before)


def test_languages_are_called_as_they_call_themselves() -> None:
    assert [language_name(code) for code in ("en", "de", "ar", "xx")] == ["English", "Deutsch", "العربية", "xx"]
