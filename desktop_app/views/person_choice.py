"""Who takes over: a person to choose, and their passphrase; or the code with which they make a new key."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.domain.errors import CountersignError, Locked
from desktop_app.qt.people_presenter import PeoplePresenter, PersonEntry
from desktop_app.qt.window_words import for_window
from desktop_app.views.role_words import told_roles
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.kit import Kit, column, named
from desktop_app.widgets.passphrase_edit import PassphraseEdit


class PersonChoice(QWidget):
    """Two fields; for who makes a new key its code and the passphrase for it. What is wrong stands at what was typed,
    which then has the focus; at the person where nothing is needed.
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
        self._code = named(QLineEdit(), self.tr("Code from the administrator"))
        self._new, self._again = (
            PassphraseEdit(self.tr("New passphrase")),
            PassphraseEdit(self.tr("New passphrase again")),
        )
        hint = self.tr("An administrator allowed you a new signing key. Its passphrase is yours alone.")
        self._code_frame = FieldFrame(kit, self.tr("Code from the administrator"), self._code, hint=hint, nested=True)
        self._new_frame = FieldFrame(kit, self.tr("New passphrase"), self._new, nested=True)
        self._again_frame = FieldFrame(kit, self.tr("New passphrase again"), self._again, nested=True)
        parts = (self._above, self._frame, self._code_frame, self._new_frame, self._again_frame)
        column(*parts, gap=kit.theme.space("s"), into=self)
        for field in (self._passphrase, self._code, self._new, self._again):
            field.returnPressed.connect(self.entered)
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
        """To the passphrase or the code, or to the person where none is needed."""
        fields = ((self._frame, self._passphrase), (self._code_frame, self._code), (self._above, self._who))
        next(field for frame, field in fields if frame.isVisibleTo(self)).setFocus()

    def ask(self, presenter: PeoplePresenter) -> bool:
        """Put the person to work who is chosen, with what was typed; False where nobody is, or what was typed twice is
        not the same. The fields are empty then."""
        person = self.person
        if person is None:
            return False
        if not person.makes_key:
            presenter.switch(person.profile_id, self._passphrase.take() or None)
            return True
        same = self._new.text() == self._again.text()
        words = "" if same else self.tr("This is not the same passphrase as the one above. Type both again.")
        self._again_frame.show_problem(words)
        if same:
            presenter.make_key(person.profile_id, self._code.text(), self._new.take())
            self._again.clear()
        return same

    def fail(self, error: Exception) -> None:
        """Say what is wrong."""
        known = isinstance(error, CountersignError)
        words = (
            for_window(str(error)) if known else self.tr("Something went wrong in the program. Nothing was changed.")
        )
        if isinstance(error, Locked):
            makes_key = self.person is not None and self.person.makes_key
            wrong = self.tr("That is not the code that the administrator gave you. Type it again.")
            words = self.tr("That is not the passphrase of %1. Type it again.").replace("%1", self._name())
            words = wrong if makes_key else words
        frames = (self._frame, self._code_frame, self._above)
        next(frame for frame in frames if frame.isVisibleTo(self)).show_problem(words)
        self.focus()

    def _name(self) -> str:
        return self.person.name if self.person else ""

    def _show_frame(self) -> None:
        own = (self._code_frame, self._new_frame, self._again_frame)
        for frame in (self._above, self._frame, *own):
            frame.show_problem("")
        makes_key = self.person is not None and self.person.makes_key
        self._frame.setVisible(self.person is not None and self.person.has_key and not makes_key)
        for frame in own:
            frame.setVisible(makes_key)
