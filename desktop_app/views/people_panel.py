"""People: who is here in which roles, and what who is at work can do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.qt.appearance import IDLE_MINUTES, PreferencesFile
from desktop_app.qt.people_presenter import (
    Left,
    NewPerson,
    PeoplePresenter,
    PeopleState,
    PersonEntry,
    RevokedKey,
)
from desktop_app.qt.row_list_model import Row
from desktop_app.views.person_card import PersonCard
from desktop_app.views.role_words import roles, told_roles
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, named, row
from desktop_app.widgets.passphrase_edit import PassphraseEdit
from desktop_app.widgets.row_list import RowList
from desktop_app.widgets.tick_box import TickBox

MOST_NAMED = 5
"""Cases of who leaves that are named in a line."""


class PeoplePanel(QWidget):
    """Profiles, a person to add, the passphrase of who is at work, and when the window locks."""

    switch_asked = Signal()
    lock_asked = Signal()

    def __init__(self, kit: Kit, presenter: PeoplePresenter, preferences: PreferencesFile, banner: Banner) -> None:
        super().__init__()
        self._kit, self._presenter, self._preferences, self._banner = kit, presenter, preferences, banner
        self._state: PeopleState | None = None
        self._list = RowList(kit, self.tr("People"))
        self._switch = kit.button(self.tr("Switch person"), "secondary", "users", size="small")
        self._lock = kit.button(self.tr("Lock now"), "secondary", "lock", size="small")
        self._about_lock = kit.words(style="small", tone="3", wrapped=True)
        self._minutes = DropDown(kit.theme, self.tr("Lock when idle"), self._offered_minutes())
        self._name = QLineEdit()
        self._roles = {role: named(TickBox(kit.theme, words), words) for role, words in roles().items()}
        self._first, self._again = (PassphraseEdit(words) for words in self._passphrase_words())
        self._add = kit.button(self.tr("Add person"), "primary")
        self._old, self._new, self._new_again = (PassphraseEdit(words) for words in self._change_words())
        self._change = kit.button(self.tr("Change passphrase"))
        self._add_frame = FieldFrame(kit, self.tr("Passphrase again"), self._again, nested=True)
        self._change_frame = FieldFrame(kit, self.tr("New passphrase again"), self._new_again, nested=True)
        self._name_frame = FieldFrame(kit, self.tr("Name"), named(self._name, self.tr("Name")), nested=True)
        self._own = self._own_card()
        self._person = PersonCard(kit, presenter)
        self._build()
        self._connect()

    def enter(self) -> None:
        """Look who is here."""
        self._presenter.look()

    def leave(self) -> None:
        """Passphrases that were typed are forgotten."""
        for field in (self._first, self._again, self._old, self._new, self._new_again):
            field.clear()
        self._person.forget()

    def _passphrase_words(self) -> tuple[str, str]:
        return self.tr("Passphrase"), self.tr("Passphrase again")

    def _change_words(self) -> tuple[str, str, str]:
        return self.tr("Passphrase now"), self.tr("New passphrase"), self.tr("New passphrase again")

    def _build(self) -> None:
        kit = self._kit
        gap = kit.theme.space("xs")
        self._minutes.choose(self._preferences.current.lock_minutes)
        listed = kit.card(
            kit.words(self.tr("Who works here"), "subhead"),
            self._list,
            FlowRow(self._switch, self._lock, gap=gap),
            self._about_lock,
            FieldFrame(kit, self.tr("Lock when idle"), self._minutes, nested=True),
            gap="s",
        )
        below = self.tr("What one person writes another approves: add at least two.")
        self._adding = self._add_card()
        stacked(kit, self, heading(kit, self.tr("People"), below), listed, self._person, self._own, self._adding)

    def _add_card(self) -> QWidget:
        kit = self._kit
        first = FieldFrame(
            kit,
            self.tr("Passphrase"),
            self._first,
            hint=self.tr("It seals the key that they sign with. Empty: their first signature asks for it."),
            nested=True,
        )
        ticks = FlowRow(*self._roles.values(), gap=kit.theme.space("s"))
        for tick in self._roles.values():
            tick.setFont(kit.theme.font())
        parts = (kit.words(self.tr("Add a person"), "subhead"), self._name_frame, kit.words(self.tr("Roles"), "strong"))
        return kit.card(*parts, ticks, first, self._add_frame, row(self._add, None), gap="s")

    def _own_card(self) -> QWidget:
        kit = self._kit
        now, new, _ = self._change_words()
        return kit.card(
            kit.words(self.tr("Your passphrase"), "subhead"),
            FieldFrame(kit, now, self._old, nested=True),
            FieldFrame(kit, new, self._new, nested=True),
            self._change_frame,
            row(self._change, None),
            gap="s",
        )

    def _connect(self) -> None:
        self._list.chosen.connect(self._show_actions)
        self._switch.clicked.connect(self.switch_asked)
        self._lock.clicked.connect(self.lock_asked)
        self._minutes.activated.connect(self._keep_minutes)
        self._add.clicked.connect(self._add_typed)
        self._change.clicked.connect(self._change_typed)
        for field in (self._name, self._first, self._again):
            field.returnPressed.connect(self._add_typed)
        for field in (self._old, self._new, self._new_again):
            field.returnPressed.connect(self._change_typed)
        self._name.textChanged.connect(self._name_given)
        self._presenter.shown.connect(self._show)
        self._presenter.added.connect(self._tell_added)
        self._presenter.retired.connect(self._tell_retired)
        self._presenter.roles_changed.connect(self._tell_roles)
        self._presenter.key_revoked.connect(self._tell_revoked)
        self._presenter.passphrase_changed.connect(self._tell_changed)
        self._presenter.failed.connect(self._banner.fail)

    def _show(self, state: PeopleState) -> None:
        self._state = state
        self._list.show_rows([self._row(person) for person in state.people])
        protected = state.me is not None and state.me.has_key
        self._lock.setEnabled(protected)
        self._own.setVisible(protected)
        self._adding.setVisible(state.may_add)
        self._about_lock.setText("" if protected else self._why_no_lock(state))
        self._about_lock.setVisible(not protected)
        self._show_actions(self._list.key)

    def _row(self, person: PersonEntry) -> Row:
        held = told_roles(person.roles)
        about = held if person.has_key else self.tr("%1 · no passphrase yet").replace("%1", held)
        if person.keys and not person.signs:
            about = self.tr("%1 · key ended").replace("%1", held)
        state, tone = (self.tr("At work"), "accent") if person.is_me else ("", "")
        return Row(person.profile_id, person.name, about, state, tone, "user")

    def _why_no_lock(self, state: PeopleState) -> str:
        if state.is_guest:
            return self.tr("%1 is nobody here and looks as a guest, who changes nothing and cannot lock.").replace(
                "%1", state.name
            )
        return self.tr(
            "%1 has no passphrase yet, so the window cannot be locked. The first signature makes one."
        ).replace("%1", state.name)

    def _chosen(self) -> PersonEntry | None:
        people = self._state.people if self._state else ()
        return next((person for person in people if person.profile_id == self._list.key), None)

    def _show_actions(self, _: str) -> None:
        person = self._chosen()
        if self._state is not None:
            self._person.show_person(person, self._state)

    def _offered_minutes(self) -> list[tuple[str, int]]:
        minutes = sorted({*IDLE_MINUTES, self._preferences.current.lock_minutes})
        return [(self.tr("After %n minute(s)", "", each) if each else self.tr("Never"), each) for each in minutes]

    def _keep_minutes(self, _: int) -> None:
        self._preferences.keep_lock(int(self._minutes.currentData()))

    def _name_given(self) -> None:
        self._name_frame.show_problem("")

    def _add_typed(self) -> None:
        chosen = tuple(role for role, tick in self._roles.items() if tick.isChecked())
        same = self._first.text() == self._again.text()
        self._add_frame.show_problem("" if same else self._differ())
        self._name_frame.show_problem("" if self._name.text().strip() else self.tr("Give their name."))
        if not self._name.text().strip():
            self._name.setFocus()
        elif not same:
            self._again.setFocus()
        else:
            passphrase = self._first.text() or None
            self._presenter.add(NewPerson(self._name.text().strip(), chosen, passphrase))

    def _change_typed(self) -> None:
        same = self._new.text() == self._new_again.text()
        self._change_frame.show_problem("" if same else self._differ())
        if not same:
            self._new_again.setFocus()
        else:
            self._presenter.change_passphrase(self._old.text(), self._new.text())

    def _differ(self) -> str:
        return self.tr("This is not the same passphrase as the one above. Type both again.")

    def _tell_added(self, name: str) -> None:
        self._name.clear()
        self.leave()
        for tick in self._roles.values():
            tick.setChecked(False)
        self._banner.say(self.tr("%1 was added.").replace("%1", name), "success")

    def _tell_retired(self, left: Left) -> None:
        words = self.tr("%1 acts no more. What they did and signed stays in the record.").replace("%1", left.name)
        if left.cases:
            open_ones = self.tr("Somebody else has to go on with %n case(s) of theirs: %1", "", len(left.cases))
            words = f"{words} {open_ones.replace('%1', ', '.join(left.cases[:MOST_NAMED]))}"
        self._banner.say(words, "warning" if left.cases else "success")

    def _tell_roles(self, name: str) -> None:
        self._banner.say(self.tr("%1 has other roles from now on.").replace("%1", name), "success")

    def _tell_revoked(self, revoked: RevokedKey) -> None:
        words = self.tr("The key of %1 signs no more. What it signed since then does not count.").replace(
            "%1", revoked.name
        )
        anew = self.tr("To be approved anew: %n case(s).", "", revoked.cases) if revoked.cases else ""
        self._banner.say(f"{words} {anew}".strip(), "warning")

    def _tell_changed(self) -> None:
        self.leave()
        self._banner.say(self.tr("The passphrase is changed."), "success")
