"""How the open store stands."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.services.program import Program


async def read_only(program: "Program") -> str | None:
    """Why the store may only be read; None where it can be written."""
    return program.store.read_only
