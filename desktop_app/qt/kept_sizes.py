"""How wide a person made the panels and columns of a page, kept between starts."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QSplitter, QTableView, QWidget

from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.theme import Theme

KEPT = "kept_sizes"
"""The property of what is attended to: under which name it is kept."""

RESTORED = "has_kept_sizes"
"""The property of the header of a table whose columns are as wide as they were made."""


class KeptSizes(QObject):
    """Sizes are kept as they are at 100 %, so that another text size keeps their proportions."""

    def __init__(self, preferences: PreferencesFile, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences, self._theme = preferences, theme

    def attend(self, name: str, page: QWidget) -> None:
        """Give every splitter and every table of the page the sizes that it had, and keep those that it is given.

        Each is told from the others of the page by its object name, else by its place among them.
        """
        for number, splitter in enumerate(page.findChildren(QSplitter)):
            if not splitter.property(KEPT):
                splitter.setProperty(KEPT, f"sizes/{name}/{splitter.objectName() or number}")
                self._restore(splitter)
                splitter.splitterMoved.connect(partial(self._keep, splitter))
        for number, table in enumerate(page.findChildren(QTableView)):
            header = table.horizontalHeader()
            if not header.property(KEPT):
                header.setProperty(KEPT, f"columns/{name}/{table.objectName() or number}")
                self._restore_columns(header)
                header.sectionResized.connect(partial(self._keep_columns, header))

    def _restore(self, splitter: QSplitter) -> None:
        sizes = self._read(splitter)
        if len(sizes) == splitter.count():
            splitter.setSizes(sizes)

    def _restore_columns(self, header: QHeaderView) -> None:
        sizes = self._read(header)
        header.setProperty(RESTORED, len(sizes) == header.count())
        if len(sizes) == header.count():
            for column in _own(header):
                header.resizeSection(column, sizes[column])

    def _keep(self, splitter: QSplitter, *_: int) -> None:
        """A panel that is not shown has no width of its own, so nothing is known then."""
        panels = [splitter.widget(number) for number in range(splitter.count())]
        if all(panel is not None and panel.isVisible() for panel in panels):
            self._write(splitter, splitter.sizes())

    def _keep_columns(self, header: QHeaderView, *_: int) -> None:
        """Only what a hand does, and not what follows from the width of the window."""
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._write(header, [header.sectionSize(column) for column in range(header.count())])

    def _write(self, widget: QWidget, sizes: list[int]) -> None:
        words = ",".join(str(round(size / self._theme.scale)) for size in sizes)
        self._preferences.keep_words(str(widget.property(KEPT)), words)

    def _read(self, widget: QWidget) -> list[int]:
        """Empty where nothing is kept that could be sizes."""
        parts = self._preferences.words(str(widget.property(KEPT))).split(",")
        return [self._theme.px(int(part)) for part in parts] if all(_is_size(part) for part in parts) else []


def _is_size(part: str) -> bool:
    return part.isascii() and part.isdigit() and 0 < int(part) < 1 << 16


def _own(header: QHeaderView) -> Iterator[int]:
    """The columns that can be made wider by hand."""
    for column in range(header.count()):
        if header.sectionResizeMode(column) is QHeaderView.ResizeMode.Interactive:
            yield column
