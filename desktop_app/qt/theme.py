"""The look: fonts, palette and style sheet from the tokens, light or dark, at the chosen text size."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.qt.icons import TokenIcons
from desktop_app.qt.style_sheet import TONES, style_sheet
from desktop_app.qt.tokens import Tokens, read_tokens

SMALLEST, LARGEST = 0.9, 1.5
R = QPalette.ColorRole
_ROLES = {
    R.Window: "canvas",
    R.WindowText: "text",
    R.Base: "surface",
    R.AlternateBase: "sunken",
    R.Text: "text",
    R.Button: "surface",
    R.ButtonText: "text",
    R.Highlight: "accent",
    R.HighlightedText: "on_accent",
    R.Link: "accent",
    R.Accent: "accent",
    R.ToolTipBase: "raised",
    R.ToolTipText: "text",
    R.PlaceholderText: "text3",
    R.Mid: "border",
    R.Dark: "control",
}


class Appearance(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Gives every part its colours, fonts and lengths. Applying costs some 100 ms: only when it changes."""

    changed = Signal()

    def __init__(self, app: QApplication, resources: Path) -> None:
        super().__init__(app)
        self._app = app
        self.tokens: Tokens = read_tokens(resources)
        for path in sorted((resources / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(path))
        self._icons = TokenIcons(resources / "icons")
        self._appearance, self._scale, self._calm = Appearance.SYSTEM, 1.0, False
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)

    @property
    def appearance(self) -> Appearance:
        """What the person chose."""
        return self._appearance

    @property
    def scale(self) -> float:
        """The text size: 1 is 100 %."""
        return self._scale

    @property
    def name(self) -> str:
        """The colours in use: light or dark."""
        if self._appearance is not Appearance.SYSTEM:
            return self._appearance.value
        return "dark" if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"

    def apply(self, appearance: Appearance, scale: float = 1.0, *, calm: bool = False) -> None:
        """Use these colours and this text size everywhere; `calm`: nothing moves."""
        self._calm, scale = calm, min(LARGEST, max(SMALLEST, scale))
        if (appearance, scale) != (self._appearance, self._scale) or not self._app.styleSheet():
            self._appearance, self._scale = appearance, scale
            self._show()

    def motion(self, name: str) -> int:
        """How long a movement takes, in milliseconds: fast or base. 0 where nothing is to move."""
        return 0 if self._calm else self.tokens.motion[f"{name}_ms"]

    def px(self, length: float) -> int:
        """A length that grows with the text, in pixels; `length` is its pixels at 100 %."""
        return round(length * self._scale)

    def space(self, name: str) -> int:
        """A step of the grid: xxs, xs, s, m, l, xl or xxl."""
        return self.px(self.tokens.space[name])

    def size(self, name: str) -> int:
        """A fixed size of the tokens, at the chosen text size."""
        return self.px(self.tokens.size[name])

    def colour(self, name: str) -> QColor:
        """A colour of the tokens, or of a tone."""
        return QColor(self.tokens.colours[self.name][TONES.get(name, name)])

    def paper_colour(self, name: str) -> QColor:
        """The same for what is laid over paper, which is light whatever the theme is."""
        return QColor(self.tokens.colours["light"][TONES.get(name, name)])

    def font(self, style: str = "body", *, tabular: bool = False, italic: bool = False) -> QFont:
        """The font of a type style; `tabular` gives all digits one width."""
        return _font(self.tokens, style, self._scale, tabular, italic)

    def metrics(self, style: str = "body", *, tabular: bool = False) -> QFontMetrics:
        """The measures of a type style."""
        return QFontMetrics(self.font(style, tabular=tabular))

    def line(self, style: str = "body") -> int:
        """The line height of a type style, in pixels."""
        return self.px(self.tokens.type[style].line)

    def icon(self, name: str, tone: str = "2") -> QIcon:
        """An icon in the colour of a tone; it is drawn anew in the colours that are in use when it is painted."""
        return self._icons.icon(name, self, tone)

    def icon_size(self, size: str = "icon") -> QSize:
        """The size of icons."""
        return QSize(self.size(size), self.size(size))

    def _follow(self) -> None:
        if self._appearance is Appearance.SYSTEM:
            self._show()

    def _show(self) -> None:
        """Each setting looks at all widgets again, so that what is in use already is not set."""
        sheet = style_sheet(self.tokens.colours[self.name], self.tokens.radius, self.px)
        if not self._app.styleSheet():
            self._app.setStyle("Fusion")
        if (self._app.styleSheet(), self._app.font()) != (sheet, self.font()):
            self._app.setPalette(self._palette())
            self._app.setFont(self.font())
            self._app.setStyleSheet(sheet)
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, name in _ROLES.items():
            palette.setColor(role, self.colour(name))
        for role in (R.WindowText, R.Text, R.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("text3"))
        return palette


@lru_cache(maxsize=128)
def _made(families: tuple[str, ...], size: int, weight: int, tracking: float, tabular: bool, italic: bool) -> QFont:
    font = QFont(list(families))
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    font.setItalic(italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tracking:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, tracking)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _font(tokens: Tokens, style: str, scale: float, tabular: bool, italic: bool) -> QFont:
    spec = tokens.type[style]
    family = style if style in ("document", "mono") else "ui"
    size = round(spec.size * scale)
    return QFont(_made(tokens.families[family], size, spec.weight, spec.tracking * scale, tabular, italic))
