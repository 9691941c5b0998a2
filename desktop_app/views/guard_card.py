"""What models outside the organisation are told of persons, and who looks at what models write."""

from PySide6.QtWidgets import QWidget

from desktop_app.domain.endpoint import EndpointKind
from desktop_app.qt.settings_presenter import ModelsState, SettingsPresenter
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.kit import Kit, column, named
from desktop_app.widgets.tick_box import TickBox


class GuardCard(QWidget):
    """A switch and a choice; both are the administrator's."""

    def __init__(self, kit: Kit, presenter: SettingsPresenter) -> None:
        super().__init__()
        self._kit, self._presenter = kit, presenter
        self._state = ModelsState(())
        self._shown = False
        self.replace = TickBox(kit.theme, self.tr("Replace personal data before sending"))
        more = self.tr(
            "Answers that the form marks as personal, e-mail addresses, phone, account, card and identity numbers. "
            "They are put back as the text arrives."
        )
        self._who = kit.words(self.tr("An administrator can change this."), "small", "3", wrapped=True)
        looks, nobody = self.tr("Who looks at drafts"), (self.tr("Nobody but people"), "")
        self.moderation = DropDown(kit.theme, looks, (nobody,))
        hint = self.tr("A server with a moderation service. What it marks is flagged; it decides nothing.")
        field = FieldFrame(kit, looks, named(self.moderation, looks, hint), hint=hint, nested=True)
        title = kit.words(self.tr("What goes out and what comes in"), "subhead", wrapped=True)
        said = kit.words(more, "small", "2", wrapped=True)
        card = kit.card(title, self.replace, said, field, self._who, gap="s")
        column(card, gap=0, into=self)
        self.replace.toggled.connect(self._switch)
        self.moderation.activated.connect(self._choose)
        presenter.shown.connect(self.show_state)

    def show_state(self, state: ModelsState) -> None:
        """How it is now."""
        self._shown, self._state = True, state
        for part in (self.replace, self.moderation):
            part.blockSignals(True)
            part.setEnabled(state.may_guard)
        self.replace.setChecked(state.hides_personal)
        servers = [e.endpoint.name for e in state.entries if e.endpoint.kind is EndpointKind.OPENAI]
        self.moderation.show_choices(((self.tr("Nobody but people"), ""), *((name, name) for name in servers)))
        self.moderation.choose(state.moderation)
        for part in (self.replace, self.moderation):
            part.blockSignals(False)
        self._who.setVisible(not state.may_guard)

    def _switch(self, on: bool) -> None:
        if self._shown and on is not self._state.hides_personal:
            self._presenter.hide_personal(on=on)

    def _choose(self, _index: int) -> None:
        chosen = str(self.moderation.currentData() or "")
        if self._shown and chosen != self._state.moderation:
            self._presenter.moderate_with(chosen)
