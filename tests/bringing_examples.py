"""Documents that were exported, changed outside and brought back."""

from collections.abc import Callable
from io import BytesIO

from docx import Document
from service_examples import World

from desktop_app.adapters.docx_changes import read_changes
from desktop_app.adapters.docx_writer import DocxWriter
from desktop_app.adapters.extraction import Limits
from desktop_app.domain.brought import BroughtDocument
from desktop_app.services.bringing_back import BringingBack


class HereReader:
    """Reads in this process."""

    async def read(self, body: bytes) -> BroughtDocument:
        return read_changes(body, Limits())


def bringing(world: World) -> BringingBack:
    return BringingBack(world.keeping, world.editing, HereReader(), world.recording)


async def exported(world: World, case_id: str, *, marked: bool = False) -> bytes:
    facts = await world.facts(case_id)
    return DocxWriter().write(facts.record, facts.pack, {}, {}, marked=marked)


def changed(body: bytes, change: Callable[[str], str]) -> bytes:
    """The document after every run was rewritten so."""
    document, saved = Document(BytesIO(body)), BytesIO()
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            if change(run.text) != run.text:
                run.text = change(run.text)
    document.save(saved)
    return saved.getvalue()
