"""What another program does to a signed case in the database file is shown as INVALID, with what does not match."""

import asyncio
from io import BytesIO
from pathlib import Path
from shutil import copytree

import pytest
from docx import Document
from service_examples import PASSPHRASE, World, a_world
from store_examples import database, unguarded

from desktop_app.adapters.docx_writer import DocxWriter
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.domain.audit import BreakKind
from desktop_app.domain.standing import Mismatch, Standing, is_signed
from desktop_app.services.exporting import Exporting

TEXT = "SELECT r.text_ref FROM head h JOIN revision r ON r.revision_id = h.revision_id WHERE h.section = 'fee'"
FLIP = "UPDATE content SET body = zeroblob(length(body)) WHERE item_id IN ({})"
OLA = "(SELECT p.public_key FROM profile p JOIN person o ON o.person_id = p.person_id WHERE o.name = 'ola')"
ROB = "SELECT person_id FROM person WHERE name = 'rob'"
WAYS = {
    "the text": (FLIP.format(TEXT), {Mismatch.TEXT}),
    "another text": (
        "UPDATE revision SET text_ref = (SELECT text_ref FROM revision WHERE section = 'term' LIMIT 1)"
        " WHERE revision_id = (SELECT revision_id FROM head WHERE section = 'fee')",
        {Mismatch.TEXT},
    ),
    "the manifests": (FLIP.format("SELECT manifest_ref FROM signature"), {Mismatch.MANIFEST}),
    "another manifest": (
        "UPDATE signature SET manifest_ref = (SELECT manifest_ref FROM signature ORDER BY rowid LIMIT 1)",
        {Mismatch.SIGNATURE, Mismatch.MANIFEST, Mismatch.TIME, Mismatch.PERSON, Mismatch.ANSWERS},
    ),
    "the signature": ("UPDATE signature SET signature = zeroblob(64)", {Mismatch.SIGNATURE}),
    "the key": (f"UPDATE signature SET public_key = {OLA}", {Mismatch.SIGNATURE, Mismatch.KEY}),
    "the name": ("UPDATE person SET name = 'Rob the Great' WHERE name = 'rob'", {Mismatch.PERSON}),
    "who decided": (
        "UPDATE decision SET person_id = (SELECT person_id FROM person WHERE name = 'ola')",
        {Mismatch.KEY, Mismatch.PERSON},
    ),
    "when it was decided": ("UPDATE decision SET at = '2020-01-01T00:00:00.000000+00:00'", {Mismatch.TIME}),
    "an answer": (
        "UPDATE answer SET value_ref = (SELECT value_ref FROM answer WHERE path = 'months') WHERE path = 'fee'",
        {Mismatch.ANSWERS},
    ),
}


def exporting(world: World) -> Exporting:
    writer = DocxWriter()
    return Exporting(world.store, world.recording, writer, writer, PackFolders([]), PersonKeys(cost=4))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a signed case, made once."""
    home = tmp_path_factory.mktemp("signed")

    async def make() -> str:
        async with a_world(home) as world:
            case_id = await world.sent()
            await world.approve(case_id)
            world.clock.passes(60)
            await world.sign(case_id)
        return case_id

    return home, asyncio.run(make())


@pytest.fixture
def home(template: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of it."""
    return copytree(template[0], tmp_path / "home")


@pytest.fixture
def case_id(template: tuple[Path, str]) -> str:
    """The case."""
    return template[1]


async def test_an_untouched_case_is_signed_on_screen_and_in_the_document(home: Path, case_id: str) -> None:
    async with a_world(home) as world:
        record = await world.store.case(case_id, as_is=True)
        standings = exporting(world).standings(record)
        assert {each.standing for each in standings} == {Standing.VALID} and is_signed(record, standings)
        assert "INVALID" not in await exported(world, case_id)


@pytest.mark.parametrize(("statement", "expected"), WAYS.values(), ids=WAYS)
async def test_what_was_tampered_with_is_named_and_renders_invalid(
    home: Path, case_id: str, statement: str, expected: set[Mismatch]
) -> None:
    with unguarded(database(home)) as other:
        other.execute(statement)
    async with a_world(home) as world:
        record = await world.store.case(case_id, as_is=True)
        standings = exporting(world).standings(record)
        named = {wrong for each in standings for wrong in each.wrong}
        assert named and named <= expected and not is_signed(record, standings)
        words = await exported(world, case_id)
        assert words.startswith("NOT SIGNED: A SIGNATURE IS INVALID") and "\nINVALID\n" in words
        found = (await world.store.verify()).breaks
        assert any(each.kind in (BreakKind.SIGNATURE, BreakKind.CONTENT, BreakKind.ROW) for each in found)


async def exported(world: World, case_id: str) -> str:
    """The words of the document, its header first."""
    body = await exporting(world).export(world.people.get("ana") or world["rob"], case_id)
    document = Document(BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells, ""])


async def test_a_case_whose_text_is_torn_is_shown_and_worked_on_by_nobody(home: Path, case_id: str) -> None:
    with unguarded(database(home)) as other:
        other.execute(FLIP.format(TEXT))
    async with a_world(home) as world:
        with pytest.raises(Exception, match="is not what was recorded"):
            await world.keeping.facts(case_id)
        shown = await world.keeping.facts(case_id, as_is=True)
        head = shown.record.head("fee")
        assert head is not None and "cannot be shown" in head.section_text.plain


async def test_a_passphrase_is_of_no_use_to_who_swaps_a_sealed_key(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.sent()
    with unguarded(database(tmp_path)) as other:
        other.execute("UPDATE profile SET public_key = zeroblob(32) WHERE person_id IN (" + ROB + ")")
    async with a_world(tmp_path) as world:
        await world.reviewing.approve(world["rob"], PASSPHRASE, case_id, checklist=True)
        (standing,) = exporting(world).standings((await world.facts(case_id)).record)
        assert standing.standing is Standing.INVALID and Mismatch.SIGNATURE in standing.wrong
