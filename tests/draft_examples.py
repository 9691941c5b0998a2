"""Cases to draft in a window, who drafts them, and servers that write for it, each in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from form_examples import WAIT_MS, asked
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from scripted_server import Answer, ScriptedServer, chunk, events, streams
from service_examples import ANSWERS, CONTRACT, pack_with

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.app import WindowedProgram
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.endpoint import Endpoint, EndpointKind, EndpointTest, Residency
from desktop_app.domain.pack import Pack
from desktop_app.domain.section import SectionState
from desktop_app.qt.desk import Desk
from desktop_app.qt.draft_state import DraftState
from desktop_app.qt.place import Place, Visit
from desktop_app.services.attaching import Attachment
from desktop_app.services.program import Program
from desktop_app.views.draft_view import DraftView

K, M = Qt.Key, Qt.KeyboardModifier
BOTH = M.ControlModifier | M.ShiftModifier
ADVICE = "Accept the contract; the cap is EUR 45,000 since the side letter, and the playbook accepts it."
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
    "bound_by": ["none of these"],
    "price_terms": ["none of these"],
    "rights_terms": ["none of these"],
    "cover_terms": ["duties after the end", "warranty", "insurance"],
    "after_end": "as we want it",
    "warranty": "as we want it",
    "insurance": "as we want it",
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


def with_server(
    qtbot: QtBot,
    desk: Desk,
    server: ScriptedServer,
    name: str = "team",
    residency: Residency = Residency.LOCAL,
) -> None:
    """From now on this server is asked first; what it can was seen, so that its first answer is that of a draft."""
    endpoint = Endpoint(name, EndpointKind.OPENAI, model="scripted-1", base_url=server.url, residency=residency)

    async def work(program: Program) -> None:
        await program.connecting.add(desk.acting, endpoint)
        seen = EndpointTest("scripted-1", 0, 0, usage=True, json_schema=None)
        await program.connecting._dispatching.stands.tested(endpoint, seen)

    asked(qtbot, desk, work)


def a_case(qtbot: QtBot, desk: Desk, *drafted: str, pack: Pack | None = None, text: str = CONTRACT) -> str:
    """A case of the small form with answers and contract (`text`); these sections are assembled already."""

    async def work(program: Program) -> str:
        form = pack or pack_with()
        case_id = await program.keeping.open(desk.acting, form, title="A contract", reference="R1")
        await program.keeping.answer(desk.acting, case_id, ANSWERS)
        contract = (Attachment("contract.txt", text.encode()),)
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


class Analyst:
    """Clicks, presses keys, and waits for what shows."""

    def __init__(self, qtbot: QtBot, program: WindowedProgram) -> None:
        self.qtbot, self.program, self.window, self.desk = qtbot, program, program.window, program.desk
        self.case_id = ""

    def opens(self, case_id: str) -> None:
        self.case_id = case_id
        self.window.go(Visit(Place.DRAFT, case_id, "start"))
        self.until(lambda: self.view.state is not None)

    @property
    def view(self) -> DraftView:
        page = self.window.page(Place.DRAFT)
        assert isinstance(page, DraftView)
        return page

    @property
    def state(self) -> DraftState:
        assert self.view.state is not None
        return self.view.state

    def stands(self, section: str) -> SectionState:
        found = self.state.section(section)
        assert found is not None
        return found.state

    def streamed(self, words: str) -> list[str]:
        """The sections whose text has these words."""
        blocks = {s.section: self.view.block(s.section) for s in self.state.sections}
        return [section for section, block in blocks.items() if words in block.editor.read().text.plain]

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=2 * WAIT_MS)

    def presses(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def clicks(self, words: str, within: QWidget | None = None) -> None:
        def found() -> list[QAbstractButton]:
            buttons = (within or self.view).findChildren(QAbstractButton)
            return [b for b in buttons if b.text() == words and b.isVisible() and b.isEnabled()]

        self.until(found)
        self.qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)

    def writes(self, section: str, text: str) -> None:
        self.view.go_to(section)
        editor = self.view.block(section).editor
        self.qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton)
        self.qtbot.keyClicks(editor, text)
        self.view._sections.take_focus()
        self.until(lambda: self.view.block(section).section.has_text)

    def is_told(self, words: str) -> bool:
        banner = self.window.banner
        return banner.isVisible() and any(words in label.text() for label in banner.findChildren(QLabel))

    def finished(self) -> bool:
        return not self.view._presenter.is_drafting and not self.view._presenter.relay.active
