"""Reads files of tables, each in a child process that may die: they come from outside, from anybody."""

import asyncio
import sys

from desktop_app.adapters.asked_child import AskedChild
from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.adapters.sheet_answer import load_sheets
from desktop_app.domain.sheet_file import SheetFile

WORKER = (sys.executable, "-P", "-m", "desktop_app.adapters.sheet_worker")
"""How the child is started, where the program is not one frozen file."""

_BROKE_DOWN = "The file could not be read: its reader broke down on it."


class ChildSheetReader:
    """ports.SheetReader."""

    def __init__(self, limits: Limits | None = None, worker: tuple[str, ...] = WORKER) -> None:
        self._limits = limits or Limits()
        self._child = AskedChild(self._limits, worker)

    async def read(self, body: bytes) -> SheetFile:
        """Its sheets, or why there are none. Never raises for what the file is."""
        if len(body) > self._limits.body:
            return SheetFile(fault=f"The file has more than {self._limits.body / 1e6:,.0f} MB.")
        try:
            return await asyncio.to_thread(load_sheets, await self._child.ask(body))
        except NotRead as fault:
            return SheetFile(fault=fault.reason)
        except ValueError:
            return SheetFile(fault=_BROKE_DOWN)
