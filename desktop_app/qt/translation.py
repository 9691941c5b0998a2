"""Languages: the catalogue of the system's language where there is one, and the plurals of English."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator

FOLDER = "i18n"
PLURALS = "plurals_en.toml"


class EnglishPlurals(QTranslator):
    """Says "1 case" and "2 cases". Sources are English already; only those with a count are translated.

    A source is written with "(s)". Where more than that letter differs, the table holds both forms.
    """

    def __init__(self, table: Mapping[str, Mapping[str, str]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:  # noqa: ARG002
        """The form for this count, None where there is no count. Qt puts the number in."""
        if n < 0 or "%n" not in source:
            return None
        return plural(self._table, source, n)

    def isEmpty(self) -> bool:  # noqa: N802
        """It has something to say."""
        return False


def plural(table: Mapping[str, Mapping[str, str]], source: str, count: int) -> str:
    """The English form of a source for a count; the number itself is not put in."""
    form = "one" if count == 1 else "other"
    given = table.get(source, {})
    return given.get(form) or source.replace("(s)", "" if count == 1 else "s")


def read_plurals(resources: Path) -> dict[str, dict[str, str]]:
    """The table of sources whose forms differ by more than an s."""
    read = tomllib.loads((resources / FOLDER / PLURALS).read_text("utf-8"))
    return {each["source"]: {"one": each["one"], "other": each["other"]} for each in read["plural"]}


def install_translation(app: QCoreApplication, resources: Path, locale: QLocale | None = None) -> None:
    """Have every string of the screen go through the catalogue of this language, else through English plurals."""
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    app.installTranslator(EnglishPlurals(read_plurals(resources), app))
    catalogue = QTranslator(app)
    if catalogue.load(locale or QLocale(), "countersign", "_", str(resources / FOLDER)):
        app.installTranslator(catalogue)
