"""Rows of a file for a table: which column goes where, with the rows that come of it before any is taken."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QTableView, QWidget

from desktop_app.domain.number_writing import Writing
from desktop_app.domain.table_import import HEADS_WITHIN, heading
from desktop_app.qt.table_file_presenter import ImportLook, TableFilePresenter
from desktop_app.qt.table_model import TableModel, column_words
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.tab_order import set_reading_order
from desktop_app.widgets.table_grid import TableGrid

WIDE, HIGH = 760, 820
"""Pixels at 100 %."""
SEEN, LONGEST = 20, 32
"""Rows that are shown of those that come; letters of a row of headings."""


class TableImportDialog(QDialog):
    """Accepted, `look` is what is to be taken, and `below` whether under the rows that stand there."""

    def __init__(self, kit: Kit, files: TableFilePresenter, look: ImportLook, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self._files, self.look, self._over = kit, files, look, parent.window()
        title = self.tr("Import %1").replace("%1", look.name)
        self.setWindowTitle(title)
        self.setModal(True)
        named(self, title)
        reader = files.table.model.reader
        self._sheet, self._heads = self._drop(self.tr("Sheet")), self._drop(self.tr("Headings"))
        self._columns = [self._drop(column_words(each)) for each in reader.columns]
        self._decimal, self._dates = self._drop(self.tr("Numbers")), self._drop(self.tr("Dates"))
        self._where = self._drop(self.tr("Rows"))
        self._model = TableModel(reader, self, files.table.ways)
        self._model.set_editable(False)
        self._grid = TableGrid(kit.theme, self._model, [12] * len(reader.columns), most=4)
        named(self._grid, self.tr("The first rows"), "")
        self._about = kit.words(style="small", tone="2", wrapped=True)
        self._remark = kit.words(look.file.remark, "small", "3", wrapped=True)
        self._take = kit.button("", "primary", "check")
        self._take.setDefault(True)
        self._cancel = kit.button(self.tr("Cancel"), "ghost")
        self._build(title)
        self._connect()
        self._show(look)
        set_reading_order(self)
        self._take.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def below(self) -> bool:
        """Whether they come under the rows that stand there."""
        return bool(self._where.currentData())

    @property
    def preview(self) -> QTableView:
        """The first rows."""
        return self._grid

    def _drop(self, name: str) -> DropDown:
        return DropDown(self._kit.theme, name)

    def _build(self, title: str) -> None:
        kit = self._kit
        choices = QGridLayout()
        choices.setHorizontalSpacing(kit.theme.px(12))
        choices.setVerticalSpacing(kit.theme.px(6))
        asked = [self._sheet, self._heads, self._decimal, self._dates, self._where]
        if len(self.look.file.sheets) == 1:
            asked.remove(self._sheet)
            self._sheet.setParent(self)
            self._sheet.hide()
        for number, drop in enumerate(asked):
            self._place(choices, drop, number)
        places = QGridLayout()
        places.setHorizontalSpacing(kit.theme.px(12))
        places.setVerticalSpacing(kit.theme.px(6))
        for number, drop in enumerate(self._columns):
            self._place(places, drop, number)
        inside = kit.region(
            "scrolled", choices, kit.words(self.tr("Which column of the file goes where"), "subhead", wrapped=True),
            places, self._remark, None, gap=kit.theme.px(8),
        )  # fmt: skip
        self._remark.setVisible(bool(self.look.file.remark))
        scrolled = named(kit.scrolled(inside), self.tr("What is taken"))
        column(
            kit.words(title, "heading", wrapped=True),
            (scrolled, 1),
            self._about,
            self._grid,
            kit.line(),
            row(None, self._cancel, self._take),
            gap=kit.theme.space("s"),
            around=kit.around("l"),
            into=self,
        )
        most = self._over.height() - kit.theme.px(16)
        self.resize(min(kit.theme.px(WIDE), self._over.width()), min(kit.theme.px(HIGH), most))

    def _place(self, grid: QGridLayout, drop: DropDown, number: int) -> None:
        """After its words."""
        words = self._kit.words(drop.accessibleName(), tone="2", wrapped=True)
        words.setBuddy(drop)
        grid.addWidget(words, number, 0)
        grid.addWidget(drop, number, 1)
        grid.setColumnStretch(0, 1)

    def _connect(self) -> None:
        self._files.previewed.connect(self._show)
        self._sheet.activated.connect(self._choose_sheet)
        for drop in (self._heads, *self._columns):
            drop.activated.connect(self._choose_columns)
        for drop in (self._decimal, self._dates):
            drop.activated.connect(self._choose_writing)
        self._cancel.clicked.connect(self.reject)
        self._take.clicked.connect(self.accept)

    def _choose_sheet(self, _: int) -> None:
        self._wait()
        self._files.choose_sheet(self.look, self._sheet.currentData())

    def _choose_columns(self, _: int) -> None:
        self._wait()
        self._files.choose_columns(self.look, *self._chosen())

    def _choose_writing(self, _: int) -> None:
        self._wait()
        day_first = {"day": True, "month": False}.get(self._dates.currentData())
        self._files.choose_writing(self.look, *self._chosen(), Writing(self._decimal.currentData(), day_first))

    def _chosen(self) -> tuple[int | None, tuple[int | None, ...]]:
        """The row of the headings, and the file's column of each of the table's."""
        heads, columns = self._heads.currentData(), [drop.currentData() for drop in self._columns]
        return None if heads < 0 else heads, tuple(None if at < 0 else at for at in columns)

    def _wait(self) -> None:
        """Nothing is taken before the rows are seen as they would be."""
        self._take.setEnabled(False)

    def _show(self, look: ImportLook) -> None:
        """What is chosen, and the rows that come of it."""
        self.look, choice, sheet = look, look.choice, look.file.sheets[look.choice.sheet]
        self._offer(self._sheet, [(each.name, at) for at, each in enumerate(look.file.sheets)], choice.sheet)
        rows = [
            (f"{at + 1}: {_short(', '.join(filter(None, each)))}", at)
            for at, each in enumerate(sheet.rows[:HEADS_WITHIN])
        ]
        self._offer(self._heads, [(self.tr("None"), -1), *rows], -1 if choice.heads is None else choice.heads)
        found = [(heading(sheet, choice, at), at) for at in range(sheet.width)]
        for drop, at in zip(self._columns, choice.columns, strict=True):
            self._offer(drop, [(self.tr("Not filled"), -1), *found], -1 if at is None else at)
        self._offer(self._decimal, [("1,234.56", "."), ("1.234,56", ",")], choice.writing.decimal)
        day_first = choice.writing.day_first
        dates = [(self.tr("As written in words or 2026-01-12"), ""), (self.tr("Day first: 31/12/2026"), "day"),
                 (self.tr("Month first: 12/31/2026"), "month")]  # fmt: skip
        self._offer(self._dates, dates, "" if day_first is None else "day" if day_first else "month")
        standing = len(self._files.table.model.rows)
        wheres = [(self.tr("Put in the place of all"), False), (self.tr("Add below"), True)]
        self._offer(self._where, wheres if standing else wheres[:1], self.below)
        self._model.show_rows(look.rows[:SEEN])
        self._tell(look)

    def _offer(self, drop: DropDown, choices: Sequence[tuple[str, object]], chosen: object) -> None:
        if [(drop.itemText(at), drop.itemData(at)) for at in range(drop.count())] != list(choices):
            drop.show_choices(choices)
        drop.choose(chosen)

    def _tell(self, look: ImportLook) -> None:
        count, most = len(look.rows), self._files.table.most
        words = [self.tr("%n row(s) come from the file.", "", count)]
        if look.wrong:
            words.append(self.tr("%n cell(s) to fix: they come as they are, marked.", "", look.wrong))
        if count > most:
            words = [self.tr("The file has more rows than the table takes: %n at most.", "", most)]
        self._about.setText(" ".join(words))
        self._take.setText(self.tr("Import %n row(s)", "", count))
        self._take.setAccessibleName(self._take.text())
        self._take.setEnabled(0 < count <= most)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
