"""How much of a text people have written since its draft, beside what is usual. Unusual is named, not judged."""

from PySide6.QtWidgets import QWidget

from desktop_app.qt.review_state import ReviewState
from desktop_app.widgets.kit import Kit, column, row

UNUSUAL = 0.25
"""A section of which people wrote more than this share is named."""


class EditShare(QWidget):
    """One figure for the case, and a line about what stands out."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._figure = kit.words(style="label", tone="2")
        self._line = kit.words(style="small", tone="3", wrapped=True)
        head = kit.words(self.tr("Edits since the draft"), "label", "2", wrapped=True)
        column(row((head, 1), self._figure), self._line, gap=kit.theme.px(4), into=self)

    def show_state(self, state: ReviewState) -> None:
        """The case as it is now."""
        share = _percent(state.edited)
        little = self.tr("less than 1% of the text")
        self._figure.setText(
            little if state.edited and not share else self.tr("%1% of the text").replace("%1", str(share))
        )
        drafted = [section for section in state.sections if section.drafted]
        most = max(drafted, key=lambda section: section.edited, default=None)
        usual = self.tr("This form usually sees %1%.").replace("%1", str(_percent(state.usual_share or 0)))
        named = self.tr("Section %1 alone is at %2%.").replace("%2", str(_percent(most.edited if most else 0)))
        parts = (
            usual if state.usual_share is not None else "",
            named.replace("%1", str(most.number)) if most and most.edited > UNUSUAL and len(drafted) > 1 else "",
        )
        self._line.setText(" ".join(filter(None, parts)))
        self._line.setVisible(any(parts))


def _percent(share: float) -> int:
    return round(100 * share)
