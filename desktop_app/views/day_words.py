"""Days and hours as people say them, on this computer's clock."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QCoreApplication


def day_words(day: date | None, today: date) -> str:
    """A day; the year only where it is another one."""
    tr = QCoreApplication.translate
    if day is None:
        return tr("day", "At an unknown time")
    words = f"{day.day} {day:%B}" if day.year == today.year else f"{day.day} {day:%B} {day.year}"
    if day == today:
        return tr("day", "Today, %1").replace("%1", words)
    return tr("day", "Yesterday, %1").replace("%1", words) if day == today - timedelta(days=1) else words


def moment_words(at: datetime | None) -> str:
    """A moment to the minute, with its year."""
    if at is None:
        return QCoreApplication.translate("day", "At an unknown time")
    here = at.astimezone()
    return f"{here.day} {here:%B} {here.year}, {here:%H:%M}"
