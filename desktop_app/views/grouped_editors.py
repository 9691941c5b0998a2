"""The field for each type of question, and that of several lines which belong together: a party."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.typed_answer import party_text, read_structured
from desktop_app.qt.table_file_presenter import TableFilePresenter
from desktop_app.views.choice_editors import boolean_editor, choice_editor
from desktop_app.views.field_editors import ComboEditor, FieldEditor, LineEditor, ParagraphEditor, ShownText
from desktop_app.views.given_editors import RankEditor, with_absences
from desktop_app.views.table_editor import TableEditor
from desktop_app.views.table_files import TableFiles
from desktop_app.widgets.kit import Kit

MOST_BUTTONS = 7
"""Choices that are shown side by side; more are a list to open."""


Tables = Callable[[FormField], TableFilePresenter]
"""Makes what looks after the rows of a table field, and its files."""


def editor_for(
    kit: Kit, field: FormField, tables: Tables, shown: str = "", ways: LocaleWriting = NEUTRAL
) -> FieldEditor:
    """The field for a question of this type, with boxes for the answers that say why there is none.

    `shown` is what is only read, `ways` how numbers and days are written in it.
    """
    if field.calculation is not None or field.read_only:
        return ShownText(kit.theme, shown)
    return with_absences(kit.theme, _editor_of(kit, field, tables, ways), field)


def _editor_of(kit: Kit, field: FormField, tables: Tables, ways: LocaleWriting) -> FieldEditor:
    theme, tr = kit.theme, QCoreApplication.translate
    match field.type:
        case FieldType.PARAGRAPH | FieldType.ADDRESS:
            return ParagraphEditor(theme, field, ways)
        case FieldType.BOOLEAN:
            return boolean_editor(theme, tr("form", "Yes"), tr("form", "No"))
        case FieldType.CHOICE if len(field.choices) > MOST_BUTTONS:
            return ComboEditor(theme, field)
        case FieldType.CHOICE | FieldType.CHOICES | FieldType.RATING:
            return choice_editor(theme, field)
        case FieldType.RANK:
            return RankEditor(kit, field)
        case FieldType.PARTY:
            return PartyEditor(kit, field)
        case FieldType.TABLE:
            return table_editor(kit, tables(field))
        case _:
            return LineEditor(theme, field, ways)


def table_editor(kit: Kit, files: TableFilePresenter) -> TableEditor:
    """A table that is filled in by hand and from files."""
    editor = TableEditor(kit, files.field, files.table)
    editor.files = TableFiles(kit, files, editor)
    return editor


class PartyEditor(FieldEditor):
    """A name, and what identifies it."""

    def __init__(self, kit: Kit, field: FormField) -> None:
        super().__init__()
        words = {
            "name": self.tr("Name"),
            "kind": self.tr("Kind, such as company or person"),
            "identifiers": self.tr("Identifiers, such as a register number"),
            "address": self.tr("Address"),
        }
        self._lines = {part: LineEditor(kit.theme, field.model_copy(update={"type": FieldType.TEXT})) for part in words}
        self._words = words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(kit.theme.px(4))
        for part, line in self._lines.items():
            layout.addWidget(kit.words(words[part], "small", "3"))
            layout.addWidget(line)
            line.typed.connect(self._typed)

    def text(self) -> str:
        """The name alone, or all parts."""
        return party_text({part: line.text() for part, line in self._lines.items()})

    def show_text(self, text: str) -> None:
        """Put the parts in."""
        parts = read_structured(text)
        parts = parts if isinstance(parts, dict) else {"name": text}
        for part, line in self._lines.items():
            line.show_text(str(parts.get(part, "")))

    def forget_typing(self) -> None:
        """In each line."""
        for line in self._lines.values():
            line.forget_typing()

    def inputs(self) -> list[QWidget]:
        """The lines."""
        return [each for line in self._lines.values() for each in line.inputs()]

    def set_editable(self, editable: bool) -> None:
        """Each line."""
        for line in self._lines.values():
            line.set_editable(editable)

    def name(self, label: str, description: str) -> None:
        """Each line says its question too."""
        for part, line in self._lines.items():
            line.name(f"{label}: {self._words[part]}", description)

    def _typed(self, _: str) -> None:
        self.typed.emit(self.text())
