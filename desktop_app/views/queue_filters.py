"""Which cases of the queue are shown, and in which order."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from desktop_app.domain.review_queue import Cause, QueueOrder, Whose
from desktop_app.qt.queue_presenter import Ask, QueueState
from desktop_app.views.review_words import filter_words
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, named, row

LEAST = 120
"""Pixels at 100 % of a field that something is chosen in."""


class QueueFilters(QWidget):
    """The causes stand above the list (`causes`), everything else in one line below them."""

    changed = Signal(object)
    """An Ask."""
    left = Signal()
    """The list is wanted: by Enter, or by Esc, which also ends the search."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._ask = kit, Ask()
        self.words = named(QLineEdit(), self.tr("Filter by title or reference"))
        self._buttons = {cause: self._button(cause) for cause in (None, *filter_words())}
        self.causes = named(kit.segments(*self._buttons.values()), self.tr("Which cases are shown"))
        self._whose = self._choice(self.tr("Whose"), self._whose_words())
        self._form = self._choice(self.tr("Form"), {self.tr("All forms"): ""})
        self._order = self._choice(self.tr("Order"), self._order_words())
        self._overdue = kit.button(self.tr("Over time"), "preset", "clock")
        self._overdue.setCheckable(True)
        self._overdue.toggled.connect(lambda on: self._change(overdue=on))
        self._whose.activated.connect(lambda _: self._change(whose=self._whose.currentData()))
        self._form.activated.connect(lambda _: self._change(form=self._form.currentData()))
        self._order.activated.connect(lambda _: self._change(order=self._order.currentData()))
        self.words.textChanged.connect(lambda text: self._change(words=" ".join(text.split())))
        self.words.returnPressed.connect(self.left)
        QShortcut(QKeySequence("Esc"), self, self._find_no_more, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.words.setMinimumWidth(kit.theme.px(180))
        kit.keys.changed.connect(self._hint)
        self._hint()
        self._of_form = self._labelled(self._form)
        choices = (self._labelled(self._whose), self._of_form, self._labelled(self._order))
        parts = (self.words, *choices, self._overdue)
        column(FlowRow(*parts, gap=kit.theme.space("xs")), gap=0, into=self)

    @property
    def is_narrowing(self) -> bool:
        """Whether some cases may be left out."""
        return replace(self._ask, order=QueueOrder.RISK) != Ask()

    def take_words(self) -> None:
        """Let the person type words."""
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def keep_ask(self, ask: Ask) -> None:
        """What is shown now."""
        self._ask = ask

    def show_state(self, state: QueueState) -> None:
        """What can be chosen now, and what is: only what there is, and only where there is more than one thing."""
        self._ask, counts = state.ask, state.counts
        for cause, button in self._buttons.items():
            words = filter_words()[cause] if cause else self.tr("All")
            count = counts.causes.get(cause, 0) if cause else counts.all
            button.setText(f"{words} {count}")
            named(button, self.tr("%1: %n case(s)", "", count).replace("%1", words))
            button.setVisible(bool(count) or cause in (None, state.ask.cause))
            button.setChecked(cause is state.ask.cause)
        self.causes.setVisible(sum(map(bool, counts.causes.values())) > 1 or state.ask.cause is not None)
        forms = {form: state.titles.get(form, form) for form in sorted(counts.forms)}
        self._offer_forms(forms)
        self._of_form.setVisible(len(forms) > 1 or bool(state.ask.form))
        self._overdue.setVisible(bool(counts.overdue) or state.ask.overdue)
        self._overdue.setText(self.tr("Over time %1").replace("%1", str(counts.overdue)))
        with QSignalBlocker(self._overdue):
            self._overdue.setChecked(state.ask.overdue)
        self._whose.choose(state.ask.whose)
        self._order.choose(state.ask.order)

    def _offer_forms(self, forms: Mapping[str, str]) -> None:
        choices = [(self.tr("All forms"), ""), *((title, form) for form, title in forms.items())]
        if [self._form.itemData(i) for i in range(self._form.count())] != [value for _, value in choices]:
            self._form.show_choices(choices)
        self._form.choose(self._ask.form)

    def _choice(self, name: str, choices: Mapping[str, object]) -> DropDown:
        drop = DropDown(self._kit.theme, name, tuple(choices.items()))
        drop.setMinimumWidth(self._kit.theme.px(LEAST))
        return drop

    def _labelled(self, choice: DropDown) -> QWidget:
        """With its name before it, which a screen reader says too."""
        name, both = self._kit.words(choice.accessibleName(), "small", "2"), QWidget()
        name.setBuddy(choice)
        row(name, choice, gap=self._kit.theme.px(6), into=both)
        return both

    def _whose_words(self) -> dict[str, object]:
        return {
            self.tr("Everybody's"): Whose.ALL,
            self.tr("Assigned to me"): Whose.MINE,
            self.tr("Assigned to nobody"): Whose.UNASSIGNED,
            self.tr("Put off"): Whose.SNOOZED,
        }

    def _order_words(self) -> dict[str, object]:
        return {
            self.tr("Risk, then due"): QueueOrder.RISK,
            self.tr("Due first"): QueueOrder.DUE,
            self.tr("Oldest first"): QueueOrder.AGE,
            self.tr("By name"): QueueOrder.TITLE,
        }

    def _button(self, cause: Cause | None) -> QPushButton:
        button = self._kit.button("", "segment", size="small", name=self.tr("All"))
        button.setCheckable(True)
        button.clicked.connect(lambda: self._change(cause=cause))
        return button

    def _hint(self) -> None:
        self.words.setPlaceholderText(f"{self.tr('Filter')}  {self._kit.keys.hint('filter')}".strip())

    def _find_no_more(self) -> None:
        self.words.clear()
        self.left.emit()

    def _change(self, **what: object) -> None:
        ask = replace(self._ask, **what)  # type: ignore[arg-type]
        if ask != self._ask or "cause" in what:
            self._ask = ask
            self.changed.emit(ask)
