"""What a document says of a question, in a line under its answer: information, never an error."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop_app.qt.form_match import Match
from desktop_app.qt.form_words import match_words, place_words
from desktop_app.qt.held_words import unbroken
from desktop_app.widgets.kit import Kit, column, named, row


class MatchLine(QWidget):
    """Hidden where documents say nothing. Use makes an answer of it, Show leads to its page.

    Who types an answer has made their choice: Tab then leads to the next question, past these.
    """

    used = Signal(object)
    declined = Signal(object)
    shown = Signal(object)
    """A Match."""

    def __init__(self, kit: Kit, label: str) -> None:
        super().__init__()
        self._kit, self._label = kit, label
        self._match: Match | None = None
        self._icon, self._words = QLabel(), kit.words(style="small", tone="2", wrapped=True)
        self._use, self._show = self._button(self.tr("Use")), self._button(self.tr("Show"))
        self._leave = self._button(self.tr("Not this"))
        self._use.clicked.connect(self._take)
        self._leave.clicked.connect(self._decline)
        self._show.clicked.connect(self._lead)
        self._quote = kit.words(style="small", tone="3", wrapped=True)
        said = row(self._icon, (self._words, 100), self._use, self._leave, self._show, None, gap=kit.theme.px(6))
        column(said, self._quote, gap=kit.theme.px(2), into=self)
        self.hide()

    @property
    def match(self) -> Match | None:
        """What is said."""
        return self._match

    def show_match(self, match: Match | None, *, editable: bool) -> None:
        """Say this; None: nothing."""
        self._match = match
        if match is not None:
            self._say(match)
            self._use.setVisible(match.usable and editable)
            self._leave.setVisible(not match.taken and not match.agrees and editable)
            self._show.setVisible(not match.gone and (match.taken or not match.agrees))
        self.setVisible(match is not None)

    def step_aside(self) -> None:
        """Somebody types an answer."""
        self._use.hide()
        self._leave.hide()
        self._show.hide()

    def _say(self, match: Match) -> None:
        theme, said = self._kit.theme, match_words(match)
        self._icon.setPixmap(theme.icon(*match_icon(match)).pixmap(theme.icon_size()))
        self._words.setText(unbroken(said))
        self._words.setMaximumWidth(theme.metrics("small").horizontalAdvance(said) + theme.px(4))
        self._quote.setText("" if match.agrees else match.quote)
        self._quote.setVisible(bool(self._quote.text()))
        named(self, said, self._quote.text())
        use = self.tr("Use “%1” for “%2”").replace("%1", match.words).replace("%2", self._label)
        named(self._use, use)
        leave = self.tr("Not “%1” for “%2”").replace("%1", match.words).replace("%2", self._label)
        named(self._leave, leave)
        named(self._show, self.tr("Show %1").replace("%1", place_words(match.document, match.passage.page)))

    def _button(self, words: str) -> QPushButton:
        return self._kit.button(words, "link", size="small")

    def _take(self) -> None:
        self.used.emit(self._match)

    def _decline(self) -> None:
        self.declined.emit(self._match)

    def _lead(self) -> None:
        self.shown.emit(self._match)


def match_icon(match: Match) -> tuple[str, str]:
    """The picture beside it, and its tone."""
    if match.gone:
        return "triangle-alert", "warning"
    if match.agrees:
        return "circle-check", "success"
    return ("file-text", "2") if match.agrees is None else ("triangle-alert", "warning")
