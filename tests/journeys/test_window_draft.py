"""An analyst drafts in the window: the sample from its documents, put right and sent; and with a server that fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from draft_examples import ADVICE, BOTH, Analyst, a_sample, a_server, facts_of, on_and_on, slowly, with_server
from form_examples import a_window
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.case import CaseState
from desktop_app.domain.section import SectionState
from desktop_app.qt.place import Place
from desktop_app.views.evidence_panel import EvidencePanel

K = Qt.Key


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
    """Of the sections that wait for one another, the one whose words come first: which that is, is not said."""
    with a_server(on_and_on("The parties are two. ")) as server:
        with_server(analyst.qtbot, analyst.desk, server)
        analyst.opens(a_sample(analyst.qtbot, analyst.desk))
        analyst.until(lambda: analyst.streamed("The parties"))
        section = analyst.streamed("The parties")[0]
        analyst.view.go_to(section)
        analyst.presses(K.Key_Escape)
        analyst.until(lambda: analyst.stands(section) is SectionState.INTERRUPTED)
        analyst.view._presenter.stop_all()
        analyst.until(analyst.finished)
    analyst.clicks("Write it myself", analyst.view.block(section))
    assert analyst.view.block(section).is_open
    analyst.view.block(section).editor.selectAll()
    analyst.qtbot.keyClicks(analyst.view.block(section).editor, "There are two parties.")
    analyst.view._sections.take_focus()
    analyst.until(lambda: analyst.stands(section) is SectionState.EDITED)
