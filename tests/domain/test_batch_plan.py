"""What a batch would do: rows from files and from tables, with what is wrong in a row told before anything runs."""

from datetime import date

import pytest
from fakes import server_endpoint
from service_examples import pack_with

from desktop_app.domain.batch import BatchEnd, BatchRow, KeptRow, RowEndKind, RowFault, RowState, row_command
from desktop_app.domain.batch_plan import (
    BatchForecast,
    FoundFile,
    PlannedRow,
    RawTable,
    checked,
    failed_table,
    folder_rows,
    table_rows,
)
from desktop_app.domain.case import CaseState
from desktop_app.domain.document_pace import Span
from desktop_app.domain.errors import UsageError
from desktop_app.domain.forecast import Forecast
from desktop_app.domain.route import RouteKind

TODAY = date(2026, 1, 12)
BATCH = "00000000-0000-4000-8000-0000000000b1"
ACCEPTS = ("label: Contract, min_files: 1", "label: Contract, min_files: 1, accept: [pdf, txt]")


def planned(heads: str, *lines: str, size: int | None = 9) -> tuple[PlannedRow, ...]:
    """The rows of a table, checked; every file has this size."""
    rows = tuple((number, tuple(line.split("|"))) for number, line in enumerate(lines, 2))
    table = RawTable(tuple(heads.split("|")), rows)
    return checked(pack_with(), table_rows(pack_with().form, table, lambda _: size), TODAY)


def faults(rows: tuple[PlannedRow, ...]) -> list[tuple[str, str] | None]:
    return [(row.problem.fault.value, row.problem.about) if row.problem else None for row in rows]


def test_a_file_that_the_form_does_not_take_is_skipped_and_one_that_is_there_twice() -> None:
    files = (FoundFile("a.txt", 3, "x"), FoundFile("b.exe", 4), FoundFile("c.PDF", 3, "x"), FoundFile("d.pdf", 0))
    rows = folder_rows(pack_with(ACCEPTS).form, files)
    assert faults(rows) == [None, ("kind", "contract"), ("twice", ""), ("file", "contract")]
    assert [row.is_skipped for row in rows] == [False, True, True, False]


def test_columns_are_questions_by_name_or_words_and_the_case_itself() -> None:
    (row,) = planned("Title|Reference|CONTRACT|fee|Months", "North|R-7|a.txt; b.txt|EUR 5|24")
    assert (row.name, row.reference, row.problem) == ("North", "R-7", None)
    assert row.answers == {"fee": "EUR 5", "months": "24"}
    assert row.files == {"contract": ("a.txt", "b.txt")}


def test_the_words_of_a_document_may_stand_in_the_table_itself() -> None:
    (row,) = planned("title|contract:text|fee", "North|The fee is EUR 5.|EUR 5")
    assert row.problem is None and row.texts == {"contract": "The fee is EUR 5."}
    heads, line = failed_table(pack_with().form, [(row, "", "No.")])
    assert dict(zip(heads, line, strict=True))["contract:text"] == "The fee is EUR 5."


def test_a_row_that_says_the_same_as_one_before_it_is_skipped() -> None:
    rows = planned("title|contract", "North|a.txt", "South|a.txt", "North|a.txt")
    assert faults(rows) == [None, None, ("twice", "")] and rows[2].is_skipped


@pytest.mark.parametrize("heads", ["contract|nonsense", "fee|fee", "fee|total", "contract|"])
def test_a_column_that_is_none_of_the_form_refuses_the_whole_table(heads: str) -> None:
    with pytest.raises(UsageError):
        planned(heads, "a.txt|1")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("a.txt|5|24|yes|5", None),
        ("a.txt|5|24|yes", ("shape", "")),
        ("a.txt|much|24|yes|5", ("answer", "fee")),
        ("a.txt|5|2,4,6|yes|5", ("answer", "months")),
        ("a.txt|5|24|perhaps|5", ("answer", "renews")),
        ("a.txt|5|24|no|5", ("answer", "notice")),
        ("a.txt||24|yes|5", ("missing", "fee")),
        ("a.txt|=1+1|24|yes|5", ("answer", "fee")),
        ("a.txt|" + "9" * 5000 + "|24|yes|5", ("answer", "fee")),
    ],
)
def test_what_is_wrong_in_a_row_is_told_with_its_question(line: str, fault: tuple[str, str] | None) -> None:
    assert faults(planned("contract|fee|months|renews|notice", line)) == [fault]


