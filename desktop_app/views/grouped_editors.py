"""Fields of several lines that belong together: a party, and the rows of a table."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.typed_answer import party_text, read_structured, rows_text
from desktop_app.views.choice_editors import boolean_editor, choice_editor
from desktop_app.views.field_editors import ComboEditor, FieldEditor, LineEditor, ParagraphEditor, ShownText
from desktop_app.widgets.kit import Kit, clear

MOST_BUTTONS = 7
"""Choices that are shown side by side; more are a list to open."""


def editor_for(kit: Kit, field: FormField, shown: str = "") -> FieldEditor:
    """The field for a question of this type."""
    theme, tr = kit.theme, QCoreApplication.translate
    if field.calculation is not None or field.read_only:
        return ShownText(theme, shown)
    match field.type:
        case FieldType.PARAGRAPH | FieldType.ADDRESS:
            return ParagraphEditor(theme, field)
        case FieldType.BOOLEAN:
            return boolean_editor(theme, tr("form", "Yes"), tr("form", "No"))
        case FieldType.CHOICE if len(field.choices) > MOST_BUTTONS:
            return ComboEditor(theme, field)
        case FieldType.CHOICE | FieldType.CHOICES | FieldType.RATING:
            return choice_editor(theme, field)
        case FieldType.PARTY:
            return PartyEditor(kit, field)
        case FieldType.TABLE:
            return TableEditor(kit, field)
        case _:
            return LineEditor(theme, field)


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


class TableEditor(FieldEditor):
    """Rows of cells. A row is added below and removed at its end."""

    def __init__(self, kit: Kit, field: FormField) -> None:
        super().__init__()
        self._kit, self._field, self._label = kit, field, field.label
        self._rows: list[dict[str, FieldEditor]] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(kit.theme.px(6))
        self._add = kit.button(self.tr("Add a row"), icon="plus", size="small")
        self._add.clicked.connect(self._added)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._grid)
        layout.addWidget(self._add)
        self._editable = True
        self._fill([{}])

    def text(self) -> str:
        """The rows that hold something."""
        return rows_text([{name: cell.text() for name, cell in row.items()} for row in self._rows])

    def show_text(self, text: str) -> None:
        """Put the rows in."""
        if text == self.text():
            return
        rows = read_structured(text)
        self._fill([row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else [{}])

    def inputs(self) -> list[QWidget]:
        """The cells, row by row."""
        return [each for row in self._rows for cell in row.values() for each in cell.inputs()]

    def set_editable(self, editable: bool) -> None:
        """Cells and buttons."""
        self._editable = editable
        for row in self._rows:
            for cell in row.values():
                cell.set_editable(editable)
        for button in self.findChildren(QPushButton):
            button.setVisible(editable)

    def name(self, label: str, description: str) -> None:
        """Each cell says its row and column."""
        self._label = label
        for number, row in enumerate(self._rows, 1):
            for column in self._field.columns:
                words = self.tr("%1, row %2: %3").replace("%1", label).replace("%2", str(number))
                row[column.field].name(words.replace("%3", column.label or column.field), description)

    def _fill(self, rows: list[dict[str, str]]) -> None:
        clear(self._grid)
        self._rows = []
        for at, column in enumerate(self._field.columns):
            unit = column.currency or (self._field.currency if column.type is FieldType.MONEY else "")
            words = column.label or column.field
            self._grid.addWidget(self._kit.words(f"{words}, {unit}" if unit else words, "small", "3"), 0, at)
        for number, row in enumerate(rows, 1):
            self._rows.append(self._row(number, row))
        limit = self._field.max_rows
        self._add.setEnabled(limit is None or len(self._rows) < limit)
        self.name(self._label, "")

    def _row(self, number: int, values: dict[str, str]) -> dict[str, FieldEditor]:
        cells = {column.field: self._cell(column) for column in self._field.columns}
        for at, (name, cell) in enumerate(cells.items()):
            cell.show_text(str(values.get(name, "")))
            cell.typed.connect(self._typed)
            self._grid.addWidget(cell, number, at)
        words = self.tr("Remove row %1").replace("%1", str(number))
        remove = self._kit.button("", "ghost", "x", size="small", name=words)
        remove.clicked.connect(partial(self._removed, number - 1))
        self._grid.addWidget(remove, number, len(cells))
        return cells

    def _cell(self, column: FormField) -> FieldEditor:
        kind = column.type
        if kind in (FieldType.CHOICE, FieldType.BOOLEAN):
            choices = column.choices or ("yes", "no")
            return ComboEditor(self._kit.theme, column.model_copy(update={"choices": choices}))
        return LineEditor(self._kit.theme, column)

    def _texts(self) -> list[dict[str, str]]:
        return [{name: cell.text() for name, cell in row.items()} for row in self._rows]

    def _added(self) -> None:
        self._fill([*self._texts(), {}])
        first = next(iter(self._rows[-1].values()), None)
        if first is not None:
            first.take_focus()

    def _removed(self, at: int) -> None:
        rows = self._texts()
        self._fill([row for number, row in enumerate(rows) if number != at] or [{}])
        self._add.setFocus()
        self._typed("")
        self.settled.emit()

    def _typed(self, _: str) -> None:
        self.typed.emit(self.text())
