"""The settings with all their parts."""

from desktop_app.domain.person import Role
from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.delegation_presenter import DelegationPresenter
from desktop_app.qt.desk import Desk
from desktop_app.qt.handover_presenter import HandoverPresenter
from desktop_app.qt.library_presenter import LibraryPresenter
from desktop_app.qt.new_case_presenter import NewCasePresenter
from desktop_app.qt.people_presenter import PeoplePresenter
from desktop_app.qt.practice_presenter import PracticePresenter
from desktop_app.qt.second_reader_presenter import SecondReaderPresenter
from desktop_app.qt.settings_presenter import SettingsPresenter
from desktop_app.views.about_panel import AboutPanel
from desktop_app.views.appearance_panel import AppearancePanel
from desktop_app.views.delegation_panel import DelegationPanel
from desktop_app.views.handover_panel import HandoverPanel
from desktop_app.views.keyboard_panel import KeyboardPanel
from desktop_app.views.libraries_panel import LibrariesPanel
from desktop_app.views.models_panel import ModelsPanel
from desktop_app.views.notices_panel import NoticesPanel
from desktop_app.views.packs_panel import PacksPanel
from desktop_app.views.people_panel import PeoplePanel
from desktop_app.views.practice_panel import PracticePanel
from desktop_app.views.settings_view import SettingsPart, SettingsView
from desktop_app.views.window_dialogs import WindowDialogs
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit


def settings_page(
    kit: Kit, desk: Desk, preferences: PreferencesFile, dialogs: WindowDialogs, banner: Banner
) -> SettingsView:
    """The page; it asks `dialogs` for another person and for the lock."""
    presenter = SettingsPresenter(desk)
    people = PeoplePanel(kit, PeoplePresenter(desk), preferences, banner)
    people.switch_asked.connect(dialogs.open_switch)
    people.lock_asked.connect(dialogs.lock)
    packs = PacksPanel(kit, NewCasePresenter(desk), banner)
    page = SettingsView(
        kit,
        {
            SettingsPart.MODELS: ModelsPanel(kit, presenter, SecondReaderPresenter(desk), banner),
            SettingsPart.LIBRARIES: LibrariesPanel(kit, LibraryPresenter(desk), banner),
            SettingsPart.PACKS: packs,
            SettingsPart.PEOPLE: people,
            SettingsPart.DELEGATION: DelegationPanel(kit, DelegationPresenter(desk), banner),
            SettingsPart.MACHINES: HandoverPanel(kit, HandoverPresenter(desk), banner),
            SettingsPart.NOTICES: NoticesPanel(kit, dialogs.notices, banner),
            SettingsPart.PRACTICE: PracticePanel(
                kit, PracticePresenter(desk), lambda: Role.ADMINISTRATOR in desk.acting.profile.roles, banner
            ),
            SettingsPart.APPEARANCE: AppearancePanel(kit, preferences),
            SettingsPart.KEYBOARD: KeyboardPanel(kit),
            SettingsPart.ABOUT: AboutPanel(kit, presenter),
        },
    )
    packs.asked.connect(page.asked)
    return page
