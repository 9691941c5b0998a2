"""What is said and offered while a model is longer than the form allows with its first words: it is still asked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.endpoint import EndpointKind
from desktop_app.qt.draft_state import Live, Meter, Stage
from desktop_app.widgets.kit import Kit, row


class LateNotice(QWidget):
    """Stands under a section's head while it waits; where the form says so it offers the assembled draft instead."""

    assembled_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._meter: Meter | None = None
        self._words = kit.words(style="small", tone="warning", wrapped=True)
        self._assembled = kit.with_key(kit.button(self.tr("Use assembled draft"), "ghost", size="small"), "assemble")
        self._assembled.clicked.connect(self.assembled_asked)
        row(kit.icon("clock", "warning"), (self._words, 1), self._assembled, gap=kit.theme.px(8), into=self)
        self.hide()

    def set_meter(self, meter: Meter) -> None:
        """What the form allows."""
        self._meter = meter
        self._assembled.setVisible(meter.late_is_assembled)

    def show_live(self, live: Live | None, now: float) -> None:
        """What is being drafted (None: nothing)."""
        late = live is not None and self._meter is not None and _is_late(live, now, self._meter)
        if late and live is not None and live.endpoint is not None and self._meter is not None:
            words = self.tr("“%1” has not begun after %2 s, which is what the form allows. It is still being asked.")
            allowed = f"{self._meter.first_budget_ms / 1000:g}"
            self._words.setText(words.replace("%1", live.endpoint.name).replace("%2", allowed))
        self.setVisible(late)

    @property
    def offers(self) -> bool:
        """Whether the assembled draft is offered now."""
        return not self.isHidden() and not self._assembled.isHidden()


def _is_late(live: Live, now: float, meter: Meter) -> bool:
    asked = live.stage is Stage.READING and live.endpoint is not None and live.asked_at
    hosted = live.endpoint is not None and live.endpoint.kind is EndpointKind.OPENAI
    return bool(asked and hosted and (now - live.asked_at) * 1000 >= meter.first_budget_ms)
