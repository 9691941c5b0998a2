"""What stands over the pages of a window: the palette, the list of keys, another person, the lock."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog

from desktop_app.domain.person import Acting
from desktop_app.qt.appearance import Preferences, PreferencesFile
from desktop_app.qt.desk import Desk
from desktop_app.qt.idle_lock import IdleLock
from desktop_app.qt.key_map import shown
from desktop_app.qt.life_presenter import LifePresenter
from desktop_app.qt.notice_presenter import NoticePresenter
from desktop_app.qt.palette_presenter import PaletteEntry, PalettePresenter
from desktop_app.qt.people_presenter import PeoplePresenter, PeopleState
from desktop_app.qt.place import Place, Visit
from desktop_app.views.home_view import LEADS_TO
from desktop_app.views.key_words import command_words
from desktop_app.views.keys_dialog import KeysDialog
from desktop_app.views.life_menu import LifeMenu
from desktop_app.views.lock_view import LockView
from desktop_app.views.main_window import MainWindow
from desktop_app.views.palette_dialog import PaletteDialog
from desktop_app.views.regions import step_region
from desktop_app.views.settings_view import SettingsPart, SettingsView
from desktop_app.views.switch_person_dialog import SwitchPersonDialog
from desktop_app.views.window_commands import WindowCommand, commands_in
from desktop_app.widgets.kit import Kit


class WindowDialogs(QObject):
    """Opens them for one window, and acts on what they say."""

    def __init__(self, window: MainWindow, kit: Kit, desk: Desk, preferences: PreferencesFile) -> None:
        super().__init__(window)
        self._window, self._kit, self._desk, self._preferences = window, kit, desk, preferences
        self._locking = PeoplePresenter(desk)
        self._locking.setParent(self)
        self._idle = IdleLock(self)
        self.notices = NoticePresenter(desk, self)
        self.life = LifeMenu(kit, LifePresenter(desk, self), window, self)
        self._commands: dict[str, Callable[[], object]] = {}
        self._profile, self._chosen = "", preferences.current
        window.searched.connect(self.open_palette)
        window.person_asked.connect(self.open_switch)
        window.models_asked.connect(self._show_models)
        self._idle.idle.connect(self.lock)
        self._locking.locked.connect(self._cover)
        self._locking.unlockable.connect(self._tell_unlockable)
        self._locking.failed.connect(window.banner.fail)
        preferences.changed.connect(self._preferred)
        self._keys = self._shortcuts()
        self._idle.begin(preferences.current.lock_minutes)

    def end(self) -> None:
        """Let go of the window: another program stands behind it from now on."""
        for key in self._keys:
            key.deleteLater()
        self._idle.rest()
        self.deleteLater()

    @property
    def idle(self) -> IdleLock:
        """When it locks by itself."""
        return self._idle

    def open_palette(self) -> None:
        """Find a case or run a command."""
        if self._window.is_covered:
            return
        dialog = PaletteDialog(self._kit, PalettePresenter(self._desk, self._entries()), self._window)
        dialog.accepted.connect(self._chose)
        self._open(dialog)

    def open_keys(self) -> None:
        """What can be done on this screen, with its keys."""
        if not self._window.is_covered:
            self._open(KeysDialog(self._kit, self._keyed(), self._window))

    def open_switch(self) -> None:
        """Let another person take over, once the page has settled what is open."""
        if self._window.is_covered or not self._window.settle():
            return
        dialog = SwitchPersonDialog(self._kit, PeoplePresenter(self._desk), self._window)
        dialog.accepted.connect(self._taken_over)
        dialog.rejected.connect(self._window.resume)
        self._open(dialog)

    def lock(self) -> None:
        """Save what is typed, then cover the window."""
        if self._desk.is_open and not self._window.is_covered:
            self._window.settle()
            self._locking.lock()

    def _show_models(self) -> None:
        self._window.go(Visit(Place.SETTINGS, at=SettingsPart.MODELS.value))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _taken_over(self) -> None:
        self._window.start_over(Visit(Place.HOME))

    def _cover(self, state: PeopleState) -> None:
        """Dialogs go, since they may show a case; the window shows the lock alone."""
        for dialog in self._window.findChildren(QDialog):
            dialog.reject()
        self._idle.rest()
        view = LockView(self._kit, PeoplePresenter(self._desk), state)
        view.unlocked.connect(self._uncover)
        self._profile = self._desk.acting.profile.profile_id
        self._window.cover(view)
        view.focus()

    def _uncover(self, acting: Acting) -> None:
        """The same person goes on where they were; another one begins at their own work."""
        self._window.uncover()
        self._idle.begin(self._preferences.current.lock_minutes)
        if acting.profile.profile_id == self._profile:
            self._window.resume()
        else:
            self._window.start_over(Visit(Place.HOME))

    def _tell_unlockable(self) -> None:
        """Nobody could open it again."""
        self._window.resume()
        name = self._desk.acting.person.name
        self._window.banner.say(
            self.tr("%1 has no passphrase yet, so the window was not locked. The first signature makes one.").replace(
                "%1", name
            ),
            "warning",
        )

    def _preferred(self, now: Preferences) -> None:
        """Use what was chosen; all parts are made anew where they look otherwise now."""
        before, self._chosen = self._chosen, now
        theme = self._kit.theme
        theme.apply(now.appearance, now.scale, calm=now.reduced_motion)
        if not self._window.is_covered:
            self._idle.begin(now.lock_minutes)
        if (before.appearance, before.text_percent) != (now.appearance, now.text_percent):
            visit = self._window.visit
            at = SettingsPart.APPEARANCE.value if visit.place is Place.SETTINGS else visit.at
            self._window.start_over(Visit(visit.place, visit.case_id, at))
            page = self._window.shown
            if isinstance(page, SettingsView):
                page.focus_chosen("size" if before.text_percent != now.text_percent else "colours")

    def _shortcuts(self) -> list[QShortcut]:
        return [
            self._key(keys, words, act)
            for keys, words, act in (
                ("Ctrl+K", self.tr("Find a case or run a command"), self.open_palette),
                ("?", self.tr("Keys on this screen"), self.open_keys),
                ("Ctrl+Shift+M", self.tr("What can be done with this case"), self._window.life_asked.emit),
                ("Ctrl+Shift+N", self.tr("Notices"), self._window.notices_asked.emit),
                ("F6", self.tr("Next region"), self._next_region),
                ("Shift+F6", self.tr("Previous region"), self._region_before),
                ("Ctrl+Shift+L", self.tr("Lock now"), self.lock),
            )
        ]

    def _key(self, keys: str, words: str, act: Callable[[], None]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self._window)
        shortcut.setWhatsThis(words)
        shortcut.activated.connect(act)
        return shortcut

    def _next_region(self) -> None:
        step_region(self._window, 1)

    def _region_before(self) -> None:
        step_region(self._window, -1)

    def _all(self) -> list[WindowCommand]:
        """What the page offers, then what is everywhere."""
        page = self._window.shown
        everywhere = [
            WindowCommand(
                key.whatsThis(), shown(key.key().toString(QKeySequence.SequenceFormat.PortableText)), key.activated.emit
            )
            for key in self._keys
        ]
        here = commands_in(page, self._window.visit.place, self._kit.keys, command_words()) if page else ()
        return [*here, *self.life.commands, *self._places(), *everywhere, *self._others()]

    def _keyed(self) -> list[WindowCommand]:
        """Every key of the page, then those of everywhere; and what else the page says of its keys."""
        keys, words = self._kit.keys, command_words()
        here = sorted(keys.at(self._window.visit.place), key=lambda command: not command.places)
        known = [WindowCommand(words[c.name], keys.hint(c.name), _nothing) for c in here if keys.keys(c)]
        told = {command.keys for command in known}
        return [*known, *(c for c in self._all() if c.keys and c.keys not in told)]

    def _places(self) -> list[WindowCommand]:
        return [
            WindowCommand(words, keys, partial(self._window.go, visit)) for words, keys, visit in self._window.places()
        ]

    def _others(self) -> list[WindowCommand]:
        tr = QCoreApplication.translate
        parts = {
            SettingsPart.MODELS: tr("SettingsView", "Models and keys"),
            SettingsPart.LIBRARIES: tr("SettingsView", "Reference libraries"),
            SettingsPart.PEOPLE: tr("SettingsView", "People"),
            SettingsPart.NOTICES: tr("SettingsView", "Notices"),
            SettingsPart.PRACTICE: tr("SettingsView", "Practice"),
            SettingsPart.APPEARANCE: tr("SettingsView", "Appearance"),
            SettingsPart.KEYBOARD: tr("SettingsView", "Keyboard"),
            SettingsPart.ABOUT: tr("SettingsView", "About and diagnostics"),
        }
        settings = [
            WindowCommand(
                self.tr("Settings: %1").replace("%1", words),
                "",
                partial(self._window.go, Visit(Place.SETTINGS, at=part.value)),
            )
            for part, words in parts.items()
        ]
        practice = WindowCommand(self.tr("Practice"), "", partial(self._window.go, Visit(Place.PRACTICE)))
        preview = WindowCommand(self.tr("Preview a form pack"), "", partial(self._window.go, Visit(Place.PREVIEW)))
        return [WindowCommand(self.tr("Switch person"), "", self.open_switch), practice, preview, *settings]

    def _entries(self) -> list[PaletteEntry]:
        commands = [c for c in self._all() if c.words != self.tr("Find a case or run a command")]
        self._commands = {f"do:{number}": command.run for number, command in enumerate(commands)}
        return [
            PaletteEntry(f"do:{number}", command.words, keys=command.keys, icon="command")
            for number, command in enumerate(commands)
        ]

    def _chose(self) -> None:
        dialog = self.sender()
        entry = dialog.chosen if isinstance(dialog, PaletteDialog) else None
        if entry is None:
            return
        if entry.state is not None:
            case_id = entry.key.removeprefix("case:")
            self._window.go(Visit(LEADS_TO.get(entry.state, Place.AUDIT), case_id))
        elif entry.key in self._commands:
            self._commands[entry.key]()


def _nothing() -> None:
    """A key in the list of keys is read, not pressed."""
