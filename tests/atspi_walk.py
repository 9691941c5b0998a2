"""Looks at a running window from outside, as a screen reader does: run in a D-Bus session of its own, with a display.

`python atspi_walk.py PLAN` leads the window of `atspi_window.py` as the plan says, a JSON object: `stage`, `folder`,
`home`, `cases`; `scenes` to look at; `acts`, pairs of a scene and the name of what is activated there; `hears`, a scene
that speaks. It prints as JSON what can have the focus in each scene (role and name), what is there after each act, by
the bus and by a click, and what was announced.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, MatchRule, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ACCESSIBLE, ACTION = "org.a11y.atspi.Accessible", "org.a11y.atspi.Action"
REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
FOCUSABLE, SHOWING = 1 << 11, 1 << 25
"""Bits of states (AtspiStateType)."""
SECONDS = 40.0
ANNOUNCEMENT = "org.a11y.atspi.Event.Object"
WINDOW = str(Path(__file__).with_name("atspi_window.py"))

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

    def listen(self) -> None:
        """From now on announcements are heard."""
        registry = DBusAddress("/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry")
        self._answer(new_method_call(registry, "RegisterEvent", "s", ("object:announcement",)))
        rule = MatchRule(type="signal", interface=ANNOUNCEMENT, member="Announcement")
        self._answer(message_bus.AddMatch(rule))
        self._filter = self._bus.filter(rule, bufsize=10_000)
        self._queue = self._filter.__enter__()

    def heard(self) -> list[str]:
        """What was announced since; a second of silence ends it."""
        words = []
        with suppress(TimeoutError):
            while True:
                message = self._bus.recv_until_filtered(self._queue, timeout=1)
                words.append(str(message.body[3][1]))
        return words

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
    """What can be activated under this name."""
    nodes = (node for node in reader.walk(root) if reader.name(node) == name)
    return next((node for node in nodes if reader.states(node) & FOCUSABLE), None)


def looked_at(reader: Reader, window: Node) -> list[tuple[str, str]]:
    """Role and name of all that can have the focus."""
    nodes = [node for node in reader.walk(window) if reader.states(node) & FOCUSABLE]
    return [(reader.role(node), reader.name(node)) for node in nodes]


class Window:
    """The process of the window."""

    def __init__(self, plan: dict[str, Any]) -> None:
        words = [plan["stage"], plan["folder"], plan["home"], json.dumps(plan["cases"])]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen([sys.executable, WINDOW, *words], stdin=pipe, stdout=pipe, text=True)
        self._answered()

    def tell(self, *words: str) -> None:
        """Have it do something, and wait until it rests."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{' '.join(words)}\n")
        self._process.stdin.flush()
        self._answered()

    def end(self) -> None:
        """Let it close."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(SECONDS)

    def _answered(self) -> None:
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "done":
            raise SystemExit("the window ended")


class Looking:
    """Leads a window, and looks at it."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._plan, self._window, self._reader = plan, Window(plan), Reader()
        self._app = until(lambda: next(iter(self._reader.children(REGISTRY)), None))

    def look(self) -> dict[str, Any]:
        """All of the plan."""
        seen = {"scenes": {}, "acts": {}, "heard": []}
        for scene in self._plan.get("scenes", ()):
            self._window.tell("scene", scene)
            seen["scenes"][scene] = self._focusable()
        for scene, name in self._plan.get("acts", ()):
            seen["acts"][f"{scene}: {name}"] = [self._acted(scene, name), self._clicked(scene, name)]
        if "hears" in self._plan:
            self._reader.listen()
            self._window.tell("scene", self._plan["hears"])
            self._window.tell("rest")
            seen["heard"] = self._reader.heard()
        self._window.end()
        return seen

    def _acted(self, scene: str, name: str) -> list[tuple[str, str]]:
        self._window.tell("scene", scene)
        node = until(lambda: named(self._reader, self._app, name))
        self._reader.call(node, ACTION, "DoAction", "i", 0)
        self._window.tell("rest")
        return self._focusable()

    def _clicked(self, scene: str, name: str) -> list[tuple[str, str]]:
        self._window.tell("scene", scene)
        self._window.tell("click", name)
        return self._focusable()

    def _focusable(self) -> list[tuple[str, str]]:
        return sorted(looked_at(self._reader, self._app))


if __name__ == "__main__":
    print(json.dumps(Looking(json.loads(sys.argv[1])).look()))  # noqa: T201
