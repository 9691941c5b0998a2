"""The window from the command line: when it opens, and what is said where it cannot."""

import subprocess
import sys
from pathlib import Path

import pytest
from cli_examples import ROOT, countersign, ended, process

from desktop_app.cli.window_request import XCB_PARTS, WindowRequest, has_display, window_request

SLOW = ("openai", "sqlalchemy", "keyring", "pydantic", "cel_expr_python", "docx", "cryptography")


@pytest.mark.parametrize(
    ("arguments", "request_"),
    [
        ((), WindowRequest()),
        (("open",), WindowRequest()),
        (("--home", "A"), WindowRequest(Path("A"))),
        (("open", "--home=A", "--screenshot", "B"), WindowRequest(Path("A"), Path("B"))),
        (("case", "list"), None),
        (("--home",), None),
        (("--home", " "), None),
        (("--json",), None),
        (("open", "--as", "Ana"), None),
    ],
)
def test_a_command_line_asks_for_the_window_or_for_something_else(
    arguments: tuple[str, ...], request_: WindowRequest | None
) -> None:
    assert window_request(arguments) == request_


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_a_display_that_does_not_answer_is_none(no_display: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not has_display()
    monkeypatch.setenv("DISPLAY", ":65000")
    assert not has_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert has_display()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_it_says_so_and_tells_the_verbs(no_display: None, tmp_path: Path) -> None:
    told = countersign("--home", tmp_path / "home")
    assert told.code == 1
    assert "no display" in told.err and "countersign sample" in told.err and "--screenshot FOLDER" in told.err
    assert "sample" in told.out and "doctor" in told.out
    assert not (tmp_path / "home").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_missing_libraries_are_named_and_the_set_up_knows_their_packages(
    no_display: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":65000")
    monkeypatch.setattr("desktop_app.cli.window_request.XCB_PARTS", ("libxcb-nowhere.so.9",))
    assert "libxcb-nowhere.so.9" in countersign("open", "--json").error["what"]
    assert all(f'"{name}":' in (ROOT / "packaging" / "run.py").read_text() for name in XCB_PARTS)


@pytest.mark.parametrize("verb", [(), ("open",)])
def test_without_a_display_scripts_are_told_too(verb: tuple[str, ...], no_display: None) -> None:
    assert "no display" in countersign(*verb, "--json").error["what"]


def test_nothing_slow_is_imported_before_the_window_is_shown() -> None:
    pytest.importorskip("PySide6.QtWidgets", reason="Qt's system libraries are not installed", exc_type=ImportError)
    code = f"import sys, desktop_app.__main__, desktop_app.app; print([n for n in {SLOW!r} if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert found.strip() == "[]"


@pytest.mark.long
def test_the_main_screens_are_drawn_without_a_display(tmp_path: Path) -> None:
    pytest.importorskip("PySide6.QtWidgets", reason="Qt's system libraries are not installed", exc_type=ImportError)
    folder = tmp_path / "screens"
    with process("--screenshot", folder, stdin=subprocess.DEVNULL) as running:
        assert ended(running, seconds=300).code == 0
    assert {"first_run_light.png", "draft_light.png", "audit_light.png"} <= {path.name for path in folder.iterdir()}
