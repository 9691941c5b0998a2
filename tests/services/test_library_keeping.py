import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from service_examples import World, a_world, pack_with, scripted

from desktop_app.adapters.library_files import LibraryFolder
from desktop_app.adapters.sql_library import SqlLibraries
from desktop_app.domain.audit import EventType
from desktop_app.domain.draft import Delta, EvidenceChosen, Finished
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.finding import Rule
from desktop_app.domain.library_change import LibraryChange, change_words
from desktop_app.domain.pack import Pack
from desktop_app.domain.usage import Usage
from desktop_app.services.library_keeping import LibraryKeeping

RULES = "A creditor retains records of each contract for 25 months.\nInterest on late payment is capped at 9% a year."
CITING = (
    Delta("Interest is capped at 9% a year [E1]."),
    Finished("stop", "scripted-1", usage=Usage(90, 12, 0)),
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path / "home", scripted(CITING)) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Our rules"
    folder.mkdir()
    (folder / "interest.txt").write_text(RULES)
    return folder


def keeping(world: World, tmp_path: Path) -> LibraryKeeping:
    libraries = SqlLibraries(tmp_path / "home")
    return LibraryKeeping(libraries, LibraryFolder(), world.reader, world.recording, world.clock)


def pack() -> Pack:
    return pack_with(
        ("\nsections:\n", "\nlibraries: [rules]\nsections:\n"),
        ("{from: [contract], top: 6, find: term months runs}", "{from: [rules], top: 1, find: interest capped year}"),
    )


async def drafted(world: World) -> str:
    case_id = await world.case(pack())
    await world.draft(case_id, "term", chain=("server",))
    return case_id


async def test_a_folder_becomes_a_library_and_the_record_says_so(world: World, folder: Path, tmp_path: Path) -> None:
    told: list[str] = []
    library = await keeping(world, tmp_path).add(world["ana"], str(folder), told=lambda path, _: told.append(path))
    assert (library.name, library.documents, library.passages, told) == ("our_rules", 1, 2, ["interest.txt"])
    (event,) = await world.store.event_page(None, None, 1)
    assert event.type == EventType.LIBRARY_ADDED
    assert json.loads(event.body)["data"]["digest"] == library.digest


async def test_the_same_folder_again_is_read_again_and_another_is_refused_its_name(
    world: World, folder: Path, tmp_path: Path
) -> None:
    libraries = keeping(world, tmp_path)
    before = await libraries.add(world["ana"], str(folder), "rules")
    (folder / "more.txt").write_text("There is one more rule.")
    after = await libraries.add(world["ana"], str(folder), "rules")
    assert (after.documents, after.digest != before.digest, len(await libraries.listing())) == (2, True, 1)
    with pytest.raises(UsageError, match="another folder"):
        await libraries.add(world["ana"], str(tmp_path), "rules")


