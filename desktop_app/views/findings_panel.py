"""What checks found in the text: the fix first, then to explain or to keep; below, what somebody has explained."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QLineEdit, QPushButton, QWidget

from desktop_app.domain.errors import UsageError
from desktop_app.domain.explanation import require_explanation
from desktop_app.domain.finding import Severity
from desktop_app.qt.draft_state import ShownFinding, by_what_they_are_about
from desktop_app.qt.held_words import unbroken
from desktop_app.views.draft_words import explained_words, finding_title, finding_words, fix_words, severity_icon
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, add, clear, column, named, row, square
from desktop_app.widgets.sight import bring_into_sight

WORDS_WIDE = 170
"""Pixels at 100 % that the words of a button may take."""


class FindingsPanel(QWidget):
    """A card for each finding, with a way to its words; what is said of a document in several sections is said once."""

    chosen = Signal(object)
    fixed = Signal(object)
    """The fix of a ShownFinding was asked for."""
    explained = Signal(tuple, str)
    """These ShownFindings may stand, and why."""
    settled = Signal()
    """Nothing is left here, and the keyboard was."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._findings: tuple[ShownFinding, ...] = ()
        self._cards: dict[str, FindingCard] = {}
        self._count = kit.words(style="small", tone="3")
        self._empty = kit.words(self.tr("Nothing is left to put right."), tone="2", wrapped=True)
        self._place = column(gap=kit.theme.px(8))
        head = row(kit.words(self.tr("Findings"), "subhead"), self._count, None)
        column(head, self._empty, self._place, gap=kit.theme.px(8), into=self)

    def show_findings(
        self, findings: tuple[ShownFinding, ...], explained: tuple[ShownFinding, ...] = (), *, locked: bool
    ) -> None:
        """These are open, and these explained; where the case is locked there is nothing to do about them here."""
        groups = by_what_they_are_about(findings)
        self._count.setText(self.tr("%n open", "", len(groups)))
        self._empty.setVisible(not findings)
        if (*findings, *explained) == self._findings:
            return
        held = self._held()
        focused = QApplication.focusWidget()
        if held is not None and focused is not None:
            focused.clearFocus()  # else Qt gives it to what comes next, and scrolls there
        self._findings = (*findings, *explained)
        clear(self._place)
        self._cards = {}
        for first, *others in (*groups, *((each,) for each in explained)):
            card = self._card(first, tuple(others), locked=locked)
            self._cards |= {each.finding_id: card for each in (first, *others)}
            add(self._place, card)
        if held is not None:
            QTimer.singleShot(0, self, partial(self._take_focus, *held))

    def card(self, finding_id: str) -> "FindingCard | None":
        """The card of a finding."""
        return self._cards.get(finding_id)

    def _card(self, finding: ShownFinding, others: tuple[ShownFinding, ...], *, locked: bool) -> "FindingCard":
        card = FindingCard(self._kit, finding, others, locked=locked)
        card.chosen.connect(self.chosen)
        card.fixed.connect(self.fixed)
        card.explained.connect(self.explained)
        return card

    def _held(self) -> tuple[str, int] | None:
        """The finding whose card has the keyboard, and the place of the card."""
        focused = QApplication.focusWidget()
        for at, card in enumerate(dict.fromkeys(self._cards.values())):
            if focused is not None and card.isAncestorOf(focused):
                return card.finding.finding_id, at
        return None

    def _take_focus(self, finding_id: str, at: int) -> None:
        """To the same finding, else to the one that stands in its place."""
        cards = list(dict.fromkeys(self._cards.values()))
        if not cards:
            self.settled.emit()
            return
        (self.card(finding_id) or cards[min(at, len(cards) - 1)]).take_focus()


