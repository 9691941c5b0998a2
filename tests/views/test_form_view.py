"""The guided form in the window: fields, problems, documents, the last step, and sizes."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from draft_examples import a_server, with_server
from form_examples import WAIT_MS, a_window, asked, every_field_pack, opened
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from service_examples import PASSPHRASE, pack_with

from desktop_app.app import WindowedProgram
from desktop_app.domain.endpoint import Residency
from desktop_app.domain.event_words import Names, event_words
from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Role
from desktop_app.domain.told_event import told_event
from desktop_app.qt.form_state import CHECK
from desktop_app.qt.held_words import NO_BREAK
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.theme import Appearance
from desktop_app.services.program import Program
from desktop_app.views.check_view import CheckView
from desktop_app.views.document_panel import DocumentPanel
from desktop_app.views.field_editors import FieldEditor, ParagraphEditor
from desktop_app.views.form_view import FormView
from desktop_app.views.match_line import MatchLine
from desktop_app.views.page_panel import PagePanel
from desktop_app.views.task_panel import TaskPanel
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.task_list import TaskRow
from desktop_app.widgets.toast import Toast

STEP = "contract"
NO_FILES = (", min_files: 1", "")
CONTRACT = "      - {field: contract,"
RENEWS = "      - {field: renews, type: boolean, label: Does it renew?}\n"
MONTHS = "      - {field: months, type: integer, label: Months}\n"


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowedProgram]:
    with a_window(qtbot, qapp, tmp_path) as program:
        yield program


def shown(
    qtbot: QtBot, program: WindowedProgram, pack: Pack | None = None, at: str = STEP, **answers: object
) -> FormView:
    """The form of a new case."""
    case_id = opened(qtbot, program.desk, pack, **answers)
    program.window.go(Visit(Place.FORM, case_id, at))
    form = program.window.page(Place.FORM)
    assert isinstance(form, FormView)
    qtbot.waitUntil(lambda: form.state is not None and form.state.read.facts.case_id == case_id, timeout=WAIT_MS)
    return form


def line(form: FormView, name: str) -> QLineEdit:
    found = form.panel(STEP).editor(name).inputs()[0]
    assert isinstance(found, QLineEdit)
    return found


def stopped(qtbot: QtBot, form: FormView) -> None:
    """Continue, and be told what is wrong."""
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: form.state is not None and bool(form.state.faults), timeout=WAIT_MS)


def kept(qtbot: QtBot, program: WindowedProgram, form: FormView) -> dict[str, str]:
    assert form.state
    case_id = form.state.read.facts.case_id
    facts = asked(qtbot, program.desk, lambda services: services.keeping.facts(case_id))
    return {name: answer.text for name, answer in facts.answers.items()}


def settled(qtbot: QtBot, form: FormView, name: str, words: str) -> None:
    """Wait until this is the kept answer."""

    def holds() -> bool:
        questions = form.state.steps[0].questions if form.state else ()
        return any(q.name == name and q.shown == words for q in questions)

    qtbot.waitUntil(holds, timeout=WAIT_MS)


def fill_cells(table: FieldEditor, *texts: str) -> None:
    """Text, Tab, text, Tab, from the first cell on."""
    table.take_focus()
    for text in texts:
        for letter in text:  # the first one opens the cell
            QTest.keyClicks(QApplication.focusWidget(), letter)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


def test_every_type_of_question_takes_an_answer(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program, every_field_pack())
    panel = form.panel(STEP)
    typed = {
        "fee": "5", "share": "12.5", "points": "3", "start": "2026-01-12", "mail": "a@b.eu", "site": "https://b.eu",
        "street": "Quay 1", "words": "So.", "months": "2",
    }  # fmt: skip
    for name, text in typed.items():
        QTest.keyClicks(panel.editor(name).inputs()[0], text)
    for name, number in {"kind": 1, "rights": 0, "grade": 4, "renews": 1}.items():
        button = panel.editor(name).inputs()[number]
        assert isinstance(button, QPushButton | QWidget)
        QTest.keyClick(button, Qt.Key.Key_Space)
    QTest.keyClick(panel.editor("place").inputs()[0], Qt.Key.Key_Down)
    QTest.keyClicks(panel.editor("party").inputs()[0], "Halden")
    QTest.keyClicks(panel.editor("party").inputs()[2], "HRB 1")
    fill_cells(panel.editor("rows"), "Setup", "1,000.50")
    stopped(qtbot, form)
    assert kept(qtbot, program, form) == {
        "fee": "EUR 5", "total": "EUR 10", "party": "Halden (HRB 1)", "share": "12.5%", "points": "3",
        "start": "12 January 2026", "kind": "loan", "place": "a", "rights": "audit", "grade": "5", "mail": "a@b.eu",
        "site": "https://b.eu", "street": "Quay 1", "words": "So.", "rows": "What Setup, Amount EUR 1,000.50",
        "months": "2", "renews": "no",
    }  # fmt: skip


def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program, pack_with(NO_FILES))
    QTest.keyClicks(line(form, "months"), "a few")
    stopped(qtbot, form)
    summary = form.panel(STEP).summary
    assert QApplication.focusWidget() is summary
    first, second = (each.accessibleName() for each in summary.lines())
    assert (first, form.panel(STEP).frame("fee").problem) == ("Enter “Fee” in EUR", "Enter “Fee” in EUR")
    assert second == form.panel(STEP).frame("months").problem
    assert program.window.windowTitle().startswith("Error: ")
    QTest.keyClick(summary, Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is summary.lines()[1]
    QTest.keyClick(summary.lines()[1], Qt.Key.Key_Return)
    assert QApplication.focusWidget() is line(form, "months")
    assert line(form, "months").text() == "a few"


def test_undo_reaches_back_across_saving_and_formatting(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program, pack_with(NO_FILES))
    fee = line(form, "fee")
    fee.setFocus()
    QTest.keyClicks(fee, "48000")
    line(form, "months").setFocus()
    qtbot.waitUntil(lambda: fee.text() == "48,000", timeout=WAIT_MS)
    fee.setFocus()
    QTest.keyClick(fee, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert fee.text() == "48000"


def test_a_reading_that_is_older_than_the_typing_does_not_replace_it(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program)
    before = form.state
    assert before
    QTest.keyClicks(line(form, "months"), "12")
    form._show(replace(before, fresh=frozenset({"months"})))
    assert line(form, "months").text() == "12"


def test_each_of_several_choices_is_reached_by_tab(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program, every_field_pack())
    first, second = form.panel(STEP).editor("rights").inputs()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is second


@pytest.mark.parametrize(("forth", "back"), [(Qt.Key.Key_Right, Qt.Key.Key_Left), (Qt.Key.Key_Down, Qt.Key.Key_Up)])
def test_arrows_stay_among_the_choices_of_a_question(
    qtbot: QtBot, program: WindowedProgram, forth: Qt.Key, back: Qt.Key
) -> None:
    form = shown(qtbot, program, every_field_pack())
    choices = form.panel(STEP).editor("rights").inputs()
    choices[0].setFocus()
    for key, at in [(back, 0), *((forth, at) for at in range(1, len(choices))), (forth, len(choices) - 1), (back, -2)]:
        QTest.keyClick(QApplication.focusWidget(), key)
        assert QApplication.focusWidget() is choices[at]


@pytest.mark.usefixtures("counted_in_english")
def test_a_limit_is_counted_in_groups_of_three_digits(qtbot: QtBot, program: WindowedProgram) -> None:
    longer = FormField(field="words", type=FieldType.PARAGRAPH, label="Words", max_length=2000)
    editor = ParagraphEditor(program.kit.theme, longer)
    qtbot.addWidget(editor)
    assert said(editor) == ["2,000 characters left"]


def test_documents_are_looked_for_where_people_keep_them_and_then_where_the_last_ones_were(
    qtbot: QtBot, program: WindowedProgram, tmp_path: Path
) -> None:
    form = shown(qtbot, program)
    given = tmp_path / "given"
    given.mkdir()
    (given / "fee.txt").write_text("The fee is EUR 48,000.")
    folders = []
    for _ in range(2):
        form._intake.ask("contract")
        dialog = form.findChildren(QFileDialog)[-1]
        folders.append(Path(dialog.directory().path()))
        dialog.filesSelected.emit([str(given / "fee.txt")])
        dialog.close()
    assert folders[0] not in (Path.cwd(), given)
    assert folders[1] == given


def test_undo_takes_back_the_last_answer_of_the_case_after_its_field_was_left_and_redo_makes_it_again(
    qtbot: QtBot, program: WindowedProgram
) -> None:
    form = shown(qtbot, program, pack_with(NO_FILES), fee="45000", months="24")
    QTest.keyClick(form.panel(STEP).editor("renews").inputs()[0], Qt.Key.Key_Space)
    settled(qtbot, form, "renews", "yes")
    months = line(form, "months")
    press = partial(QTest.keyClick, months, Qt.Key.Key_Z)
    press(Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, form, "renews", "")
    press(Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, form, "months", "")
    assert (months.text(), line(form, "fee").text()) == ("", "")
    assert "Taken back" in next(each.accessibleName() for each in form.window().findChildren(Toast) if each.isVisible())
    press(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settled(qtbot, form, "months", "24")
    assert months.text() == "24"
    press(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settled(qtbot, form, "renews", "yes")


def test_the_unit_of_a_figure_stands_beside_it_and_not_beside_the_boxes_below(
    qtbot: QtBot, program: WindowedProgram
) -> None:
    form = shown(qtbot, program, pack_with((MONTHS, "      - {field: months, type: percent, allow: [not_known]}\n")))
    unit = next(each for each in form.panel(STEP).findChildren(QLabel) if each.text() == "%")
    box = form.panel(STEP).editor("months").inputs()[-1]
    middle, line_ = unit.mapToGlobal(unit.rect().center()), line(form, "months")
    assert abs(middle.y() - line_.mapToGlobal(line_.rect().center()).y()) <= 2 < box.mapToGlobal(box.pos()).y()


def test_each_step_says_what_is_missing_and_wrong_in_it(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(
        qtbot, program, pack_with((MONTHS, "      - {field: months, type: integer, constraint: months > 6}\n"))
    )
    tasks = form.findChild(TaskPanel)
    assert isinstance(tasks, TaskPanel)
    first = tasks.findChildren(TaskRow)[0]
    assert first.accessibleDescription().startswith("Not started: ")
    QTest.keyClicks(line(form, "months"), "3")
    form._presenter.left("months")
    qtbot.waitUntil(lambda: "1 wrong" in tasks.findChildren(TaskRow)[0].accessibleDescription(), timeout=WAIT_MS)


def test_undo_in_a_text_takes_back_its_own_typing_first(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program, pack_with(NO_FILES), months="24")
    fee = line(form, "fee")
    fee.setFocus()
    QTest.keyClicks(fee, "5")
    QTest.keyClick(fee, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert fee.text() == ""
    QTest.keyClick(fee, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, form, "months", "")


def test_undo_takes_a_choice_back(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program, renews="yes")
    editor = form.panel(STEP).editor("renews")
    QTest.keyClick(editor.inputs()[1], Qt.Key.Key_Space)
    settled(qtbot, form, "renews", "no")
    QTest.keyClick(editor.inputs()[1], Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, form, "renews", "yes")


def test_a_question_appears_under_its_cause_and_goes_with_it(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program)
    panel = form.panel(STEP)
    assert not panel.editor("notice").isVisible()
    QTest.keyClick(panel.editor("renews").inputs()[0], Qt.Key.Key_Space)
    qtbot.waitUntil(panel.editor("notice").isVisible, timeout=WAIT_MS)
    panel.focus_field("notice")
    QTest.keyClicks(panel.editor("notice").inputs()[0], "60")
    panel.focus_field("renews")
    QTest.keyClick(panel.editor("renews").inputs()[1], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not panel.editor("notice").isVisible(), timeout=WAIT_MS)
    settled(qtbot, form, "notice", "60")
    assert [w.text() for w in panel.findChildren(QLabel) if "not used" in w.text() and w.isVisible()]


def test_a_step_opens_at_its_first_question_however_much_hangs_on_it(qtbot: QtBot, program: WindowedProgram) -> None:
    held = "".join(f"      - {{field: held_{n}, type: paragraph, label: Held, relevant: renews}}\n" for n in range(9))
    asked_first = (CONTRACT, RENEWS + held + CONTRACT)
    form = shown(qtbot, program, pack_with((RENEWS, ""), asked_first), renews=True)
    panel = form.panel(STEP)
    panel.focus_field("months")
    panel.focus_first()
    first = panel.frame("renews")
    qtbot.waitUntil(lambda: first.visibleRegion().boundingRect() == first.rect(), timeout=WAIT_MS)


def test_who_is_past_an_answer_is_led_to_the_question_that_follows_from_it(
    qtbot: QtBot, program: WindowedProgram
) -> None:
    form = shown(qtbot, program)
    yes = form.panel(STEP).editor("renews").inputs()[0]
    yes.setFocus()
    QTest.keyClick(yes, Qt.Key.Key_Space)
    QTest.keyClick(yes, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not line(form, "notice")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is line(form, "notice"), timeout=WAIT_MS)


def test_files_can_be_dropped_anywhere_on_the_window(qtbot: QtBot, program: WindowedProgram, tmp_path: Path) -> None:
    form = shown(qtbot, program)
    (tmp_path / "fee.txt").write_text("The total fee is EUR 5.")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "fee.txt"))])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(program.window, QDragEnterEvent(QPoint(5, 5), *how))
    QApplication.sendEvent(program.window, QDropEvent(QPoint(5, 5), *how))
    qtbot.waitUntil(lambda: form.state is not None and form.state.ready == 1, timeout=WAIT_MS)


def test_a_document_is_opened_by_choosing_it(qtbot: QtBot, program: WindowedProgram, tmp_path: Path) -> None:
    form = shown(qtbot, program)
    (tmp_path / "fee.txt").write_text("The total fee is EUR 5.")
    form._attach("", [str(tmp_path / "fee.txt")])
    qtbot.waitUntil(lambda: form.state is not None and form.state.ready == 1, timeout=WAIT_MS)
    panel = form.findChild(DocumentPanel)
    assert isinstance(panel, DocumentPanel)
    panel._list.setFocus()
    panel._list.activated.emit(panel._model.index(0))
    page = form.findChild(PagePanel)
    assert isinstance(page, PagePanel)
    qtbot.waitUntil(lambda: page.page is not None, timeout=WAIT_MS)
    assert page.isVisible() and page.page and page.page.page.text == "The total fee is EUR 5."
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert form.panel(STEP).isVisible()
    assert QApplication.focusWidget() is panel._list


def given(qtbot: QtBot, form: FormView, folder: Path, words: str, name: str = "fee.txt") -> None:
    """A document with these words, read."""
    (folder / name).write_text(words)
    ready = form.state.ready if form.state else 0
    form._attach("", [str(folder / name)])
    qtbot.waitUntil(lambda: form.state is not None and form.state.ready == ready + 1, timeout=WAIT_MS)


def documents(form: FormView) -> DocumentPanel:
    panel = form.findChild(DocumentPanel)
    assert isinstance(panel, DocumentPanel)
    return panel


def removed(qtbot: QtBot, program: WindowedProgram, form: FormView) -> Toast:
    """Wait until no document is left; the word that offers a way back."""
    qtbot.waitUntil(lambda: form.state is not None and not form.state.read.documents, timeout=WAIT_MS)
    return next(toast for toast in program.window.findChildren(Toast) if toast.isVisible())


def button(owner: QWidget, name: str) -> QPushButton:
    return next(b for b in owner.findChildren(QPushButton) if b.accessibleName() == name)


def said(owner: QWidget) -> list[str]:
    """All words of it, as they are without regard to lines."""
    return [label.text().replace(NO_BREAK, " ") for label in owner.findChildren(QLabel)]


def match(form: FormView, name: str) -> MatchLine:
    return form.panel(STEP)._matches[name]


def test_delete_removes_a_document_and_undo_puts_it_back(
    qtbot: QtBot, program: WindowedProgram, tmp_path: Path
) -> None:
    form = shown(qtbot, program)
    given(qtbot, form, tmp_path, "The total fee is EUR 5.")
    panel = documents(form)
    panel._list.setFocus()
    panel._list.setCurrentIndex(panel._model.index(0))
    QTest.keyClick(panel._list, Qt.Key.Key_Delete)
    toast = removed(qtbot, program, form)
    assert toast.accessibleName() == "Removed fee.txt"
    button(toast, "Undo").click()
    qtbot.waitUntil(lambda: form.state is not None and form.state.ready == 1, timeout=WAIT_MS)


def test_a_click_on_the_sign_of_a_row_removes_it_and_opens_nothing(
    qtbot: QtBot, program: WindowedProgram, tmp_path: Path
) -> None:
    form = shown(qtbot, program)
    given(qtbot, form, tmp_path, "The total fee is EUR 5.")
    panel = documents(form)
    rect = panel._list.visualRect(panel._model.index(0))
    sign = panel._delegate.sign(rect).center()
    QTest.mouseClick(panel._list.viewport(), Qt.MouseButton.LeftButton, pos=sign)
    removed(qtbot, program, form)
    assert form.panel(STEP).isVisible()


def test_a_document_is_removed_at_its_question_and_the_keyboard_stays_there(
    qtbot: QtBot, program: WindowedProgram, tmp_path: Path
) -> None:
    form = shown(qtbot, program)
    given(qtbot, form, tmp_path, "The total fee is EUR 5.")
    remove = button(form.panel(STEP), "Remove fee.txt")
    remove.setFocus()
    QTest.keyClick(remove, Qt.Key.Key_Return)
    removed(qtbot, program, form)
    assert QApplication.focusWidget() is button(form.panel(STEP), "Add documents to “Contract”")


def test_what_a_document_says_is_used_by_a_button_and_keeps_its_source(
    qtbot: QtBot, program: WindowedProgram, tmp_path: Path
) -> None:
    form = shown(qtbot, program)
    given(qtbot, form, tmp_path, "The total fee is EUR 48,000 for the work.")
    line_of_fee = match(form, "fee")
    assert line_of_fee.accessibleName() == "Found in fee.txt: EUR 48,000" and line(form, "fee").text() == ""
    button(line_of_fee, "Use “EUR 48,000” for “Fee”").click()
    settled(qtbot, form, "fee", "EUR 48,000")
    assert (line(form, "fee").text(), QApplication.focusWidget()) == ("48,000", line(form, "fee"))
    qtbot.waitUntil(lambda: line_of_fee.accessibleName() == "From fee.txt", timeout=WAIT_MS)


def test_an_answer_says_that_the_document_it_was_taken_from_is_removed(
    qtbot: QtBot, program: WindowedProgram, tmp_path: Path
) -> None:
    form = shown(qtbot, program)
    given(qtbot, form, tmp_path, "The total fee is EUR 48,000 for the work.")
    line_of_fee = match(form, "fee")
    button(line_of_fee, "Use “EUR 48,000” for “Fee”").click()
    qtbot.waitUntil(lambda: line_of_fee.accessibleName() == "From fee.txt", timeout=WAIT_MS)
    button(form.panel(STEP), "Remove fee.txt").click()
    removed(qtbot, program, form)
    gone = "From fee.txt, which was removed since"
    qtbot.waitUntil(lambda: match(form, "fee").accessibleName() == gone, timeout=WAIT_MS)


def test_show_leads_to_the_words_of_the_document_and_back(
    qtbot: QtBot, program: WindowedProgram, tmp_path: Path
) -> None:
    form = shown(qtbot, program, fee="5")
    given(qtbot, form, tmp_path, f"{'About the work. ' * 40}\n\nThe total fee is EUR 48,000.")
    show = button(match(form, "fee"), "Show fee.txt")
    show.setFocus()
    QTest.keyClick(show, Qt.Key.Key_Return)
    page = form.findChild(PagePanel)
    assert isinstance(page, PagePanel)
    qtbot.waitUntil(lambda: page.page is not None, timeout=WAIT_MS)
    (mark,) = page._text.extraSelections()
    assert "EUR 48,000" in mark.cursor.selectedText() and len(mark.cursor.selectedText()) < 100  # type: ignore[attr-defined]
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is show


def test_tab_leads_whoever_types_an_answer_past_what_a_document_says(
    qtbot: QtBot, program: WindowedProgram, tmp_path: Path
) -> None:
    form = shown(qtbot, program)
    given(qtbot, form, tmp_path, "The total fee is EUR 48,000 for the work.")
    line(form, "fee").setFocus()
    QTest.keyClicks(line(form, "fee"), "5")
    QTest.keyClick(line(form, "fee"), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is line(form, "months")
    qtbot.waitUntil(lambda: button(match(form, "fee"), "Use “EUR 48,000” for “Fee”").isVisible(), timeout=WAIT_MS)


@pytest.mark.parametrize(("fee", "words"), [("48000", "Matches fee.txt"), ("84000", "Found in fee.txt: EUR 48,000")])
def test_the_last_step_says_where_answers_and_documents_agree(
    qtbot: QtBot, program: WindowedProgram, tmp_path: Path, fee: str, words: str
) -> None:
    form = shown(qtbot, program, fee=fee)
    given(qtbot, form, tmp_path, "The total fee is EUR 48,000 for the work.")
    form._presenter.go_to(CHECK)
    check = form.findChild(CheckView)
    assert isinstance(check, CheckView)
    qtbot.waitUntil(lambda: words in said(check), timeout=WAIT_MS)


def test_the_last_step_names_what_was_not_provided_and_leads_back(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program, pack_with(NO_FILES), at=CHECK, fee="5", renews="yes", notice="60")
    check = form.findChild(CheckView)
    assert isinstance(check, CheckView)
    words = said(check)
    assert {"Not provided", "EUR 5"} <= set(words)
    change = check.change_button("fee")
    assert isinstance(change, QPushButton)
    change.click()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is line(form, "fee"), timeout=WAIT_MS)
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: form.state is not None and form.state.step == CHECK, timeout=WAIT_MS)


@pytest.mark.parametrize("hides", [True, False])
def test_the_last_step_says_what_of_persons_a_hosted_model_is_told(
    qtbot: QtBot, program: WindowedProgram, *, hides: bool
) -> None:

    async def tell(services: Program) -> None:
        boss = await services.enrolling.add("Boss", [Role.ADMINISTRATOR], "boss", PASSPHRASE)
        await services.guarding.hide_personal(boss, on=False)

    payer = (MONTHS, MONTHS + "      - {field: payer, type: text, label: Payer, pii: name}\n")
    answers = {"fee": "5", "renews": "yes", "notice": "60", "payer": "Ana Keller"}
    with a_server() as server:
        with_server(qtbot, program.desk, server, residency=Residency.HOSTED)
        if not hides:
            asked(qtbot, program.desk, tell)
        form = shown(qtbot, program, pack_with(NO_FILES, payer), at=CHECK, **answers)
    check = form.findChild(CheckView)
    assert isinstance(check, CheckView)
    (words,) = (words for words in said(check) if "hosted model" in words)
    replaced = "1 answer of this form is marked as personal (name)" in words and "e-mail addresses" in words
    assert (replaced, "go to the hosted model “team” as they stand" in words) == (hides, not hides)


def test_the_name_of_a_case_leads_to_where_the_case_is(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program, pack_with(NO_FILES), fee="5")
    assert form.state and form.case_page is None
    case_id = form.state.read.facts.case_id

    async def draft(services: Program) -> None:
        async for _ in services.drafting.draft(program.desk.acting, case_id, await services.chain(())):
            pass

    asked(qtbot, program.desk, draft)
    program.desk.tell_changed(case_id)
    qtbot.waitUntil(lambda: form.case_page == Visit(Place.DRAFT, case_id), timeout=WAIT_MS)
    program.window._back(1)
    assert program.window.visit == Visit(Place.DRAFT, case_id)


def test_the_last_task_is_locked_until_the_others_are_complete(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program)
    tasks = form.findChild(TaskPanel)
    assert isinstance(tasks, TaskPanel)
    last = tasks.findChildren(TaskRow)[-1]
    assert (last.accessibleName(), last.isEnabled()) == ("Check your answers", False)


def test_every_control_has_a_name_that_is_not_its_value(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program, every_field_pack())
    nameless = [w for w in _focusable(form) if not w.accessibleName()]
    assert nameless == []


@pytest.mark.parametrize("at", [STEP, CHECK])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_no_words_are_cut_in_a_small_window(qtbot: QtBot, program: WindowedProgram, at: str, scale: float) -> None:
    program.theme.apply(Appearance.DARK, scale)
    program.window.resize(1280, 720)
    pack = pack_with(NO_FILES, ("label: Fee,", "label: Fee of the whole contract over all of its terms,"))
    form = shown(qtbot, program, pack, at, fee="5")
    qtbot.waitUntil(lambda: at == STEP or (form.state is not None and bool(form.state.price)), timeout=WAIT_MS)

    def cut() -> list[str]:
        return [label.text() for label in form.findChildren(QLabel) if label.isVisible() and _is_cut(label)]

    qtbot.waitUntil(lambda: cut() == [])
    program.theme.apply(Appearance.SYSTEM)


def _is_cut(label: QLabel) -> bool:
    """Whether it is smaller than its words, or reaches out of what holds it to the side."""
    seen = label.visibleRegion().boundingRect()
    if not seen.isEmpty() and seen.width() < label.width():
        return True
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height()
    return bool(label.text()) and label.sizeHint().width() > label.width()


def _focusable(form: QWidget) -> list[Any]:
    found = form.findChildren(QWidget)
    return [w for w in found if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled()]


def test_frames_say_their_problem_between_hint_and_field(qtbot: QtBot, program: WindowedProgram) -> None:
    form = shown(qtbot, program, every_field_pack())
    QTest.keyClicks(line(form, "start"), "soon")
    stopped(qtbot, form)
    frame = form.panel(STEP).frame("start")
    assert isinstance(frame, FieldFrame)
    hint = next(label for label in frame.findChildren(QLabel) if label.text() == "The first day")
    places = [w.mapTo(frame, QPoint(0, 0)).y() for w in (hint, frame.problem_words, line(form, "start"))]
    assert places == sorted(places)


def test_what_a_document_says_is_quoted_and_declined_for_good_by_key(
    qtbot: QtBot, program: WindowedProgram, tmp_path: Path
) -> None:
    form = shown(qtbot, program)
    given(qtbot, form, tmp_path, "The total fee is EUR 48,000 for the work.")
    line_of_fee = match(form, "fee")
    assert line_of_fee.accessibleDescription() == "“The total fee is EUR 48,000 for the work.”"
    leave = button(line_of_fee, "Not “EUR 48,000” for “Fee”")
    leave.setFocus()
    QTest.keyClick(leave, Qt.Key.Key_Return)
    qtbot.waitUntil(line_of_fee.isHidden, timeout=WAIT_MS)
    assert line(form, "fee").text() == "" and QApplication.focusWidget() is line(form, "fee")
    told = events(qtbot, program, form)
    assert told[-1] == "What a document says of “fee” was not taken"
    given(qtbot, form, tmp_path, "The total fee is EUR 50,000 now.", "later.txt")
    qtbot.waitUntil(lambda: match(form, "fee").accessibleName() == "Found in later.txt: EUR 50,000", timeout=WAIT_MS)
    take = button(match(form, "fee"), "Use “EUR 50,000” for “Fee”")
    take.setFocus()
    QTest.keyClick(take, Qt.Key.Key_Return)
    settled(qtbot, form, "fee", "EUR 50,000")
    assert events(qtbot, program, form)[-1] == "Answered “fee” with what a document says"


def events(qtbot: QtBot, program: WindowedProgram, form: FormView) -> list[str]:
    """What the record tells of the case, in words, the oldest first."""
    state = form.state
    assert state is not None
    found = asked(
        qtbot, program.desk, lambda services: services.store.event_page(state.read.facts.case_id, None, 1_000)
    )
    return [event_words(told_event(entry), Names()) for entry in reversed(found)]
