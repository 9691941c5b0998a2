"""A screen reader's view of the window: by AT-SPI, from another process, under Xvfb."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from window_examples import USER, make_sample_home

TESTS = Path(__file__).parents[1]
PLACES = ("My work", "New case", "Approved", "Audit", "Settings")
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
NEEDED = ("Xvfb", "dbus-run-session")


def what_is_missing() -> str:
    programs = [name for name in NEEDED if shutil.which(name) is None]
    launcher = [] if any(Path(path).exists() for path in LAUNCHERS) else ["at-spi2-core"]
    return ", ".join([*programs, *launcher, *([] if find_spec("jeepney") else ["jeepney"])])


@contextmanager
def a_display() -> Iterator[str]:
    """A screen that nobody sees; the server chooses its number."""
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writes,), stderr=subprocess.DEVNULL) as server:
        os.close(writes)
        try:
            with os.fdopen(reads) as told:
                yield f":{told.readline().strip()}"
        finally:
            server.terminate()


@pytest.mark.long
@pytest.mark.skipif(bool(what_is_missing()), reason=f"not on this machine: {what_is_missing()}")
def test_from_outside_every_control_of_every_page_has_a_name(tmp_path: Path) -> None:
    home = make_sample_home(tmp_path / "home", "signed", "draft")
    with a_display() as display:
        environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "LOGNAME": USER,
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "PYTHONPATH": str(TESTS.parent),
        }
        command = ["dbus-run-session", "--", sys.executable, str(TESTS / "atspi_walk.py"), str(home.folder), *PLACES]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    for place in PLACES:
        assert len(seen[place]) > 5
        assert [role for role, name in seen[place] if not name.strip()] == [], place
