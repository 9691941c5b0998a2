"""What the drafts of a case have cost, section by section and model by model; Esc, or a press elsewhere, closes it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.qt.draft_state import Spending
from desktop_app.views.draft_words import money
from desktop_app.widgets.kit import Kit, column, named

translate = QCoreApplication.translate
WIDE, HIGH = 320, 420
"""Pixels at 100 %, at the most in height."""


def spending_lines(spent: Sequence[Spending], currency: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each section with a line for each model that was asked for it, in the order in which they come."""
    for section in dict.fromkeys(each.section for each in spent):
        own = [each for each in spent if each.section == section]
        models = dict.fromkeys(each.model for each in own)
        yield section, tuple(_line([each for each in own if each.model == model], currency) for model in models)


def _line(calls: Sequence[Spending], currency: str) -> str:
    """How often a model was asked, and what that cost as far as it is known, with the day of its price."""
    known = [each.cost for each in calls if each.cost is not None]
    words = translate("draft", "%n call(s)", "", len(calls))
    parts = [f"{calls[0].model}: {words}"]
    if known:
        parts.append(money(sum(known, Decimal(0)), currency))
    if listed := max(each.listed for each in calls):
        parts.append(translate("draft", "price of %1").replace("%1", listed))
    unknown = len(calls) - len(known)
    if unknown:
        said = translate("draft", "price unknown of %n", "", unknown) if known else translate("draft", "price unknown")
        parts.append(said)
    return ", ".join(parts)


class CostPopover(QFrame):
    """Stands over what opened it."""

    def __init__(self, kit: Kit, spent: Sequence[Spending], currency: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("card", "plain")
        named(self, translate("draft", "Cost of this draft"))
        self._kit, px = kit, kit.theme.px
        parts: list[QWidget] = []
        for section, lines in spending_lines(spent, currency):
            parts += [kit.words(section, "label"), *(kit.words(line, "small", "2", wrapped=True) for line in lines)]
        self._inside = kit.region("scrolled", *parts, None, around="xs", gap=px(2))
        area = kit.scrolled(self._inside)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        named(area, translate("draft", "Cost of this draft"))
        column(kit.words(translate("draft", "Cost of this draft"), "strong"), area, around=kit.around("s"), into=self)
        self._area = area

    def open_over(self, corner: QPoint) -> None:
        """With its left lower corner there, and the keyboard in it."""
        px = self._kit.theme.px
        self.setFixedWidth(px(WIDE))
        self._area.setFixedHeight(min(px(HIGH), self._inside.heightForWidth(px(WIDE - 48)) + px(12)))
        self.adjustSize()
        self.move(corner.x(), corner.y() - self.height())
        self.show()
        self._area.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
