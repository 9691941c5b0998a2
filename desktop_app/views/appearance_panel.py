"""Appearance: colours, text size, motion."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from desktop_app.qt.appearance import TEXT_SIZES, PreferencesFile
from desktop_app.qt.theme import Appearance
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.kit import Kit, named, row
from desktop_app.widgets.tick_box import TickBox

T = TypeVar("T")


class AppearancePanel(QWidget):
    """What is chosen is in use at once."""

    def __init__(self, kit: Kit, preferences: PreferencesFile) -> None:
        super().__init__()
        self._kit, self._preferences = kit, preferences
        self._calm = named(TickBox(kit.theme, self.tr("Reduce motion")), self.tr("Reduce motion"))
        self._calm.setFont(kit.theme.font())
        self._colours = self._choice("colours", self._appearances(), preferences.current.appearance)
        sizes = {percent: f"{percent} %" for percent in TEXT_SIZES}
        self._sizes = self._choice("size", sizes, preferences.current.text_percent)
        self._calm.setChecked(preferences.current.reduced_motion)
        self._calm.toggled.connect(self._choose_motion)
        self._build()

    def enter(self) -> None:
        """What is chosen stands there already."""

    def leave(self) -> None:
        """Nothing is left open."""

    def _build(self) -> None:
        kit = self._kit
        chosen = row(kit.segments(*self._colours.values()), None)
        colours = kit.card(kit.words(self.tr("Colours"), "subhead"), chosen, gap="s")
        size = kit.card(
            kit.words(self.tr("Text size"), "subhead"),
            kit.words(self.tr("Everything grows with it, not the text alone."), "small", "3", wrapped=True),
            row(kit.segments(*self._sizes.values()), None),
            gap="s",
        )
        motion = kit.card(kit.words(self.tr("Motion"), "subhead"), row(self._calm, None), gap="s")
        below = self.tr("Kept for you on this computer.")
        stacked(kit, self, heading(kit, self.tr("Appearance"), below), colours, size, motion)

    def _appearances(self) -> dict[Appearance, str]:
        return {
            Appearance.LIGHT: self.tr("Light"),
            Appearance.DARK: self.tr("Dark"),
            Appearance.SYSTEM: self.tr("Follow the system"),
        }

    def _choice(self, name: str, words: Mapping[T, str], chosen: T) -> dict[T, QPushButton]:
        """Buttons of which one is chosen; the group has the name."""
        group = QButtonGroup(self)
        group.setObjectName(name)
        buttons = {value: self._kit.button(text, "segment") for value, text in words.items()}
        for number, (value, button) in enumerate(buttons.items()):
            button.setCheckable(True)
            button.setChecked(value == chosen)
            group.addButton(button, number)
        group.idToggled.connect(self._choose_colours if name == "colours" else self._choose_size)
        return buttons

    def _choose_colours(self, number: int, down: bool) -> None:
        if down:
            self._keep(appearance=tuple(self._colours)[number])

    def _choose_size(self, number: int, down: bool) -> None:
        if down:
            self._keep(text_percent=TEXT_SIZES[number])

    def _choose_motion(self, chosen: bool) -> None:
        self._keep(reduced_motion=chosen)

    def _keep(self, **changed: object) -> None:
        self._preferences.keep(replace(self._preferences.current, **changed))  # type: ignore[arg-type]
