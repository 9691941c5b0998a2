"""Ending a child process whose answer nobody waits for any more."""

from asyncio.subprocess import Process
from contextlib import suppress

_BLOCK = 1 << 16


async def end_child(child: Process) -> None:
    """Kill it and wait until it is gone.

    What it was saying is read and thrown away: waiting is over once its pipes have ended, and a full one never does.
    """
    with suppress(ProcessLookupError):
        child.kill()
    if child.stdout is not None:
        with suppress(OSError):
            while await child.stdout.read(_BLOCK):
                pass
    await child.wait()
