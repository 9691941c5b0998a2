"""What the checks of sentences find of seeded errors in real contracts, what they cost, and how the score separates.

pytest -n 0 -s -m benchmark tests/benchmarks/test_sentence_checks.py
"""

import random
import time
from collections import defaultdict

import pytest
from seeded_errors import (
    CONTRACTS,
    NUMBERS,
    REPORTS,
    SEEDS,
    Drafted,
    caught,
    contract_sentences,
    near_extractive,
    report_sentences,
)

from desktop_app.adapters.support_files import read_support_weights
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.finding import Finding, Rule
from desktop_app.domain.form import Section
from desktop_app.domain.markup import read_markup
from desktop_app.domain.quotation import check_quotations
from desktop_app.domain.support import supports
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.services.checking import check

pytestmark = pytest.mark.benchmark
GROUNDING = frozenset(
    (
        Rule.CONTRADICTED_FIGURE, Rule.UNSUPPORTED_FIGURE, Rule.UNSUPPORTED_DATE, Rule.UNSUPPORTED_NAME,
        Rule.CITED_ELSEWHERE, Rule.UNRESOLVED_CITATION, Rule.CONTRADICTED_WORDS, Rule.DIFFERENT_WORDS,
        Rule.QUOTE_NOT_FOUND, Rule.WRONG_SUM,
    )
)  # fmt: skip


def drafted(kind: str = "contracts") -> list[Drafted]:
    if not CONTRACTS.is_dir() or not REPORTS.is_file():
        pytest.skip(f"the real contracts and reports are not at {CONTRACTS} and {REPORTS}")
    return list(contract_sentences() if kind == "contracts" else report_sentences())


def grounding(of: Drafted) -> list[Finding]:
    return [finding for finding in check(of.subject) if finding.rule in GROUNDING]


@pytest.mark.parametrize("kind", ["contracts", "reports"])
def test_seeded_errors_by_class_and_false_alarms(kind: str) -> None:
    chance = random.Random(3)
    verbatim = near = count = 0
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for sentence in drafted(kind):
        kept = near_extractive(sentence, chance)
        alarms = grounding(kept)
        verbatim, near, count = verbatim + bool(grounding(sentence)), near + bool(alarms), count + 1
        for name, seed in SEEDS.items() if not alarms else ():
            if edit := seed(kept.text, kept.passages, chance):
                found[name].append(caught(grounding(Drafted(edit[0], kept.passages)), edit[1]))
    for name, each in sorted(found.items()):
        print(f"{name}: {sum(each)} of {len(each)}, {sum(each) / len(each):.1%}")  # noqa: T201
    numbers = [each for name in NUMBERS for each in found[name]]
    print(f"numbers {sum(numbers)} of {len(numbers)}; alarms: verbatim {verbatim}, near {near} of {count}")  # noqa: T201
    assert sum(numbers) / len(numbers) >= 0.99
    assert near / count < 0.01
    assert verbatim == 0


def test_support_of_a_sentence_takes_one_or_two_milliseconds() -> None:
    weights, chance = read_support_weights(), random.Random(5)
    subjects = [near_extractive(each, chance).subject for each in drafted()[:400]]
    for subject in subjects:
        check(subject)  # its passages are read by the checks before
    times = []
    for subject in subjects:
        started = time.process_time()
        supports(subject, weights)
        times.append(1000 * (time.process_time() - started))
    times.sort()
    print(f"ms a sentence: median {times[len(times) // 2]:.2f}, p95 {times[int(0.95 * len(times))]:.2f}")  # noqa: T201


def test_fifty_quotations_in_five_hundred_pages() -> None:
    line = "The parties agree on matter {0} as they agreed before it. "
    pages = tuple(f"Page {n}. " + line.format(n) * 40 for n in range(500))
    raw = " ".join(f"It says “agree on matter {n} as they agreed before” [E1]." for n in range(450, 500))
    marked = read_markup(raw, OriginSpan(0, 0, Origin.MODEL))
    section = Section(section="cap", title="Cap")
    subject = CheckedText(marked.text, section, marked.anchors, {1: "Nothing."}, marked.spans, pages=pages)
    started = time.process_time()
    assert list(check_quotations(subject)) == []
    spent = time.process_time() - started
    print(f"50 quotations, 500 pages, {sum(map(len, pages)):,} characters: {1000 * spent:.0f} ms")  # noqa: T201
    assert spent < 1.0
