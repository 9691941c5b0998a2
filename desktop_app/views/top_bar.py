"""The bar at the top: where this is, whether it is saved, and which model writes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.widgets.kit import Kit, add, clear, named, row


class TopBar(QWidget):
    """Breadcrumbs at the left; at the right the search, what a page adds, and the model."""

    searched = Signal()
    crumb_chosen = Signal(int)
    """The number of a breadcrumb, from 0."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._kit = kit
        self._crumbs, self._state = QHBoxLayout(), QHBoxLayout()
        self._saved = kit.words(tone="2", style="small")
        self._model = kit.words(tone="2", style="small")
        self._search = kit.button(self.tr("Find a case or run a command"), icon="search")
        self._search.setToolTip("Ctrl+K")
        self._search.clicked.connect(self.searched)
        gap, edge = kit.theme.space("m"), kit.theme.space("l")
        right = row(self._state, self._saved, self._search, self._model, gap=gap)
        row(self._crumbs, None, right, gap=gap, around=(edge, 0, edge, 0), into=self)
        self.setMinimumHeight(kit.theme.size("topbar"))

    def show_crumbs(self, *crumbs: str) -> None:
        """Where this is, from the outside in; the last one is the page itself."""
        clear(self._crumbs)
        for number, words in enumerate(crumbs[:-1]):
            button = self._kit.button(words, "ghost", size="small")
            button.clicked.connect(lambda _=False, number=number: self.crumb_chosen.emit(number))
            add(self._crumbs, button)
            add(self._crumbs, self._kit.icon("chevron-right", "3"))
        add(self._crumbs, self._kit.words(crumbs[-1], "subhead"))

    def show_saved(self, words: str, tone: str = "2") -> None:
        """Whether what is typed is safe."""
        self._saved.setText(words)
        self._saved.setProperty("tone", tone)
        named(self._saved, words)

    def show_model(self, words: str) -> None:
        """Which model writes."""
        self._model.setText(words)

    def show_chips(self, *chips: QWidget) -> None:
        """What a page says about its case."""
        clear(self._state)
        for chip in chips:
            add(self._state, chip)
