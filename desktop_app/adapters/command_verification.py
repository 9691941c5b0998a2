"""Holding the commands of a store against its events: each event names its command, which is applied only once."""

from collections.abc import Sequence
from typing import Any

from desktop_app.adapters.chain_verification import EventRow
from desktop_app.adapters.record_report import Report
from desktop_app.domain.audit import BreakKind, EventType

_COMMAND = b',"command":"'
_ASK = "SELECT command_id, last_seq FROM command"
_OF_THE_STORE = frozenset(
    kind.value.encode() for kind in (EventType.STORE_OPENED, EventType.STORE_MIGRATED, EventType.STORE_RECOVERED)
)


class CommandMarks:
    """The last event of each command. Those of the store itself are given to no one again, and may be forgotten."""

    def __init__(self) -> None:
        self.last: dict[bytes, int] = {}
        self.own: set[bytes] = set()

    def read(self, window: Sequence[EventRow]) -> None:
        """The next events."""
        last = self.last
        for seq, _, kind, _, body in window:
            start = body.find(_COMMAND) + len(_COMMAND)  # the keys stand in order: nothing before it holds free text
            command = body[start : body.find(b'"', start)]
            last[command] = seq
            if kind in _OF_THE_STORE:
                self.own.add(command)


def read_commands(connection: Any, told: CommandMarks, report: Report) -> None:
    """Name each command that is gone, that was put in, or that is kept with another event than its last one.

    The connection gives text as bytes. What was told is used up.
    """
    for command, seq in connection.execute(_ASK):
        last = told.last.pop(command, None)
        shown = command.decode(errors="replace")
        if last is None:
            report.add(BreakKind.ROW, f"No event tells of the command {shown}: it was put in outside the program.")
        elif last != seq:
            report.add(BreakKind.ROW, f"The command {shown} is not kept with event {last}, its last one.", last)
    for command, last in told.last.items():
        if command not in told.own:
            words = (
                f"The command {command.decode(errors='replace')} of event {last} is forgotten: it would apply again."
            )
            report.add(BreakKind.ROW, words, last)
