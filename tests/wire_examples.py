"""The whole program with a hosted server that keeps every byte that it hears, and a case full of personal data."""

import json
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from scripted_server import Answer, ScriptedServer, Send, events, replies, streams
from service_examples import ANSWERS, pack_with

from desktop_app import assembly
from desktop_app.adapters import telemetry_export
from desktop_app.assembly import open_program
from desktop_app.domain.audit import Event
from desktop_app.domain.draft import PipelineEvent, RunStarted, TextAdded, TextCached
from desktop_app.domain.endpoint import Endpoint, EndpointKind, EndpointTest, Residency
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting
from desktop_app.services.attaching import Attachment
from desktop_app.services.program import Program

PAYER, ADDRESS = "Zenobia Quartermaine-Holt", "12 Larkspur Mews, Apt. 4, Dunholme"
IBAN, MAIL, PHONE = "DE89 3704 0044 0532 0130 00", "z.holt@quarter.example", "+49 30 9012 3456"
NAMES = ("zenobia", "quarterm", "maine", "holt", "larkspur", "dunholme", "quarter.example")
NUMBERS = ("de89 3704", "de893704", "3704 0044", "37040044", "0532 0130", "05320130", "9012 3456")
CANARIES = (*NAMES, *NUMBERS)
"""Parts of it, in small letters: none of them is ever on the wire."""
NAME_OF_FILE = "Quartermaine-Holt, Zenobia.txt"
TITLE, REFERENCE = f"{PAYER} against us", "Larkspur/77"
CONTRACT = f"""The total fee of Zenobia Quarter-
maine-Holt is EUR 48,000 for the work.

The fee is paid from DE89 3704 0044
0532 0130 00, and ZENOBIA
QUARTERMAINE-HOLT hears of it at z.holt@
quarter.example or {PHONE}.

The invoices for the work and for the fee are sent by post to 12 Larkspur Mews, Apt.

4, Dunholme, where Ms Holt lives with her family, and the contract runs for months."""
TABLE = f"""Payer,Account,Fee
{PAYER},{IBAN},"EUR 48,000"
"Quartermaine-Holt, Zenobia",{IBAN.replace(" ", "")},"EUR 48,000"
"""
MARK = re.compile(r"\b(?:NAME|ADDRESS|IBAN|EMAIL|PHONE)_[0-9]+\b")
_CANARY = re.compile("|".join(map(re.escape, CANARIES)), re.IGNORECASE)
_HALF = re.compile(r"NAM|ADDRES|IBA|EMAI|PHON|_\d")
_MONTHS = "      - {field: months, type: integer, label: Months}\n"
_ASKED = """      - {field: payer, type: text, label: Payer, pii: name}
      - {field: home, type: text, label: Address, pii: address}
"""
Model = Callable[[dict[str, Any]], str]
"""What the model says to a request."""


def a_pack(*changes: tuple[str, str]) -> Pack:
    """The small pack, with a person who pays."""
    asked = (_MONTHS, _MONTHS + _ASKED)
    more = ("{from: [contract], top: 6, find: fee", "{from: [contract], top: 12, find: fee")
    named = ("uses: [contract, fee]\n", "uses: [contract, fee, payer, home]\n")
    return pack_with(asked, more, named, *changes)


def marks(body: dict[str, Any], kind: str = "") -> list[str]:
    """The stand-ins of what was asked, of this kind, in their order; those that are only explained are none."""
    text = "\n".join(message["content"] for message in body["messages"] if message["role"] != "system")
    return [mark for mark in dict.fromkeys(MARK.findall(text)) if mark.startswith(kind)]


def leaks(text: str) -> list[str]:
    """What of it is there, however letters are written."""
    return [text[max(0, m.start() - 60) : m.end() + 30] for m in _CANARY.finditer(text)]


