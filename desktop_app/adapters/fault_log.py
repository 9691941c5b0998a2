"""The log of faults in a home: plain text, the newest last."""

from contextlib import suppress
from pathlib import Path

FAULTS = "logs/faults.txt"
MOST_BYTES = 256 * 1024
"""A log that has grown beyond it begins anew; the one before is kept beside it."""


def keep_fault(home: Path, text: str) -> None:
    """Add a fault. Where nothing can be written there is nothing more to tell: the fault itself was told already."""
    log = home / FAULTS
    with suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > MOST_BYTES:
            log.replace(log.with_suffix(".before.txt"))
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n\n")
