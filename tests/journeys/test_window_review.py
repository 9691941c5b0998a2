"""A reviewer at the keyboard: decides, returns, approves a blocked section alone, and works through a queue."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from review_examples import (
    CONTROL,
    K,
    a_window,
    decides,
    edited_and_sent,
    prepared,
    reads_all,
    signs,
    state_of,
)
from service_examples import World

from desktop_app.domain.case import CaseState
from desktop_app.domain.standing import Standing, standing_of
from desktop_app.qt.place import Place
from desktop_app.views.reason_dialog import ReasonDialog
from desktop_app.widgets.toast import Toast

pytestmark = pytest.mark.usefixtures("store_key")


def test_a_reviewer_settles_changes_approves_what_is_flagged_and_signs(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.goes_to_queue(1)
        rob.press(K.Key_Return)
        rob.sees(case_id)
        decides(rob)
        rob.until(lambda: rob.window.visit.place is Place.QUEUE)
        rob.until(lambda: rob.queue.count == 0 and rob.program.desk.runner.busy == 0)
        (toast,) = (each for each in rob.window.findChildren(Toast) if each.isVisible())
        assert toast.accessibleName() == "Approved and signed: A contract"
        assert rob.window.rect().contains(toast.geometry())
        assert rob.window.childAt(toast.geometry().center()) in (toast, *toast.findChildren(QWidget))

    async def signed(world: World) -> tuple[CaseState, set[Standing], bool]:
        record = (await world.facts(case_id)).record
        good = (await world.store.verify()).verified
        return record.file.state, {standing_of(s, record).standing for s in record.signatures}, good

    assert prepared(tmp_path, signed) == (CaseState.SIGN_OFF, {Standing.VALID}, True)


def test_a_returned_case_comes_back_when_its_author_sends_it_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        rob.press(K.Key_R)
        assert isinstance(rob.dialog(), ReasonDialog)
        assert isinstance(rob.focus, QPlainTextEdit)
        rob.types("The fee is not that of the contract.")
        rob.press(K.Key_Return, CONTROL)
        rob.until(lambda: rob.window.visit.place is Place.QUEUE)
        rob.until(lambda: rob.queue.count == 0)
    assert state_of(tmp_path, case_id) is CaseState.RETURNED

    async def again(world: World) -> str:
        record = (await world.facts(case_id)).record
        reason = record.decisions[-1].reason
        await world.send_again(case_id)
        return reason.text if reason else ""

    assert prepared(tmp_path, again).endswith("The fee is not that of the contract.")
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.goes_to_queue(1)


def test_a_return_that_is_taken_back_was_never_made(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        rob.press(K.Key_R)
        rob.dialog()
        rob.types("No.")
        rob.press(K.Key_Return, CONTROL)
        rob.until(lambda: rob.window.visit.place is Place.QUEUE)
        rob.press(K.Key_Z, CONTROL)
        rob.sees(case_id)
        assert rob.review.presenter.held.waiting is None
    assert state_of(tmp_path, case_id) is CaseState.REVIEW


def test_a_blocked_section_is_approved_by_itself_with_a_reason(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, blocked_and_sent)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        presenter = rob.review.presenter
        (blocked,) = [s.section for s in presenter.state.sections if s.is_blocked]  # type: ignore[union-attr]
        reads_all(rob)
        for section in presenter.state.sections:  # type: ignore[union-attr]
            for number in section.flagged_citations:
                presenter.mark_opened(section.section, number)
        rob.checks_all()
        assert [left.kind.value for left in presenter.left] == ["blocked"]
        rob.press(K.Key_Return, CONTROL)
        rob.press(K.Key_P)
        signs(rob, "Its number stands on page 1.")
        rob.until(lambda: presenter.state.section(blocked).approved_by == ("rob",))  # type: ignore[union-attr]
        assert presenter.left == ()
        rob.press(K.Key_Return, CONTROL)
        signs(rob)
        rob.until(lambda: rob.window.visit.place is Place.QUEUE)
    assert state_of(tmp_path, case_id) is CaseState.SIGN_OFF


def test_a_queue_of_three_is_decided_by_keyboard_alone(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    async def three(world: World) -> list[str]:
        made = []
        for _ in range(3):
            made.append(await edited_and_sent(world))
            await world.clock.sleep(60)
        return made

    cases = prepared(tmp_path, three)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.goes_to_queue(3)
        rob.press(K.Key_J)
        rob.press(K.Key_K)
        rob.press(K.Key_Return)
        for case_id in cases:
            rob.sees(case_id)
            rob.until(lambda: rob.focus.isVisible())
            decides(rob)
        rob.until(lambda: rob.window.visit.place is Place.QUEUE)
        rob.until(lambda: rob.queue.count == 0)
        assert rob.focus.isVisible()
    assert {state_of(tmp_path, case_id) for case_id in cases} == {CaseState.SIGN_OFF}


def test_the_author_confirms_the_case_that_its_reviewer_has_approved(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    async def approved(world: World) -> str:
        case_id = await world.sent()
        await world.approve(case_id)
        return case_id

    case_id = prepared(tmp_path, approved)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        ana.opens(case_id)
        assert {section.approved_by for section in ana.review.presenter.state.sections} == {("rob",)}  # type: ignore[union-attr]
        ana.press(K.Key_Return, CONTROL)
        signs(ana)
        ana.until(lambda: ana.review.presenter.state.file.state is CaseState.SIGNED)  # type: ignore[union-attr]
        assert not ana.review.presenter.state.can_decide  # type: ignore[union-attr]


async def blocked_and_sent(world: World) -> str:
    """A case with one blocked section: its author cites a passage that does not hold what is said."""
    case_id = await world.drafted()
    await world.editing.edit(world["ana"], case_id, "advice", "Sign it [E9].")
    await world.draft(case_id, "rating")
    facts = await world.facts(case_id)
    for raised in facts.record.open_blockers(facts.record.heads["advice"]):
        await world.editing.explain(world["ana"], case_id, raised.finding_id, "It is meant so.")
    await world.send(case_id)
    return case_id
