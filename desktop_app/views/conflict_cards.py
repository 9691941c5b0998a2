"""Conflicts between machines: both texts of each section as a redline, and the two ways to end one."""

from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.domain.exchange import Conflict
from desktop_app.domain.redline import redline
from desktop_app.qt.handover_presenter import HandoverPresenter
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
            "Decisions that came and do not count here: %2."
        )
        told = told.replace("%2", str(conflict.decisions)).replace("%1", conflict.machine)
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
        return kit.card(*parts, FlowRow(propose, keep, gap=kit.theme.space("xs")), gap="s")
