"""Cases between machines as cards: what comes, what can go, and what is elsewhere with who has it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop_app.domain.exchange import Coming, Incoming
from desktop_app.domain.handover import fingerprint
from desktop_app.domain.handover_file import read_instant
from desktop_app.qt.handover_presenter import Away, HandoverPage, HandoverPresenter, Here
from desktop_app.qt.row_list_model import Row
from desktop_app.views.day_words import moment_words
from desktop_app.views.remove_dialog import Removal, RemoveDialog
from desktop_app.views.state_words import bands, case_states
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
        self._incoming.show_rows([self._incoming_row(each) for each in page.incoming])
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
        self._incoming.say(self._about_incoming(found))

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
            self._away.say(self._about_away(found))

    def _call_back(self) -> None:
        """Of a case that another machine has the person is told first what that leads to."""
        found = next((each for each in self._page.away if each.file.case_id == self._away.key), None)
        if found is None:
            return
        if not found.standing.claimed_by:
            self._presenter.call_back(found.file.case_id)
            return
        words = Removal(
            self.tr(
                "%1 works at it. You can go on here all the same: when it comes back, both texts are shown and a "
                "person decides. Nothing is merged by itself."
            ).replace("%1", found.standing.claimed_by),
            self.tr("Wait for its return"),
            self.tr("Take it back"),
        )
        dialog = TakeBackDialog(self._kit, found.file.title, words, self)
        dialog.accepted.connect(partial(self._presenter.call_back, found.file.case_id, force=True))
        dialog.open()

    def _incoming_row(self, each: Incoming) -> Row:
        label, key = each.label, each.file_id or each.name
        words, tone = self._coming(each)
        if label is None:
            first = self.tr("A file from %1").replace("%1", _sender(each) or self.tr("an unknown machine"))
            return Row(key, first, each.name, words, tone, icon="file-text")
        band = {str(band.value): name for band, name in bands().items()}.get(label.band, "")
        second = " · ".join(filter(None, (label.form, label.reference, each.sender, label.person, band)))
        return Row(key, label.title, second, words, tone, icon="file-text")

    def _coming(self, each: Incoming) -> tuple[str, str]:
        returned = each.label is not None and each.label.answers
        return {
            Coming.WAITS: (self.tr("Came back"), "success") if returned else (self.tr("Waits"), "accent"),
            Coming.CLAIMED: (self.tr("Claimed elsewhere"), "neutral"),
            Coming.CLAIMED_HERE: (self.tr("Claimed here"), "warning"),
            Coming.KNOWN: (self.tr("Taken in"), "neutral"),
            Coming.UNKNOWN_MACHINE: (self.tr("Machine not accepted"), "warning"),
            Coming.TAMPERED: (self.tr("Changed on its way"), "danger"),
        }[each.coming]

    def _about_incoming(self, each: Incoming) -> str:
        if each.coming is Coming.CLAIMED:
            words = self.tr("%1 has claimed it, %2. Who has it can give up the claim.")
            return words.replace("%1", each.claimed_by).replace("%2", _moment(each.claimed_at))
        if each.coming is Coming.UNKNOWN_MACHINE:
            return self.tr("Accept the machine first, below, after comparing its fingerprint.")
        if each.coming is Coming.TAMPERED:
            return self.tr("It is not taken in: %1. Ask who sent it to put it again.").replace("%1", each.why)
        return (
            self.tr("Put by %1, %2.").replace("%1", each.label.person).replace("%2", _moment(each.label.at))
            if (each.label)
            else ""
        )

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

    def _about_away(self, each: Away) -> str:
        standing = each.standing
        if standing.lost:
            return self.tr("Its file is not in the folder any more. Everything is here: put it again.")
        if standing.claimed_by:
            words = self.tr("%1 has it since %2. It is only read here until it is back.")
            return words.replace("%1", standing.claimed_by).replace("%2", _moment(standing.claimed_at))
        since = moment_words(standing.handover.at)
        words = self.tr("It waits for %1 since %2. It is only read here; nobody has taken it yet.")
        return words.replace("%1", standing.machine).replace("%2", since)


class TakeBackDialog(RemoveDialog):
    """Before work goes on here at a case that another machine has."""

    def __init__(self, kit: Kit, name: str, words: Removal, parent: QWidget) -> None:
        super().__init__(kit, name, words, parent)
        self.setWindowTitle(self.tr("Take back %1?").replace("%1", name))


def _moment(words: str) -> str:
    at: datetime | None = None
    with suppress(ValueError):
        at = read_instant(words)
    return moment_words(at)


def _sender(each: Incoming) -> str:
    """The machine's name; of one that is not known the beginning of its fingerprint."""
    return fingerprint(each.sender) if each.coming is Coming.UNKNOWN_MACHINE else each.sender
