"""What checks found in the text: the fix first, then to explain or to keep."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QPushButton, QWidget

from desktop_app.domain.finding import Severity
from desktop_app.qt.draft_state import ShownFinding
from desktop_app.qt.held_words import unbroken
from desktop_app.views.draft_words import finding_title, finding_words, fix_words, severity_icon
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, add, clear, column, named, row, square

WORDS_WIDE = 170
"""Pixels at 100 % that the words of a button may take."""


class FindingsPanel(QWidget):
    """A card for each finding, with a way to its words."""

    chosen = Signal(object)
    fixed = Signal(object)
    """The fix of a ShownFinding was asked for."""
    explained = Signal(object, str)
    """A ShownFinding may stand, and why."""

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

    def show_findings(self, findings: tuple[ShownFinding, ...], *, locked: bool) -> None:
        """These are open; where the case is locked there is nothing to do about them here."""
        self._count.setText(self.tr("%n open", "", len(findings)))
        self._empty.setVisible(not findings)
        if findings == self._findings:
            return
        self._findings = findings
        clear(self._place)
        self._cards = {}
        for finding in findings:
            card = FindingCard(self._kit, finding, locked=locked)
            card.chosen.connect(self.chosen)
            card.fixed.connect(self.fixed)
            card.explained.connect(self.explained)
            self._cards[finding.finding_id] = card
            add(self._place, card)

    def card(self, finding_id: str) -> "FindingCard | None":
        """The card of a finding."""
        return self._cards.get(finding_id)


class FindingCard(QFrame):
    """One finding with what can be done about it."""

    chosen = Signal(object)
    fixed = Signal(object)
    explained = Signal(object, str)

    def __init__(self, kit: Kit, finding: ShownFinding, *, locked: bool) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._kit, self.finding = kit, finding
        icon, tone = severity_icon(finding.raised.severity)
        title = kit.words(finding_title(finding), "strong", wrapped=True)
        show = square(kit.button("", "ghost", "arrow-right", name=self.tr("Show it in the text")), kit.theme.px(28))
        show.setAccessibleDescription(f"{finding_title(finding)}. {finding_words(finding)}")
        show.clicked.connect(self._choose)
        self.fix = self._fix_button(fix_words(finding.fix)) if finding.fix else None
        blocker = finding.raised.severity is Severity.BLOCKER
        name = self.tr("Explain") if blocker else self.tr("Keep")
        self.explain = kit.button(name, "ghost", size="small")
        self.reason = named(QLineEdit(), self.tr("Why the finding may stand"))
        self.reason.setPlaceholderText(self.tr("Why it may stand"))
        self.reason.setMaxLength(500)
        self.reason.hide()
        self._note = kit.button(self.tr("Record the reason"), "soft", size="small")
        self._note.hide()
        self.explain.clicked.connect(self.ask_reason if blocker else partial(self._give, self.tr("Kept as it is.")))
        self.reason.returnPressed.connect(self._record)
        self._note.clicked.connect(self._record)
        words = kit.words(unbroken(finding_words(finding)), "small", "2", wrapped=True)
        acts = self._acts()
        below = column(acts, self.reason, row(self._note, None), gap=kit.theme.px(6))
        head = row(kit.icon(icon, tone), (title, 1), show, gap=kit.theme.px(8))
        inside = column(words, None if locked else below, gap=kit.theme.px(6))
        inside.setContentsMargins(kit.theme.size("icon") + kit.theme.px(8), 0, 0, 0)
        column(head, inside, gap=kit.theme.px(2), around=kit.around("s"), into=self)

    def _fix_button(self, words: str) -> QPushButton:
        """What puts it right. Long words are shown as far as there is room."""
        theme, elide = self._kit.theme, Qt.TextElideMode.ElideRight
        shown = theme.metrics("label").elidedText(words, elide, theme.px(WORDS_WIDE))
        button = self._kit.button(shown, "soft", "check", size="small", name=words)
        button.setToolTip(words if shown != words else "")
        return button

    def _acts(self) -> QLayout:
        """The fix first; beside it, or below it where its words are long, what else there is."""
        if self.fix is None:
            return row(self.explain, None)
        self.fix.clicked.connect(self._fix)
        return row((FlowRow(self.fix, self.explain, gap=self._kit.theme.px(6)), 1))

    def _choose(self) -> None:
        self.chosen.emit(self.finding)

    def _fix(self) -> None:
        self.fixed.emit(self.finding)

    def ask_reason(self) -> None:
        """The line for the reason, with the keyboard in it."""
        self.reason.show()
        self._note.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _record(self) -> None:
        if self.reason.text().strip():
            self._give(self.reason.text())

    def _give(self, reason: str, _: bool = False) -> None:
        self.explained.emit(self.finding, reason)
