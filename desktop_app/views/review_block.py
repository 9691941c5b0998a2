"""A section in the middle of the review: its redline, how far it can be trusted, and what can be done with it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from desktop_app.domain.authorship import author_shares
from desktop_app.domain.finding import words as words_of
from desktop_app.domain.text import Span
from desktop_app.qt.held_words import unbroken
from desktop_app.qt.redline_document import Writer
from desktop_app.qt.review_state import ReviewState, SectionReview, Side
from desktop_app.qt.section_list_model import SectionRow
from desktop_app.qt.spelling import Spelling
from desktop_app.views.author_words import share_words
from desktop_app.views.draft_words import answered_words
from desktop_app.views.reasons_popover import ReasonsChip
from desktop_app.views.review_words import reason_line, was_words
from desktop_app.views.state_words import bands
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.format_row import FormatRow
from desktop_app.widgets.kit import BANDS, Kit, add, clear, column, named, restyled, row
from desktop_app.widgets.redline_view import RedlineView
from desktop_app.widgets.section_editor import SectionEditor

MOST_FOUND = 3
"""Findings that the head of a section names, of those that are open and of those that people let stand."""
CHANGES, DRAFT, ANALYST, CLEAN, WRITERS, SINCE = "changes", "draft", "analyst", "clean", "writers", "since"
_WRITERS = {Side.ANALYST: Writer.ANALYST, Side.REVIEWER: Writer.REVIEWER}


class ReviewBlock(QFrame):
    """One section. `edited` tells new markup and the reason for it."""

    chosen = Signal(str)
    """The section was clicked."""
    change_chosen = Signal(object)
    citation_chosen = Signal(str, int)
    citation_stepped = Signal(int)
    approve_asked = Signal(str)
    edited = Signal(str, str, str)
    origin_asked = Signal(str, str, int)
    """Where a sentence of the section came from: its words, and their offset."""
    comment_asked = Signal(str, str, int)
    """A comment is to be made on words of the section: these, and their offset."""
    comment_chosen = Signal(str)
    """Words with a comment were clicked: its thread."""

    def __init__(self, kit: Kit, section: SectionReview, spelling: Spelling | None = None) -> None:
        super().__init__()
        self._kit, self.section, self._spelling = kit, section, spelling
        self.setProperty("card", "block")
        self._head = QVBoxLayout()
        name = self.tr("%1 %2, text").replace("%1", str(section.number)).replace("%2", section.title)
        self.text = RedlineView(kit.theme, name)
        self._editor: SectionEditor | None = None
        self._reason: QLineEdit | None = None
        self._place = QVBoxLayout()
        self._place.addWidget(self.text)
        self._shown: tuple[object, ...] = ()
        self._acts = QWidget(self)
        self._current, self._view = False, CHANGES
        edge = kit.theme.px
        column(self._head, self._place, gap=edge(8), around=(edge(18), edge(12), edge(18), edge(14)), into=self)
        named(self, section.title)
        self.text.change_chosen.connect(self._choose_change)
        self.text.edit_asked.connect(self.begin_edit)
        self.text.citation_chosen.connect(self._choose_citation)
        self.text.citation_stepped.connect(self.citation_stepped)
        self.text.tell_origins()
        self.text.origin_asked.connect(partial(self.origin_asked.emit, section.section))
        self.text.take_comments()
        self.text.comment_asked.connect(partial(self.comment_asked.emit, section.section))
        self.text.comment_chosen.connect(self.comment_chosen)

    @property
    def editing(self) -> bool:
        """Whether its text is being edited."""
        return self._editor is not None

    def show_section(self, section: SectionReview, state: ReviewState, view: str, *, narrow: bool = False) -> None:
        """The section as it is now, in one of the views."""
        marks = state.threads.marks(section.section)
        shown = (section, state.can_edit, view, narrow, marks)
        if shown == self._shown:
            return
        if section.revision_id != self.section.revision_id and self.editing:
            self.end_edit()
        self._shown, self.section, self._view = shown, section, view
        self._show_head(section, state, narrow=narrow)
        line = {CHANGES: section.line, DRAFT: section.drafted, ANALYST: section.sent, SINCE: section.since}.get(
            view
        ) or section.clean
        writers = {card.number: _WRITERS[card.side] for card in section.cards} if line is section.line else {}
        is_now = line in (section.line, section.clean, section.since)
        self.text.show_redline(line, section.text.anchors if is_now else (), writers)
        self.text.show_comments(marks if is_now else ())
        if view == WRITERS:
            self._show_writers(section)
        self.text.takes_edits = view == CLEAN and state.can_edit
        if self.text.takes_edits and not self.editing:
            hint = self.tr("Click in the text, or press Enter, and type. What you change is tracked.")
            add(self._head, self._kit.words(hint, "small", "3", wrapped=True))
        self.text.set_sources({source.number: source.line for source in section.sources})

    def _show_writers(self, section: SectionReview) -> None:
        """Who wrote each word, by lines under the words; and how much each wrote, in words."""
        shares = author_shares(section.words)
        order = {share.author: number for number, share in enumerate(shares)}
        self.text.show_authors([(each.span, order[each.author], each.author.origin) for each in section.words])
        told = [share_words(share, number) for number, share in enumerate(shares)]
        self.text.setAccessibleDescription(". ".join(told))
        legend = FlowRow(*(self._kit.words(words, "small", "2") for words in told), gap=self._kit.theme.px(12))
        add(self._head, named(legend, self.tr("Who wrote it")))

    def set_current(self, current: bool) -> None:
        """Whether it is the section that single keys are about."""
        self._current = current
        self._fit()

    def take_focus(self) -> None:
        """Where its text is read."""
        (self._editor or self.text).setFocus()

    def begin_edit(self, offset: int = 0) -> None:
        """Edit the text in place, from this offset on; it goes to the analyst to accept."""
        if self._editor is not None:
            return
        kit, section = self._kit, self.section
        self._editor = SectionEditor(kit.theme, self.tr("%1, your edit").replace("%1", section.title))
        self._editor.load(section.text.text, section.text.anchors)
        self._editor.check_spelling(self._spelling)
        self._reason = named(QLineEdit(), self.tr("Why you change it"))
        self._reason.setPlaceholderText(self.tr("Why you change it, for the record"))
        keep, drop = kit.button(self.tr("Keep change"), "soft", "check"), kit.button(self.tr("Discard"), "ghost")
        keep.clicked.connect(self._keep)
        self._reason.returnPressed.connect(self._keep)
        drop.clicked.connect(self.end_edit)
        hint = kit.words(self.tr("Your change goes to the analyst to accept or reject."), "small", "3", wrapped=True)
        self.text.hide()
        add(self._place, FormatRow(kit, self._editor))
        add(self._place, self._editor)
        add(self._place, hint)
        self._problem = kit.words(self.tr("Say why you change it"), "small", "danger")
        self._problem.hide()
        add(self._place, self._problem)
        add(self._place, row((self._reason, 1), keep, drop))
        self._editor.show()
        self._editor.select_span(Span(offset, offset))
        self._editor.setFocus()

    def end_edit(self) -> None:
        """Show the text as it is kept."""
        self._editor = self._reason = None
        self._place.removeWidget(self.text)
        clear(self._place)
        self._place.addWidget(self.text)
        self.text.show()
        self.text.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Anywhere on it makes it the current one."""
        super().mousePressEvent(event)
        self.chosen.emit(self.section.section)

    def _fit(self) -> None:
        """What can be done with it is offered where it is the current one, and where it waits for a word of its own."""
        by_itself = self.section.needs_me and self.section.is_blocked
        self._acts.setVisible(self._current or by_itself)
        look = "focus" if self._current else "blocked" if by_itself else "block"
        if self.property("card") != look:
            restyled(self, card=look)

    def _show_head(self, section: SectionReview, state: ReviewState, *, narrow: bool) -> None:
        kit = self._kit
        clear(self._head)
        title = kit.words(section.title, "heading", wrapped=True)
        number = kit.words(str(section.number), "heading", "3")
        chips, gap = self._chips(section), kit.theme.px(6)
        self._acts = QWidget()
        row(*self._offers(section, state), gap=gap, into=self._acts)
        add(self._head, row(number, (title, 1), *([] if narrow else [self._acts, *chips])))
        if narrow:
            add(self._head, FlowRow(*chips, self._acts, gap=gap))
        self._fit()
        if section.needs_me and section.is_blocked and section.reasons:
            words = self.tr("Blocked until approved: %1").replace("%1", reason_line(section))
            add(self._head, kit.words(words, "small", "danger", wrapped=True))
        for words in section.obstacles:
            self._tell(words, "triangle-alert", "danger")
        for finding in section.why.open_findings[:MOST_FOUND]:
            self._tell(words_of(finding.raised.finding), "triangle-alert", "warning")
        for finding in (*section.why.explained_findings, *section.why.kept_findings)[:MOST_FOUND]:
            self._tell(answered_words(finding), "message-square", "2")

    def _tell(self, words: str, icon: str, tone: str) -> None:
        kit = self._kit
        said = kit.words(unbroken(words), "small", tone, wrapped=True)
        add(self._head, row(column(kit.icon(icon, tone), None, gap=0), (said, 1)))

    def _chips(self, section: SectionReview) -> list[QWidget]:
        kit = self._kit
        chips: list[QWidget] = []
        if section.approved_by and not section.needs_me:
            words = self.tr("Approved by %1").replace("%1", ", ".join(section.approved_by))
            chips.append(kit.chip(words, "success", "circle-check"))
        if section.was is not None:
            chips.append(self._why(section, was_words(section.was), "neutral", "shield-check"))
        elif section.band:
            chips.append(self._why(section, bands()[section.band], *BANDS[section.band]))
        return chips

    def _why(self, section: SectionReview, words: str, tone: str, icon: str) -> ReasonsChip:
        """The chip that says why when it is pressed."""
        chip = ReasonsChip(self._kit)
        shown = SectionRow(section.section, section.number, section.title, words, tone, icon, "")
        chip.show_row(shown, section.why)
        chip.citation_chosen.connect(partial(self.citation_chosen.emit, section.section))
        chip.finding_chosen.connect(self._show_text)
        return chip

    def _show_text(self, _: str) -> None:
        """What a reason is about stands in the text, under what was found."""
        self.chosen.emit(self.section.section)
        self.take_focus()

    def _offers(self, section: SectionReview, state: ReviewState) -> list[QWidget]:
        kit, acts = self._kit, []  # type: Kit, list[QWidget]
        if section.needs_me and not section.obstacles:
            name = self.tr("Approve section %1").replace("%1", section.title)
            button = kit.button(self.tr("Approve section"), "ghost", "pen-line", size="small", name=name)
            button.clicked.connect(lambda: self.approve_asked.emit(self.section.section))
            acts += [button, kit.hint("approve_section")]
        if state.can_edit:
            name = self.tr("Edit %1").replace("%1", section.title)
            button = kit.button(self.tr("Edit"), "ghost", "pencil", size="small", name=name)
            button.clicked.connect(lambda: self.begin_edit())
            acts.append(button)
        return acts

    def _keep(self) -> None:
        if self._editor is None or self._reason is None:
            return
        if not self._reason.text().strip():
            restyled(self._reason, state="error")
            named(self._reason, self.tr("Why you change it"), self._problem.text())
            self._problem.show()
            self._reason.setFocus()
            return
        self.edited.emit(self.section.section, self._editor.markup(), self._reason.text().strip())

    def _choose_change(self, number: int) -> None:
        if self._view == CHANGES:  # cards are of the changes that it shows
            self.change_chosen.emit((self.section.section, number))

    def _choose_citation(self, number: int) -> None:
        self.citation_chosen.emit(self.section.section, number)


def shown_end(block: QWidget, viewport: QWidget) -> bool:
    """Whether the end of a block is on screen."""
    bottom = block.mapTo(viewport, block.rect().bottomLeft()).y()
    return block.isVisible() and 0 < bottom <= viewport.height() + 2