@pytest.mark.parametrize("name", ["Rules", "a b", "../x", "1st"])
async def test_a_name_that_no_form_can_ask_for_is_refused(
    world: World, folder: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(UsageError, match="no name for a library"):
        await keeping(world, tmp_path).add(world["ana"], str(folder), name)


async def test_a_folder_that_holds_nothing_leaves_no_library(world: World, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="holds no file"):
        await keeping(world, tmp_path).add(world["ana"], str(tmp_path / "empty"))
    assert await keeping(world, tmp_path).listing() == ()


async def test_a_section_cites_a_library_and_its_case_keeps_the_page(
    world: World, folder: Path, tmp_path: Path
) -> None:
    await keeping(world, tmp_path).add(world["ana"], str(folder), "rules")
    case_id = await drafted(world)
    record = (await world.facts(case_id)).record
    (kept,) = [d for d in record.documents if d.field == "rules"]
    assert kept.name.text == "interest.txt"
    (citation,) = record.citations[record.heads["term"]]
    cited = next(p for p in await world.store.passages(case_id) if p.passage_id == citation.passage_id)
    assert (cited.document_id, cited.text) == (kept.document_id, RULES.split("\n")[1])
    assert citation.quote_state.resolved
    assert (await world.store.verify()).verified


async def test_a_page_is_kept_once_however_often_it_is_offered(world: World, folder: Path, tmp_path: Path) -> None:
    await keeping(world, tmp_path).add(world["ana"], str(folder), "rules")
    case_id = await drafted(world)
    await world.draft(case_id, "term", chain=("server",))
    facts = await world.facts(case_id)
    assert sum(d.field == "rules" for d in facts.record.documents) == 1
    assert not facts.changed_inputs(facts.pack.form.section("term"))  # type: ignore[arg-type]


async def test_what_was_cited_opens_without_the_library_and_what_is_missing_is_found(
    world: World, folder: Path, tmp_path: Path
) -> None:
    libraries = keeping(world, tmp_path)
    await libraries.add(world["ana"], str(folder), "rules")
    case_id = await drafted(world)
    await libraries.remove(world["ana"], "rules")
    events = await world.draft(case_id, "term", chain=("server",))
    (chosen,) = [e for e in events if isinstance(e, EvidenceChosen)]
    assert [item.passage.text for item in chosen.evidence] == [RULES.split("\n")[1]]
    record = (await world.facts(case_id)).record
    assert Rule.LIBRARY_MISSING in [f.rule for f in record.findings[record.heads["term"]]]
    with pytest.raises(NotFound):
        await libraries.find("rules", "interest", 3)


async def test_a_library_that_never_was_is_a_finding_and_no_failure(world: World) -> None:
    case_id = await drafted(world)
    record = (await world.facts(case_id)).record
    assert Rule.LIBRARY_MISSING in [f.rule for f in record.findings[record.heads["term"]]]


async def test_nothing_is_said_of_a_library_that_is_as_it_was(world: World, folder: Path, tmp_path: Path) -> None:
    libraries = keeping(world, tmp_path)
    await libraries.add(world["ana"], str(folder), "rules")
    facts = await world.facts(await drafted(world))
    await libraries.add(world["ana"], str(folder), "rules")
    assert await libraries.changes(facts) == {}


async def test_that_a_library_has_changed_is_said_beside_what_cites_it(
    world: World, folder: Path, tmp_path: Path
) -> None:
    libraries = keeping(world, tmp_path)
    await libraries.add(world["ana"], str(folder), "rules")
    case_id = await drafted(world)
    (folder / "more.txt").write_text("There is one more rule.")
    await libraries.add(world["ana"], str(folder), "rules")
    assert await libraries.changes(await world.facts(case_id)) == {"term": (LibraryChange("rules"),)}
    (folder / "interest.txt").write_text(RULES.replace("9%", "8%"))
    await libraries.add(world["ana"], str(folder), "rules")
    facts = await world.facts(case_id)
    changes = await libraries.changes(facts)
    assert changes == {"term": (LibraryChange("rules", ("interest.txt, page 1",)),)}
    assert change_words(changes)["term"][0].endswith("Not as it is cited here: interest.txt, page 1.")
    section = facts.section("term")
    assert section and facts.state_of(section).value == "drafted" and not facts.changed_inputs(section)
    await libraries.remove(world["ana"], "rules")
    assert await libraries.changes(facts) == {}


async def test_a_redo_stands_on_the_library_as_it_is_now(world: World, folder: Path, tmp_path: Path) -> None:
    libraries = keeping(world, tmp_path)
    await libraries.add(world["ana"], str(folder), "rules")
    case_id = await drafted(world)
    (folder / "interest.txt").write_text(RULES.replace("25 months", "36 months"))
    await libraries.add(world["ana"], str(folder), "rules")
    await world.draft(case_id, "term", chain=("server",))
    assert await libraries.changes(await world.facts(case_id)) == {}
