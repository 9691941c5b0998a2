"""What of its documents the section was drafted from, as a bar and in words: what the drafter did not see is named."""

from PySide6.QtWidgets import QWidget

from desktop_app.domain.coverage import Coverage
from desktop_app.widgets.kit import Kit, column, named
from desktop_app.widgets.share_bar import ShareBar


class CoveragePanel(QWidget):
    """A line and a bar; nothing where no drafter has worked on the section."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._bar = ShareBar(kit.theme)
        self._line = kit.words(style="small", tone="2", wrapped=True)
        self._unread = kit.words(style="small", tone="warning", wrapped=True)
        column(self._line, self._bar, self._unread, gap=kit.theme.px(6), into=self)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return " ".join(label.text() for label in (self._line, self._unread) if label.text())

    def show_coverage(self, found: Coverage | None) -> None:
        """What this section was drafted from."""
        self.setVisible(found is not None)
        if found is None:
            return
        self._bar.show_parts(
            (found.offered, "accent"),
            (found.left_out, "warning"),
            (found.not_found, "border"),
            (found.unreadable, "danger"),
        )
        self._bar.setVisible(found.pages > 0)
        self._line.setText(" · ".join(self._searched(found)))
        self._unread.setText(" ".join(self._not_read(found)))
        self._unread.setVisible(bool(self._unread.text()))
        named(self._bar, self.words)

    def _searched(self, found: Coverage) -> list[str]:
        parts = []
        if found.pages:
            used = self.tr("%1 of %2 pages gave evidence").replace("%1", str(found.offered))
            parts.append(used.replace("%2", str(found.pages)))
        if found.not_found:
            parts.append(self.tr("%1 searched, nothing taken").replace("%1", str(found.not_found)))
        if found.left_out:
            parts.append(self.tr("%1 found and left out, no room").replace("%1", str(found.left_out)))
        if found.library:
            parts.append(self.tr("from libraries: %1").replace("%1", str(found.library)))
        return parts or [self.tr("There is no document to take evidence from.")]

    def _not_read(self, found: Coverage) -> list[str]:
        lines = []
        if found.unreadable:
            lines.append(self.tr("Pages that could not be read: %1.").replace("%1", str(found.unreadable)))
        if found.unread:
            lines.append(self.tr("Not read at all: %1.").replace("%1", ", ".join(found.unread)))
        return lines
