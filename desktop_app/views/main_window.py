"""The window: a rail, a bar and a page. It navigates and does nothing else."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from desktop_app.domain.person import Acting
from desktop_app.qt.place import Place, Visit
from desktop_app.views.rail import Rail
from desktop_app.views.top_bar import TopBar
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, clear, column, row

NARROW_BELOW = 1400
"""Below this width, in pixels at 100 %, the rail shows icons only."""
SHORTCUTS = (Place.HOME, Place.NEW_CASE, Place.QUEUE, Place.APPROVED, Place.AUDIT)


class Page(Protocol):
    """What a view offers so that the window can show it. `asked` and `crumbs` are signals of the widget."""

    asked: Signal
    """A Visit: lead me there."""

    def enter(self, visit: Visit) -> None:
        """It is shown now: look at what there is."""
        ...

    def leave(self) -> bool:
        """Another page is asked for; False where something must be settled first."""
        ...

    def crumbs(self) -> tuple[str, ...]:
        """Where it is."""
        ...


Maker = Callable[[TopBar, Banner], QWidget]


class MainWindow(QMainWindow):
    """Shows one page at a time, each made when it is first asked for."""

    closed = Signal()
    person_asked = Signal()

    def __init__(self, kit: Kit, makers: Mapping[Place, Maker]) -> None:
        super().__init__()
        self._kit, self._makers = kit, makers
        self._pages: dict[Place, QWidget] = {}
        self._visit = Visit(Place.HOME)
        self._acting: Acting | None = None
        self.setMinimumSize(1180, 680)
        self._bar, self._banner, self._stack = TopBar(kit), Banner(kit), QStackedWidget()
        self._rail_place = column()
        self._rail: Rail | None = None
        edge = kit.theme.space("m")
        said = column(self._banner, around=(edge, 0, edge, 0))
        content = kit.region("canvas", self._bar, said, (self._stack, 1))
        canvas = kit.region("canvas", row(self._rail_place, (content, 1), gap=0))
        self.setCentralWidget(canvas)
        self._bar.crumb_chosen.connect(self._back)
        for number, place in enumerate(SHORTCUTS, start=1):
            self._key(f"Ctrl+{number}", place)
        self._key("Ctrl+,", Place.SETTINGS)

    @property
    def bar(self) -> TopBar:
        """The bar at the top."""
        return self._bar

    @property
    def banner(self) -> Banner:
        """The message at the top of the page."""
        return self._banner

    @property
    def visit(self) -> Visit:
        """What is shown."""
        return self._visit

    def page(self, place: Place) -> QWidget | None:
        """The page of a place, where it was shown before."""
        return self._pages.get(place)

    def show_person(self, acting: Acting) -> None:
        """Say who is at work."""
        self._acting = acting
        if self._rail is not None:
            self._rail.show_person(acting)

    def show_counts(self, counts: Mapping[Place, int]) -> None:
        """How many things wait at a place."""
        if self._rail is not None:
            self._rail.show_counts(counts)

    def go(self, visit: Visit) -> None:
        """Show a page."""
        shown = self._stack.currentWidget()
        if visit.place not in self._makers or (shown is not None and not shown.leave()):  # type: ignore[attr-defined]
            return
        self._visit = visit
        page = self._page(visit.place)
        self._banner.hide()
        self._bar.show_saved("")
        self._bar.show_chips()
        self._stack.setCurrentWidget(page)
        self._fit_rail()
        page.enter(visit)  # type: ignore[attr-defined]
        self._bar.show_crumbs(*page.crumbs())  # type: ignore[attr-defined]
        self.setWindowTitle(" · ".join((*reversed(page.crumbs()), "Countersign")))  # type: ignore[attr-defined]

    def rebuild(self) -> None:
        """Make every part anew, as after another text size was chosen."""
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._rail = None
        self.go(self._visit)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Settle what is open, then tell."""
        shown = self._stack.currentWidget()
        if shown is not None and not shown.leave():  # type: ignore[attr-defined]
            event.ignore()
            return
        event.accept()
        self.closed.emit()

    def _page(self, place: Place) -> QWidget:
        if place not in self._pages:
            page = self._makers[place](self._bar, self._banner)
            page.asked.connect(self.go)  # type: ignore[attr-defined]
            self._stack.addWidget(page)
            self._pages[place] = page
        return self._pages[place]

    def _fit_rail(self) -> None:
        narrow = self._visit.place.is_workspace or self.width() < self._kit.theme.px(NARROW_BELOW)
        if self._rail is None or self._rail.property("narrow") != narrow:
            clear(self._rail_place)
            self._rail = Rail(self._kit, narrow=narrow)
            self._rail.setProperty("narrow", narrow)
            self._rail.asked.connect(self._go_to)
            self._rail.person_asked.connect(self.person_asked)
            self._rail_place.addWidget(self._rail)
            if self._acting is not None:
                self._rail.show_person(self._acting)
        self._rail.show_place(self._visit.place)

    def _go_to(self, place: Place) -> None:
        self.go(Visit(place))

    def _back(self, _: int) -> None:
        self.go(Visit(Place.HOME))

    def _key(self, keys: str, place: Place) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(lambda: self._go_to(place))
