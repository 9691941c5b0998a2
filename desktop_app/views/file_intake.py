"""How files come into a page: dropped anywhere on the window, pasted, or chosen in the dialog of the system."""

from functools import partial

from PySide6.QtCore import QDir, QEvent, QFileInfo, QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.views.field_editors import has_files


def documents_folder() -> str:
    """Where a person keeps documents; the folder that the program was started in is none of theirs."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return folder if QDir(folder).exists() else QDir.homePath()


class FileIntake(QObject):
    """Takes files for a page while it is shown."""

    given = Signal(str, list)
    """The question that they are for, empty where nobody said, and the paths."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page, self._folder = page, ""

    def begin(self) -> None:
        """The window of the page takes files."""
        self._page.window().setAcceptDrops(True)
        self._page.window().installEventFilter(self)

    def end(self) -> None:
        """It takes none any more."""
        self._page.window().removeEventFilter(self)
        self._page.window().setAcceptDrops(False)

    def ask(self, field: str) -> None:
        """Let the person choose files for a question."""
        dialog = QFileDialog(self._page, self.tr("Add documents"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(self._folder or documents_folder())
        dialog.filesSelected.connect(partial(self._take, field))
        dialog.open()

    def _take(self, field: str, paths: list[str]) -> None:
        """The next files are looked for where these were."""
        self._folder = QFileInfo(paths[0]).path()
        self.given.emit(field, paths)

    def take_pasted(self, event: QKeyEvent) -> bool:
        """Whether a key pastes files: then they are taken."""
        mime = QGuiApplication.clipboard().mimeData()
        if not (event.matches(QKeySequence.StandardKey.Paste) and has_files(mime)):
            return False
        self.given.emit("", [url.toLocalFile() for url in mime.urls()])
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """What is dropped on the window."""
        if not (isinstance(event, QDropEvent) and has_files(event.mimeData())):
            return super().eventFilter(watched, event)
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            self.given.emit("", [url.toLocalFile() for url in event.mimeData().urls()])
        return True