class FindingCard(QFrame):
    """One finding with what can be done about it, or with why it may stand; `others` say the same of other sections."""

    chosen = Signal(object)
    fixed = Signal(object)
    explained = Signal(tuple, str)

    def __init__(self, kit: Kit, finding: ShownFinding, others: tuple[ShownFinding, ...] = (), *, locked: bool) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._kit, self.finding, self._others = kit, finding, others
        icon, tone = severity_icon(Severity.WARNING if finding.explained else finding.raised.severity)
        title = kit.words(finding_title(finding), "strong", wrapped=True)
        self._show = square(
            kit.button("", "ghost", "arrow-right", name=self.tr("Show it in the text")), kit.theme.px(28)
        )
        self._show.setAccessibleDescription(f"{finding_title(finding)}. {self._said()}")
        self._show.clicked.connect(self._choose)
        open_here = not locked and finding.explained is None
        self.fix = self._fix_button(fix_words(finding.fix)) if finding.fix and open_here else None
        self.reason: QLineEdit | None = None
        words = kit.words(unbroken(finding_words(finding, *others)), "small", "2", wrapped=True)
        head = row(kit.icon(icon, tone), (title, 1), self._show, gap=kit.theme.px(8))
        inside = column(words, self._below(locked=locked), gap=kit.theme.px(6))
        inside.setContentsMargins(kit.theme.size("icon") + kit.theme.px(8), 0, 0, 0)
        column(head, inside, gap=kit.theme.px(2), around=kit.around("s"), into=self)

    def take_focus(self) -> None:
        """The keyboard comes to this finding."""
        self._show.setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_sight(self)

    def _said(self) -> str:
        said = self.finding.explained
        words = finding_words(self.finding, *self._others)
        return " ".join(filter(None, (words, explained_words(said) if said else "")))

    def _below(self, *, locked: bool) -> QWidget | QLayout | None:
        """Who explained it, or what can be done about it."""
        kit, said = self._kit, self.finding.explained
        if said is not None:
            return kit.words(explained_words(said), "small", wrapped=True)
        if locked:
            return None
        blocker = self.finding.raised.severity is Severity.BLOCKER
        explain = kit.button(self._stand_words(blocker=blocker), "ghost", size="small")
        explain.clicked.connect(self.ask_reason if blocker else partial(self._give, self.tr("Kept as it is.")))
        return column(self._acts(explain), self._asking(), gap=kit.theme.px(6))

    def _stand_words(self, *, blocker: bool) -> str:
        """To let it stand, in each section that holds it."""
        if not self._others:
            return self.tr("Explain") if blocker else self.tr("Keep")
        words = self.tr("Explain in all %1 sections") if blocker else self.tr("Keep in all %1 sections")
        return words.replace("%1", str(len(self._others) + 1))

    def _asking(self) -> QWidget:
        """The line in which it is explained, which opens on demand."""
        kit = self._kit
        self.reason = named(QLineEdit(), self.tr("Why the finding may stand"))
        self.reason.setPlaceholderText(self.tr("Why it may stand"))
        self.reason.setMaxLength(500)
        self.reason.returnPressed.connect(self._record)
        self._problem = kit.words("", "small", "danger", wrapped=True)
        note = kit.button(self.tr("Record the reason"), "soft", size="small")
        note.clicked.connect(self._record)
        self._asked = QWidget()
        column(self.reason, self._problem, row(note, None), gap=kit.theme.px(6), into=self._asked)
        self._asked.hide()
        self._problem.hide()
        return self._asked

    def _fix_button(self, words: str) -> QPushButton:
        """What puts it right. Long words are shown as far as there is room."""
        theme, elide = self._kit.theme, Qt.TextElideMode.ElideRight
        shown = theme.metrics("label").elidedText(words, elide, theme.px(WORDS_WIDE))
        button = self._kit.button(shown, "soft", "check", size="small", name=words)
        button.setToolTip(words if shown != words else "")
        return button

    def _acts(self, explain: QPushButton) -> QLayout:
        """The fix first; beside it, or below it where its words are long, what else there is."""
        if self.fix is None:
            return row(explain, None)
        self.fix.clicked.connect(self._fix)
        return row((FlowRow(self.fix, explain, gap=self._kit.theme.px(6)), 1))

    def _choose(self) -> None:
        self.chosen.emit(self.finding)

    def _fix(self) -> None:
        self.fixed.emit(self.finding)

    def ask_reason(self) -> None:
        """The line for the reason, with the keyboard in it."""
        if self.reason is not None:
            self._asked.show()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            bring_into_sight(self)

    def _record(self) -> None:
        said = self.reason.text() if self.reason else ""
        try:
            self._give(require_explanation(said))
        except UsageError as error:
            self._problem.setText(error.next)
            self._problem.show()
            self.ask_reason()

    def _give(self, reason: str, _: bool = False) -> None:
        self.explained.emit((self.finding, *self._others), reason)
