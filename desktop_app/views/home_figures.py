"""Figures of My work, each from a query; one without a meaning yet is not there."""

from datetime import timedelta

from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.domain.work import Drafted, WorkFigures
from desktop_app.qt.home_state import DueSoon
from desktop_app.widgets.kit import Kit, clear, named, row

MINUTE, HOUR = 60, 3600


class HomeFigures(QWidget):
    """Small cards: what it is, how much, and what to compare it with."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        named(self, self.tr("Figures"))
        self._cards = row(gap=kit.theme.space("m"), into=self)
        self.hide()

    def show_figures(self, figures: WorkFigures, due: DueSoon | None) -> None:
        """These now."""
        clear(self._cards)
        if due is not None:
            over = self.tr("%n over time", "", due.over) if due.over else self.tr("None over time")
            self._add(self.tr("Due in 24 hours"), str(due.soon), over, "danger" if due.over else "3")
        if figures.drafted.sections:
            self._add(self.tr("Drafted without a flag"), _share(figures.drafted), self._beside_drafted(figures))
        if figures.signed_ever:
            signed = figures.signed
            smooth = self.tr("%1 without rework, %2 the week before").replace("%1", str(signed.smooth))
            beside = smooth.replace("%2", str(figures.signed_before.cases))
            self._add(self.tr("Approved in 7 days"), str(signed.cases), beside)
            if signed.took is not None:
                self._add(self.tr("Draft to approval, median"), self._time(signed.took), self._beside_took(figures))
        self.setVisible(self._cards.count() > 0)

    def _beside_drafted(self, figures: WorkFigures) -> str:
        clean = figures.drafted.sections - figures.drafted.flagged
        words = self.tr("%1 of %n section(s), 30 days", "", figures.drafted.sections).replace("%1", str(clean))
        if not clean:
            words += ". " + self.tr("Sections pass without a flag once enough of their form were right.")
        if not figures.drafted_before.sections:
            return words
        before = self.tr("%1 in the 30 days before").replace("%1", _share(figures.drafted_before))
        return f"{words}, {before}"

    def _beside_took(self, figures: WorkFigures) -> str:
        before = figures.signed_before.took
        if before is None:
            return self.tr("None approved the week before")
        return self.tr("%1 the week before").replace("%1", self._time(before))

    def _time(self, took: timedelta) -> str:
        seconds = round(took.total_seconds())
        if seconds < MINUTE:
            return self.tr("under 1 min")
        if seconds < 2 * HOUR:
            return self.tr("%1 min").replace("%1", str(seconds // MINUTE))
        if seconds < 48 * HOUR:
            return self.tr("%1 h").replace("%1", str(seconds // HOUR))
        return self.tr("%1 days").replace("%1", str(seconds // (24 * HOUR)))

    def _add(self, name: str, figure: str, beside: str, tone: str = "3") -> None:
        kit = self._kit
        card: QFrame = kit.card(
            kit.words(name, "small", "2", wrapped=True),
            kit.words(figure, "title"),
            kit.words(beside, "small", tone, wrapped=True),
            None,
            gap="xxs",
        )
        self._cards.addWidget(named(card, name), 1)


def _share(drafted: Drafted) -> str:
    return f"{100 * (drafted.sections - drafted.flagged) // drafted.sections} %"
