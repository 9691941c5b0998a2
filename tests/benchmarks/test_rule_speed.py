"""A change on a form of 300 fields, beside the time of its bare expressions."""

from datetime import date
from decimal import Decimal
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from pack_examples import small_form

from desktop_app.domain.answers import Money
from desktop_app.domain.consequences import Consequences
from desktop_app.domain.expression import Surroundings
from desktop_app.domain.rules import Rules

FIELDS = 300
LIMIT_MS = 50
TODAY = date(2026, 2, 1)
KNOWN = "      - {field: known, type: boolean, label: Is it known?}\n"


def _fields() -> str:
    """In turns: an amount, what is calculated from it and the one before, and a text that depends on both."""
    lines = [KNOWN]
    for n in range(FIELDS // 3):
        before = f"sum_{n - 1}" if n % 10 else f"amount_{n}"
        rest = f"required: known, constraint: amount_{n} > 0.00}}"
        lines += [
            f"      - {{field: amount_{n}, type: money, currency: EUR, {rest}\n",
            f"      - {{field: sum_{n}, type: money, currency: EUR, calculation: 'add(amount_{n}, {before})'}}\n",
            f"      - {{field: why_{n}, type: text, relevant: sum_{n} > 100.00, required: known}}\n",
        ]
    return "".join(lines)


def _measured(function: Any, times: int = 15) -> float:
    """Milliseconds, the median."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        function()
        taken.append((perf_counter() - start) * 1000)
    return median(taken)


@pytest.mark.benchmark
def test_a_change_on_300_fields() -> None:
    rules = Rules(small_form((KNOWN, _fields())))
    assert not rules.faults
    answers: dict[str, Any] = {f"amount_{n}": Money(Decimal(n + 1), "EUR") for n in range(FIELDS // 3)}
    told = Consequences.of(rules, {**answers, "known": True}, TODAY, {"files": 1})
    turns = iter(range(1_000_000))

    def change(*names: str) -> Consequences:
        new = Money(Decimal(5_000 + next(turns)), "EUR")
        return told.after({**told.answers, **dict.fromkeys(names, new)}, TODAY, {"files": 1})

    def bare() -> None:
        for rule in compiled:
            rule.result(told.bound, Surroundings(TODAY))

    compiled = [rule for rule in map(rules.rule, *zip(*rules.keys, strict=True)) if rule]
    one = _measured(lambda: (change("amount_11").evaluated, change("amount_11").problems)) / 2
    many = _measured(lambda: (flipped(told).evaluated, flipped(told).problems)) / 2
    everything = _measured(lambda: Consequences.of(rules, told.answers, TODAY, {"files": 1}))
    expressions = _measured(bare)
    print(  # noqa: T201
        f"\n{len(rules.form.fields)} fields, {len(compiled)} expressions: bare {expressions:.1f} ms; one amount "
        f"{one:.1f} ms ({one / expressions:.2f}), what all fields ask for {many:.1f} ms ({many / expressions:.2f}), "
        f"everything anew {everything:.1f} ms ({everything / expressions:.2f})"
    )
    assert one < expressions
    assert many < 4 * expressions
    assert max(one, many) < LIMIT_MS


def flipped(told: Consequences) -> Consequences:
    """After the answer that every field asks for."""
    return told.after({**told.answers, "known": False}, TODAY, {"files": 1})
