"""Why a case is returned or escalated: a reason from a list, words, and for a return the sections that it is about."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from desktop_app.domain.comment import ItemCode, ReturnItem, items_about
from desktop_app.domain.review import DecisionKind
from desktop_app.qt.review_state import ReviewState
from desktop_app.views.comments_panel import item_words
from desktop_app.views.review_words import role_words
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.kit import Kit, Part, add, column, named, row
from desktop_app.widgets.reason_field import ReasonField
from desktop_app.widgets.tab_order import set_reading_order
from desktop_app.widgets.tick_box import TickBox

WIDE = 520


class ReasonDialog(QDialog):
    """Accepted, `reason` and `sections` are what was given."""

    def __init__(self, kit: Kit, kind: DecisionKind, state: ReviewState, section: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self.kind, self._state, self._over = kit, kind, state, parent.window()
        self._returns = kind is DecisionKind.RETURN
        title = self.tr("Return to analyst") if self._returns else self.tr("Escalate")
        self.setWindowTitle(title)
        named(self, title)
        reasons = [(words, code.value) for code, words in item_words().items()]
        self._kind_of = DropDown(kit.theme, self.tr("Kind of reason"), reasons)
        self._words = ReasonField(kit, self.tr("Reason in words"))
        self._boxes = {each.section: self._box(each.section, section) for each in state.sections}
        for part in (self._kind_of, *self._boxes.values()):
            part.setParent(self)
            part.setVisible(self._returns)
        self._missing = kit.words(tone="3", style="small", wrapped=True)
        self._cancel = kit.button(self.tr("Cancel"), "ghost")
        self._decide = kit.button(title, "primary", "corner-up-left" if self._returns else "flag")
        self._decide.setDefault(True)
        self._cancel.clicked.connect(self.reject)
        self._decide.clicked.connect(self.accept)
        self._words.textChanged.connect(self._check)
        self._build(title)
        set_reading_order(self)
        self._check()
        self._words.setFocus()

    @property
    def reason(self) -> str:
        """The reason as it goes to the record."""
        return self._words.words

    @property
    def items(self) -> tuple[ReturnItem, ...]:
        """What the case is returned for."""
        return items_about(*self.sections, code=ItemCode(self._kind_of.currentData()))

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that the analyst is asked to look at."""
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """As high as its words at its width, and no higher than the window: then the sections scroll."""
        super().showEvent(event)
        most = self._over.height() - self._kit.theme.px(16)
        self.resize(self.width(), min(self.heightForWidth(self.width()), most))

    def _build(self, title: str) -> None:
        kit, state = self._kit, self._state
        parts: list[Part] = [kit.words(title, "heading"), kit.words(self._about(), "small", "3", wrapped=True)]
        if self._returns:
            boxes = column(*self._boxes.values(), None, gap=kit.theme.px(4))
            inside = kit.region("scrolled", boxes)
            scrolled = kit.scrolled(inside)
            scrolled.setMinimumHeight(min(kit.theme.px(28) * len(self._boxes), kit.theme.px(56)))
            about = kit.words(self.tr("What is it about?"), "strong")
            about.setBuddy(self._kind_of)
            parts += [about, self._kind_of]
            parts += [kit.words(self.tr("Sections to look at"), "strong"), scrolled]
        else:
            to = ", ".join(state.escalates_to)
            role = role_words(state.escalate_role)
            words = self.tr("To: %1 (%2)").replace("%1", to).replace("%2", role)
            parts.append(kit.words(words, "strong", wrapped=True))
        label = kit.words(self.tr("Why?"), "strong")
        label.setBuddy(self._words)
        parts += [label, self._words, kit.line(), row((self._missing, 1), self._cancel, self._decide)]
        layout = column(gap=kit.theme.space("s"), around=kit.around("l"), into=self)
        for part in parts:
            add(layout, part)
        self.setFixedWidth(kit.theme.px(WIDE))

    def _about(self) -> str:
        if self._returns:
            words = self.tr("The case goes back to %1. Approvals of the sections that you name are withdrawn.")
            return words.replace("%1", self._state.author)
        return self.tr("The case waits until it is decided there. Nothing is lost.")

    def _box(self, name: str, chosen: str) -> QCheckBox:
        section = self._state.section(name)
        box = TickBox(self._kit.theme, section.title if section else name)
        box.setAccessibleName(box.text())
        box.setChecked(name == chosen)
        box.toggled.connect(self._check)
        return box

    def _check(self) -> None:
        missing = "" if self._words.words else self.tr("Say why")
        if self._returns and not self.sections:
            missing = self.tr("Name at least one section")
        self._missing.setText(missing)
        self._decide.setEnabled(not missing)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Ctrl+Enter decides, since Enter is a line of the words."""
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if self._decide.isEnabled():
                self.accept()
        else:
            super().keyPressEvent(event)
