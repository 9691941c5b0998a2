"""Check your answers: all of them by step, and what drafting them takes."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.domain.form import FieldType
from desktop_app.qt.form_match import Match
from desktop_app.qt.form_state import FormState
from desktop_app.qt.form_step import Question, Step
from desktop_app.qt.form_words import document_words, match_words
from desktop_app.qt.held_words import unbroken
from desktop_app.qt.stand_in_reading import Leaving
from desktop_app.views.following_lines import FollowingLines
from desktop_app.views.match_line import match_icon
from desktop_app.views.task_panel import step_words
from desktop_app.widgets.kit import Kit, clear, column, named, row

SHARE = (5, 8)
"""Of the width: the question, the answer."""
WIDEST = 720
"""Pixels at 100 % that a row takes at most."""


class CheckView(QWidget):
    """A row for each question. Change leads to it, and Continue there leads back here."""

    change_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._about = kit.words(style="small", tone="2")
        self._sent, self._leaves = kit.words(tone="2", wrapped=True), kit.words(tone="2", wrapped=True)
        self._rows, self._following = column(gap=0), FollowingLines(kit)
        self._changes: dict[str, QWidget] = {}
        theme = kit.theme
        title = kit.words(self.tr("Check your answers before drafting"), "title", wrapped=True)
        inside = QWidget()
        inside.setMaximumWidth(theme.px(WIDEST))
        said = column(self._sent, self._leaves, gap=theme.px(6))
        column(self._about, title, said, theme.px(4), self._rows, self._following, None, gap=theme.px(6), into=inside)
        held = kit.region("scrolled", inside)
        held.layout().setContentsMargins(theme.px(40), theme.px(24), theme.px(40), theme.px(24))  # type: ignore[union-attr]
        column(kit.scrolled(held), gap=0, into=self)

    def show_state(self, state: FormState, act: str) -> None:
        """All answers; `act` is what the button at the foot says."""
        self._about.setText(step_words(state))
        drafted = bool(state.read.facts.record.runs)
        nothing = self.tr("Nothing has been sent to a model yet. Drafting starts when you choose “%1”.")
        again = self.tr("Sections were drafted before. What you change here makes those stale that stand on it.")
        self._sent.setText(again if drafted else nothing.replace("%1", act))
        leaving = state.read.leaving
        self._leaves.setText(self._leaving_words(leaving) if leaving else "")
        self._leaves.setVisible(leaving is not None)
        clear(self._rows)
        self._changes.clear()
        for step in state.steps:
            self._show_step(step, state)
        self._following.show_following(state.read.follows)

    def _leaving_words(self, leaving: Leaving) -> str:
        """What is replaced before a text goes to a hosted model: which kinds, and how many answers are marked."""
        models = ", ".join(f"“{name}”" for name in leaving.models)
        if not leaving.hides:
            words = self.tr("Names and numbers of persons go to the hosted model %1 as they stand here.")
            return words.replace("%1", models)
        kinds = ", ".join(dict.fromkeys(leaving.marked))
        marked = self.tr("%n answer(s) of this form are marked as personal", "", len(leaving.marked))
        marked += f" ({kinds})" if kinds else ""
        words = self.tr(
            "Before anything goes to the hosted model %1, names and numbers of persons are replaced; in what it writes "
            "they stand again. %2. Replaced as well, in answers and documents: e-mail addresses, and the numbers of "
            "telephones, accounts, cards and identity papers."
        )
        return words.replace("%1", models).replace("%2", marked)

    def focus_first(self) -> None:
        """To the first row."""
        if self._changes:
            next(iter(self._changes.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def change_button(self, name: str) -> QWidget:
        """The way to a question."""
        return self._changes[name]

    def _show_step(self, step: Step, state: FormState) -> None:
        kit = self._kit
        self._rows.addSpacing(kit.theme.px(14))
        self._rows.addWidget(kit.words(step.page.title, "heading", wrapped=True))
        for question in step.questions:
            if question.field.type is not FieldType.NOTE and (question.relevant or question.unused):
                self._rows.addWidget(kit.line())
                self._rows.addWidget(self._row(question, state))

    def _row(self, question: Question, state: FormState) -> QWidget:
        kit, held = self._kit, QWidget()
        label = kit.words(question.label, "strong", "1" if question.relevant else "3", wrapped=True)
        answer = column(self._answer(question, state), gap=kit.theme.px(2))
        if question.match is not None and question.relevant:
            answer.addWidget(self._match(question.match))
        if question.unused:
            answer.addWidget(kit.words(self.tr("Not used"), "small", "3"))
        fixed = question.calculated or not question.relevant or state.read.locked
        change = self._room_of_a_button() if fixed else self._change(question)
        answer.addStretch(1)
        px, top = kit.theme.px, Qt.AlignmentFlag.AlignTop
        inset = max(
            px(5), (change.sizeHint().height() - kit.theme.line()) // 2
        )  # one line with the words of the button
        label.setContentsMargins(0, inset, 0, inset)
        answer.setContentsMargins(0, inset, 0, inset)
        layout = row((label, SHARE[0]), (answer, SHARE[1]), change, gap=px(12), into=held)
        layout.setContentsMargins(0, px(3), 0, px(3))
        label.setAlignment(top)
        layout.setAlignment(change, top)
        return held

    def _answer(self, question: Question, state: FormState) -> QLabel:
        if question.field.type is FieldType.ATTACHMENT:
            files = [d for d in state.read.documents if d.field == question.name]
            words = "\n".join(f"{d.name.text} · {document_words(d)}" for d in files)
        elif question.field.type is FieldType.BOOLEAN:
            words = {"yes": self.tr("Yes"), "no": self.tr("No")}.get(question.shown, question.shown)
        else:
            words = question.shown
        missing = self.tr("Not calculated yet") if question.calculated else self.tr("Not provided")
        label = self._kit.words(
            unbroken(words) or missing, tone="1" if words and question.relevant else "3", wrapped=True
        )
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _match(self, match: Match) -> QWidget:
        """Whether it agrees with what a document says."""
        kit, held = self._kit, QWidget()
        row(kit.icon(*match_icon(match)), (kit.words(unbroken(match_words(match)), "small", "2", wrapped=True), 1),
            gap=kit.theme.px(6), into=held)  # fmt: skip
        return held

    def _room_of_a_button(self) -> QWidget:
        """As wide as the way to a question, so that all answers stand below one another."""
        room = QWidget()
        room.setFixedWidth(self._kit.button(self.tr("Change"), "link", size="small").sizeHint().width())
        return room

    def _change(self, question: Question) -> QWidget:
        button = self._kit.button(self.tr("Change"), "link", size="small")
        named(button, self.tr("Change “%1”").replace("%1", question.label))
        button.clicked.connect(partial(self.change_asked.emit, question.name))
        self._changes[question.name] = button
        return button
