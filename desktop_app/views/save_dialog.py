"""Where a document is to be written."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget


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
        self.fileSelected.connect(self._place)
        self.finished.connect(self.deleteLater)

    def _place(self, chosen: str) -> None:
        self.placed.emit(Path(chosen))


def _file_name(name: str) -> str:
    """A name that every file system takes."""
    kept = "".join(c if c.isalnum() or c in " -_" else "-" for c in name).strip()
    return kept[:80] or "case"
