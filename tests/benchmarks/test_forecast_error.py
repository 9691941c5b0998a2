"""How far the estimate of a draft's cost is from what it costs, by how many earlier runs there are.

Simulated: the lengths of what models read and write vary from case to case as log-normal draws, a fifth of a section's
variation in common to its case; prices of a frontier model. What is read is counted ahead, off by how differently a
server counts one text and another. It holds the estimator to its promise; of how much real drafts vary it says nothing.
"""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from store_examples import AT

from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.forecast import learned
from desktop_app.domain.past_call import PastCall

SERVER = Endpoint("server", EndpointKind.OPENAI)
SECTIONS = {
    "parties": (1800, 160),
    "term": (2400, 220),
    "fees": (2600, 300),
    "risks": (3200, 420),
    "advice": (900, 120),
}
READ_USD, WRITTEN_USD = 2.5e-6, 10e-6
COUNTED_OFF = 0.06
"""How far a count ahead is off, as a standard deviation: more than what was measured (docs/measurements.md)."""
PROMISED = 0.20
ENOUGH = 10


def drawn(chance: random.Random, section: str, common: float, at: int) -> PastCall:
    """A draft of a section: what it read varies by 15 of 100, what it wrote by 35."""
    read, written = SECTIONS[section]
    read, written = read * chance.lognormvariate(common, 0.15), written * chance.lognormvariate(common, 0.35)
    made = AT + timedelta(hours=at)
    return PastCall("c", "f", section, "server", made, round(read), round(written), None, 500, 4000, finished=True)


def a_case(chance: random.Random, at: int) -> list[PastCall]:
    common = chance.gauss(0, 0.07)
    return [drawn(chance, section, common, at) for section in SECTIONS]


def cost(tokens: tuple[int | None, int | None]) -> float:
    return (tokens[0] or 0) * READ_USD + (tokens[1] or 0) * WRITTEN_USD


def errors(runs: int, draws: int, *, counted: bool) -> list[float]:
    """The share by which the estimate is off, of so many cases that come after so many others; `counted`: with what is
    read counted ahead, and not by earlier runs."""
    found = []
    for seed in range(draws):
        chance = random.Random(seed)  # no secret
        past = [call for at in reversed(range(runs)) for call in a_case(chance, at)]
        known = [learned(past, SERVER, section) for section in SECTIONS]
        case = a_case(chance, runs)
        off = chance.lognormvariate(0, COUNTED_OFF)
        read = [round((call.tokens_in or 0) * off) if counted else None for call in case]
        usages = [
            (n or each.usage.tokens_in, each.usage.tokens_out) for n, each in zip(read, known, strict=True) if each
        ]
        actual = sum(cost((call.tokens_in, call.tokens_out)) for call in case)
        found.append(abs(sum(map(cost, usages)) - actual) / actual)
    return sorted(found)


def p90(found: list[float]) -> float:
    return found[int(0.9 * len(found))]


@pytest.mark.parametrize("counted", [False, True])
def test_ten_runs_say_what_a_draft_costs_within_a_fifth_nine_times_of_ten(counted: bool) -> None:
    assert p90(errors(ENOUGH, 200, counted=counted)) <= PROMISED


def test_a_count_ahead_makes_the_estimate_better() -> None:
    assert p90(errors(ENOUGH, 200, counted=True)) < 0.85 * p90(errors(ENOUGH, 200, counted=False))


@pytest.mark.benchmark
def test_the_error_of_the_estimate_by_earlier_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for counted in (False, True):
        table = {runs: p90(errors(runs, 2000, counted=counted)) for runs in (1, 3, ENOUGH, 30)}
        with capsys.disabled():
            told = {n: f"{share:.1%}" for n, share in table.items()}
            print(f"\nerror of the estimate, 90th percentile, {counted=}:", told)  # noqa: T201
        assert table[ENOUGH] <= PROMISED


def test_what_was_not_counted_or_not_finished_teaches_nothing() -> None:
    call = drawn(random.Random(1), "term", 0.0, 1)  # no secret
    others = [replace(call, finished=False), replace(call, tokens_out=None), replace(call, endpoint="other")]
    assert learned(others, SERVER, "term") is None
    known = learned([call, *others], SERVER, "term")
    assert known is not None and (known.usage.tokens_out, known.runs) == (call.tokens_out, 1)
