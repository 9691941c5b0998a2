"""What keeps a page from going on: a card at its top whose lines lead to their fields."""

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from desktop_app.widgets.kit import Kit, clear, column, held, named, row


class ErrorSummary(QFrame):
    """Hidden while nothing is wrong. It takes the focus when it is told to."""

    chosen = Signal(str)
    """The field that a line leads to."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("card", "blocked")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(kit.theme.px(4))
        head = kit.words(self.tr("There is a problem"), "subhead")
        icon = kit.icon("circle-alert", "danger", "icon_large")
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = column(head, self._lines, gap=kit.theme.px(4))
        side = column(icon, None)
        row(side, (inside, 1), gap=kit.theme.space("s"), around=kit.around("m"), into=self)
        named(self, self.tr("There is a problem"))
        self.hide()

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """These words, each a way to its field."""
        clear(self._lines)
        for field, words in faults.items():
            self._lines.addWidget(self._line(field, words))
        named(self, self.tr("There is a problem"), " ".join(faults.values()))
        self.setVisible(bool(faults))

    def lines(self) -> list[QLabel]:
        """The lines, in order."""
        return held(self._lines, QLabel)

    def _line(self, field: str, words: str) -> QLabel:
        line = self._kit.words(style="strong", tone="danger", wrapped=True)
        line.setTextFormat(Qt.TextFormat.RichText)
        colour = self._kit.theme.colour("danger").name()
        line.setText(f'<a href="{escape(field)}" style="color: {colour}">{escape(words)}</a>')
        line.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByKeyboard | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        line.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line.linkActivated.connect(self.chosen)
        return named(line, words, self.tr("Leads to its question"))