@dataclass
class Wire:
    """The program, its hosted server, and what was said by both."""

    program: Program
    server: ScriptedServer
    acting: Acting
    said: list[Model]
    told: list[PipelineEvent] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    traced: list[str] = field(default_factory=list)

    async def case(self, pack: Pack | None = None, **answers: object) -> str:
        """A case whose answers, documents, title and names of files are full of personal data."""
        keeping, pack = self.program.keeping, pack or a_pack()
        case_id = await keeping.open(self.acting, pack, title=TITLE, reference=REFERENCE)
        given = {**ANSWERS, "payer": PAYER, "home": ADDRESS, **answers}
        await keeping.answer(self.acting, case_id, given)
        files = (Attachment(NAME_OF_FILE, CONTRACT.encode()), Attachment("Holt.csv", TABLE.encode()))
        await self.program.attaching.attach(self.acting, pack.form, case_id, "contract", files)
        return case_id

    async def draft(self, case_id: str, section: str, chain: tuple[str, ...] = ("hosted",), added: str = "") -> str:
        """Draft a section; its newest text, a proposal too."""
        ready = await self.program.chain(chain, alone=True)
        async for event in self.program.drafting.draft(self.acting, case_id, ready, [section], added=added):
            self.told.append(event)
        return await self.text(case_id, section)

    async def assembled(self) -> str:
        """The case, with a section that was put together without a model."""
        case_id = await self.case()
        await self.draft(case_id, "fee", ("assembled",))
        return case_id

    async def text(self, case_id: str, section: str) -> str:
        facts = await self.program.keeping.facts(case_id)
        return facts.record.of_section(section)[-1].section_text.plain

    async def edit(self, case_id: str, section: str, text: str) -> None:
        await self.program.editing.edit(self.acting, case_id, section, text)

    @property
    def heard(self) -> str:
        """All that came to the server, as it was written and as it is read."""
        raw = [each.decode("latin-1") for each in self.server.heard]
        read = [each.partition(b"\r\n\r\n")[2].decode() for each in self.server.heard]
        return "\n".join((*raw, *(json.dumps(json.loads(each), ensure_ascii=False) for each in read if each)))

    def shows_halves(self) -> bool:
        """Whether half a stand-in was ever to be seen in what streamed."""
        shown = ""
        for event in self.told:
            shown = "" if isinstance(event, RunStarted | TextCached) else shown
            shown += event.text if isinstance(event, TextAdded) else ""
            if _HALF.search(shown):
                return True
        return False

    async def kept(self) -> str:
        """Events, log records and telemetry."""
        events = [event.body.decode() for event in await self.program.store.events()]
        return "\n".join((*events, *self.logged, *self.traced))


def _speaks(server: ScriptedServer, said: list[Model]) -> Answer:
    """Answers with what the models say in turn, three characters at a time."""

    async def answer(send: Send) -> bool | None:
        asked = server.asked[-1]
        if asked.path.endswith("/moderations"):
            return await replies(200, {"results": [{"flagged": False, "categories": {}}]})(send)
        words = said[min(len(server.asked), len(said)) - 1](asked.body)
        parts = [words[at : at + 3] for at in range(0, len(words), 3)]
        return await streams(events(*parts))(send)

    return answer


@asynccontextmanager
async def on_the_wire(home: Path, patch: pytest.MonkeyPatch, *said: Model) -> AsyncIterator[Wire]:
    """The program in a home of its own, with a hosted server whose models say this in turn."""
    logged: list[str] = []
    traced: list[str] = []
    handler = logging.Handler(logging.DEBUG)
    handler.emit = lambda record: logged.append(f"{record.getMessage()} {record.__dict__}")  # type: ignore[method-assign]
    patch.setattr(logging.getLogger(), "handlers", [handler])
    patch.setattr(logging.getLogger(), "level", logging.DEBUG)
    patch.setattr(assembly, "telemetry_of", lambda: _Traced(traced))
    async with ScriptedServer([]) as server:
        server.answers.append(_speaks(server, list(said)))
        async with open_program(home, lambda _: None, lambda _: None) as program:
            acting = await program.enrolling.current("ana")
            url, kind = server.url, EndpointKind.OPENAI
            hosted = Endpoint("hosted", kind, model="scripted-1", base_url=url, residency=Residency.HOSTED)
            await program.connecting.add(acting, hosted)
            await program.connecting._dispatching.stands.tested(hosted, EndpointTest("scripted-1", 0, 0, True, True))
            yield Wire(program, server, acting, list(said), logged=logged, traced=traced)


@dataclass
class _Traced:
    """An export that keeps what would leave."""

    spans: list[str]

    def __call__(self, told: tuple[Event, ...]) -> None:
        self.spans += [f"{event.type} {telemetry_export._attributes(event)}" for event in told]

    def close(self) -> None:
        """Nothing is held."""
