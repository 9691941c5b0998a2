"""When signing is locked, by the passphrases that the record tells of."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.domain.signing_lock import LOCKED_FOR, Attempt, locked_until

AT = datetime(2026, 1, 12, 9, tzinfo=UTC)


def given(tried: str) -> tuple[Attempt, ...]:
    """Attempts a minute apart: `w` a wrong one, `r` a right one."""
    return tuple(Attempt(AT + timedelta(minutes=i), one == "r") for i, one in enumerate(tried))


@pytest.mark.parametrize("tried", ["", "w", "ww", "wwr", "wwrww", "wwwr"])
def test_fewer_than_three_in_a_row_lock_nothing(tried: str) -> None:
    assert locked_until(given(tried)) is None


@pytest.mark.parametrize(("tried", "last"), [("www", 2), ("rwww", 3), ("wwww", 2), ("wwwwww", 5)])
def test_the_third_in_a_row_locks_for_five_minutes(tried: str, last: int) -> None:
    assert locked_until(given(tried)) == AT + timedelta(minutes=last) + LOCKED_FOR
