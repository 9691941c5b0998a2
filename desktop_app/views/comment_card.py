"""A thread of comments beside the text."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop_app.domain.comment import ItemAnswer
from desktop_app.qt.thread_reading import Said, ThreadCard
from desktop_app.views.comment_entry import CommentEntry
from desktop_app.views.comment_words import kind_words, quoted, state_words
from desktop_app.views.day_words import moment_words
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, Part, column, named, restyled, row, square


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody is writing in a thread."""

    words: str
    answer: ItemAnswer | None
    has_focus: bool


class CommentCard(QFrame):
    """A thread with what can be done about it."""

    shown = Signal()
    replied = Signal(str, object)
    """Words, and what the author did about it (None: nothing is said of that)."""
    settled = Signal(bool)
    """It is resolved (True) or open again."""
    compared = Signal()
    """What changed in its section is to be shown."""

    def __init__(self, kit: Kit, card: ThreadCard, *, compares: bool = False) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._kit, self.card, self._answer = kit, card, None  # type: Kit, ThreadCard, ItemAnswer | None
        self._compares, self._buttons = compares, []  # type: bool, list[QPushButton]
        self._way: QPushButton | None = None
        named(self, self.tr("Comment on “%1”").replace("%1", card.title))
        parts: list[Part] = [self._head(), *self._about(), *map(self._said, card.said)]
        self.entry = CommentEntry(kit)
        self.entry.must_fix.hide()
        self.entry.given.connect(self._reply)
        self.entry.left.connect(self.entry.hide)
        parts += [*self._acts(), self.entry]
        column(*parts, gap=kit.theme.px(4), around=kit.around("s"), into=self)

    @property
    def reply(self) -> Reply | None:
        """What is being written in it."""
        field = self.entry.field
        return Reply(field.toPlainText(), self._answer, field.hasFocus()) if self.entry.isVisibleTo(self) else None

    def write_on(self, reply: Reply) -> None:
        """Go on with what was being written."""
        self._answer = reply.answer
        self.entry.ask(self._asks(reply.answer), reply.words, focus=reply.has_focus)

    def set_current(self, current: bool) -> None:
        """Whether it is the thread that was come to."""
        look = "focus" if current else "plain"
        if self.property("card") != look:
            restyled(self, card=look)

    def take_focus(self) -> None:
        """The first thing that can be done about it has the keyboard."""
        first = next(iter(self._buttons), self._way)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _head(self) -> Part:
        kit, card = self._kit, self.card
        icon, tone = ("circle-check", "success") if not card.is_open else ("message-square", "2")
        if card.must_fix and card.is_open:
            icon, tone = "shield-alert", "danger"
        state = state_words(card)
        title = kit.words(f"{card.title}: {kind_words(card)}", "strong", wrapped=True)
        chip = [kit.chip(state, "neutral" if card.is_open else "success")] if state else []
        return row(column(kit.icon(icon, tone), None, gap=0), (title, 1), *chip, gap=kit.theme.px(8))

    def _about(self) -> list[QWidget]:
        """The words that it is about, which lead to them."""
        card = self.card
        if not card.quote:
            return []
        kit, line = self._kit, QWidget()
        quote = kit.words(quoted(card.quote), "small", "2", wrapped=True)
        if card.place is None:
            gone = kit.words(self.tr("These words are gone."), "small", "3", wrapped=True)
            column(quote, gone, gap=0, into=line)
        else:
            name = self.tr("Show it in the text")
            button = square(kit.button("", "ghost", "arrow-right", name=name), kit.theme.px(28))
            button.setAccessibleDescription(quoted(card.quote))
            button.clicked.connect(self.shown)
            self._way = button
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
        card, kit = self.card, self._kit
        acts: list[QPushButton] = []
        if self._compares:
            acts.append(self._act(self.tr("Show what changed"), self.compared.emit, "arrow-right"))
        if card.can_answer:
            acts.append(self._act(self.tr("Mended"), partial(self._ask, ItemAnswer.DONE), "check"))
            acts.append(self._act(self.tr("Leave as it is"), partial(self._ask, ItemAnswer.KEPT)))
        elif card.can_reply:
            acts.append(self._act(self.tr("Reply"), partial(self._ask, None)))
        if card.can_settle:
            words = self.tr("Resolve") if card.is_open else self.tr("Open again")
            acts.append(self._act(words, lambda: self.settled.emit(card.is_open)))
        self._buttons = acts
        return [FlowRow(*acts, gap=kit.theme.px(6))] if acts else []

    def _act(self, words: str, act: Callable[[], object], icon: str = "") -> QPushButton:
        name = self.tr("%1: comment on “%2”").replace("%1", words).replace("%2", self.card.title)
        button = self._kit.button(words, "ghost", icon, size="small", name=name)
        button.setAccessibleDescription(self.card.told)
        button.clicked.connect(lambda: act())
        return button

    def _ask(self, answer: ItemAnswer | None) -> None:
        self._answer = answer
        self.entry.ask(self._asks(answer))

    def _asks(self, answer: ItemAnswer | None) -> str:
        about = {
            None: self.tr("Your reply"),
            ItemAnswer.DONE: self.tr("What was mended"),
            ItemAnswer.KEPT: self.tr("Why it is right as it is"),
        }
        return about[answer]

    def _reply(self, words: str, _: object) -> None:
        self.replied.emit(words, self._answer)
