"""How much of what an endpoint takes a batch makes use of: calls a second beside those that it allows side by side."""

import asyncio
import json
import os
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from cli_examples import STORE_KEY, countersign
from pysqlite3 import dbapi2
from scripted_server import own_process

ROWS, AT_ONCE, WAIT_S = 12, 8, 2.0
LEAST_SHARE = 0.5
"""Of what the endpoint allows: the rest is reading, checking and recording."""
CLI = "import sys; from desktop_app.__main__ import main; sys.exit(main())"


def documents(folder: Path) -> Path:
    """Short letters, no two of them the same."""
    folder.mkdir()
    for number in range(ROWS):
        words = f"Halden Property GmbH\n\n14 April 2026\n\nThe rent of room {number} is EUR 2,4{number:02}."
        (folder / f"letter {number}.txt").write_text(words)
    return folder


@pytest.mark.benchmark
async def test_a_batch_keeps_its_endpoint_busy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, home = documents(tmp_path / "letters"), tmp_path / "home"
    async with own_process(8, WAIT_S) as url:
        options = ("--url", url, "--model", "m", "--no-test", "--at-once", AT_ONCE)
        added = await asyncio.to_thread(countersign, "endpoint", "add", "server", *options, "--home", home)
        assert added.code == 0, added.err
        words = ("--home", str(home), "--json", "batch", "document_summary", "--from", str(place))
        env = os.environ | STORE_KEY
        running = await create_subprocess_exec(sys.executable, "-c", CLI, *words, stdout=PIPE, stderr=PIPE, env=env)
        out, err = await running.communicate()
        assert json.loads(out)["states"]["drafted"] == ROWS, err
    seconds, calls = _times(home)
    limit = AT_ONCE / WAIT_S
    share = calls / seconds / limit
    with capsys.disabled():
        told = f"{calls} calls in {seconds:.1f} s: {calls / seconds:.2f} a second of {limit:.2f}, {share:.0%}"
        print(f"\n{told}")  # noqa: T201
    assert share > LEAST_SHARE


def _times(home: Path) -> tuple[float, int]:
    """From the first call that was begun to the last one that ended, and how many ended well."""
    with closing(dbapi2.connect(home / "countersign.db")) as db:
        rows = db.execute("SELECT type, at FROM audit_event WHERE type LIKE 'call.%' ORDER BY seq").fetchall()
    at = [datetime.fromisoformat(each) for _, each in rows]
    return (max(at) - min(at)).total_seconds(), sum(kind == "call.finished" for kind, _ in rows)
