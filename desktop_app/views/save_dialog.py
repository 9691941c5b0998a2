"""Where a document is to be written."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QListView, QTreeView, QWidget

ROOM = 3
"""Letters that are left free beside words."""


class SaveDialog(QFileDialog):
    """Qt's own dialog, shown by `open()`: it looks the same everywhere and never stops the window."""

    placed = Signal(object)
    """The Path that was chosen."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export document"))
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setNameFilter(self.tr("Word document (*.docx)"))
        self.setDefaultSuffix("docx")
        self.selectFile(f"{_file_name(name)}.docx")
        self._name_parts()
        self.fileSelected.connect(self._place)
        self.finished.connect(self.deleteLater)

    def _name_parts(self) -> None:
        """What Qt makes itself has no names, and tells of files what does not matter here."""
        names = {"lookInCombo": self.tr("Folder"), "fileTypeCombo": self.tr("Kind of file")}
        for combo in self.findChildren(QComboBox):
            combo.setAccessibleName(names.get(combo.objectName(), self.tr("Choice")))
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for tree in self.findChildren(QTreeView):
            for column in range(1, tree.header().count()):
                tree.hideColumn(column)
        for places in self.findChildren(QListView, "sidebar"):
            places.setAccessibleName(self.tr("Places"))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """By now the size of letters is known: what Qt makes itself is as wide as its words."""
        super().showEvent(event)
        for combo in self.findChildren(QComboBox):
            combo.setMinimumWidth(combo.sizeHint().width() + combo.fontMetrics().averageCharWidth() * ROOM)
        for places in self.findChildren(QListView, "sidebar"):
            letter = places.fontMetrics().averageCharWidth()
            places.setMinimumWidth(places.sizeHintForColumn(0) + 2 * places.frameWidth() + letter * ROOM)

    def _place(self, chosen: str) -> None:
        self.placed.emit(Path(chosen))


def _file_name(name: str) -> str:
    """A name that every file system takes."""
    kept = "".join(c if c.isalnum() or c in " -_" else "-" for c in name).strip()
    return kept[:80] or "case"
