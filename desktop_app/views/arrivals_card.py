"""On top of the queue and of a person's own page: conflicts to see to, what came, what goes back, what is elsewhere."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from desktop_app.domain.exchange import Coming, Incoming
from desktop_app.qt.arrivals_presenter import Arrivals, ArrivalsPresenter, Between
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.row_list_model import Row
from desktop_app.views.day_words import moment_words
from desktop_app.views.exchange_words import about_incoming, coming_words, moment_of, sender_words, standing_words
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.row_list import RowList

MACHINES = Visit(Place.SETTINGS, at="machines")
IN_SIGHT = 3
"""Rows that are seen at once: what waits below stays in sight."""
Act = tuple[str, Callable[[], None]]


class ArrivalsCard(QFrame):
    """Enter, or the button, does what the chosen row is there for. Hidden where there is nothing."""

    asked = Signal(object)
    taken = Signal(str)

    def __init__(self, kit: Kit, presenter: ArrivalsPresenter, banner: Banner) -> None:
        super().__init__()
        presenter.setParent(self)
        self.setProperty("card", "plain")
        named(self, self.tr("Between machines"))
        self._presenter = presenter
        self._acts: dict[str, Act] = {}
        self._abouts: dict[str, str] = {}
        self.list = RowList(kit, self.tr("Cases between machines"), most=IN_SIGHT)
        self._about = kit.words(style="small", tone="2", wrapped=True)
        self.act = kit.button("", "primary", size="small", name=self.tr("What to do with the chosen case"))
        head, foot = kit.words(self.tr("Between machines"), "subhead"), row((self._about, 1), self.act)
        column(head, self.list, foot, gap=kit.theme.space("xs"), around=kit.around("m"), into=self)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._do)
        self.act.clicked.connect(self._press)
        presenter.shown.connect(self._show)
        presenter.taken.connect(self.taken)
        presenter.failed.connect(banner.fail)
        self.hide()

    def enter(self) -> None:
        """The page is shown."""
        self._presenter.look()

    def leave(self) -> None:
        """Another page is shown."""
        self._presenter.rest()

    def take_focus(self) -> bool:
        """The keyboard goes to the first row; whether there is one."""
        if self.isHidden() or not self.list.rows:
            return False
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _show(self, arrivals: Arrivals) -> None:
        self._acts, self._abouts = {}, {}
        rows = [
            *(self._conflict_row(each) for each in arrivals.conflicts),
            *(self._back_row(each) for each in arrivals.going_back),
            *(self._incoming_row(each) for each in arrivals.incoming),
            *(self._away_row(each) for each in arrivals.away),
        ]
        if arrivals.unreached:
            rows.append(self._unreached_row(arrivals.unreached))
        had_focus = self.list.hasFocus()
        self.list.show_rows(rows)
        self.setVisible(bool(rows))
        self._choose(self.list.key)
        if had_focus and not rows:
            self.focusNextChild()

    def _conflict_row(self, each: Between) -> Row:
        key = f"conflict {each.handover.file_id}"
        about = self.tr("It went on here and at %1, in different ways. Nothing is merged by itself: see to it.")
        self._keep(key, about.replace("%1", each.machine), self.tr("See to it"), partial(self.asked.emit, MACHINES))
        return self._row(key, each, self.tr("Conflict"), "danger", "git-compare")

    def _back_row(self, each: Between) -> Row:
        key = f"back {each.handover.file_id}"
        act = partial(self._presenter.give_back, each.file.case_id)
        about = self.tr("It is decided here. It goes back with all that was decided and written.")
        self._keep(key, about, self.tr("Return to %1").replace("%1", each.machine), act)
        return self._row(key, each, self.tr("Goes back"), "accent", "corner-up-left")

    def _away_row(self, each: Between) -> Row:
        key = f"away {each.handover.file_id}"
        visit = Visit(Place.REVIEW, each.file.case_id)
        words = standing_words(each.standing) if each.standing else ""
        self._keep(key, words, self.tr("Open"), partial(self.asked.emit, visit))
        lost = each.standing is not None and each.standing.lost
        claimed = each.standing is not None and bool(each.standing.claimed_by)
        state = self.tr("File lost") if lost else self.tr("Claimed elsewhere") if claimed else self.tr("Not taken yet")
        return self._row(key, each, state, "danger" if lost else "neutral", "lock")

    def _incoming_row(self, each: Incoming) -> Row:
        key, label = f"incoming {each.file_id or each.name}", each.label
        (words, tone), about = coming_words(each), about_incoming(each)
        if each.coming in (Coming.WAITS, Coming.CLAIMED_HERE) and each.file_id:
            self._keep(key, about, self.tr("Take"), partial(self._presenter.take, each.file_id))
        elif each.coming is Coming.UNKNOWN_MACHINE:
            self._keep(key, about, self.tr("Other machines"), partial(self.asked.emit, MACHINES))
        else:
            self._keep(key, about, "", lambda: None)
        sender = self.tr("from %1").replace("%1", sender_words(each) or self.tr("an unknown machine"))
        if label is None:
            return Row(key, self.tr("A case file"), sender, words, tone, icon="file-text")
        parts = (sender, label.form, label.reference, label.person, moment_of(label.at))
        return Row(key, label.title, " · ".join(filter(None, parts)), words, tone, icon="inbox")

    def _unreached_row(self, why: str) -> Row:
        self._keep("unreached", why, self.tr("Other machines"), partial(self.asked.emit, MACHINES))
        return Row("unreached", self.tr("The exchange folder cannot be reached"), why, icon="wifi-off")

    def _row(self, key: str, each: Between, state: str, tone: str, icon: str) -> Row:
        parts = (each.file.reference, each.machine, moment_words(each.handover.at))
        return Row(key, each.file.title, " · ".join(filter(None, parts)), state, tone, icon=icon)

    def _keep(self, key: str, about: str, words: str, act: Callable[[], None]) -> None:
        self._abouts[key], self._acts[key] = about, (words, act)

    def _choose(self, key: str) -> None:
        words = self._acts[key][0] if key in self._acts else ""
        self._about.setText(self._abouts.get(key, ""))
        self.act.setText(words)
        self.act.setAccessibleName(words)
        self.act.setVisible(bool(words))

    def _press(self) -> None:
        self._do(self.list.key)

    def _do(self, key: str) -> None:
        if key in self._acts:
            self._acts[key][1]()
