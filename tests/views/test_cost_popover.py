"""What drafts have cost."""

from decimal import Decimal

import pytest

from desktop_app.qt.draft_state import Spending
from desktop_app.views.cost_popover import spending_lines

CALLS = (
    Spending("Fee", "large-1", None, ""),
    Spending("Term", "small-1", Decimal("0.002"), "2026-11-10"),
    Spending("Fee", "large-1", None, ""),
    Spending("Fee", "small-1", Decimal("0.01"), "2026-11-10"),
    Spending("Fee", "small-1", None, ""),
)


@pytest.mark.usefixtures("counted_in_english")
def test_calls_are_told_by_section_and_model() -> None:
    assert dict(spending_lines(CALLS, "USD")) == {
        "Fee": (
            "large-1: 2 calls, price unknown",
            "small-1: 2 calls, $0.01, price of 2026-11-10, price unknown of 1",
        ),
        "Term": ("small-1: 1 call, $0.002, price of 2026-11-10",),
    }
