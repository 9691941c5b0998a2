"""A rule table gives one outcome or all of them, goes on to another table, and shows the way."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pack_examples import small_form

from desktop_app.domain.answers import Money
from desktop_app.domain.consequences import Consequences
from desktop_app.domain.decision_path import path_words
from desktop_app.domain.rules import Rules

TODAY = date(2026, 2, 1)
COLLECT = """\
  - decision: marks
    title: What stands out?
    hit: collect
    rows:
      - {when: "total >= 5000.00", outcome: large, reason: A large sum}
      - {when: "!known", outcome: unknown, reason: Nobody is known}
      - {when: "total >= 25000.00", outcome: large, reason: A very large sum}
  - decision: desk
    title: Which desk?
    rows:
      - {when: "'unknown' in marks", then: filing, reason: Nobody is known here}
      - {when: "true", outcome: usual, reason: Nothing stands out}
sections:
"""


def seen(amount: str, known: bool | None) -> Consequences:
    rules = Rules(small_form(("sections:\n", COLLECT)))
    assert not rules.faults
    answers: dict[str, Any] = {"payments": ({"amount": Money(Decimal(amount), "EUR")},)}
    return Consequences.of(rules, {**answers, **({} if known is None else {"known": known})}, TODAY, {"files": 1})


def test_a_table_that_collects_gives_every_outcome_with_its_reason() -> None:
    told = seen("30000", known=False).evaluated.decided["marks"]
    assert told.given == (("large", "A large sum"), ("unknown", "Nobody is known"), ("large", "A very large sum"))
    assert told.outcome == "large, unknown, large"


def test_a_table_that_collects_nothing_is_decided_all_the_same() -> None:
    told = seen("30", known=True).evaluated.decided["marks"]
    assert told.known and told.outcomes == () and told.outcome == "none"


@pytest.mark.parametrize(
    ("amount", "known", "relevant"), [("30", True, False), ("30", False, True), ("6000", True, True)]
)
def test_a_gate_can_ask_whether_a_table_collected_anything(amount: str, known: bool, relevant: bool) -> None:
    form = small_form(("sections:\n", COLLECT), ('"total >= 100000.00"}', "size(marks) > 0}"))
    values: dict[str, Any] = {"total": Money(Decimal(amount), "EUR"), "known": known}
    assert Rules(form).stage_relevant(form.stages[1], values, {}, TODAY) is relevant


def test_a_table_that_collects_waits_for_every_row() -> None:
    assert not seen("30000", known=None).evaluated.decided["marks"].known


def test_a_row_may_go_on_to_another_table() -> None:
    told = seen("30000", known=False).evaluated
    assert told.outcomes["desk"] == ("filed", "Nobody is known here; At or above 25000")
    assert told.decided["desk"].place == "desk:1,filing:1"
    assert seen("30", known=True).evaluated.outcomes["desk"] == ("usual", "Nothing stands out")


def test_the_way_names_the_rows_that_did_not_hold_and_the_one_that_did() -> None:
    now = seen("6000", known=True)
    shown = {"total": "EUR 6,000", "known": "yes"}
    words = path_words(now.rules.form, now.evaluated.decided["filing"], shown)
    assert words == (
        "Must it be filed? Row 1, “At or above 25000”, does not hold: Total: EUR 6,000.",
        "Must it be filed? Row 2, “At or above 5000 and known”, holds: Is it known?: yes; Total: EUR 6,000.",
    )


def test_the_way_to_what_is_not_decidable_names_what_is_missing() -> None:
    now = seen("6000", known=None)
    words = path_words(now.rules.form, now.evaluated.decided["filing"], {"total": "EUR 6,000"})
    assert words[-1].endswith("is not known yet: Is it known?: no answer; Total: EUR 6,000.")
    assert "filing" not in now.evaluated.outcomes
