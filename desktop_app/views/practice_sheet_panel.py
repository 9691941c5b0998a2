"""A practice case as it is reviewed: its text beside its documents, what was marked, and then what was wrong."""

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_app.domain.comment import ItemCode
from desktop_app.domain.practice import PracticeMark
from desktop_app.domain.practice_sheet import PracticeSheet
from desktop_app.qt.practice_presenter import PracticePresenter
from desktop_app.qt.row_list_model import Row
from desktop_app.views.comment_words import item_words, quoted
from desktop_app.views.practice_words import declared, error_row, result_words
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.page_text import PageText
from desktop_app.widgets.practice_text import PracticeText
from desktop_app.widgets.row_list import RowList

LIST = 220
"""The height of a list, in pixels at 100 %."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of a document, and what it is called."""

    name: str
    text: str


class PracticeSheetPanel(QWidget):
    """It is called practice all the while. What is marked is kept here until it is finished."""

    closed = Signal()

    def __init__(self, kit: Kit, presenter: PracticePresenter) -> None:
        super().__init__()
        self._kit, self._presenter = kit, presenter
        self._sheet: PracticeSheet | None = None
        self._marks: dict[str, list[PracticeMark]] = {}
        self._pages: list[_Page] = []
        self._title, self._about = kit.words(style="title", wrapped=True), kit.words(tone="2", wrapped=True)
        self._said = kit.words(wrapped=True)
        self.text, self._page_text = PracticeText(kit), PageText(kit)
        self._page = DropDown(kit.theme, self.tr("Page"))
        self.code = DropDown(kit.theme, self.tr("What is wrong"), [(w, c.value) for c, w in item_words().items()])
        self.mark = kit.button(self.tr("Mark as wrong"), "secondary", "flag")
        self._marking = QWidget()
        self.remove = kit.button(self.tr("Remove mark"), "secondary", "x")
        self.finish = kit.button(self.tr("Finish and see what was wrong"), "primary", "check")
        self._back = kit.button(self.tr("Back to Practice"), "ghost", "arrow-left")
        self.marked = RowList(kit, self.tr("What you marked, or what was wrong"), grows=False)
        self._why = kit.words(wrapped=True)
        self._build()
        self._page.currentIndexChanged.connect(self._show_page)
        self.mark.clicked.connect(self.mark_chosen)
        self.remove.clicked.connect(self._remove)
        self.finish.clicked.connect(self._finish)
        self._back.clicked.connect(self.closed)
        self.marked.chosen.connect(self._choose)
        key = QShortcut(QKeySequence("Ctrl+Alt+M"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.setWhatsThis(self.tr("Mark as wrong"))
        key.activated.connect(self.mark_chosen)

    def focus(self) -> None:
        """Begin with the text, or with what was wrong."""
        finished = self._sheet is not None and self._sheet.result is not None
        (self.marked if finished else self.text).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_sheet(self, sheet: PracticeSheet) -> None:
        """Show it."""
        self._sheet = sheet
        titles = {section.section: section.title for section in sheet.form.sections}
        sections = [(s.section, titles.get(s.section, s.section), s.text) for s in sheet.practice.sections]
        self._title.setText(sheet.practice.title)
        self._about.setText(self._about_words(sheet))
        self.text.show_sections(sections)
        self._show_pages(sheet)
        finished = sheet.result is not None
        for part in (self._marking, self.remove, self.finish):
            part.setVisible(not finished)
        how = self.tr("Choose words that are wrong, say how, and mark them. Without words the section is marked.")
        self._said.setText(result_words(sheet.result) if sheet.result else how)
        self._show_marked()

    def mark_chosen(self) -> None:
        """The chosen words are wrong, or the section where the cursor stands."""
        place, sheet = self.text.chosen(), self._sheet
        if sheet is None or sheet.result is not None or place is None:
            return
        mark = PracticeMark(*place, ItemCode(self.code.currentData()))
        mine = self._mine(sheet)
        if mark not in mine:
            mine.append(mark)
        self._show_marked()
        self.marked.choose(str(mine.index(mark)))

    def _about_words(self, sheet: PracticeSheet) -> str:
        labels = {field.field: field.label for field in sheet.form.fields}
        given = (f"{labels.get(name) or name}: {value}" for name, value in sheet.practice.answers.items())
        return "\n".join((sheet.practice.about, " · ".join(given)))

    def _mine(self, sheet: PracticeSheet) -> list[PracticeMark]:
        return self._marks.setdefault(sheet.case.practice_id, [])

    def _build(self) -> None:
        kit = self._kit
        chip = named(kit.chip(self.tr("Practice"), "accent", "list-checks"), declared())
        head = row((self._title, 1), chip, self._back, gap=kit.theme.px(10))
        wrong = FieldFrame(kit, self.tr("What is wrong"), self.code, nested=True)
        pages = FieldFrame(kit, self.tr("Page"), self._page, nested=True)
        row(wrong, column(None, self.mark, gap=0), None, gap=kit.theme.space("xs"), into=self._marking)
        left, right = QWidget(), QWidget()
        gap = kit.theme.space("s")
        column((self.text, 1), self._marking, gap=gap, into=left)
        self.marked.setMaximumHeight(kit.theme.px(LIST))
        foot = FlowRow(self.remove, self.finish, gap=kit.theme.space("xs"))
        column(pages, (self._page_text, 1), self._said, self.marked, self._why, foot, gap=gap, into=right)
        body = kit.beside("practice", self.tr("Text and documents"), (left, 5), (right, 4))
        declared_line = kit.words(declared(), "small", "accent", wrapped=True)
        column(head, declared_line, self._about, (body, 1), gap=gap, around=kit.around("l"), into=self)

    def _show_pages(self, sheet: PracticeSheet) -> None:
        page = self.tr("%1, page %2")
        self._pages = [
            _Page(page.replace("%1", name).replace("%2", str(number)), text)
            for name, pages in sheet.pages
            for number, text in enumerate(pages, start=1)
        ]
        with QSignalBlocker(self._page):
            self._page.show_choices([(each.name, number) for number, each in enumerate(self._pages)])
        self._show_page(0)

    def _show_page(self, number: int) -> None:
        if 0 <= number < len(self._pages):
            self._page_text.show_page(self._pages[number].text, None)

    def _show_marked(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        titles = {section.section: section.title for section in sheet.form.sections}
        if sheet.score is not None:
            judged = sheet.score.errors
            self.marked.show_rows([error_row(n, e, titles.get(e.section, "")) for n, e in enumerate(judged)])
            places = [((e.section, e.place.start, e.place.end), _tone(e.found)) for e in judged]
        else:
            mine = self._mine(sheet)
            self.marked.show_rows([self._mark_row(n, m, titles.get(m.section, "")) for n, m in enumerate(mine)])
            places = [((m.section, m.start, m.end), "mark") for m in mine]
        self.text.show_marks(places)
        for part in (self.marked, self.remove):  # until something is marked the document has the room
            part.setVisible(bool(self.marked.rows) and (part is self.marked or sheet.result is None))
        self._choose(self.marked.key)

    def _mark_row(self, number: int, mark: PracticeMark, title: str) -> Row:
        words = quoted(self.text.words((mark.section, mark.start, mark.end)))
        return Row(str(number), f"{title}: {item_words()[mark.code]}", words or self.tr("The section"), icon="flag")

    def _choose(self, key: str) -> None:
        score = self._sheet.score if self._sheet else None
        judged = score.errors[int(key)] if score is not None and key else None
        self._why.setVisible(judged is not None)
        if judged is not None:
            right = self.tr("Right: %1").replace("%1", judged.error.right)
            self._why.setText(f"{judged.error.why} {right}")
            self.text.go_to((judged.section, judged.place.start, judged.place.end))

    def _remove(self) -> None:
        if self._sheet is not None and self.marked.key:
            del self._mine(self._sheet)[int(self.marked.key)]
            self._show_marked()

    def _finish(self) -> None:
        if self._sheet is not None:
            self._presenter.finish(self._sheet.case.practice_id, self._mine(self._sheet))


def _tone(found: bool) -> str:
    return "success_soft" if found else "danger_soft"
