"""The chip of a section: its confidence in a word; pressed, it says why."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop_app.qt.draft_state import SectionStanding
from desktop_app.qt.section_list_model import SectionRow
from desktop_app.views.reason_words import Reason, details_of, reasons_of, title_of
from desktop_app.widgets.kit import Kit, add, clear, column, named, row
from desktop_app.widgets.parted_button import PartedButton

WIDE = 300
"""Pixels at 100 %, at the least."""


class ReasonsChip(QWidget):
    """A state in a word. Where confidence was measured it is a button that opens the reasons."""

    citation_chosen = Signal(int)
    finding_chosen = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._looks: tuple[object, ...] = ()
        self._section: SectionStanding | None = None
        self._button: PartedButton | None = None
        self._place = row(gap=0, into=self)

    def show_row(self, shown: SectionRow, section: SectionStanding | None) -> None:
        """The word of the section's row, and the section where its reasons can be said."""
        known = section if section is not None and section.route is not None else None
        looks = (shown.chip, shown.tone, shown.icon, known is None)
        same, self._looks, self._section = looks == self._looks, looks, known
        if same:
            return
        held = self._button is not None and self._button.hasFocus()
        clear(self._place)
        chip = self._kit.chip(shown.chip, shown.tone, shown.icon)
        self._button = None
        if known is not None:
            name = self.tr("%1, section %2: why").replace("%1", shown.chip).replace("%2", str(shown.number))
            self._button = PartedButton(self._kit, name, "task", chip, gap=0, around=(2, 2, 2, 2))
            self._button.least = self._kit.theme.px(28)
            self._button.setToolTip(self.tr("Why"))
            self._button.clicked.connect(self.open_reasons)
        add(self._place, self._button or chip)
        if held and self._button is not None:
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def button(self) -> PartedButton | None:
        """What opens the reasons; None where there is none."""
        return self._button

    def open_reasons(self) -> "ReasonsPopover | None":
        """Show them under the chip."""
        if self._section is None or self._button is None:
            return None
        popover = ReasonsPopover(self._kit, self._section, self)
        popover.citation_chosen.connect(self.citation_chosen)
        popover.finding_chosen.connect(self.finding_chosen)
        popover.closed.connect(self._take_focus)
        popover.open_at(self.mapToGlobal(QPoint(self.width(), self.height())))
        return popover

    def _take_focus(self) -> None:
        """What opened the reasons has the keyboard again."""
        self.window().activateWindow()
        if self._button is not None:
            self._button.setFocus(Qt.FocusReason.PopupFocusReason)


class ReasonsPopover(QFrame):
    """Reasons, strongest first; what was measured stands under Details. Esc, or a press elsewhere, closes it."""

    citation_chosen = Signal(int)
    finding_chosen = Signal(str)
    closed = Signal()

    def __init__(self, kit: Kit, section: SectionStanding, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._kit = kit
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("card", "plain")
        named(self, title_of(section))
        self._details = kit.words(details_of(section), "small", "3", wrapped=True)
        self._details.hide()
        self._more = kit.button(self.tr("Details"), "link", size="small")
        self._more.clicked.connect(self._show_details)
        title = kit.words(title_of(section), "strong", wrapped=True)
        lines = column(*(self._line(reason) for reason in reasons_of(section)), gap=kit.theme.px(2))
        column(
            title, lines, row(self._more, None), self._details, gap=kit.theme.px(6), around=kit.around("s"), into=self
        )
        self.setMinimumWidth(kit.theme.px(WIDE))

    def open_at(self, corner: QPoint) -> None:
        """With its right upper corner there, and the keyboard on the first reason."""
        self.adjustSize()
        self.move(corner.x() - self.width(), corner.y())
        self.show()
        buttons = self.findChildren(QPushButton)
        buttons[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape closes it; the arrows go through the reasons."""
        steps = {Qt.Key.Key_Down: True, Qt.Key.Key_Up: False}
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in steps:
            self.focusNextPrevChild(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """The keyboard goes back."""
        super().closeEvent(event)
        self.closed.emit()

    def _line(self, reason: Reason) -> QWidget:
        kit, px = self._kit, self._kit.theme.px
        parts = (kit.icon(reason.icon, reason.tone), (kit.words(reason.words, "small"), 1))
        if not reason.finding_id and not reason.number:
            line = QWidget()
            row(*parts, gap=px(8), around=(px(4), px(4), px(4), px(4)), into=line)
            return line
        button = PartedButton(kit, reason.words, "task", *parts, gap=px(8), around=(px(4), 0, px(4), 0))
        button.clicked.connect(partial(self._lead, reason))
        return button

    def _lead(self, reason: Reason) -> None:
        self.close()
        if reason.finding_id:
            self.finding_chosen.emit(reason.finding_id)
        else:
            self.citation_chosen.emit(reason.number)

    def _show_details(self) -> None:
        self._details.setVisible(self._details.isHidden())
        self.adjustSize()
