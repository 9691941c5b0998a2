"""Scrolls until something can be seen."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget


def bring_into_sight(widget: QWidget, part: Callable[[], QRect] | None = None) -> None:
    """Scroll what it stands in until it is seen, or the part of it that is asked for then. What was just shown or taken
    away is laid out first: Qt scrolls to where a widget stood when it got the focus, which is nowhere for one that is
    new."""
    QTimer.singleShot(0, widget, partial(_scroll, widget, part))


def _scroll(widget: QWidget, part: Callable[[], QRect] | None) -> None:
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    page = area.widget() if isinstance(area, QScrollArea) else None
    if not isinstance(area, QScrollArea) or page is None:
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    if part is None:
        area.ensureWidgetVisible(widget)
    else:
        rect = part()
        centre = widget.mapTo(page, rect.center())
        area.ensureVisible(centre.x(), centre.y(), rect.width() // 2, rect.height())
