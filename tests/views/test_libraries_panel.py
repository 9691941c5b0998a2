"""Reference libraries as a person keeps them: a folder chosen, read, given up, read again, and taken away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton
from window_examples import Gallery, SampleHome, a_gallery, settle, visible, wait

from desktop_app.qt.library_presenter import Indexing
from desktop_app.qt.place import Place, Visit
from desktop_app.views.libraries_panel import LibrariesPanel
from desktop_app.widgets.row_list import RowList


@pytest.fixture
def gallery(
    qapp: QApplication, sample_home: SampleHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Gallery]:
    monkeypatch.setenv("COUNTERSIGN_SEARCH", "words")
    with a_gallery(qapp, sample_home.copy(tmp_path / "home").folder) as gallery:
        gallery.show("", Visit(Place.SETTINGS, at="libraries"))
        yield gallery


@pytest.fixture
def folder(tmp_path: Path) -> str:
    folder = tmp_path / "House rules"
    folder.mkdir()
    (folder / "fees.txt").write_text("A fee above EUR 48,000 needs two approvals.")
    return str(folder)


def panel(gallery: Gallery) -> LibrariesPanel:
    found: LibrariesPanel = gallery.window.findChild(LibrariesPanel)
    return found


def said(gallery: Gallery) -> str:
    settle()
    return " ".join(label.text() for label in visible(gallery.window, QLabel))


def test_where_there_is_none_it_says_what_to_do(gallery: Gallery) -> None:
    assert "No library yet. Add a folder" in said(gallery)
    assert not gallery.offers("Remove")


def test_a_folder_is_added_under_the_name_that_was_typed(gallery: Gallery, folder: str) -> None:
    name = next(f for f in visible(panel(gallery), QLineEdit) if f.accessibleName() == "Name")
    name.setText("rules")
    panel(gallery).add_folder(folder)
    gallery.rest()
    assert "rules is ready. Documents: 1 · passages: 1" in said(gallery)
    assert [row.key for row in visible(panel(gallery), RowList)[0].rows] == ["rules"]
    assert name.text() == "" and f"Folder: {folder}" in said(gallery)


def test_a_folder_in_ones_own_is_told_from_there(
    gallery: Gallery, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path(folder).parent)
    panel(gallery).add_folder(folder)
    gallery.rest()
    assert f"Folder: ~/{Path(folder).name}." in said(gallery)


def test_a_folder_is_chosen_in_a_dialog_of_folders(gallery: Gallery, folder: str) -> None:
    gallery.click("Add folder…")
    dialog = gallery.window.findChild(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(folder)
    dialog.reject()
    gallery.rest()
    assert "house_rules is ready" in said(gallery)


def test_while_a_folder_is_read_cancel_has_the_keyboard(gallery: Gallery) -> None:
    shown = panel(gallery)
    add = next(b for b in visible(shown, QPushButton) if b.text() == "Add folder…")
    add.setFocus()
    shown._show_moved(Indexing("/rules", 12))
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton) and focused.text() == "Cancel"
    assert "Documents so far: 12" in said(gallery)
    shown._show_moved(Indexing("/rules", 12, "rules", 64, 400))
    assert "Search by meaning: 64 of 400 passages" in said(gallery)


def test_a_name_that_another_folder_has_is_told_with_a_way_on(gallery: Gallery, folder: str, tmp_path: Path) -> None:
    panel(gallery).add_folder(folder)
    gallery.rest()
    other = tmp_path / "other" / "House rules"
    other.mkdir(parents=True)
    panel(gallery).add_folder(str(other))
    gallery.rest()
    assert "Remove that one first." in said(gallery)
    assert "--name" not in said(gallery)


def test_a_library_goes_once_that_is_confirmed(gallery: Gallery, folder: str) -> None:
    panel(gallery).add_folder(folder)
    gallery.rest()
    gallery.click("Remove")
    gallery.click("Keep library")
    gallery.click("Remove")
    gallery.click("Remove library")
    wait(lambda: "No library yet" in said(gallery))


def test_a_library_is_read_again(gallery: Gallery, folder: str) -> None:
    panel(gallery).add_folder(folder)
    gallery.rest()
    (Path(folder) / "more.txt").write_text("There is one more rule.")
    gallery.click("Read again")
    assert "Documents: 2" in said(gallery)
