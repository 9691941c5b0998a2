"""A pack is looked at while it is written: its form lives with what is typed; a broken save keeps the last good one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeClock
from pack_examples import FORM, changed, write_pack

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.errors import NotFound
from desktop_app.services.previewing import Preview, Previewing

BROKEN = changed(FORM, ("type: choice", "type: chose"))


async def at_once(work: Callable[[], Any]) -> Any:
    return work()


@pytest.fixture
def previewing() -> Previewing:
    return Previewing(PackFolders([]), FakeClock(), at_once)


def outcomes(preview: Preview) -> dict[str, str]:
    assert preview.facts is not None
    return {name: outcome for name, (outcome, _) in preview.facts.evaluated.outcomes.items()}


async def test_rules_decisions_and_problems_follow_what_is_typed(previewing: Previewing, tmp_path: Path) -> None:
    folder = str(write_pack(tmp_path))
    empty = await previewing.look(folder, {})
    assert empty.facts is not None and "birth" not in empty.facts.evaluated.relevant and outcomes(empty) == {}
    typed = {"kind": "person", "payments": '[{"amount": "30000 EUR"}]', "birth": "2999-01-01"}
    full = await previewing.look(folder, typed, empty)
    assert full.facts is not None and outcomes(full) == {"filing": "filed"}
    assert "birth: " not in full.unread and [p.field for p in full.facts.problems if p.kind == "violated"] == ["birth"]


async def test_what_is_typed_and_is_no_answer_is_told_and_counts_for_nothing(
    previewing: Previewing, tmp_path: Path
) -> None:
    preview = await previewing.look(str(write_pack(tmp_path)), {"kind": "dragon", "gone": "x", "name": " "})
    assert list(preview.unread) == ["kind"]
    assert preview.facts is not None and preview.facts.record.answers == ()


async def test_a_broken_save_keeps_the_last_good_form_and_tells_the_fault_with_its_line(
    previewing: Previewing, tmp_path: Path
) -> None:
    folder = str(write_pack(tmp_path))
    good = await previewing.look(folder, {})
    write_pack(tmp_path, BROKEN)
    broken = await previewing.look(folder, {}, good)
    assert broken.stale and broken.facts is not None and good.facts is not None
    assert broken.facts.pack is good.facts.pack
    (told,) = [each for each in broken.look.told if "chose" in each.fault.what]
    assert "type: chose" in told.line and told.fault.line == BROKEN.splitlines().index(told.line) + 1
    write_pack(tmp_path)
    assert not (await previewing.look(folder, {}, broken)).stale


async def test_a_pack_that_was_broken_from_the_first_has_faults_and_no_form(
    previewing: Previewing, tmp_path: Path
) -> None:
    preview = await previewing.look(str(write_pack(tmp_path, BROKEN)), {"name": "x"})
    assert preview.facts is None and preview.look.told


async def test_a_folder_without_faults_tells_its_advice(previewing: Previewing, tmp_path: Path) -> None:
    told = (await previewing.look(str(write_pack(tmp_path)), {})).look.told
    assert told and all(each.advice for each in told)


async def test_a_folder_has_another_stamp_after_a_save_and_the_same_while_nothing_is_saved(
    previewing: Previewing, tmp_path: Path
) -> None:
    folder = str(write_pack(tmp_path))
    stamp = (await previewing.look(folder, {})).look.stamp
    (tmp_path / "small" / ".form.yaml.swp").write_text("an editor's own")
    assert await previewing.stamp(folder) == stamp
    write_pack(tmp_path, changed(FORM, ("Who is it?", "Who was it?")))
    assert await previewing.stamp(folder) != stamp


async def test_a_folder_that_is_not_there_is_told(previewing: Previewing, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await previewing.look(str(tmp_path / "nothing"), {})


async def test_a_folder_is_not_read_again_while_it_is_the_same(previewing: Previewing, tmp_path: Path) -> None:
    folder = str(write_pack(tmp_path))
    first = await previewing.look(folder, {})
    assert (await previewing.look(folder, {"name": "x"}, first)).look is first.look
