"""Scrolls until something can be seen."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget


def bring_into_sight(widget: QWidget) -> None:
    """Scroll what it stands in until it is seen. What was just shown or taken away is laid out first: Qt scrolls to
    where a widget stood when it got the focus, which is nowhere for one that is new."""
    QTimer.singleShot(0, widget, partial(_scroll, widget))


def _scroll(widget: QWidget) -> None:
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if isinstance(area, QScrollArea):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        area.ensureWidgetVisible(widget)
