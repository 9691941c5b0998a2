"""Looks at a running window from outside, as a screen reader does: run in a D-Bus session of its own, with a display.

`python atspi_walk.py HOME PLACE...` starts the program over a home, goes to each place by its button, and prints as
JSON what can have the focus there: role and name.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ACCESSIBLE, ACTION = "org.a11y.atspi.Accessible", "org.a11y.atspi.Action"
REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
FOCUSABLE, SHOWING = 1 << 11, 1 << 25
"""Bits of states (AtspiStateType)."""
SECONDS = 40.0
PLACES = ("check box", "radio button", "toggle button")
"""Roles that a button has of which one is down."""

Node = tuple[str, str]


class Reader:
    """Asks the accessibility bus."""

    def __init__(self) -> None:
        with open_dbus_connection("SESSION") as session:
            where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (address,) = session.send_and_get_reply(new_method_call(where, "GetAddress"), timeout=SECONDS).body
        self._bus: DBusConnection = open_dbus_connection(address)

    def call(self, node: Node, interface: str, method: str, signature: str = "", *body: Any) -> Any:
        """What an object answers; None where it is gone."""
        message = new_method_call(DBusAddress(node[1], node[0], interface), method, signature or None, body)
        return self._answer(message)

    def name(self, node: Node) -> str:
        found = self._answer(Properties(DBusAddress(node[1], node[0], ACCESSIBLE)).get("Name"))
        return str(found[1]) if found else ""

    def children(self, node: Node) -> list[Node]:
        return [(str(each[0]), str(each[1])) for each in self.call(node, ACCESSIBLE, "GetChildren") or ()]

    def states(self, node: Node) -> int:
        low, high = self.call(node, ACCESSIBLE, "GetState") or (0, 0)
        return int(low) | int(high) << 32

    def role(self, node: Node) -> str:
        return str(self.call(node, ACCESSIBLE, "GetRoleName") or "")

    def walk(self, node: Node, depth: int = 0) -> Iterator[Node]:
        """The object and all below it that are shown."""
        yield node
        if depth < 40:
            for child in self.children(node):
                if self.states(child) & SHOWING:
                    yield from self.walk(child, depth + 1)

    def _answer(self, message: Any) -> Any:
        reply = self._bus.send_and_get_reply(message, timeout=SECONDS)
        if reply.header.message_type is MessageType.error:
            return None
        return reply.body[0] if reply.body else None


def until(find: Callable[[], Any]) -> Any:
    """What is found, once it is."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if found := find():
            return found
        time.sleep(0.1)
    raise SystemExit("what was waited for did not come")


def named(reader: Reader, root: Node, name: str) -> Node | None:
    """The place of this name in the rail."""
    nodes = (node for node in reader.walk(root) if reader.name(node) == name)
    return next((node for node in nodes if reader.role(node) in PLACES), None)


def looked_at(reader: Reader, window: Node) -> list[tuple[str, str]]:
    """Role and name of all that can have the focus."""
    nodes = [node for node in reader.walk(window) if reader.states(node) & FOCUSABLE]
    return [(reader.role(node), reader.name(node)) for node in nodes]


def main(home: str, places: list[str]) -> None:
    """Start, look, end."""
    running = subprocess.Popen([sys.executable, "-m", "desktop_app", "--home", home])
    try:
        reader = Reader()
        window = until(lambda: next(iter(reader.children(REGISTRY)), None))
        until(lambda: named(reader, window, places[0]))
        seen = {}
        for place in places:
            button = until(lambda place=place: named(reader, window, place))
            reader.call(button, ACTION, "DoAction", "i", 0)
            until(lambda place=place: place in reader.name(next(iter(reader.children(window)), window)))
            seen[place] = looked_at(reader, window)
        print(json.dumps(seen))  # noqa: T201
    finally:
        running.terminate()
        running.wait(10)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
