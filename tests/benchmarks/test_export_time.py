"""What a long document costs: with its changes against without, as pages against as text, and its way back."""

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "adapters"))
from case_examples import ANA, BEN, CASE, NAMES, SOURCES, example_pack, example_record
from domain.test_tracked_redline import history

from desktop_app.adapters.docx_changes import read_changes
from desktop_app.adapters.docx_writer import DocxWriter
from desktop_app.adapters.extraction import Limits
from desktop_app.adapters.pdf_writer import PdfWriter
from desktop_app.domain.brought_changes import changes_of
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.tracked_section import tracked

pytestmark = pytest.mark.benchmark
PHRASE = "the supplier shall pay each invoice within thirty days of its receipt unless it is disputed in good faith"
WORDS = PHRASE.split()


def long_text(seed: int, paragraphs: int = 200) -> list[str]:
    """About 10,000 words."""
    draw = random.Random(seed)
    return [" ".join(draw.choices(WORDS, k=50)) + f" {n}." for n in range(paragraphs)]


def edited(lines: list[str], seed: int) -> list[str]:
    """Every fourth line has a word changed, every twentieth is left out, and one is added beside it."""
    draw, result = random.Random(seed), []
    for n, line in enumerate(lines):
        words = line.split()
        if n % 4 == seed % 4:
            words[draw.randrange(50)] = "changed"
        result += [" ".join(words)] if n % 20 else ["A line that was not there before stands here now."]
    return result


def long_case() -> CaseRecord:
    lines = long_text(1)
    texts = ["\n\n".join(lines)]
    for seed in (1, 2, 3):
        lines = edited(lines, seed)
        texts.append("\n\n".join(lines))
    record, head = history(*texts, people=(ANA, BEN, ANA))
    revisions = tuple(replace(r, case_id=CASE, run_id=r.run_id and "run-1") for r in record.revisions)
    base = example_record()
    heads = {"term": head.revision_id, "advice": "advice-1"}
    return replace(
        base, revisions=(*revisions, base.revisions[2]), heads=heads, spans=record.spans, citations={}, findings={}
    )


def seconds(work: Callable[[], object]) -> float:
    """The best of three."""
    times = []
    for _ in range(3):
        begun = perf_counter()
        work()
        times.append(perf_counter() - begun)
    return min(times)


def test_what_a_long_document_costs() -> None:
    record, pack = long_case(), example_pack()
    head = record.head("term")
    assert head is not None
    marked = DocxWriter().write(record, pack, NAMES, SOURCES, marked=True)
    clean = seconds(lambda: DocxWriter().write(record, pack, NAMES, SOURCES))
    costs = {
        "changes found": seconds(lambda: tracked(record, head)),
        "with changes": seconds(lambda: DocxWriter().write(record, pack, NAMES, SOURCES, marked=True)),
        "as pages": seconds(lambda: PdfWriter().write(record, pack, NAMES, SOURCES)),
        "brought back": seconds(lambda: changes_of(record, pack.form, read_changes(marked, Limits()))),
    }
    words = len(head.section_text.plain.split())
    told = ", ".join(f"{name} {cost / clean:.2f}" for name, cost in costs.items())
    print(f"\n{words:,} words, 4 versions: without changes {clean * 1000:.0f} ms; times that: {told}")  # noqa: T201
    assert costs["with changes"] <= 10 * clean
