"""Where a document of a case goes to, which one comes back, and what it changes: each asked in a dialog of its own."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.qt.brought_presenter import BroughtPresenter
from desktop_app.qt.brought_reading import BroughtLook
from desktop_app.qt.case_export import Exported
from desktop_app.views.brought_dialog import BroughtDialog
from desktop_app.views.document_ways import DocumentWays
from desktop_app.views.save_dialog import SaveDialog, name_parts
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit


class DocumentDialogs(QObject):
    """Follows the two buttons of a page."""

    def __init__(
        self, kit: Kit, presenter: BroughtPresenter, ways: DocumentWays, banner: Banner, page: QWidget
    ) -> None:
        super().__init__(page)
        presenter.setParent(self)
        self._kit, self._presenter, self._ways, self._banner, self._page = kit, presenter, ways, banner, page
        self._dialog: BroughtDialog | None = None
        ways.export_asked.connect(self._ask_where)
        ways.bring_asked.connect(self._ask_which)
        presenter.exported.connect(self._say_exported)
        presenter.looked.connect(self._show)
        presenter.taken.connect(self._say_taken)
        presenter.failed.connect(banner.fail)

    def _ask_where(self) -> None:
        dialog = SaveDialog(self._page, self._ways.title)
        dialog.placed.connect(self._export)
        dialog.open()

    def _export(self, path: Path, kind: Any) -> None:
        self._presenter.export(self._ways.case_id, path, kind)

    def _ask_which(self) -> None:
        dialog = QFileDialog(self._page, self.tr("Bring changes back"))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Word document (*.docx)"))
        name_parts(dialog)
        dialog.fileSelected.connect(self._look)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _look(self, chosen: str) -> None:
        self._presenter.look(self._ways.case_id, Path(chosen))

    def _show(self, look: BroughtLook) -> None:
        if look.case_id != self._ways.case_id or not self._page.isVisible():
            return  # the page shows another case by now
        self._dialog = BroughtDialog(self._kit, look, self._page)
        self._dialog.accepted.connect(self._take)
        self._dialog.finished.connect(self._dialog.deleteLater)
        self._dialog.open()

    def _take(self) -> None:
        if self._dialog is not None:
            self._presenter.take(self._dialog.look, self._dialog.reason)

    def _say_exported(self, exported: Exported) -> None:
        words = self.tr("Written to %1. %2").replace("%1", str(exported.path)).replace("%2", exported.anchored)
        self._banner.say(words, "success")

    def _say_taken(self, brought: Any) -> None:
        words = self.tr("Taken from the document: %n change(s).", "", brought.changes.count)
        self._banner.say(words, "success")
