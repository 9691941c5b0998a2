"""The rail at the left: where to go, and who is at work."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QWidget

from desktop_app.domain.person import Acting, Role
from desktop_app.qt.place import Place
from desktop_app.qt.style_sheet import AVATAR
from desktop_app.views.role_words import told_roles
from desktop_app.widgets.kit import Kit, column, named, restyled, row, square
from desktop_app.widgets.mark import Mark
from desktop_app.widgets.parted_button import PartedButton

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
DECIDERS = {Role.REVIEWER, Role.APPROVER}


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
        self._counts: dict[Place, QLabel] = {}
        self._places = {place: self._place(place) for place in ICONS}
        self._initials, self._name = initials_mark(kit, ""), kit.words(style="label", wrapped=True)
        self._roles = kit.words(style="caption", tone="2", wrapped=True)
        self._person = self._person_button()
        self._person.clicked.connect(self.person_asked)
        self._build()

    def show_place(self, place: Place) -> None:
        """Mark the place that is shown. A review belongs to the queue where there is one, a workspace to My work."""
        queue = self._places[Place.QUEUE]
        within = queue if place in (Place.REVIEW, Place.PRACTICE) and not queue.isHidden() else self._places[Place.HOME]
        within = self._places[Place.NEW_CASE] if place is Place.BATCH and self.offers(Place.NEW_CASE) else within
        shown = self._places.get(place, within)
        with QSignalBlocker(shown):
            shown.setChecked(True)
        for at, count in self._counts.items():
            restyled(count, tone="accent" if self._places[at] is shown else "2")

    def show_person(self, acting: Acting) -> None:
        """Say who is at work, and show the places that they have use for."""
        name, roles = acting.person.name, told_roles(acting.profile.roles)
        words = self.tr("%1, %2").replace("%1", name).replace("%2", roles)
        self._initials.setText(initials(name))
        restyled(self._initials, avatar="reviewer" if DECIDERS & acting.profile.roles else "analyst")
        self._name.setText(name)
        self._roles.setText(roles)
        self._person.setToolTip(words)
        self._person.setAccessibleName(self.tr("Person at work: %1").replace("%1", words))
        self._person.updateGeometry()
        for place, seen_by in SEEN_BY.items():
            self._places[place].setVisible(bool(seen_by & acting.profile.roles))

    def offers(self, place: Place) -> bool:
        """Whether who is at work has use for it."""
        return not self._places[place].isHidden()

    def show_counts(self, counts: Mapping[Place, int]) -> None:
        """How many things wait at a place."""
        for place, count in counts.items():
            self._places[place].setAccessibleDescription(self.tr("%n waiting", "", count))
            if place in self._counts:
                self._counts[place].setText(f"{count:,}" if count else "")

    def _build(self) -> None:
        kit, px = self._kit, self._kit.theme.px
        edge, inset = px(8 if self._narrow else 12), px(10)
        name = [] if self._narrow else [kit.words("Countersign", "subhead")]
        head = row(*([None] if self._narrow else []), Mark(kit.theme), *name, None, gap=px(10))
        layout = column(head, px(18), gap=px(2), around=(edge, px(14), edge, px(12)), into=self)
        for number, places in enumerate(GROUPS):
            if number:
                layout.addSpacing(px(16))
            if not self._narrow:
                group = kit.words((self.tr("Work"), self.tr("Oversight"))[number], "caption", "3")
                layout.addLayout(row(group, around=(inset, 0, 0, px(4))))
            for place in places:
                layout.addWidget(self._places[place])
        layout.addStretch(1)
        layout.addWidget(self._places[Place.SETTINGS])
        layout.addSpacing(px(6))
        layout.addWidget(kit.line())
        layout.addSpacing(px(6))
        layout.addWidget(self._person)
        self.setFixedWidth(kit.theme.size("rail_compact" if self._narrow else "rail"))

    def _place(self, place: Place) -> QPushButton:
        button = self._nav(self.words(place), ICONS[place], self.words(place))
        button.setCheckable(True)
        if not self._narrow:
            self._counts[place] = self._count_in(button)
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
        if not self._narrow:
            return self._kit.button(words, "nav", icon, name=name)
        return square(self._kit.button("", "nav", icon, size="icon", name=name), self._kit.theme.px(40))

    def _count_in(self, button: QPushButton) -> QLabel:
        """At the right end of the button."""
        count = self._kit.words(style="label", tone="2")
        count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row(None, count, around=(0, 0, self._kit.theme.px(10), 0), into=button)
        return count

    def _person_button(self) -> PartedButton:
        kit, px = self._kit, self._kit.theme.px
        name = self.tr("Person at work")
        if self._narrow:
            for said in (self._name, self._roles):
                said.setParent(self)
                said.hide()
            return PartedButton(kit, name, "person", None, self._initials, None, gap=0, around=(0, 0, 0, 0))
        words = column(self._name, self._roles, gap=0)
        around = (px(8), px(6), px(8), px(6))
        return PartedButton(kit, name, "person", self._initials, (words, 1), gap=px(10), around=around)

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


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else ""


def initials_mark(kit: Kit, name: str, role: str = "analyst") -> QLabel:
    """A person as a circle with their initials, which says nothing that their name does not."""
    mark, side = kit.words(initials(name), "caption"), kit.theme.px(AVATAR)
    mark.setProperty("avatar", role)
    mark.setFixedSize(side, side)
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return mark
