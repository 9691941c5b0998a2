"""Cases between machines as cards: what comes, what can go, and what is elsewhere with who has it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop_app.domain.exchange import Coming
from desktop_app.qt.handover_presenter import Away, HandoverPage, HandoverPresenter, Here
from desktop_app.qt.row_list_model import Row
from desktop_app.views.exchange_words import about_incoming, incoming_row, standing_words
from desktop_app.views.state_words import case_states
from desktop_app.views.take_back_dialog import TakeBackDialog
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column
from desktop_app.widgets.row_list import RowList


class ExchangeCard(QFrame):
    """A titled list, words where it is empty, and what can be done with the chosen row."""

    chosen = Signal(str)

    def __init__(self, kit: Kit, title: str, none: str, *acts: QPushButton) -> None:
        super().__init__()
        self.list, self._none = RowList(kit, title), kit.words(none, tone="2", wrapped=True)
        self._about = kit.words(style="small", tone="2", wrapped=True)
        self._acts = FlowRow(*acts, gap=kit.theme.space("xs"))
        parts = (kit.words(title, "subhead"), self._none, self.list, self._about, self._acts)
        inside = kit.card(*parts, gap="s")
        column(inside, gap=0, into=self)
        self.list.chosen.connect(self.chosen)
        self.show_rows(())

    @property
    def key(self) -> str:
        """The key of the chosen row."""
        return self.list.key

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These rows now."""
        self.list.show_rows(rows)
        self._none.setVisible(not rows)
        for part in (self.list, self._acts):
            part.setVisible(bool(rows))
        if not rows:
            self.say("")

    def say(self, words: str) -> None:
        """About the chosen row."""
        self._about.setText(words)
        self._about.setVisible(bool(words))


class ExchangeCards(QWidget):
    """The three of them."""

    def __init__(self, kit: Kit, presenter: HandoverPresenter) -> None:
        super().__init__()
        self._kit, self._presenter, self._page = kit, presenter, HandoverPage("", "")
        self._take = kit.button(self.tr("Take in"), "primary", "inbox", size="small")
        self._release = kit.button(self.tr("Give up the claim"), "secondary", "x", size="small")
        self._send = kit.button(self.tr("Hand over"), "secondary", "arrow-right", size="small")
        self._back = kit.button(self.tr("Give back"), "secondary", "corner-up-left", size="small")
        self._again = kit.button(self.tr("Put the file again"), "secondary", "refresh-cw", size="small")
        self._call = kit.button(self.tr("Call back"), "secondary", "corner-up-left", size="small")
        self._incoming = ExchangeCard(
            kit, self.tr("Incoming"), self.tr("Nothing has come for this machine."), self._take, self._release
        )
        self._here = ExchangeCard(
            kit, self.tr("Here"), self.tr("No case here waits for a decision."), self._send, self._back
        )
        self._away = ExchangeCard(
            kit, self.tr("Elsewhere"), self.tr("No case of yours is elsewhere."), self._call, self._again
        )
        column(self._incoming, self._here, self._away, gap=kit.theme.space("m"), into=self)
        self._connect()

    def show_page(self, page: HandoverPage) -> None:
        """What there is now."""
        self._page = page
        self._incoming.show_rows([incoming_row(each) for each in page.incoming])
        self._here.show_rows([self._here_row(each) for each in page.here])
        self._away.show_rows([self._away_row(each) for each in page.away])
        for card in (self._incoming, self._here, self._away):
            card.chosen.emit(card.key)

    def _connect(self) -> None:
        presenter = self._presenter
        self._take.clicked.connect(lambda: presenter.take(self._incoming.key))
        self._release.clicked.connect(lambda: presenter.release(self._incoming.key))
        self._send.clicked.connect(lambda: presenter.send(self._here.key))
        self._back.clicked.connect(lambda: presenter.give_back(self._here.key))
        self._again.clicked.connect(lambda: presenter.put_again(self._away.key))
        self._call.clicked.connect(self._call_back)
        self._incoming.chosen.connect(self._choose_incoming)
        self._here.chosen.connect(self._choose_here)
        self._away.chosen.connect(self._choose_away)

    def _choose_incoming(self, key: str) -> None:
        found = next((each for each in self._page.incoming if (each.file_id or each.name) == key), None)
        if found is None:
            return
        can = found.label is not None and found.coming in (Coming.WAITS, Coming.CLAIMED_HERE)
        self._take.setEnabled(can)
        self._release.setVisible(found.coming is Coming.CLAIMED_HERE)
        self._incoming.say(about_incoming(found))

    def _choose_here(self, key: str) -> None:
        found = next((each for each in self._page.here if each.file.case_id == key), None)
        if found is not None:
            self._send.setVisible(not found.goes_back)
            self._back.setVisible(found.goes_back)
            self._send.setEnabled(any(each.known for each in self._page.machines))

    def _choose_away(self, key: str) -> None:
        found = next((each for each in self._page.away if each.file.case_id == key), None)
        if found is not None:
            self._again.setVisible(found.standing.lost)
            self._away.say(standing_words(found.standing))

    def _call_back(self) -> None:
        """Of a case that another machine has the person is told first what that leads to."""
        found = next((each for each in self._page.away if each.file.case_id == self._away.key), None)
        if found is None:
            return
        if not found.standing.claimed_by:
            self._presenter.call_back(found.file.case_id)
            return
        dialog = TakeBackDialog(self._kit, found.file.title, found.standing.claimed_by, self)
        dialog.accepted.connect(partial(self._presenter.call_back, found.file.case_id, force=True))
        dialog.open()

    def _here_row(self, each: Here) -> Row:
        state = self.tr("From another machine") if each.goes_back else case_states()[each.file.state]
        tone = "accent" if each.goes_back else ""
        return Row(each.file.case_id, each.file.title, each.file.reference, state, tone, icon="file-text")

    def _away_row(self, each: Away) -> Row:
        standing = each.standing
        if standing.lost:
            words, tone = self.tr("File lost"), "danger"
        elif standing.claimed_by:
            words, tone = self.tr("Claimed elsewhere"), "warning"
        else:
            words, tone = self.tr("Not taken yet"), "accent"
        second = " · ".join(filter(None, (each.file.reference, standing.claimed_by or standing.machine)))
        return Row(each.file.case_id, each.file.title, second, words, tone, icon="lock")
