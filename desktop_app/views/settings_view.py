"""Settings: a list of parts at the left, the chosen one beside it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QButtonGroup, QPushButton, QStackedWidget, QWidget

from desktop_app.qt.place import Visit
from desktop_app.widgets.kit import Kit, Part, add, column, named, row

WIDE = 840
"""The widest content, in pixels at 100 %."""


class SettingsPart(StrEnum):
    """A part of the settings; `Visit.at` names the one to show."""

    MODELS = "models"
    LIBRARIES = "libraries"
    PACKS = "packs"
    PEOPLE = "people"
    DELEGATION = "delegation"
    MACHINES = "machines"
    NOTICES = "notices"
    PRACTICE = "practice"
    APPEARANCE = "appearance"
    KEYBOARD = "keyboard"
    ABOUT = "about"


ICONS = {
    SettingsPart.MODELS: "server",
    SettingsPart.LIBRARIES: "layers",
    SettingsPart.PACKS: "file-text",
    SettingsPart.PEOPLE: "users",
    SettingsPart.DELEGATION: "user",
    SettingsPart.MACHINES: "link-2",
    SettingsPart.NOTICES: "bell",
    SettingsPart.PRACTICE: "list-checks",
    SettingsPart.APPEARANCE: "sun",
    SettingsPart.KEYBOARD: "command",
    SettingsPart.ABOUT: "info",
}


class SettingsPanel(Protocol):
    """What a part offers."""

    def enter(self) -> None:
        """It is shown now: look at what there is."""
        ...

    def leave(self) -> None:
        """Another one is shown: keep no secret that was typed."""
        ...


class SettingsView(QWidget):
    """Shows one part at a time."""

    asked = Signal(object)

    def __init__(self, kit: Kit, panels: Mapping[SettingsPart, QWidget]) -> None:
        super().__init__()
        self._kit, self._panels = kit, dict(panels)
        self._group = QButtonGroup(self)
        self._stack = QStackedWidget()
        self._buttons = {part: self._button(part) for part in self._panels}
        for panel in self._panels.values():
            self._stack.addWidget(self._page(panel))
        edge = kit.theme.space("m")
        listed = kit.region("scrolled", *self._buttons.values(), None, gap=kit.theme.px(2))
        layout = listed.layout()
        if layout is not None:
            layout.setContentsMargins(edge, kit.theme.space("l"), edge, edge)
        area = kit.scrolled(listed)
        area.setMinimumWidth(listed.sizeHint().width() + area.verticalScrollBar().sizeHint().width())
        parts = named(kit.region("leftPanel", area), self.tr("Parts of the settings"))
        row(parts, (self._stack, 1), gap=0, into=self)

    @property
    def part(self) -> SettingsPart:
        """The one that is shown."""
        return tuple(self._panels)[self._stack.currentIndex()]

    def enter(self, visit: Visit) -> None:
        """Show the part that is asked for, else the one that was shown; after a colon what in it is to be seen."""
        part, _, place = visit.at.partition(":")
        self.show_part(SettingsPart(part) if part in self._panels else self.part)
        if place:
            self._panels[self.part].lead(place)  # type: ignore[attr-defined]
            return
        focused = QApplication.focusWidget()
        if self.isVisible() and (focused is None or not self._panels[self.part].isAncestorOf(focused)):
            self._buttons[self.part].setFocus()

    def leave(self) -> bool:
        """What was typed of a key or a passphrase is forgotten."""
        self._panels[self.part].leave()  # type: ignore[attr-defined]
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        return (self.tr("Settings"),)

    def show_part(self, part: SettingsPart) -> None:
        """Show this one."""
        if part is not self.part:
            self._panels[self.part].leave()  # type: ignore[attr-defined]
        self._buttons[part].setChecked(True)
        self._stack.setCurrentIndex(tuple(self._panels).index(part))
        self._panels[part].enter()  # type: ignore[attr-defined]

    def focus_chosen(self, name: str) -> None:
        """Put the focus on what is chosen of a choice in the part that is shown, as after all was made anew."""
        group = self._panels[self.part].findChild(QButtonGroup, name)
        button = group.checkedButton() if group is not None else None
        if button is not None:
            button.setFocus()

    def _page(self, panel: QWidget) -> QWidget:
        kit = self._kit
        panel.setMaximumWidth(kit.theme.px(WIDE))
        inside = kit.region("scrolled", row((panel, 100), None, gap=0), None, around="xl")
        return kit.scrolled(inside)

    def _button(self, part: SettingsPart) -> QPushButton:
        button = self._kit.button(self._words(part), "nav", ICONS[part])
        button.setCheckable(True)
        button.toggled.connect(lambda down: self.show_part(part) if down and part is not self.part else None)
        self._group.addButton(button)
        return button

    def _words(self, part: SettingsPart) -> str:
        return {
            SettingsPart.MODELS: self.tr("Models and keys"),
            SettingsPart.LIBRARIES: self.tr("Reference libraries"),
            SettingsPart.PACKS: self.tr("Form packs"),
            SettingsPart.PEOPLE: self.tr("People"),
            SettingsPart.DELEGATION: self.tr("Delegation"),
            SettingsPart.MACHINES: self.tr("Other machines"),
            SettingsPart.NOTICES: self.tr("Notices"),
            SettingsPart.PRACTICE: self.tr("Practice"),
            SettingsPart.APPEARANCE: self.tr("Appearance"),
            SettingsPart.KEYBOARD: self.tr("Keyboard"),
            SettingsPart.ABOUT: self.tr("About and diagnostics"),
        }[part]


def heading(kit: Kit, title: str, below: str) -> QWidget:
    """The head of a part: its name, and a line about it."""
    head = QWidget()
    column(kit.words(title, "title"), kit.words(below, tone="3", wrapped=True), gap=kit.theme.px(4), into=head)
    return head


def stacked(kit: Kit, panel: QWidget, *parts: Part) -> None:
    """Put the parts of a panel one below the other."""
    layout = column(gap=kit.theme.space("m"), into=panel)
    for part in parts:
        add(layout, part)
