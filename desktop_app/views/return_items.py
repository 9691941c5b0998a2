"""What a case is returned for: what must be fixed already, and section by section what else."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.domain.comment import ItemCode, ReturnItem
from desktop_app.qt.review_state import ReviewState
from desktop_app.qt.thread_reading import ThreadCard
from desktop_app.views.comment_words import item_words, kind_words, quoted
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.kit import Kit, Part, column, named, row
from desktop_app.widgets.sight import bring_into_sight
from desktop_app.widgets.tick_box import TickBox


class ItemRow(QWidget):
    """A section that can be named. Where it is, why, and in words of its own what is to be done."""

    changed = Signal()

    def __init__(self, kit: Kit, section: str, title: str) -> None:
        super().__init__()
        self._section = section
        self.box = named(TickBox(kit.theme, title), title)
        codes = [(words, code.value) for code, words in item_words().items()]
        self.code = DropDown(kit.theme, self.tr("%1: what is wrong").replace("%1", title), codes)
        self.words = named(QLineEdit(), self.tr("%1: what is to be done").replace("%1", title))
        self.words.setPlaceholderText(self.tr("What is to be done, where it is not the reason below"))
        self._below = QWidget()
        edge = kit.theme.px
        wrong = kit.words(self.tr("What is wrong"), "small", "2")
        wrong.setBuddy(self.code)
        column(wrong, self.code, self.words, gap=edge(4), around=(edge(28), 0, 0, edge(4)), into=self._below)
        column(self.box, self._below, gap=edge(4), into=self)
        self._below.hide()
        self.box.toggled.connect(self._below.setVisible)
        self.box.toggled.connect(self.changed)
        self.box.clicked.connect(partial(bring_into_sight, self))

    @property
    def item(self) -> ReturnItem | None:
        """What the case is returned for here."""
        if not self.box.isChecked():
            return None
        return ReturnItem(self._section, ItemCode(self.code.currentData()), " ".join(self.words.text().split()))


class ReturnItems(QWidget):
    """All items. Comments that say what must be fixed go with the case by themselves."""

    changed = Signal()

    def __init__(self, kit: Kit, state: ReviewState, section: str) -> None:
        super().__init__()
        self._kit, self._marked = kit, state.threads.to_fix
        self._rows = [ItemRow(kit, each.section, each.title) for each in state.sections]
        parts: list[Part] = []
        if self._marked:
            parts.append(kit.words(self.tr("What must be fixed already"), "strong"))
            parts += [self._line(card) for card in self._marked]
        parts.append(kit.words(self.tr("Sections to look at"), "strong"))
        for each, of in zip(self._rows, state.sections, strict=True):
            each.box.setChecked(of.section == section and not self._marked)
            each.changed.connect(self.changed)
        column(*parts, *self._rows, None, gap=kit.theme.px(4), into=self)

    @property
    def items(self) -> tuple[ReturnItem, ...]:
        """What is new; what must be fixed already is not among them."""
        return tuple(item for row in self._rows if (item := row.item))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to return the case for."""
        return not self.items and not self._marked

    def _line(self, card: ThreadCard) -> Part:
        said = f"{card.title}: {kind_words(card)}. {quoted(card.said[0].words)}"
        icon = column(self._kit.icon("shield-alert", "danger"), None, gap=0)
        return row(icon, (self._kit.words(said, "small", "2", wrapped=True), 1), gap=self._kit.theme.px(8))
