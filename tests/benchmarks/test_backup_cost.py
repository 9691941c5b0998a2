"""How long a backup, a restore and compacting take, against verifying the same record.

`pytest -n 0 -m benchmark tests/benchmarks/test_backup_cost.py`. Each of the three verifies once.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from store_examples import CHANCE, KEY, database
from store_multiplying import multiply

from desktop_app.adapters.sql_backup import FOLDER, make_backup
from desktop_app.adapters.sql_connections import SqliteConnections
from desktop_app.adapters.sql_restore import compact, restore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.adapters.system_clock import SystemClock

EVENTS = 50_000
AT = datetime(2026, 1, 12, tzinfo=UTC)
CONNECTIONS = SqliteConnections()


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@pytest.mark.benchmark
def test_a_backup_costs_little_more_than_verifying_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], pytestconfig: pytest.Config
) -> None:
    path = multiply(tmp_path, EVENTS)
    size = path.stat().st_size
    verifying = _seconds(lambda: verify_file(path))
    backing_up = _seconds(lambda: make_backup(path, tmp_path / FOLDER, AT, CONNECTIONS))
    (backup,) = (tmp_path / FOLDER).iterdir()
    restoring = _seconds(lambda: restore(tmp_path, backup, SystemClock(), CHANCE, CONNECTIONS, KEY))
    compacting = _seconds(lambda: compact(tmp_path, CONNECTIONS))
    told = (
        f"{EVENTS:,} events, {size / 10**6:.0f} MB; verifying {verifying:.2f} s, a backup {backing_up:.2f} s "
        f"({backing_up / verifying:.2f}x), restoring {restoring:.2f} s ({restoring / verifying:.2f}x), "
        f"compacting {compacting:.2f} s ({compacting / verifying:.2f}x)"
    )
    with capfd.disabled():
        pytestconfig.get_terminal_writer().line(told)
    assert verify_file(database(tmp_path)).verified
    assert backing_up < 3 * verifying
