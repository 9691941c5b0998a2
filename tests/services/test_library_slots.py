import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from service_examples import World, a_world, pack_with

from desktop_app.adapters.extraction import Limits
from desktop_app.adapters.sql_library import SqlLibraries
from desktop_app.adapters.text_extraction import extract_text
from desktop_app.domain.errors import PackInvalid
from desktop_app.domain.pack import Pack
from desktop_app.services.grounding import Grounded

RULES = (
    ("7-1", "§ 7.1 Interest."),
    ("7-1-a", "Interest on late payment is capped at 9% a year."),
    ("7-1-b", "Records of interest are kept for 25 months."),
    ("7-2", "§ 7.2 Notices are given in writing within 30 days of each request."),
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        lines = "\n".join(json.dumps({"label": label, "text": text}) for label, text in RULES)
        maker = SqlLibraries(tmp_path).begin("rules", "/rules")
        maker.add("part-7.jsonl", extract_text(lines.encode(), Limits()))
        maker.finish("0" * 64, made.clock.now())
        yield made


def pack(slot: str, source: str = "contract, rules") -> Pack:
    return pack_with(
        ("\nsections:\n", "\nlibraries: [rules]\nsections:\n"),
        ("{from: [contract], top: 6, find: term months runs}", f"{{from: [{source}], top: 3, find: interest capped}}"),
        ("    assembled: assembled/term.md\n", f"    assembled: assembled/term.md\n    slots: [{slot}]\n"),
    )


async def grounded(world: World, slot: str) -> Grounded:
    facts = await world.facts(await world.case(pack(slot)))
    section = facts.section("term")
    assert section
    return world.grounding.ground(facts, section)


async def test_a_slot_without_a_pattern_takes_the_paragraph_that_surely_answers_it(world: World) -> None:
    found = await grounded(world, "{slot: rule, from: rules, find: cap on late payment interest}")
    (value,) = found.slots["rule"]
    assert value.quote == "7.1(a) Interest on late payment is capped at 9% a year."
    cited = next(item for item in found.evidence if item.number == value.number)
    assert (cited.document_name, cited.label, cited.where) == ("part-7.jsonl", "7.1(a)", "part-7.jsonl, 7.1(a)")


async def test_a_slot_that_is_not_sure_finds_nothing(world: World) -> None:
    found = await grounded(world, "{slot: rule, from: rules, find: interest of whom and under which treaty of Rome}")
    assert found.slots["rule"] == ()


async def test_a_slot_with_a_pattern_takes_its_value_from_the_best_passages(world: World) -> None:
    slot = r"{slot: rule, from: rules, find: records kept, pattern: 'kept for (?P<value>\d+ months)'}"
    assert [value.value for value in (await grounded(world, slot)).slots["rule"]] == ["25 months"]


async def test_a_library_is_searched_together_with_the_documents_of_the_case(world: World) -> None:
    found = await grounded(world, "{slot: rule, from: rules, find: notices in writing}")
    names = {item.document_name for item in found.evidence}
    assert names == {"contract.txt", "part-7.jsonl"}


def faults(*changes: tuple[str, str]) -> tuple[str, ...]:
    with pytest.raises(PackInvalid) as refused:
        pack_with(*changes)
    return refused.value.faults


def test_a_library_that_the_form_does_not_list_is_a_fault() -> None:
    assert any(
        "“rules”" in what for what in faults(("{from: [contract], top: 6, find: term", "{from: [rules], find: term"))
    )


@pytest.mark.parametrize("name", ["contract", "fee", "size", "reference"])
def test_a_library_has_a_name_of_its_own(name: str) -> None:
    assert any(f"“{name}”" in what for what in faults(("\nsections:\n", f"\nlibraries: [{name}]\nsections:\n")))


def test_a_slot_of_a_library_says_what_it_looks_for() -> None:
    with_slot = "    assembled: assembled/term.md\n    slots: [{slot: rule, from: rules}]\n"
    changes = (
        ("\nsections:\n", "\nlibraries: [rules]\nsections:\n"),
        ("    assembled: assembled/term.md\n", with_slot),
    )
    assert any("looks for in the library" in what for what in faults(*changes))
