"""The window: a rail, a bar and a page. It navigates and does nothing else."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from desktop_app.domain.person import Acting
from desktop_app.qt.place import Place, Visit
from desktop_app.views.rail import Rail
from desktop_app.views.top_bar import TopBar
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, clear, column, row

NARROW_BELOW = 1400
"""Below this width, in pixels at 100 %, the rail shows icons only."""
SAFE = "2"
"""The tone in which it is said that all is saved."""
ANSWERS = "check"
"""The step of a form that shows all answers."""
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

    closing = Signal(object)
    """A QCloseEvent: who has something to settle first ignores it."""
    closed = Signal()
    person_asked = Signal()
    searched = Signal()
    models_asked = Signal()
    notices_asked = Signal()
    life_asked = Signal()
    page_shown = Signal(object, object)
    """A Place and its page, which has been entered."""

    def __init__(self, kit: Kit, makers: Mapping[Place, Maker]) -> None:
        super().__init__()
        self._kit, self._makers = kit, makers
        self._pages: dict[Place, QWidget] = {}
        self._visit = Visit(Place.HOME)
        self._acting: Acting | None = None
        self._read_only: str | None = None
        self._counts: Mapping[Place, int] = {}
        self._news = 0
        self._saving, self._models = ("", SAFE), ("", "2", "server")
        self.setMinimumSize(1180, 680)
        self._bar, self._banner, self._stack = self._new_bar(), Banner(kit), QStackedWidget()
        self._rail_place = column()
        self._rail: Rail | None = None
        self._content = kit.region("canvas", self._bar, self._banner, (self._stack, 1))
        canvas = kit.region("canvas", row(self._rail_place, (self._content, 1), gap=0))
        self._below: QWidget | None = None
        self._layers = QStackedWidget()
        self._layers.addWidget(canvas)
        self.setCentralWidget(self._layers)
        for place, keys in _keys_of_places():
            self._key(keys, place)

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

    @property
    def shown(self) -> QWidget | None:
        """The page that is shown."""
        return self._stack.currentWidget()

    @property
    def is_covered(self) -> bool:
        """Whether something is shown in place of all pages."""
        return self._layers.count() > 1

    def places(self) -> list[tuple[str, str, Visit]]:
        """Where the window can go from anywhere: the words, the keys and the visit."""
        if self._rail is None:
            return []
        hint, rail = self._kit.keys.hint, self._rail
        offered = (place for place, _ in _keys_of_places() if rail.offers(place))
        return [(rail.words(place), hint(f"go_{place}"), Visit(place)) for place in offered]

    def page(self, place: Place) -> QWidget | None:
        """The page of a place, where it was shown before."""
        return self._pages.get(place)

    def show_below(self, line: QWidget | None) -> None:
        """A line under every page, in place of the one that was there; None: no line."""
        if self._below is not None:
            self._below.hide()
            self._below.deleteLater()
        self._below, layout = line, self._content.layout()
        if line is not None and layout is not None:
            layout.addWidget(line)

    def show_life(self, title: str) -> None:
        """Of which case something can be done beside its gates; empty: of none."""
        self._bar.show_life(title)

    def show_read_only(self, reason: str | None) -> None:
        """Say why nothing can be changed; None: it can be."""
        self._read_only = reason
        self._bar.show_read_only(reason)

    def show_person(self, acting: Acting) -> None:
        """Say who is at work."""
        self._acting = acting
        if self._rail is not None:
            self._rail.show_person(acting)

    def show_counts(self, counts: Mapping[Place, int]) -> None:
        """How many things wait at a place."""
        self._counts = counts
        if self._rail is not None:
            self._rail.show_counts(counts)

    def show_notices(self, count: int) -> None:
        """How many notices are new."""
        self._news = count
        self._bar.show_notices(count)

    def show_saving(self, words: str, tone: str) -> None:
        """Whether all that was typed is safe."""
        self._saving = (words, tone)
        self._bar.show_saving(words, tone)

    def show_models(self, words: str, tone: str, icon: str) -> None:
        """Which model writes."""
        self._models = (words, tone, icon)
        self._bar.show_models(words, tone, icon)

    def go(self, visit: Visit) -> None:
        """Show a page."""
        if self.is_covered or visit.place not in self._makers or not self.settle():
            return
        self._show(visit)

    def settle(self) -> bool:
        """Have the page that is shown settle what is open; False where its person must do it first."""
        shown = self.shown
        return shown is None or bool(shown.leave())  # type: ignore[attr-defined]

    def resume(self) -> None:
        """The page that is shown goes on after it was settled."""
        if self.shown is not None:
            self._show(self._visit)

    def cover(self, view: QWidget) -> None:
        """Show this alone: nothing of a page can be seen, heard or reached by keyboard."""
        self._layers.addWidget(view)
        self._layers.setCurrentWidget(view)
        self.setWindowTitle("Countersign")

    def uncover(self) -> None:
        """Show the pages again."""
        view = self._layers.currentWidget()
        if self.is_covered and view is not None:
            self._layers.removeWidget(view)
            view.hide()
            view.deleteLater()

    def _show(self, visit: Visit) -> None:
        if visit.case_id != self._visit.case_id and self._saving[1] == SAFE:
            self.show_saving("", SAFE)  # when another case was saved says nothing of this one
        self._visit = visit
        page = self._page(visit.place)
        self._banner.hide()
        self._bar.begin(is_workspace=visit.place.is_workspace)
        self._stack.setCurrentWidget(page)
        self._fit_rail()
        page.enter(visit)  # type: ignore[attr-defined]
        self._bar.show_crumbs(*page.crumbs())  # type: ignore[attr-defined]
        self.setWindowTitle(" · ".join((*reversed(page.crumbs()), "Countersign")))  # type: ignore[attr-defined]
        self.page_shown.emit(visit.place, page)

    def rebuild(self) -> None:
        """Make every part anew, as after another text size was chosen."""
        if self.settle():
            self.start_over(self._visit)

    def start_over(self, visit: Visit) -> None:
        """Let go of all pages, which may hold what is for another person's eyes, and show this one anew."""
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._rail = None
        bar, self._bar = self._bar, self._new_bar()
        layout = self._content.layout()
        if layout is not None:
            layout.replaceWidget(bar, self._bar)
        bar.hide()
        bar.deleteLater()
        if visit.place in self._makers:
            self._show(visit)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The rail fits the width."""
        super().resizeEvent(event)
        if self._rail is not None:
            self._fit_rail()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Settle what is open, then tell."""
        if not self.is_covered and not self.settle():
            event.ignore()
            return
        event.accept()
        self.closing.emit(event)
        if event.isAccepted():
            self.closed.emit()

    def _new_bar(self) -> TopBar:
        bar = TopBar(self._kit)
        bar.crumb_chosen.connect(self._back)
        bar.searched.connect(self.searched)
        bar.models_asked.connect(self.models_asked)
        bar.life_asked.connect(self.life_asked)
        bar.notices_asked.connect(self.notices_asked)
        bar.show_notices(self._news)
        bar.show_read_only(self._read_only)
        bar.show_saving(*self._saving)
        bar.show_models(*self._models)
        return bar

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
            self._rail.show_counts(self._counts)
        self._rail.show_place(self._visit.place)

    def _go_to(self, place: Place) -> None:
        self.go(Visit(place))
        if self._rail is not None:
            self._rail.show_place(self._visit.place)

    def _back(self, number: int) -> None:
        """The first breadcrumb leads to where the page says that it belongs, else to My work; one of a case leads to
        where the page says that the case is, else to what was answered in it.
        """
        if number:
            answers = Visit(Place.FORM, self._visit.case_id, ANSWERS)
            self.go(getattr(self.shown, "case_page", None) or answers)
        else:
            self.go(Visit(getattr(self.shown, "above", Place.HOME)))

    def _key(self, keys: str, place: Place) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(lambda: self._go_to(place))


def _keys_of_places() -> list[tuple[Place, str]]:
    return [*((place, f"Ctrl+{number}") for number, place in enumerate(SHORTCUTS, start=1)), (Place.SETTINGS, "Ctrl+,")]
