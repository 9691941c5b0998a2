"""How the sentences of a section are supported, in words and never by a tick, and what no check sees."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.domain.support_reading import SentenceReading, SupportCount, count_supports
from desktop_app.qt.held_words import unbroken
from desktop_app.views.support_words import claims_line, reason_line, state_mark, state_title, verdict_line
from desktop_app.widgets.kit import Kit, add, clear, column, named, row
from desktop_app.widgets.tick_box import TickBox


class SupportPanel(QWidget):
    """A card for each sentence that cites, with a way to its passage; only those to read where that is asked.

    `ask` is what stands under the counts: the way to a second reader, where there is one.
    """

    chosen = Signal(object)
    """The passage of a SentenceReading is to be read."""

    def __init__(self, kit: Kit, ask: QWidget | None = None) -> None:
        super().__init__()
        self._kit = kit
        self._readings: tuple[SentenceReading, ...] = ()
        self.cards: tuple[SupportCard, ...] = ()
        self._title = kit.words(style="subhead", wrapped=True)
        self._count = kit.words(style="small", tone="2", wrapped=True)
        self.only = TickBox(kit.theme, self.tr("Only those to read"))
        self.only.toggled.connect(self._show)
        self._place = column(gap=kit.theme.px(8))
        self._nothing = kit.words(style="small", tone="2", wrapped=True)
        self._unseen = kit.words(style="small", tone="3", wrapped=True)
        column(
            self._title, self._count, ask, self.only, self._nothing, self._place, self._unseen,
            gap=kit.theme.px(8), into=self,
        )  # fmt: skip

    def show_readings(self, section: str, readings: tuple[SentenceReading, ...]) -> None:
        """The sentences of this section."""
        self._title.setText(self.tr("Sentences of %1").replace("%1", section))
        if readings != self._readings or not self._count.text():
            self._readings = readings
            self._show()

    def _show(self) -> None:
        only = self.only.isChecked()
        shown = [each for each in self._readings if each.to_read or not only]
        count = count_supports(self._readings)
        self._count.setText(self._counted(count))
        self.only.setVisible(count.all > 0)
        self._nothing.setText(self.tr("No sentence here is doubted, and none waits to be read."))
        self._nothing.setVisible(only and not shown and count.all > 0)
        self._unseen.setText(
            self.tr(
                "No check sees who did what to whom, causes, what “it” or “they” mean, conclusions, "
                "and what was left out."
            )
        )
        self._unseen.setVisible(count.all > 0)
        clear(self._place)
        self.cards = tuple(SupportCard(self._kit, reading) for reading in shown)
        for card in self.cards:
            card.chosen.connect(self.chosen)
            add(self._place, card)

    def _counted(self, count: SupportCount) -> str:
        if not count.all:
            return self.tr("No sentence cites a passage.")
        parts = (
            self.tr("Close match: %1").replace("%1", str(count.close)),
            self.tr("differs: %1").replace("%1", str(count.differs)),
            self.tr("reworded: %1").replace("%1", str(count.reworded)),
        )
        share = self.tr("%1 % reworded: read those passages.").replace("%1", str(count.reworded_percent))
        return f"{' · '.join(parts)}. {share if count.reworded else ''}".rstrip()


class SupportCard(QFrame):
    """One sentence: its state, why, and the way to its passage."""

    chosen = Signal(object)

    def __init__(self, kit: Kit, reading: SentenceReading) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self.reading = reading
        icon, tone = state_mark(reading)
        title = kit.words(state_title(reading), "strong", wrapped=True)
        lines = [*map(reason_line, reading.reasons), *map(verdict_line, reading.verdicts)]
        lines += [claims_line(reading.claims)] if reading.claims else []
        sentence = kit.words(unbroken(reading.text), "small", "2", wrapped=True)
        why = [kit.words(unbroken(line), "small", "2", wrapped=True) for line in lines]
        read = kit.button(self.tr("Read the passage"), "soft", size="small")
        read.setAccessibleDescription(". ".join((state_title(reading), reading.text, *lines)))
        read.clicked.connect(partial(self._choose))
        named(self, state_title(reading))
        head = row(kit.icon(icon, tone), (title, 1), gap=kit.theme.px(8))
        acts = row(read, None) if reading.numbers else None
        column(head, sentence, *why, acts, gap=kit.theme.px(4), around=kit.around("s"), into=self)

    def _choose(self, _: bool = False) -> None:
        self.chosen.emit(self.reading)
