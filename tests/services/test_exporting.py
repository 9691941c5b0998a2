from dataclasses import dataclass, field, replace

import pytest
from adapters.case_examples import ANA, BEN, CASE, example_pack, example_passages, example_record, signed
from fakes import START, FakeChance, FakeClock

from desktop_app.domain.anchor import Anchor, checkpoints_in
from desktop_app.domain.audit import Checkpoint, Entry, Outcome, Receipt
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import Refused, StoreDamaged, UsageError
from desktop_app.domain.evidence import Source
from desktop_app.domain.export_kind import ExportKind
from desktop_app.domain.person import Acting, Auth, Person, Profile, Role
from desktop_app.services.exporting import Exporting
from desktop_app.services.recording import Recording

SIGNED = Checkpoint(7, "a" * 64, "b" * 64, b"s" * 64, b"k" * 32, START)


@dataclass
class KeptCase:
    """A store with one case, the pack's files and Ana; Ben has left."""

    record: CaseRecord
    files: dict[str, bytes] | None = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    read_only: str | None = None

    async def sign_now(self):
        return SIGNED

    async def checkpoints(self):
        return (SIGNED,)

    @property
    def outcomes(self):
        return [event.outcome for entry in self.entries for event in entry.events]

    async def case(self, case_id, *, as_is=False):
        return self.record

    async def pack_files(self, digest):
        return self.files

    async def passages(self, case_id):
        return example_passages()

    async def pages(self, case_id):
        return ()

    async def names(self):
        return {ANA: "Ana Analyst"}

    async def commit(self, entry):
        self.entries.append(entry)
        return Receipt(1, True)


class KeptPacks:
    def restore(self, files, **more):
        return example_pack()


@dataclass
class AnyKeys:
    good: bool = True

    def verifies(self, public_key, message, signature):
        return self.good


@dataclass
class Noting:
    """A writer that notes what it was given."""

    given: tuple = ()
    marked: bool = False

    def write(self, *given, marked=False):
        self.given, self.marked = given, marked
        return b"PK document"

    def with_checkpoint(self, body, line):
        return body + line.encode()


def acting_as(role: Role) -> Acting:
    return Acting(Person("p", "Pat", "pat", START), Profile("x", "p", frozenset({role})), Auth.OS_USER)


def exporting(store, writer, good=True, pages=None):
    recording = Recording(store, FakeClock(), FakeChance())
    return Exporting(store, recording, writer, pages or Noting(), KeptPacks(), AnyKeys(good))


@pytest.mark.parametrize("role", [Role.ANALYST, Role.REVIEWER, Role.APPROVER, Role.AUDITOR])
async def test_whoever_may_read_a_case_may_export_it_and_it_is_recorded(role):
    store = KeptCase(example_record())
    await exporting(store, Noting()).export(acting_as(role), CASE)
    (event,) = store.entries[0].events
    assert (event.type, event.case_id, event.actor.role) == ("export.made", CASE, role)
    assert event.data == {"format": "docx", "bytes": len(b"PK document")}


async def test_a_document_with_its_changes_is_told_as_such():
    store, writer = KeptCase(example_record()), Noting()
    await exporting(store, writer).export(acting_as(Role.REVIEWER), CASE, ExportKind.MARKED)
    (event,) = store.entries[0].events
    assert (event.data["format"], writer.marked) == ("docx_marked", True)


async def test_pages_are_another_writers():
    store, writer, pages = KeptCase(example_record()), Noting(), Noting()
    await exporting(store, writer, pages=pages).export(acting_as(Role.AUDITOR), CASE, ExportKind.PDF)
    assert (store.entries[0].events[0].data["format"], bool(writer.given), bool(pages.given)) == ("pdf", False, True)


async def test_the_checkpoint_that_covers_the_export_leaves_with_it():
    store = KeptCase(example_record())
    body = await exporting(store, Noting()).export(acting_as(Role.AUDITOR), CASE)
    assert tuple(checkpoints_in(body.decode())) == (SIGNED,)
    assert store.entries[-1].puts == (Anchor("export", SIGNED.size, START),)


async def test_a_store_that_can_only_be_read_is_exported_with_its_newest_checkpoint():
    store = KeptCase(example_record(), read_only="It is read-only.")
    body = await exporting(store, Noting()).export(acting_as(Role.AUDITOR), CASE)
    assert tuple(checkpoints_in(body.decode())) == (SIGNED,)
    assert store.entries == []


async def test_an_administrator_alone_exports_nothing():
    store, writer = KeptCase(example_record()), Noting()
    with pytest.raises(Refused):
        await exporting(store, writer).export(acting_as(Role.ADMINISTRATOR), CASE)
    assert (store.outcomes, writer.given) == ([Outcome.REFUSED], ())


async def test_the_writer_gets_the_cited_passages_only():
    writer = Noting()
    await exporting(KeptCase(example_record()), writer).export(acting_as(Role.AUDITOR), CASE)
    sources = writer.given[3]
    assert sources.keys() == {"passage-1", "passage-2"}
    assert sources["passage-1"] == Source("contract.pdf", 2, "twenty-four months")


async def test_a_signer_who_has_left_keeps_the_name_that_was_signed():
    writer = Noting()
    await exporting(KeptCase(signed(example_record())), writer).export(acting_as(Role.AUDITOR), CASE)
    assert writer.given[2] == {ANA: "Ana Analyst", BEN: "Ben Reviewer"}


@pytest.mark.parametrize(("good", "invalid"), [(True, frozenset()), (False, {"command-1"})])
async def test_a_signature_that_does_not_verify_is_named(good, invalid):
    writer = Noting()
    await exporting(KeptCase(signed(example_record())), writer, good).export(acting_as(Role.AUDITOR), CASE)
    assert writer.given[4] == invalid


async def test_a_case_whose_pack_is_lost_is_not_exported():
    store = KeptCase(example_record(), files=None)
    with pytest.raises(StoreDamaged):
        await exporting(store, Noting()).export(acting_as(Role.AUDITOR), CASE)
    assert store.entries == []


async def test_that_no_document_could_be_written_is_told():
    class Failing(Noting):
        def write(self, *given, marked=False):
            raise UsageError("no", next="x")

    store = KeptCase(replace(example_record()))
    with pytest.raises(UsageError):
        await exporting(store, Failing()).export(acting_as(Role.AUDITOR), CASE)
    (event,) = store.entries[0].events
    assert store.outcomes == [Outcome.FAILED] and event.data["failure"] == "unusable"
