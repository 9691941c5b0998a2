"""The edits of a redraft beside a person's text, each to be ticked or left out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.proposed_edit import ProposedEdit
from desktop_app.qt.draft_state import Proposal
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.tick_box import TickBox

_LONGEST = 160


class EditChoice(QWidget):
    """A line for each edit: what it takes out, what it puts in, and what it was asked for."""

    chosen = Signal(int, int)
    """How many are ticked, of how many."""

    def __init__(self, kit: Kit, proposal: Proposal) -> None:
        super().__init__()
        self._edits = proposal.edits
        self.boxes = [self._box(kit, edit, proposal.alone.isdisjoint(edit.numbers)) for edit in proposal.edits]
        place = column(gap=kit.theme.px(4), into=self)
        for edit, box in zip(proposal.edits, self.boxes, strict=True):
            words = kit.words(self._words(edit), "small", wrapped=True)
            words.setBuddy(box)
            why = kit.words(self._why(proposal, edit), "small", "3", wrapped=True)
            line = QWidget()
            row(box, (column(words, why, gap=0), 1), gap=kit.theme.px(8), into=line)
            place.addWidget(line)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The changes of the edits that are ticked."""
        ticked = (edit for edit, box in zip(self._edits, self.boxes, strict=True) if box.isChecked())
        return tuple(number for edit in ticked for number in edit.numbers)

    def tell(self) -> None:
        """Say how many are ticked."""
        self.chosen.emit(sum(box.isChecked() for box in self.boxes), len(self.boxes))

    def _box(self, kit: Kit, edit: ProposedEdit, ticked: bool) -> TickBox:
        """Amounts, dates, other numbers and what is Low are ticked by who takes them."""
        box = TickBox(kit.theme, "")
        box.setChecked(ticked)
        box.toggled.connect(self.tell)
        return named(box, self._words(edit))

    def _why(self, proposal: Proposal, edit: ProposedEdit) -> str:
        """What it was asked for, the sources of its new words, and whether it is looked at by itself."""
        sources = ", ".join(str(number) for number in edit.cited)
        source = self.tr("Source %1").replace("%1", sources) if sources else self.tr("No source")
        alone = "" if proposal.alone.isdisjoint(edit.numbers) else self.tr("Look at it by itself.")
        return " ".join(filter(None, (proposal.reason and f"{proposal.reason.rstrip('.')}.", f"{source}.", alone)))

    def _words(self, edit: ProposedEdit) -> str:
        before, after = (_shortened(text) for text in (edit.before, edit.after))
        if not before:
            return self.tr("New: “%1”").replace("%1", after)
        if not after:
            return self.tr("Left out: “%1”").replace("%1", before)
        return self.tr("“%1” becomes “%2”").replace("%1", before).replace("%2", after)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
