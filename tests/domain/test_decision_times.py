"""When a case is due at a stage: days of the calendar, or working days."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.form import DueDays, Stage
from desktop_app.domain.gate_entry import due_time

DAYS = st.integers(1, 40)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def stage(within: timedelta | None, days: DueDays = DueDays.WORKING) -> Stage:
    return Stage(stage="review", role="reviewer", due=within, due_days=days)


def due(came: datetime, within: timedelta, days: DueDays = DueDays.WORKING) -> datetime:
    found = due_time(stage(within, days), came)
    assert found
    return found


def test_a_stage_without_a_time_is_never_due() -> None:
    assert due_time(stage(None), datetime(2026, 1, 12, tzinfo=UTC)) is None


@given(MOMENTS, DAYS)
def test_days_are_those_of_the_calendar_unless_the_form_says_otherwise(came: datetime, days: int) -> None:
    assert due(came, timedelta(days=days), DueDays.CALENDAR) == came + timedelta(days=days)
    assert Stage(stage="review", role="reviewer").due_days is DueDays.CALENDAR


@pytest.mark.parametrize(
    ("came", "within", "is_due"),
    [
        ("2026-01-15T10:00", timedelta(days=2), "2026-01-19T10:00"),  # Thursday, Monday
        ("2026-01-16T10:00", timedelta(days=1), "2026-01-19T10:00"),  # Friday, Monday
        ("2026-01-16T10:00", timedelta(hours=8), "2026-01-16T18:00"),
        ("2026-01-16T20:00", timedelta(hours=8), "2026-01-19T04:00"),
        ("2026-01-17T10:00", timedelta(days=1), "2026-01-20T00:00"),  # Saturday counts from Monday
        ("2026-01-12T10:00", timedelta(days=5), "2026-01-19T10:00"),
        ("2026-01-12T10:00", timedelta(days=12), "2026-01-28T10:00"),
    ],
)
def test_a_weekend_takes_no_time_of_working_days(came: str, within: timedelta, is_due: str) -> None:
    assert due(datetime.fromisoformat(f"{came}+00:00"), within) == datetime.fromisoformat(f"{is_due}+00:00")


@given(MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(days=40)))
def test_working_days_end_on_one_and_never_before_those_of_the_calendar(came: datetime, within: timedelta) -> None:
    at = due(came, within)
    assert at.weekday() < 5 and at >= came + within


@given(MOMENTS, DAYS, DAYS)
def test_what_comes_later_or_has_longer_is_never_due_earlier(came: datetime, days: int, more: int) -> None:
    one = due(came, timedelta(days=days))
    assert one <= due(came + timedelta(hours=more), timedelta(days=days))
    assert one <= due(came, timedelta(days=days + more))
