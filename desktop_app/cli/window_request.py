"""Whether a command line asks for the window, and whether there is a display to open it on.

Standard library only: it is asked before anything of the window or of the command line is imported.
"""

import ctypes
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

VERB = "open"
HOME, SCREENSHOT = "--home", "--screenshot"
PREVIEW = ("pack", "preview")
XCB = "libxcb.so.1"
XCB_PARTS = (
    XCB, "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-image.so.0", "libxcb-keysyms.so.1", "libxcb-randr.so.0",
    "libxcb-render-util.so.0", "libxcb-shape.so.0", "libxcb-sync.so.1", "libxcb-xfixes.so.0", "libxcb-xkb.so.1",
    "libxkbcommon-x11.so.0", "libX11-xcb.so.1",
)  # fmt: skip
"""What Qt opens to show a window on an X display."""


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """The window of a home (None: the user's own), or pictures of it in a folder."""

    home: Path | None = None
    screenshot: Path | None = None
    preview: str = ""
    """The folder or the name of a form pack that is to be previewed."""


def window_request(arguments: Sequence[str]) -> WindowRequest | None:
    """What is asked for; None where it is anything but the window, or cannot be understood."""
    folders: dict[str, Path] = {}
    rest, preview = list(arguments), ""
    previews = [n for n, pair in enumerate(pairwise(rest)) if pair == PREVIEW]
    if previews:
        del rest[previews[0] : previews[0] + 2]
    while rest:
        if previews and not preview and rest[0] != VERB and not rest[0].startswith("-"):
            preview = rest.pop(0)
            continue
        name, equals, value = rest.pop(0).partition("=")
        if name == VERB and not equals:
            continue
        if name not in (HOME, SCREENSHOT) or not (equals or rest):
            return None
        folder = value if equals else rest.pop(0)
        if not folder.strip():
            return None
        folders[name] = Path(folder)
    if previews and (not preview or SCREENSHOT in folders):
        return None
    return WindowRequest(folders.get(HOME), folders.get(SCREENSHOT), preview)


def has_display() -> bool:
    """Whether there is a screen to open a window on. A named one that does not answer is none."""
    if os.environ.get("QT_QPA_PLATFORM") or sys.platform in ("win32", "darwin"):
        return True
    return _has_wayland() or (bool(os.environ.get("DISPLAY")) and not missing_libraries() and _x_answers())


def missing_libraries() -> tuple[str, ...]:
    """What of XCB_PARTS is not on this machine."""
    return tuple(name for name in XCB_PARTS if _library(name) is None)


def _library(name: str) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None


def _has_wayland() -> bool:
    name, runtime = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("XDG_RUNTIME_DIR")
    return bool(name) and (Path(runtime or "/") / str(name)).is_socket()


def _x_answers() -> bool:
    """Qt ends the whole program where the server does not answer, so it is asked first, by the library that Qt uses."""
    xcb = _library(XCB)
    if xcb is None:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed
