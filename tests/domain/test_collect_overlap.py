"""Rows of a table that collects are told of where they give one outcome twice, and only where answers show it."""

import pytest
from test_form_reach import FIELDS, form_with

from desktop_app.domain.collect_overlap import overlaps
from desktop_app.domain.form import Form
from desktop_app.domain.form_reach import Reach


def collecting(*rows: tuple[str, str]) -> list[str]:
    raw = form_with().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    listed = [{"when": when, "outcome": outcome, "reason": f"r{n}"} for n, (when, outcome) in enumerate(rows)]
    raw["decisions"] = [{"decision": "ruling", "title": "Ruling", "hit": "collect", "rows": listed}]
    assert FIELDS
    return [".".join(map(str, fault.place)) for fault in overlaps(Reach(Form.model_validate(raw)))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pieces > 3", "pieces > 5"),
        ("share > 1.0", "share < 5.5 && known"),
        ('kind == "a"', 'kind != "b"'),
        ('"x" in wanted', '"y" in wanted'),
        ("known", 'name == "q"'),
    ],
)
def test_rows_that_hold_together_and_give_one_outcome_are_told(one: str, other: str) -> None:
    assert collecting((one, "more"), ("pieces == 1", "other"), (other, "more")) == ["decisions.0.rows.2.when"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("pieces > 3", "pieces < 3"), ('kind == "a"', 'kind == "b"'), ("known", "!known"), ("later > 1", "pieces < 2")],
)
def test_rows_that_never_hold_together_are_not_told(one: str, other: str) -> None:
    assert collecting((one, "more"), (other, "more")) == []


def test_rows_with_outcomes_of_their_own_may_hold_together() -> None:
    assert collecting(("pieces > 3", "more"), ("pieces > 5", "most")) == []
