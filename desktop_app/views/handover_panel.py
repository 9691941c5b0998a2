"""Other machines: the exchange folder, who the machines are, and the cases between them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.domain.exchange import Newcomer
from desktop_app.domain.handover import fingerprint
from desktop_app.qt.handover_presenter import HandoverPage, HandoverPresenter
from desktop_app.qt.row_list_model import Row
from desktop_app.views.conflict_cards import ConflictCards
from desktop_app.views.exchange_cards import ExchangeCard, ExchangeCards
from desktop_app.views.file_intake import documents_folder
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit


class HandoverPanel(QWidget):
    """Conflicts first, then what comes and goes, then who the machines are."""

    def __init__(self, kit: Kit, presenter: HandoverPresenter, banner: Banner) -> None:
        super().__init__()
        presenter.setParent(self)
        self._kit, self._presenter, self._page = kit, presenter, HandoverPage("", "")
        self._folder = kit.words(tone="2", wrapped=True)
        self._own = kit.words(wrapped=True)
        self._choose = kit.button(self.tr("Choose folder…"), "primary", "folder-open")
        self._look = kit.button(self.tr("Look again"), "secondary", "refresh-cw")
        self._introduce = kit.button(self.tr("Introduce this machine"), "secondary", "fingerprint")
        self._accept = kit.button(
            self.tr("The fingerprint is the same: accept"), "secondary", "shield-check", size="small"
        )
        self._conflicts, self._cases = ConflictCards(kit, presenter), ExchangeCards(kit, presenter)
        self._machines = ExchangeCard(
            kit, self.tr("Machines"), self.tr("No other machine has introduced itself in the folder."), self._accept
        )
        self._build()
        self._choose.clicked.connect(self._ask_for_folder)
        self._look.clicked.connect(presenter.look)
        self._introduce.clicked.connect(presenter.introduce)
        self._accept.clicked.connect(lambda: presenter.accept(self._machines.key))
        self._machines.chosen.connect(self._choose_machine)
        presenter.shown.connect(self._show)
        presenter.failed.connect(banner.fail)

    def enter(self) -> None:
        """Look at what there is."""
        self._presenter.look()

    def leave(self) -> None:
        """Nothing that was typed is kept here."""

    def _build(self) -> None:
        kit = self._kit
        below = self.tr(
            "Two people work at one case from two machines, each with a store of its own, through a folder that both "
            "can write. Case files in it are sealed for the machines that you accepted, and signed."
        )
        acts = FlowRow(self._choose, self._introduce, self._look, gap=kit.theme.space("xs"))
        folder = kit.card(kit.words(self.tr("Exchange folder"), "subhead"), self._folder, self._own, acts, gap="s")
        head = heading(kit, self.tr("Other machines"), below)
        stacked(kit, self, head, self._conflicts, self._cases, self._machines, folder)
        self._show(self._page)

    def _show(self, page: HandoverPage) -> None:
        self._page = page
        named = bool(page.folder)
        words = (
            self.tr("Folder: %1").replace("%1", page.folder)
            if named
            else self.tr("No folder is named yet. An administrator chooses one that both machines can read and write.")
        )
        self._folder.setText(words)
        self._own.setText(self.tr("Fingerprint of this machine: %1").replace("%1", page.own))
        self._own.setVisible(bool(page.own))
        self._conflicts.show_conflicts(page.conflicts)
        self._cases.show_page(page)
        self._machines.show_rows([self._row(each) for each in page.machines])
        self._choose_machine(self._machines.key)
        for part in (self._cases, self._machines, self._introduce, self._look):
            part.setVisible(named)

    def _row(self, machine: Newcomer) -> Row:
        people = ", ".join(person.name for person in machine.people)
        if machine.known:
            state, tone = self.tr("Accepted"), "success"
        elif machine.accepted_before:
            state, tone = self.tr("Its people have changed"), "warning"
        else:
            state, tone = self.tr("Not accepted"), "warning"
        return Row(machine.machine_id, machine.name, people, state, tone, icon="server")

    def _choose_machine(self, key: str) -> None:
        found = next((each for each in self._page.machines if each.machine_id == key), None)
        if found is None:
            return
        self._accept.setVisible(not found.known)
        words = self.tr("Fingerprint: %1. Let somebody there read it to you, by telephone and not by the folder.")
        keys = [f"{person.name} {fingerprint(key)}" for person in found.people for key in person.keys]
        told = self.tr("Keys that its people sign with: %1.").replace("%1", "; ".join(keys)) if keys else ""
        self._machines.say(" ".join((words.replace("%1", fingerprint(found.machine_id)), told)).strip())

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose the exchange folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(self._page.folder or documents_folder())
        dialog.fileSelected.connect(self._presenter.name_folder)
        dialog.open()
