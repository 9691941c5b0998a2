"""The panels of a workspace side by side; in a window that is too narrow for them, one at a time behind tabs."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QPushButton, QSplitter, QWidget

from desktop_app.widgets.kit import Kit, column, named, row

NARROW_BELOW = 1100
"""Pixels of the window's width, at 100 % text size, that panels side by side need."""


@dataclass(frozen=True, slots=True)
class Pane:
    """A panel: the name of its tab, and how wide it is at first (pixels at 100 %); the main one takes what is left."""

    name: str
    widget: QWidget
    wide: int
    main: bool = False


class WorkspacePanes(QWidget):
    """Shows panels in reading order. Ctrl+Page Down and Ctrl+Page Up go through the tabs."""

    narrowed = Signal(bool)
    """The panels became tabs (True), or stand side by side again."""

    def __init__(self, kit: Kit, name: str, *panes: Pane) -> None:
        super().__init__()
        self._kit, self._panes = kit, panes
        self._main = next(at for at, pane in enumerate(panes) if pane.main)
        self._narrow, self._at = False, self._main
        self._splitter = named(QSplitter(Qt.Orientation.Horizontal), name)
        self._bar = QWidget()
        self._tabs = [self._tab(at, pane.name) for at, pane in enumerate(panes)]
        self._build()

    @property
    def is_narrow(self) -> bool:
        """Whether the panels are tabs now."""
        return self._narrow

    @property
    def current(self) -> int:
        """The panel whose tab is chosen, counted from 0."""
        return self._at

    def show_pane(self, at: int) -> None:
        """Bring a panel into sight; where all stand side by side it is so already."""
        before, self._at = self._at, at
        for number, tab in enumerate(self._tabs):
            tab.setChecked(number == at)
        if not self._narrow:
            return
        focus = QApplication.focusWidget()
        left = before != at and focus is not None and self._panes[before].widget.isAncestorOf(focus)
        if left or focus in self._tabs:
            self._tabs[at].setFocus(Qt.FocusReason.OtherFocusReason)
        if before != at:
            self._show()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """There is more room, or less."""
        super().resizeEvent(event)
        if self.isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The width is known now."""
        super().showEvent(event)
        self._fit()

    # Its own

    def _build(self) -> None:
        theme = self._kit.theme
        for at, pane in enumerate(self._panes):
            self._splitter.addWidget(pane.widget)
            self._splitter.setStretchFactor(at, int(pane.main))
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setSizes([theme.px(pane.wide) for pane in self._panes])
        edge = theme.px(18)
        tabs = row(*self._tabs, None, gap=theme.px(14), around=(edge, theme.px(6), edge, 0))
        column(tabs, self._kit.line(), gap=0, into=self._bar)
        self._bar.hide()
        column(self._bar, (self._splitter, 1), gap=0, into=self)
        for keys, by in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            key = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self._step, by))

    def _tab(self, at: int, name: str) -> QPushButton:
        tab = self._kit.button(name, "tab")
        tab.setCheckable(True)
        tab.setChecked(at == self._main)
        tab.toggled.connect(partial(self._tab_toggled, at))
        return tab

    def _tab_toggled(self, at: int, on: bool) -> None:
        """A screen reader toggles where a pointer clicks; the chosen tab stays chosen."""
        if on:
            self.show_pane(at)
        elif at == self._at:
            self._tabs[at].setChecked(True)

    def _step(self, by: int) -> None:
        if self._narrow:
            self.show_pane((self._at + by) % len(self._panes))
            self._tabs[self._at].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fit(self) -> None:
        narrow = self.window().width() < self._kit.theme.px(NARROW_BELOW)
        if narrow != self._narrow:
            self._narrow = narrow
            leaves = self._leaves_keyboard()
            self._show()
            if leaves:
                self._tabs[self._at].setFocus(Qt.FocusReason.OtherFocusReason)
            self.narrowed.emit(narrow)

    def _leaves_keyboard(self) -> bool:
        """Whether the keyboard is in a panel that goes: what is hidden takes no keys."""
        focus, shown = QApplication.focusWidget(), self._panes[self._at].widget
        if focus is None or not self._narrow or not self._splitter.isAncestorOf(focus):
            return False
        return focus is not shown and not shown.isAncestorOf(focus)

    def _show(self) -> None:
        self._bar.setVisible(self._narrow)
        for at, pane in enumerate(self._panes):
            pane.widget.setVisible(not self._narrow or at == self._at)
