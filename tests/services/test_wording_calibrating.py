"""From which score on a wording is a close match follows from the pack's own texts, is told, and is what is used."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from service_examples import World, a_world, pack_with, scripted

from desktop_app.adapters.support_files import read_support_weights
from desktop_app.domain.audit import EventType
from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.judged_wording import judged_wordings
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Role
from desktop_app.domain.record_rows import Setting
from desktop_app.domain.support import WORDING, SupportState, of_reader
from desktop_app.domain.wording_threshold import ThresholdSource, WordingThreshold, setting_of
from desktop_app.services.wording_calibrating import WordingCalibrating

CLAUSE = "The Seller {n} shall deliver all goods to the Buyer {n} before day 4{n} of the month, if Carrier {n} agrees."
TEXTS = {f"reference/clauses-{n}.md": f"{CLAUSE.format(n=n)} {CLAUSE.format(n=n + 50)}".encode() for n in range(20, 40)}
PACK = replace(pack_with(), files=pack_with().files | TEXTS)
WEIGHTS = read_support_weights()
NEAR = (Delta("The total fee is EUR 48,000 for work [E1]."), Finished("stop", "scripted-1"))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path, scripted(NEAR), weights=WEIGHTS) as opened:
        yield opened


def calibrating(world: World) -> WordingCalibrating:
    return WordingCalibrating(world.store, world.keeping, world.recording, WEIGHTS)


async def test_errors_in_the_packs_own_texts_give_the_first_threshold_which_is_told_once(world: World) -> None:
    found = await calibrating(world).calibrate(world["rob"], PACK)
    assert found is not None
    assert (found.source, found.right) == (ThresholdSource.GENERATED, 0)
    assert await calibrating(world).calibrate(world["rob"], PACK) == await calibrating(world).known(PACK) == found
    assert [event.type for event in await world.store.events()].count("wording.calibrated") == 1


async def test_a_pack_with_few_texts_keeps_the_programs_own_threshold(world: World) -> None:
    assert await calibrating(world).calibrate(world["rob"], pack_with()) is None
    assert await calibrating(world).known(pack_with()) is None


async def put(world: World, pack: Pack, close: float) -> None:
    scribe = world.recording.begin(world["ana"].as_one_of(Role.ANALYST))
    scribe.put(Setting(setting_of(pack.digest), WordingThreshold(close, ThresholdSource.GENERATED, 100).dump()))
    told = {"close": round(close), "reviewed": False, "right": 0, "wrong": 100}
    scribe.tell(EventType.WORDING_CALIBRATED, pack=pack.digest, data={**told})
    await world.recording.write(scribe)


@pytest.mark.parametrize(("close", "state"), [(-90.0, SupportState.CLOSE), (90.0, SupportState.REWORDED)])
async def test_the_packs_own_threshold_is_what_a_sentence_is_held_to(
    world: World, close: float, state: SupportState
) -> None:
    await put(world, pack_with(), close)
    case = await world.case(pack_with())
    await world.draft(case, "fee", chain=["server"])
    record = (await world.facts(case)).record
    (said,) = of_reader(record.supports[record.heads["fee"]], WORDING)
    assert said.state == state.value


@pytest.mark.parametrize(("said", "stands"), [("", True), ("Nothing comes due here.", False)])
async def test_what_reviewers_approve_tells_which_sentences_of_the_draft_stand(
    world: World, said: str, stands: bool
) -> None:
    case = await world.case(pack_with())
    await world.draft(case, "fee", chain=["server"])
    if said:
        await world.editing.edit(world["ana"], case, "fee", said)
    await world.draft(case, "term", "rating", chain=["assembled"])
    await world.editing.edit(world["ana"], case, "advice", "Sign it.")
    await world.send(case)
    assert list(judged_wordings(await world.facts(case))) == []
    await world.approve(case)
    (judged,) = (each for each in judged_wordings(await world.facts(case)) if "for work" in each.sentence.words)
    assert judged.stands is stands
