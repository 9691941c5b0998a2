"""The preview of a form pack as its author uses it: live answers, saved files, faults at their line, by keyboard."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from window_examples import ANALYST, Gallery, SampleHome, a_gallery, switch, visible, wait

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.form import FieldType, FormField
from desktop_app.qt.place import Place, Visit
from desktop_app.views.packs_panel import PacksPanel
from desktop_app.views.preview_view import PreviewView
from desktop_app.widgets.row_list import RowList


@pytest.fixture
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path: Path) -> Iterator[Gallery]:
    with a_gallery(qapp, sample_home.copy(tmp_path / "home").folder) as gallery:
        switch(gallery, ANALYST)
        yield gallery


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(resources_folder() / "new_pack", tmp_path / "pack")
    return tmp_path / "pack"


def save(folder: Path, old: str, new: str) -> None:
    form = folder / "form.yaml"
    assert old in form.read_text()
    form.write_text(form.read_text().replace(old, new))


def words(page: PreviewView) -> str:
    return " · ".join(label.text() for label in visible(page, QLabel))


def test_a_pack_is_previewed_while_it_is_written(gallery: Gallery, folder: Path) -> None:
    page = gallery.show(ANALYST, Visit(Place.PREVIEW, at=str(folder)))
    assert isinstance(page, PreviewView)
    wait(lambda: page.panel is not None and "Not decidable yet" in words(page))
    assert page.panel is not None
    page.panel.focus_field("supplier")
    QTest.keyClicks(QApplication.focusWidget(), "Nordholz")
    save(folder, "label: Supplier", "label: Who sells it?")
    wait(lambda: "Who sells it?" in words(page))
    assert page.panel.editor("supplier").text() == "Nordholz"
    assert page.panel.field_of(QApplication.focusWidget()) == "supplier"
    save(folder, "type: boolean", "type: bolean")
    wait(lambda: page.faults.count() > 0)
    line = (folder / "form.yaml").read_text().splitlines().index
    broken = next(text for text in (folder / "form.yaml").read_text().splitlines() if "bolean" in text)
    assert f"form.yaml:{line(broken) + 1}:" in page.faults.item(0).text()
    assert broken.strip() in page.faults.item(0).text()
    assert "the last one without" in words(page) and "Who sells it?" in words(page)
    save(folder, "type: bolean", "type: boolean")
    wait(lambda: "No faults." in words(page))
    gallery.show(ANALYST, Visit(Place.HOME))


def test_a_folder_that_is_not_there_is_told_and_no_other_form_stands_for_it(gallery: Gallery, folder: Path) -> None:
    page = gallery.show(ANALYST, Visit(Place.PREVIEW, at=str(folder)))
    assert isinstance(page, PreviewView)
    wait(lambda: page.panel is not None and page.panel.isVisible())
    gallery.show(ANALYST, Visit(Place.PREVIEW, at=str(folder / "nothing")))
    wait(lambda: "no pack and no folder" in gallery.window.banner.accessibleName())
    assert page.panel is not None and not page.panel.isVisible()
    gallery.show(ANALYST, Visit(Place.HOME))


def test_the_settings_lead_to_the_preview_of_a_form(gallery: Gallery) -> None:
    page = gallery.show(ANALYST, Visit(Place.SETTINGS, at="packs"))
    panel = next(iter(visible(page, PacksPanel)))
    wait(lambda: bool(visible(panel, RowList)))
    (rows,) = visible(panel, RowList)
    rows.choose("contract_review")
    next(b for b in visible(panel, QPushButton) if b.text() == "Preview the chosen one").click()
    wait(lambda: any("Contract" in words(view) for view in visible(gallery.window, PreviewView)))
    gallery.show(ANALYST, Visit(Place.HOME))


def test_a_form_in_two_languages_is_previewed_in_each(gallery: Gallery, folder: Path) -> None:
    (folder / "locale").mkdir()
    (folder / "locale" / "de.yaml").write_text("fields: {supplier: {label: Lieferant}}")
    page = gallery.show(ANALYST, Visit(Place.PREVIEW, at=str(folder)))
    assert isinstance(page, PreviewView)
    wait(lambda: page.panel is not None and page.language.isVisible())
    page.language.choose("de")
    page.language.activated.emit(page.language.currentIndex())
    wait(lambda: "Lieferant" in words(page))
    gallery.show(ANALYST, Visit(Place.HOME))


def test_the_numbers_of_a_table_are_read_in_the_language_of_the_preview(gallery: Gallery, folder: Path) -> None:
    save(folder, "language: en", "language: de")
    page = gallery.show(ANALYST, Visit(Place.PREVIEW, at=str(folder)))
    assert isinstance(page, PreviewView)
    wait(lambda: page.panel is not None and page.panel.isVisible())
    share = FormField(field="share", type=FieldType.DECIMAL, label="Share")
    shares = FormField(field="shares", type=FieldType.TABLE, label="Shares", columns=(share,))
    table = page._presenter.table(shares).table
    table.write(0, 0, "3,5")
    assert table.model.rows[0].values == (Decimal("3.5"),)
    gallery.show(ANALYST, Visit(Place.HOME))
