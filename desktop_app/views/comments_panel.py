"""What people say about the texts of a case: threads in the order of the document, and a field to begin one."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.comment import ItemCode
from desktop_app.qt.comment_presenter import CommentPresenter, Marked
from desktop_app.qt.thread_reading import ThreadCard, Threads
from desktop_app.views.comment_card import CommentCard, Reply
from desktop_app.views.comment_entry import CommentEntry
from desktop_app.views.comment_words import quoted
from desktop_app.widgets.kit import Kit, add, clear, column, row
from desktop_app.widgets.sight import bring_into_sight
from desktop_app.widgets.tick_box import TickBox


class CommentsPanel(QWidget):
    """The threads; those that are open come to sight, the resolved ones on demand."""

    chosen = Signal(str, object)
    """The words of a thread are to be shown: their section, and their place (None: they are gone, or it is all)."""
    compared = Signal(str)
    """What changed in this section is to be shown."""
    filtered = Signal()
    """Other sections are to be shown: see `only`."""
    left = Signal()
    """The field was left: the keyboard goes back to the text."""

    def __init__(self, kit: Kit, presenter: CommentPresenter, *, filters: bool = False) -> None:
        super().__init__()
        presenter.setParent(self)
        self._kit, self._presenter, self._filters = kit, presenter, filters
        self._threads: Threads | None = None
        self._shown: list[CommentCard] = []
        self._marked, self._section, self._current, self._compares = Marked(""), "", "", False
        self._all = TickBox(kit.theme, self.tr("Show resolved comments"))
        self._all.toggled.connect(self._fill)
        self._only = TickBox(kit.theme, self.tr("Only sections with comments"))
        self._only.toggled.connect(self.filtered)
        self._count = kit.words(style="small", tone="3")
        self._empty = kit.words(style="small", tone="2", wrapped=True)
        self._begin = kit.button(self.tr("Comment on the section"), "secondary", "message-square", size="small")
        self._begin.clicked.connect(lambda: self.begin(Marked(self._section)))
        self.entry = CommentEntry(kit)
        self.entry.given.connect(self._give)
        self.entry.left.connect(self._leave)
        self._place = column(gap=kit.theme.px(8))
        head = row(kit.words(self.tr("Comments"), "subhead"), self._count, None)
        parts = (head, row(self._begin, None), self.entry, self._only, self._empty, self._place, self._all)
        column(*parts, gap=kit.theme.px(8), into=self)
        presenter.done.connect(self._recorded)

    def show_threads(self, threads: Threads, section: str, title: str, *, compares: bool = False) -> None:
        """The threads of a case; a new one begins on this section. `compares` says that what changed since the person
        last looked can be shown."""
        self._presenter.open(threads.case_id)
        if self._threads is not None and self._threads.case_id != threads.case_id:
            self.entry.hide()
            self._only.setChecked(False)
        self._section = section
        self._begin.setVisible(threads.may_comment and bool(section))
        self._begin.setAccessibleName(self.tr("Comment on “%1”").replace("%1", title))
        self.entry.offer(must_fix=threads.may_require)
        if threads != self._threads or compares is not self._compares:
            self._threads, self._compares = threads, compares
            self._fill()

    def begin(self, marked: Marked) -> None:
        """Ask for a comment on these words."""
        if self._threads is not None and self._threads.may_comment:
            self._marked = marked
            self.entry.ask(quoted(marked.words))
            bring_into_sight(self.entry)

    def step(self, by: int) -> None:
        """Come to the next open thread or the one before, in the order of the document, and to its words."""
        cards = self._threads.open_cards if self._threads else ()
        if cards:
            names = [card.thread_id for card in cards]
            at = names.index(self._current) + by if self._current in names else (0 if by > 0 else -1)
            card = cards[at % len(cards)]
            self.chosen.emit(card.section, card.place)
            self.come_to(card.thread_id)

    def come_to(self, thread_id: str) -> None:
        """Make this thread the current one, in sight and with the keyboard."""
        self._current = thread_id
        for card in self._shown:
            card.set_current(card.card.thread_id == thread_id)
            if card.card.thread_id == thread_id:
                card.take_focus()
                bring_into_sight(card)

    def come_to_section(self, section: str) -> None:
        """The same with the first open thread on a section, where there is one."""
        cards = self._threads.open_cards if self._threads else ()
        first = next((card.thread_id for card in cards if card.section == section), None)
        if first is not None:
            self.come_to(first)

    @property
    def open_count(self) -> int:
        """How many threads are open."""
        return len(self._threads.open_cards) if self._threads else 0

    @property
    def only(self) -> frozenset[str] | None:
        """The sections that are to be shown; None where all are."""
        if not self._only.isChecked() or self._only.isHidden() or self._threads is None:
            return None
        return frozenset(card.section for card in self._threads.open_cards)

    def _fill(self) -> None:
        cards = self._threads.cards if self._threads else ()
        shown = [card for card in cards if card.is_open or self._all.isChecked()]
        self._count.setText(self.tr("%n open", "", self.open_count) if cards else "")
        self._all.setVisible(any(not card.is_open for card in cards))
        self._only.setVisible(self._filters and self.open_count > 0)
        self._empty.setText(self.tr("No comment is open.") if cards else self.tr("Nobody has commented yet."))
        self._empty.setVisible(not shown)
        before, focus = self._shown, QApplication.focusWidget()
        written = {card.card.thread_id: card.reply for card in before}
        held = next((at for at, card in enumerate(before) if focus and card.isAncestorOf(focus)), None)
        self._show_cards(shown, written)
        if held is not None and not written[before[held].card.thread_id]:
            self._hold_focus(before[held].card.thread_id, held)

    def _show_cards(self, shown: Sequence[ThreadCard], written: Mapping[str, Reply | None]) -> None:
        clear(self._place)
        self._shown = []
        for each in shown:
            card = self._card(each)
            add(self._place, card)
            card.show()  # what is hidden takes no keyboard
            self._shown.append(card)
            if (reply := written.get(each.thread_id)) and each.can_reply:
                card.write_on(reply)

    def _hold_focus(self, thread_id: str, at: int) -> None:
        """What had the keyboard is gone: the same thread has it, or the one that took its place, or the text."""
        cards = self._shown
        same = next((card for card in cards if card.card.thread_id == thread_id), None)
        if cards:
            self.come_to((same or cards[min(at, len(cards) - 1)]).card.thread_id)
        else:
            self.left.emit()

    def _card(self, card: ThreadCard) -> CommentCard:
        widget = CommentCard(self._kit, card, compares=self._compares and card.changed and card.is_open)
        widget.set_current(card.thread_id == self._current)
        widget.shown.connect(partial(self.chosen.emit, card.section, card.place))
        widget.compared.connect(partial(self.compared.emit, card.section))
        widget.replied.connect(partial(self._presenter.reply, card.thread_id))
        widget.settled.connect(lambda resolved: self._presenter.settle(card.thread_id, resolved=resolved))
        return widget

    def _give(self, words: str, code: ItemCode | None) -> None:
        self._presenter.comment(self._marked, words, code)

    def _recorded(self) -> None:
        for card in self._shown:
            card.entry.hide()
        self._leave()

    def _leave(self) -> None:
        if self.entry.isVisible():
            self.entry.hide()
            self.left.emit()
