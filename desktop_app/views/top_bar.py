"""The bar at the top: where this is, whether it is saved, and which model writes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.widgets.kit import Kit, add, clear, named, row


class TopBar(QWidget):
    """Breadcrumbs at the left; at the right the search, what a page adds, and the model."""

    searched = Signal()
    model_chosen = Signal()
    """What is said of the model was clicked: more of it is wanted."""
    crumb_chosen = Signal(int)
    """The number of a breadcrumb, from 0."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._kit = kit
        self._crumbs, self._state, self._locked = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._crumbs.setSpacing(0)
        self._saved = kit.words(tone="2", style="small")
        self._model = kit.button("", "ghost", size="small", name=self.tr("Which model writes"))
        self._model.clicked.connect(self.model_chosen)
        self._model.hide()
        self._search = kit.button(self.tr("Find a case or run a command"), icon="search")
        self._search.setToolTip("Ctrl+K")
        self._search.clicked.connect(self.searched)
        gap, edge = kit.theme.space("m"), kit.theme.space("l")
        right = row(self._locked, self._state, self._saved, self._search, self._model, gap=gap)
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

    def show_model(self, words: str, tone: str = "2", icon: str = "server") -> None:
        """Which model writes; without words nothing is said of it."""
        self._model.setText(words)
        self._model.setIcon(self._kit.theme.icon(icon, tone))
        self._model.setAccessibleDescription(words)
        self._model.setVisible(bool(words))

    def show_read_only(self, reason: str | None) -> None:
        """That nothing can be changed, with the reason; None: it can be."""
        clear(self._locked)
        if reason is None:
            return
        chip = self._kit.chip(self.tr("Read only"), "warning", "lock")
        chip.setToolTip(reason)
        add(self._locked, named(chip, self.tr("Read only"), reason))

    def show_chips(self, *chips: QWidget) -> None:
        """What a page says about its case."""
        clear(self._state)
        for chip in chips:
            add(self._state, chip)
