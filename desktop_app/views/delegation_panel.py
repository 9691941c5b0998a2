"""Delegation: who decides for whom and how long, another person to decide, and the way to take it back."""

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.domain.delegation import DelegationState
from desktop_app.domain.person import Role
from desktop_app.qt.delegation_presenter import DelegationEntry, DelegationPresenter, DelegationsState
from desktop_app.qt.row_list_model import Row
from desktop_app.views.role_words import roles
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.kit import Kit, named, row
from desktop_app.widgets.row_list import RowList

_ALL = "all"
_TONES = {DelegationState.HOLDS: "success", DelegationState.TO_COME: "accent"}


class DelegationPanel(QWidget):
    """What is given is listed for everybody; who decides nothing has nothing to give."""

    def __init__(self, kit: Kit, presenter: DelegationPresenter, banner: Banner) -> None:
        super().__init__()
        self._kit, self._presenter, self._banner = kit, presenter, banner
        self._state: DelegationsState | None = None
        self._list = RowList(kit, self.tr("Delegations"))
        self._nothing = kit.words(self.tr("Nobody decides for anybody."), tone="3", wrapped=True)
        self._end = kit.button(self.tr("Take back"), "danger", size="small")
        self._who = DropDown(kit.theme, self.tr("Who decides for you"), [])
        self._role = DropDown(kit.theme, self.tr("As"), [])
        self._until = named(QLineEdit(), self.tr("Last day"))
        self._until.setPlaceholderText(self.tr("YYYY-MM-DD"))
        self._day_frame = FieldFrame(
            kit, self.tr("Last day"), self._until, hint=self.tr("Until the end of that day, UTC."), nested=True
        )
        self._give = kit.button(self.tr("Delegate"), "primary")
        self._nobody = kit.words(tone="3", wrapped=True)
        self._card = self._give_card()
        listed = kit.card(
            kit.words(self.tr("Who decides for whom"), "subhead"),
            self._nothing,
            self._list,
            row(self._end, None),
            gap="s",
        )
        below = self.tr(
            "While you are away, another person decides in your role. Both names stand under each decision."
        )
        stacked(kit, self, heading(kit, self.tr("Delegation"), below), listed, self._nobody, self._card)
        self._connect()

    def enter(self) -> None:
        """Look what there is."""
        self._presenter.look()

    def leave(self) -> None:
        """There is no secret to forget."""

    def _give_card(self) -> QWidget:
        kit = self._kit
        rule = self.tr("Neither your own words nor theirs are approved by it, and they cannot pass it on.")
        return kit.card(
            kit.words(self.tr("Let somebody decide for you"), "subhead"),
            kit.words(rule, "small", "3", wrapped=True),
            FieldFrame(kit, self.tr("Who decides for you"), self._who, nested=True),
            FieldFrame(kit, self.tr("As"), self._role, nested=True),
            self._day_frame,
            row(self._give, None),
            gap="s",
        )

    def _connect(self) -> None:
        self._list.chosen.connect(self._show_actions)
        self._end.clicked.connect(self._end_chosen)
        self._give.clicked.connect(self._give_typed)
        self._until.returnPressed.connect(self._give_typed)
        self._until.textChanged.connect(self._day_typed)
        self._presenter.shown.connect(self._show)
        self._presenter.given.connect(self._tell_given)
        self._presenter.ended.connect(self._tell_ended)
        self._presenter.failed.connect(self._banner.fail)

    def _show(self, state: DelegationsState) -> None:
        self._state = state
        self._list.show_rows([self._row(entry) for entry in state.entries])
        self._list.setVisible(bool(state.entries))
        self._nothing.setVisible(not state.entries)
        self._who.show_choices([(name, person_id) for person_id, name in state.others])
        held = [(words, role.value) for role, words in roles().items() if role in state.roles]
        self._role.show_choices([(self.tr("All my roles of deciding"), _ALL), *held] if len(held) > 1 else held)
        can = bool(state.roles and state.others)
        self._card.setVisible(can)
        self._nobody.setVisible(not can)
        self._nobody.setText(
            self.tr("There is nobody else who could decide for you: add a person under People.")
            if state.roles
            else self.tr("Only reviewers and approvers decide about cases, and can let somebody decide for them.")
        )
        self._show_actions(self._list.key)

    def _row(self, entry: DelegationEntry) -> Row:
        words = self.tr("%1 decides for %2").replace("%1", entry.to).replace("%2", entry.of)
        about = self.tr("As %1, until %2").replace("%1", roles()[entry.role].lower())
        states = {
            DelegationState.HOLDS: self.tr("Holds"),
            DelegationState.TO_COME: self.tr("To come"),
            DelegationState.OVER: self.tr("Over"),
            DelegationState.TAKEN_BACK: self.tr("Taken back"),
        }
        about = about.replace("%2", entry.last_day.isoformat())
        return Row(entry.delegation_id, words, about, states[entry.state], _TONES.get(entry.state, ""), "users")

    def _chosen(self) -> DelegationEntry | None:
        entries = self._state.entries if self._state else ()
        return next((entry for entry in entries if entry.delegation_id == self._list.key), None)

    def _show_actions(self, _: str) -> None:
        chosen = self._chosen()
        self._end.setVisible(self._state is not None and any(entry.may_end for entry in self._state.entries))
        self._end.setEnabled(chosen is not None and chosen.may_end)

    def _end_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.may_end:
            self._presenter.end(chosen.delegation_id)

    def _day_typed(self) -> None:
        self._day_frame.show_problem("")

    def _give_typed(self) -> None:
        try:
            last_day = date.fromisoformat(self._until.text().strip())
        except ValueError:
            self._day_frame.show_problem(self.tr("Give the last day as year, month and day, such as 2026-12-24."))
            self._until.setFocus()
            return
        role = None if self._role.currentData() == _ALL else Role(self._role.currentData())
        self._presenter.give(str(self._who.currentData()), self._who.currentText(), last_day, role)

    def _tell_given(self, name: str) -> None:
        self._until.clear()
        self._banner.say(self.tr("%1 decides for you.").replace("%1", name), "success")

    def _tell_ended(self) -> None:
        self._banner.say(self.tr("The delegation has ended. What was decided under it stays."), "success")
