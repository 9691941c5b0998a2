"""Models and keys: which endpoints are asked in which order, and a server to add."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from desktop_app.domain.budget import BudgetUse
from desktop_app.domain.endpoint import MOST_A_MINUTE, Endpoint, EndpointKind, Residency, Tier
from desktop_app.qt.row_list_model import Row
from desktop_app.qt.second_reader_presenter import SecondReaderPresenter
from desktop_app.qt.settings_presenter import Added, EndpointEntry, Kept, ModelsState, SettingsPresenter, Tested
from desktop_app.views.guard_card import GuardCard
from desktop_app.views.model_words import budget_amount, budget_name, budget_words, known_words
from desktop_app.views.remove_dialog import Removal, RemoveDialog
from desktop_app.views.second_reader_card import SecondReaderCard
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.row_list import RowList
from desktop_app.widgets.sight import bring_into_sight

MEMORY = "memory"
"""The place of a key that lasts as long as the program."""
AT_ONCE = (1, 2, 4, 8, 16, 32, 64)
USUAL_AT_ONCE = 4


class ModelsPanel(QWidget):
    """A list, what can be done with the chosen row, and the form of a server."""

    def __init__(self, kit: Kit, presenter: SettingsPresenter, second: SecondReaderPresenter, banner: Banner) -> None:
        super().__init__()
        self._kit, self._presenter, self._second, self._banner = kit, presenter, second, banner
        self._tested: dict[str, Tested] = {}
        self._testing: set[str] = set()
        self._wanted: QWidget | None = None
        self._added = ""
        self._list = RowList(kit, self.tr("Models, in the order they are tried"))
        self._said = kit.words(tone="2", wrapped=True)
        self._test = self._act(self.tr("Test"), "refresh-cw")
        self._up = self._act(self.tr("Move up"), "arrow-up")
        self._down = self._act(self.tr("Move down"), "arrow-down")
        self._change = self._act(self.tr("Change"), "pencil")
        self._remove = self._act(self.tr("Remove"), "x")
        self._name, self._address, self._model = QLineEdit(), QLineEdit(), QLineEdit()
        self._key = QLineEdit()
        self._tier = self._choice(self.tr("Size"), (self.tr("Small"), Tier.SMALL), (self.tr("Large"), Tier.FRONTIER))
        self._residency = self._choice(
            self.tr("Where text goes"),
            (self.tr("Outside your organisation"), Residency.HOSTED),
            (self.tr("Stays inside"), Residency.LOCAL),
        )
        self._at_once = self._choice(self.tr("Calls at once"), *((str(count), count) for count in AT_ONCE))
        self._a_minute = QLineEdit()
        self._keep = kit.button(self.tr("Add server"), "primary")
        self._title = kit.words(self.tr("Add a server"), "subhead")
        self._key_said = kit.words(tone="2", wrapped=True)
        self._where, self._where_more = (
            kit.words(style="strong", wrapped=True),
            kit.words(style="small", tone="3", wrapped=True),
        )
        self._budgets = RowList(kit, self.tr("What drafting may cost"))
        self._build()
        self._connect()

    def enter(self) -> None:
        """Look at what there is."""
        self._presenter.look()
        self._second.look()
        self._presenter.look_at_machine()

    def lead(self, place: str) -> None:
        """To the form of a server, or to the budgets, as soon as all that stands above them is known."""
        self._wanted = {"add": self._name, "budgets": self._budgets}[place]

    def leave(self) -> None:
        """A key that was typed and not kept is forgotten."""
        self._key.clear()

    def _build(self) -> None:
        kit = self._kit
        all_of_them = kit.button(self.tr("Test all"), "secondary", "refresh-cw", size="small")
        all_of_them.clicked.connect(self._test_all)
        head = row(kit.words(self.tr("Models, in the order they are tried"), "subhead", wrapped=True), all_of_them)
        gap = kit.theme.space("xs")
        actions = FlowRow(self._test, self._up, self._down, self._change, self._remove, gap=gap)
        listed = kit.card(head, self._list, self._said, actions, gap="s")
        self._said.hide()
        self._key_said.hide()
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._at_once.choose(USUAL_AT_ONCE)
        self._a_minute.setValidator(QIntValidator(1, MOST_A_MINUTE, self))
        self._a_minute.setPlaceholderText(self.tr("No limit"))
        fields = (
            self._field(self.tr("Name"), self._name, self.tr("Letters, digits, - and _. The record uses this name.")),
            self._field(self.tr("Address"), self._address, self.tr("Such as http://localhost:8000/v1")),
            self._field(self.tr("Model"), self._model, self.tr("The model's name on that server.")),
            self._field(
                self.tr("Key"),
                self._key,
                self.tr("It goes where keys are kept and is not shown again. Left empty, a key that is kept stays."),
            ),
        )
        choices = FlowRow(
            self._field(self.tr("Size"), self._tier),
            self._field(self.tr("Where text goes"), self._residency),
            self._field(self.tr("Calls at once"), self._at_once),
            self._field(self.tr("Calls a minute"), self._a_minute),
            gap=kit.theme.space("m"),
        )
        form = kit.card(self._title, *fields, choices, self._key_said, row(self._keep, None), gap="s")
        below = self.tr(
            "Drafts ask the numbered ones in this order. The assembled draft is last: it needs no model and no network."
        )
        said = column(self._where, self._where_more, gap=kit.theme.px(2))
        sign = kit.icon("key", "accent", "icon_large")
        self._keyring = kit.card(kit.words(self.tr("Access keys"), "subhead"), row(sign, (said, 1)), gap="s")
        self._keyring.hide()
        more = self.tr("At 80% it is said. What is used up stops new drafts by models; the assembled draft stays.")
        said_more = kit.words(more, style="small", tone="3", wrapped=True)
        self._costs = kit.card(kit.words(self.tr("Budgets"), "subhead"), self._budgets, said_more, gap="s")
        self._costs.hide()
        self.guard, reader = GuardCard(kit, self._presenter), SecondReaderCard(kit, self._second)
        title = heading(kit, self.tr("Models and keys"), below)
        stacked(kit, self, title, listed, self._costs, self.guard, reader, self._keyring, form)

    def _connect(self) -> None:
        self._list.chosen.connect(self._show_actions)
        self._test.clicked.connect(self._test_one)
        self._up.clicked.connect(lambda: self._presenter.move(self._list.key, -1))
        self._down.clicked.connect(lambda: self._presenter.move(self._list.key, 1))
        self._change.clicked.connect(self._edit)
        self._remove.clicked.connect(self._remove_chosen)
        self._keep.clicked.connect(self._keep_typed)
        self._key.returnPressed.connect(self._keep_typed)
        self._presenter.shown.connect(self._show)
        self._presenter.tested.connect(self._show_tested)
        self._presenter.kept.connect(self._show_kept)
        self._presenter.failed.connect(self._banner.fail)
        self._second.failed.connect(self._banner.fail)

    def _choice(self, name: str, *choices: tuple[str, object]) -> DropDown:
        return DropDown(self._kit.theme, name, choices)

    def _act(self, words: str, icon: str) -> QPushButton:
        return self._kit.button(words, "secondary", icon, size="small")

    def _field(self, label: str, editor: QWidget, hint: str = "") -> QWidget:
        return FieldFrame(self._kit, label, named(editor, label, hint), hint=hint, nested=True)

    def _show(self, state: ModelsState) -> None:
        asked = [entry for entry in state.entries if entry.endpoint.kind is not EndpointKind.ON_DEVICE]
        by_name = [entry for entry in state.entries if entry.endpoint.kind is EndpointKind.ON_DEVICE]
        numbered = [self._row(str(number), entry) for number, entry in enumerate(asked, start=1)]
        self._list.show_rows([*numbered, *(self._row("", entry) for entry in by_name)])
        self._show_actions(self._list.key)
        self._show_keyring(state)
        self._show_budgets(state)
        if self._wanted is not None and not self._wanted.isHidden():
            self._wanted.setFocus(Qt.FocusReason.OtherFocusReason)
            bring_into_sight(self._keep if self._wanted is self._name else self._costs)
        self._wanted = None

    def _show_budgets(self, state: ModelsState) -> None:
        """Each limit, and how much of it is spent."""
        used = [self._budget_row(use, budget_name(use.limit, state.forms)) for use in state.budgets]
        named = [(budget_name(limit, state.forms), budget_amount(limit)) for limit in state.limits]
        others = [Row(name, name, amount, "", "", "coins") for name, amount in named]
        self._budgets.show_rows([*used, *others])
        self._costs.setVisible(bool(used or others))

    def _budget_row(self, use: BudgetUse, name: str) -> Row:
        share = use.share
        tone = "danger" if share >= 1 else "warning" if use.is_near else "neutral"
        words = self.tr("Used up") if share >= 1 else self.tr("%1% used").replace("%1", str(int(100 * share)))
        return Row(name, name, budget_words(use), words, tone, "coins")

    def _show_keyring(self, state: ModelsState) -> None:
        """Where keys are kept here."""
        self._keyring.setVisible(state.keyring is not None)
        if state.keyring is not None and state.keyring.ok:
            self._where.setText(self.tr("Kept in this computer's key store"))
            self._where_more.setText(self.tr("Only their last four characters are shown. Never in a file or a log."))
        else:
            self._where.setText(self.tr("This computer has no key store the app can use"))
            self._where_more.setText(
                self.tr(
                    "A key goes into the store's own sealed file where there is one; else you can enter it until the "
                    "app closes."
                )
            )

    def _row(self, number: str, entry: EndpointEntry) -> Row:
        endpoint = entry.endpoint
        state, tone = self._state_of(entry)
        name = self._name_of(endpoint)
        first = self.tr("%1. %2").replace("%1", number).replace("%2", name) if number else name
        icon = {EndpointKind.OPENAI: "server", EndpointKind.ON_DEVICE: "cpu"}.get(endpoint.kind, "file-text")
        return Row(endpoint.name, first, self._about(entry), state, tone, icon)

    def _name_of(self, endpoint: Endpoint) -> str:
        if endpoint.kind is EndpointKind.ASSEMBLED:
            return self.tr("Assembled draft, no model")
        if endpoint.kind is EndpointKind.ON_DEVICE:
            return self.tr("On-device model")
        return self.tr("%1, %2").replace("%1", endpoint.name).replace("%2", endpoint.model)

    def _about(self, entry: EndpointEntry) -> str:
        endpoint, key = entry.endpoint, entry.key
        if endpoint.kind is EndpointKind.ASSEMBLED:
            return self.tr("From the form's own words and cited passages")
        if endpoint.kind is EndpointKind.ON_DEVICE:
            return self.tr("%1, preview quality, asked only by name").replace("%1", endpoint.model)
        words = endpoint.base_url
        if not key.wanted:
            return self.tr("%1 · no key").replace("%1", words)
        if key.problem:
            return f"{words} · {key.problem}"
        if not key.there:
            return self.tr("%1 · its key is not here: enter it again").replace("%1", words)
        told = self.tr("key ends in %1").replace("%1", key.end) if key.end else self.tr("key is kept")
        return f"{words} · {told}"

    def _state_of(self, entry: EndpointEntry) -> tuple[str, str]:
        name = entry.endpoint.name
        if entry.endpoint.kind is EndpointKind.ASSEMBLED:
            return self.tr("Always ready"), "neutral"
        if name in self._testing:
            return self.tr("Testing…"), "neutral"
        tested = self._tested.get(name)
        if entry.known is not None and entry.known.rest_ms:
            return self.tr("Rests"), "warning"
        if entry.endpoint.residency is Residency.HOSTED and not self._presenter.state.hosted:
            return self.tr("Paused by IT"), "warning"
        if tested is not None:
            ready = self.tr("Ready, %1 ms").replace("%1", str(tested.first_text_ms))
            return (self.tr("Not ready"), "danger") if tested.problem else (ready, "success")
        check = self._presenter.state.on_device
        if entry.endpoint.kind is EndpointKind.ON_DEVICE and check is not None:
            return (self.tr("Installed"), "neutral") if check.ok else (self.tr("Not installed"), "warning")
        return "", ""

    def _show_actions(self, key: str) -> None:
        entries = {entry.endpoint.name: entry for entry in self._presenter.state.entries}
        entry, own = entries.get(key), [e.endpoint.name for e in entries.values() if not e.is_built_in]
        mine = entry is not None and not entry.is_built_in
        self._test.setEnabled(entry is not None and entry.endpoint.kind is not EndpointKind.ASSEMBLED)
        self._up.setEnabled(mine and own.index(key) > 0)
        self._down.setEnabled(mine and own.index(key) < len(own) - 1)
        self._change.setEnabled(mine)
        self._remove.setEnabled(mine)
        self._show_said(key)

    def _show_said(self, key: str) -> None:
        tested = self._tested.get(key)
        entry = next((each for each in self._presenter.state.entries if each.endpoint.name == key), None)
        told = [] if tested is None else [self._result(tested)]
        words = " ".join((*told, *(known_words(entry) if entry else ())))
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def _result(self, tested: Tested) -> str:
        if not tested.problem:
            return self.tr("It answered, the first words after %1 ms.").replace("%1", str(tested.first_text_ms))
        way_on = self.tr("Choose Change and enter its key again.") if tested.key_refused else tested.next
        return f"{tested.problem} {way_on}"

    def _test_one(self) -> None:
        self._begin_test(self._list.key)

    def _test_all(self) -> None:
        entries = self._presenter.state.entries
        self._begin_test(*(e.endpoint.name for e in entries if e.endpoint.kind is not EndpointKind.ASSEMBLED))

    def _begin_test(self, *names: str) -> None:
        """A test that runs is not begun again: the button stays as it is, and keeps the keyboard."""
        fresh = [name for name in names if name not in self._testing]
        self._testing.update(fresh)
        self._show(self._presenter.state)
        if fresh:
            self._presenter.test(*fresh)

    def _show_tested(self, tested: Tested) -> None:
        self._testing.discard(tested.name)
        self._tested[tested.name] = tested
        self._show(self._presenter.state)
        if tested.name == self._added:
            self._key_said.setText(f"{self._key_said.text()} {self._result(tested)}")
            self._added = ""
            bring_into_sight(self._keep)

    def _remove_chosen(self) -> None:
        """A key that goes with it is asked for first."""
        name = self._list.key
        if not self._presenter.keeps_key(name):
            self._presenter.remove(name)
            return
        words = Removal(
            self.tr(
                "Drafts ask this server no more. Its key is taken out of this computer's key store, unless another "
                "server uses it. It cannot be shown again: to use the server later, enter the key anew."
            ),
            self.tr("Keep server"),
            self.tr("Remove server"),
        )
        dialog = RemoveDialog(self._kit, name, words, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._presenter.remove, name))
        dialog.open()

    def _edit(self) -> None:
        """Put the chosen server into the form; its key stays where it is."""
        entry = next(e for e in self._presenter.state.entries if e.endpoint.name == self._list.key)
        endpoint = entry.endpoint
        self._name.setText(endpoint.name)
        self._address.setText(endpoint.base_url)
        self._model.setText(endpoint.model)
        self._tier.choose(endpoint.tier)
        self._residency.choose(endpoint.residency)
        if self._at_once.findData(endpoint.at_once) < 0:  # the command line takes any number
            self._at_once.addItem(str(endpoint.at_once), endpoint.at_once)
        self._at_once.choose(endpoint.at_once)
        self._a_minute.setText("" if endpoint.a_minute is None else str(endpoint.a_minute))
        self._title.setText(self.tr("Change a server"))
        self._keep.setText(self.tr("Save the server"))
        self._keep.setAccessibleName(self._keep.text())
        tested = self._tested.get(endpoint.name)
        (self._key if tested is not None and tested.key_refused else self._address).setFocus()

    def _keep_typed(self) -> None:
        endpoint = Endpoint(
            name=self._name.text().strip(),
            kind=EndpointKind.OPENAI,
            model=self._model.text().strip(),
            base_url=self._address.text().strip(),
            tier=Tier(self._tier.currentData()),
            residency=Residency(self._residency.currentData()),
            at_once=int(self._at_once.currentData() or USUAL_AT_ONCE),
            a_minute=int(self._a_minute.text()) if self._a_minute.hasAcceptableInput() else None,
        )
        self._presenter.keep(Added(endpoint, self._key.text().strip()))

    def _show_kept(self, kept: Kept) -> None:
        self._tested.pop(kept.name, None)
        keyring = self._presenter.state.keyring
        in_file = keyring is not None and not keyring.ok
        placed = self.tr("Its key is in the store's own sealed file.")
        words = {"": "", MEMORY: self._no_key_store()}.get(
            kept.place, placed if in_file else self.tr("Its key is in this computer's key store.")
        )
        self._key_said.setText(self.tr("%1 is kept. %2").replace("%1", kept.name).replace("%2", words).strip())
        self._key_said.show()
        self._title.setText(self.tr("Add a server"))
        self._keep.setText(self.tr("Add server"))
        self._keep.setAccessibleName(self._keep.text())
        for field in (self._name, self._address, self._model, self._key, self._a_minute):
            field.clear()
        self._list.choose(kept.name)
        self._added = kept.name
        self._begin_test(kept.name)

    def _no_key_store(self) -> str:
        return self.tr(
            "This computer has no key store the app can use. You can enter the key until the app closes: "
            "then it is forgotten."
        )
