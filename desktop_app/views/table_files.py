"""The dialogs of a table's files: which one comes, what of it, and where one goes to."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_app.qt.table_file_presenter import ImportLook, TableFilePresenter
from desktop_app.views.file_intake import documents_folder
from desktop_app.views.save_dialog import RoomyFileDialog, name_parts
from desktop_app.views.table_editor import TableEditor
from desktop_app.views.table_import_dialog import TableImportDialog
from desktop_app.widgets.kit import Kit


class TableFiles(QObject):
    """Follows the two buttons of a table."""

    def __init__(self, kit: Kit, presenter: TableFilePresenter, editor: TableEditor) -> None:
        super().__init__(editor)
        self._kit, self._presenter, self._editor = kit, presenter, editor
        self._dialog: TableImportDialog | None = None
        editor.import_asked.connect(self._ask_which)
        editor.export_asked.connect(self._ask_where)
        presenter.looked.connect(self._show)
        presenter.exported.connect(self._say_exported)
        presenter.failed.connect(editor.say_failed)

    def _ask_which(self) -> None:
        dialog = self._asked(self.tr("Import a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Tables (*.csv *.tsv *.txt *.xlsx)"))
        dialog.fileSelected.connect(self._look)
        name_parts(dialog)
        dialog.open()

    def _ask_where(self) -> None:
        dialog = self._asked(self.tr("Export the table"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Excel workbook (*.xlsx)"), self.tr("CSV file (*.csv)")])
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(f"{self._presenter.field.field}.xlsx")
        dialog.filterSelected.connect(self._fit_suffix)
        dialog.fileSelected.connect(self._export)
        name_parts(dialog)
        dialog.open()

    def _asked(self, title: str) -> QFileDialog:
        dialog = RoomyFileDialog(self._editor, title, documents_folder())
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _fit_suffix(self, chosen: str) -> None:
        """The name ends as files of the kind do."""
        dialog = self.sender()
        if isinstance(dialog, QFileDialog):
            suffix = "csv" if "*.csv" in chosen else "xlsx"
            dialog.setDefaultSuffix(suffix)
            names = [Path(each) for each in dialog.selectedFiles()]
            if names and not names[0].is_dir():
                dialog.selectFile(names[0].with_suffix(f".{suffix}").name)

    def _look(self, chosen: str) -> None:
        self._presenter.look(Path(chosen))

    def _show(self, look: ImportLook) -> None:
        if not self._editor.isVisible():
            return  # another page is shown by now
        self._dialog = TableImportDialog(self._kit, self._presenter, look, self._editor)
        self._dialog.accepted.connect(self._take)
        self._dialog.finished.connect(self._dialog.deleteLater)
        self._dialog.open()

    def _take(self) -> None:
        if self._dialog is not None:
            self._presenter.take(self._dialog.look, below=self._dialog.below)
            self._editor.take_focus()

    def _export(self, chosen: str) -> None:
        self._presenter.export(Path(chosen))

    def _say_exported(self, path: Path) -> None:
        self._editor.say(self.tr("Written to %1").replace("%1", str(path)))
