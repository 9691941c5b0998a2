"""Batches that another program works at: asked to pause or to end there, and not worked at twice."""

import time

from desktop_app.assembly import batch_asks
from desktop_app.cli.session import DONE, Session
from desktop_app.domain.batch import BatchAsk
from desktop_app.domain.errors import Refusal, Refused, StoreBusy

PATIENCE_S = 10.0
"""A program that works at a batch looks twice a second whether something is asked of it."""
LOOKS_EVERY_S = 0.1
_SAID = {
    BatchAsk.PAUSE: "The program that works at it takes up no more rows; those that were begun come to their end.",
    BatchAsk.CANCEL: "The program that works at it ends the batch once the rows that were begun are at their end.",
}


def ask_other(session: Session, name: str, ask: BatchAsk, busy: StoreBusy) -> int:
    """Have the program that has the store open do it. Raises StoreBusy where none works at that batch."""
    batch_id, asks = _working(session, name, busy), batch_asks(session.folder)
    try:
        asks.ask(batch_id, ask)
    except OSError:
        raise busy from None
    end = time.monotonic() + PATIENCE_S
    while asks.waits(batch_id, ask):
        if time.monotonic() > end:  # the batch is of a program that was killed, and the store open in another one
            asks.take_back(batch_id, ask)
            raise busy
        time.sleep(LOOKS_EVERY_S)
    session.show({"batch": batch_id, "asked": ask.value}, lambda: [_SAID[ask]])
    return DONE


def refuse_second(session: Session, name: str, busy: StoreBusy) -> int:
    """Say that another program works at this batch. Raises Refused; StoreBusy where it does something else."""
    batch_id = _working(session, name, busy)
    raise Refused(
        f"Another program works at the batch {batch_id[:8]}.",
        next=f"Wait for it, or pause it with `countersign batch pause {batch_id[:8]}`.",
        refusal=Refusal.DRAFTING,
    )


def _working(session: Session, name: str, busy: StoreBusy) -> str:
    """The batch of this identifier, or of its beginning, that another program works at. Raises StoreBusy."""
    found = [each for each in batch_asks(session.folder).working() if name and each.startswith(name)]
    if len(found) != 1:
        raise busy
    return found[0]
