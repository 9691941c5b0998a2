"""Why a case is returned, escalated or handed back: a reason in words, and for a return what it is for."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.domain.comment import ReturnItem
from desktop_app.domain.review import DecisionKind
from desktop_app.qt.review_state import ReviewState
from desktop_app.views.return_items import ReturnItems
from desktop_app.views.review_words import role_words
from desktop_app.widgets.kit import Kit, Part, add, column, named, row
from desktop_app.widgets.reason_field import ReasonField
from desktop_app.widgets.tab_order import set_reading_order

WIDE, LEAST = 520, 120
"""Pixels at 100 %: the width, and the least height of what scrolls."""


class ReasonDialog(QDialog):
    """Accepted, `reason` and `items` are what was given."""

    def __init__(self, kit: Kit, kind: DecisionKind, state: ReviewState, section: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self.kind, self._state, self._over = kit, kind, state, parent.window()
        self._returns = kind is DecisionKind.RETURN
        title = self._title()
        self.setWindowTitle(title)
        named(self, title)
        self._words = ReasonField(kit, self.tr("Reason in words"))
        self._items = ReturnItems(kit, state, section) if self._returns else None
        if self._items is not None:
            self._items.changed.connect(self._check)
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

    def _title(self) -> str:
        if self.kind is DecisionKind.HAND_BACK:
            return self.tr("Hand back")
        return self.tr("Return to analyst") if self._returns else self.tr("Escalate")

    @property
    def reason(self) -> str:
        """The reason as it goes to the record."""
        return self._words.words

    @property
    def items(self) -> tuple[ReturnItem, ...]:
        """What the case is returned for, beside what must be fixed already."""
        return self._items.items if self._items else ()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """As high as its words at its width, and no higher than the window, inside it: then the sections scroll."""
        super().showEvent(event)
        most = self._over.height() - self._kit.theme.px(16)
        self.resize(self.width(), min(self.heightForWidth(self.width()), most))
        grown = self.frameGeometry()
        grown.moveCenter(self._over.frameGeometry().center())
        self.move(grown.topLeft())

    def _build(self, title: str) -> None:
        kit, state = self._kit, self._state
        parts: list[Part] = [kit.words(title, "heading"), kit.words(self._about(), "small", "3", wrapped=True)]
        if self._items is not None:
            scrolled = kit.scrolled(kit.region("scrolled", self._items))
            scrolled.setMinimumHeight(kit.theme.px(LEAST))
            parts.append(scrolled)
        elif self.kind is DecisionKind.ESCALATE:
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
        if self.kind is DecisionKind.HAND_BACK:
            return self.tr("The stage decides again as before it was escalated. Its time begins anew.")
        return self.tr("The case waits until it is decided there. Nothing is lost.")

    def _check(self) -> None:
        missing = "" if self._words.words else self.tr("Say why")
        if self._items is not None and self._items.is_empty:
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
