"""A line under the pages of the sample: what comes next, the passphrases of its people, and the way out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from desktop_app.domain.case import CaseState
from desktop_app.qt.coach_presenter import CoachPresenter
from desktop_app.qt.coach_steps import Coaching, Step
from desktop_app.qt.held_words import unbroken
from desktop_app.qt.place import Place, Visit
from desktop_app.views.home_view import LEADS_TO
from desktop_app.widgets.kit import Kit, named, row


class CoachLine(QFrame):
    """Small, and always there while the sample is open."""

    asked = Signal(object)
    """A Visit: where the next step is taken."""
    left = Signal()

    def __init__(self, kit: Kit, presenter: CoachPresenter) -> None:
        super().__init__()
        self.setProperty("card", "selected")
        self._presenter, self._coaching = presenter, Coaching(Step.DRAFT, "", CaseState.FORM)
        self._is_new = False
        self._words = kit.words(style="small", wrapped=True)
        self._go = kit.button(self.tr("Show me"), size="small", name=self.tr("Show where the next step is"))
        leave = kit.button(self.tr("Leave the sample"), "ghost", size="small")
        self._go.clicked.connect(self._lead)
        leave.clicked.connect(self.left)
        edge = kit.theme.space("l")
        sample = kit.chip(self.tr("Sample"), "accent", "bookmark")
        row(sample, (self._words, 1), self._go, leave, gap=kit.theme.space("s"),
            around=(edge, kit.theme.px(6), edge, kit.theme.px(6)), into=self)  # fmt: skip
        presenter.coached.connect(self._show)

    def begin(self) -> None:
        """It is shown: lead to the first step."""
        self._is_new = True
        self._presenter.look()

    def _show(self, coaching: Coaching) -> None:
        self._coaching = coaching
        words = unbroken(self._said(coaching))
        self._words.setText(words)
        named(self, self.tr("What comes next"), words)
        self._go.setVisible(coaching.step is not Step.SWITCH)
        if self._is_new:
            self._is_new = False
            self._lead()

    def _said(self, coaching: Coaching) -> str:
        words = {
            Step.DRAFT: self.tr("Next: look at the answers, then draft all sections."),
            Step.CORRECT: self.tr(
                "Next: one answer disagrees with the documents: “%1” is to be %2. %3 Its finding puts it right."
            ),
            Step.ANSWER: self.tr("Next: the form lacks an answer. Put it in, then draft."),
            Step.SETTLE: self.tr("Next: something blocks “%1”. What stands under its text says what puts it right."),
            Step.FINISH: self.tr("Next: “%1” is not drafted yet. Press Draft all."),
            Step.CHOOSE: self.tr("Next: “%1” waits for your choice, under its text."),
            Step.REDO: self.tr("Next: redo the section “%1”, which stands on what was changed."),
            Step.WRITE: self.tr("Next: write “%1” yourself. No model writes it."),
            Step.SEND: self.tr("Next: read it through, tick that you did, and send it for review."),
            Step.SWITCH: self.tr("Next: %4 takes over. Switch person at the foot of the rail; passphrase: %5"),
            Step.APPROVE: self.tr("Next: %4 goes through the checklist, approves and signs. Passphrase: %5"),
            Step.SIGN: self.tr("Next: %4 signs. Passphrase: %5"),
            Step.VERIFY: self.tr("Signed. Next: open Audit and press Verify. The document is in Approved."),
        }[coaching.step]
        values = (coaching.what, coaching.to, coaching.why, coaching.person, coaching.passphrase)
        for number, value in enumerate(values, start=1):
            words = words.replace(f"%{number}", value)
        return words

    def _lead(self) -> None:
        place = LEADS_TO.get(self._coaching.state, Place.HOME)
        if self._coaching.step is Step.VERIFY:
            place = Place.AUDIT
        elif self._coaching.step is Step.ANSWER:
            place = Place.FORM
        self.asked.emit(Visit(place, self._coaching.case_id, self._coaching.section))
