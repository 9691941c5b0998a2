"""The document of a case, written where the person wants it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.errors import CountersignError
from desktop_app.domain.event_fields import UNWRITABLE
from desktop_app.domain.export_kind import ExportKind
from desktop_app.domain.person import Acting

if TYPE_CHECKING:
    from desktop_app.services.program import Program


@dataclass(frozen=True, slots=True)
class Exported:
    """A document was written; `anchored` says how far the record is anchored since."""

    path: Path
    anchored: str


async def export_case(program: "Program", acting: Acting, case_id: str, path: Path, kind: ExportKind) -> Exported:
    """Have the document written, which the record tells of. Raises CountersignError where it cannot be."""
    body = await program.exporting.export(acting, case_id, kind)
    try:
        await asyncio.to_thread(_write, path, body)
    except OSError as error:
        await program.exporting.failed(acting, case_id, UNWRITABLE, kind)
        why = error.strerror or "the system refused"
        raise CountersignError(
            f"{path} could not be written: {why}.", kept="The case is unchanged.", next="Choose another place."
        ) from None
    return Exported(path, await program.anchoring.anchored())


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(body)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
