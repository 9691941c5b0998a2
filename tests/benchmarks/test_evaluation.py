"""An evaluation with recording on, against what the server alone allows: so many calls at a time, each of 50 ms.

Run with `pytest -n 0 -m benchmark tests/benchmarks/test_evaluation.py`.
"""

import asyncio
import time
from pathlib import Path

import pytest
from scripted_server import own_process

from desktop_app.adapters.evaluation_files import PackEvaluations
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.assembly import evaluating, open_program
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.pack import Pack

CASES = 200
AT_ONCE = 16
WAIT_S = 0.05
IDEAL_S = CASES * WAIT_S / AT_ONCE
TARGET = 2.0
FLOOR = 25.0
"""A ratio above this is a defect even on a busy machine; the target is reported beside what was measured."""

FORM = """\
form: bench
version: 1.0.0
title: One section
purpose: {problem: p, user: u, outcome: o, success: {minutes: {at_most: 1}}, volume: {cases_per_day: 1}}
roles: {analyst: analyst, reviewer: reviewer}
pages:
  - {page: files, title: Files, fields: [{field: files, type: attachment, label: Files}]}
sections:
  - {section: note, title: Note, uses: [files], retrieve: {from: [files], top: 3}, prompt: note.md, assembled: note.md}
promise: {escaped_errors_at_most: 0.05, certainty: 0.9, sample: 0.1}
stages: [{stage: review, role: reviewer}]
budget: {case_cost: 1 USD, section_tokens: {input: 4000, output: 200}}
"""


def _pack(folder: Path) -> Pack:
    attach = "{files: [{name: a.txt, text: 'The fee is EUR 400.'}]}"
    case = f"- {{case: c%d, attach: {attach}, expect: {{note: {{facts: [word]}}}}}}\n"
    (folder / "bench" / "evals").mkdir(parents=True)
    (folder / "bench" / "form.yaml").write_text(FORM)
    (folder / "bench" / "note.md").write_text("Write a note.")
    (folder / "bench" / "evals" / "all.yaml").write_text("".join(case % i for i in range(CASES)))
    pack = PackFolders([folder]).load("bench")
    assert len(PackEvaluations().cases(pack)) == CASES
    return pack


async def _bare(url: str) -> float:
    """Seconds that the bare client takes for as many calls, as many at a time."""
    from openai import AsyncOpenAI

    client, room = AsyncOpenAI(base_url=url, api_key="none", max_retries=0), asyncio.Semaphore(AT_ONCE)

    async def call() -> None:
        async with room:
            stream = await client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "Write."}], stream=True
            )
            async for _ in stream:
                pass

    started = time.perf_counter()
    await asyncio.gather(*(call() for _ in range(CASES)))
    seconds = time.perf_counter() - started
    await client.close()
    return seconds


@pytest.mark.benchmark
async def test_an_evaluation_is_held_up_by_the_server_and_not_by_the_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack, home = _pack(tmp_path), tmp_path / "home"
    async with own_process(4, WAIT_S) as url:
        bare = await _bare(url)
        server = Endpoint("server", EndpointKind.OPENAI, model="m", base_url=url, at_once=AT_ONCE)
        async with open_program(home, lambda _: None, lambda _: None) as program:
            await program.connecting.add(await program.enrolling.current("bench"), server)
        async with evaluating(home, lambda _: None) as service:
            report = await service.run(pack, "server", at_once=AT_ONCE, progress=lambda *_: None)
    assert [row.right for row in report.rows if row.measure == "facts"] == [CASES]
    ratio = report.seconds / IDEAL_S
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{CASES} cases, {AT_ONCE} at a time: {report.seconds:.2f} s, {ratio:.1f}x ideal (target {TARGET}x); "
            f"the bare client alone {bare:.2f} s, {bare / IDEAL_S:.1f}x ideal"
        )
    assert ratio < FLOOR
