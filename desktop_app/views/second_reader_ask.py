"""Asking the second reader about a section, and what it said in all; each sentence's card says the rest."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.support import Verdict
from desktop_app.domain.support_reading import SentenceReading
from desktop_app.qt.second_reader_presenter import SecondReaderPresenter
from desktop_app.views.second_reader_card import agreement_words
from desktop_app.widgets.kit import Kit, column, row


class SecondReaderAsk(QWidget):
    """Hidden where nobody is chosen, and where no sentence cites."""

    done = Signal()
    """There is nothing to ask any more, and the keyboard was here."""

    def __init__(self, kit: Kit, presenter: SecondReaderPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        presenter.setParent(self)
        self._case_id, self._section, self._locked = "", "", True
        self._readings: tuple[SentenceReading, ...] = ()
        self.button = kit.button(self.tr("Ask the second reader"), "secondary", "eye", size="small")
        self._said = kit.words(style="small", tone="2", wrapped=True)
        column(row(self.button, None), self._said, gap=kit.theme.px(4), into=self)
        self.button.clicked.connect(self._ask)
        presenter.shown.connect(self._show)
        presenter.moved.connect(self._show)
        self.hide()

    def show_section(self, case_id: str, section: str, readings: tuple[SentenceReading, ...], *, locked: bool) -> None:
        """The section that is worked on, with its sentences that cite."""
        if case_id != self._case_id:
            self._presenter.look()
        self._case_id, self._section, self._readings, self._locked = case_id, section, readings, locked
        self._show()

    def _show(self, _: object = None) -> None:
        reader = self._presenter.state.chosen
        said = [v.verdict for each in self._readings for v in each.verdicts if v.reader == reader]
        asking = self._presenter.is_reading(self._case_id, self._section)
        self.setVisible(bool(reader and self._readings and (said or not self._locked)))
        had = self.button.hasFocus()
        failure = "" if asking else self._presenter.failure(self._case_id, self._section)
        self.button.setVisible(bool(failure or not said) and not self._locked)
        words = self._counted(said) if said else self.tr("%1 is reading…") if asking else ""
        words = " ".join(filter(None, (words.replace("%1", reader), failure)))
        self._said.setText(words)
        self._said.setVisible(bool(words))
        if had and self.button.isHidden():
            self.done.emit()

    def _counted(self, said: Iterable[Verdict]) -> str:
        verdicts = list(said)
        borne = verdicts.count(Verdict.SUPPORTED)
        words = self.tr("Read by %1. Supported: %2 · doubted: %3.")
        words = words.replace("%2", str(borne)).replace("%3", str(len(verdicts) - borne))
        return f"{words} {agreement_words(self._presenter.state.agreement)}"

    def _ask(self) -> None:
        self._presenter.read(self._case_id, self._section)
