"""Documents in the window: written as what, brought back with changes, found again by their code."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from window_examples import ANALYST, Gallery, SampleHome, a_gallery, wait

from desktop_app.domain.export_kind import ExportKind
from desktop_app.qt.place import Place, Visit
from desktop_app.views.brought_dialog import BroughtDialog
from desktop_app.views.document_ways import DocumentWays
from desktop_app.views.draft_view import DraftView
from desktop_app.views.save_dialog import SaveDialog


@pytest.fixture(scope="module")
def home(sample_home: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> SampleHome:
    return sample_home.copy(tmp_path_factory.mktemp("documents") / "home")


@pytest.fixture(scope="module")
def gallery(qapp: QApplication, home: SampleHome) -> Iterator[Gallery]:
    with a_gallery(qapp, home.folder) as gallery:
        yield gallery


@pytest.fixture
def page(gallery: Gallery, home: SampleHome) -> DraftView:
    page = gallery.show(ANALYST, Visit(Place.DRAFT, home.cases["draft"]))
    assert isinstance(page, DraftView)
    return page


def exported(page: DraftView, gallery: Gallery, path: Path, kind: ExportKind) -> bytes:
    """The document of the case, as the window writes it."""
    gallery.click("Export document", page.documents)
    dialog = page.findChild(SaveDialog)
    assert dialog is not None
    dialog.selectNameFilter(next(words for words, each in dialog._kinds.items() if each is kind))
    dialog.fileSelected.emit(str(path))
    dialog.close()
    wait(path.exists)
    gallery.rest()
    return path.read_bytes()


def test_a_case_under_work_leaves_as_any_kind_of_document(page: DraftView, gallery: Gallery, tmp_path: Path) -> None:
    assert exported(page, gallery, tmp_path / "a.pdf", ExportKind.PDF).startswith(b"%PDF")
    marked = Document(BytesIO(exported(page, gallery, tmp_path / "a.docx", ExportKind.MARKED)))
    assert any("tracked changes" in paragraph.text for paragraph in marked.paragraphs)


def test_the_name_ends_as_the_kind_does(page: DraftView, gallery: Gallery) -> None:
    gallery.click("Export document", page.documents)
    dialog = page.findChild(SaveDialog)
    assert dialog is not None
    words = next(words for words, each in dialog._kinds.items() if each is ExportKind.PDF)
    dialog.selectNameFilter(words)
    dialog.filterSelected.emit(words)
    assert Path(dialog.selectedFiles()[0]).suffix == ".pdf"
    dialog.close()
    gallery.rest()


def test_what_was_changed_outside_is_seen_and_then_taken(page: DraftView, gallery: Gallery, tmp_path: Path) -> None:
    path = tmp_path / "back.docx"
    document = Document(BytesIO(exported(page, gallery, path, ExportKind.DOCX)))
    assert page.state is not None
    target = next(s for s in page.state.sections if s.text is not None and s.section)
    head = page.state.facts.record.head(target.section)
    assert head is not None
    first = head.section_text.blocks[0].text
    paragraph = next(p for p in document.paragraphs if p.text.replace("\u202f", "").startswith(first[:30]))
    paragraph.runs[0].text = "Outside, somebody wrote: " + paragraph.runs[0].text
    document.save(str(path))
    gallery.click("Bring changes back", page.documents)
    dialog = next(each for each in page.findChildren(QFileDialog) if not isinstance(each, SaveDialog))
    dialog.fileSelected.emit(str(path))
    dialog.close()
    gallery.rest()
    shown = page.findChild(BroughtDialog)
    assert shown is not None and shown.look.changes.count == 1
    next(each for each in shown.findChildren(QPushButton) if each.text() == "Take as my edits").click()
    gallery.rest()
    wait(lambda: "Taken from the document" in gallery.window.banner.accessibleName())
    assert page.state.facts.record.head(target.section).section_text.plain.startswith("Outside, somebody wrote: ")


def test_a_document_that_is_none_of_the_case_is_told_in_the_banner(
    page: DraftView, gallery: Gallery, tmp_path: Path
) -> None:
    (tmp_path / "other.docx").write_bytes(b"nothing")
    page.documents.bring_asked.emit()
    dialog = next(each for each in page.findChildren(QFileDialog) if not isinstance(each, SaveDialog))
    dialog.fileSelected.emit(str(tmp_path / "other.docx"))
    dialog.close()
    gallery.rest()
    wait(lambda: "damaged" in gallery.window.banner.accessibleName())


def test_a_signed_case_takes_no_changes(gallery: Gallery, home: SampleHome) -> None:
    page = gallery.show(ANALYST, Visit(Place.DRAFT, home.cases["signed"]))
    ways = page.findChild(DocumentWays)
    assert ways is not None
    enabled = {each.text(): each.isEnabled() for each in ways.findChildren(QPushButton)}
    assert enabled == {"Export": True, "Bring back": False}


def test_a_code_is_checked_from_the_filter_of_approved_cases(gallery: Gallery, home: SampleHome) -> None:
    page = gallery.show(ANALYST, Visit(Place.APPROVED))
    field = page.findChild(QLineEdit)
    assert field is not None
    field.setText("0000-0000-0000-0000")
    QTest.keyClick(field, Qt.Key.Key_Return)
    gallery.rest()
    wait(lambda: "No signature in this store" in gallery.window.banner.accessibleName())
