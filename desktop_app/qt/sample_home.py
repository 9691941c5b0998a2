"""The sample case as the window knows it: a home of its own, its story, and a store in which it is played through."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.qt.desk import Opening

if TYPE_CHECKING:
    from desktop_app.domain.pack import Pack
    from desktop_app.domain.sample import Sample
    from desktop_app.services.program import Program

USER = "sample"
"""Who the operating system's user is for the people of the sample."""
Story = tuple["Pack", "Sample"]


@dataclass(frozen=True, slots=True)
class SampleHome:
    """`opening` opens the sample's home with its people and its filled case; `scratch` a store that is thrown away;
    `story` reads the pack and its sample, in the background.
    """

    opening: Opening
    scratch: Callable[[], AbstractAsyncContextManager[Program]]
    story: Callable[[Program], Story]
