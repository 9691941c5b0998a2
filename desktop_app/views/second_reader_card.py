"""Who reads sentences a second time, and how far that counts."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.domain.reader_agreement import LEAST_KAPPA, LEAST_SHARE, Agreement
from desktop_app.qt.second_reader_presenter import SecondReader, SecondReaderPresenter
from desktop_app.views.file_intake import documents_folder
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.kit import Kit, column, named, row


class SecondReaderCard(QWidget):
    """A choice, which is the administrator's."""

    def __init__(self, kit: Kit, presenter: SecondReaderPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        label, hint = (
            self.tr("Second reader"),
            self.tr("A model that reads each sentence beside its passages, where somebody asks it to."),
        )
        self.reader = DropDown(kit.theme, label, ((self.tr("Nobody"), ""),))
        field = FieldFrame(kit, label, named(self.reader, label, hint), hint=hint, nested=True)
        counts = self.tr("Its doubts count only as far as people have agreed with it.")
        self._agreed = kit.words(style="small", tone="2", wrapped=True)
        self._file = kit.words(style="small", tone="2", wrapped=True)
        self.folder = kit.button(self.tr("Use a model in a folder…"), "secondary", "folder-open", size="small")
        self._who = kit.words(self.tr("An administrator can change this."), "small", "3", wrapped=True)
        title = kit.words(self.tr("Reading a second time"), "subhead", wrapped=True)
        said = kit.words(counts, "small", "2", wrapped=True)
        column(
            kit.card(title, field, row(self.folder, None), self._file, said, self._agreed, self._who, gap="s"),
            gap=0,
            into=self,
        )
        self.reader.activated.connect(self._choose)
        self.folder.clicked.connect(self._ask_for_folder)
        presenter.shown.connect(self.show_state)
        self.show_state(presenter.state)

    def show_state(self, state: SecondReader) -> None:
        """How it is now."""
        self.reader.blockSignals(True)
        self.reader.show_choices(((self.tr("Nobody"), ""), *((name, name) for name in state.choices)))
        self.reader.choose(state.chosen)
        self.reader.setEnabled(state.may_choose)
        self.folder.setVisible(state.may_choose)
        self.reader.blockSignals(False)
        self._agreed.setText(agreement_words(state.agreement))
        self._agreed.setVisible(bool(state.chosen))
        file = state.file
        words = self.tr("A model in files on this computer: %1. Checksum: %2. Nothing leaves the computer.")
        self._file.setText(words.replace("%1", file.folder).replace("%2", file.digest[:16]) if file else "")
        self._file.setToolTip(file.digest if file else "")
        self._file.setVisible(file is not None)
        self._who.setVisible(not state.may_choose)

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("A folder with model.onnx, tokenizer.json and config.json"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(documents_folder())
        dialog.fileSelected.connect(self._presenter.choose_folder)
        dialog.open()

    def _choose(self, _index: int) -> None:
        chosen = str(self.reader.currentData() or "")
        if chosen != self._presenter.state.chosen:
            self._presenter.choose(chosen)


def agreement_words(agreement: Agreement) -> str:
    """How far people agree with a second reader, and what follows from it."""
    tr = QCoreApplication.translate
    nothing = tr("support", "No sentence was judged by people and by it yet.")
    measured = _measured(agreement) if agreement.of else nothing
    if agreement.counts:
        return f"{measured} {tr('support', 'Its doubts are findings.')}"
    needed = tr("support", "Its doubts hold nothing up: they count once at least %1 % and a kappa of %2 are sure.")
    return f"{measured} {needed.replace('%1', f'{100 * LEAST_SHARE:.0f}').replace('%2', f'{LEAST_KAPPA:.1f}')}"


def _measured(agreement: Agreement) -> str:
    tr, (low, high) = QCoreApplication.translate, agreement.kappa_between
    words = tr("support", "Sentences that people and it judged alike: %1 of %2, at least %3 %.")
    words = words.replace("%1", str(agreement.same)).replace("%2", str(agreement.of))
    words = words.replace("%3", str(int(100 * agreement.least_share)))
    if agreement.kappa is None:
        return words
    beyond = tr("support", "Beyond chance (kappa): %1, between %2 and %3.").replace("%1", f"{agreement.kappa:.2f}")
    return f"{words} {beyond.replace('%2', f'{low:.2f}').replace('%3', f'{high:.2f}')}"
