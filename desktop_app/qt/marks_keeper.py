"""What a person has marked of the cases that they review: kept beside each case, so that it outlives the window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.review_marks import Marks
from desktop_app.qt.review_state import Fate, ReviewState

if TYPE_CHECKING:
    from desktop_app.qt.desk import Desk


class MarksKeeper(QObject):
    """Marks are a person's own: with another person all begin anew."""

    failed = Signal(object)
    """They could not be kept: the error."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._marks: dict[str, Marks] = {}
        self._kept: dict[str, tuple[Marks, dict[str, str]]] = {}
        desk.acting_changed.connect(self._forget)

    def of(self, case_id: str) -> Marks:
        """What is marked of a case."""
        return self._marks.get(case_id, Marks())

    def show(self, state: ReviewState, before: ReviewState | None) -> None:
        """The case as it stands now, after it was shown like this `before`: what was marked of a text that is another
        one now is not marked any more."""
        case_id = state.file.case_id
        known = self._marks.get(case_id)
        marks = state.marks if known is None else _still(known, state, self._same(state, before))
        if known is None:
            self._kept[case_id] = marks, heads_of(state)
        self.keep(state, marks)

    def keep(self, state: ReviewState, marks: Marks) -> None:
        """These now."""
        case_id, now = state.file.case_id, (marks, heads_of(state))
        self._marks[case_id] = marks
        if state.can_decide and self._kept.get(case_id) != now:
            self._kept[case_id], acting = now, self._desk.acting
            work = lambda program: program.holding.mark(acting, case_id, *now)  # noqa: E731
            self._desk.ask(work, None, self._fail)

    def drop(self, state: ReviewState) -> None:
        """The case is decided."""
        self.keep(state, Marks())
        self._marks.pop(state.file.case_id, None)

    def _same(self, state: ReviewState, before: ReviewState | None) -> frozenset[str]:
        """The sections that say what they said when they were marked."""
        _, heads = self._kept.get(state.file.case_id, (None, {}))
        texts = {section.section: section.text.text for section in before.sections} if before else {}
        return frozenset(
            s.section
            for s in state.sections
            if heads.get(s.section) == s.revision_id or texts.get(s.section) == s.text.text
        )

    def _forget(self, _: object) -> None:
        self._marks.clear()
        self._kept.clear()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


def heads_of(state: ReviewState) -> dict[str, str]:
    """The revision of each section that is shown."""
    return {section.section: section.revision_id for section in state.sections}


def _still(marks: Marks, state: ReviewState, same: frozenset[str]) -> Marks:
    """The marks that are about what is shown now."""
    waiting = {card.key for card in state.cards if card.fate is Fate.WAITS}
    still = marks.about(same, whole=len(same) == len(state.sections))
    return replace(still, chosen={key: taken for key, taken in still.chosen.items() if key in waiting})
