"""Checking the code of a document against the store."""

import pytest
from service_examples import World

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.pdf_writer import PdfWriter
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.domain.errors import NotFound, Refused, UsageError
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading, ReadPage
from desktop_app.domain.person import Role
from desktop_app.domain.verification_code import code_of
from desktop_app.services.code_checking import CodeChecking
from desktop_app.services.exporting import Exporting


class OnePage:
    """Reads this text."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    async def read(self, name: str, body: bytes) -> Reading:
        return Reading(DocumentKind.PDF, DocumentState.READ, (ReadPage(1, self.text, ()),))


def checking(world: World, text: str = "") -> CodeChecking:
    writer = PdfWriter()
    exporting = Exporting(world.store, world.recording, writer, writer, PackFolders([]), PersonKeys(cost=4))
    return CodeChecking(world.store, exporting, OnePage(text))


async def signed(world: World) -> tuple[str, str]:
    """A signed case, and the code of its last signature."""
    case_id = await world.sent()
    await world.approve(case_id)
    await world.sign(case_id)
    record = (await world.facts(case_id)).record
    return case_id, code_of(record.signatures[-1].manifest.commitment)


async def test_a_code_names_case_signer_and_that_it_holds(world: World) -> None:
    case_id, code = await signed(world)
    checked = await checking(world).check(world["rob"], code.lower())
    assert (checked.file.case_id, checked.signature.name, checked.holds) == (case_id, "ana", True)


async def test_a_code_of_a_signature_that_was_superseded_holds_no_more(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id, "fee")
    code = code_of((await world.facts(case_id)).record.signatures[0].manifest.commitment)
    await world.editing.edit(world["ana"], case_id, "fee", "The fee is another one.", "A new letter.")
    checked = await checking(world).check(world["rob"], code)
    assert not checked.holds and checked.signature.lapsed


async def test_a_code_that_no_signature_has_is_not_found(world: World) -> None:
    with pytest.raises(NotFound, match="No signature"):
        await checking(world).check(world["rob"], code_of("ab" * 32))


async def test_who_may_not_read_cases_checks_no_code(world: World) -> None:
    await world.enrol("eve", Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        await checking(world).check(world["eve"], code_of("ab" * 32))


async def test_codes_are_found_in_a_document(world: World) -> None:
    code = code_of("cd" * 32)
    assert await checking(world, f"A\n{code}\n{code} AAAA-BBBB-CCCC-DDDE").codes_in("x.pdf", b"") == (code,)
    with pytest.raises(UsageError, match="No verification code"):
        await checking(world, "nothing").codes_in("x.pdf", b"")
