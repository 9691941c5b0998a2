"""Reference libraries: folders of documents that cases may cite, listed, added and taken away."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from desktop_app.domain.library import Library
from desktop_app.qt.library_presenter import Indexing, LibraryPresenter, Stopped
from desktop_app.qt.row_list_model import Row
from desktop_app.views.day_words import moment_words
from desktop_app.views.file_intake import documents_folder
from desktop_app.views.remove_dialog import Removal, RemoveDialog
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, named, row
from desktop_app.widgets.row_list import RowList

translate = QCoreApplication.translate


class LibrariesPanel(QWidget):
    """A list, what can be done with the chosen one, and a folder to add."""

    def __init__(self, kit: Kit, presenter: LibraryPresenter, banner: Banner) -> None:
        super().__init__()
        self._kit, self._presenter, self._banner = kit, presenter, banner
        self._list = RowList(kit, self.tr("Reference libraries"))
        self._none = kit.words(
            self.tr("No library yet. Add a folder of documents that many cases cite, such as laws or house rules."),
            tone="2",
            wrapped=True,
        )
        self._about = kit.words(style="small", tone="2", wrapped=True)
        self._again = kit.button(self.tr("Read again"), "secondary", "refresh-cw", size="small")
        self._remove = kit.button(self.tr("Remove"), "secondary", "x", size="small")
        self._name = QLineEdit()
        self._add = kit.button(self.tr("Add folder…"), "primary", "folder-open")
        self._cancel = kit.button(self.tr("Cancel"), "secondary", "x")
        self._said = kit.words(tone="2", wrapped=True)
        self._build()
        self._connect()

    def enter(self) -> None:
        """Look at what there is."""
        self._presenter.look()

    def leave(self) -> None:
        """What is being read goes on."""

    def _build(self) -> None:
        kit = self._kit
        self._acts = FlowRow(self._again, self._remove, gap=kit.theme.space("xs"))
        listed = kit.card(
            kit.words(self.tr("Libraries of this computer"), "subhead", wrapped=True),
            self._none, self._list, self._about, self._acts,
            gap="s",
        )  # fmt: skip
        label = self.tr("Name")
        hint = self.tr("Form packs ask for the library by this name. Left empty: that of the folder.")
        field = FieldFrame(kit, label, named(self._name, label, hint), hint=hint, nested=True)
        title = kit.words(self.tr("Add a library"), "subhead")
        form = kit.card(title, field, self._said, row(self._add, self._cancel, None), gap="s")
        below = self.tr(
            "Folders of documents that sections may cite beside the case's own. What a draft is offered of a library "
            "is kept with its case."
        )
        stacked(kit, self, heading(kit, self.tr("Reference libraries"), below), listed, form)
        self._said.hide()
        self._cancel.hide()
        self._show(())

    def _connect(self) -> None:
        self._list.chosen.connect(self._show_chosen)
        self._again.clicked.connect(self._read_again)
        self._remove.clicked.connect(self._ask_to_remove)
        self._add.clicked.connect(self._ask_for_folder)
        self._cancel.clicked.connect(self._presenter.cancel)
        self._presenter.shown.connect(self._show)
        self._presenter.moved.connect(self._show_moved)
        self._presenter.added.connect(self._show_added)
        self._presenter.stopped.connect(self._show_stopped)
        self._presenter.failed.connect(self._banner.fail)

    # What is shown

    def _show(self, libraries: tuple[Library, ...]) -> None:
        self._list.show_rows([Row(each.name, each.name, _counts(each), icon="layers") for each in libraries])
        for part in (self._list, self._acts):
            part.setVisible(bool(libraries))
        self._none.setVisible(not libraries)
        self._show_chosen(self._list.key)

    def _show_chosen(self, name: str) -> None:
        chosen = self._library(name)
        self._about.setVisible(chosen is not None)
        if chosen is not None:
            words = self.tr("Folder: %1. Indexed: %2.")
            self._about.setText(words.replace("%2", moment_words(chosen.added_at)).replace("%1", _told(chosen.folder)))

    def _show_moved(self, now: Indexing) -> None:
        self._run(on=True)
        if now.library:
            words = self.tr("%1 can be searched by words. Search by meaning: %2 of %3 passages.")
            words = words.replace("%1", now.library).replace("%2", _number(now.done)).replace("%3", _number(now.of))
        else:
            words = self.tr("Reading the folder. Documents so far: %1").replace("%1", _number(now.documents))
        self._say(words)

    def _show_added(self, library: Library) -> None:
        self._run(on=False)
        self._name.clear()
        self._say(self.tr("%1 is ready. %2").replace("%1", library.name).replace("%2", _counts(library)))
        self._list.choose(library.name)

    def _show_stopped(self, stopped: Stopped) -> None:
        self._run(on=False)
        kept = self.tr("Stopped. %1 is searched by words alone.").replace("%1", stopped.library)
        self._say(kept if stopped.library else self.tr("Stopped. The libraries are as they were."))

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()

    def _run(self, *, on: bool) -> None:
        """While a folder is read its Cancel stands in the place of what begins one, and has the keyboard."""
        if on is not self._cancel.isHidden():
            return
        before, after = (self._add, self._cancel) if on else (self._cancel, self._add)
        after.show()
        if before.hasFocus():
            after.setFocus()
        before.hide()
        self._again.setEnabled(not on)
        self._remove.setEnabled(not on)

    # What is done

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Add a folder of documents"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(documents_folder())
        dialog.fileSelected.connect(self.add_folder)
        dialog.open()

    def add_folder(self, folder: str) -> None:
        """Make a library of this one, under the name that was typed."""
        self._presenter.add(folder, self._name.text().strip())

    def _read_again(self) -> None:
        chosen = self._library(self._list.key)
        if chosen is not None:
            self._presenter.add(chosen.folder, chosen.name)

    def _ask_to_remove(self) -> None:
        name = self._list.key
        words = Removal(
            self.tr(
                "Drafts find nothing in this library any more. The folder stays as it is, and so does what cases keep "
                "of the library. To use it later, add the folder again."
            ),
            self.tr("Keep library"),
            self.tr("Remove library"),
        )
        dialog = RemoveDialog(self._kit, name, words, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._presenter.remove, name))
        dialog.open()

    def _library(self, name: str) -> Library | None:
        return next((each for each in self._presenter.libraries if each.name == name), None)


def _told(folder: str) -> str:
    """A folder as people know it: what stands in their own begins with ~."""
    path = Path(folder)
    return str(Path("~") / path.relative_to(Path.home())) if path.is_relative_to(Path.home()) else folder


def _number(count: int) -> str:
    return QLocale().toString(count)


def _counts(library: Library) -> str:
    """Documents, those that gave no text, and passages."""
    parts = [translate("library", "Documents: %1").replace("%1", _number(library.documents))]
    if library.unread:
        parts.append(translate("library", "not read: %1").replace("%1", _number(library.unread)))
    parts.append(translate("library", "passages: %1").replace("%1", _number(library.passages)))
    return " · ".join(parts)
