"""An analyst drafts in the window: the sample from its documents, put right and sent; and with a server that fails."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from draft_examples import a_sample, a_server, facts_of, on_and_on, slowly, with_server
from form_examples import WAIT_MS, a_window
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import WindowedProgram
from desktop_app.domain.case import CaseState
from desktop_app.domain.section import SectionState
from desktop_app.qt.draft_state import DraftState
from desktop_app.qt.place import Place, Visit
from desktop_app.views.draft_view import DraftView
from desktop_app.views.evidence_panel import EvidencePanel

K, M = Qt.Key, Qt.KeyboardModifier
BOTH = M.ControlModifier | M.ShiftModifier
ADVICE = "Accept the contract; the cap is EUR 45,000 since the side letter, and the playbook accepts it."


class Analyst:
    """Clicks, presses keys, and waits for what shows."""

    def __init__(self, qtbot: QtBot, program: WindowedProgram) -> None:
        self.qtbot, self.program, self.window, self.desk = qtbot, program, program.window, program.desk
        self.case_id = ""

    def opens(self, case_id: str) -> None:
        self.case_id = case_id
        self.window.go(Visit(Place.DRAFT, case_id, "start"))
        self.until(lambda: self.view.state is not None)

    @property
    def view(self) -> DraftView:
        page = self.window.page(Place.DRAFT)
        assert isinstance(page, DraftView)
        return page

    @property
    def state(self) -> DraftState:
        assert self.view.state is not None
        return self.view.state

    def stands(self, section: str) -> SectionState:
        found = self.state.section(section)
        assert found is not None
        return found.state

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=2 * WAIT_MS)

    def presses(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def clicks(self, words: str, within: QWidget | None = None) -> None:
        def found() -> list[QAbstractButton]:
            buttons = (within or self.view).findChildren(QAbstractButton)
            return [b for b in buttons if b.text() == words and b.isVisible() and b.isEnabled()]

        self.until(found)
        self.qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)

    def writes(self, section: str, text: str) -> None:
        self.view.go_to(section)
        editor = self.view.block(section).editor
        self.qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton)
        self.qtbot.keyClicks(editor, text)
        self.view._sections.take_focus()
        self.until(lambda: self.view.block(section).section.has_text)

    def is_told(self, words: str) -> bool:
        banner = self.window.banner
        return banner.isVisible() and any(words in label.text() for label in banner.findChildren(QLabel))

    def finished(self) -> bool:
        return not self.view._presenter.is_drafting and not self.view._presenter.relay.active


@pytest.fixture
def analyst(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Analyst]:
    with a_window(qtbot, qapp, tmp_path) as program:
        yield Analyst(qtbot, program)


def test_the_sample_is_drafted_put_right_and_sent(analyst: Analyst) -> None:
    case_id = a_sample(analyst.qtbot, analyst.desk)
    analyst.opens(case_id)
    analyst.until(lambda: all(s.has_text or s.by_person for s in analyst.state.sections) and analyst.finished())
    (finding,) = [f for f in analyst.state.findings if f.blocks]
    assert finding.section == "liability_cap"
    analyst.clicks("Answer EUR 45,000", analyst.view.block("liability_cap"))
    analyst.until(lambda: analyst.stands("liability_cap") is SectionState.STALE)
    analyst.clicks("Draft all")
    analyst.until(lambda: analyst.stands("liability_cap") is SectionState.DRAFTED and analyst.finished())
    analyst.until(lambda: not any(f.blocks for f in analyst.state.findings))
    analyst.writes("recommendation", ADVICE)
    analyst.until(lambda: not analyst.state.obstacles)
    analyst.clicks("I have read all of it")
    analyst.presses(K.Key_Return, BOTH)
    analyst.until(lambda: analyst.window.visit.place is Place.HOME and analyst.is_told("is sent for review"))
    facts = facts_of(analyst.qtbot, analyst.desk, case_id)
    assert facts.record.file.state is CaseState.REVIEW
    assert facts.answers["liability_cap"].text == "EUR 45,000"


def test_a_citation_of_a_pdf_opens_its_page_with_the_passage_marked(analyst: Analyst) -> None:
    analyst.opens(a_sample(analyst.qtbot, analyst.desk))
    analyst.until(lambda: analyst.finished() and analyst.view.block("renewal").section.sources)
    analyst.view.go_to("renewal")
    evidence = analyst.view.aside.evidence
    analyst.view.block("renewal").editor.setFocus()
    analyst.view.block("renewal").editor.next_citation()
    analyst.until(lambda: evidence.page is not None and evidence.page.passage is not None)
    assert evidence.page is not None
    assert evidence.page.image is not None
    assert evidence._picture.marked
    analyst.until(lambda: evidence._picture.visibleRegion().boundingRect().intersects(marked_of(evidence)))


def marked_of(evidence: EvidencePanel) -> QRect:
    """Where the passage begins."""
    return evidence._picture.marked[0].toAlignedRect()


def test_a_server_falls_over_and_the_sections_are_assembled(analyst: Analyst) -> None:
    with a_server(slowly("The parties ", "are ", "two.", drop=True)) as server:
        with_server(analyst.qtbot, analyst.desk, server)
        analyst.opens(a_sample(analyst.qtbot, analyst.desk))
        analyst.until(lambda: analyst.is_told("“team” has not answered since"))
        analyst.until(analyst.finished)
    analyst.until(lambda: all(s.has_text for s in analyst.state.sections if not s.by_person))
    assert not any(s.model for s in analyst.state.sections)


def test_escape_stops_what_is_streamed_and_it_is_written_by_hand(analyst: Analyst) -> None:
    with a_server(on_and_on("The parties are two. ")) as server:
        with_server(analyst.qtbot, analyst.desk, server)
        analyst.opens(a_sample(analyst.qtbot, analyst.desk))
        analyst.until(lambda: "The parties" in analyst.view.block("parties").editor.read().text.plain)
        analyst.view.go_to("parties")
        analyst.presses(K.Key_Escape)
        analyst.until(lambda: analyst.stands("parties") is SectionState.INTERRUPTED)
        analyst.view._presenter.stop_all()
        analyst.until(analyst.finished)
    analyst.clicks("Write it myself", analyst.view.block("parties"))
    assert analyst.view.block("parties").is_open
    analyst.view.block("parties").editor.selectAll()
    analyst.qtbot.keyClicks(analyst.view.block("parties").editor, "There are two parties.")
    analyst.view._sections.take_focus()
    analyst.until(lambda: analyst.stands("parties") is SectionState.EDITED)
