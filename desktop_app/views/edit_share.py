"""How many words of a case people wrote, beside what is usual of a draft. Unusual is named, not judged."""

from PySide6.QtWidgets import QWidget

from desktop_app.qt.review_state import ReviewState
from desktop_app.widgets.kit import Kit, column, row

UNUSUAL = 0.25
"""A section of which people wrote more than this share is named, where nobody knows what is usual of the form."""
TIMES, BEYOND = 2, 0.1
"""Else one of which they wrote this many times what is usual, and this share more."""


def unusual_from(usual: float | None) -> float:
    """From which share on a section is named."""
    return UNUSUAL if usual is None else max(TIMES * usual, usual + BEYOND)


class EditShare(QWidget):
    """One figure for the case, and a line about what stands out."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._figure = kit.words(style="label", tone="2")
        self._line = kit.words(style="small", tone="3", wrapped=True)
        head = kit.words(self.tr("Written by people"), "label", "2", wrapped=True)
        column(row((head, 1), self._figure), self._line, gap=kit.theme.px(4), into=self)

    def show_state(self, state: ReviewState) -> None:
        """The case as it is now."""
        words, of = state.written
        figure = self.tr("%1 of %2 words").replace("%1", str(words)).replace("%2", str(of))
        self._figure.setText(figure)
        self._line.setText(" ".join(self._lines(state)))
        self._line.setVisible(bool(self._line.text()))

    def _lines(self, state: ReviewState) -> list[str]:
        """What is usual, and what stands out."""
        lines = []
        drafted = [section for section in state.sections if section.drafted]
        if state.usual_share is not None:
            usual = self.tr("Of what is drafted on this form, people usually write %1% anew.")
            lines.append(usual.replace("%1", str(_percent(state.usual_share))))
        most = max(drafted, key=lambda section: section.edited, default=None)
        if most is not None and most.edited > unusual_from(state.usual_share) and len(drafted) > 1:
            named = self.tr("In section %1 it is %2%.").replace("%1", str(most.number))
            lines.append(named.replace("%2", str(_percent(most.edited))))
        return lines


def _percent(share: float) -> int:
    return round(100 * share)
