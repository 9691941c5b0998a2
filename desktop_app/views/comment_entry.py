"""Where a comment, a reply or an answer is written."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.domain.comment import ItemCode
from desktop_app.views.comment_words import item_words
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, Part, column
from desktop_app.widgets.reason_field import ReasonField
from desktop_app.widgets.tick_box import TickBox


class CommentEntry(QFrame):
    """A few words, and whether they hold up the approval. Ctrl+Enter keeps them, Esc leaves."""

    given = Signal(str, object)
    """Words, and where it must be fixed an ItemCode."""
    left = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._about = kit.words(style="small", tone="2", wrapped=True)
        self.field = ReasonField(kit, self.tr("Your comment"))
        self.field.setPlaceholderText(self.tr("What is to be said about it"))
        self.must_fix = TickBox(kit.theme, self.tr("Must be fixed first"))
        self.must_fix.setToolTip(self.tr("Nobody approves the section before"))
        self.code = DropDown(kit.theme, self.tr("What must be fixed"), [(w, c.value) for c, w in item_words().items()])
        about = kit.words(self.tr("What must be fixed"), "small")
        about.setBuddy(self.code)
        self._why = QWidget()
        column(about, self.code, gap=kit.theme.px(2), into=self._why)
        self._why.hide()
        self.must_fix.toggled.connect(self._why.setVisible)
        self.keep = kit.button(self.tr("Keep comment"), "soft", "check", size="small")
        cancel = kit.button(self.tr("Cancel"), "ghost", size="small")
        self.keep.clicked.connect(self._give)
        cancel.clicked.connect(self.left)
        self.field.textChanged.connect(self._check)
        self.field.installEventFilter(self)
        acts = FlowRow(self.keep, cancel, gap=kit.theme.px(6))
        parts: tuple[Part, ...] = (self._about, self.field, self.must_fix, self._why, acts)
        column(*parts, gap=kit.theme.px(6), around=kit.around("s"), into=self)
        self.hide()

    def offer(self, *, must_fix: bool) -> None:
        """Whether this person may say that it must be fixed."""
        self.must_fix.setVisible(must_fix)
        if not must_fix:
            self.must_fix.setChecked(False)

    def ask(self, quote: str, words: str = "", *, focus: bool = True) -> None:
        """Ask for words about these, beginning with what was written already."""
        self._about.setText(quote or self.tr("About the whole section"))
        self.field.setPlainText(words)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.must_fix.setChecked(False)
        self._check()
        self.show()
        if focus:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter is a line of the comment, with Ctrl it keeps it: what the keys do on the page waits."""
        if not isinstance(event, QKeyEvent) or not (act := self._act_of(event)):
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() is QEvent.Type.KeyPress:
            act()
        return True

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return self._give
        return self.left.emit if event.key() == Qt.Key.Key_Escape else None

    def _check(self) -> None:
        self.keep.setEnabled(bool(self.field.words))

    def _give(self) -> None:
        if self.field.words:
            code = ItemCode(self.code.currentData()) if self.must_fix.isChecked() else None
            self.given.emit(self.field.words, code)
