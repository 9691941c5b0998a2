"""Reads documents that come back, each in a child process that may die: they were made outside, by anybody."""

import asyncio
import sys

from desktop_app.adapters.asked_child import AskedChild
from desktop_app.adapters.changes_answer import load_changes
from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.domain.brought import BroughtDocument

WORKER = (sys.executable, "-P", "-m", "desktop_app.adapters.changes_worker")
"""How the child is started, where the program is not one frozen file."""

_BROKE_DOWN = "The document could not be read: its reader broke down on it."


class ChildChangesReader:
    """ports.ChangesReader."""

    def __init__(self, limits: Limits | None = None, worker: tuple[str, ...] = WORKER) -> None:
        self._limits = limits or Limits()
        self._child = AskedChild(self._limits, worker)

    async def read(self, body: bytes) -> BroughtDocument:
        """What stands in it, or why it was not read. Never raises for what the document is."""
        if len(body) > self._limits.body:
            return BroughtDocument(fault=f"The file has more than {self._limits.body / 1e6:,.0f} MB.")
        try:
            return await asyncio.to_thread(load_changes, await self._child.ask(body))
        except NotRead as fault:
            return BroughtDocument(fault=fault.reason)
        except ValueError:
            return BroughtDocument(fault=_BROKE_DOWN)
