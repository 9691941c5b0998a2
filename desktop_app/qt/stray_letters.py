"""Letters that were meant for another page: typed in one go with the letter that led away from it, they are no text."""

from collections.abc import Callable
from time import monotonic

LED_S, PAUSE_S = 0.5, 0.7
"""Seconds within which a page was led to by a letter; and that a hand rests before it types something else."""


class StrayLetters:
    """Knows whether what is pressed now still belongs to what was typed on the page before. Times are a clock's
    seconds."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._letter: float | None = None
        self._last: float | None = None

    def letter_pressed(self) -> None:
        """A letter alone was pressed where nothing is typed."""
        self._letter = self._now()

    def pressed(self) -> None:
        """What leads on from here is meant, and is no letter."""
        self._letter = None

    def page_shown(self) -> None:
        """Another page is there."""
        led = self._letter is not None and self._now() - self._letter <= LED_S
        self._last = self._now() if led else None

    def is_stray(self) -> bool:
        """Whether a key that is pressed now comes in one go with the letter that led here."""
        if self._last is None:
            return False
        stray = self._now() - self._last < PAUSE_S
        self._last = self._now() if stray else None
        return stray
