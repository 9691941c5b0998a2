"""A case file that was changed on its way, at whatever place, is refused by name, and changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from handover_examples import two_desks

from desktop_app.domain.errors import CountersignError, Refused
from desktop_app.domain.exchange import Coming
from desktop_app.domain.handover_file import read_beginning

Change = Callable[[bytearray], bytes]


def _flipped(at: float) -> Change:
    def change(file: bytearray) -> bytes:
        file[int(at * (len(file) - 1))] ^= 1
        return bytes(file)

    return change


CHANGES: dict[str, Change] = {
    "the head": lambda file: bytes(file).replace(b'"v":1', b'"v":2', 1),
    "a byte of the head": _flipped(0.001),
    "a byte of the body": _flipped(0.5),
    "the last byte": _flipped(1.0),
    "its end cut off": lambda file: bytes(file[:-100]),
    "more at its end": lambda file: bytes(file) + b"more",
    "nothing left": lambda _file: b"",
}


async def test_a_changed_file_is_refused_and_the_record_tells(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        file_id = await here.send(await here.world.sent())
        path = tmp_path / "exchange/cases" / f"{file_id}.case"
        whole, named = path.read_bytes(), 0
        for name, change in CHANGES.items():
            path.write_bytes(change(bytearray(whole)))
            (listed,) = await there.incoming()
            with pytest.raises(CountersignError, match=r"not taken in|No case file"):
                await there.take(file_id=file_id)
            assert listed.coming in (Coming.TAMPERED, Coming.WAITS), name
            named += listed.file_id != ""
            assert path.exists() == (listed.file_id == ""), name  # what can be named is put aside, and told of
        told = [event.type for event in await there.world.store.events()]
        assert told.count("handover.conflict") == named
        assert await there.world.store.cases() == ()
        assert (await there.verified()).breaks == ()
        path.write_bytes(whole)
        assert (await there.take(file_id=file_id)).case_id


async def test_a_good_file_is_taken_after_a_changed_one(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        file_id = await here.send(case_id)
        path = tmp_path / "exchange/cases" / f"{file_id}.case"
        path.write_bytes(CHANGES["the last byte"](bytearray(path.read_bytes())))
        with pytest.raises(Refused, match="changed on its way"):
            await there.take(file_id=file_id)
        await here.handing.put_again(here.world["ana"], case_id)
        assert (await there.take()).case_id == case_id


async def test_a_file_says_nothing_of_its_case_to_who_cannot_open_it(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, _):
        file_id = await here.send(await here.world.sent())
        file = (tmp_path / "exchange/cases" / f"{file_id}.case").read_bytes()
        head, *_ = read_beginning(file)
        assert set(head.model_dump()) == {"v", "file", "sender", "ephemeral", "to", "label", "body_bytes", "body"}
        # long enough that no sealed byte string of this size holds one by chance
        said = (b"A contract", b"contract.txt", b"EUR 48,000", b"Sign it.", b"sections", b"case_file")
        assert not any(word in file for word in said)
