"""The questions of one step: each under the answer that causes it, with what is wrong said at its place."""

from collections.abc import Collection, Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.locale_text import local_show, local_text
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.value_input import parse
from desktop_app.domain.working_text import read_place
from desktop_app.qt.form_match import Match
from desktop_app.qt.form_state import FormState
from desktop_app.qt.form_step import Question, Step
from desktop_app.views.attachment_list import AttachmentList
from desktop_app.views.field_editors import FieldEditor
from desktop_app.views.following_lines import FollowingLines
from desktop_app.views.grouped_editors import Tables, editor_for
from desktop_app.views.match_line import MatchLine
from desktop_app.views.repeat_editor import RepeatEditor
from desktop_app.views.task_panel import step_words
from desktop_app.widgets.error_summary import ErrorSummary
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.kit import Kit, clear, column, row

WIDEST = 720
"""Pixels at 100 % that a line of questions takes at most."""


class StepPanel(QWidget):
    """One step, made once and kept while the case is open, so that Undo in a text reaches back across saving."""

    typed = Signal(str, object)
    left = Signal(str)
    entered = Signal(str)
    """The focus came to a question."""
    add_asked = Signal(str)
    remove_asked = Signal(object)
    """A Document."""
    used = Signal(object)
    declined = Signal(object)
    page_asked = Signal(object)
    """A Match: take it, or show where it stands."""
    taken = Signal(object)
    discarded = Signal(object)

    def __init__(self, kit: Kit, step: Step, tables: Tables, ways: LocaleWriting = NEUTRAL) -> None:
        super().__init__()
        self._kit, self._step, self._tables, self._ways = kit, step, tables, ways
        self._about, self._title = kit.words(style="small", tone="2"), kit.words(style="title", wrapped=True)
        self.summary = ErrorSummary(kit)
        self.summary.chosen.connect(self.focus_field)
        self._editors: dict[str, FieldEditor] = {}
        self._frames: dict[str, FieldFrame] = {}
        self._unused: dict[str, QLabel] = {}
        self._branches: dict[str, QWidget] = {}
        self._blocks: dict[str, QWidget] = {}
        self._offers: dict[str, QVBoxLayout] = {}
        self._files: dict[str, AttachmentList] = {}
        self._matches: dict[str, MatchLine] = {}
        self._following = FollowingLines(kit)
        self._area = self._build()
        self._chosen = ""

    def show_state(self, state: FormState, step: Step) -> None:
        """The step as it is now. What is being typed at this moment is left alone."""
        self._step, editable = step, not state.read.locked
        self._about.setText(step_words(state))
        self._title.setText(step.page.title)
        faults = {q.name: state.faults[q.name] for q in step.questions if q.name in state.faults}
        self.summary.show_faults(faults)
        hidden = {question.name for question in step.questions if self._blocks[question.name].isHidden()}
        for question in step.questions:
            fresh = question.name in state.fresh
            self._show_question(question, faults.get(question.name, ""), fresh=fresh, editable=editable)
            self._show_offers(question.name, state.read.offered, editable=editable)
            if question.name in self._matches and not fresh:
                self._matches[question.name].show_match(question.match, editable=editable)
        self._following.show_following(step.follows)
        self._catch_up(hidden)
        for name, files in self._files.items():
            files.show_files([d for d in state.read.documents if d.field == name], editable=editable)

    def _catch_up(self, hidden: Collection[str]) -> None:
        """Who chose an answer and was past it before the question that follows from it appeared is led back to it."""
        follows = next((q.name for q in self._step.questions if q.under == self._chosen and q.name in hidden), "")
        if not follows or self._blocks[follows].isHidden():
            return
        here, cause = self.field_of(QApplication.focusWidget()), self._chosen
        names, self._chosen = [question.name for question in self._step.questions], ""
        past = names.index(here) > names.index(cause) if here in names else QApplication.focusWidget() is not None
        if here != cause and past:
            self.focus_field(follows)

    def focus_first(self) -> None:
        """To the first question, with what stands above it."""
        self._area.verticalScrollBar().setValue(0)
        for question in self._step.questions:
            if question.relevant and self._can_focus(question.name):
                self.focus_field(question.name)
                return

    def focus_field(self, name: str) -> None:
        """To a question; those that hang on it may be more than fits."""
        if name in self._files:
            self._files[name].take_focus()
        elif name in self._editors:
            self._editors[name].take_focus()
        shown = self._frames.get(name) or self._blocks.get(name)
        if shown is not None:
            self._area.ensureWidgetVisible(shown, 0, self._kit.theme.px(24))

    def focus_summary(self) -> None:
        """To what is wrong."""
        self.summary.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(self.summary)

    def field_of(self, widget: QWidget | None) -> str:
        """The question that a widget belongs to."""
        while widget is not None and widget is not self:
            name = widget.property("question")
            if name:
                return str(name)
            widget = widget.parentWidget()
        return ""

    def show_anew(self, questions: Iterable[Question]) -> None:
        """What stands in these fields now, also while one has the focus; what stood there cannot be undone in them."""
        for question in questions:
            editor = self._editors.get(question.name)
            if editor is not None and not question.calculated:
                editor.show_text(question.text)
                editor.forget_typing()

    def editor(self, name: str) -> FieldEditor:
        """The field of a question."""
        return self._editors[name]

    def frame(self, name: str) -> FieldFrame:
        """A question with its words."""
        return self._frames[name]

    def _can_focus(self, name: str) -> bool:
        return name in self._files or (name in self._editors and bool(self._editors[name].inputs()))

    def _show_question(self, question: Question, fault: str, *, fresh: bool, editable: bool) -> None:
        block, name = self._blocks[question.name], question.name
        block.setVisible(question.relevant)
        if name in self._unused:
            words = self.tr("“%1” keeps its answer, not used: %2").replace("%1", question.label)
            self._unused[name].setText(words.replace("%2", question.shown or question.text))
            self._unused[name].setVisible(question.unused)
        for cause, branch in self._branches.items():
            branch.setVisible(any(q.under == cause and (q.relevant or q.unused) for q in self._step.questions))
        if name not in self._editors:
            if name in self._frames:
                self._frames[name].show_problem(fault)
            return
        editor, frame = self._editors[name], self._frames[name]
        editor.offer(question.offered)
        editor.offer_cells(question.cell_choices)
        if isinstance(editor, RepeatEditor):
            editor.ask(question.asked_cells)
        if question.calculated or not editor.shows(question.text):
            here = self.field_of(QApplication.focusWidget()) == name and editor.inputs()
            if not (here or fresh):
                editor.show_text(question.shown if question.calculated else question.text)
        editor.set_editable(editable)
        if frame.problem != fault:
            frame.show_problem(fault)
            editor.show_error(bool(fault))
            editor.name(question.label, ". ".join(filter(None, (question.field.hint, fault))))

    def _show_offers(self, name: str, offered: tuple[WorkingText, ...], *, editable: bool) -> None:
        layout = self._offers[name]
        clear(layout)
        for typed in offered if editable else ():
            if read_place(typed.place)[1] == name:
                layout.addWidget(self._offer(typed))

    def _offer(self, typed: WorkingText) -> QWidget:
        kit = self._kit
        said = self._words(read_place(typed.place)[1], typed.text)[:120]
        words = self.tr("You typed “%1” earlier. Something else stands here now.").replace("%1", said)
        take = kit.button(self.tr("Use it"), "soft", size="small", name=self.tr("Use what you typed earlier"))
        drop = kit.button(self.tr("Discard"), "ghost", size="small", name=self.tr("Discard what you typed earlier"))
        take.clicked.connect(partial(self.taken.emit, typed))
        drop.clicked.connect(partial(self.discarded.emit, typed))
        card = QFrame()
        card.setProperty("card", "flat")
        row((kit.words(words, "small", "2", wrapped=True), 1), take, drop, around=kit.around("xs"), into=card)
        return card

    def _build(self) -> QScrollArea:
        kit, theme = self._kit, self._kit.theme
        questions = column(gap=theme.px(24))
        for question in self._step.questions:
            if not question.under:
                questions.addWidget(self._block(question))
        inside = QWidget()
        inside.setMaximumWidth(theme.px(WIDEST))
        column(
            self._about, self._title, theme.px(4), self.summary, theme.px(4), questions, self._following, None,
            gap=theme.px(6), into=inside,
        )  # fmt: skip
        edge = theme.px(40)
        held = kit.region("scrolled")
        layout = held.layout()
        if layout is not None:
            layout.setContentsMargins(edge, theme.px(24), edge, theme.px(24))
            layout.addWidget(inside)
        area = kit.scrolled(held)
        column(area, gap=0, into=self)
        return area

    def _block(self, question: Question) -> QWidget:
        """A question with those that depend on it below."""
        block = QWidget()
        parts = column(gap=self._kit.theme.px(12), into=block)
        if question.field.type is FieldType.NOTE:
            parts.addWidget(self._kit.words(question.label, tone="2", wrapped=True))
        else:
            line = self._match(question)
            parts.addLayout(column(self._frame(question), line, gap=0))
        self._offers[question.name] = column(gap=self._kit.theme.px(4))
        parts.addLayout(self._offers[question.name])
        children = [other for other in self._step.questions if other.under == question.name]
        if children:
            parts.addWidget(self._branch(question, children))
        self._blocks[question.name] = block
        return block

    def _branch(self, question: Question, children: list[Question]) -> QWidget:
        """What an answer causes, behind a rule."""
        branch, inside = QWidget(), column(gap=self._kit.theme.px(16))
        for child in children:
            inside.addWidget(self._block(child))
            self._unused[child.name] = self._kit.words(style="small", tone="3", wrapped=True)
            inside.addWidget(self._unused[child.name])
        row(self._kit.line("accent"), (inside, 1), gap=self._kit.theme.px(18), into=branch)
        self._branches[question.name] = branch
        return branch

    def _frame(self, question: Question) -> FieldFrame:
        field, name, kit = question.field, question.name, self._kit
        editor: QWidget
        if field.type is FieldType.ATTACHMENT:
            editor = self._files[name] = AttachmentList(kit, question.label)
            self._files[name].add_asked.connect(partial(self.add_asked.emit, name))
            self._files[name].remove_asked.connect(self.remove_asked)
        else:
            editor = self._editors[name] = self._editor(question)
        unit = _unit(question)
        if unit and isinstance(editor, FieldEditor) and editor.take_unit(kit.words(unit, tone="3")):
            unit = ""
        mark = "" if question.required or question.calculated else self.tr("optional")
        frame = FieldFrame(
            kit, question.label, editor,
            hint=field.hint or self._example(field),
            unit=unit, mark=mark, nested=bool(question.under),
        )  # fmt: skip
        frame.setProperty("question", name)
        self._frames[name] = frame
        return frame

    def _example(self, field: FormField) -> str:
        """What is typed, where a field says nothing about it."""
        match field.type:
            case FieldType.DATE:
                return self._such_as(field, "12 January 2026")
            case FieldType.TIME:
                return self._such_as(field, "14:30")
            case FieldType.DATETIME:
                return self._such_as(field, "12 January 2026, 14:30")
            case FieldType.PHONE:
                return self._such_as(field, "+49 30 901820")
            case _:
                return ""

    def _such_as(self, field: FormField, text: str) -> str:
        return self.tr("For example %1").replace("%1", local_text(field, text, self._ways))

    def _words(self, name: str, text: str) -> str:
        """What was typed at a question, as people read it; what is no answer as it is."""
        field = next((question.field for question in self._step.questions if question.name == name), None)
        try:
            return local_show(field, parse(field, text), self._ways) if field else text
        except UsageError:
            return text

    def _match(self, question: Question) -> MatchLine:
        line = self._matches[question.name] = MatchLine(self._kit, question.label)
        line.used.connect(self._use)
        line.declined.connect(self._decline)
        line.shown.connect(self.page_asked)
        return line

    def _typed(self, name: str, text: str) -> None:
        self._matches[name].step_aside()
        self._chosen = name if self._causes(name) else ""
        self.typed.emit(name, text)

    def _causes(self, name: str) -> bool:
        return any(question.under == name for question in self._step.questions)

    def _decline(self, match: Match) -> None:
        """The keyboard goes on at the question, since what had it is about to go."""
        self._editors[match.field].take_focus()
        self.declined.emit(match)

    def _use(self, match: Match) -> None:
        """The words stand in the field at once, where Undo takes them back."""
        self._editors[match.field].show_text(match.text)
        self._editors[match.field].take_focus()
        self.used.emit(match)

    def _editor(self, question: Question) -> FieldEditor:
        kit, name, field = self._kit, question.name, question.field
        editor: FieldEditor
        if question.columns:
            editor = RepeatEditor(kit, field, question.columns, self._tables, self._ways)
        else:
            editor = editor_for(kit, field, self._tables, question.shown, self._ways)
        editor.name(question.label, question.field.hint)
        if not question.calculated:
            editor.show_text(question.text)
        editor.typed.connect(partial(self._typed, name))
        editor.settled.connect(partial(self.left.emit, name))
        return editor


def _unit(question: Question) -> str:
    field = question.field
    if field.type is FieldType.MONEY and not question.calculated:
        return field.currency or ""
    return "%" if field.type is FieldType.PERCENT and not question.calculated else ""
