"""Cases to draft in a window, and servers that write for it, each in a thread of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from form_examples import asked
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot
from scripted_server import Answer, ScriptedServer, chunk, events, streams
from service_examples import ANSWERS, CONTRACT, pack_with

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.pack import Pack
from desktop_app.qt.desk import Desk
from desktop_app.services.attaching import Attachment
from desktop_app.services.program import Program

SAMPLE = forms_folder() / "contract_review" / "sample"
GOOD_WORDS = ("The total ", "fee is ", "EUR 48,000 ", "for the work [E1].")
WRONG_WORDS = ("The total ", "fee is ", "EUR 84,000 ", "for the work [E1].")
SAMPLE_ANSWERS = {
    "our_party": "Halden Instruments GmbH",
    "counterparty": "Brightwater Services Limited",
    "our_role": "customer",
    "agreement_date": "2026-01-12",
    "effective_date": "2026-01-12",
    "fixed_term": True,
    "end_date": "2028-01-11",
    "renews": True,
    "renewal_notice_days": 60,
    "contract_value": "96000",
    "liability_capped": True,
    "liability_cap": "48000",
    "law": "Ireland",
    "personal_data": False,
}


@contextmanager
def a_server(*answers: Answer) -> Iterator[ScriptedServer]:
    """A scripted server on a loop of its own."""
    loop, server = asyncio.new_event_loop(), ScriptedServer(list(answers))
    thread = threading.Thread(target=loop.run_forever, name="scripted server")
    thread.start()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def let_go(thing: QObject) -> None:
    """Delete it and its children here and now: what is left to chance may be deleted in another thread."""
    thing.deleteLater()
    QCoreApplication.sendPostedEvents(thing, QEvent.Type.DeferredDelete.value)


def slowly(*words: str, pause: float = 0.02, drop: bool = False) -> Answer:
    """Streams these words, one after the other."""
    return streams(events(*words, finish=None if drop else "stop"), pause=pause, drop=drop)


def on_and_on(text: str = "and so on ", pause: float = 0.01) -> Answer:
    """Never stops, at the pace of a fast model."""
    return streams((chunk(text) for _ in iter(int, 1)), pause=pause)


def with_server(qtbot: QtBot, desk: Desk, server: ScriptedServer, name: str = "team") -> None:
    """From now on this server is asked first."""
    endpoint = Endpoint(name, EndpointKind.OPENAI, model="scripted-1", base_url=server.url)
    asked(qtbot, desk, lambda program: program.connecting.add(desk.acting, endpoint))


def a_case(qtbot: QtBot, desk: Desk, *drafted: str, pack: Pack | None = None) -> str:
    """A case of the small form with answers and contract; these sections are assembled already."""

    async def work(program: Program) -> str:
        form = pack or pack_with()
        case_id = await program.keeping.open(desk.acting, form, title="A contract", reference="R1")
        await program.keeping.answer(desk.acting, case_id, ANSWERS)
        contract = (Attachment("contract.txt", CONTRACT.encode()),)
        await program.attaching.attach(desk.acting, form.form, case_id, "contract", contract)
        if drafted:
            chain = await program.chain(["assembled"])
            async for _ in program.drafting.draft(desk.acting, case_id, chain, drafted):
                pass
        return case_id

    return str(asked(qtbot, desk, work))


def a_sample(qtbot: QtBot, desk: Desk) -> str:
    """The contract review of the sample documents, filled in with the cap that the side letter has lowered."""

    async def work(program: Program) -> str:
        pack = program.packs.load("contract_review")
        case_id = await program.keeping.open(desk.acting, pack, title="Maintenance of field equipment")
        await program.keeping.answer(desk.acting, case_id, SAMPLE_ANSWERS)
        names = ("services-agreement.pdf", "side-letter.docx")
        files = tuple(Attachment(name, (SAMPLE / name).read_bytes()) for name in names)
        await program.attaching.attach(desk.acting, pack.form, case_id, "contract", files)
        return case_id

    return str(asked(qtbot, desk, work))


def facts_of(qtbot: QtBot, desk: Desk, case_id: str) -> CaseFacts:
    """The case as it is stored."""
    facts = asked(qtbot, desk, lambda program: program.keeping.facts(case_id))
    assert isinstance(facts, CaseFacts)
    return facts
