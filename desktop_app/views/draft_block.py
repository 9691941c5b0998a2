"""A section in the document: its head, its text, what must be settled in it, and the ways to change it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.markup import Anchor, Piece, read_markup
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.section import SectionState
from desktop_app.domain.text import Origin, OriginSpan, SectionText
from desktop_app.qt.draft_state import DraftState, Live, SectionDraft, ShownFinding, Stage
from desktop_app.qt.section_list_model import SectionRow
from desktop_app.views.draft_words import blocking_words, fix_words, kept_words, plain_of, row_of
from desktop_app.widgets.kit import Kit, add, clear, column, named, restyled, row
from desktop_app.widgets.redline_view import RedlineView
from desktop_app.widgets.section_editor import SectionEditor

LONGEST_INSTRUCTION = 200
READING_AFTER_S = 0.6
"""Seconds without a word after which it is said that the documents are being read."""
_READER = OriginSpan(0, 0, Origin.PERSON)


class DraftBlock(QFrame):
    """Shows one section as the state says. What is asked for here is told by signals with the section's name."""

    entered = Signal(str)
    """The keyboard or the pointer came into this section."""
    stop_asked = Signal(str)
    redo_asked = Signal(str, str)
    """Draft the section again, with a line added to its instruction (none: empty)."""
    back_asked = Signal(str)
    write_asked = Signal(str)
    confirm_asked = Signal(str)
    accept_asked = Signal(str)
    reject_asked = Signal(str)
    fixed = Signal(object)
    explain_asked = Signal(object)
    taken = Signal(object)
    discarded = Signal(object)
    citation_chosen = Signal(str, int)
    finding_chosen = Signal(str, str)

    def __init__(self, kit: Kit, section: SectionDraft) -> None:
        super().__init__()
        self._kit, self.section = kit, section
        self._live: Live | None = None
        self._writing, self._shown, self._locked, self._has_model, self._undoable = False, 0, True, False, False
        self._active = self._begun = False
        self.editor = SectionEditor(kit.theme, self.tr("Text of “%1”").replace("%1", section.title))
        self.editor.setPlaceholderText(self.tr("You write this section, here.") if section.by_person else "")
        self._chip_place = row(gap=0)
        self._chip: SectionRow | None = None
        self._rate = kit.words(style="small", tone="2")
        self.stop = kit.button(self.tr("Stop"), icon="square", size="small")
        self.stop.setAccessibleName(self.tr("Stop “%1”").replace("%1", section.title))
        self.stop.clicked.connect(partial(self.stop_asked.emit, section.section))
        self._esc = kit.words("Esc", "caption", "3")
        self._note = kit.words(style="small", tone="3", wrapped=True)
        self._notices = column(gap=kit.theme.px(8))
        self._noticed: object = None
        self._changes = QWidget()
        self._presets: list[QPushButton] = []
        self.instruction = named(QLineEdit(), self.tr("Instruction for “%1”").replace("%1", section.title))
        self.instruction.setPlaceholderText(self.tr("One line that says how to write it"))
        self.instruction.setMaxLength(LONGEST_INSTRUCTION)
        self.instruction.returnPressed.connect(self._instruct)
        self.instruction.hide()
        self._build()
        self._connect()

    def show_section(self, section: SectionDraft, state: DraftState, *, typing: bool, undo: bool) -> None:
        """As it is now. `typing`: what stands on the screen is newer; `undo`: what changed can be undone."""
        before = self.section
        self.section, self._locked, self._has_model = section, bool(state.locked), state.has_model
        self._begun = state.file.state is not CaseState.FORM
        self._undoable = any(not version.current for version in section.versions)
        if self._live is None and not typing and not section.offered:
            self._show_text(section, undo=undo)
        elif self._live is None and not typing:
            self._put(section.text, section.anchors, undo=False)
        self.editor.set_sources({source.number: source.line for source in section.sources})
        if self._live is None and self.editor.read().text == section.text:
            self.editor.show_findings([f.raised for f in section.findings if not f.answered])
            if before.revision_id != section.revision_id and section.changed:
                self.editor.show_changed(section.changed)
        self._fit()

    def show_live(self, live: Live | None, seconds_left: int | None, now: float) -> None:
        """What is being drafted here; None: nothing is any more."""
        if live is None and self._live is None and row_of(self.section, None, seconds_left) == self._chip:
            return
        if live is None and self._live is not None:
            self._live = None
            if self.editor.streaming:
                self.editor.end_stream(read_only=True)
        elif live is not None:
            if self._live is None:
                self._begin(live)
            self._live = live
            self._say(live, now)
        self._show_head(seconds_left)
        self._fit()

    def show_came(self, pieces: tuple[Piece, ...]) -> None:
        """Show what came in of this section."""
        if not self.editor.streaming:
            self.editor.begin_stream()
        self.editor.add(pieces)
        self._shown += len(pieces)

    def begin_again(self) -> None:
        """Another attempt: what was streamed before is void."""
        self.editor.end_stream(read_only=True)
        self.editor.begin_stream()

    def set_active(self, active: bool) -> None:
        """Whether this is the section whose ways to change it are offered."""
        if active is not self._active:
            self._active = active
            self._fit()

    def write(self) -> None:
        """Let the person write here, beginning with what an interrupted run has kept."""
        self._writing = True
        if not self.section.has_text and self.section.preview:
            self._put(*_read(self.section.preview), undo=False)
        self._fit()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_instruction(self) -> None:
        """The line for an instruction, with the keyboard in it."""
        if self._changes.isVisible() and self._has_model:
            self.instruction.show()
            self.instruction.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def is_open(self) -> bool:
        """Whether a person can type here now."""
        return not self.editor.isReadOnly()

    # Its own

    def _build(self) -> None:
        kit, theme = self._kit, self._kit.theme
        number = kit.words(str(self.section.number), "heading", "3")
        title = kit.words(self.section.title, "heading", wrapped=True)
        head = row(number, theme.px(4), (title, 1), self._rate, self._chip_place, self.stop, self._esc, gap=theme.px(8))
        ways = row(gap=theme.px(6), into=self._changes)
        add(ways, kit.words(self.tr("Change it"), "small", "2"))
        for name, line in self.section.presets.items():
            button = kit.button(name, "preset")
            button.clicked.connect(partial(self._redo, line))
            self._presets.append(button)
            add(ways, button)
        self._ask = kit.button(self.tr("Instruction"), "preset", "pen-line")
        self._ask.setToolTip("Ctrl+I")
        self._again = kit.button(self.tr("Redo"), "preset", "refresh-cw")
        self._again.setToolTip("Ctrl+R")
        self._own = kit.button(self.tr("Write it myself"), "preset", "pencil")
        self._before = kit.button(self.tr("Version before"), "preset", "corner-up-left")
        self._before.setToolTip("Alt+Z")
        for button in (self._ask, self._again, self._own, self._before):
            add(ways, button)
        add(ways, None)
        around = (theme.px(20), theme.px(12), theme.px(20), theme.px(8))
        column(
            head, self.editor, self._note, self._notices, self._changes, self.instruction, gap=theme.px(8),
            around=around, into=self,
        )  # fmt: skip
        self.setProperty("card", "block")

    def _connect(self) -> None:
        name = self.section.section
        self._ask.clicked.connect(self.ask_instruction)
        self._again.clicked.connect(partial(self._redo, ""))
        self._own.clicked.connect(partial(self.write_asked.emit, name))
        self._before.clicked.connect(partial(self.back_asked.emit, name))
        self.editor.citation_chosen.connect(partial(self.citation_chosen.emit, name))
        self.editor.finding_chosen.connect(partial(self.finding_chosen.emit, name))
        self.editor.cursorPositionChanged.connect(self._came_in)

    def _came_in(self) -> None:
        if self.editor.hasFocus():
            self.entered.emit(self.section.section)

    def _begin(self, live: Live) -> None:
        self._writing = False
        self.editor.flush()
        self.editor.begin_stream()
        self.editor.add(live.pieces)

    def _show_text(self, section: SectionDraft, *, undo: bool) -> None:
        if section.typing is not None:
            self._put(*_read(section.typing), undo=False)
        elif section.has_text or not self._writing:
            text, anchors = section.text, section.anchors
            if not section.has_text and section.preview:
                text, anchors = _read(section.preview)
            self._put(text, anchors, undo=undo)

    def _put(self, text: SectionText, anchors: tuple[Anchor, ...], *, undo: bool) -> None:
        (self.editor.revise if undo else self.editor.load)(text, anchors)

    def _say(self, live: Live, now: float) -> None:
        rate = live.words_a_second(now)
        waited = now - live.asked_at if live.asked_at else 0.0
        if live.stage is Stage.QUEUED:
            uses = ", ".join(self.section.uses)
            self._note.setText(self.tr("Will use: %1").replace("%1", uses) if uses else "")
        elif live.stage is Stage.READING:
            self._note.setText(self.tr("Reading your documents") if waited >= READING_AFTER_S else "")
        elif live.stage is Stage.WAITING:
            self._note.setText(live.waits)
        else:
            self._note.setText("")
        self._rate.setText(self.tr("%n word(s)/s", "", rate) if rate is not None else "")

    def _show_head(self, seconds_left: int | None) -> None:
        shown = row_of(self.section, self._live, seconds_left)
        if shown != self._chip:
            self._chip = shown
            clear(self._chip_place)
            add(self._chip_place, self._kit.chip(shown.chip, shown.tone, shown.icon))

    def _fit(self) -> None:
        """What there is to see in this state."""
        section, live = self.section, self._live
        writing = live is not None and live.stage is not Stage.QUEUED
        can_type = live is None and not self._locked and not section.offered
        can_type = can_type and (section.has_text or section.by_person or self._writing or section.typing is not None)
        if self.editor.isReadOnly() is can_type:
            self.editor.set_read_only(not can_type)
        self.editor.setVisible(live is None or live.stage is not Stage.QUEUED or bool(live.pieces))
        if live is None:
            self._rate.setText("")
            empty = not section.has_text and not self._writing and not section.preview and section.typing is None
            self._note.setText(self._empty_words() if empty else "")
            if empty and not section.by_person:
                self.editor.hide()
        self._note.setVisible(bool(self._note.text()))
        self.stop.setVisible(live is not None)
        self._esc.setVisible(live is not None and self._active)
        self._show_notices()
        changeable = live is None and not self._locked and not section.proposal and not section.offered
        drafted = not section.by_person
        for button in self._presets:
            button.setVisible(self._has_model and section.has_text)
        self._ask.setVisible(drafted and self._has_model)
        self._again.setVisible(drafted)
        self._again.setText(self.tr("Redo") if section.has_text or section.preview else self.tr("Draft"))
        self._own.setVisible(drafted and self._begun and not section.has_text and not self._writing)
        self._before.setVisible(self._undoable and section.has_text and len(section.versions) > 1)
        ways = (*self._presets, self._ask, self._again, self._own, self._before)
        changeable = changeable and not all(button.isHidden() for button in ways)
        self._hold_place(changeable)
        self._changes.setVisible(self._active and changeable)
        if not self._changes.isVisibleTo(self):
            self.instruction.hide()
        card = "focus" if writing else "plain" if self._active or section.state is SectionState.INTERRUPTED else "block"
        if self.property("card") != card:
            restyled(self, card=card)

    def _hold_place(self, held: bool) -> None:
        """Whether the ways to change it have their place while they are hidden: what a press points at stays there."""
        policy = self._changes.sizePolicy()
        policy.setRetainSizeWhenHidden(held)
        self._changes.setSizePolicy(policy)

    def _empty_words(self) -> str:
        uses = ", ".join(self.section.uses)
        if self.section.by_person:
            return ""
        return self.tr("Will use: %1").replace("%1", uses) if uses else self.tr("Not drafted yet.")

    def _show_notices(self) -> None:
        section = self.section
        blocking = tuple(finding for finding in section.findings if finding.blocks)
        noticed = (section, self._locked, self._live is None, self._writing)
        if noticed == self._noticed:
            return
        self._noticed = noticed
        clear(self._notices)
        if self._live is not None:
            return
        for typed in section.offered:
            add(self._notices, self._offered(typed))
        if section.preview and not section.has_text and not self._writing and section.typing is None:
            words = self.tr("Stopped: %1. It cannot be sent as it is.").replace("%1", kept_words(section))
            again = self._button(self.tr("Try again"), "refresh-cw", partial(self._redo, ""))
            own = self._button(self.tr("Write it myself"), "pencil", partial(self.write_asked.emit, section.section))
            add(self._notices, self._notice("warning", "pause", words, again, own))
        if section.state is SectionState.STALE:
            changed = ", ".join(f"“{each}”" for each in section.changed_inputs)
            words = self.tr("It stands on what has changed since: %1.").replace("%1", changed)
            again = self._button(self.tr("Redo"), "refresh-cw", partial(self._redo, ""))
            holds = self._button(self.tr("It still holds"), "check", partial(self.confirm_asked.emit, section.section))
            parts = (holds,) if section.by_person else (again, holds)
            add(self._notices, self._notice("warning", "refresh-cw", words, *parts))
        for finding in blocking:
            add(self._notices, self._blocking(finding))
        if section.proposal is not None:
            add(self._notices, self._proposal())

    def _blocking(self, finding: ShownFinding) -> QFrame:
        buttons = []
        if finding.fix is not None:
            buttons.append(self._button(fix_words(finding.fix), "check", partial(self.fixed.emit, finding)))
        explain = self._kit.button(self.tr("Explain"), "ghost", size="small")
        explain.clicked.connect(partial(self.explain_asked.emit, finding))
        return self._notice("danger", "lock", blocking_words(finding), *buttons, explain)

    def _proposal(self) -> QFrame:
        proposal, name = self.section.proposal, self.section.section
        assert proposal is not None  # noqa: S101 - asked before
        if proposal.by:
            words = self.tr("%1 changed this. It can be approved once you have taken the change, or left it out.")
            words = words.replace("%1", proposal.by)
            yes, no, change = self.tr("Accept change"), self.tr("Reject change"), self.tr("What was changed")
        else:
            words = self.tr("A redraft waits beside your text (%1). Nothing of yours was changed.")
            words = words.replace("%1", proposal.model or self.tr("assembled, no model"))
            yes, no = self.tr("Accept redraft"), self.tr("Reject redraft")
            change = self.tr("What the redraft would change")
        accept = self._button(yes, "check", partial(self.accept_asked.emit, name))
        reject = self._button(no, "x", partial(self.reject_asked.emit, name))
        view = RedlineView(self._kit.theme, change)
        view.show_redline(proposal.line, proposal.anchors)
        frame = self._kit.card(
            self._kit.words(words, "small", "2", wrapped=True),
            view,
            row(accept, reject, None),
            kind="selected",
            gap="s",
        )
        return named(frame, words)

    def _offered(self, typed: WorkingText) -> QFrame:
        words = self.tr("You typed this, and the text was changed since: “%1”").replace("%1", plain_of(typed.text))
        take = self._button(self.tr("Take what I typed"), "check", partial(self.taken.emit, typed))
        leave = self._button(self.tr("Discard it"), "x", partial(self.discarded.emit, typed))
        return self._notice("warning", "triangle-alert", words, take, leave)

    def _notice(self, tone: str, icon: str, words: str, *buttons: QPushButton) -> QFrame:
        kit = self._kit
        frame = named(QFrame(), words)
        frame.setProperty("banner", tone)
        said = kit.words(words, "small", tone, wrapped=True)
        row(kit.icon(icon, tone), (said, 1), *buttons, gap=kit.theme.px(8), around=kit.around("xs"), into=frame)
        return frame

    def _button(self, text: str, icon: str, act: partial[None]) -> QPushButton:
        button = self._kit.button(text, icon=icon, size="small")
        button.clicked.connect(act)
        return button

    def _redo(self, line: str, _: bool = False) -> None:
        self.redo_asked.emit(self.section.section, line)

    def _instruct(self) -> None:
        line = self.instruction.text().strip()
        if line:
            self.instruction.clear()
            self.instruction.hide()
            self._redo(line)


def _read(markup: str) -> tuple[SectionText, tuple[Anchor, ...]]:
    marked = read_markup(markup, _READER)
    return marked.text, marked.anchors
