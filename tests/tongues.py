"""Another language: every string of the window longer and between marks, so that what was not translated stands out."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from math import ceil
from pathlib import Path

from clipping import Listener, visible
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.views.timeline_panel import TimelineList

PACKAGE = Path(__file__).parents[1] / "desktop_app"
CORE = ("domain", "services", "adapters")
LONGER = 1.4
"""What other languages take of the width of English, at the most that a layout must bear (ux-spec 7)."""
OPENS, CLOSES = "«", "»"
FILLING = " et quidem plus dictum est" * 40
WORD = re.compile(r"[^\W\d_]{2,}")
PROPERTIES = ("text", "placeholderText", "toolTip", "accessibleName", "accessibleDescription", "windowTitle", "title")
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
NO_WORDS = re.compile(
    r"<[^>]*>|\b[0-9a-f]{4,}\b|\S*…\S*|/\S+|\S+_\S+|\b(Ctrl|Shift|Alt|Enter|Return|Esc|Space|Del|EUR)\b"
)
"""Marks of rich text, hashes, words that were cut, paths, names in code, keys and currencies."""
OWN_NAMES = ("Countersign", "UTC", "Qt")


class Longer(QTranslator):
    """Every string, longer by the most that a layout must bear, and between marks."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        if not source.strip():
            return None
        more = ceil(len(source) * LONGER) - len(source) - len(OPENS + CLOSES)
        return f"{OPENS}{source}{FILLING[: max(0, more)]}{CLOSES}"

    def isEmpty(self) -> bool:  # noqa: N802
        return False


def untranslated(root: QWidget, data: tuple[str, ...]) -> list[str]:
    """What is shown outside of the marks, and is no data: no word of forms, of cases, or of the record."""
    known, longest = _known(data)
    speaking = [widget for widget in visible(root) if not isinstance(widget, TimelineList)]  # the record's own words
    shown = dict.fromkeys((words, widget) for widget in speaking for words in _words_of(widget))
    return [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__} says “{words}”: “{left}”"
        for words, widget in shown
        if (left := _unknown(_outside(words), known, longest))
    ]


def _words_of(widget: QWidget) -> Iterator[str]:
    if isinstance(widget.window(), QFileDialog):  # Qt's own words, and files of the disk
        return
    for name in PROPERTIES:
        words = getattr(widget, name, str)
        if not (name == "text" and isinstance(widget, QLineEdit)) and callable(words):
            yield words()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
        yield from _words_of_rows(widget)


def _words_of_rows(view: QAbstractItemView) -> Iterator[str]:
    model, root = view.model(), view.rootIndex()
    columns = view.horizontalHeader().count() if isinstance(view, QTableView) else 1
    for row in range(model.rowCount(root) if model else 0):
        for column in range(columns):
            index = model.index(row, column, root)
            yield from (str(index.data(role) or "") for role in ROLES)
            option, device = QStyleOptionViewItem(), Listener()
            view.initViewItemOption(option)
            option.rect = view.visualRect(index)
            painter = QPainter(device)
            view.itemDelegateForIndex(index).paint(painter, option, index)
            painter.end()
            yield " ".join(words for words, _ in device.heard)


def _outside(words: str) -> str:
    """What stands outside of all marks; a mark that was cut off closes at the end."""
    depth, left = 0, []
    for character in words:
        depth = max(0, depth + (character == OPENS) - (character == CLOSES))
        left.append(" " if depth or character == CLOSES else character)
    return NO_WORDS.sub(" ", "".join(left))


@cache
def _known(data: tuple[str, ...]) -> tuple[frozenset[tuple[str, ...]], int]:
    """What is data or the record's own, and the words of the longest of it."""
    known = _phrases(data) | _phrases_of_the_core()
    return known, max(map(len, known))


def _unknown(words: str, known: frozenset[tuple[str, ...]], longest: int) -> str:
    """The words from the first one on that no known phrases are put together of."""
    found, at = tuple(WORD.findall(words)), 0
    while at < len(found):
        length = next((n for n in range(min(longest, len(found) - at), 0, -1) if found[at : at + n] in known), 0)
        if not length:
            return " ".join(found[at:])
        at += length
    return ""


def _phrases(texts: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Every run of up to six words that stands in one of these."""
    runs = [tuple(WORD.findall(text)) for text in (*texts, *_names_of_days(), *OWN_NAMES)]
    return frozenset(run[at : at + n] for run in runs for at in range(len(run)) for n in range(1, min(6, len(run)) + 1))


def _names_of_days() -> list[str]:
    months = [QLocale().monthName(month, form) for month in range(1, 13) for form in _FORMS]
    return [*months, *(QLocale().dayName(day, form) for day in range(1, 8) for form in _FORMS)]


_FORMS = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)


def _phrases_of_the_core() -> frozenset[tuple[str, ...]]:
    """What services and domain say stands on the record or in a report as it is said: each literal, whole."""
    found = set()
    for folder in CORE:
        for path in (PACKAGE / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(tuple(WORD.findall(node.value)))
    return frozenset(found - {()})


@cache
def words_of_forms() -> tuple[str, ...]:
    """What the bundled forms and their samples say."""
    files = [path for path in forms_folder().rglob("*") if path.suffix in (".yaml", ".md", ".j2", ".txt")]
    return tuple(line for path in files for line in path.read_text("utf-8").splitlines())