def test_a_file_that_is_not_there_fails_its_row() -> None:
    assert faults(planned("contract|fee", "a.txt|5", size=None)) == [("file", "contract")]


def test_a_question_without_a_column_is_left_to_the_drafts_findings() -> None:
    assert faults(planned("contract|months", "a.txt|24")) == [None]


def test_a_broken_line_keeps_its_place_between_the_others() -> None:
    table = RawTable(("fee",), ((2, ("5",)), (4, ("6",))), {3: "It cannot be read."})
    rows = table_rows(pack_with().form, table, lambda _: 1)
    assert [(row.number, row.line, bool(row.problem)) for row in rows] == [(1, 2, False), (2, 3, True), (3, 4, False)]


def test_failed_rows_hold_what_they_said_their_case_and_why() -> None:
    row = PlannedRow(3, "=North", {"fee": "much"}, {"contract": ("a.txt", "b.txt")})
    heads, line = failed_table(pack_with().form, [(row, "c-1", "No.")])
    assert heads == ("row", "title", "reference", "contract", "fee", "case", "error")
    assert line == ("3", "'=North", "", "a.txt; b.txt", "much", "c-1", "No.")


def kept(end: RowEndKind | None, state: CaseState | None = None, **routes: RouteKind) -> KeptRow:
    ended = BatchEnd(BATCH, 1, end, RowFault.NONE, "", None) if end else None  # type: ignore[arg-type]
    return KeptRow(BatchRow(BATCH, 1, "North", ""), "c" if state else None, ended, state, routes)


@pytest.mark.parametrize(
    ("row", "running", "state"),
    [
        (kept(None), False, RowState.WAITING),
        (kept(None), True, RowState.DRAFTING),
        (kept(RowEndKind.DRAFTED, CaseState.DRAFT, fee=RouteKind.FLAG), False, RowState.DRAFTED),
        (kept(RowEndKind.DRAFTED, CaseState.DRAFT, fee=RouteKind.PASS, term=RouteKind.FLAG), False, RowState.DRAFTED),
        (kept(RowEndKind.DRAFTED, CaseState.DRAFT, fee=RouteKind.PASS), False, RowState.PASSED),
        (kept(RowEndKind.DRAFTED, CaseState.REVIEW, fee=RouteKind.FLAG), False, RowState.SENT),
        (kept(RowEndKind.FAILED, CaseState.DRAFT), False, RowState.FAILED),
        (kept(RowEndKind.SKIPPED), False, RowState.SKIPPED),
    ],
)
def test_what_is_seen_of_a_row_follows_from_its_end_its_case_and_its_routes(
    row: KeptRow, running: bool, state: RowState
) -> None:
    assert row.state(running=running) is state


def test_commands_follow_from_the_batch_and_the_row() -> None:
    assert row_command(BATCH, 1, "open") == row_command(BATCH, 1, "open")
    assert len({row_command(BATCH, n, step) for n in (1, 2) for step in ("open", "draft")}) == 4


def test_a_batch_takes_as_long_as_reading_and_drafting_side_by_side_or_one_after_the_other() -> None:
    case, reading = Forecast(6, server_endpoint(), seconds=3.0, cases=5), Span(20, 40)
    assert BatchForecast(10, 0, 0, case, 1, 2, reading).seconds == Span(15, 50)
    assert BatchForecast(10, 0, 0, case, 1, 2, None).seconds is None


def test_a_batch_takes_as_long_as_the_calls_a_minute_let_it() -> None:
    case = Forecast(6, server_endpoint(a_minute=30), seconds=3.0, cases=5)
    assert BatchForecast(10, 0, 0, case, 1, 2).seconds == Span(120, 120)
