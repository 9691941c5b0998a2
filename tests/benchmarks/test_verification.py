"""Verifying a store from its file, against a bare chain of digests over the same events: trust ratios, not absolutes.

`pytest -n 0 -m "benchmark and not long" tests/benchmarks/test_verification.py`; with `long`, a million events, which
take some minutes to build. Speeds and ratios are by the processor's time, so that what else runs does not count. One
store holds a real finished case over and over, with all of its rows: 2.3 lines about rows and 5.7 rows for each event;
the other holds the same events without what they tell of rows.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from store_multiplying import multiply

pytestmark = pytest.mark.benchmark

MEASURE = """
import hashlib, json, resource, sys, time
from pathlib import Path
from desktop_app.adapters.chain_verification import windows
from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.adapters.sql_verification import verify_file
path = Path(sys.argv[1])
start, busy = time.perf_counter(), time.process_time()
found = verify_file(path)
seconds, busy = time.perf_counter() - start, time.process_time() - busy
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
connection, bare, head = connect_to_read(path), 0.0, b""
connection.text_factory = bytes
for window in windows(connection):
    start = time.process_time()
    for row in window:
        head = hashlib.sha256(b"\\0" + row[4] + head).digest()
    bare += time.process_time() - start
told = {"events": found.events, "breaks": len(found.breaks), "peak_mb": peak}
print(json.dumps(told | {"seconds": seconds, "busy": busy, "bare": bare}))
"""
MOST_MB = 500
LEAST_SHARE = 0.03
"""Of the speed of the bare chain. A tenth is usual where all rows are held as well."""


@pytest.fixture
def report(capfd: pytest.CaptureFixture[str], pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Shows a line whatever pytest captures."""

    def show(line: str) -> None:
        with capfd.disabled():
            pytestconfig.get_terminal_writer().line(line)

    return show


@pytest.mark.parametrize("rows", [False, True], ids=["events alone", "with all rows"])
@pytest.mark.parametrize("events", [100_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_verification_against_a_bare_chain_of_digests(
    tmp_path: Path, report: Callable[[str], None], events: int, rows: bool
) -> None:
    path = multiply(tmp_path, events, rows=rows)
    answer = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, check=True)
    found = json.loads(answer.stdout)
    speed, ratio = found["events"] / found["busy"], found["bare"] / found["busy"]
    report(
        f"\nverification {'with all rows' if rows else 'of events alone'}: {found['events']} events in"
        f" {found['seconds']:.1f} s, {found['busy']:.1f} s of the processor: {speed:,.0f}/s;"
        f" bare chain {found['events'] / found['bare']:,.0f}/s;"
        f" ratio {ratio:.2f}; peak {found['peak_mb']:.0f} MB; file {path.stat().st_size / 1e6:,.0f} MB"
    )
    path.unlink()
    assert found["breaks"] == 0
    assert found["peak_mb"] < MOST_MB
    assert ratio > LEAST_SHARE
