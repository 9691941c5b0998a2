"""A real contract from a blank form to a signed record, in the window alone: its analyst, its reviewer, its analyst."""

from pathlib import Path

import pytest
from cli_examples import SHARED
from draft_examples import BOTH, Analyst
from form_examples import FormFiller
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from review_examples import CONTROL, K, Reviewer, a_window, prepared, signs
from service_examples import World

from desktop_app.adapters.sql_opening import FILE
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.case import CaseState
from desktop_app.qt.form_state import CHECK
from desktop_app.qt.place import Place

pytestmark = pytest.mark.usefixtures("store_key")
CONTRACT = next(iter(sorted((SHARED / "contracts-cuad" / "pdf").glob("pfsfunds*.pdf"))), None)
LAWS = 6
"""Choices of the governing law; the last one is none that the playbook accepts."""
MOST_SCREENS = 60
ADVICE = "Sign the agreement as it is; it can be ended on sixty days of notice, and the law is looked at by counsel."


@pytest.fixture
def contract() -> Path:
    if CONTRACT is None:
        pytest.skip("../shared/data/contracts-cuad is not here")
    return CONTRACT


async def people(world: World) -> None:
    """Nobody has begun anything yet."""


async def state(world: World) -> CaseState:
    (case,) = {event.case_id for event in await world.store.events() if event.case_id}
    return (await world.facts(case)).record.file.state


def fills(typist: FormFiller, contract: Path) -> None:
    """Every step of the blank form, by keyboard."""
    typist.opens("Services of the adviser", "PFS-1")
    typist.at("contract")
    typist.pastes(contract)
    typist.press(K.Key_Tab)
    typist.fills("PFS Funds", "Potomac Fund Management, Inc.")
    typist.says(True)
    typist.until(lambda: typist.form.state is not None and typist.form.state.ready == 1)
    typist.fills_term("24 June 2020", "23 June 2022", "60", "90000")
    typist.goes_on()
    typist.at("playbook")
    typist.press(K.Key_Space)
    for _ in range(LAWS - 1):
        typist.press(K.Key_Down)
    typist.form.panel("playbook").focus_field("personal_data")
    typist.says(False)
    typist.goes_on()
    typist.says_none_of_the_clauses()
    typist.at(CHECK)
    typist.goes_on()


def drafts_and_sends(analyst: Analyst) -> str:
    """What stands in the draft is put right, the recommendation written, and the case sent; which one it is."""
    analyst.until(lambda: analyst.window.visit.place is Place.DRAFT and analyst.view.state is not None)
    analyst.until(lambda: all(s.has_text or s.by_person for s in analyst.state.sections) and analyst.finished())
    assert not [f for f in analyst.state.findings if f.blocks]
    assert sum(len(s.sources) for s in analyst.state.sections) > 5
    analyst.writes("recommendation", ADVICE)
    analyst.until(lambda: not analyst.state.obstacles)
    analyst.clicks("I have read all of it")
    analyst.presses(K.Key_Return, BOTH)
    analyst.until(lambda: analyst.window.visit.place is Place.HOME and analyst.is_told("is sent for review"))
    return analyst.state.file.case_id


def approves(reviewer: Reviewer) -> None:
    """Tick, read all of it by the space bar, sign."""
    reviewer.checks_all()
    presenter = reviewer.review.presenter
    assert presenter.state is not None
    wanted = {section.section for section in presenter.state.sections if section.needs_me}
    reviewer.press(K.Key_Return, CONTROL)
    reviewer.until(lambda: reviewer.focus not in reviewer.review.checks)

    for _ in range(MOST_SCREENS):
        if presenter.marks.read >= wanted:
            break
        reviewer.press(K.Key_Space)
        reviewer.until(lambda: not reviewer.review._text._looking.isActive())

    reviewer.until(lambda: presenter.left == ())
    reviewer.press(K.Key_Return, CONTROL)
    signs(reviewer)


def confirms(analyst: Reviewer, case_id: str) -> None:
    """The author signs what was approved."""
    analyst.opens(case_id)
    analyst.until(lambda: analyst.review.presenter.left == ())
    analyst.press(K.Key_Return, CONTROL)
    signs(analyst)


def test_a_real_contract_goes_from_a_blank_form_to_a_signed_record(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, contract: Path
) -> None:
    prepared(tmp_path, people)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        fills(FormFiller(qtbot, ana.program), contract)
        case_id = drafts_and_sends(Analyst(qtbot, ana.program))
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.goes_to_queue(1)
        rob.press(K.Key_Return)
        rob.sees(case_id)
        rob.window.resize(1440, 900)
        approves(rob)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        confirms(ana, case_id)
    QGuiApplication.clipboard().clear()
    assert prepared(tmp_path, state) is CaseState.SIGNED
    assert verify_file(tmp_path / FILE).verified
