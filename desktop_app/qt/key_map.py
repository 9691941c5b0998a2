"""Which key does what: the usual keys of all commands, and those that a person chose instead."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.place import Place

LETTERS = "single_keys"
"""Under which name it is kept that single letters are switched off."""
OFF = "off"
OF_FIELDS = ("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Y", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Backspace", "Ctrl+Del")
"""What every text field does with them is what people expect."""
OF_FOCUS = ("Tab", "Shift+Tab", "Return", "Enter", "Space", "Backspace", "Del", "Up", "Down", "Left", "Right")
"""They move and press."""


@dataclass(frozen=True, slots=True)
class KeyCommand:
    """Something that a key does at a place, everywhere where none is named; `usual` is its key as Qt writes it."""

    name: str
    usual: str
    places: frozenset[Place] = frozenset()

    @property
    def is_single(self) -> bool:
        """Whether its key is a letter, a digit or a sign alone, which acts only where no text is typed."""
        return is_single(self.usual)

    def meets(self, other: "KeyCommand") -> bool:
        """Whether both can be used on one page."""
        return not self.places or not other.places or bool(self.places & other.places)


LISTS = frozenset((Place.HOME, Place.QUEUE, Place.AUDIT, Place.REVIEW))
WRITING = frozenset((Place.DRAFT, Place.REVIEW))


def _commands() -> Iterator[KeyCommand]:
    def at(*places: Place) -> frozenset[Place]:
        return frozenset(places)

    for number, place in enumerate((Place.HOME, Place.NEW_CASE, Place.QUEUE, Place.APPROVED, Place.AUDIT), start=1):
        yield KeyCommand(f"go_{place}", f"Ctrl+{number}")
    yield KeyCommand("go_settings", "Ctrl+,")
    yield KeyCommand("find", "Ctrl+K")
    yield KeyCommand("keys", "?")
    yield KeyCommand("notices", "Ctrl+Shift+N")
    yield KeyCommand("next_region", "F6")
    yield KeyCommand("region_before", "Shift+F6")
    yield KeyCommand("lock", "Ctrl+Shift+L")
    yield KeyCommand("down", "J", LISTS)
    yield KeyCommand("up", "K", LISTS)
    yield KeyCommand("filter", "/", at(Place.HOME, Place.QUEUE))
    yield KeyCommand("assign", "M", at(Place.QUEUE))
    yield KeyCommand("snooze", "S", at(Place.QUEUE))
    yield KeyCommand("workload", "W", at(Place.QUEUE))
    yield KeyCommand("new_case", "N", at(Place.HOME))
    yield KeyCommand("go_on", "C", at(Place.HOME))
    yield KeyCommand("continue", "Ctrl+Return", at(Place.FORM))
    yield KeyCommand("back", "Alt+Left", at(Place.FORM))
    yield KeyCommand("add_document", "Ctrl+U", at(Place.FORM))
    yield KeyCommand("stop", "Esc", at(Place.DRAFT))
    yield KeyCommand("redo", "Ctrl+R", at(Place.DRAFT))
    yield KeyCommand("instruct", "Ctrl+I", at(Place.DRAFT))
    yield KeyCommand("assemble", "Ctrl+Shift+A", at(Place.DRAFT))
    yield KeyCommand("version_before", "Alt+Z", at(Place.DRAFT))
    yield KeyCommand("next_finding", "F8", at(Place.DRAFT))
    yield KeyCommand("finding_before", "Shift+F8", at(Place.DRAFT))
    yield KeyCommand("send", "Ctrl+Shift+Return", at(Place.DRAFT))
    yield KeyCommand("accept", "A", at(Place.REVIEW))
    yield KeyCommand("reject", "X", at(Place.REVIEW))
    yield KeyCommand("undo", "U", at(Place.REVIEW))
    yield KeyCommand("comment", "C", at(Place.REVIEW))
    yield KeyCommand("approve_section", "P", at(Place.REVIEW))
    yield KeyCommand("return", "R", at(Place.REVIEW))
    yield KeyCommand("escalate", "E", at(Place.REVIEW))
    for number, view in enumerate(("all_changes", "model_draft", "analyst", "clean"), start=1):
        yield KeyCommand(f"view_{view}", str(number), at(Place.REVIEW))
    yield KeyCommand("view_writers", "6", at(Place.REVIEW))
    yield KeyCommand("next_citation", "]", at(Place.REVIEW))
    yield KeyCommand("citation_before", "[", at(Place.REVIEW))
    yield KeyCommand("sign", "Ctrl+Return", at(Place.REVIEW))
    yield KeyCommand("verify", "V", at(Place.AUDIT))
    yield KeyCommand("next_panel", "Ctrl+PgDown", WRITING)
    yield KeyCommand("panel_before", "Ctrl+PgUp", WRITING)
    yield KeyCommand("find_text", "Ctrl+F", WRITING)
    yield KeyCommand("replace_text", "Ctrl+H", WRITING)
    yield KeyCommand("next_match", "F3", WRITING)
    yield KeyCommand("match_before", "Shift+F3", WRITING)
    yield KeyCommand("comment_words", "Ctrl+Alt+M", WRITING)
    yield KeyCommand("next_comment", "F7", WRITING)
    yield KeyCommand("comment_before", "Shift+F7", WRITING)
    yield KeyCommand("bold", "Ctrl+B", WRITING)
    yield KeyCommand("bullets", "Ctrl+Shift+8", WRITING)
    yield KeyCommand("numbers", "Ctrl+Shift+7", WRITING)
    yield KeyCommand("heading", "Ctrl+Shift+1", WRITING)
    yield KeyCommand("table", "Ctrl+Shift+T", WRITING)


COMMANDS = tuple(_commands())
BY_NAME = {command.name: command for command in COMMANDS}


class KeyMap(QObject):
    """Keys are kept with what else a person chose of the window. What the file should not hold is not taken."""

    changed = Signal()

    def __init__(self, preferences: PreferencesFile | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences or PreferencesFile(parent=self)
        self._chosen: dict[str, str] = {}
        self._letters = self._preferences.words(LETTERS) != OFF
        self._read()

    @property
    def has_letters(self) -> bool:
        """Whether letters, digits and signs alone do anything."""
        return self._letters

    def use_letters(self, used: bool) -> None:
        """Whether they do from now on (WCAG 2.2, 2.1.4)."""
        if used != self._letters:
            self._letters = used
            self._preferences.keep_words(LETTERS, "" if used else OFF)
            self.changed.emit()

    def keys(self, command: KeyCommand) -> str:
        """The key of a command as Qt writes it; empty where it is switched off."""
        keys = self.chosen(command)
        return "" if is_single(keys) and not self._letters else keys

    def chosen(self, command: KeyCommand) -> str:
        """The same, whether or not it is switched off."""
        return self._chosen.get(command.name, command.usual)

    def hint(self, name: str) -> str:
        """The key of the command of this name as people read it; empty where it is switched off."""
        return shown(self.keys(BY_NAME[name]))

    def is_usual(self, command: KeyCommand) -> bool:
        """Whether nobody chose another key."""
        return command.name not in self._chosen

    def taken_by(self, command: KeyCommand, keys: str) -> KeyCommand | None:
        """Another command that has this key already on one of the same pages."""
        others = (other for other in COMMANDS if other.name != command.name and other.meets(command))
        return next((other for other in others if self.chosen(other) == keys), None)

    def give(self, command: KeyCommand, keys: str) -> None:
        """Have a command done by this key from now on. Who offers it asks `taken_by` and `fits` before."""
        if keys == command.usual:
            self._chosen.pop(command.name, None)
        else:
            self._chosen[command.name] = keys
        self._preferences.keep_words(_kept_as(command.name), "" if keys == command.usual else keys)
        self.changed.emit()

    def restore(self) -> None:
        """All keys as usual."""
        for name in list(self._chosen):
            self._preferences.keep_words(_kept_as(name), "")
        self._chosen.clear()
        self.changed.emit()

    def at(self, place: Place) -> tuple[KeyCommand, ...]:
        """What keys do on a page."""
        return tuple(command for command in COMMANDS if not command.places or place in command.places)

    def _read(self) -> None:
        for command in COMMANDS:
            keys = self._preferences.words(_kept_as(command.name))
            if keys and keys == written(keys) and fits(command, keys) and self.taken_by(command, keys) is None:
                self._chosen[command.name] = keys


def _kept_as(name: str) -> str:
    return "/".join(("keys", name))


def is_single(keys: str) -> bool:
    """Whether this is a letter, a digit or a sign alone."""
    return len(keys) == 1


def fits(command: KeyCommand, keys: str) -> bool:
    """Whether a command can have this key: a letter alone is for what had one, and no key that fields or the focus
    need is taken from them.
    """
    return bool(keys) and keys not in (*OF_FIELDS, *OF_FOCUS) and (command.is_single or not is_single(keys))


def written(keys: str) -> str:
    """A key as Qt writes it everywhere; empty where it is none."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def shown(keys: str) -> str:
    """A key as people read it on this system."""
    words = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return words.replace("Return", "Enter")
