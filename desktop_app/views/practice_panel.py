"""Settings: the policy on practice cases, which everybody may read and an administrator declares."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from desktop_app.domain.practice import PracticePolicy
from desktop_app.domain.practice_sheet import PracticeStanding
from desktop_app.qt.practice_presenter import PracticePresenter
from desktop_app.views.practice_words import declared, policy_words
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.kit import Kit, named
from desktop_app.widgets.tick_box import TickBox

DAYS = (0, 7, 14, 30, 60, 90, 180)
"""That are offered; 0: only when somebody asks for one."""


class PracticePanel(QWidget):
    """What holds is said to all; who may declare it has the fields too."""

    def __init__(self, kit: Kit, presenter: PracticePresenter, may_declare: Callable[[], bool], banner: Banner) -> None:
        super().__init__()
        presenter.setParent(self)
        self._presenter, self._may_declare = presenter, may_declare
        self._words, self._who = kit.words(wrapped=True), kit.words(style="small", tone="3", wrapped=True)
        self._who.setText(self.tr("An administrator declares this. A change of it is in the record."))
        self.days = DropDown(kit.theme, self.tr("Offered every"))
        sees = self.tr("Administrators see what single people found")
        self.sees = named(TickBox(kit.theme, sees), sees)
        self.sees.setFont(kit.theme.font())
        self._frame = FieldFrame(kit, self.tr("Offered every"), self.days, nested=True)
        said = kit.card(
            kit.words(self.tr("Policy"), "subhead"), self._words, self._frame, self.sees, self._who, gap="s"
        )
        about = kit.card(kit.words(declared(), wrapped=True), kit.words(self._about(), wrapped=True, tone="2"), gap="s")
        below = self.tr("Texts with known errors show people whether they still read.")
        stacked(kit, self, heading(kit, self.tr("Practice"), below), said, about)
        self.days.activated.connect(self._declare)
        self.sees.toggled.connect(self._declare)
        presenter.stands.connect(self._show)
        presenter.failed.connect(banner.fail)

    def enter(self) -> None:
        """Look at what holds."""
        self._presenter.look()

    def leave(self) -> None:
        """Nothing is left open."""

    def _about(self) -> str:
        return self.tr(
            "A practice case is never decided, signed or counted as a real one, and none of its errors is put into "
            "real work. The record tells that one was finished and how many errors were found, not which."
        )

    def _show(self, standing: PracticeStanding) -> None:
        policy, may = standing.policy, self._may_declare()
        self._words.setText(policy_words(policy))
        for part in (self._frame, self.sees):
            part.setVisible(may)
        with QSignalBlocker(self.sees):
            self.sees.setChecked(policy.administrator_sees)
        days = sorted({*DAYS, policy.every_days})
        self.days.show_choices([(self._days_words(each), each) for each in days])
        self.days.choose(policy.every_days)

    def _days_words(self, days: int) -> str:
        return self.tr("%n day(s)", "", days) if days else self.tr("Only when asked for")

    def _declare(self) -> None:
        self._presenter.declare(
            PracticePolicy(every_days=self.days.currentData(), administrator_sees=self.sees.isChecked())
        )
