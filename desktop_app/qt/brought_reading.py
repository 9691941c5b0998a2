"""What a document that comes back would change, read for a page."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.brought_changes import BroughtBack
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import UsageError
from desktop_app.domain.person import Acting

if TYPE_CHECKING:
    from desktop_app.services.bringing_back import Brought
    from desktop_app.services.program import Program

LARGEST = 40 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BroughtLook:
    """A document of a case and what it changes; `reason_wanted` where the case has been sent."""

    case_id: str
    name: str
    body: bytes
    changes: BroughtBack
    reason_wanted: bool


async def read_brought(program: "Program", acting: Acting, case_id: str, path: Path) -> BroughtLook:
    """Read the document there. Raises what looking at it raises, and UsageError where it cannot be read."""
    body = await asyncio.to_thread(_read, path)
    changes = await program.bringing_back.look(acting, case_id, body)
    facts = await program.keeping.facts(case_id)
    return BroughtLook(case_id, path.name, body, changes, facts.record.file.was_sent)


async def take_brought(
    program: "Program", acting: Acting, look: BroughtLook, reason: str, code: ReasonCode
) -> "Brought":
    """Take what it changes."""
    return await program.bringing_back.bring(acting, look.case_id, look.body, reason, code)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        why = error.strerror or "the system refused"
        raise UsageError(
            f"{path} could not be read: {why}.", next="Check the file and your right to read it."
        ) from None
