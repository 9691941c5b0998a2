"""Above the foot of a case's page: which machine has it and since when, and what can be done about that."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.domain.exchange import CaseExchange
from desktop_app.qt.case_exchange_presenter import CaseExchangePresenter
from desktop_app.views.exchange_words import place_words
from desktop_app.views.machine_choice import MachineChoice
from desktop_app.views.take_back_dialog import TakeBackDialog
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, named, row


class ExchangeLine(QWidget):
    """Shown where there is something to say. A case that waits for a decision can be sent from here too."""

    def __init__(self, kit: Kit, presenter: CaseExchangePresenter, banner: Banner) -> None:
        super().__init__()
        presenter.setParent(self)  # it goes with the page, in the thread of the page
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._kit, self._presenter, self._title, self._waits = kit, presenter, "", False
        self._found = CaseExchange("")
        self._words = kit.words(style="small", tone="2", wrapped=True)
        self.choice = MachineChoice(kit, self)
        self.call = kit.button(self.tr("Call back"), "secondary", "corner-up-left")
        self.again = kit.button(self.tr("Put the file again"), "secondary", "refresh-cw")
        self.back = kit.button("", "primary", "corner-up-left", name=self.tr("Return"))
        named(self, self.tr("Other machines"))
        acts = (self.choice.button, self.again, self.call, self.back)
        edge = kit.theme.space("m")
        around = (edge, kit.theme.px(6), edge, kit.theme.px(6))
        row((self._words, 1), *acts, gap=kit.theme.px(8), around=around, into=self)
        self.choice.chosen.connect(presenter.send)
        self.call.clicked.connect(self._call_back)
        self.again.clicked.connect(presenter.put_again)
        self.back.clicked.connect(presenter.give_back)
        presenter.shown.connect(self._show)
        presenter.failed.connect(banner.fail)
        self.hide()

    def show_case(self, case_id: str, title: str, *, waits: bool) -> None:
        """Look where this case is; `waits`: it was sent, so that it can go from here."""
        if case_id != self._found.case_id:
            self._found = CaseExchange(case_id)
            self.hide()
        self._title, self._waits = title, waits
        self._presenter.look(case_id)

    def leave(self) -> None:
        """Another page is shown."""
        self._presenter.look("")

    def _show(self, found: CaseExchange) -> None:
        self._found, away = found, found.away
        self._words.setText(place_words(found) or self.tr("Somebody at another machine can decide about it."))
        self.choice.show_machines(found.machines)
        self.choice.button.setVisible(self._waits and self.choice.has_machines)
        self.call.setVisible(away is not None and not away.given_back)
        self.again.setVisible(found.standing is not None and found.standing.lost)
        words = self.tr("Return to %1").replace("%1", found.came_from)
        self.back.setText(words)
        self.back.setAccessibleName(words)
        self.back.setVisible(bool(found.came_from))
        self.back.setEnabled(found.decided)
        self.setVisible(bool(place_words(found)) or not self.choice.button.isHidden())

    def _call_back(self) -> None:
        """Of a case that another machine has the person is told first what that leads to."""
        by = self._found.standing.claimed_by if self._found.standing else ""
        if not by:
            self._presenter.call_back()
            return
        dialog = TakeBackDialog(self._kit, self._title, by, self)
        dialog.accepted.connect(self._take_back)
        dialog.open()

    def _take_back(self) -> None:
        self._presenter.call_back(force=True)
