"""A person who is chosen: their keys through time, and what an administrator does about them, each with a reason."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from desktop_app.domain.person_key import EndKind
from desktop_app.qt.people_presenter import (
    REACHES_BACK,
    AllowedKey,
    KeyLine,
    PeoplePresenter,
    PeopleState,
    PersonEntry,
)
from desktop_app.views.day_words import moment_words
from desktop_app.views.role_words import roles
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, add, clear, column, named
from desktop_app.widgets.tick_box import TickBox


class PersonCard(QFrame):
    """Who looks after people changes all of it here; everybody reports their own key."""

    def __init__(self, kit: Kit, presenter: PeoplePresenter) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._kit, self._presenter = kit, presenter
        self._person: PersonEntry | None = None
        self._name = kit.words(style="subhead", wrapped=True)
        self._keys = QVBoxLayout()
        self._keys.setSpacing(kit.theme.px(4))
        self._roles = {role: named(TickBox(kit.theme, words), words) for role, words in roles().items()}
        self._ticks = FlowRow(*self._roles.values(), gap=kit.theme.space("s"))
        self._reason = named(QLineEdit(), self.tr("Reason"))
        self._back = DropDown(kit.theme, self.tr("In other hands since"), self._offered_times())
        hint = self.tr("It is kept with the record, for who reads it later.")
        self._reason_frame = FieldFrame(kit, self.tr("Reason"), self._reason, hint=hint, nested=True)
        self._back_frame = FieldFrame(kit, self.tr("If the key is reported: since when"), self._back, nested=True)
        self._change = kit.button(self.tr("Change roles"), size="small")
        self._allow = kit.button(self.tr("Allow a new key"), icon="key", size="small")
        self._revoke = kit.button(self.tr("Report key as compromised"), "danger", size="small")
        self._retire = kit.button(self.tr("Retire"), "danger", size="small")
        self._code_about = kit.words(wrapped=True)
        self._code = kit.words(style="mono")
        self._build()
        self._connect()
        self.forget()

    def show_person(self, person: PersonEntry | None, state: PeopleState) -> None:
        """Show one; None: none."""
        other = person is None or self._person is None or person.profile_id != self._person.profile_id
        self._person = person
        mine = person is not None and person.is_me
        self.setVisible(person is not None and (bool(person.keys) or state.may_change))
        if person is None:
            return
        self._name.setText(self.tr("You") if mine else person.name)
        clear(self._keys)
        for key in person.keys:
            add(self._keys, self._kit.words(self._key_words(key), "small", "2", wrapped=True))
        if other:
            self.forget()
            for role, tick in self._roles.items():
                tick.setChecked(role in person.roles)
        for part in (self._ticks, self._change, self._retire):
            part.setVisible(state.may_change)
        self._allow.setVisible(state.may_change and person.has_key)
        reports = person.signs and (mine or state.may_change)
        for shown in (self._revoke, self._back_frame):
            shown.setVisible(reports)
        self._reason_frame.setVisible(reports or state.may_change)

    def forget(self) -> None:
        """What was typed, and a code that was shown."""
        self._reason.clear()
        self._reason_frame.show_problem("")
        for words in (self._code_about, self._code):
            words.clear()
            words.hide()

    def _build(self) -> None:
        buttons = FlowRow(self._change, self._allow, self._revoke, self._retire, gap=self._kit.theme.space("xs"))
        parts = (self._name, self._keys, self._ticks, self._reason_frame, self._back_frame, buttons)
        shown = (self._code_about, self._code)
        gap, around = self._kit.theme.space("s"), self._kit.around("m")
        column(*parts, *shown, gap=gap, around=around, into=self)
        for tick in self._roles.values():
            tick.setFont(self._kit.theme.font())

    def _connect(self) -> None:
        self._change.clicked.connect(self._ask_roles)
        self._allow.clicked.connect(self._ask_key)
        self._revoke.clicked.connect(self._ask_revoked)
        self._retire.clicked.connect(self._ask_retired)
        self._reason.textChanged.connect(self._reason_given)
        self._presenter.key_allowed.connect(self._show_code)
        for told in (self._presenter.roles_changed, self._presenter.key_revoked, self._presenter.retired):
            told.connect(self._done)

    def _key_words(self, key: KeyLine) -> str:
        words = self.tr("Key %1, since %2").replace("%1", key.key).replace("%2", moment_words(key.since))
        if key.why is None:
            return words
        ended = {
            EndKind.REPLACED: self.tr("lost on %1"),
            EndKind.REVOKED: self.tr("reported as compromised since %1"),
            EndKind.LEFT: self.tr("its person left on %1"),
        }[key.why].replace("%1", moment_words(key.until))
        return f"{words}; {ended}: {key.words}"

    def _offered_times(self) -> list[tuple[str, int]]:
        words = (self.tr("Now"), self.tr("An hour ago"), self.tr("Yesterday, this time"), self.tr("A week ago"))
        return [(each, number) for number, each in enumerate(words)]

    def _ask_roles(self) -> None:
        chosen = [role for role, tick in self._roles.items() if tick.isChecked()]
        self._ask(lambda person, words: self._presenter.change_roles(person, chosen, words))

    def _ask_key(self) -> None:
        self._ask(self._presenter.allow_key)

    def _ask_revoked(self) -> None:
        back: timedelta = REACHES_BACK[int(self._back.currentData())]
        self._ask(lambda person, words: self._presenter.revoke_key(person, words, back))

    def _ask_retired(self) -> None:
        self._ask(self._presenter.retire)

    def _ask(self, act: Callable[[PersonEntry, str], None]) -> None:
        """Nothing is done about a person without a reason."""
        words = self._reason.text().strip()
        if not words:
            self._reason_frame.show_problem(self.tr("Say why."))
            self._reason.setFocus()
        elif self._person is not None:
            act(self._person, words)

    def _reason_given(self) -> None:
        self._reason_frame.show_problem("")

    def _done(self, _: object) -> None:
        self.forget()

    def _show_code(self, allowed: AllowedKey) -> None:
        self.forget()
        about = self.tr(
            "Hand this code to %1. With it they make one new key, at “Switch person”. It is shown only now."
        ).replace("%1", allowed.name)
        for label, words in ((self._code_about, about), (self._code, allowed.code)):
            label.setText(words)
            named(label, words)
            label.show()
