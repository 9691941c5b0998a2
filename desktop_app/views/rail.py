"""The rail at the left: where to go, and who is at work."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from desktop_app.domain.person import Acting, Role
from desktop_app.qt.place import Place
from desktop_app.views.role_words import told_roles
from desktop_app.widgets.kit import Kit, column, named, row, square
from desktop_app.widgets.mark import Mark

GROUPS = ((Place.HOME, Place.NEW_CASE, Place.QUEUE, Place.APPROVED), (Place.AUDIT,))
ICONS = {
    Place.HOME: "house",
    Place.NEW_CASE: "file-plus",
    Place.QUEUE: "inbox",
    Place.APPROVED: "badge-check",
    Place.AUDIT: "fingerprint",
    Place.SETTINGS: "settings",
}
SEEN_BY = {Place.NEW_CASE: {Role.ANALYST}, Place.QUEUE: {Role.REVIEWER, Role.APPROVER}}
"""Who has use for a place; one that is not listed is for everybody."""


class Rail(QWidget):
    """Buttons of places, a person at the foot. Narrow, it shows icons only, each with a tooltip."""

    asked = Signal(object)
    """A Place."""
    person_asked = Signal()

    def __init__(self, kit: Kit, *, narrow: bool) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        named(self, self.tr("Places"))
        self._kit, self._narrow = kit, narrow
        self._group = QButtonGroup(self)
        self._led: Place | None = None
        self._places = {place: self._place(place) for place in ICONS}
        self._person = self._nav("", "user", self.tr("Person at work"))
        self._person.clicked.connect(self.person_asked)
        self._build()

    def show_place(self, place: Place) -> None:
        """Mark the place that is shown. A review belongs to the queue where there is one, a workspace to My work."""
        queue = self._places[Place.QUEUE]
        within = queue if place is Place.REVIEW and not queue.isHidden() else self._places[Place.HOME]
        shown = self._places.get(place, within)
        with QSignalBlocker(shown):
            shown.setChecked(True)

    def show_person(self, acting: Acting) -> None:
        """Say who is at work, and show the places that they have use for."""
        words = self.tr("%1, %2").replace("%1", acting.person.name).replace("%2", told_roles(acting.profile.roles))
        self._person.setText("" if self._narrow else acting.person.name)
        self._person.setToolTip(words)
        self._person.setAccessibleName(self.tr("Person at work: %1").replace("%1", words))
        for place, roles in SEEN_BY.items():
            self._places[place].setVisible(bool(roles & acting.profile.roles))

    def show_counts(self, counts: Mapping[Place, int]) -> None:
        """How many things wait at a place."""
        for place, count in counts.items():
            words = self.words(place)
            self._places[place].setText("" if self._narrow else f"{words}  {count}" if count else words)
            self._places[place].setAccessibleDescription(self.tr("%n waiting", "", count))

    def _build(self) -> None:
        kit, px = self._kit, self._kit.theme.px
        head = row(Mark(kit.theme), *([] if self._narrow else [kit.words("Countersign", "subhead")]), None, gap=px(10))
        layout = column(head, px(20), gap=px(2), around=(px(8), px(14), px(8), px(12)), into=self)
        for number, places in enumerate(GROUPS):
            if number:
                layout.addSpacing(px(16))
            if not self._narrow:
                layout.addWidget(kit.words((self.tr("Work"), self.tr("Oversight"))[number], "caption", "3"))
            for place in places:
                layout.addWidget(self._places[place])
        layout.addStretch(1)
        layout.addWidget(self._places[Place.SETTINGS])
        layout.addWidget(kit.line())
        layout.addWidget(self._person)
        self.setFixedWidth(kit.theme.size("rail_compact" if self._narrow else "rail"))

    def _place(self, place: Place) -> QPushButton:
        button = self._nav(self.words(place), ICONS[place], self.words(place))
        button.setCheckable(True)
        button.clicked.connect(lambda: self._clicked(place))
        button.toggled.connect(lambda down: self._toggled(place, down=down))
        self._group.addButton(button)
        return button

    def _toggled(self, place: Place, *, down: bool) -> None:
        """By a screen reader, which toggles and does not click, or by a click, which follows."""
        if down:
            self._led = place
            self.asked.emit(place)

    def _clicked(self, place: Place) -> None:
        led, self._led = self._led, None
        if led is not place:
            self.asked.emit(place)

    def _nav(self, words: str, icon: str, name: str) -> QPushButton:
        button = self._kit.button("" if self._narrow else words, "nav", icon, name=name)
        return square(button, self._kit.theme.px(40)) if self._narrow else button

    def words(self, place: Place) -> str:
        """What a place is called."""
        return {
            Place.HOME: self.tr("My work"),
            Place.NEW_CASE: self.tr("New case"),
            Place.QUEUE: self.tr("Review queue"),
            Place.APPROVED: self.tr("Approved"),
            Place.AUDIT: self.tr("Audit"),
            Place.SETTINGS: self.tr("Settings"),
        }[place]
