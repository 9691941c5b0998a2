"""How often the on-device model's structured answers need a repair, with the schema kept by its server and without."""

from pathlib import Path

import pytest
from service_examples import World, a_world

from desktop_app.adapters.on_device_drafter import OnDeviceDrafter, model_file
from desktop_app.adapters.openai_client import SCHEMA
from desktop_app.domain.draft import AnswerUnusable, RunFailed, SectionRecorded
from desktop_app.domain.endpoint import ON_DEVICE

TRIES = 6


async def tried(world: World, case_id: str) -> tuple[str, int, list[str]]:
    """How one run ended, how many repairs it took, and what was wrong."""
    told = [e async for e in world.drafting.draft(world["ana"], case_id, [ON_DEVICE.name], ["rating"], anew=True)]
    wrong = [event.words for event in told if isinstance(event, AnswerUnusable)]
    (end,) = (type(event).__name__ for event in told if isinstance(event, SectionRecorded | RunFailed))
    return end, len(wrong), wrong


@pytest.mark.benchmark
@pytest.mark.parametrize("schema", [True, False], ids=["by its schema", "without a schema"])
async def test_repairs_of_the_on_device_model(schema: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if model_file() is None:
        pytest.skip("the on-device model is not installed: the extra on-device")
    drafter = OnDeviceDrafter()
    async with a_world(tmp_path, drafter) as world:
        await drafter.warm()
        if not schema and drafter._server is not None:
            drafter._server._refused = frozenset((SCHEMA,))
        case_id = await world.case()
        runs = [await tried(world, case_id) for _ in range(TRIES if schema else 3)]
        await drafter.close()
    with capsys.disabled():
        print(f"\n{[(end, repairs) for end, repairs, _ in runs]}: {sorted({w for _, _, all_ in runs for w in all_})}")  # noqa: T201
    assert all(end == "SectionRecorded" or repairs == 3 for end, repairs, _ in runs)
