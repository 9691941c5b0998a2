"""Who writes, who reviews and who approves, each in the window through a whole case."""

from pathlib import Path

import pytest
from draft_examples import BOTH, Analyst
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from review_examples import CONTROL, K, Reviewer, a_window, decides, prepared, state_of
from service_examples import PASSPHRASE, World, pack_with
from stage_examples import SIGNED, TWO_REVIEWS

from desktop_app.domain.case import CaseState
from desktop_app.domain.comment import ItemAnswer, ItemCode, items_about
from desktop_app.domain.standing import Standing, standing_of
from desktop_app.domain.thread import threads_of
from desktop_app.qt.place import Place
from desktop_app.qt.review_state import Step
from desktop_app.services.program import Program
from desktop_app.views.comments_panel import CommentsPanel
from desktop_app.views.life_dialog import LifeDialog
from desktop_app.views.palette_dialog import PaletteDialog
from desktop_app.widgets.row_list import RowList

ESCALATED = ("escalate_to: approver", "escalate_to: approver\n    due: 3d")
"""A pack that differs from the others, so that each case has its own."""
pytestmark = pytest.mark.usefixtures("store_key")


def test_an_analyst_drafts_sends_withdraws_answers_what_is_asked_and_sends_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, lambda world: world.case())
    with a_window(qtbot, qapp, tmp_path, "ana") as person:
        ana = Analyst(qtbot, person.program)
        ana.opens(case_id)
        ana.until(lambda: ana.finished() and all(s.has_text or s.by_person for s in ana.state.sections))
        ana.writes("advice", "Sign it.")
        sends(ana, CaseState.DRAFT)
        withdraws(person, case_id)
        says_why(ana, "The missing page is there.")
        sends(ana, CaseState.WITHDRAWN)
        returned_by_rob(person, case_id)
        ana.opens(case_id)
        ana.until(lambda: any("no answer yet" in each.words for each in ana.state.obstacles))
        answers(person, "It is net, as clause 2 says.")
        ana.until(lambda: not any("no answer yet" in each.words for each in ana.state.obstacles))
        sends(ana, CaseState.RETURNED)

    async def recorded(world: World) -> tuple[CaseState, list[tuple[ItemAnswer | None, str]], list[str]]:
        record = (await world.facts(case_id)).record
        (thread,) = threads_of(record)
        said = [(each.answer, each.words.text) for each in (thread.first, *thread.replies)]
        kinds = [kind for kind in await world.told(case_id) if kind in STEPS]
        return record.file.state, said, kinds

    state, said, kinds = prepared(tmp_path, recorded)
    assert state is CaseState.REVIEW
    assert said == [(None, "Is it net?"), (ItemAnswer.KEPT, "It is net, as clause 2 says.")]
    assert kinds == ["case.sent", "case.withdrawn", "case.sent", "case.returned", "case.sent"]


STEPS = ("case.sent", "case.withdrawn", "case.returned")


def sends(ana: Analyst, state: CaseState) -> None:
    """From this state: everything is read again, and sent by its key."""
    ana.until(lambda: ana.state.file.state is state and not ana.state.obstacles and ana.finished())
    if not ana.view.footer.read.isChecked():
        ana.clicks("I have read all of it")
    ana.presses(K.Key_Return, BOTH)
    ana.until(lambda: ana.window.visit.place is Place.HOME and ana.is_told("is sent for review"))


def says_why(ana: Analyst, words: str) -> None:
    """A case that was sent is not sent again without a reason; the key leads to where it is given."""
    ana.until(lambda: ana.state.reason_wanted)
    ana.clicks("I have read all of it")
    ana.presses(K.Key_Return, BOTH)
    ana.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    ana.qtbot.keyClicks(QApplication.focusWidget(), words)
    ana.presses(K.Key_Return)
    ana.until(lambda: not ana.state.reason_wanted)


def withdraws(person: Reviewer, case_id: str) -> None:
    """By the palette, from the case."""
    person.opens(case_id)
    person.until(lambda: bool(person.program.dialogs.life.commands))
    person.press(K.Key_K, CONTROL)
    palette = person.dialog()
    assert isinstance(palette, PaletteDialog)
    person.types("Withdraw")
    person.until(lambda: palette.findChild(RowList).rows[0].first == "Withdraw the case")
    person.press(K.Key_Return)
    person.until(lambda: isinstance(QApplication.activeModalWidget(), LifeDialog))
    person.dialog()
    person.types("A page was missing.")
    person.press(K.Key_Return, CONTROL)
    person.until(lambda: person.window.visit.place is Place.DRAFT)


