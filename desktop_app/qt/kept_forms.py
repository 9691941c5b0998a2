"""The forms of cases, as they were when each was opened: read once, and with no look at what is installed now."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from desktop_app.domain.case import CaseFile
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.form import Form

if TYPE_CHECKING:
    from desktop_app.services.program import Program


async def forms_of(program: "Program", files: Iterable[CaseFile]) -> dict[str, Form]:
    """By pack; what cannot be restored any more is left out."""
    forms = {}
    for digest, file in {file.pack_digest: file for file in files}.items():
        try:
            forms[digest] = await program.keeping.form_of(file)
        except CountersignError:
            continue
    return forms
