"""A part of the history that was forged inside a file that is signed and sealed as it should be is refused by name."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from handover_examples import Desk, two_desks

from desktop_app.adapters.exchange_folder import ExchangeFolder
from desktop_app.adapters.exchange_sealing import ExchangeKey
from desktop_app.domain.errors import Refused
from desktop_app.domain.handover import HandoverState
from desktop_app.domain.handover_file import SegmentBody, read_strictly
from desktop_app.services.case_packing import CasePacking
from desktop_app.services.handover_ports import MachineKeys

Forgery = Callable[[SegmentBody, MachineKeys], SegmentBody]


def another_time(segment: SegmentBody) -> SegmentBody:
    """The same part, with its last event told as of another day."""
    told = json.loads(segment.events[-1].body)
    told["at"] = "2031-01-01T00:00:00.000000Z"
    changed = segment.events[-1].model_copy(update={"body": json.dumps(told)})
    return segment.model_copy(update={"events": (*segment.events[:-1], changed)})


def signed(segment: SegmentBody, keys: MachineKeys) -> SegmentBody:
    return segment.model_copy(update={"signature": keys.sign(segment.signed_bytes).hex()})


def by_a_third(segment: SegmentBody, _: MachineKeys) -> SegmentBody:
    """The part as if a machine that nobody accepted had recorded and signed it."""
    third = ExchangeKey(os.urandom(32), "0" * 64)
    return signed(segment.model_copy(update={"machine": third.machine_id}), third)


async def forged(here: Desk, there: Desk, number: int, forgery: Forgery) -> str:
    """The return of a case, in which its holder forged a part of the history; everything around it is as it should be.
    The file."""
    case_id = await here.world.sent()
    await here.send(case_id)
    await there.take()
    await there.world.approve(case_id, "fee")
    file_id = await there.give_back(case_id)
    keys, segments = await there.histories.keys(), list(await there.histories.segments(case_id))
    made = forgery(read_strictly(SegmentBody, segments[number].body.body), keys)
    segments[number] = replace(segments[number], body=replace(segments[number].body, body=made.dump()))
    handover = (await there.histories.handovers(case_id))[-1]
    assert handover.state is HandoverState.GIVEN_BACK
    to = await here.histories.keys()
    packing = CasePacking(there.world.store, there.histories)
    file = await packing.pack(keys, {to.machine_id: to.sealing_key}, handover, there.world["rob"], segments)
    ExchangeFolder(there.folder).put(file_id, file)
    return file_id


FORGERIES: dict[str, tuple[int, Forgery, str]] = {
    "a part of ours, changed": (0, lambda s, _: another_time(s), "the signature of a part is not its machine's"),
    "a part of ours, signed by them": (0, lambda s, keys: signed(another_time(s), keys), "signature of a part"),
    "a part of theirs, changed and signed": (
        1,
        lambda s, keys: signed(another_time(s), keys),
        "an event is not in the record that the checkpoint signs",
    ),
    "a part of a third machine": (1, by_a_third, "a machine that was not accepted here"),
}


@pytest.mark.parametrize("name", FORGERIES)
async def test_a_forged_part_in_a_file_that_is_signed_is_refused(tmp_path: Path, name: str) -> None:
    number, forgery, why = FORGERIES[name]
    async with two_desks(tmp_path) as (here, there):
        file_id = await forged(here, there, number, forgery)
        case_id = (await there.histories.handovers())[-1].case_id
        before = await here.record(case_id)
        with pytest.raises(Refused, match=why):
            await here.take("ana", file_id)
        assert await here.record(case_id) == before
        assert await here.states(case_id) == ["away"]
        assert (await here.verified()).breaks == ()


async def test_the_same_file_without_a_forgery_is_taken_in(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        file_id = await forged(here, there, 1, lambda segment, _: segment)
        assert (await here.take("ana", file_id)).handover.state is HandoverState.BACK
