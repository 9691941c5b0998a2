"""Conflicts between machines: both texts of each section as a redline, and the two ways to end one."""

from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.domain.comment import CommentKind
from desktop_app.domain.exchange import CameComment, CameDecision, Conflict
from desktop_app.domain.redline import redline
from desktop_app.domain.review import DecisionKind
from desktop_app.qt.handover_presenter import HandoverPresenter
from desktop_app.views.day_words import moment_words
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, add, clear, column
from desktop_app.widgets.redline_view import RedlineView


class ConflictCards(QWidget):
    """A card for each, above everything else: a person must see to it."""

    def __init__(self, kit: Kit, presenter: HandoverPresenter) -> None:
        super().__init__()
        self._kit, self._presenter = kit, presenter
        self._place = column(gap=kit.theme.space("m"), into=self)
        self._shown: tuple[Conflict, ...] = ()

    def show_conflicts(self, conflicts: tuple[Conflict, ...]) -> None:
        """These now."""
        if conflicts != self._shown:
            self._shown = conflicts
            clear(self._place)
            for each in conflicts:
                add(self._place, self._card(each))
        self.setVisible(bool(conflicts))

    def _card(self, conflict: Conflict) -> QFrame:
        kit = self._kit
        title = self.tr("Conflict: %1").replace("%1", conflict.title)
        told = self.tr(
            "The case went on here and at %1, in different ways. What is here stays, and what came is kept beside it. "
            "What was decided and said there does not count here."
        )
        told = told.replace("%1", conflict.machine)
        propose = kit.button(self.tr("Take their texts as proposals"), "primary", "git-compare", size="small")
        keep = kit.button(self.tr("Keep what is here"), "secondary", "check", size="small")
        propose.setEnabled(bool(conflict.texts))
        propose.clicked.connect(lambda: self._presenter.settle(conflict, propose=True))
        keep.clicked.connect(lambda: self._presenter.settle(conflict, propose=False))
        parts: list[QWidget] = [kit.words(title, "subhead", "danger", wrapped=True), kit.words(told, wrapped=True)]
        for text in conflict.texts:
            view = RedlineView(kit.theme, self.tr("%1: what came, beside what is here").replace("%1", text.title))
            view.show_redline(redline(text.here, text.came))
            parts += [kit.words(text.title, "label", "2"), view]
        for heading, lines in (
            (self.tr("Decided there"), [self._decided(each) for each in conflict.decisions]),
            (self.tr("Said there"), [self._said(each) for each in conflict.comments]),
        ):
            parts += [kit.words(heading, "label", "2")] if lines else []
            parts += [kit.words(line, wrapped=True) for line in lines]
        return kit.card(*parts, FlowRow(propose, keep, gap=kit.theme.space("xs")), gap="s")

    def _decided(self, each: CameDecision) -> str:
        """Who decided what about which sections, when and why."""
        acts = {
            DecisionKind.APPROVE: self.tr("%1 approved"),
            DecisionKind.RETURN: self.tr("%1 returned it"),
        }
        words = acts.get(each.kind, self.tr("%1 escalated it")).replace("%1", each.person or self.tr("Somebody"))
        parts = (words, ", ".join(each.sections), moment_words(each.at), each.words)
        return " · ".join(filter(None, parts))

    def _said(self, each: CameComment) -> str:
        """Who said what about which section, and when."""
        kinds = {CommentKind.MUST_FIX: self.tr("must be fixed"), CommentKind.REPLY: self.tr("reply")}
        head = (each.person or self.tr("Somebody"), each.section, kinds.get(each.kind, ""), moment_words(each.at))
        return f"{' · '.join(filter(None, head))}\n{each.words}"
