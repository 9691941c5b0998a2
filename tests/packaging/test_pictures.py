"""The pictures of the window: those that the README shows are drawn by the script, and all of them are small."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screens"
LARGEST = 7_000_000
"""Bytes of the whole folder."""
PALETTE = 3
"""The colour type of a PNG with a palette, at byte 25 of the file."""


def shown() -> list[str]:
    return re.findall(r"\(docs/screens/(\w+)\.png\)", (ROOT / "README.md").read_text("utf-8"))


def test_the_readme_shows_pictures_that_are_there() -> None:
    assert len(shown()) >= 3
    assert [name for name in shown() if not (FOLDER / f"{name}.png").exists()] == []


def test_the_readme_shows_pictures_that_the_script_draws() -> None:
    pytest.importorskip("PySide6.QtWidgets", reason="Qt's system libraries are not installed", exc_type=ImportError)
    from window_scenes import SCENES

    names = {f"{scene.name}_light" for scene in SCENES}
    assert [name for name in shown() if name not in names] == []


def test_the_pictures_are_small() -> None:
    pictures = list(FOLDER.glob("*.png"))
    assert pictures
    assert [path.name for path in pictures if path.read_bytes()[25] != PALETTE] == []
    assert sum(path.stat().st_size for path in pictures) < LARGEST
