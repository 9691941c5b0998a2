"""What a person chose of the window: colours, text size, motion, when it locks, its keys, and how large it was.

It is kept for the user of the operating system, in the place that the system has for such choices; never in the store.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, QStandardPaths, Signal

from desktop_app.qt.theme import LARGEST, SMALLEST, Appearance

TEXT_SIZES = (90, 100, 110, 125, 150)
"""Text sizes that are offered, in percent."""
LONGEST_IDLE = 240
"""Minutes."""
IDLE_MINUTES = (0, 5, 10, 15, 30, 60)
"""Minutes that are offered; 0: never."""
FILE = "window.ini"


@dataclass(frozen=True, slots=True)
class Preferences:
    """`text_percent` is the text size; after `lock_minutes` without a key or a pointer the window locks, 0: never."""

    appearance: Appearance = Appearance.SYSTEM
    text_percent: int = 100
    reduced_motion: bool = False
    lock_minutes: int = 15

    @property
    def scale(self) -> float:
        """The text size as a factor."""
        return self.text_percent / 100


class PreferencesFile(QObject):
    """Reads and keeps preferences. Without a path nothing is kept. What the file should not hold is not taken."""

    changed = Signal(object)
    """The Preferences as they are now."""

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept = QSettings(str(path), QSettings.Format.IniFormat, self) if path else None
        self._current = self._read()
        self._seen: dict[str, int] = {}

    @property
    def current(self) -> Preferences:
        """What is chosen."""
        return self._current

    def keep(self, preferences: Preferences) -> None:
        """Choose these from now on."""
        if preferences == self._current:
            return
        self._current = preferences
        if self._kept is not None:
            self._kept.setValue("appearance", preferences.appearance.value)
            self._kept.setValue("text_percent", preferences.text_percent)
            self._kept.setValue("reduced_motion", int(preferences.reduced_motion))
            self._kept.setValue("lock_minutes", preferences.lock_minutes)
        self.changed.emit(preferences)

    def keep_lock(self, minutes: int) -> None:
        """Lock after so many minutes from now on."""
        self.keep(replace(self._current, lock_minutes=minutes))

    def geometry(self, window: str) -> QByteArray:
        """How large a window was when it was closed; empty where that is not known."""
        value = self._kept.value(f"geometry/{window}") if self._kept is not None else None
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep_geometry(self, window: str, geometry: QByteArray) -> None:
        """Remember it."""
        if self._kept is not None:
            self._kept.setValue(f"geometry/{window}", geometry)

    def words(self, name: str) -> str:
        """What was kept under a name; empty where nothing was."""
        value = self._value(name)
        return value if isinstance(value, str) else ""

    def keep_words(self, name: str, words: str) -> None:
        """Keep words under a name; empty ones are forgotten."""
        if self._kept is None:
            return
        if words:
            self._kept.setValue(name, words)
        else:
            self._kept.remove(name)

    def last_seen(self, person_id: str) -> int:
        """The number of the newest event when a person last looked, before this start of the program; 0: never."""
        if person_id not in self._seen:
            self._seen[person_id] = self._number(f"seen/{person_id}", 0)
        return self._seen[person_id]

    def keep_seen(self, person_id: str, number: int) -> None:
        """Remember it for the next start; until then what is new stays new."""
        self.last_seen(person_id)
        if self._kept is not None:
            self._kept.setValue(f"seen/{person_id}", number)

    def _read(self) -> Preferences:
        usual, named = Preferences(), str(self._value("appearance"))
        percent = self._number("text_percent", usual.text_percent)
        minutes = self._number("lock_minutes", usual.lock_minutes)
        return Preferences(
            appearance=Appearance(named) if named in list(Appearance) else usual.appearance,
            text_percent=min(round(LARGEST * 100), max(round(SMALLEST * 100), percent)),
            reduced_motion=bool(self._number("reduced_motion", 0)),
            lock_minutes=min(LONGEST_IDLE, max(0, minutes)),
        )

    def _number(self, name: str, usual: int) -> int:
        try:
            return int(str(self._value(name)))
        except ValueError:
            return usual

    def _value(self, name: str) -> object:
        return self._kept.value(name) if self._kept is not None else None


def preferences_path() -> Path:
    """The file of this user."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(folder, "countersign", FILE)
