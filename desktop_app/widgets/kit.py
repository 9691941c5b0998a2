"""The parts of a view: words, chips, buttons, cards, lines, icons. Their sizes come from fonts and tokens."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop_app.qt.key_map import KeyMap
from desktop_app.qt.theme import Theme
from desktop_app.widgets.key_hint import KeyHint, KeyTip

if TYPE_CHECKING:  # it is part of what is imported behind the window
    from desktop_app.domain.confidence import Band

BANDS = {"high": ("success", "shield-check"), "medium": ("warning", "eye"), "low": ("danger", "lock")}
"""Tones and icons of bands, by their values."""
ICON_TONES = {"primary": "on_accent", "link": "accent", "soft": "accent", "danger": "danger"}
ICON_ROOM = 4
"""Pixels between an icon and the words of its button, beside those that Qt puts there, at 100 %."""
Part = QWidget | QLayout | int | None | tuple[QWidget | QLayout, int]
W = TypeVar("W", bound=QWidget)


class Kit:
    """Makes parts in the look of a theme."""

    def __init__(self, theme: Theme, keys: KeyMap | None = None) -> None:
        self.theme, self.keys = theme, keys or KeyMap(parent=theme)

    def words(self, text: str = "", style: str = "body", tone: str = "1", *, wrapped: bool = False) -> QLabel:
        """A label; `wrapped` lets it take as many lines as it needs."""
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self.theme.font(style))
        label.setProperty("tone", tone)
        label.setWordWrap(wrapped)
        if wrapped:
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        return label

    def hint(self, command: str, tone: str = "3") -> KeyHint:
        """The key that does this, beside the button that does it too."""
        hint = KeyHint(self.keys, command)
        hint.setFont(self.theme.font("caption"))
        hint.setProperty("tone", tone)
        return hint

    def icon(self, name: str, tone: str = "2", size: str = "icon") -> QLabel:
        """A picture that says nothing which is not also said in words beside it."""
        label = QLabel()
        label.setPixmap(self.theme.icon(name, tone).pixmap(self.theme.icon_size(size)))
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return label

    def chip(self, text: str, tone: str = "neutral", icon: str = "") -> QFrame:
        """A short state: an icon and a word on a soft ground."""
        frame = named(QFrame(), text)
        frame.setProperty("chip", tone)
        words = self.words(text, "label", "2" if tone == "neutral" else tone)
        parts: list[Part] = [self.icon(icon, "2" if tone == "neutral" else tone)] if icon else []
        row(*parts, words, gap=self.theme.px(4), around=(self.theme.px(8), 0, self.theme.px(9), 0), into=frame)
        frame.setMinimumHeight(self.theme.px(2 * self.theme.tokens.radius["pill"]))
        frame.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return frame

    def band(self, band: "Band", word: str) -> QFrame:
        """Confidence: always an icon, a word and a colour together."""
        tone, icon = BANDS[band]
        return self.chip(word, tone, icon)

    def button(
        self, text: str, kind: str = "secondary", icon: str = "", *, size: str = "", name: str = ""
    ) -> QPushButton:
        """A button; `kind` is primary, secondary, ghost, link, soft, preset, danger, nav, crumb, tab, segment
        or error."""
        button = QPushButton(text)
        button.setProperty("kind", kind)
        button.setProperty("size", size)
        button.setFont(self.theme.font("label" if size == "small" or kind == "preset" else "strong"))
        if icon:
            self.show_icon(button, icon)
        button.setAccessibleName(name or text)
        button.setAutoDefault(True)  # Enter presses it wherever it is, as Space does
        if not text:
            button.setToolTip(name)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        return button

    def show_icon(self, button: QPushButton, icon: str) -> None:
        """Before its words, in its tone; none where it is empty."""
        button.setProperty("icon_name", icon)
        side, room = self.theme.size("icon"), self.theme.px(ICON_ROOM) if button.text() else 0
        button.setIconSize(QSize(side + room, side))
        button.setIcon(self.theme.icon(icon, ICON_TONES.get(button.property("kind"), "2")) if icon else QIcon())

    def segments(self, *buttons: QPushButton) -> QFrame:
        """Buttons of the kind segment of which one is chosen, on a ground of their own."""
        frame, edge = QFrame(), self.theme.px(2)
        frame.setProperty("segments", "true")
        row(*buttons, gap=edge, around=(edge, edge, edge, edge), into=frame)
        frame.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return frame

    def turn(self, button: QPushButton, kind: str) -> None:
        """Make a button one of another kind, its icon with it."""
        if button.property("kind") != kind:
            restyled(button, kind=kind)
            name = button.property("icon_name")
            if name:
                button.setIcon(self.theme.icon(name, ICON_TONES.get(kind, "2")))

    def with_key(self, button: QPushButton, command: str) -> QPushButton:
        """The button, whose tooltip says the key that does the same."""
        KeyTip(self.keys, command, button)
        return button

    def line(self, kind: str = "h") -> QFrame:
        """A separator: h, v, accent or danger."""
        frame = QFrame()
        frame.setProperty("line", kind)
        return frame

    def card(self, *parts: Part, kind: str = "plain", gap: str = "xs", around: str = "m") -> QFrame:
        """A column of parts on a ground of its own."""
        frame = QFrame()
        frame.setProperty("card", kind)
        column(*parts, gap=self.theme.space(gap), around=self.around(around), into=frame)
        return frame

    def region(self, name: str, *parts: Part, gap: int = 0, around: str = "") -> QWidget:
        """A part with a ground of its own: canvas, surface, leftPanel, rightPanel, footer, topbar or rail."""
        widget = QWidget()
        widget.setObjectName(name)
        widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        column(*parts, gap=gap, around=self.around(around) if around else (0, 0, 0, 0), into=widget)
        return widget

    def scrolled(self, inside: QWidget) -> QScrollArea:
        """The same, scrolling up and down where there is more than fits."""
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def beside(self, name: str, said: str, *parts: tuple[QWidget, int]) -> QSplitter:
        """Parts side by side, each with its share of what room is left; their widths can be changed, and are kept
        under the name.
        """
        splitter = named(QSplitter(Qt.Orientation.Horizontal), said)
        splitter.setObjectName(name)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(self.theme.space("m"))
        splitter.setProperty("handles", "bare")
        for number, (part, share) in enumerate(parts):
            splitter.addWidget(part)
            splitter.setStretchFactor(number, share)
        return splitter

    def around(self, step: str) -> tuple[int, int, int, int]:
        """The same margin on all sides."""
        space = self.theme.space(step)
        return space, space, space, space


def row(
    *parts: Part, gap: int = 8, around: tuple[int, int, int, int] = (0, 0, 0, 0), into: QWidget | None = None
) -> QHBoxLayout:
    """Parts side by side: a number is a space, None takes what is left, a pair gives a part its share of it."""
    layout = QHBoxLayout(into) if into is not None else QHBoxLayout()
    _fill(layout, parts, gap, around)
    return layout


def column(
    *parts: Part, gap: int = 8, around: tuple[int, int, int, int] = (0, 0, 0, 0), into: QWidget | None = None
) -> QVBoxLayout:
    """Parts one below the other."""
    layout = QVBoxLayout(into) if into is not None else QVBoxLayout()
    _fill(layout, parts, gap, around)
    return layout


def _fill(layout: QBoxLayout, parts: Iterable[Part], gap: int, around: tuple[int, int, int, int]) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*around)
    for part in parts:
        add(layout, part)


def add(layout: QBoxLayout, part: Part) -> None:
    """Add a part at the end."""
    stretch = 0
    if isinstance(part, tuple):
        part, stretch = part
    if part is None:
        layout.addStretch(1)
    elif isinstance(part, int):
        layout.addSpacing(part)
    elif isinstance(part, QLayout):
        layout.addLayout(part, stretch)
    else:
        layout.addWidget(part, stretch)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
            inner.deleteLater()


def held(layout: QLayout, kind: type[W]) -> list[W]:
    """The widgets of a kind in a layout, in order."""
    items = (layout.itemAt(number) for number in range(layout.count()))
    return [widget for item in items if item is not None and isinstance(widget := item.widget(), kind)]


def named(widget: W, name: str, description: str = "") -> W:
    """The widget, with the name that a screen reader says."""
    widget.setAccessibleName(name)
    widget.setAccessibleDescription(description)
    return widget


def restyled(widget: QWidget, **properties: object) -> None:
    """Change the look of one widget by its properties."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def square(button: QPushButton, side: int) -> QPushButton:
    """A button with an icon alone."""
    button.setFixedSize(QSize(side, side))
    return button
