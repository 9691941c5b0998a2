"""Modules are imported as Python does it."""

import builtins
import subprocess
import sys

from pytest import MonkeyPatch

from desktop_app.qt.import_hook import remove_import_hook


def test_importing_the_window_keeps_the_source_of_no_module() -> None:
    code = "import linecache, desktop_app.assembly, desktop_app.views.page_makers; print(*linecache.cache)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not [name for name in done.stdout.split() if "desktop_app/views/" in name]


def test_the_hook_of_somebody_else_is_left_alone(monkeypatch: MonkeyPatch) -> None:
    def other(*arguments: object) -> object:
        return builtins.__import__(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", other)
    remove_import_hook()
    assert builtins.__import__ is other
