"""What people say about the texts of a case: threads in the order of the document, and a field to begin one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop_app.domain.comment import ItemAnswer, ItemCode
from desktop_app.qt.comment_presenter import CommentPresenter, Marked
from desktop_app.qt.thread_reading import Said, ThreadCard, Threads
from desktop_app.views.day_words import moment_words
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, Part, add, clear, column, named, row, square
from desktop_app.widgets.reason_field import ReasonField
from desktop_app.widgets.tick_box import TickBox

QUOTED = 160
"""Characters of the words that a comment is about that are shown."""
translate = QCoreApplication.translate


def item_words() -> dict[ItemCode, str]:
    """What a case can be returned for."""
    return {
        ItemCode.FIGURE: translate("reason", "Amount or date is wrong"),
        ItemCode.SOURCE: translate("reason", "Statement has no source"),
        ItemCode.MISSING: translate("reason", "Something is missing"),
        ItemCode.CONCLUSION: translate("reason", "Conclusion does not follow"),
        ItemCode.WORDING: translate("reason", "Wording"),
        ItemCode.OTHER: translate("reason", "Other"),
    }


class CommentsPanel(QWidget):
    """The threads; those that are open first come to sight, the resolved ones on demand."""

    chosen = Signal(str, object)
    """The words of a thread are to be shown: their section, and their place (None: they are gone, or it is all)."""
    left = Signal()
    """The field was left: the keyboard goes back to the text."""

    def __init__(self, kit: Kit, presenter: CommentPresenter) -> None:
        super().__init__()
        presenter.setParent(self)
        self._kit, self._presenter = kit, presenter
        self._threads: Threads | None = None
        self._marked, self._section = Marked(""), ""
        self._all = TickBox(kit.theme, self.tr("Show resolved comments"))
        self._all.toggled.connect(self._fill)
        self._count = kit.words(style="small", tone="3")
        self._empty = kit.words(style="small", tone="2", wrapped=True)
        self._begin = kit.button(self.tr("Comment on the section"), "secondary", "message-square", size="small")
        self._begin.clicked.connect(lambda: self.begin(Marked(self._section)))
        self.entry = CommentEntry(kit)
        self.entry.given.connect(self._give)
        self.entry.left.connect(self._leave)
        self._place = column(gap=kit.theme.px(8))
        head = row(kit.words(self.tr("Comments"), "subhead"), self._count, None)
        parts = (head, row(self._begin, None), self.entry, self._empty, self._place, self._all)
        column(*parts, gap=kit.theme.px(8), into=self)
        presenter.done.connect(self._recorded)

    def show_threads(self, threads: Threads, section: str, title: str) -> None:
        """The threads of a case; a new one begins on this section."""
        self._presenter.open(threads.case_id)
        if self._threads is not None and self._threads.case_id != threads.case_id:
            self.entry.hide()
        self._section = section
        self._begin.setVisible(threads.may_comment and bool(section))
        self._begin.setAccessibleName(self.tr("Comment on “%1”").replace("%1", title))
        self.entry.offer(must_fix=threads.may_require)
        if threads != self._threads:
            self._threads = threads
            self._fill()

    def begin(self, marked: Marked) -> None:
        """Ask for a comment on these words."""
        if self._threads is not None and self._threads.may_comment:
            self._marked = marked
            self.entry.ask(_quoted(marked.words))

    @property
    def open_count(self) -> int:
        """How many threads are open."""
        return sum(card.is_open for card in self._threads.cards) if self._threads else 0

    def _fill(self) -> None:
        cards = self._threads.cards if self._threads else ()
        shown = [card for card in cards if card.is_open or self._all.isChecked()]
        self._count.setText(self.tr("%n open", "", self.open_count) if cards else "")
        self._all.setVisible(any(not card.is_open for card in cards))
        self._empty.setText(self.tr("No comment is open.") if cards else self.tr("Nobody has commented yet."))
        self._empty.setVisible(not shown)
        clear(self._place)
        for card in shown:
            add(self._place, self._card(card))

    def _card(self, card: ThreadCard) -> "CommentCard":
        widget = CommentCard(self._kit, card)
        widget.shown.connect(partial(self.chosen.emit, card.section, card.place))
        widget.replied.connect(partial(self._presenter.reply, card.thread_id))
        widget.settled.connect(lambda resolved: self._presenter.settle(card.thread_id, resolved=resolved))
        return widget

    def _give(self, words: str, must_fix: bool) -> None:
        self._presenter.comment(self._marked, words, must_fix=must_fix)

    def _recorded(self) -> None:
        self._leave()

    def _leave(self) -> None:
        if self.entry.isVisible():
            self.entry.hide()
            self.left.emit()


class CommentEntry(QFrame):
    """A few words, and whether they hold up the approval. Ctrl+Enter keeps them, Esc leaves."""

    given = Signal(str, bool)
    left = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._about = kit.words(style="small", tone="2", wrapped=True)
        self.field = ReasonField(kit, self.tr("Your comment"))
        self.field.setPlaceholderText(self.tr("What is to be said about it"))
        self.must_fix = TickBox(kit.theme, self.tr("Must be fixed before anybody approves"))
        self.keep = kit.button(self.tr("Keep comment"), "soft", "check", size="small")
        cancel = kit.button(self.tr("Cancel"), "ghost", size="small")
        self.keep.clicked.connect(self._give)
        cancel.clicked.connect(self.left)
        self.field.textChanged.connect(self._check)
        self.field.installEventFilter(self)
        acts = FlowRow(self.keep, cancel, gap=kit.theme.px(6))
        parts: tuple[Part, ...] = (self._about, self.field, self.must_fix, acts)
        column(*parts, gap=kit.theme.px(6), around=kit.around("s"), into=self)
        self.hide()

    def offer(self, *, must_fix: bool) -> None:
        """Whether this person may say that it must be fixed."""
        self.must_fix.setVisible(must_fix)
        if not must_fix:
            self.must_fix.setChecked(False)

    def ask(self, quote: str) -> None:
        """Ask for words about these."""
        self._about.setText(quote or self.tr("About the whole section"))
        self.field.clear()
        self.must_fix.setChecked(False)
        self._check()
        self.show()
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
            self.given.emit(self.field.words, self.must_fix.isChecked())


class CommentCard(QFrame):
    """A thread with what can be done about it."""

    shown = Signal()
    replied = Signal(str, object)
    """Words, and what the author did about it (None: nothing is said of that)."""
    settled = Signal(bool)
    """It is resolved (True) or open again."""

    def __init__(self, kit: Kit, card: ThreadCard) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._kit, self._thread, self._answer = kit, card, None  # type: Kit, ThreadCard, ItemAnswer | None
        named(self, self.tr("Comment on “%1”").replace("%1", card.title))
        parts: list[Part] = [self._head(), *self._about(), *map(self._said, card.said)]
        self.entry = CommentEntry(kit)
        self.entry.must_fix.hide()
        self.entry.given.connect(self._reply)
        self.entry.left.connect(self.entry.hide)
        parts += [*self._acts(), self.entry]
        column(*parts, gap=kit.theme.px(4), around=kit.around("s"), into=self)

    def _head(self) -> Part:
        kit, card = self._kit, self._thread
        icon, tone = ("circle-check", "success") if not card.is_open else ("message-square", "2")
        words = self.tr("Comment")
        if card.must_fix:
            icon, tone = ("shield-alert", "danger") if card.is_open else (icon, tone)
            words = item_words()[card.code] if card.code else self.tr("Must be fixed")
        state = "" if card.is_open else self.tr("resolved")
        if card.is_open and card.answer:
            state = self.tr("mended") if card.answer is ItemAnswer.DONE else self.tr("left as it is")
        elif card.is_open and card.is_item and card.changed:
            state = self.tr("changed since")
        title = kit.words(f"{card.title}: {words}", "strong", wrapped=True)
        chip = [kit.chip(state, "neutral" if card.is_open else "success")] if state else []
        return row(column(kit.icon(icon, tone), None, gap=0), (title, 1), *chip, gap=kit.theme.px(8))

    def _about(self) -> list[QWidget]:
        """The words that it is about, which lead to them."""
        card = self._thread
        if not card.quote:
            return []
        kit, line = self._kit, QWidget()
        quote = kit.words(_quoted(card.quote), "small", "2", wrapped=True)
        if card.place is None:
            gone = kit.words(self.tr("These words are gone."), "small", "3", wrapped=True)
            column(quote, gone, gap=0, into=line)
        else:
            name = self.tr("Show it in the text")
            button = square(kit.button("", "ghost", "arrow-right", name=name), kit.theme.px(28))
            button.setAccessibleDescription(_quoted(card.quote))
            button.clicked.connect(self.shown)
            row((quote, 1), column(button, None, gap=0), gap=kit.theme.px(6), into=line)
        return [line]

    def _said(self, said: Said) -> QWidget:
        kit = self._kit
        who = self.tr("%1, %2").replace("%1", said.by).replace("%2", moment_words(said.at))
        words = QWidget()
        lines = (kit.words(who, "caption", "3", wrapped=True), kit.words(said.words, "small", wrapped=True))
        column(*lines, gap=0, into=words)
        return words

    def _acts(self) -> list[QWidget]:
        card, kit = self._thread, self._kit
        acts: list[QPushButton] = []
        if card.can_answer:
            acts.append(self._act(self.tr("Mended"), partial(self._ask, ItemAnswer.DONE), "check"))
            acts.append(self._act(self.tr("Leave as it is"), partial(self._ask, ItemAnswer.KEPT)))
        elif card.can_reply:
            acts.append(self._act(self.tr("Reply"), partial(self._ask, None)))
        if card.can_settle:
            words = self.tr("Resolve") if card.is_open else self.tr("Open again")
            acts.append(self._act(words, lambda: self.settled.emit(card.is_open)))
        return [FlowRow(*acts, gap=kit.theme.px(6))] if acts else []

    def _act(self, words: str, act: object, icon: str = "") -> QPushButton:
        name = self.tr("%1: comment on “%2”").replace("%1", words).replace("%2", self._thread.title)
        button = self._kit.button(words, "ghost", icon, size="small", name=name)
        button.clicked.connect(lambda: act())  # type: ignore[operator]
        return button

    def _ask(self, answer: ItemAnswer | None) -> None:
        self._answer = answer
        about = {
            None: self.tr("Your reply"),
            ItemAnswer.DONE: self.tr("What was mended"),
            ItemAnswer.KEPT: self.tr("Why it is right as it is"),
        }
        self.entry.ask(about[answer])

    def _reply(self, words: str, _: bool) -> None:
        self.replied.emit(words, self._answer)


def _quoted(words: str) -> str:
    """The words in marks, as many as there is room for."""
    line = " ".join(words.split())
    return "" if not line else f"“{line}”" if len(line) <= QUOTED else f"“{line[: QUOTED - 1]}…”"
