"""What must be settled in a section, under its text: interruptions, stale text, blocking findings, waiting changes."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QWidget

from desktop_app.domain.finding import words as words_of
from desktop_app.domain.library_change import LibraryChange
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.section import SectionState
from desktop_app.qt.draft_state import Proposal, SectionDraft, ShownFinding
from desktop_app.qt.held_words import unbroken
from desktop_app.views.draft_words import blocking_words, explained_words, fix_words, kept_words, plain_of
from desktop_app.views.edit_choice import EditChoice
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, add, clear, column, named, row
from desktop_app.widgets.redline_view import RedlineView


class SectionNotices(QWidget):
    """Each says why it is there, with what can be done about it."""

    settled = Signal()
    """Nothing is left here, and the keyboard was."""
    redo_asked = Signal()
    again_asked = Signal()
    """What was asked for last is to be tried again."""
    write_asked = Signal()
    confirm_asked = Signal()
    accept_asked = Signal()
    reject_asked = Signal()
    settle_asked = Signal()
    """A reviewer's changes are to be settled one by one."""
    edits_taken = Signal(tuple)
    """These changes of a redraft are taken, by their numbers, and the others left out."""
    assembled_asked = Signal()
    """The draft that needs no model is to be taken."""
    fixed = Signal(object)
    explain_asked = Signal(object)
    taken = Signal(object)
    discarded = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[SectionDraft, bool, bool] | None = None
        self._locked = False
        self._place = column(gap=kit.theme.px(8), into=self)

    def show_section(self, section: SectionDraft | None, *, writing: bool, locked: bool = False) -> None:
        """What there is to say of it; None: nothing now. `writing`: its person has taken it in hand. `locked`: whoever
        looks changes nothing here, and is offered nothing to do."""
        shown = (section, writing, locked) if section else None
        if shown == self._shown:
            return
        self._shown, self._locked = shown, locked
        held = self.isAncestorOf(QApplication.focusWidget() or self.window())
        clear(self._place)
        for notice in self._notices(section, writing=writing) if section else ():
            add(self._place, notice)
        self.setVisible(self._place.count() > 0)
        if held:
            QTimer.singleShot(0, self, self._take_focus)

    def _take_focus(self) -> None:
        """What had the keyboard is settled: to what is left, else back to the text."""
        buttons = [button for button in self.findChildren(QPushButton) if button.isVisible()]
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.settled.emit()

    def _notices(self, section: SectionDraft, *, writing: bool) -> list[QFrame]:
        notices = [self._offered(typed) for typed in section.offered]
        if section.unusable and not writing and section.typing is None:
            notices.append(self._unusable(section))
        elif section.waits and not writing and section.typing is None:
            notices.append(self._waiting(section))
        elif section.preview and not section.has_text and not writing and section.typing is None:
            notices.append(self._interrupted(section))
        elif (section.preview or section.unanswered) and not writing and section.typing is None:
            notices.append(self._stayed(section))
        if section.state is SectionState.STALE:
            notices.append(self._stale(section))
        notices += [self._library(section, change) for change in section.library_changes]
        notices += [self._blocking(finding, section.text.plain) for finding in section.findings if finding.blocks]
        notices += [self._explained(finding) for finding in section.explained_findings]
        if section.proposal is not None:
            notices.append(self._proposed(section.proposal))
        return notices

    def _interrupted(self, section: SectionDraft) -> QFrame:
        words = self.tr("Stopped: %1. It cannot be sent as it is.").replace("%1", kept_words(section))
        again = self._button(self.tr("Try again"), "refresh-cw", self.redo_asked.emit)
        own = self._button(self.tr("Write it myself"), "pencil", self.write_asked.emit)
        return self._notice("warning", "pause", words, again, own)

    def _waiting(self, section: SectionDraft) -> QFrame:
        words = self.tr("Waiting for a model: it is drafted when one answers.")
        if section.waits_with:
            words = self.tr("Waiting for a model: “%1” is done when one answers.").replace("%1", section.waits_with)
        own = self._button(self.tr("Write it myself"), "pencil", self.write_asked.emit)
        assembled = self._button(self.tr("Take the assembled draft"), "layers", self.assembled_asked.emit)
        ways = (assembled,) if section.has_text else (own, assembled)
        return self._notice("warning", "clock", words, *ways)

    def _unusable(self, section: SectionDraft) -> QFrame:
        words = self.tr("None of three answers of the model has the form that is asked for here.")
        words += " " + (self.tr("Your text is as it was.") if section.has_text else self.tr("A person has to write."))
        own = self._button(self.tr("Write it myself"), "pencil", self.write_asked.emit)
        assembled = self._button(self.tr("Take the assembled draft"), "layers", self.assembled_asked.emit)
        again = self._button(self.tr("Try again"), "refresh-cw", self.redo_asked.emit)
        return self._tall("user", words, *((assembled, again) if section.has_text else (own, assembled, again)))

    def _stayed(self, section: SectionDraft) -> QFrame:
        """That nothing came in the place of the text, with what was written of it until it was stopped."""
        words = self.tr("No model answered what was asked for last.")
        if section.preview:
            words = self.tr("It broke off: %1.") if section.unanswered else self.tr("Stopped: %1.")
        words = f"{words.replace('%1', kept_words(section))} {self.tr('The text is as it was.')}"
        ways = [self._button(self.tr("Try again"), "refresh-cw", self.again_asked.emit)]
        if section.unanswered:
            ways.append(self._button(self.tr("Take the assembled draft"), "layers", self.assembled_asked.emit))
        if not section.preview:
            return self._tall("pause", words, *ways)
        kept = self._kit.words(plain_of(section.preview), "small", wrapped=True)
        kept.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        kept.hide()
        show = self._kit.button(self.tr("Show what was written"), icon="file-text", size="small")
        show.clicked.connect(lambda: kept.setVisible(kept.isHidden()))
        frame = self._tall("pause", words, show, *ways)
        frame.layout().addWidget(named(kept, self.tr("What was written until then")))  # type: ignore[union-attr]
        return frame

    def _stale(self, section: SectionDraft) -> QFrame:
        changed = ", ".join(f"“{each}”" for each in section.changed_inputs)
        words = self.tr("It stands on what has changed since: %1.").replace("%1", changed)
        holds = self._button(self.tr("It still holds"), "check", self.confirm_asked.emit)
        again = [] if section.by_person else [self._button(self.tr("Redo"), "refresh-cw", self.redo_asked.emit)]
        return self._notice("warning", "refresh-cw", words, *again, holds)

    def _library(self, section: SectionDraft, change: LibraryChange) -> QFrame:
        """That a library is another one now: nothing is withdrawn, since the case keeps what it cites of it."""
        if change.otherwise:
            words = self.tr("The library “%1” has changed since this was drafted. Not as it is cited here: %2.")
        else:
            words = self.tr("The library “%1” has changed since this was drafted. What is cited of it reads as before.")
        words = words.replace("%1", change.library).replace("%2", ", ".join(change.otherwise))
        again = [] if section.by_person else [self._button(self.tr("Redo"), "refresh-cw", self.redo_asked.emit)]
        return self._notice("warning" if change.otherwise else "accent", "bookmark", words, *again)

    def _blocking(self, finding: ShownFinding, plain: str) -> QFrame:
        buttons = []
        if finding.fix is not None:
            buttons.append(self._button(fix_words(finding.fix), "check", partial(self.fixed.emit, finding)))
        explain = self._kit.button(self.tr("Explain"), "ghost", size="small")
        explain.clicked.connect(partial(self.explain_asked.emit, finding))
        if self._locked:
            explain.hide()
        return self._notice("danger", "lock", blocking_words(finding, plain), *buttons, explain)

    def _explained(self, finding: ShownFinding) -> QFrame:
        said = explained_words(finding.explained) if finding.explained else ""
        return self._notice("accent", "info", f"{words_of(finding.raised.finding)} {said}")

    def _proposed(self, proposal: Proposal) -> QFrame:
        if proposal.by:
            words = self.tr("%1 changed this. It can be approved once you have taken the change, or left it out.")
            words = words.replace("%1", proposal.by)
            yes, no, change = self.tr("Accept change"), self.tr("Reject change"), self.tr("What was changed")
        else:
            words = self.tr("A redraft waits beside your text (%1). Nothing of yours was changed.")
            by = (proposal.model or self.tr("assembled, no model"), proposal.reason.rstrip("."))
            words = words.replace("%1", ": ".join(filter(None, by)))
            yes, no = self.tr("Accept redraft"), self.tr("Reject redraft")
            change = self.tr("What the redraft would change")
        choice = EditChoice(self._kit, proposal) if len(proposal.edits) > 1 and not proposal.by else None
        every = tuple(change.number for change in proposal.line.changes)
        whole = self.accept_asked.emit if proposal.by else partial(self.edits_taken.emit, every)
        accept = self._button(yes, "check", partial(self._take, choice) if choice else whole)
        reject = self._button(no, "x", self.reject_asked.emit)
        view = RedlineView(self._kit.theme, change)
        view.show_redline(proposal.line, proposal.anchors)
        view.mark_nowhere(proposal.nowhere)
        said = self._kit.words(words, "small", "2", wrapped=True)
        single = self._button(self.tr("Settle each by itself"), "list-checks", self.settle_asked.emit)
        if self._locked or not proposal.by or len(proposal.line.changes) < 2:
            single.hide()
        for button in (accept, reject):
            if proposal.one_by_one or self._locked:
                button.hide()
        acts = FlowRow(accept, reject, single, gap=self._kit.theme.px(8))
        if choice is not None:
            choice.chosen.connect(partial(self._show_chosen, accept, yes))
            choice.tell()
        parts = (said, view, *([choice] if choice else []), acts)
        return named(self._kit.card(*parts, kind="selected", gap="s"), words)

    def _take(self, choice: EditChoice) -> None:
        self.edits_taken.emit(choice.numbers)

    def _show_chosen(self, accept: QPushButton, every: str, chosen: int, of: int) -> None:
        """What the button takes: all edits, or those that are ticked."""
        accept.setText(every if chosen == of else self.tr("Accept %n of the edits", "", chosen))
        accept.setEnabled(chosen > 0)

    def _offered(self, typed: WorkingText) -> QFrame:
        words = self.tr(
            "You typed this, and the text was changed since: “%1” "
            "Choose one of them: until then the text can only be read."
        ).replace("%1", plain_of(typed.text))
        take = self._button(self.tr("Take what I typed"), "check", partial(self.taken.emit, typed))
        leave = self._button(self.tr("Discard it"), "x", partial(self.discarded.emit, typed))
        return self._tall("triangle-alert", words, take, leave)

    def _tall(self, icon: str, words: str, *buttons: QPushButton) -> QFrame:
        """A warning of more words than stand beside its ways on."""
        kit, gap = self._kit, self._kit.theme.px(8)
        frame = named(QFrame(), words)
        frame.setProperty("banner", "warning")
        said = row(kit.icon(icon, "warning"), (kit.words(words, "small", "warning", wrapped=True), 1), gap=gap)
        column(said, FlowRow(*buttons, gap=gap), gap=gap, around=kit.around("xs"), into=frame)
        return frame

    def _notice(self, tone: str, icon: str, words: str, *buttons: QPushButton) -> QFrame:
        kit, gap = self._kit, self._kit.theme.px(8)
        frame = named(QFrame(), words)
        frame.setProperty("banner", tone)
        said = kit.words(unbroken(words), "small", tone, wrapped=True)
        acts = FlowRow(*buttons, gap=gap)
        row(kit.icon(icon, tone), (said, 1), acts, gap=gap, around=kit.around("xs"), into=frame)
        return frame

    def _button(self, text: str, icon: str, act: Callable[[], None]) -> QPushButton:
        button = self._kit.button(text, icon=icon, size="small")
        button.clicked.connect(act)
        if self._locked:
            button.hide()
        return button