def returned_by_rob(person: Reviewer, case_id: str) -> None:
    """He works elsewhere on the same store."""

    async def work(program: Program) -> None:
        rob = await program.enrolling.switch("rob", PASSPHRASE)
        await program.reviewing.return_(rob, case_id, items_about("fee", code=ItemCode.FIGURE), "Is it net?")

    person.program.desk.ask(work)
    person.until(lambda: person.program.desk.runner.busy == 0)


def answers(person: Reviewer, words: str) -> None:
    """By F7 to the thread, and from there by the keyboard."""
    person.press(K.Key_F7)
    person.until(lambda: in_comments(person) and isinstance(person.focus, QPushButton))
    while not person.focus.accessibleName().startswith("Leave as it is"):
        person.press(K.Key_Tab)
    person.press(K.Key_Space)
    person.types(words)
    person.press(K.Key_Return, CONTROL)


def in_comments(person: Reviewer) -> bool:
    """Whether the keyboard is in the threads."""
    panels = [panel for panel in person.window.findChildren(CommentsPanel) if panel.isVisible()]
    return any(panel.isAncestorOf(person.focus) for panel in panels)


def test_a_reviewer_marks_what_must_be_fixed_returns_the_case_and_signs_it_when_it_comes_back(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    async def two(world: World) -> list[str]:
        made = [await world.sent()]
        await world.clock.sleep(60)
        return [*made, await world.sent()]

    first, case_id = prepared(tmp_path, two)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.goes_to_queue(2)
        rob.press(K.Key_J)
        rob.press(K.Key_Return)
        rob.sees(case_id)
        must_be_fixed(rob, "Is it net?")
        rob.press(K.Key_R)
        rob.dialog()
        rob.types("See the comment.")
        rob.press(K.Key_Return, CONTROL)
        rob.sees(first)
    prepared(tmp_path, lambda world: world.send_again(case_id))
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.goes_to_queue(2)
        if rob.queue._model.row_of(case_id):
            rob.press(K.Key_J)
        rob.press(K.Key_Return)
        rob.sees(case_id)
        rob.press(K.Key_F7)
        rob.until(lambda: in_comments(rob))
        while not rob.focus.accessibleName().startswith("Resolve"):
            rob.press(K.Key_Tab)
        rob.press(K.Key_Space)
        rob.until(lambda: not rob.review.presenter.state.threads.to_fix)  # type: ignore[union-attr]
        decides(rob)
        rob.sees(first)
    assert state_of(tmp_path, case_id) is CaseState.SIGN_OFF
    assert state_of(tmp_path, first) is CaseState.REVIEW


def must_be_fixed(rob: Reviewer, words: str) -> None:
    """A comment on the section that is read, which nobody approves until it is resolved."""
    presenter = rob.review.presenter
    rob.press(K.Key_C)
    rob.until(lambda: in_comments(rob))
    rob.types(words)
    rob.press(K.Key_Tab)
    rob.press(K.Key_Space)
    rob.review._comments.entry.field.setFocus()
    rob.press(K.Key_Return, CONTROL)
    rob.until(lambda: len(presenter.state.threads.to_fix) == 1)  # type: ignore[union-attr]


def test_an_approver_decides_what_was_escalated_gives_the_second_approval_and_signs_off(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    async def three(world: World) -> tuple[str, str, str]:
        escalated, halfway, approved = [await world.sent(pack_with(each)) for each in (ESCALATED, TWO_REVIEWS, SIGNED)]
        await world.reviewing.escalate(world["rob"], escalated, "It is above my limit.")
        await world.approve(halfway)
        await world.approve(approved)
        return escalated, halfway, approved

    cases = prepared(tmp_path, three)
    steps: dict[str, Step] = {}
    with a_window(qtbot, qapp, tmp_path, "amy") as amy:
        amy.goes_to_queue(3)
        amy.press(K.Key_Return)
        for _ in cases:
            amy.until(lambda: amy.window.visit.place is Place.REVIEW and amy.window.visit.case_id not in steps)
            case_id = amy.window.visit.case_id
            amy.sees(case_id)
            steps[case_id] = amy.review.presenter.state.step  # type: ignore[union-attr]
            decides(amy)
        amy.until(lambda: amy.window.visit.place is Place.QUEUE and amy.queue.count == 0)

    async def signers(world: World) -> list[list[str]]:
        found = []
        for case_id in cases:
            record = (await world.facts(case_id)).record
            standing = [standing_of(signature, record) for signature in record.signatures]
            assert {each.standing for each in standing} == {Standing.VALID}
            found.append([each.name for each in standing])
        return found

    assert prepared(tmp_path, signers) == [["amy"], ["rob", "amy"], ["rob", "amy"]]
