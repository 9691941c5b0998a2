"""Regions of a window, and the way from one to the next by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

NAMES = ("rail", "topbar", "leftPanel", "rightPanel", "footer")
"""Names of the widgets that are a region each; what is in none of them is the middle of the page."""


def step_region(window: QWidget, step: int) -> QWidget | None:
    """Put the focus into the next region (1) or the one before (-1): to its first control. The control, if any."""
    controls = focusable(window)
    regions: dict[QWidget | None, list[QWidget]] = {}
    for control in controls:
        regions.setdefault(region_of(control), []).append(control)
    if not regions:
        return None
    order = list(regions)
    now = QApplication.focusWidget()
    at = order.index(region_of(now)) if now in controls else -step
    target = regions[order[(at + step) % len(order)]][0]
    target.setFocus(Qt.FocusReason.TabFocusReason)
    return target


def region_of(widget: QWidget | None) -> QWidget | None:
    """The region that a widget is in; None: the middle of the page."""
    while widget is not None and widget.objectName() not in NAMES:
        widget = widget.parentWidget()
    return widget


def focusable(window: QWidget) -> list[QWidget]:
    """What Tab comes to, in its order."""
    found: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if takes_tab(widget) and widget.window() is window:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab stops there."""
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    return bool(by_tab) and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
