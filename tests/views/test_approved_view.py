"""Approved: the table of signed cases, the text that was signed, its document."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableView
from window_examples import ANALYST, Gallery, SampleHome, a_gallery, wait

from desktop_app.domain.standing import Standing
from desktop_app.qt.approved_model import ApprovedModel, Column
from desktop_app.qt.approved_reading import ApprovedCase
from desktop_app.qt.place import Place, Visit
from desktop_app.views.approved_view import ApprovedView
from desktop_app.views.final_text import FinalText
from desktop_app.views.save_dialog import SaveDialog
from desktop_app.views.signature_words import LOOKS
from desktop_app.widgets.flowing_text import FlowingText


@pytest.fixture(scope="module")
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    home = sample_home.copy(tmp_path_factory.mktemp("approved") / "home")
    with a_gallery(qapp, home.folder) as gallery:
        yield gallery


@pytest.fixture
def page(gallery: Gallery) -> ApprovedView:
    page = gallery.show(ANALYST, Visit(Place.APPROVED))
    assert isinstance(page, ApprovedView)
    return page


def words(page: ApprovedView) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def table(page: ApprovedView) -> QTableView:
    found = page.findChild(QTableView)
    assert found is not None
    return found


def test_signed_cases_stand_in_the_table_with_their_signers(page: ApprovedView) -> None:
    model = table(page).model()
    assert model.rowCount() == 1
    assert model.index(0, Column.CASE).data() == "Maintenance of field equipment, SAMPLE-1"
    assert model.index(0, Column.SIGNERS).data() == "Ben Achterberg, Ana Lindqvist"


def test_the_text_is_read_only_with_its_citations_and_where_they_lead(page: ApprovedView) -> None:
    texts = page.findChildren(FlowingText)
    assert len(texts) == 15
    assert all(text.isReadOnly() for text in texts)
    assert any(text.section.next_citation(0) for text in texts)
    assert "[1] services-agreement.pdf, page 1" in words(page)


def test_each_signature_is_shown_with_its_standing_and_the_checkpoint(page: ApprovedView) -> None:
    assert "Ben Achterberg, reviewer" in words(page)
    assert "Valid" in words(page)
    assert "Covered by the checkpoint of event" in words(page)
    assert set(LOOKS) == set(Standing)


def test_words_narrow_the_table_and_none_says_so(page: ApprovedView) -> None:
    narrow = page.findChild(QLineEdit)
    assert narrow is not None
    narrow.setText("field ben")
    assert table(page).isVisible()
    narrow.setText("nobody")
    assert not table(page).isVisible()
    assert "No signed case holds these words." in words(page)
    narrow.clear()


def test_the_document_is_exported_and_the_export_is_shown(page: ApprovedView, gallery: Gallery, tmp_path: Path) -> None:
    assert "1 export, last" in words(page)
    next(button for button in page.findChildren(QPushButton) if button.text() == "Export document").click()
    dialog = page.findChild(SaveDialog)
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == "Maintenance of field equipment.docx"
    dialog.fileSelected.emit(str(tmp_path / "signed.docx"))
    dialog.close()
    wait(lambda: "2 exports, last" in words(page))
    assert (tmp_path / "signed.docx").exists()
    assert "Written to" in gallery.window.banner.accessibleName()


def test_it_leads_to_the_record_of_the_case(page: ApprovedView, gallery: Gallery) -> None:
    final = page.findChild(FinalText)
    assert final is not None
    final.record_asked.emit()
    gallery.rest()
    assert gallery.window.visit.place is Place.AUDIT
    assert gallery.window.visit.case_id


def test_without_a_signed_case_it_says_how_one_comes(qapp: QApplication, tmp_path: Path) -> None:
    with a_gallery(qapp, tmp_path / "home", "ana") as gallery:
        page = gallery.show(ANALYST, Visit(Place.APPROVED))
        assert isinstance(page, ApprovedView)
        assert "Signed cases appear here." in words(page)


def test_a_table_is_sorted_by_the_column_that_is_chosen(qapp: QApplication) -> None:
    cases = tuple(ApprovedCase(name, name, "", form, None, "") for name, form in (("b", "x"), ("a", "z"), ("c", "y")))
    model = ApprovedModel(("", "", "", ""), lambda: False)
    model.begin(cases)
    model.sort(Column.CASE)
    assert [model.index(row, 0).data() for row in range(3)] == ["a", "b", "c"]
    model.sort(Column.FORM, Qt.SortOrder.DescendingOrder)
    assert [model.index(row, 0).data() for row in range(3)] == ["a", "c", "b"]
