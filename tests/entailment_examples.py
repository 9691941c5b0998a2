"""A second reader for tests, behind the same port as the real one."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from fakes import draft_request, server_endpoint

from desktop_app.domain.draft import Asked, Finished, Message
from desktop_app.domain.entailment import Question, ReadTry, ReadVerdict
from desktop_app.domain.errors import EndpointFailed, ErrorClass
from desktop_app.domain.support import Verdict
from desktop_app.domain.usage import Usage
from desktop_app.services.ports import Admitted

SUPPORTED = ReadVerdict(Verdict.SUPPORTED)


@dataclass
class FakeEntailment:
    """Gives its verdicts in order, the last one again and again; None is a reader that fails."""

    verdicts: tuple[ReadVerdict | None, ...] = (SUPPORTED,)
    reader: str = "server"
    asked: list[Question] = field(default_factory=list)

    async def judge(self, question: Question, admit: Admitted, heard: Callable[[ReadTry], None]) -> ReadVerdict:
        self.asked.append(question)
        endpoint, sent = server_endpoint(self.reader), (Message("user", question.sentence),)
        await admit(Asked(endpoint, 1), draft_request(question.sentence))
        verdict = self.verdicts[min(len(self.asked), len(self.verdicts)) - 1]
        if verdict is None:
            heard(ReadTry(endpoint, None, ErrorClass.SERVER, None, 5, sent))
            raise EndpointFailed(ErrorClass.SERVER, "The server fell.")
        heard(ReadTry(endpoint, Finished("stop", "reader-1", usage=Usage(40, 8, 0)), None, 2, 5, sent))
        return verdict


@dataclass
class SilentEntailment(FakeEntailment):
    """Is asked, and never answers."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def judge(self, question: Question, admit: Admitted, heard: Callable[[ReadTry], None]) -> ReadVerdict:
        await admit(Asked(server_endpoint(self.reader), 1), draft_request(question.sentence))
        self.begun.set()
        return await asyncio.get_running_loop().create_future()


async def let_in(_asked: Asked, _request: object) -> None:
    """Every call may be made."""
