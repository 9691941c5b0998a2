"""Ending a child process whose answer nobody waits for any more."""

import os
import signal
from asyncio.subprocess import Process
from contextlib import suppress

_BLOCK = 1 << 16


async def end_child(child: Process) -> None:
    """Kill it, with all that it started where it was given a session of its own, and wait until it is gone.

    What it was saying is read and thrown away: waiting is over once its pipes have ended, and a full one never does.
    """
    with suppress(ProcessLookupError):
        _kill(child)
    if child.stdout is not None:
        with suppress(OSError):
            while await child.stdout.read(_BLOCK):
                pass
    await child.wait()


def _kill(child: Process) -> None:
    """Kill it, and its group where it leads one. Raises ProcessLookupError where it has ended."""
    if child.returncode is None and os.name == "posix" and os.getpgid(child.pid) == child.pid:
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
