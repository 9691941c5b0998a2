"""A table of a form, filled in as in a spreadsheet, with what is wrong and what it sums up to said below it."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.domain.errors import CountersignError
from desktop_app.domain.evaluated import CellChoices
from desktop_app.domain.form import FieldType, FormField
from desktop_app.qt.form_words import unread_words
from desktop_app.qt.table_model import column_words
from desktop_app.qt.table_presenter import Region, TablePresenter
from desktop_app.qt.table_work import Pasting
from desktop_app.views.field_editors import WIDTHS, FieldEditor, has_files
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, named, restyled, row
from desktop_app.widgets.sight import bring_into_sight
from desktop_app.widgets.table_grid import Cells, TableGrid

LEAST_WIDE = 14
"""Characters of a column of figures or choices, which may be narrower."""
WORDS_WIDE = 26
"""Characters of a column of words: they may be sentences."""


class _Grid(TableGrid):
    """Cells that leave files to the page."""

    def is_for_page(self) -> bool:
        """Files are no cells."""
        return has_files(QGuiApplication.clipboard().mimeData())


class TableEditor(FieldEditor):
    """Rows of cells."""

    export_asked = Signal()
    import_asked = Signal()

    def __init__(self, kit: Kit, field: FormField, presenter: TablePresenter) -> None:
        super().__init__()
        presenter.setParent(self)
        self._kit, self._label, self.presenter = kit, field.label or field.field, presenter
        self.files: QObject | None = None
        """The dialogs of its files, where it has any."""
        self.grid = _Grid(kit.theme, presenter.model, [_width(each) for each in presenter.model.reader.columns])
        self._said = kit.words(style="small", tone="2", wrapped=True)
        self._fault = kit.words(style="small", tone="danger", wrapped=True)
        self._totals = kit.words(style="small", tone="1", wrapped=True)
        self._next = kit.button(self.tr("Go to the next"), "link", size="small")
        self._buttons = self._made_buttons()
        self._fault_row = QWidget()
        row(kit.icon("circle-alert", "danger"), (self._fault, 1), self._next, gap=kit.theme.px(6), into=self._fault_row)
        self._tools = FlowRow(*self._buttons.values(), gap=kit.theme.px(4))
        column(self._tools, self.grid, self._fault_row, self._said, self._totals, gap=kit.theme.px(6), into=self)
        self._said.hide()
        self._connect()
        self._show()
        self._show_totals()

    def text(self) -> str:
        """The answer that the rows are."""
        return self.presenter.text

    def show_text(self, text: str) -> None:
        """Put the rows in."""
        self.presenter.show_text(text)

    def offer_cells(self, choices: CellChoices | None) -> None:
        """Of the row that is being filled in."""
        self.presenter.model.offers = choices

    def forget_typing(self) -> None:
        """What is undone next is the case's."""
        self.presenter.model.forget()

    def inputs(self) -> list[QWidget]:
        """The cells."""
        return [self.grid]

    def set_editable(self, editable: bool) -> None:
        """What cannot be changed can still be copied and exported."""
        self.presenter.model.set_editable(editable)
        for name, button in self._buttons.items():
            button.setVisible(editable or name == "export")
        self._show()

    def show_error(self, wrong: bool) -> None:
        """Mark it as wrong."""
        restyled(self.grid, state="error" if wrong else "")

    def name(self, label: str, description: str) -> None:
        """A screen reader says how the cells are filled in."""
        self._label = label
        how = self.tr("Type into a cell. Tab leads on, Escape and Tab leave the table.")
        named(self.grid, label, f"{description}. {how}" if description else how)
        for name, words in self._names().items():
            self._buttons[name].setAccessibleName(f"{label}: {words}")

    def _names(self) -> dict[str, str]:
        return {
            "insert": self.tr("Insert a row"),
            "remove": self.tr("Remove rows"),
            "up": self.tr("Sort ascending"),
            "down": self.tr("Sort descending"),
            "import": self.tr("Import a file"),
            "export": self.tr("Export"),
        }

    def _made_buttons(self) -> dict[str, QPushButton]:
        icons = {
            "insert": "plus", "remove": "minus", "up": "arrow-up", "down": "arrow-down",
            "import": "file-spreadsheet", "export": "download",
        }  # fmt: skip
        keys = {"insert": "Ctrl++", "remove": "Ctrl+-"}
        buttons = {}
        for name, words in self._names().items():
            buttons[name] = self._kit.button(words, "ghost", icons[name], size="small")
            buttons[name].setToolTip(keys.get(name, ""))
        return buttons

    def _connect(self) -> None:
        presenter, grid = self.presenter, self.grid
        grid.asked.connect(self._act)
        grid.written.connect(presenter.write)
        grid.typing.connect(presenter.typing)
        grid.given_up.connect(presenter.give_up)
        grid.came.connect(self._come)
        presenter.typed.connect(self._said.hide)
        presenter.typed.connect(self.typed)
        presenter.shown.connect(self._show)
        presenter.summed.connect(self._show_totals)
        presenter.copied.connect(self._put_on_clipboard)
        presenter.done.connect(self._select)
        presenter.told.connect(self._tell)
        presenter.failed.connect(self.say_failed)
        self._next.clicked.connect(self._go_to_next)
        acts = {"insert": self._insert, "remove": self._remove, "up": self._sort_up, "down": self._sort_down}
        for name, act in acts.items():
            self._buttons[name].clicked.connect(act)
        self._buttons["import"].clicked.connect(self.import_asked)
        self._buttons["export"].clicked.connect(self.export_asked)

    def _act(self, act: str, cells: Cells) -> None:
        region, presenter = Region(cells.row, cells.column, cells.rows, cells.columns), self.presenter
        match act:
            case "copy" | "cut":
                presenter.copy(region)
                if act == "cut":
                    presenter.clear(region)
            case "paste":
                mime = QGuiApplication.clipboard().mimeData()
                what = Pasting(mime.text(), mime.html(), cells.row, cells.column, cells.rows, cells.columns)
                presenter.paste(what)
            case "clear":
                presenter.clear(region)
            case "insert":
                presenter.insert(cells.row, cells.rows)
            case "remove":
                presenter.remove(cells.row, cells.rows)
            case "fill_down" | "fill_right":
                presenter.fill(region, right=act == "fill_right")
            case "undo":
                presenter.undo()
            case _:
                presenter.redo()

    def _put_on_clipboard(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _insert(self) -> None:
        self._act("insert", self.grid.cells)
        self.grid.setFocus()

    def _remove(self) -> None:
        self._act("remove", self.grid.cells)
        self.grid.setFocus()

    def _sort_up(self) -> None:
        self.presenter.sort(max(0, self.grid.currentIndex().column()), descending=False)

    def _sort_down(self) -> None:
        self.presenter.sort(max(0, self.grid.currentIndex().column()), descending=True)

    def _select(self, region: Region) -> None:
        self.grid.choose(Cells(region.row, region.column, region.rows, region.columns))

    def _go_to_next(self) -> None:
        """To the next cell that is wrong, after the last to the first."""
        at = (self.grid.currentIndex().row(), self.grid.currentIndex().column())
        wrong = self.presenter.model.wrong
        if wrong:
            to = next((each for each in wrong if each > at), wrong[0])
            self.grid.setFocus()
            self._select(Region(*to))

    def _come(self) -> None:
        """Another cell is the current one; why it is wrong is read without scrolling there."""
        self._show()
        at = self.grid.currentIndex()
        if at.isValid() and self.grid.is_led and self.presenter.model.fault_at(at.row(), at.column()):
            bring_into_sight(self._fault_row)

    def _show(self) -> None:
        """What is wrong with the current cell, and how many are wrong."""
        model, at = self.presenter.model, self.grid.currentIndex()
        wrong = model.wrong_count
        here = model.fault_at(at.row(), at.column()) if at.isValid() else ""
        words = here or self.tr("%n cell(s) to fix", "", wrong)
        self._fault.setText(words)
        self._fault_row.setVisible(bool(wrong))
        self._next.setVisible(wrong > bool(here))
        number = max(0, at.column())
        for name in ("up", "down"):
            words = f"{self._names()[name]}: {column_words(model.reader.columns[number])}"
            self._buttons[name].setToolTip(words)

    def _show_totals(self) -> None:
        model = self.presenter.model
        sums = zip(model.reader.columns, self.presenter.totals, strict=True)
        told = [f"{column_words(each).partition(',')[0]} {total}" for each, total in sums if total]
        self._totals.setText(self.tr("Total: %1").replace("%1", "; ".join(told)))
        self._totals.setVisible(bool(told) and len(model.rows) > 1)

    def _tell(self, what: str, count: int) -> None:
        words = self.tr("%n row(s) put in. Ctrl+Z takes them back.", "", count)
        if what == "left_out":
            words = self.tr("%n column(s) did not fit and were left out.", "", count)
        self.say(words)

    def say_failed(self, error: Exception) -> None:
        """Why something was not done."""
        words = unread_words(error) if isinstance(error, CountersignError) else str(error)
        self.say(words, "danger")

    def say(self, words: str, tone: str = "2") -> None:
        """Tell this below the cells."""
        self._said.setText(words)
        restyled(self._said, tone=tone)
        self._said.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.grid, words))


def _width(column_: FormField) -> int:
    """Characters that a column is wide."""
    if column_.type is FieldType.TEXT:
        return min(WORDS_WIDE, column_.max_length or WORDS_WIDE)
    return min(LEAST_WIDE, WIDTHS.get(column_.type) or LEAST_WIDE) if column_.type is not FieldType.DATE else LEAST_WIDE
