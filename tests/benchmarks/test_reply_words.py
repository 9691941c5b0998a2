"""How soon the sample of the pack for replies shows its first words, from the request for a draft; no model writes."""

import time

import pytest

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.assembly import sample_of, scratch_program
from desktop_app.domain.draft import TextAdded
from desktop_app.services.demonstrating import StepDone

MOST_S = 1.0
"""The pack's own budget for first words."""


@pytest.mark.benchmark
async def test_the_first_words_of_a_reply_are_there_within_its_budget(capsys: pytest.CaptureFixture[str]) -> None:
    pack = PackFolders([forms_folder()]).load("support_reply")
    asked = first = drafted = 0.0
    async with scratch_program() as program:
        chain = await program.chain(("assembled",))
        async for told in program.demonstrating.play(pack, sample_of(pack), chain):
            if isinstance(told, StepDone) and told.step == "fill":
                asked = time.process_time()
            elif isinstance(told, StepDone) and told.step == "draft":
                drafted = time.process_time() - asked
            elif isinstance(told, TextAdded) and not first:
                first = time.process_time() - asked
    with capsys.disabled():
        told_ms = f"first words {first * 1000:.0f} ms, all sections {drafted * 1000:.0f} ms of processor time"
        print(f"\n{told_ms}")  # noqa: T201
    assert 0 < first < MOST_S
