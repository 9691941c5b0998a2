"""The bar at the top: where this is, whether it is saved, and which model writes."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.widgets.kit import ICON_ROOM, Kit, add, clear, named, restyled, row
from desktop_app.widgets.parted_button import PartedButton

Said = tuple[str, str, str]
"""Words, their tone and an icon."""
COMPACT_BELOW = 900
"""Below this width, in pixels at 100 %, what can be said by an icon is."""
SEARCH, CRUMB, SHORT_CRUMB, SAVED = 280, 260, 140, 240
"""How wide they are at the most, in pixels at 100 %."""


class TopBar(QWidget):
    """Breadcrumbs at the left; at the right the search, what a page adds, and the model."""

    searched = Signal()
    model_chosen = Signal()
    """What a page says of the model was clicked: more of it is wanted."""
    models_asked = Signal()
    """What is said of models on every page was clicked."""
    notices_asked = Signal()
    life_asked = Signal()
    """What else can be done with the case in view is asked for."""
    crumb_chosen = Signal(int)
    """The number of a breadcrumb, from 0."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._kit = kit
        self._told: tuple[str, ...] = ()
        self._usual: Said = ("", "2", "server")
        self._usually_saved, self._words = ("", "2"), ""
        self._is_workspace = self._is_own = self._is_compact = False
        self._crumbs, self._state, self._locked = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._crumbs.setSpacing(kit.theme.px(4))
        self._cloud, self._saved = kit.icon("cloud"), kit.words(tone="2", style="small")
        self._model = kit.button("", "ghost", size="small", name=self.tr("Which model writes"))
        self.bell = kit.button("", "ghost", "bell", size="small", name=self.tr("Notices"))
        self.bell.setFont(kit.theme.font("label", tabular=True))
        self.bell.clicked.connect(self.notices_asked)
        self.life = kit.button("", "ghost", "ellipsis", size="small", name=self.tr("What can be done with this case"))
        self.life.clicked.connect(self.life_asked)
        self.life.hide()
        self._find = kit.words(self.tr("Find a case or run a command"), "small", "2")
        self._find_key = kit.hint("find")
        self._search = self._search_button()
        self._model.setFont(kit.theme.font("small"))
        self._model.clicked.connect(self._ask_model)
        self._search.clicked.connect(self.searched)
        self._build()
        self.begin(is_workspace=False)
        for part in (self._search, self.bell):
            part.hide()  # until there is a page, nothing can be found

    def begin(self, *, is_workspace: bool) -> None:
        """Another page is shown, which has said nothing yet."""
        self._is_workspace = is_workspace
        self._search.show()
        self.bell.show()
        self.show_saved("")
        self.show_chips()
        self.show_model("")

    def show_crumbs(self, *crumbs: str) -> None:
        """Where this is, from the outside in; the last one is the page itself."""
        self._told = crumbs
        clear(self._crumbs)
        for number, words in enumerate(crumbs[:-1]):
            button = self._kit.button(self._short(words), "crumb", name=words)
            button.setFont(self._kit.theme.font())
            button.setToolTip(words if button.text() != words else "")
            button.clicked.connect(lambda _=False, number=number: self.crumb_chosen.emit(number))
            add(self._crumbs, button)
            add(self._crumbs, self._kit.icon("chevron-right", "3"))
        for words in crumbs[-1:]:
            page = self._kit.words(self._short(words, "subhead"), "subhead")
            page.setToolTip(words if page.text() != words else "")
            add(self._crumbs, row(page, around=(self._kit.theme.px(4) if crumbs[1:] else 0, 0, 0, 0)))

    def show_saved(self, words: str, tone: str = "2") -> None:
        """Whether what is typed is safe. Without words: as it is for all that was typed before."""
        usual, usual_tone = self._usually_saved
        if not words and self._is_workspace:
            words, tone = usual or self.tr("Saved"), usual_tone
        theme = self._kit.theme
        shown = theme.metrics("small").elidedText(words, Qt.TextElideMode.ElideRight, theme.px(SAVED))
        self._saved.setText(shown)
        self._saved.setToolTip(words if words != shown else "")
        restyled(self._saved, tone=tone)
        icon = theme.icon("cloud", "success" if tone == "2" else tone)
        self._cloud.setPixmap(icon.pixmap(theme.icon_size()))
        for part in (self._cloud, self._saved):
            part.setVisible(bool(words))
        named(self._saved, words)

    def show_saving(self, words: str, tone: str = "2") -> None:
        """The same of whatever is typed anywhere: pages where one writes show it until they say more."""
        self._usually_saved = (words, tone)
        if self._is_workspace:
            self.show_saved(words, tone)

    def show_model(self, words: str, tone: str = "2", icon: str = "server") -> None:
        """Which model writes here; without words: which one does everywhere."""
        self._is_own = bool(words)
        self._words, tone, icon = (words, tone, icon) if words else self._usual
        is_ready = tone == "2" and icon == "server"
        self._model.setIcon(self._kit.theme.icon(icon, "success" if is_ready else tone))
        self._model.setAccessibleDescription(self._words)
        self._model.setVisible(bool(self._words))
        self._fit()

    def show_models(self, words: str, tone: str, icon: str) -> None:
        """Which model writes, on pages that say nothing else."""
        self._usual = (words, tone, icon)
        if not self._is_own:
            self.show_model("")

    def show_notices(self, count: int) -> None:
        """How many notices are new."""
        self.bell.setText(f"{count:,}" if count else "")
        self._kit.show_icon(self.bell, "bell")
        new = self.tr("%n new", "", count) if count else ""
        self.bell.setAccessibleDescription(new)
        self.bell.setToolTip(", ".join(filter(None, (self.tr("Notices"), new))))

    def show_life(self, title: str) -> None:
        """Of which case something can be done beside its gates; empty: of none."""
        self.life.setVisible(bool(title))
        self.life.setAccessibleDescription(title)

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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where it is narrow, icons say what they can say alone."""
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        gap, edge = self._kit.theme.space("m"), self._kit.theme.space("l")
        saved = row(self._cloud, self._saved, gap=self._kit.theme.px(6))
        right = row(self._locked, saved, self._search, self.bell, self._model, gap=gap)
        row(self._crumbs, self.life, self._state, None, right, gap=gap, around=(edge, 0, edge, 0), into=self)
        self.setMinimumHeight(self._kit.theme.size("topbar"))

    def _search_button(self) -> PartedButton:
        """It looks like a field and opens one."""
        px = self._kit.theme.px
        parts = (self._kit.icon("search"), self._find, None, self._find_key)
        name = self.tr("Find a case or run a command")
        button = PartedButton(self._kit, name, "search", *parts, gap=px(8), around=(px(10), 0, px(10), 0))
        self._kit.with_key(button, "find")
        return button

    def _fit(self) -> None:
        px, side = self._kit.theme.px, self._kit.theme.size("icon")
        compact = self.width() < px(COMPACT_BELOW)
        narrow = compact or self._is_workspace
        for part in (self._find, self._find_key):
            part.setHidden(narrow)
        self._search.setMinimumWidth(0 if narrow else px(SEARCH))
        self._model.setText("" if compact else self._words)
        self._model.setIconSize(QSize(side if compact else side + px(ICON_ROOM), side))
        self._model.setToolTip(self._words if compact else "")
        if compact != self._is_compact:
            self._is_compact = compact
            self.show_crumbs(*self._told)

    def _ask_model(self) -> None:
        (self.model_chosen if self._is_own else self.models_asked).emit()

    def _short(self, words: str, style: str = "body") -> str:
        theme = self._kit.theme
        room = theme.px(SHORT_CRUMB if self._is_compact else CRUMB)
        return theme.metrics(style).elidedText(words, Qt.TextElideMode.ElideRight, room)
