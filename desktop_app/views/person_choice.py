"""Who takes over: a person to choose, and their passphrase."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.errors import CountersignError, Locked
from desktop_app.qt.people_presenter import PersonEntry
from desktop_app.qt.window_words import for_window
from desktop_app.views.role_words import told_roles
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.kit import Kit, column
from desktop_app.widgets.passphrase_edit import PassphraseEdit


class PersonChoice(QWidget):
    """Two fields. What is wrong stands at the passphrase, which then has the focus and is empty; at the person where
    none is needed.
    """

    entered = Signal()
    """Enter was pressed."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._people: tuple[PersonEntry, ...] = ()
        self._who = DropDown(kit.theme, self.tr("Person"))
        self._passphrase = PassphraseEdit(self.tr("Passphrase"))
        self._frame = FieldFrame(kit, self.tr("Passphrase"), self._passphrase, nested=True)
        self._above = FieldFrame(kit, self.tr("Person"), self._who, nested=True)
        column(self._above, self._frame, gap=kit.theme.space("s"), into=self)
        self._passphrase.returnPressed.connect(self.entered)
        self._who.currentIndexChanged.connect(self._show_frame)

    @property
    def person(self) -> PersonEntry | None:
        """Who is chosen."""
        at = self._who.currentIndex()
        return self._people[at] if 0 <= at < len(self._people) else None

    @property
    def wide(self) -> int:
        """What its longest words need, in pixels."""
        return self._who.sizeHint().width()

    def show_people(self, people: Sequence[PersonEntry]) -> None:
        """Offer these, the first one chosen."""
        self._people = tuple(people)
        self._who.show_choices([(f"{p.name} ({told_roles(p.roles)})", p.profile_id) for p in people])
        self._show_frame()

    def focus(self) -> None:
        """To the passphrase, or to the person where none is needed."""
        (self._passphrase if self._frame.isVisibleTo(self) else self._who).setFocus()

    def take(self) -> str | None:
        """The passphrase; the field is empty then."""
        return self._passphrase.take() or None

    def fail(self, error: Exception) -> None:
        """Say what is wrong."""
        known = isinstance(error, CountersignError)
        words = (
            for_window(str(error)) if known else self.tr("Something went wrong in the program. Nothing was changed.")
        )
        if isinstance(error, Locked):
            words = self.tr("That is not the passphrase of %1. Type it again.").replace("%1", self._name())
        (self._frame if self._frame.isVisibleTo(self) else self._above).show_problem(words)
        self.focus()

    def _name(self) -> str:
        return self.person.name if self.person else ""

    def _show_frame(self) -> None:
        for frame in (self._above, self._frame):
            frame.show_problem("")
        self._frame.setVisible(self.person is not None and self.person.has_key)
