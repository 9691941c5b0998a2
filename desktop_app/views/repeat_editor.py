"""The fields of a repeat page: a block for each row of its table, under what the row is known by."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.domain.evaluated import CellChoices
from desktop_app.domain.form import FormField
from desktop_app.domain.locale_text import local_text
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.table_rows import RowReader, cell_words
from desktop_app.domain.typed_answer import read_structured, rows_text
from desktop_app.views.field_editors import FieldEditor
from desktop_app.views.grouped_editors import Tables, editor_for
from desktop_app.widgets.kit import Kit, clear

MOST_NAMED = 3
"""Cells of a row that its heading says."""


class RepeatEditor(FieldEditor):
    """Asks for these columns of a table, row by row; all other cells stay as they are."""

    def __init__(
        self, kit: Kit, field: FormField, names: tuple[str, ...], tables: Tables, ways: LocaleWriting = NEUTRAL
    ) -> None:
        super().__init__()
        self._tables, self._ways = tables, ways
        self._kit, self._field, self._label, self._description = kit, field, field.label, ""
        self._columns = tuple(column for column in field.columns if column.field in names)
        self._reader, self._choices = RowReader(field), None  # type: tuple[RowReader, CellChoices | None]
        self._rows: list[dict[str, str]] = []
        self._editors: list[dict[str, FieldEditor]] = []
        self._labels: list[dict[str, QLabel]] = []
        self._heads: list[QLabel] = []
        self._editable = True
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(kit.theme.px(6))

    def text(self) -> str:
        """The rows with what stands in their fields."""
        return rows_text([{**row, **self._typed_in(at)} for at, row in enumerate(self._rows)])

    def show_text(self, text: str) -> None:
        """Put the rows in; their blocks are made anew only where there are more or fewer of them."""
        given = read_structured(text)
        rows = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
        if len(rows) != len(self._rows):
            self._make(len(rows))
        self._rows = rows
        for at, row in enumerate(rows):
            self._heads[at].setText(self._head(at, row))
            for name, editor in self._editors[at].items():
                text = str(row.get(name, ""))
                editor.show_text(text if editor.inputs() else self._shown(name, text))
        self._offer()

    def offer_cells(self, choices: CellChoices | None) -> None:
        """Of each row, as it stands now."""
        self._choices = choices
        self._offer()

    def _offer(self) -> None:
        filtered = [column.field for column in self._columns if column.choice_filter is not None]
        for at, editors in enumerate(self._editors if self._choices and filtered else ()):
            texts = {**self._rows[at], **self._typed_in(at)}
            row = self._reader.row([str(texts.get(column.field, "")) for column in self._reader.columns])
            columns = zip(self._reader.columns, row.values, strict=True)
            cells = {column.field: value for column, value in columns if value is not None}
            for name in filtered:
                editors[name].offer(self._choices(name, cells) if self._choices else None)

    def ask(self, cells: tuple[frozenset[str], ...]) -> None:
        """Show only the fields that each row asks for; with none told, all."""
        for at, editors in enumerate(self._editors):
            asked = cells[at] if at < len(cells) else frozenset(editors)
            self._heads[at].setVisible(not asked.isdisjoint(editors))
            for name, editor in editors.items():
                editor.setVisible(name in asked)
                self._labels[at][name].setVisible(name in asked)

    def forget_typing(self) -> None:
        """In each field."""
        for editors in self._editors:
            for editor in editors.values():
                editor.forget_typing()

    def inputs(self) -> list[QWidget]:
        """The fields, row by row."""
        return [each for editors in self._editors for editor in editors.values() for each in editor.inputs()]

    def set_editable(self, editable: bool) -> None:
        """Each field."""
        self._editable = editable
        for editors in self._editors:
            for editor in editors.values():
                editor.set_editable(editable)

    def name(self, label: str, description: str) -> None:
        """Each field says its row too."""
        self._label, self._description = label, description
        for at, editors in enumerate(self._editors, 1):
            for column in self._columns:
                words = self.tr("%1, row %2: %3").replace("%1", label).replace("%2", str(at))
                editors[column.field].name(words.replace("%3", column.label or column.field), description)

    def _make(self, count: int) -> None:
        clear(self._layout)
        self._editors, self._labels, self._heads = [], [], []
        for _ in range(count):
            head = self._kit.words("", "strong", wrapped=True)
            head.setContentsMargins(0, self._kit.theme.px(10), 0, 0)
            self._layout.addWidget(head)
            self._heads.append(head)
            self._labels.append({})
            self._editors.append({column.field: self._editor(column) for column in self._columns})
        self.name(self._label, self._description)
        self.set_editable(self._editable)

    def _editor(self, column: FormField) -> FieldEditor:
        """A field under its label."""
        label = self._kit.words(column.label or column.field, "small", "2", wrapped=True)
        money = column.model_copy(update={"currency": column.currency or self._field.currency})
        editor = editor_for(self._kit, money, self._tables, ways=self._ways)
        if editor.inputs():
            label.setBuddy(editor.inputs()[0])
        self._labels[-1][column.field] = label
        self._layout.addWidget(label)
        self._layout.addWidget(editor)
        editor.typed.connect(self._typed)
        editor.settled.connect(self.settled)
        return editor

    def _typed_in(self, at: int) -> dict[str, str]:
        """What was typed; what is calculated is nobody's."""
        own = (column.field for column in self._columns if column.calculation is None and not column.read_only)
        return {name: self._editors[at][name].text() for name in own}

    def _head(self, at: int, row: dict[str, str]) -> str:
        """The row's number and its first cells of the table's own columns."""
        own = [column for column in self._field.columns if column not in self._columns]
        cells = [self._words(column, str(row[column.field])) for column in own if row.get(column.field)]
        return ". ".join((str(at + 1), ", ".join(cells[:MOST_NAMED]))).rstrip(". ")

    def _shown(self, name: str, text: str) -> str:
        """A cell that is only read."""
        return next(self._words(column, text) for column in self._columns if column.field == name)

    def _words(self, column: FormField, text: str) -> str:
        money = column.model_copy(update={"currency": column.currency or self._field.currency})
        return cell_words(column, local_text(money, text, self._ways))

    def _typed(self, _: str) -> None:
        self._offer()
        self.typed.emit(self.text())
