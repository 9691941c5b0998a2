"""What a document says of a question, in a line under its answer: information, never an error."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.qt.form_match import Match
from desktop_app.qt.form_words import match_words, place_words
from desktop_app.widgets.kit import Kit, clear, named, row


class MatchLine(QWidget):
    """Hidden where documents say nothing. Use makes an answer of it, Show leads to its page."""

    used = Signal(object)
    shown = Signal(object)
    """A Match."""

    def __init__(self, kit: Kit, label: str) -> None:
        super().__init__()
        self._kit, self._label = kit, label
        self._match: Match | None = None
        self._told: tuple[Match | None, bool] = (None, False)
        self._line = row(gap=kit.theme.px(6), into=self)
        self.hide()

    @property
    def match(self) -> Match | None:
        """What is said."""
        return self._match

    def show_match(self, match: Match | None, *, editable: bool) -> None:
        """Say this; None: nothing."""
        if (match, editable) == self._told:
            return
        self._match, self._told = match, (match, editable)
        clear(self._line)
        self.setVisible(match is not None)
        if match is not None:
            self._fill(match, editable=editable)

    def _fill(self, match: Match, *, editable: bool) -> None:
        kit, said = self._kit, match_words(match)
        words = kit.words(said, "small", "2", wrapped=True)
        words.setMaximumWidth(kit.theme.metrics("small").horizontalAdvance(said) + kit.theme.px(4))
        self._line.addWidget(kit.icon(*match_icon(match)))
        self._line.addWidget(words, 100)
        if match.usable and editable:
            self._line.addWidget(self._use(match))
        self._line.addWidget(self._show(match))
        self._line.addStretch(1)
        named(self, said)

    def _use(self, match: Match) -> QPushButton:
        name = self.tr("Use “%1” for “%2”").replace("%1", match.words).replace("%2", self._label)
        button = self._kit.button(self.tr("Use"), "link", size="small", name=name)
        button.clicked.connect(self._take)
        return button

    def _show(self, match: Match) -> QPushButton:
        name = self.tr("Show %1").replace("%1", place_words(match.document, match.passage.page))
        button = self._kit.button(self.tr("Show"), "link", size="small", name=name)
        button.clicked.connect(self._lead)
        return button

    def _take(self) -> None:
        self.used.emit(self._match)

    def _lead(self) -> None:
        self.shown.emit(self._match)


def match_icon(match: Match) -> tuple[str, str]:
    """The picture beside it, and its tone."""
    if match.agrees:
        return "circle-check", "success"
    return ("file-text", "2") if match.agrees is None else ("triangle-alert", "warning")
