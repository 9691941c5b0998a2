"""Where a document is to be written."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QListView, QTreeView, QWidget

from desktop_app.domain.export_kind import ExportKind

ROOM = 3
"""Letters that are left free beside words."""


class RoomyFileDialog(QFileDialog):
    """Whose parts are as wide as their words."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """By now the size of letters is known: what Qt makes itself is as wide as its words."""
        super().showEvent(event)
        for combo in self.findChildren(QComboBox):
            combo.setMinimumWidth(combo.sizeHint().width() + combo.fontMetrics().averageCharWidth() * ROOM)
        for places in self.findChildren(QListView, "sidebar"):
            letter = places.fontMetrics().averageCharWidth()
            places.setMinimumWidth(places.sizeHintForColumn(0) + 2 * places.frameWidth() + letter * ROOM)


class SaveDialog(RoomyFileDialog):
    """Qt's own dialog, shown by `open()`: it looks the same everywhere and never stops the window."""

    placed = Signal(object, object)
    """The Path that was chosen, and the ExportKind."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export document"))
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._kinds = {
            self.tr("Word document (*.docx)"): ExportKind.DOCX,
            self.tr("Word document with changes and comments (*.docx)"): ExportKind.MARKED,
            self.tr("PDF with a signature page (*.pdf)"): ExportKind.PDF,
        }
        self.setNameFilters(list(self._kinds))
        self.setDefaultSuffix("docx")
        self.filterSelected.connect(self._fit_suffix)
        self.selectFile(f"{_file_name(name)}.docx")
        name_parts(self)
        self.fileSelected.connect(self._place)
        self.finished.connect(self.deleteLater)

    @property
    def kind(self) -> ExportKind:
        """What is chosen."""
        return self._kinds.get(self.selectedNameFilter(), ExportKind.DOCX)

    def _fit_suffix(self) -> None:
        """The name ends as files of the kind do."""
        suffix = "pdf" if self.kind is ExportKind.PDF else "docx"
        self.setDefaultSuffix(suffix)
        named = [Path(each) for each in self.selectedFiles()]
        if named and not named[0].is_dir():
            self.selectFile(named[0].with_suffix(f".{suffix}").name)

    def _place(self, chosen: str) -> None:
        self.placed.emit(Path(chosen), self.kind)


def name_parts(dialog: QFileDialog) -> None:
    """What Qt makes itself has no names, and tells of files what does not matter here."""
    tr = QCoreApplication.translate
    names = {"lookInCombo": tr("SaveDialog", "Folder"), "fileTypeCombo": tr("SaveDialog", "Kind of file")}
    for combo in dialog.findChildren(QComboBox):
        combo.setAccessibleName(names.get(combo.objectName(), tr("SaveDialog", "Choice")))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for tree in dialog.findChildren(QTreeView):
        for column in range(1, tree.header().count()):
            tree.hideColumn(column)
    for places in dialog.findChildren(QListView, "sidebar"):
        places.setAccessibleName(tr("SaveDialog", "Places"))


def _file_name(name: str) -> str:
    """A name that every file system takes."""
    kept = "".join(c if c.isalnum() or c in " -_" else "-" for c in name).strip()
    return kept[:80] or "case"
