"""Which changes can be settled together: the selected ones, those of a section, those of an author."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.qt.review_state import ChangeCard


class SeveralMenu(QMenu):
    """Each choice accepts or rejects. Amounts, dates and sections that were Low are never in one of them."""

    asked = Signal(object, bool)
    """These changes are to be accepted (True) or rejected: their keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)

    def show_choices(
        self,
        waiting: Sequence[ChangeCard],
        selected: Sequence[ChangeCard],
        current: ChangeCard | None,
        titles: Mapping[str, str],
    ) -> None:
        """What is possible now; `waiting` are all changes that are not decided."""
        self.clear()
        section = current.section if current else ""
        authors = dict.fromkeys(card.author for card in waiting)
        self._offer(
            selected if len(selected) > 1 else (), self.tr("Accept the %n selected"), self.tr("Reject the %n selected")
        )
        self._offer(
            [card for card in waiting if card.section == section],
            self._of(self.tr("Accept %n in “%1”"), titles.get(section, "")),
            self._of(self.tr("Reject %n in “%1”"), titles.get(section, "")),
        )
        for author in authors:
            name = author or self.tr("the model")
            theirs = [card for card in waiting if card.author == author]
            self._offer(theirs, self._of(self.tr("Accept %n by %1"), name), self._of(self.tr("Reject %n by %1"), name))
        alone = sum(card.one_by_one is not None for card in waiting)
        if alone:
            words = self.tr("%n with amounts, dates or Low: one by one", "", alone)
            self.addAction(words).setEnabled(False)

    def _of(self, words: str, what: str) -> str:
        return words.replace("%1", what)

    def _offer(self, cards: Iterable[ChangeCard], accept: str, reject: str) -> None:
        keys = tuple(card.key for card in cards if card.one_by_one is None)
        for words, taken in ((accept, True), (reject, False)) if keys else ():
            action = self.addAction(words.replace("%n", str(len(keys))))
            action.triggered.connect(partial(self.asked.emit, keys, taken))
        if keys:
            self.addSeparator()
