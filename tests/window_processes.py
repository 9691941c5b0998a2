"""Windows in processes of their own, started, watched and killed (see window_child)."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue

from store_examples import KEY

LONGEST_S = 60
"""Seconds in which a window does anything that is waited for, on a busy machine."""


@dataclass(frozen=True)
class Told:
    """What a process told, and when (CLOCK_MONOTONIC, ns)."""

    words: tuple[str, ...]
    at: int


@dataclass
class WindowProcess:
    """One window: what it has told so far."""

    pid: int
    lines: "Queue[Told]"
    errors: Path
    told: list[Told] = field(default_factory=list)

    def until(self, word: str) -> Told:
        """Wait until it tells this."""
        while True:
            told = self.lines.get(timeout=LONGEST_S)
            self.told.append(told)
            if told.words[0] == word:
                return told
            assert told.words[0] != "ended", f"it {told.words}: {self.errors.read_text()}"

    def kill(self) -> int:
        """Kill it and wait until it is gone; when that was."""
        at = time.monotonic_ns()
        os.kill(self.pid, signal.SIGKILL)
        self.until("ended")
        return at

    @property
    def typed(self) -> list[tuple[str, int]]:
        """Each letter that it typed, and when."""
        return [(told.words[1], told.at) for told in self.told if told.words[0] == "typed"]


class WindowProcesses:
    """Starts windows over homes; one at a time is heard."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.errors = folder, folder / "errors"
        self._lines: Queue[Told] = Queue()
        self._server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("window_child.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors.open("w"),
            text=True,
            env=os.environ | _environment(folder),
            cwd=Path(__file__).parent.parent,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def start(self, home: Path, act: str = "", user: str = "ana", case_id: str = "") -> WindowProcess:
        """Open the window of a home for a person, and have them do this act there."""
        asked = {"home": str(home), "act": act, "case_id": case_id, "environment": {"LOGNAME": user}}
        assert self._server.stdin is not None
        self._server.stdin.write(f"{json.dumps(asked)}\n")
        self._server.stdin.flush()
        process = WindowProcess(0, self._lines, self.errors)
        process.pid = int(process.until("process").words[1])
        return process

    def end(self) -> None:
        """Nothing is left of it."""
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(LONGEST_S)
        self._reader.join(LONGEST_S)

    def _read(self) -> None:
        assert self._server.stdout is not None
        for line in self._server.stdout:
            *words, at = line.split()
            self._lines.put(Told(tuple(words), int(at)))
        self._lines.put(Told(("ended", "all"), 0))


def _environment(folder: Path) -> dict[str, str]:
    """No keyring, no display, and no file of the user's own."""
    return {
        "QT_QPA_PLATFORM": "offscreen",
        "COUNTERSIGN_SECRET_STORE_KEY": KEY.hex(),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "XDG_CONFIG_HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PYTHONPATH": f"{Path(__file__).parent}:{Path(__file__).parent.parent}",
    }


@contextmanager
def window_processes() -> Iterator[WindowProcesses]:
    """A place to start windows from. Its folder has a short name: a socket stands in it."""
    with tempfile.TemporaryDirectory(prefix="w") as folder:
        processes = WindowProcesses(Path(folder))
        try:
            yield processes
        finally:
            processes.end()
