"""What the draft has cost and how fast it came, and the way on: what is left to do, the read-through, and sending."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop_app.domain.exchange import CaseExchange
from desktop_app.qt.draft_state import DraftState, Meter
from desktop_app.views.cost_popover import CostPopover
from desktop_app.views.draft_words import money, route_words
from desktop_app.views.machine_choice import MachineChoice
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, named, restyled, row
from desktop_app.widgets.tick_box import TickBox

WARN_AT = 0.8
"""Share of a budget from which on it is said in another tone."""


class MeterFooter(QWidget):
    """Every figure comes from recorded calls. Where a figure is not known, it is not shown as 0."""

    ticked = Signal()
    """The author has read it through: what they typed before that, and is no edit yet, was read too."""
    sent = Signal()
    led = Signal(object)
    """To what is left first: an Obstacle."""
    reason_asked = Signal()
    """What holds sending back is the reason that is still to be given."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._kit = kit
        self._state: DraftState | None = None
        self._drafting = self._just_read = False
        self._read_too = set[str]()
        self._cost = kit.button("", "ghost", size="small", name=self.tr("Cost of this draft"))
        self._cost.clicked.connect(self.show_breakdown)
        self._bar = named(QProgressBar(), self.tr("Share of the budget"))
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(kit.theme.px(48), kit.theme.px(6))
        self._first, self._cached = kit.words(style="small", tone="2"), kit.words(style="small", tone="2")
        self._near = kit.words(style="small", tone="warning", wrapped=True)
        self._route = kit.words(style="small", tone="2", wrapped=True)
        self.left = kit.button("", "error", name=self.tr("What is left to do"))
        self.left.clicked.connect(self._lead)
        self.read = TickBox(kit.theme, self.tr("I have read all of it"))
        self.read.setFont(kit.theme.font("small"))
        self.read.toggled.connect(self._tick)
        self.send = kit.button(self.tr("Send for review"), "primary")
        kit.with_key(self.send, "send")
        self.send.clicked.connect(self.ask_to_send)
        self.elsewhere = MachineChoice(kit, self)
        self.elsewhere.button.hide()
        gap, px = kit.theme.px(12), kit.theme.px
        for words in (self._near, self._route):  # their words begin where those of the cost do, which is a button
            words.setContentsMargins(gap, 0, 0, 0)
        figures = FlowRow(self._cost, self._bar, self._first, self._cached, gap=px(8))
        self._way = QWidget()
        row((self._route, 1), self.read, gap=gap, into=self._way)
        acts = row((figures, 1), self.left, self.elsewhere.button, self.send, gap=gap)
        column(self._way, self._near, acts, gap=px(4), around=(px(12), px(10), px(16), px(10)), into=self)

    def show_state(self, state: DraftState, typing: set[str], *, drafting: bool) -> None:
        """The case as it is; while anything is drafted it cannot be sent. `typing` are the sections in which something
        was typed that is no edit yet."""
        changed = _changed(self._state, state) if self._state else set()
        was_sent = self._state is not None and self._state.file.state is not state.file.state
        self._state, self._drafting = state, drafting
        if was_sent or changed - self._read_too:
            self.read.setChecked(False)
        self._read_too = typing if self._just_read else self._read_too - changed
        self._just_read = False
        self._show_meter(state.meter)
        self._route.setText(state.locked or (route_words(state) if not state.obstacles and not drafting else ""))
        self._fit()

    def show_exchange(self, found: CaseExchange) -> None:
        """Where the case may go beside this machine."""
        self.elsewhere.show_machines(found.machines)
        self._fit()

    def ask_to_send(self) -> None:
        """Send it, where it can be; else lead to what is left."""
        if self.send.isEnabled():
            self.sent.emit()
        else:
            self._lead()

    def show_breakdown(self) -> None:
        """What was asked of which model for which section, and what it has cost."""
        if self._state is not None:
            meter = self._state.meter
            popover = CostPopover(self._kit, meter.spent, meter.currency, self)
            popover.open_over(self._cost.mapToGlobal(self._cost.rect().topLeft()))

    def _show_meter(self, meter: Meter) -> None:
        known = float(meter.cost / meter.budget) if meter.cost is not None and meter.budget else None
        share = known if meter.share is None else meter.share
        if not meter.calls:
            words = "" if self._drafting else self.tr("Nothing drafted yet")
        elif meter.cost is None:
            words = self.tr("This draft: price unknown")
        else:
            words = self.tr("This draft %1 of %2").replace("%1", money(meter.cost, meter.currency))
            words = words.replace("%2", money(meter.budget, meter.currency))
        self._cost.setText(words)
        self._cost.setVisible(bool(words))
        self._cost.setEnabled(bool(meter.calls))
        self._bar.setVisible(share is not None and bool(meter.calls))
        self._bar.setValue(min(100, round(100 * (share or 0.0))))
        restyled(self._bar, tone="warning" if (share or 0.0) >= WARN_AT else "")
        self._near.setText(" ".join(f"{words}." for words in meter.near))
        self._near.setVisible(bool(meter.near))
        self._first.setVisible(meter.first_ms is not None)
        if meter.first_ms is not None:
            words = self.tr("First words %1 s of %2 s").replace("%1", f"{meter.first_ms / 1000:.1f}")
            self._first.setText(words.replace("%2", f"{meter.first_budget_ms / 1000:g}"))
            over = meter.first_ms >= WARN_AT * meter.first_budget_ms
            restyled(self._first, tone="warning" if over else "success")
        self._cached.setVisible(meter.cached is not None)
        self._cached.setText(self.tr("Cached %1%").replace("%1", str(round(100 * (meter.cached or 0.0)))))

    def _tick(self, read: bool) -> None:
        self._fit()
        if read:
            self._just_read = True
            self.ticked.emit()

    def _fit(self) -> None:
        state = self._state
        if state is None:
            self.elsewhere.button.hide()
            return
        words = self._left_words(state)
        shown = words or (self.tr("Say why you change this case") if state.reason_missing else "")
        self.left.setText(shown)
        self.left.setVisible(bool(shown) and not state.locked)
        self.read.setVisible(state.can_send and not state.obstacles and not self._drafting)
        self._way.setVisible(bool(self._route.text()) or not self.read.isHidden())
        self.send.setVisible(state.can_send)
        self.send.setEnabled(not words)
        self.elsewhere.button.setVisible(state.can_send and self.elsewhere.has_machines)
        self.elsewhere.button.setEnabled(not words)

    def _left_words(self, state: DraftState) -> str:
        """Why it cannot be sent."""
        if state.locked:
            return state.locked
        if self._drafting:
            return self.tr("Sections are being drafted")
        blockers = sum(finding.blocks for finding in state.findings)
        others = len(state.obstacles) - blockers
        if blockers and others <= 0:
            return self.tr("%n finding(s) left", "", blockers)
        if state.obstacles:
            return self.tr("%n thing(s) left to do", "", len(state.obstacles))
        return "" if self.read.isChecked() or not state.can_send else self.tr("Say that you have read it")

    def _lead(self) -> None:
        if self._state is None:
            return
        if self._state.obstacles:
            self.led.emit(self._state.obstacles[0])
        elif not self.read.isChecked():
            self.read.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._state.reason_missing:
            self.reason_asked.emit()


def _changed(before: DraftState, after: DraftState) -> set[str]:
    """The sections whose text is another one."""
    old, new = before.facts.record.heads, after.facts.record.heads
    return {section for section in old.keys() | new.keys() if old.get(section) != new.get(section)}
