"""Keyboard: every key and what it does, another key for it, and whether letters alone do anything."""

from PySide6.QtWidgets import QWidget

from desktop_app.qt.key_map import BY_NAME, COMMANDS, KeyCommand, fits, is_single, shown
from desktop_app.qt.row_list_model import Row
from desktop_app.views.key_words import command_words, place_words
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.key_field import KeyField
from desktop_app.widgets.kit import Kit, named, row
from desktop_app.widgets.row_list import RowList
from desktop_app.widgets.tick_box import TickBox

ROWS_SHOWN = 7


class KeyboardPanel(QWidget):
    """What is chosen is in use at once; a key that is in use already is refused with what it does."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._keys = kit, kit.keys
        self._letters = named(TickBox(kit.theme, self.tr("Single keys")), self.tr("Single keys"))
        self._list = RowList(kit, self.tr("Commands and their keys"), grows=False)
        self._field = KeyField(self.tr("New key"))
        hint = self.tr("Press the keys together, such as Ctrl and R. A letter alone is for commands that have one.")
        self._frame = FieldFrame(kit, self.tr("New key"), self._field, hint=hint, nested=True)
        self._use = kit.button(self.tr("Use this key"), "primary")
        self._usual = kit.button(self.tr("Use the usual key"))
        self._all_usual = kit.button(self.tr("All keys as usual"), "ghost")
        self._said = kit.words(tone="2", wrapped=True)
        self._build()
        self._connect()
        self._show()

    def enter(self) -> None:
        """What is chosen stands there already."""
        self._said.setText("")

    def leave(self) -> None:
        """A key that was pressed and not used is forgotten."""
        self._field.take("")
        self._frame.show_problem("")

    def _build(self) -> None:
        kit = self._kit
        self._letters.setFont(kit.theme.font())
        self._letters.setChecked(self._keys.has_letters)
        self._list.setFixedHeight(ROWS_SHOWN * kit.theme.size("row"))
        about = self.tr("Letters, digits and signs alone act in lists and in what is only read, never where you type.")
        single = kit.card(row(self._letters, None), kit.words(about, "small", "3", wrapped=True), gap="xs")
        acts = FlowRow(self._use, self._usual, self._all_usual, gap=kit.theme.space("xs"))
        title = kit.words(self.tr("Commands"), "subhead")
        listed = kit.card(title, self._list, self._frame, acts, self._said, gap="s")
        stacked(kit, self, heading(kit, self.tr("Keyboard"), self.tr("Kept for you on this computer.")), single, listed)

    def _connect(self) -> None:
        self._letters.toggled.connect(self._keys.use_letters)
        self._list.chosen.connect(self._choose)
        self._use.clicked.connect(self._use_typed)
        self._field.returnPressed.connect(self._use_typed)
        self._usual.clicked.connect(self._use_usual)
        self._all_usual.clicked.connect(self._keys.restore)
        self._keys.changed.connect(self._show)

    def _show(self) -> None:
        words = command_words()
        self._list.show_rows([self._row(command, words[command.name]) for command in COMMANDS])
        self._offer()

    def _row(self, command: KeyCommand, words: str) -> Row:
        keys = shown(self._keys.keys(command))
        return Row(command.name, words, place_words(command), keys or self.tr("Off"), "" if keys else "neutral")

    def _choose(self, _: str) -> None:
        self.leave()
        self._said.setText("")
        self._offer()

    def _offer(self) -> None:
        command = BY_NAME.get(self._list.key)
        self._usual.setEnabled(command is not None and not self._keys.is_usual(command))
        self._all_usual.setEnabled(not all(map(self._keys.is_usual, COMMANDS)))

    def _use_typed(self) -> None:
        self._use_keys(self._field.keys)

    def _use_usual(self) -> None:
        self._use_keys(BY_NAME[self._list.key].usual)

    def _use_keys(self, keys: str) -> None:
        command = BY_NAME[self._list.key]
        problem = self._problem(command, keys)
        self._frame.show_problem(problem)
        if not problem:
            self._keys.give(command, keys)
            self._field.take("")
            words = self.tr("%1: %2").replace("%1", command_words()[command.name]).replace("%2", shown(keys))
            self._said.setText(words)

    def _problem(self, command: KeyCommand, keys: str) -> str:
        """Why a command cannot have a key, and what to do; empty where it can."""
        if not keys:
            return self.tr("Put the focus into this field and press the new key.")
        if is_single(keys) and not command.is_single:
            return self.tr("%1 alone would be typed into the text. Press it together with Ctrl or Alt.").replace(
                "%1", keys
            )
        if not fits(command, keys):
            return self.tr("%1 belongs to every field. Choose another key.").replace("%1", shown(keys))
        other = self._keys.taken_by(command, keys)
        if other is None:
            return ""
        words = self.tr("%1 is the key of “%2”. Choose another one, or give that command another key first.")
        return words.replace("%1", shown(keys)).replace("%2", command_words()[other.name])
