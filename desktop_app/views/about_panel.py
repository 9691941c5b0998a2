"""About and diagnostics: what the program and the machine are."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_app.domain.machine import Check
from desktop_app.qt.row_list_model import Row
from desktop_app.qt.settings_presenter import AboutState, SettingsPresenter
from desktop_app.qt.window_words import for_window
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.kit import Kit, row
from desktop_app.widgets.row_list import RowList


class AboutPanel(QWidget):
    """Versions, what was found of what the program needs, and a report of both."""

    def __init__(self, kit: Kit, presenter: SettingsPresenter) -> None:
        super().__init__()
        self._kit, self._presenter, self._state = kit, presenter, AboutState()
        self._looking = kit.words(self.tr("Reading the record and looking at this computer…"), tone="3", wrapped=True)
        self._versions = RowList(kit, self.tr("Versions"), compact=True)
        self._checks = RowList(kit, self.tr("What this computer has"))
        self._copy = kit.button(self.tr("Copy report"), "primary")
        self._copied = kit.words(tone="success", wrapped=True)
        self._build()
        self._copy.clicked.connect(self._copy_report)
        presenter.about.connect(self._show)

    def enter(self) -> None:
        """Look at what there is."""
        self._copied.setText("")
        self._presenter.look_at_machine()

    def leave(self) -> None:
        """Nothing is left open."""

    def _build(self) -> None:
        kit = self._kit
        self._copy.setEnabled(False)
        versions = kit.card(kit.words(self.tr("Versions"), "subhead"), self._versions, gap="s")
        checks = kit.card(kit.words(self.tr("What this computer has"), "subhead"), self._looking, self._checks, gap="s")
        below = self.tr("The report holds what stands here and nothing of a case.")
        copy = row(self._copy, (self._copied, 1), gap=kit.theme.space("s"))
        stacked(kit, self, heading(kit, self.tr("About and diagnostics"), below), copy, versions, checks)

    def _show(self, state: AboutState) -> None:
        self._state = state
        self._looking.hide()
        self._copy.setEnabled(True)
        self._versions.show_rows([Row(name, name, state=value) for name, value in state.versions])
        self._checks.show_rows([self._row(check) for check in state.checks])

    def _row(self, check: Check) -> Row:
        state, tone = self.tr("Found"), "success"
        if not check.ok:
            state, tone = (self.tr("Missing"), "danger") if check.needed else (self.tr("Not here"), "neutral")
        return Row(check.name, check.name, for_window(check.words), state, tone)

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._state.report)
        self._copied.setText(self.tr("The report is on the clipboard."))
