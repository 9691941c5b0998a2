"""A change in a few words: what was there struck through, what is there now underlined."""

from html import escape

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.redline import ChangeKind
from desktop_app.qt.review_state import ChangeCard, Side
from desktop_app.qt.theme import Theme

LONGEST = 280
"""Characters of each side that are shown."""


def change_html(theme: Theme, card: ChangeCard) -> str:
    """Rich text in the colours of the theme; shape and colour both tell the sides."""
    side = "reviewer" if card.side is Side.REVIEWER else "analyst"
    if card.kind is not ChangeKind.WORDS:
        told = escape(kind_words(card))
        return " ".join(filter(None, (f"<i>{told}</i>", _span(theme, card.after, side, "underline"))))
    parts = (
        _span(theme, card.before, "deleted", "line-through"),
        _span(theme, card.after, side, "underline"),
    )
    return " ".join(filter(None, parts)) or "¶"


def kind_words(card: ChangeCard) -> str:
    """What is changed where it is no word."""
    tr = QCoreApplication.translate
    if card.kind is ChangeKind.MOVE:
        return tr("change", "Moved:")
    if card.kind is not ChangeKind.LOOK:
        return ""
    return tr("change", "Formatting only:") if card.after.strip() else tr("change", "Formatting of the line")


def change_words(card: ChangeCard) -> tuple[str, str]:
    """The two sides as plain words."""
    return _short(card.before), _short(card.after)


def _span(theme: Theme, text: str, tone: str, line: str) -> str:
    shown = _short(text)
    if not shown:
        return ""
    colour, ground = theme.colour(tone).name(), theme.colour(f"{tone}_soft").name()
    style = f"color: {colour}; background-color: {ground}; text-decoration: {line}"
    return f'<span style="{style}">{escape(shown)}</span>'


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} …"
