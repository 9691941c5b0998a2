"""Canaries on the wire: nothing personal leaves for a hosted server, by whatever way text leaves, and all of it is in
what comes back."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes import server_endpoint
from scripted_server import ScriptedServer, replies
from wire_examples import ADDRESS, IBAN, PAYER, PHONE, Model, Wire, a_pack, leaks, marks, on_the_wire

from desktop_app.domain.endpoint import Residency
from desktop_app.domain.person import Role

BODY = dict[str, Any]


def pays(body: BODY) -> str:
    """Prose with every stand-in that was sent."""
    return f"{', '.join(marks(body))} are about EUR 48,000 [E1]."


def rated(body: BODY) -> str:
    """A rating that repeats every stand-in, one in a line of its own."""
    return json.dumps({"rating": "high", "reasons": [f"It is about\n{mark}" for mark in marks(body)] or ["None."]})


def far_too_much(body: BODY) -> str:
    """No rating, and so long that it is cut where it is shown again."""
    every = " ".join(marks(body))
    reasons = [f"{'x' * at} {every}\n{every} {every} {every} {every} {every}" for at in range(12)]
    return json.dumps({"rating": "high", "reasons": reasons, "mood": 1})


def changed(body: BODY) -> str:
    """An edit that finds a stand-in and keeps it."""
    mark = marks(body, "NAME")[0]
    return json.dumps({"edits": [{"find": f"{mark} pays", "replace": f"{mark} is to pay"}]})


def doubted(body: BODY) -> str:
    return json.dumps({"verdict": "contradicted", "words": marks(body, "NAME")[0]})


@dataclass(frozen=True)
class Leaving:
    """A way on which text leaves: what the models say in turn, what is done, and what is in what comes back."""

    name: str
    said: tuple[Model, ...]
    way: Callable[[Wire], Awaitable[str]]
    back: tuple[str, ...] = ()


async def drafted(wire: Wire) -> str:
    return await wire.draft(await wire.case(), "fee")


async def by_a_line_and_names_in_the_instruction(wire: Wire) -> str:
    task = ("prompt: prompts/fee.md", "prompt: README.md")
    pack = a_pack(task)
    files = {**pack.files, "README.md": b"For {{ answers.payer }} of {{ answers.home }}."}
    case = await wire.case(wire.program.packs.restore(files))
    return await wire.draft(case, "fee", added=f"Say that {PAYER} pays from {IBAN}, not Ms Holt")


async def redone(wire: Wire) -> str:
    case = await wire.assembled()
    await wire.edit(case, "fee", f"{PAYER} pays EUR 48,000 [E1].\n\n{ADDRESS} | {PHONE} is hers.")
    return await wire.draft(case, "fee", added="Shorter")


async def redone_after_a_correction(wire: Wire) -> str:
    case = await wire.assembled()
    await wire.edit(case, "fee", f"{PAYER} pays EUR 48,000 [E1].")
    await wire.program.keeping.answer(wire.acting, case, {"payer": "Bea Solheim"})
    return await wire.draft(case, "fee", added="Shorter")


async def structured(wire: Wire) -> str:
    case = await wire.assembled()
    await wire.edit(case, "fee", f"{PAYER} of {ADDRESS} pays EUR 48,000 from {IBAN} [E1].")
    return await wire.draft(case, "rating")


async def fallen_to_hosted(wire: Wire) -> str:
    """The first hosted server fails; the second is asked."""
    async with ScriptedServer([replies(401)]) as down:
        first = server_endpoint("down", base_url=down.url, residency=Residency.HOSTED)
        await wire.program.connecting.add(wire.acting, first)
        text = await wire.draft(await wire.case(), "fee", ("down", "hosted"))
        wire.server.heard += down.heard
    return text


async def fallen_from_inside(wire: Wire) -> str:
    """A local server fails: the hosted one after it is told nothing, and what needs no model is put together."""
    async with ScriptedServer([replies(401)]) as down:
        first = server_endpoint("inside", base_url=down.url, residency=Residency.LOCAL)
        await wire.program.connecting.add(wire.acting, first)
        text = await wire.draft(await wire.case(), "fee", ("inside", "hosted", "assembled"))
    assert wire.server.heard == [] and leaks(str(down.heard))
    return text


async def read_twice(wire: Wire) -> str:
    case = await wire.case()
    await wire.draft(case, "fee")
    reading, keeper = wire.program.second_reading, await administrator(wire)
    await reading.choose(keeper, "hosted")
    read = await reading.read(wire.acting, case, "fee")
    assert not read.failure
    return " ".join(verdict.words for _, verdict in read.verdicts)


async def moderated(wire: Wire) -> str:
    await wire.program.connecting.add(
        wire.acting, server_endpoint("looks", base_url=wire.server.url, residency=Residency.HOSTED)
    )
    await wire.program.guarding.moderate_with(await administrator(wire), "looks")
    text = await drafted(wire)
    assert [asked.path for asked in wire.server.asked][-1].endswith("/moderations")
    return text


async def tried(wire: Wire) -> str:
    case = await wire.case()
    await wire.program.preparing.prepare(case)
    return str(await wire.program.connecting.test("hosted"))


async def administrator(wire: Wire) -> Any:
    return await wire.program.enrolling.add("kim", [Role.ADMINISTRATOR], "kim", None)


ALL = (PAYER, ADDRESS.split(",")[0], IBAN)
WAYS = (
    Leaving("draft", (pays,), drafted, ALL),
    Leaving("instruction", (pays,), by_a_line_and_names_in_the_instruction, ALL),
    Leaving("redo", (changed,), redone, (f"{PAYER} is to pay", ADDRESS)),
    Leaving("redo after a correction", (changed,), redone_after_a_correction, (f"{PAYER} is to pay",)),
    Leaving("structured", (far_too_much, rated), structured, ALL),
    Leaving("fall", (pays,), fallen_to_hosted, ALL),
    Leaving("fall from inside", (pays,), fallen_from_inside, ("EUR 48,000",)),
    Leaving("second reader", (pays, doubted), read_twice, ("Holt",)),
    Leaving("moderation", (pays,), moderated, ALL),
    Leaving("probes", (lambda _: "ready",), tried),
)


@pytest.mark.parametrize("leaving", WAYS, ids=[leaving.name for leaving in WAYS])
@pytest.mark.usefixtures("store_key")
async def test_nothing_personal_leaves_and_all_of_it_comes_back(
    leaving: Leaving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_the_wire(tmp_path, monkeypatch, *leaving.said) as wire:
        came = await leaving.way(wire)
        heard, kept, halves = wire.heard, await wire.kept(), wire.shows_halves()
    assert leaks(heard) == []
    assert [words for words in leaving.back if words not in came] == []
    assert (leaks(kept), halves) == ([], False)
