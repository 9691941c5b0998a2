"""How often the passage that answers is among those that are offered: regulations and contracts, by words alone and
with meaning beside them. Both data sets lie outside the project; without them there is nothing to measure."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from desktop_app.adapters.extraction import Limits
from desktop_app.adapters.fts_index import FtsPassageIndex
from desktop_app.adapters.meaning_index import MeaningPassageIndex
from desktop_app.adapters.meaning_model import LateMeaning, installed
from desktop_app.adapters.sql_library import SqlLibraries
from desktop_app.adapters.text_extraction import extract_text
from desktop_app.domain.evidence import Passage, Reading
from desktop_app.domain.folding import fold
from desktop_app.domain.gold_scoring import SHORTEST_QUOTE
from desktop_app.domain.library import is_sure
from desktop_app.domain.risk_control import interval

GOLD = Path(__file__).parents[1] / "gold"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
REGULATIONS, CONTRACTS = SHARED / "regulations-cfpb", SHARED / "contracts-cuad"
WAYS = [
    pytest.param(False, id="words"),
    pytest.param(True, id="meaning", marks=pytest.mark.skipif(not installed(), reason="the extra is not installed")),
]
pytestmark = pytest.mark.benchmark


@dataclass(frozen=True, slots=True)
class Found:
    """What a question led to: its group, whether the first and one of six were right, whether it was cited."""

    group: str
    first: bool
    six: bool
    sure: bool
    ms: float


def loaded() -> LateMeaning:
    meaning = LateMeaning()
    assert meaning.wait(60)
    return meaning


def regulations(home: Path, meaning: LateMeaning | None) -> tuple[SqlLibraries, float]:
    if not REGULATIONS.exists():
        pytest.skip("the regulations are not there")
    libraries, begun = SqlLibraries(home, meaning), perf_counter()
    maker = libraries.begin("cfpb", str(REGULATIONS))
    for file in sorted(REGULATIONS.glob("*.jsonl")):
        maker.add(file.name, extract_text(file.read_bytes(), Limits()))
    maker.finish("0" * 64, datetime.now(UTC))
    assert meaning is None or libraries.add_points("cfpb", lambda _done, _of: None)
    return libraries, perf_counter() - begun


def asked(libraries: SqlLibraries, question: dict[str, object]) -> Found:
    begun = perf_counter()
    hits = libraries.search("cfpb", str(question["ask"]), 12) or ()
    ms = (perf_counter() - begun) * 1000
    right = {question.get("paragraph"), *question.get("also", ())}  # type: ignore[misc]
    labels = list(dict.fromkeys(hit.label for hit in hits))
    sure = bool(hits) and is_sure(hits[0])
    return Found(str(question["words"]), labels[:1] != [] and labels[0] in right, bool(right & {*labels[:6]}), sure, ms)


def questions(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (GOLD / f"regulation_{name}.jsonl").read_text().splitlines()]


def lowest(right: int, cited: int) -> float:
    """The share of citations that are right in the long run, at least, with a certainty of 95 % (exact binomial)."""
    return 1 - interval(cited - right, cited, 0.9)[1] if cited else 0.0


def told(name: str, found: Sequence[Found]) -> None:
    n, sure = len(found), [each for each in found if each.sure]
    times = sorted(each.ms for each in found)
    print(  # noqa: T201
        f"\n{name}: {n} questions; right first {sum(f.first for f in found)}, among six {sum(f.six for f in found)};"
        f" cited {len(sure)}, of them right {(right := sum(f.first for f in sure))}"
        f" (certain to 95 %: {lowest(right, len(sure)):.1%} or more); median {times[n // 2]:.1f} ms"
    )


@pytest.mark.parametrize("meaning", WAYS)
def test_paragraphs_of_regulations(tmp_path: Path, meaning: bool) -> None:
    libraries, seconds = regulations(tmp_path, loaded() if meaning else None)
    print(f"\nindexed in {seconds:.1f} s")  # noqa: T201
    for name in ("questions", "finds", "untouched"):
        found = [asked(libraries, question) for question in questions(name)]
        for group in sorted({each.group for each in found}):
            told(f"{name}, {group}", [each for each in found if each.group == group])
        told(f"{name}, all", found)
        cited = [each for each in found if each.sure]
        assert sum(each.first for each in cited) >= 0.95 * len(cited)


Search = Callable[[str], Sequence[Passage]]


def contract_passages(reading: Reading) -> list[Passage]:
    return [
        Passage(f"{page.number}-{n}", "d", page.number, p.start, p.end, (), page.text[p.start : p.end])
        for page in reading.pages
        for n, p in enumerate(page.passages)
    ]


def contract_answers(search: Search, fields: dict[str, dict[str, list[str]]]) -> Iterator[Found]:
    questions = json.loads((GOLD / "contract_questions.json").read_text())
    for name, gold in fields.items():
        quotes = [folded for quote in gold["quotes"] if len(folded := fold(quote).text) >= SHORTEST_QUOTE]
        if not quotes:
            continue
        begun = perf_counter()
        passages = [fold(passage.text).text for passage in search(f"{name} {questions[name]}")]
        right = [any(quote in text or text in quote for quote in quotes) for text in passages]
        yield Found("", right[:1] == [True], any(right), sure=False, ms=(perf_counter() - begun) * 1000)


@pytest.mark.parametrize("meaning", WAYS)
def test_clauses_of_contracts(meaning: bool) -> None:
    if not CONTRACTS.exists():
        pytest.skip("the contracts are not there")
    model, found = loaded() if meaning else None, list[Found]()
    for line in (CONTRACTS / "gold.jsonl").read_text().splitlines():
        contract = json.loads(line)
        reading = extract_text((CONTRACTS / contract["text"]).read_bytes(), Limits())
        found += contract_answers(search_in(contract_passages(reading), model), contract["fields"])
    told("contracts", found)


def search_in(passages: list[Passage], model: LateMeaning | None) -> Search:
    index = MeaningPassageIndex(model) if model else FtsPassageIndex()
    index.add(passages)
    assert not isinstance(index, MeaningPassageIndex) or index.wait(300)
    return lambda words: [hit.passage for hit in index.hits(words, 6)]
