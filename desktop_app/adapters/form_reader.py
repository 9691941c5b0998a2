"""Reads forms of other programs, each in a child process that may die: they were made outside, by anybody."""

import asyncio
import sys

from desktop_app.adapters.asked_child import AskedChild
from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.adapters.form_answer import load_pack
from desktop_app.domain.errors import UsageError
from desktop_app.domain.imports.imported_pack import ImportedPack

WORKER = (sys.executable, "-P", "-m", "desktop_app.adapters.form_worker")
"""How the child is started, where the program is not one frozen file."""

_LONGEST_NAME = 200


class ChildFormReader:
    """Makes packs of forms."""

    def __init__(self, limits: Limits | None = None, worker: tuple[str, ...] = WORKER) -> None:
        self._limits = limits or Limits()
        self._child = AskedChild(self._limits, worker)

    async def read(self, name: str, body: bytes) -> ImportedPack:
        """The pack that a file of that name gives. Raises UsageError for what is no form, or no fair one."""
        if len(body) > self._limits.body:
            raise _refused(f"It has more than {self._limits.body / 1e6:,.0f} MB.")
        try:
            answer = await self._child.ask(body, name.replace("\0", "")[-_LONGEST_NAME:] or "form")
            found = await asyncio.to_thread(load_pack, answer)
        except NotRead as fault:
            raise _refused(fault.reason) from None
        except ValueError:
            raise _refused("Its reader broke down on it.") from None
        if isinstance(found, str):
            raise _refused(found)
        return found


def _refused(why: str) -> UsageError:
    return UsageError(
        f"The form was not imported. {why}",
        kept="Nothing was written.",
        next="Give an XLSForm workbook (XLSX or XLS), a JSON Schema or a grant form (JSON).",
    )
