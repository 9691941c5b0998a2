"""What is offered for a form's questions from real contracts, beside the lawyers' answers: counts, by question."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_examples import SHARED

from desktop_app.assembly import scratch_program
from desktop_app.domain.form import Form
from desktop_app.domain.person import Acting
from desktop_app.domain.suggestion import Suggestion
from desktop_app.domain.value import Value
from desktop_app.domain.value_input import parse
from desktop_app.services.attaching import Attachment
from desktop_app.services.program import Program

CONTRACTS = SHARED / "contracts-cuad"
ASKED = {
    "agreement_date": "Agreement Date",
    "effective_date": "Effective Date",
    "end_date": "Expiration Date",
    "renewal_notice_days": "Notice Period To Terminate Renewal",
}
"""Questions whose gold answer can be typed: a day, or a number of days."""
MOST_WRONG = 0.1
"""Of what is offered as an answer."""


def typed(gold: str) -> Value | None:
    """What a gold answer says (11/20/95, 90 days); None for one in words or with a blank in it."""
    written = "%m/%d/%Y" if len(gold) > len("11/20/95") else "%m/%d/%y"
    try:
        return datetime.strptime(gold, written).replace(tzinfo=UTC).date()
    except ValueError:
        days = gold.removesuffix(" days")
        return int(days) if days != gold and days.isdigit() else None


def told(form: Form, name: str, offers: Mapping[str, Suggestion], gold: Mapping[str, Any]) -> str:
    """How what is offered for a question stands to what the lawyers wrote."""
    offer, wanted, field = offers.get(name), typed(gold["answer"]), form.field(name)
    if offer is None or field is None:
        return "nothing offered" if wanted else "rightly nothing"
    if not offer.text:
        return "shown in words"
    if wanted is None:
        return "offered where nothing can be typed"
    return "right" if parse(field, offer.text) == wanted else "wrong"


def contracts() -> Iterator[dict[str, Any]]:
    if not (CONTRACTS / "gold.jsonl").exists():
        pytest.skip("the contracts are not there: ../shared/data/contracts-cuad")
    yield from map(json.loads, (CONTRACTS / "gold.jsonl").read_text().splitlines())


async def offered(program: Program, acting: Acting, path: Path) -> tuple[Mapping[str, Suggestion], float]:
    """What is offered of one contract, and the seconds of processor time that finding it took."""
    pack = program.packs.load("contract_review")
    case_id = await program.keeping.open(acting, pack, title=path.name)
    files = (Attachment(path.name, path.read_bytes()),)
    await program.attaching.attach(acting, pack.form, case_id, "contract", files)
    facts = await program.keeping.facts(case_id)
    began = time.process_time()
    return program.suggesting.suggest(facts), time.process_time() - began


@pytest.mark.benchmark
async def test_what_is_offered_of_real_contracts_is_nearly_always_right(capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, Counter[str]] = {field: Counter() for field in ASKED}
    law, capped, seconds = Counter[str](), Counter[str](), []
    async with scratch_program() as program:
        acting, form = await program.enrolling.current("ana"), program.packs.load("contract_review").form
        for contract in contracts():
            offers, taken = await offered(program, acting, CONTRACTS / contract["text"])
            seconds.append(taken)
            for field, gold in ASKED.items():
                found[field][told(form, field, offers, contract["fields"][gold])] += 1
            answer, offer = contract["fields"]["Governing Law"]["answer"], offers.get("law")
            law[f"{offer.text if offer else 'nothing'} for {'a law' if answer else 'none'}"] += 1
            limit, says = contract["fields"]["Cap On Liability"]["answer"], offers.get("liability_capped")
            capped[f"{'capped' if limit == 'Yes' else 'no cap'}, {'yes' if says else 'nothing'} offered"] += 1
    with capsys.disabled():
        for field, counts in {**found, "law": law, "liability_capped": capped}.items():
            print(f"\n{field}: {dict(counts)}", end="")  # noqa: T201
        print(f"\n{sum(seconds) / len(seconds) * 1000:.0f} ms of processor time a contract")  # noqa: T201
    every = sum(found.values(), Counter[str]())
    assert every["wrong"] <= MOST_WRONG * every["right"]
