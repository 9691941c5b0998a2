"""Settings: when a person wants no message, whether the tray tells, and by when one is told of what."""

from collections.abc import Sequence
from datetime import time

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from desktop_app.domain.notice import QuietHours
from desktop_app.qt.notice_presenter import NoticePresenter, NoticesShown
from desktop_app.views.settings_view import heading, stacked
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.field_frame import FieldFrame
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, named
from desktop_app.widgets.tick_box import TickBox

USUAL = QuietHours(time(20), time(7))
"""What is offered to who had no quiet hours yet."""
OFFERED = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))


class NoticesPanel(QWidget):
    """What is chosen is in use at once, and is kept for the person at work."""

    def __init__(self, kit: Kit, presenter: NoticePresenter, banner: Banner) -> None:
        super().__init__()
        self._kit, self._presenter = kit, presenter
        self.quiet = self._box(self.tr("Quiet hours"))
        self.begin, self.end = (DropDown(kit.theme, words) for words in (self.tr("From"), self.tr("Until")))
        self.tray = self._box(self.tr("Messages in the system tray"))
        self._build()
        presenter.shown.connect(self._show)
        presenter.failed.connect(banner.fail)
        for box in (self.quiet, self.tray):
            box.toggled.connect(self._keep)
        for field in (self.begin, self.end):
            field.activated.connect(self._keep)
        self._show(presenter.current)

    def enter(self) -> None:
        """Look at what is chosen."""
        self._presenter.look()

    def leave(self) -> None:
        """Nothing is left open."""

    def _build(self) -> None:
        kit = self._kit
        hours = FlowRow(
            FieldFrame(kit, self.tr("From"), self.begin, nested=True),
            FieldFrame(kit, self.tr("Until"), self.end, nested=True),
            gap=kit.theme.space("m"),
        )
        about = self.tr("No message comes in the tray then, on this computer's clock. The list in the window goes on.")
        quiet = kit.card(self.quiet, hours, kit.words(about, "small", "3", wrapped=True), gap="s")
        tray = kit.card(self.tray, kit.words(self._tray_words(), "small", "3", wrapped=True), gap="s")
        lines = [kit.words(words, wrapped=True) for words in self._rules()]
        when = kit.card(
            kit.words(self.tr("When you are told"), "subhead"), column(*lines, gap=kit.theme.px(4)), gap="s"
        )
        below = self.tr("You are never told of what you did yourself.")
        stacked(kit, self, heading(kit, self.tr("Notices"), below), quiet, tray, when)

    def _tray_words(self) -> str:
        if QSystemTrayIcon.isSystemTrayAvailable():
            return self.tr("What is pressing is told there while the window is open. Closing the window ends it.")
        return self.tr("This desktop has no system tray, so nothing is told there.")

    def _rules(self) -> Sequence[str]:
        return (
            self.tr("At once: what is returned to you, escalated, withdrawn or overdue."),
            self.tr("In the digest of My work: what was approved, signed, answered or commented."),
            self.tr("A case to decide: as its form says for its confidence. Unless it says otherwise, Low is told at "
                    "once and the others in the digest."),
        )  # fmt: skip

    def _show(self, shown: NoticesShown) -> None:
        state = shown.notices.state
        hours = state.quiet or USUAL
        blocked = [QSignalBlocker(part) for part in (self.quiet, self.tray)]
        self.quiet.setChecked(state.quiet is not None)
        self.tray.setChecked(state.tray)
        for field, chosen in ((self.begin, hours.begin), (self.end, hours.end)):
            times = [f"{each:%H:%M}" for each in sorted({*OFFERED, chosen})]
            if field.count() != len(times):
                field.show_choices([(each, each) for each in times])
            field.choose(f"{chosen:%H:%M}")
            field.setEnabled(state.quiet is not None)
        for blocker in blocked:
            blocker.unblock()

    def _keep(self) -> None:
        state = self._presenter.current.notices.state
        hours = QuietHours(*(time.fromisoformat(field.currentData()) for field in (self.begin, self.end)))
        quiet = hours if self.quiet.isChecked() else None
        if (quiet, self.tray.isChecked()) != (state.quiet, state.tray):
            self._presenter.tell_as(quiet=quiet, tray=self.tray.isChecked())

    def _box(self, words: str) -> TickBox:
        box = named(TickBox(self._kit.theme, words), words)
        box.setFont(self._kit.theme.font("strong"))
        return box
