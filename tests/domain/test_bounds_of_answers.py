"""Where a rule just holds and just does not: limits, blanks, instants, and what follows from an outcome."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from pack_examples import small_form

from desktop_app.domain.consequences import Consequences
from desktop_app.domain.field_check import file_problems, length_problems, row_count_problems
from desktop_app.domain.form import Absence, FieldType, FormField
from desktop_app.domain.form_field import Checksum
from desktop_app.domain.identifier import agrees
from desktop_app.domain.rules import Rules
from desktop_app.domain.value import Money

TODAY = date(2026, 2, 1)
KNOWN = "      - {field: known, type: boolean, label: Is it known?}\n"
TEXT = FormField(field="why", type=FieldType.PARAGRAPH, min_length=7, words=(2, 3))


def after(more: str, answers: dict[str, Any], *changes: tuple[str, str], files: int = 0) -> Consequences:
    """What follows, with these fields more, where the answers come after none at all."""
    rules = Rules(small_form((KNOWN, KNOWN + more), *changes))
    assert not rules.faults, rules.faults
    attached = {field.field: files for field in rules.form.fields if field.type is FieldType.ATTACHMENT}
    told = Consequences.of(rules, {}, TODAY, attached).after(answers, TODAY, attached)
    assert told.evaluated == Consequences.of(rules, answers, TODAY, attached).evaluated
    return told


@pytest.mark.parametrize("text", ["one two", "a b c d e"[:7], "one two six"])
def test_a_text_at_its_limits_is_right(text: str) -> None:
    asked = TEXT.model_copy(update={"words": (2, len(text.split()))})
    assert not list(length_problems(asked, "Why", text))


def test_a_text_beyond_its_limits_is_wrong_each_way() -> None:
    assert [each.words for each in length_problems(TEXT, "Why", "a b c d")] == [
        "“Why” has 4 words, and at most 3 may be."
    ]
    assert len(list(length_problems(TEXT, "Why", "onetwo"))) == 2


def test_as_many_files_and_rows_as_there_may_be_are_right() -> None:
    files = FormField(field="files", type=FieldType.ATTACHMENT, min_files=1, max_files=2)
    column = FormField(field="what", type=FieldType.TEXT)
    rows = FormField(field="rows", type=FieldType.TABLE, columns=(column,), min_rows=1, max_rows=2)
    assert [len(list(file_problems(files, "Files", count, required=False))) for count in range(4)] == [1, 0, 0, 1]
    assert [len(list(row_count_problems(rows, "Rows", count, required=False))) for count in range(4)] == [1, 0, 0, 1]


@pytest.mark.parametrize(("number", "right"), [("59", True), ("50", False), ("4242424242424242", True)])
def test_a_doubled_five_counts_as_one(number: str, right: bool) -> None:
    assert agrees(Checksum.LUHN, number) is right


def test_an_instant_with_an_offset_is_held_against_others_as_the_same_instant() -> None:
    more = "      - {field: since, type: datetime}\n      - {field: early, type: boolean, label: E, calculation: %s}\n"
    rule = "'since < timestamp(\"2026-01-31T23:00:00Z\")'"
    east = datetime(2026, 2, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    told = [after(more % rule, {"since": each}).evaluated.values["early"] for each in (east, east.astimezone(UTC))]
    assert told == [True, True]


def test_a_cell_that_does_not_apply_is_left_out_of_a_sum() -> None:
    columns = "columns: [{field: pieces, type: integer, allow: [not_applicable]}]"
    more = (
        f"      - {{field: parts, type: table, label: Parts, {columns}}}\n"
        "      - {field: all_parts, type: decimal, label: All, calculation: sum(parts.pieces)}\n"
    )
    told = after(more, {"parts": ({"pieces": 2}, {"pieces": Absence.NOT_APPLICABLE}, {"pieces": 3})})
    assert told.evaluated.values["all_parts"] == 5


def test_files_of_a_question_that_is_not_asked_count_as_none() -> None:
    more = (
        "      - {field: letters, type: attachment, label: Letters, relevant: known}\n"
        "      - {field: count_of_letters, type: integer, label: Count, calculation: letters}\n"
    )
    shown, hidden = (after(more, {"known": known}, files=2).evaluated.values for known in (True, False))
    assert (shown["count_of_letters"], hidden["count_of_letters"]) == (2, 0)


def test_what_stands_on_an_outcome_follows_each_time_it_changes() -> None:
    more = "      - {field: why, type: text, label: Why, relevant: 'filing == \"filed\"'}\n"
    told = after(more, {"known": True})
    asked = []
    for amount in ("9000", "10", "9000"):
        paid = ({"amount": Money(Decimal(amount), "EUR")},)
        told = told.after({"known": True, "payments": paid}, TODAY, told.attached)
        asked.append("why" in told.evaluated.relevant)
    assert asked == [True, False, True]


def test_a_section_whose_rule_is_unknown_is_left_out() -> None:
    section = ("  - section: summary\n", "  - section: summary\n    relevant: known\n")
    left = [after("", answers, section).evaluated.left_out for answers in ({}, {"known": False}, {"known": True})]
    assert left == [{"summary"}, {"summary"}, set()]
