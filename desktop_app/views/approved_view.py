"""Approved: signed cases, the text that was signed, and its document."""

from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QHeaderView, QLineEdit, QTableView, QWidget

from desktop_app.domain.verification_code import looks_like_code
from desktop_app.qt.approved_model import ApprovedModel, Column
from desktop_app.qt.approved_presenter import ApprovedPresenter
from desktop_app.qt.approved_reading import ApprovedCase, ApprovedDetail
from desktop_app.qt.case_export import Exported
from desktop_app.qt.kept_sizes import RESTORED
from desktop_app.qt.place import Place, Visit
from desktop_app.views.final_text import FinalText
from desktop_app.views.review_words import role_words
from desktop_app.views.save_dialog import SaveDialog
from desktop_app.widgets.arriving import Arriving
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, column, named, row


class ApprovedView(QWidget):
    """A table at the left, the chosen case at the right."""

    asked = Signal(object)
    case_chosen = Signal(str)
    """The case that is shown beside the table."""
    origin_asked = Signal(str, str, str, int)
    """Where a sentence came from: its case and section, its words, and their offset."""

    def __init__(self, kit: Kit, presenter: ApprovedPresenter, banner: Banner) -> None:
        super().__init__()
        self._kit, self._presenter, self._banner = kit, presenter, banner
        heads = (self.tr("Case"), self.tr("Form"), self.tr("Signed"), self.tr("Signers"))
        self._model = ApprovedModel(heads, lambda: presenter.has_more, self)
        self._table = self._made_table()
        self._filter = named(QLineEdit(), self.tr("Filter by case, form, day or signer, or check a verification code"))
        self._filter.setPlaceholderText(self.tr("Case, form, day, signer, code"))
        self._filter.setClearButtonEnabled(True)
        self._count, self._empty = kit.words(tone="2", style="small"), kit.words(tone="2", wrapped=True)
        self._final = FinalText(kit)
        self._chosen: str = ""
        self._build()
        self._connect()

    def enter(self, visit: Visit) -> None:
        """Look at what there is; a case that is asked for is shown."""
        self._chosen = visit.case_id or self._chosen
        self._whole.wait()
        self._presenter.look()
        self._take_focus()

    def leave(self) -> bool:
        """Nothing is left open here."""
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        return (self.tr("Approved"),)

    def _made_table(self) -> QTableView:
        table = named(QTableView(), self.tr("Signed cases"))
        table.setObjectName("approved")
        table.setModel(self._model)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self._kit.theme.size("row_compact"))
        table.setFont(self._kit.theme.font(tabular=True))
        header = table.horizontalHeader()
        header.setSectionResizeMode(Column.CASE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(self._kit.theme.px(64))
        header.setHighlightSections(False)
        header.setSortIndicator(Column.SIGNED, Qt.SortOrder.DescendingOrder)
        table.setSortingEnabled(True)
        return table

    def _build(self) -> None:
        kit = self._kit
        title = row(kit.words(self.tr("Approved"), "title"), None, self._count)
        cases = kit.card(self._filter, self._empty, (self._table, 1), around="s")
        gap = kit.theme.space("m")
        self._beside = kit.scrolled(self._final)
        self._beside.setMinimumWidth(kit.theme.px(420))
        body = kit.beside("approved", self.tr("Signed cases and their text"), (cases, 5), (self._beside, 4))
        inside = QWidget()
        column(title, (body, 1), gap=gap, around=kit.around("l"), into=inside)
        self._whole = Arriving(kit, inside)
        column(self._whole, into=self)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.begun.connect(self._begin)
        presenter.added.connect(self._add)
        presenter.detailed.connect(self._show_detail)
        presenter.exported.connect(self._say_exported)
        presenter.failed.connect(self._fail)
        self._model.more_wanted.connect(presenter.more)
        self._filter.textChanged.connect(self._narrow)
        self._filter.returnPressed.connect(self._check_code)
        presenter.code_checked.connect(self._say_checked)
        self._table.selectionModel().currentRowChanged.connect(self._choose)
        self._final.export_asked.connect(self._ask_where)
        self._final.record_asked.connect(self._show_record)
        self._final.origin_asked.connect(self._ask_origin)

    def _begin(self, cases: tuple[ApprovedCase, ...]) -> None:
        self._model.begin(cases)
        is_first = not self._whole.has_arrived
        self._whole.arrived()
        self._settle()
        if is_first:
            self._fit_columns()
            self._take_focus()

    def _fail(self, error: Exception) -> None:
        self._whole.give_up()
        self._banner.fail(error)

    def _take_focus(self) -> None:
        if self._whole.has_arrived and self.isVisible():
            (self._table if self._model.rowCount() else self._filter).setFocus()

    def _fit_columns(self) -> None:
        """As wide as what they say, where nobody made them wider or narrower."""
        if not self._table.horizontalHeader().property(RESTORED):
            for each in (Column.FORM, Column.SIGNED, Column.SIGNERS):
                self._table.resizeColumnToContents(each)

    def _add(self, cases: tuple[ApprovedCase, ...]) -> None:
        self._model.append(cases)
        self._settle()

    def _narrow(self, words: str) -> None:
        self._model.narrow(words)
        self._settle()

    def _check_code(self) -> None:
        """Enter checks what looks like the code of a document."""
        if looks_like_code(self._filter.text()):
            self._presenter.check_code(self._filter.text())

    def _say_checked(self, checked: Any) -> None:
        signature, file = checked.signature, checked.file
        held = self.tr("%1 is the signature of %2 (%3), %4, on “%5”. It holds.")
        lost = self.tr("%1 is the signature of %2 (%3), %4, on “%5”. It does not hold any more: %6.")
        at = signature.at.strftime("%Y-%m-%d %H:%M UTC") if signature.at else ""
        said = held if checked.holds else lost
        given = (checked.code, signature.name, role_words(signature.role), at, file.title, signature.standing.upper())
        for number, words in enumerate(given, start=1):
            said = said.replace(f"%{number}", words)
        self._filter.clear()
        self._banner.say(said, "success" if checked.holds else "danger")
        if self._model.row_of(file.case_id) >= 0:
            self._chosen = file.case_id
            self._settle()

    def _settle(self) -> None:
        """The chosen case stays chosen; else the first one is."""
        count = self._model.rowCount()
        more = "+" if self._presenter.has_more else ""
        self._count.setText(self.tr("%n signed", "", count).replace(str(count), f"{count}{more}") if count else "")
        narrowed = bool(self._filter.text().strip())
        nothing = self.tr("No signed case holds these words.") if narrowed else self.tr(
            "Signed cases appear here. Send a case for review to have it approved and signed."
        )  # fmt: skip
        self._empty.setText(nothing)
        self._empty.setVisible(not count)
        self._table.setVisible(bool(count))
        self._beside.setVisible(bool(count))
        at = max(0, self._model.row_of(self._chosen))
        self._table.setCurrentIndex(self._model.index(at, Column.CASE) if count else QModelIndex())

    def _choose(self, now: QModelIndex, _: QModelIndex) -> None:
        case = self._model.case_at(now.row()) if now.isValid() else None
        if case is not None:
            self._chosen = case.case_id
            self._presenter.choose(case.case_id)
            self.case_chosen.emit(case.case_id)

    def _show_detail(self, detail: ApprovedDetail) -> None:
        if detail.case_id == self._chosen:
            self._final.show_detail(detail)

    def _ask_origin(self, section: str, words: str, offset: int) -> None:
        self.origin_asked.emit(self._chosen, section, words, offset)

    def _show_record(self) -> None:
        self.asked.emit(Visit(Place.AUDIT, self._chosen))

    def _ask_where(self) -> None:
        case = self._model.case_at(self._model.row_of(self._chosen))
        dialog = SaveDialog(self, case.title if case else "")
        dialog.placed.connect(partial(self._presenter.export, self._chosen))
        dialog.open()

    def _say_exported(self, exported: Exported) -> None:
        words = self.tr("Written to %1. %2").replace("%1", str(exported.path)).replace("%2", exported.anchored)
        self._banner.say(words, "success")
        self._presenter.choose(self._chosen)
