"""What a form says once is held against every section, whoever wrote it."""

from pathlib import Path

from service_examples import a_world, pack_with

from desktop_app.domain.finding import Rule

FORBIDDEN = pack_with(("\nsections:", "\nchecks: [forbid: {words: [guilty]}]\nsections:"))


async def test_words_that_the_form_forbids_are_found_in_each_section_and_in_a_persons_too(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.drafted(FORBIDDEN)
        for section in ("term", "advice"):
            await world.editing.edit(world["ana"], case_id, section, "The supplier is guilty.")
        record = (await world.facts(case_id)).record
        found = {name: [f.rule for f in record.findings.get(head, ())] for name, head in record.heads.items()}
    assert Rule.FORBIDDEN_WORDS in found["term"] and Rule.FORBIDDEN_WORDS in found["advice"]
    assert Rule.FORBIDDEN_WORDS not in found["fee"]
