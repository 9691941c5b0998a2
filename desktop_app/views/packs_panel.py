"""Form packs: those that cases can be opened on, and the way to the preview of one that is being written."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.qt.new_case_presenter import NewCasePresenter, NewCaseState
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.row_list_model import Row
from desktop_app.views.file_intake import documents_folder
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit
from desktop_app.widgets.row_list import RowList


class PacksPanel(QWidget):
    """A list of forms without faults, and buttons that lead to the preview of one or of any folder."""

    asked = Signal(object)

    def __init__(self, kit: Kit, presenter: NewCasePresenter, banner: Banner) -> None:
        super().__init__()
        self._presenter = presenter
        self._list = RowList(kit, self.tr("Form packs"))
        self._none = kit.words(self.tr("No form pack is installed."), tone="2", wrapped=True)
        self._chosen = kit.button(self.tr("Preview the chosen one"), "secondary", "eye", size="small")
        self._folder = kit.button(self.tr("Preview a folder…"), "primary", "folder-open")
        below = self.tr("What cases are opened on. A pack is a folder of text files that experts of your work write.")
        listed = kit.card(
            kit.words(self.tr("Forms that can be used"), "subhead", wrapped=True),
            self._none, self._list, FlowRow(self._chosen, gap=kit.theme.space("xs")),
            gap="s",
        )  # fmt: skip
        about = self.tr(
            "The preview shows a form as people will see it while you write it, again each time that a file is saved, "
            "with faults and advice at their line. To begin a pack: countersign pack new NAME"
        )
        written = kit.card(
            kit.words(self.tr("Write a form pack"), "subhead", wrapped=True),
            kit.words(about, tone="2", wrapped=True),
            FlowRow(self._folder, gap=kit.theme.space("xs")),
            gap="s",
        )
        stacked(kit, self, heading(kit, self.tr("Form packs"), below), listed, written)
        self._chosen.clicked.connect(self._preview_chosen)
        self._folder.clicked.connect(self._preview_folder)
        presenter.shown.connect(self._show)
        presenter.failed.connect(banner.fail)
        self._show_forms([])

    def enter(self) -> None:
        """Look at what there is."""
        self._presenter.look()

    def leave(self) -> None:
        """Nothing is left open here."""

    def _show(self, state: NewCaseState) -> None:
        self._show_forms([Row(f.name, f.title, f"{f.name} {f.version}", icon="file-text") for f in state.forms])

    def _show_forms(self, rows: list[Row]) -> None:
        self._list.show_rows(rows)
        self._list.setVisible(bool(rows))
        self._chosen.setVisible(bool(rows))
        self._none.setVisible(not rows)

    def _preview_chosen(self) -> None:
        if self._list.key:
            self.asked.emit(Visit(Place.PREVIEW, at=self._list.key))

    def _preview_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of the form pack"), documents_folder())
        if folder:
            self.asked.emit(Visit(Place.PREVIEW, at=folder))
