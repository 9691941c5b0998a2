"""Unreachable cycles are searched for in the Qt thread only.

A QObject that sits in a cycle and is freed by whichever thread happens to collect is destroyed outside its own thread,
and Qt then ends the process. So the automatic search is off while a window is open; a timer does it in its stead.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
"""What falls away in half a second takes a few milliseconds to find."""


class QtCollector(QObject):
    """Made once in a process, in the Qt thread; from then on collecting is its business."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(EVERY_MS)

    def look(self) -> None:
        """Collect the oldest generation that is due by the interpreter's own thresholds."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [number for number, count in enumerate(counts) if count > thresholds[number]]
        if due:
            gc.collect(due[-1])

    def pass_over(self) -> None:
        """What lives by now lives as long as the window, such as modules: it is not searched again."""
        gc.freeze()
