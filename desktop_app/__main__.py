"""The program's entry: the window where it is asked for and there is a display, else the command line."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from desktop_app.cli.window_request import has_display, window_request


def main() -> int:
    """Run; the exit code. Each side imports only what it needs."""
    arguments = sys.argv[1:]
    request = window_request(arguments)
    if request is not None and request.screenshot is not None:
        with _importing():
            from desktop_app.picturing import draw_screens
        return draw_screens(request.screenshot)
    if request is not None and has_display():
        with _importing():
            from desktop_app.app import run
        return run(request.home, request.preview)
    with _importing():
        from desktop_app.cli.commands import run as run_command
    return run_command(arguments)


@contextmanager
def _importing() -> Iterator[None]:
    """What is imported stays to the end: to search it for what nobody holds takes a fifth of the start."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    sys.exit(main())
