"""One suite for every drafter: the fake, the assembled one, a server's and the model on the machine."""

from collections.abc import AsyncIterator

import pytest
from fakes import FakeDrafter, draft_request, server_endpoint
from scripted_server import ScriptedServer, says

from desktop_app.adapters.assembled_drafter import AssembledDrafter
from desktop_app.adapters.on_device_drafter import OnDeviceDrafter, model_file
from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.domain.draft import Delta, DraftRequest, Finished
from desktop_app.domain.endpoint import BUILT_IN, EndpointKind
from desktop_app.domain.form import Section, Slot
from desktop_app.domain.markup import Cite, MarkerReader, Words
from desktop_app.services.ports import Drafter

KINDS = ["fake", "assembled", "server", "on-device"]


@pytest.fixture(params=KINDS)
async def drafter(request: pytest.FixtureRequest) -> AsyncIterator[Drafter]:
    async with ScriptedServer([says("The term is ", "24 months [E1].")]) as server:
        made = _make(request.param, server.url)
        yield made
        await made.close()


def _make(kind: str, url: str) -> Drafter:
    if kind == "fake":
        return FakeDrafter(server_endpoint("fake"))
    if kind == "assembled":
        return AssembledDrafter()
    if kind == "server":
        return OpenAiDrafter(server_endpoint(base_url=url))
    pytest.importorskip("xllamacpp", reason="the on-device model's library cannot be loaded", exc_type=ImportError)
    if model_file() is None:
        pytest.skip("the file of the on-device model is not installed (packaging/run.py installs it)")
    return OnDeviceDrafter()


@pytest.fixture
def asked() -> DraftRequest:
    slots = (Slot.model_validate({"slot": "term", "from": "contract", "absent": "No term was found."}),)
    section = Section(section="term", title="Term", slots=slots)
    return draft_request("The term is 24 months.", section=section, template="{{ slots.term }}", max_tokens=20)


async def test_a_draft_is_pieces_and_ends_with_one_finish(drafter: Drafter, asked: DraftRequest):
    *pieces, finished = [output async for output in drafter.draft(asked)]
    assert isinstance(finished, Finished)
    assert finished.reason in ("stop", "length")
    assert finished.model
    assert pieces
    assert all(isinstance(piece, Delta | Words | Cite) for piece in pieces)
    reader = MarkerReader()
    shown = [p for piece in pieces for p in (reader.feed(piece.text) if isinstance(piece, Delta) else (piece,))]
    assert "".join(p.text for p in shown if isinstance(p, Words)).strip()


async def test_it_can_be_asked_again_after_a_stream_was_closed(drafter: Drafter, asked: DraftRequest):
    stream = drafter.draft(asked)
    await anext(stream)
    await stream.aclose()
    assert isinstance([output async for output in drafter.draft(asked)][-1], Finished)


async def test_it_says_who_it_is(drafter: Drafter):
    endpoint = drafter.endpoint
    assert endpoint.name
    assert (endpoint in BUILT_IN) is (endpoint.kind is not EndpointKind.OPENAI)


async def test_a_round_trip_names_the_model(drafter: Drafter):
    shown = await drafter.test()
    assert shown.model
    assert 0 <= shown.first_text_ms <= shown.total_ms


async def test_closing_twice_is_no_fault(drafter: Drafter, asked: DraftRequest):
    await anext(drafter.draft(asked))
    await drafter.close()
    await drafter.close()
