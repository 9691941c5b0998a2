"""The audit page by keyboard: lines that open, filters, verifying, the document."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from window_examples import ANALYST, Gallery, SampleHome, a_gallery, wait

from desktop_app.domain.audit import Break, BreakKind, Verification
from desktop_app.domain.export_kind import ExportKind
from desktop_app.qt.audit_reading import Verified
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.timeline_model import DetailRow, LineRow, TimelineModel
from desktop_app.views.audit_view import AuditView
from desktop_app.views.record_card import RecordCard, broken_words
from desktop_app.views.timeline_panel import TimelineList
from desktop_app.widgets.event_frame import EventFrame
from desktop_app.widgets.redline_view import RedlineView


@pytest.fixture(scope="module")
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    home = sample_home.copy(tmp_path_factory.mktemp("audit") / "home")
    with a_gallery(qapp, home.folder) as gallery:
        yield gallery


@pytest.fixture
def page(gallery: Gallery, sample_home: SampleHome) -> AuditView:
    page = gallery.show(ANALYST, Visit(Place.AUDIT, sample_home.cases["signed"]))
    assert isinstance(page, AuditView)
    segment(page, "Everything")
    gallery.rest()
    return page


def timeline(page: AuditView) -> tuple[TimelineList, TimelineModel]:
    lines = page.findChild(TimelineList)
    assert lines is not None
    lines.setFocus()
    return lines, lines.timeline


def words(page: AuditView) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def segment(page: AuditView, name: str) -> None:
    next(button for button in page.findChildren(QPushButton) if button.text() == name).click()


def rows(model: TimelineModel) -> list[object]:
    return [model.row_at(model.index(at)) for at in range(model.rowCount())]


def go_to(lines: TimelineList, kind: str) -> None:
    """By J, to the first line of this type."""
    for _ in range(200):
        row = lines.timeline.row_at(lines.currentIndex())
        if isinstance(row, LineRow) and row.entry.type == kind:
            return
        QTest.keyClick(lines, "j")
    raise AssertionError(f"no line tells of {kind}")


def test_j_and_k_step_over_days_and_space_expands_an_edit_to_its_redline(page: AuditView, gallery: Gallery) -> None:
    lines, model = timeline(page)
    go_to(lines, "edit.recorded")
    QTest.keyClick(lines, Qt.Key.Key_Space)
    gallery.rest()
    assert [frame for frame in lines.findChildren(EventFrame) if frame.findChild(RedlineView)]
    assert any(isinstance(row, DetailRow) and row.detail for row in rows(model))
    assert len(next(row.detail.digest for row in rows(model) if isinstance(row, DetailRow) and row.detail)) == 64
    QTest.keyClick(lines, Qt.Key.Key_Space)
    assert not any(isinstance(row, DetailRow) for row in rows(model))


def test_folded_events_open_under_their_line(page: AuditView) -> None:
    lines, model = timeline(page)
    at, folded = next((at, row) for at, row in enumerate(rows(model)) if isinstance(row, LineRow) and row.entry.folded)
    lines.setCurrentIndex(model.index(at))
    before = model.rowCount()
    QTest.keyClick(lines, Qt.Key.Key_Space)
    assert model.rowCount() == before + len(folded.entry.folded)
    assert f"{model.hidden} routine events hidden" in words(page)


def test_decisions_alone_are_shown(page: AuditView, gallery: Gallery) -> None:
    segment(page, "Decisions")
    gallery.rest()
    types = {row.entry.type for row in rows(timeline(page)[1]) if isinstance(row, LineRow)}
    assert {"case.sent", "signature.made"} <= types
    assert all(kind.split(".")[0] in ("case", "decision", "signature") for kind in types)


def test_v_verifies_the_whole_record_and_says_so_in_one_sentence(page: AuditView, gallery: Gallery) -> None:
    lines, _ = timeline(page)
    QTest.keyClick(lines, "v")
    gallery.rest()
    assert "Record intact" in words(page)
    assert "form one unbroken chain" in words(page)


def test_a_broken_record_names_the_event_and_whom_to_tell(page: AuditView, gallery: Gallery) -> None:
    found = Verification(20, 2, (Break(BreakKind.LINK, 14, "2026-11-22T10:44:00+00:00", "it does not follow"),), 20)
    at = f"{datetime(2026, 11, 22, 10, 44, tzinfo=UTC).astimezone():%H:%M}"
    assert broken_words(found) == (
        f"The record breaks at event 14, {at}. Text after this point cannot be relied on. Tell your audit contact."
    )
    card = page.findChild(RecordCard)
    assert card is not None
    moment = gallery.program.desk.acting.person.created_at
    card.show_verified(Verified(found, moment, 0.1))
    assert "Record broken" in words(page)
    assert "Tell your audit contact." in words(page)


def test_draws_of_samples_that_were_made_again_are_told(page: AuditView, gallery: Gallery) -> None:
    card = page.findChild(RecordCard)
    assert card is not None
    moment = gallery.program.desk.acting.person.created_at
    card.show_verified(Verified(Verification(20, 2, (), 20, drawn=12, waiting=3), moment, 0.1))
    assert "made again from their sealed seeds: 12. 3 can be made again once their pass lane is closed." in words(page)


def test_what_anchored_means_is_said_where_it_is_told(page: AuditView) -> None:
    assert "fingerprint is also kept outside this store" in words(page)


def test_who_took_part_is_counted(page: AuditView) -> None:
    assert "Ana Lindqvist" in words(page)
    assert "Author, 2 edits, 1 decision, 1 signature" in words(page)
    assert "Assembled, no model" in words(page)


def test_the_whole_record_is_shown_without_a_case_and_offers_no_document(gallery: Gallery) -> None:
    page = gallery.show(ANALYST, Visit(Place.AUDIT))
    assert isinstance(page, AuditView)
    assert "Everything that this store records" in words(page)
    assert "Export for examiners" not in words(page)


def test_the_document_is_written_where_it_is_asked_for_and_told(
    page: AuditView, gallery: Gallery, tmp_path: Path
) -> None:
    next(button for button in page.findChildren(QPushButton) if button.text() == "Export document").click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.fileSelected.emit(str(tmp_path / "case.docx"))
    wait(lambda: (tmp_path / "case.docx").exists())
    dialog.close()
    gallery.rest()
    _, model = timeline(page)
    assert "export.made" in {row.entry.type for row in rows(model) if isinstance(row, LineRow)}
    assert (tmp_path / "case.docx").read_bytes()[:2] == b"PK"


def test_a_place_that_cannot_be_written_is_said(page: AuditView, gallery: Gallery, tmp_path: Path) -> None:
    page._presenter.export(tmp_path / "nowhere" / "case.docx", ExportKind.DOCX)
    gallery.rest()
    assert "could not be written" in gallery.window.banner.accessibleName()
