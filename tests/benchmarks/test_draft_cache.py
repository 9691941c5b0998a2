"""An unchanged section from the cache: from the click to its words, and to its record, in a case of a real contract."""

from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pytest
from fakes import FakeDrafter, server_endpoint

from desktop_app.assembly import scratch_program
from desktop_app.domain.draft import Delta, Finished, SectionRecorded, TextAdded, TextCached
from desktop_app.domain.usage import Usage
from desktop_app.services.attaching import Attachment

CONTRACTS = Path(__file__).parents[2].parent / "shared" / "data" / "contracts-cuad" / "pdf"
MOST_MS = 50
ROUNDS = 15
SECTION = "governing_law"
SERVER = server_endpoint()
ANSWER = (
    Delta("This Agreement shall be governed by the laws of the State of New York [E1]. "),
    Delta("The parties submit to the courts of that State [E2]."),
    Finished("stop", "scripted-1", "fp-1", Usage(900, 40, 0)),
)


@pytest.mark.benchmark
async def test_an_unchanged_section_is_there_before_anybody_waits(capsys: pytest.CaptureFixture[str]) -> None:
    contract = next(iter(sorted(CONTRACTS.glob("*.pdf"))), None)
    if contract is None:
        pytest.skip("the contracts are not there: ../shared/data/contracts-cuad/pdf")
    async with scratch_program() as program:
        acting = await program.enrolling.current("somebody")
        await program.connecting.add(acting, SERVER)
        drafter = FakeDrafter(SERVER, (ANSWER,))
        program.drafting._dispatching.bring(drafter)
        pack = program.packs.load("contract_review")
        case_id = await program.keeping.open(acting, pack, title=contract.name)
        files = (Attachment("c.pdf", contract.read_bytes()),)
        await program.attaching.attach(acting, pack.form, case_id, "contract", files)

        async def drafted() -> tuple[float, float, bool, float]:
            """Milliseconds to the first words and to the record, whether it came from the cache, and the milliseconds
            of the processor to the first words."""
            started, worked, words, cached, busy = perf_counter(), process_time(), 0.0, False, 0.0
            async for event in program.drafting.draft(acting, case_id, [SERVER.name], [SECTION]):
                cached |= isinstance(event, TextCached)
                if isinstance(event, TextAdded) and not words:
                    words, busy = perf_counter() - started, process_time() - worked
                if isinstance(event, SectionRecorded):
                    return words * 1000, (perf_counter() - started) * 1000, cached, busy * 1000
            raise AssertionError("it was not drafted")

        first = await drafted()
        hits = [await drafted() for _ in range(ROUNDS)]
    words, recorded = sorted(hit[0] for hit in hits), sorted(hit[1] for hit in hits)
    with capsys.disabled():
        print(  # noqa: T201
            f"\nfrom the cache, {ROUNDS} times: words after {words[0]:.0f} ms at the least, {median(words):.0f} ms in"
            f" the middle (limit {MOST_MS}), recorded after {recorded[0]:.0f} and {median(recorded):.0f} ms; processor"
            f" time to the words {median(hit[3] for hit in hits):.0f} ms; asked for the first time: {first[0]:.0f} ms"
        )
    assert not first[2] and all(hit[2] for hit in hits) and len(drafter.asked) == 1
    assert words[0] <= MOST_MS  # at the least: whatever else runs on the machine only adds to it
