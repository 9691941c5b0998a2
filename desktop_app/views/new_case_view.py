"""New case: choose a form, say which case it is, and begin."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QLineEdit, QPushButton, QWidget

from desktop_app.qt.new_case_presenter import FormCard, NewCasePresenter, NewCaseState
from desktop_app.qt.place import Place, Visit
from desktop_app.widgets.arriving import Arriving
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, clear, column, named, restyled, row
from desktop_app.widgets.sight import bring_into_sight
from desktop_app.widgets.tab_order import set_reading_order

MANY = 8
"""Forms above which a search is offered."""
CARD = 380
"""Pixels at 100 % that a card takes at least."""
WIDEST = 640
"""Pixels at 100 % that it takes at most."""


class NewCaseView(QWidget):
    """A grid of forms; the chosen one asks for a title and a reference."""

    asked = Signal(object)

    def __init__(self, kit: Kit, presenter: NewCasePresenter, banner: Banner) -> None:
        super().__init__()
        self._kit, self._presenter = kit, presenter
        self._state: NewCaseState | None = None
        self._chosen = ""
        self._search = named(QLineEdit(), self.tr("Find a form"))
        self._search.setPlaceholderText(self.tr("Find a form"))
        self._search.textChanged.connect(self._fill)
        self._search.hide()
        self._about = kit.words(tone="2", wrapped=True)
        self._grid = QGridLayout()
        self._cards: dict[str, QFrame] = {}
        self._choices: dict[str, QPushButton] = {}
        self._title, self._reference = QLineEdit(), QLineEdit()
        self._problem = kit.words(style="small", tone="danger", wrapped=True)
        self._start = kit.button(self.tr("Start the form"), "primary")
        self._many = kit.button(self.tr("Many at once…"), "secondary", "layers")
        self._many.clicked.connect(self._ask_for_many)
        self._build()
        presenter.shown.connect(self._show)
        presenter.opened.connect(self._opened)
        presenter.failed.connect(banner.fail)
        presenter.failed.connect(self._failed)

    def enter(self, visit: Visit) -> None:
        """Look at the forms; `at` is one to choose."""
        self._chosen = visit.at
        self._title.clear()
        self._reference.clear()
        self._problem.hide()
        self._whole.wait()
        self._presenter.look()

    def leave(self) -> bool:
        """Nothing is left open here."""
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        return self.tr("My work"), self.tr("New case")

    def choose(self, name: str) -> None:
        """Ask for the title and reference of a case on this form."""
        self._chosen = name
        self._put_away()
        for card_name, card in self._cards.items():
            restyled(card, card="focus" if card_name == name else "plain")
            self._choices[card_name].setVisible(card_name != name)
        chosen = self._cards.get(name)
        layout = chosen.layout() if chosen is not None else None
        if isinstance(layout, QBoxLayout):
            layout.insertWidget(layout.count() - 1, self._ask)
            self._ask.show()
            set_reading_order(self)
            self._title.setFocus(Qt.FocusReason.OtherFocusReason)
            bring_into_sight(self._ask)

    def start(self) -> None:
        """Open the case, once it has a title."""
        title = self._title.text().strip()
        self._problem.setVisible(not title)
        restyled(self._title, state="" if title else "error")
        if not title:
            self._title.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._start.setEnabled(False)
        self._presenter.open(self._chosen, title, self._reference.text())

    def _build(self) -> None:
        kit, px = self._kit, self._kit.theme.px
        self._grid.setSpacing(px(16))
        self._search.setMaximumWidth(px(320))
        self._shelf = QWidget()
        self._shelf.setLayout(self._grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        named(self._title, self.tr("Title of the case"))
        named(self._reference, self.tr("Reference of the case"))
        self._problem.setText(self.tr("Enter a title"))
        optional = row(kit.words(self.tr("Reference"), "strong"), kit.words(self.tr("optional"), "small", "3"), None)
        hint = kit.words(
            self.tr("What people will look for, such as the other party's name."), "small", "3", wrapped=True
        )
        self._ask = QWidget(self)
        column(
            kit.line(), px(4), kit.words(self.tr("Title"), "strong"), hint, self._problem, self._title, px(4),
            optional, self._reference, px(4), row(None, self._start), gap=px(4), into=self._ask,
        )  # fmt: skip
        self._ask.hide()
        self._start.clicked.connect(self.start)
        for line in (self._title, self._reference):
            line.returnPressed.connect(self.start)
        title = row(kit.words(self.tr("New case"), "title"), None, self._many)
        head = column(title, self._about, gap=px(4))
        inside = kit.region("scrolled", head, self._search, self._shelf, None, gap=kit.theme.space("m"), around="xl")
        self._whole = Arriving(kit, kit.scrolled(inside))
        column(self._whole, into=self)

    def _show(self, state: NewCaseState) -> None:
        self._state = state
        self._whole.arrived()
        self._start.setEnabled(True)
        if not state.may_open:
            words = self.tr("An analyst can open a case. These are the forms.")
        elif len(state.forms) == 1:
            words = self.tr("Give the case a title.")
        elif state.forms:
            words = self.tr("Choose the form that the case needs.")
        else:
            words = self.tr("No form is installed. An administrator can add forms.")
        self._about.setText(words)
        self._search.setVisible(len(state.forms) > MANY)
        self._many.setVisible(state.may_open and bool(state.forms))
        self._fill()
        if state.may_open and (len(state.forms) == 1 or self._chosen in self._cards):
            self.choose(self._chosen or state.forms[0].name)

    def _fill(self) -> None:
        if self._state is None:
            return
        self._put_away()
        clear(self._grid)
        self._cards.clear()
        self._choices.clear()
        found = [card for card in self._state.forms if card.holds(self._search.text())]
        across = max(1, min(3, self.width() // self._kit.theme.px(CARD), len(found)))
        for number, form in enumerate(found):
            self._cards[form.name] = self._card(form, may_open=self._state.may_open)
            self._grid.addWidget(self._cards[form.name], number // across, number % across)
            self._cards[form.name].show()
        self._shelf.setMaximumWidth(across * self._kit.theme.px(WIDEST))
        for at in range(self._grid.columnCount()):
            self._grid.setColumnStretch(at, int(at < across))

    def _put_away(self) -> None:
        """Out of the card that held it, which may go."""
        self._ask.setParent(self)
        self._ask.hide()

    def _card(self, form: FormCard, *, may_open: bool) -> QFrame:
        kit = self._kit
        counts = self.tr("%n question(s)", "", form.questions) + " · " + self.tr("%n section(s)", "", form.sections)
        about = f"{counts} · v{form.version}"
        choose = kit.button(self.tr("Choose"), "soft", name=self.tr("Choose “%1”").replace("%1", form.title))
        choose.clicked.connect(partial(self.choose, form.name))
        self._choices[form.name] = choose
        if not may_open:
            choose.hide()
        return kit.card(
            row((kit.words(form.title, "heading", wrapped=True), 1), choose),
            kit.words(form.outcome, wrapped=True),
            kit.words(self.tr("For: %1").replace("%1", form.user), "small", "3", wrapped=True),
            kit.words(self.tr("To draft: %1").replace("%1", form.typical), "small", "2", wrapped=True),
            kit.words(about, "small", "3"),
            None,
        )

    def _ask_for_many(self) -> None:
        self.asked.emit(Visit(Place.BATCH))

    def _failed(self, _: object) -> None:
        self._whole.give_up()
        self._start.setEnabled(True)

    def _opened(self, case_id: str) -> None:
        self.asked.emit(Visit(Place.FORM, case_id))
