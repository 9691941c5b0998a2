"""Figures of My work, each from a query; one without a meaning yet is not there."""

from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.domain.work import WorkFigures
from desktop_app.widgets.kit import Kit, clear, named, row


class HomeFigures(QWidget):
    """Small cards: what it is, how much, and what to compare it with."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        named(self, self.tr("Figures"))
        self._cards = row(gap=kit.theme.space("m"), into=self)
        self.hide()

    def show_figures(self, figures: WorkFigures) -> None:
        """These now."""
        clear(self._cards)
        if figures.signed_ever:
            ever = self.tr("%n signed in all", "", figures.signed_ever)
            self._add(self.tr("Signed in 7 days"), str(figures.signed), ever)
        if figures.drafted:
            clean = figures.drafted - figures.flagged
            percent = f"{100 * clean // figures.drafted} %"
            words = self.tr("%1 of %n section(s), 30 days", "", figures.drafted).replace("%1", str(clean))
            self._add(self.tr("Drafted without a flag"), percent, words)
        self.setVisible(self._cards.count() > 0)

    def _add(self, name: str, figure: str, beside: str) -> None:
        kit = self._kit
        card: QFrame = kit.card(
            kit.words(name, "small", "2", wrapped=True),
            kit.words(figure, "title"),
            kit.words(beside, "small", "3", wrapped=True),
            gap="xxs",
        )
        self._cards.addWidget(named(card, name), 1)
