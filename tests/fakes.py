"""Hand-written fakes for ports: a clock and a chance that tests steer, and a drafter that plays a script."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from desktop_app.domain.draft import Delta, DrafterOutput, DraftRequest, Finished, Message
from desktop_app.domain.endpoint import Endpoint, EndpointKind, EndpointTest
from desktop_app.domain.evidence import EvidenceItem, Passage
from desktop_app.domain.form import Section

START = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """Stands still until it is told to pass."""

    elapsed_ms: int = 0

    def now(self) -> datetime:
        return START + timedelta(milliseconds=self.elapsed_ms)

    def mono_ms(self) -> int:
        return self.elapsed_ms

    def boot(self) -> str | None:
        return None

    def passes(self, seconds: float) -> None:
        self.elapsed_ms += round(seconds * 1000)

    async def sleep(self, seconds: float) -> None:
        """A sleep that takes no time of the test."""
        self.passes(seconds)


@dataclass
class FakeChance:
    """Counts instead of drawing: the same test gives the same identifiers."""

    drawn: int = 0

    def _next(self) -> int:
        self.drawn += 1
        return self.drawn

    def new_id(self) -> str:
        return f"00000000-0000-4000-8000-{self._next():012d}"

    def new_key(self) -> bytes:
        return self._next().to_bytes(32, "big")

    def new_mark(self) -> str:
        return f"mark{self._next()}"


Script = Sequence[DrafterOutput | Exception]


@dataclass
class FakeDrafter:
    """Plays one script a draft, in order, the last one again and again. Every script must end or raise."""

    endpoint: Endpoint
    scripts: Sequence[Script] = ((Delta("Fine."), Finished("stop", "fake")),)
    asked: list[DraftRequest] = field(default_factory=list)
    open_streams: int = 0
    most_open: int = 0
    closed: bool = False

    async def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        self.asked.append(request)
        self.open_streams += 1
        self.most_open = max(self.most_open, self.open_streams)
        try:
            for output in self.scripts[min(len(self.asked), len(self.scripts)) - 1]:
                if isinstance(output, Exception):
                    raise output
                yield output
        finally:
            self.open_streams -= 1

    async def test(self) -> EndpointTest:
        return EndpointTest("fake", 0, 0, usage=False, json_schema=False)

    async def close(self) -> None:
        self.closed = True


def server_endpoint(name: str = "server", **more: object) -> Endpoint:
    """An endpoint of an OpenAI-compatible server."""
    return Endpoint(name, EndpointKind.OPENAI, **({"model": "scripted-1", "base_url": "http://127.0.0.1:9/v1"} | more))


def evidence(number: int, text: str) -> EvidenceItem:
    """A passage offered under a number."""
    return EvidenceItem(number, Passage(f"p{number}", "d1", 1, 0, len(text), (), text), "contract.pdf")


def draft_request(*texts: str, template: str = "", **more: object) -> DraftRequest:
    """A request for one section with these texts as evidence."""
    section = more.pop("section", Section(section="term", title="Term"))
    written = (Message("system", "Write."), Message("user", "Write the section “Term”."))
    messages = more.pop("messages", written)
    items = tuple(evidence(i, text) for i, text in enumerate(texts, 1))
    return DraftRequest(section, messages, items, template=template, **more)
