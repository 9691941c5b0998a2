"""Backups: what they are called, when one is due, and which are kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NEWEST_KEPT = 3
DAYS_KEPT = 7
WEEKS_KEPT = 4
HOURS_BETWEEN = 24
"""How long after the newest backup the next one is due, where the store's settings say nothing else."""
INTERVAL_SETTING = "backup.hours"
_NAME = re.compile(r"countersign-(\d{8}T\d{6}Z)-(\d+)\.db")
_INSTANT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """A copy of a store that was verified: when it was made (UTC, to the second), how many events it holds."""

    at: datetime
    events: int
    bytes: int = 0

    @property
    def name(self) -> str:
        """What its file is called."""
        return f"countersign-{instant_of(self.at)}-{self.events}.db"


def instant_of(at: datetime) -> str:
    """An instant as names of files hold it, in UTC."""
    return at.astimezone(UTC).strftime(_INSTANT)


def backup_named(name: str, size: int) -> Backup | None:
    """The backup whose file is called so; None for another file."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        return Backup(datetime.strptime(match[1], _INSTANT).replace(tzinfo=UTC), int(match[2]), size)
    except ValueError:  # a name like it with no such day
        return None


def kept(backups: Iterable[Backup], now: datetime) -> frozenset[Backup]:
    """Those to keep: the last three, and the newest of each of the last seven days and of the last four weeks.

    Days and weeks are those of UTC and of ISO 8601. The newest up to now is among them, whatever clocks did.
    """
    newest_first = sorted(backups, reverse=True)
    past = [backup for backup in newest_first if backup.at <= now]
    days = {now.date() - timedelta(days=n) for n in range(DAYS_KEPT)}
    weeks = {(now - timedelta(weeks=n)).isocalendar()[:2] for n in range(WEEKS_KEPT)}
    newest_of_day = {b.at.date(): b for b in reversed(past) if b.at.date() in days}
    newest_of_week = {b.at.isocalendar()[:2]: b for b in reversed(past) if b.at.isocalendar()[:2] in weeks}
    return frozenset((*newest_first[:NEWEST_KEPT], *past[:1], *newest_of_day.values(), *newest_of_week.values()))


def is_due(backups: Iterable[Backup], now: datetime, hours: int = HOURS_BETWEEN) -> bool:
    """Whether it is time for the next one. A backup that a wrong clock put into the future does not count."""
    newest = max((backup.at for backup in backups if backup.at <= now), default=None)
    return newest is None or now - newest >= timedelta(hours=hours)
