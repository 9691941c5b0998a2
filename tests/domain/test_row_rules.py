"""Columns have rules over the cells of their row; repeat pages add columns; choices follow from answers."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pack_examples import small_form

from desktop_app.domain.answers import Money
from desktop_app.domain.consequences import Consequences
from desktop_app.domain.rules import Rules

TODAY = date(2026, 2, 1)
TABLE = "          - {field: pieces, type: integer, label: Pieces}\n"
RULED = """\
          - {field: pieces, type: integer, label: Pieces, required: 'row.how == "post"'}
          - {field: how, type: choice, label: How, choices: [post, mail]}
          - {field: weight, type: decimal, label: Weight, relevant: 'row.how == "post"', constraint: row.weight > 0.00}
          - {field: all, type: money, label: All, calculation: "multiply(row.amount, double(row.pieces))"}
"""
KNOWN = "      - {field: known, type: boolean, label: Is it known?}\n"
CASCADE = """\
      - field: land
        type: choice
        label: Land
        choices: [de, ie]
      - field: town
        type: choice
        label: Town
        choice_filter: choice.land == land
        choices:
          - {choice: ulm, label: Ulm, attributes: {land: de}}
          - {choice: bonn, label: Bonn, attributes: {land: de}}
          - {choice: cork, label: Cork, attributes: {land: ie}}
"""
REPEATED = """\
  - page: each
    title: What of this payment?
    relevant: row.amount >= 100.00
    repeat: payments
    fields:
      - {field: why, type: text, label: Why, required: true}
decisions:
"""
BASE: dict[str, Any] = {"kind": "organisation", "known": True}


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def seen(answers: dict[str, Any], *changes: tuple[str, str]) -> Consequences:
    rules = Rules(small_form(*changes))
    assert not rules.faults
    return Consequences.of(rules, {**BASE, **answers}, TODAY, {"files": 1})


def test_a_cell_is_calculated_from_its_row() -> None:
    rows = ({"amount": eur("2.50"), "pieces": 4}, {"amount": eur("1"), "pieces": 2})
    values = seen({"payments": rows}, (TABLE, RULED)).evaluated.values
    assert [row["all"] for row in values["payments"]] == [eur("10"), eur("2")]


def test_a_cell_that_is_not_relevant_counts_as_blank_and_comes_back() -> None:
    row = {"amount": eur("1"), "how": "mail", "weight": Decimal("-1")}
    hidden = seen({"payments": (row,)}, (TABLE, RULED))
    assert "weight" not in hidden.evaluated.values["payments"][0] and not hidden.problems
    back = seen({"payments": ({**row, "how": "post", "pieces": 1},)}, (TABLE, RULED))
    assert back.evaluated.values["payments"][0]["weight"] == Decimal(-1)
    assert [p.words for p in back.problems] == ["“Payments”, row 1: “Weight” cannot have this value."]


def test_a_cell_may_be_required_by_its_row() -> None:
    told = seen({"payments": ({"amount": eur("1"), "how": "post"},)}, (TABLE, RULED)).problems
    assert [p.words for p in told] == ["“Payments”: row 1 has no Pieces."]


def test_the_choices_of_a_field_follow_from_another_answer() -> None:
    paid = {"payments": ({"amount": eur("1")},)}
    assert seen(paid, (KNOWN, CASCADE + KNOWN)).evaluated.offered == {"town": ()}
    german = seen({**paid, "land": "de", "town": "bonn"}, (KNOWN, CASCADE + KNOWN))
    assert german.evaluated.offered == {"town": ("ulm", "bonn")} and not german.problems
    moved = german.after({**german.answers, "land": "ie"}, TODAY, {"files": 1})
    assert moved.evaluated.offered == {"town": ("cork",)}
    assert ["not among the choices" in p.words for p in moved.problems] == [True]


def test_a_repeat_page_asks_for_columns_of_its_table_where_it_is_relevant() -> None:
    rows = ({"amount": eur("5")}, {"amount": eur("500")}, {"amount": eur("500"), "why": "A fee"})
    told = seen({"payments": rows}, ("decisions:\n", REPEATED))
    assert [p.words for p in told.problems] == ["“Payments”: row 2 has no Why."]
    assert told.evaluated.values["payments"][2]["why"] == "A fee"


@pytest.mark.parametrize(
    ("given", "asked"), [((), "2026-02-01"), ((date(2026, 1, 1),), "2026-01-01")]
)  # fmt: skip
def test_a_default_may_be_calculated_and_gives_way_to_an_answer(given: tuple[date, ...], asked: str) -> None:
    field = "      - {field: noted, type: date, label: Noted, default_calculation: today()}\n"
    answers = {"noted": given[0]} if given else {}
    told = seen({"payments": ({"amount": eur("1")},), **answers}, (KNOWN, field + KNOWN))
    assert told.evaluated.values["noted"] == date.fromisoformat(asked)


CELL_CASCADE = """\
          - {field: pieces, type: integer, label: Pieces}
          - {field: land, type: choice, label: Land, choices: [de, ie]}
          - field: town
            type: choice
            label: Town
            choice_filter: choice.land == row.land
            choices: [{choice: ulm, attributes: {land: de}}, {choice: cork, attributes: {land: ie}}]
"""


def test_what_a_column_offers_depends_on_the_row_that_is_filled_in() -> None:
    choices = seen({}, (TABLE, CELL_CASCADE)).evaluated.cell_choices["payments"]
    offered = [choices("town", {"land": "ie"}), choices("town", {"land": "de", "pieces": 2}), choices("town", {})]
    assert offered == [("cork",), ("ulm",), ()]
    assert choices("land", {}) is None
    assert not seen({}).evaluated.cell_choices


def test_a_ranking_is_whole_once_all_that_is_offered_has_a_place() -> None:
    field = "      - {field: best, type: rank, label: Best, choices: [a, b, c], choice_filter: choice.name != kind}\n"
    person = 'kind == "person"', 'kind == "a"'
    changes = (KNOWN, KNOWN + field), ("[person, organisation]", "[a, organisation]"), person, person
    whole = seen({"kind": "a", "best": ("b", "c")}, *changes).problems
    assert not [problem for problem in whole if problem.field == "best"]
    short = seen({"kind": "a", "best": ("b",)}, *changes).problems
    assert [problem.words for problem in short if problem.field == "best"] == ["“Best”: 1 of 2 have a place."]
