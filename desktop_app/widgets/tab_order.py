"""Tab goes through a page in reading order, also where parts of it were made later."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QStackedWidget, QWidget

from desktop_app.widgets.flow_row import FlowRow


def set_reading_order(*regions: QWidget) -> None:
    """Tab goes through these regions one after another, and through each as its layouts say."""
    for one, other in pairwise(widget for region in regions for widget in in_reading_order(region)):
        QWidget.setTabOrder(one, other)


def in_reading_order(widget: QWidget | None) -> Iterator[QWidget]:
    """What can be reached by Tab in a widget, itself first; of a stack only what is shown."""
    if isinstance(widget, QScrollArea):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        yield from in_reading_order(widget.widget())
    elif isinstance(widget, FlowRow):
        for part in widget.parts:
            yield from in_reading_order(part)
    elif isinstance(widget, QStackedWidget):
        yield from in_reading_order(widget.currentWidget())
    elif isinstance(widget, QSplitter):
        for number in range(widget.count()):
            yield from in_reading_order(widget.widget(number))
    elif widget is not None:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        yield from _in_layout(widget.layout())


def _in_layout(layout: QLayout | None) -> Iterator[QWidget]:
    if layout is None:
        return
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is not None:
            yield from in_reading_order(item.widget())
            yield from _in_layout(item.layout())
