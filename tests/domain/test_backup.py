"""Which backups are kept, and when the next one is due."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.backup import Backup, backup_named, is_due, kept

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
instants = st.integers(-400 * 24, 48).map(lambda hours: NOW + timedelta(hours=hours))
several = st.lists(st.builds(Backup, instants, st.integers(1, 999)), max_size=60, unique_by=lambda b: b.at)


def hourly(hours: int) -> list[Backup]:
    return [Backup(NOW - timedelta(hours=n), 1000 - n) for n in range(hours)]


def test_the_name_of_a_backup_says_when_and_how_many_events() -> None:
    backup = Backup(NOW, 812, 77)
    assert backup.name == "countersign-20260115T120000Z-812.db"
    assert backup_named(backup.name, 77) == backup


def test_other_files_are_no_backups() -> None:
    for name in ("countersign.db", "countersign-20260115T120000Z-812.db.key", "countersign-20261315T120000Z-1.db"):
        assert backup_named(name, 0) is None


def test_of_one_each_hour_for_a_year_those_of_three_hours_seven_days_and_four_weeks_are_kept() -> None:
    stay = kept(hourly(365 * 24), NOW)
    assert {b.at for b in stay} >= {NOW, NOW - timedelta(hours=1), NOW - timedelta(hours=2)}
    assert {b.at.date() for b in stay} >= {NOW.date() - timedelta(days=n) for n in range(7)}
    assert len({b.at.isocalendar()[:2] for b in stay}) == 4
    assert len(stay) == 3 + 6 + 2  # the newest of today and of this week are among the others


@settings(max_examples=60, deadline=None)
@given(several)
def test_the_newest_one_is_always_kept(backups: list[Backup]) -> None:
    stay = kept(backups, NOW)
    past = [b for b in backups if b.at <= NOW]
    assert not past or max(past) in stay
    assert stay >= set(sorted(backups)[-3:])


@settings(max_examples=60, deadline=None)
@given(several)
def test_removing_twice_removes_nothing_more(backups: list[Backup]) -> None:
    stay = kept(backups, NOW)
    assert kept(stay, NOW) == stay <= set(backups)


@settings(max_examples=60, deadline=None)
@given(several, st.integers(1, 100))
def test_one_that_is_made_when_it_is_due_makes_the_next_one_wait(backups: list[Backup], hours: int) -> None:
    made = [*backups, Backup(NOW, 1)]
    assert not is_due(made, NOW, hours)
    assert is_due(made, max(NOW, *(b.at for b in made)) + timedelta(hours=hours), hours)


def test_the_first_one_is_due_at_once_and_the_next_after_a_day() -> None:
    assert is_due([], NOW)
    assert not is_due([Backup(NOW - timedelta(hours=23), 1)], NOW)
    assert is_due([Backup(NOW - timedelta(hours=24), 1)], NOW)


def test_a_backup_of_a_clock_that_ran_ahead_does_not_put_off_the_next_one() -> None:
    assert is_due([Backup(NOW + timedelta(days=300), 1), Backup(NOW - timedelta(days=2), 1)], NOW)
