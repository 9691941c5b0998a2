"""How far off it is to count what a model will read before it is sent: real contracts, and a model's own tokens.

Each contract's requests are rendered, counted by their characters with what the other contracts have taught, and held
against what the model's own tokenizer makes of them.
"""

import json
from pathlib import Path
from statistics import fmean, pstdev
from urllib.request import Request, urlopen

import pytest

from desktop_app.adapters.on_device_drafter import model_file
from desktop_app.adapters.on_device_server import serve
from desktop_app.assembly import scratch_program
from desktop_app.domain.endpoint_state import EndpointState
from desktop_app.domain.person import Acting
from desktop_app.services.attaching import Attachment
from desktop_app.services.program import Program

CONTRACTS = Path(__file__).parents[2].parent / "shared" / "data" / "contracts-cuad" / "txt"
MOST = 20
Counted = list[tuple[int, int]]
"""The characters and tokens of each section's request."""


def tokens_of(address: str, text: str) -> int:
    asked = Request(f"{address}/tokenize", json.dumps({"content": text}).encode())
    asked.add_header("Authorization", "Bearer key")
    with urlopen(asked) as answer:
        return len(json.load(answer)["tokens"])


async def counted(program: Program, acting: Acting, contract: Path, address: str) -> Counted:
    pack, prompting = program.packs.load("contract_review"), program.preparing._prompting
    case_id = await program.keeping.open(acting, pack, title=contract.name)
    files = (Attachment(contract.name, contract.read_bytes()),)
    await program.attaching.attach(acting, pack.form, case_id, "contract", files)
    facts, found = await program.keeping.facts(case_id), []
    for section in (each for each in pack.form.sections if each.prompt):
        grounded = program.preparing._grounding.ground(facts, section)
        outcomes, evidence, slots = facts.evaluated.outcomes, grounded.evidence, grounded.slots
        prompt = prompting.prompt(pack, section, evidence, slots, facts.answers, outcomes, ())
        text = "\n".join(message.text for message in prompt.messages)
        found.append((len(text), tokens_of(address, text)))
    return found


def off(own: Counted, others: list[Counted]) -> float:
    """By which share the count ahead is off for one contract, as an endpoint is learned from the others."""
    state = EndpointState("server")
    for characters, tokens in (each for contract in others for each in contract):
        state = state.with_counted(characters, tokens)
    return sum(c for c, _ in own) / float(state.ratio) / sum(t for _, t in own) - 1


@pytest.mark.benchmark
async def test_what_is_counted_ahead_is_off_by_little(capsys: pytest.CaptureFixture[str]) -> None:
    files, model = sorted(CONTRACTS.glob("*.txt"), key=lambda path: path.stat().st_size)[:MOST], model_file()
    if not files or model is None:
        pytest.skip("the contracts of ../shared/data or the on-device model are not here")
    server = serve(str(model), "key")
    async with scratch_program() as program:
        acting = await program.enrolling.current("ana")
        found = [await counted(program, acting, file, server.listening_address) for file in files]
    errors = [off(own, [*found[:n], *found[n + 1 :]]) for n, own in enumerate(found)]
    worst = sorted(map(abs, errors))[int(0.9 * len(errors))]
    with capsys.disabled():
        told = f"mean {fmean(errors):+.1%}, standard deviation {pstdev(errors):.1%}, 90th percentile {worst:.1%}"
        print(f"\ncounted ahead, {len(found)} contracts: {told}")  # noqa: T201
    assert pstdev(errors) <= 0.06
