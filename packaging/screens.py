"""Draw every screen, dialog and state of the window over the sample into `docs/screens/`: pages light and dark, in
both sizes, workspaces with larger text too, states light and small. It takes some minutes.

.venv/bin/python packaging/screens.py [FOLDER [NAME...]]
"""

import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests"))  # the scenes that tests look at are those that are drawn
SCREEN = {"name": "drawn", "x": 0, "y": 0, "width": 1440, "height": 900, "dpr": 1}
"""Dialogs find their place on it. Without it Qt takes a screen of 800 x 800."""
LOGICAL_DPI = 96
SCRATCH = tempfile.TemporaryDirectory(prefix="countersign-")
SCREENS = Path(SCRATCH.name) / "screens.json"
SCREENS.write_text(json.dumps({"screens": [SCREEN | {"logicalDpi": LOGICAL_DPI, "logicalBaseDpi": LOGICAL_DPI}]}))
os.environ |= {
    "QT_QPA_PLATFORM": f"offscreen:configfile={SCREENS}",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    "COUNTERSIGN_SECRET_STORE_KEY": secrets.token_hex(32),
}

from PySide6.QtGui import QColor  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from window_examples import Gallery, SampleHome, make_sample_home  # noqa: E402
from window_scenes import PAGES, SCENES, Scene, Stage, a_stage  # noqa: E402

from desktop_app.picturing import LARGE, drawing, pause, whole  # noqa: E402
from desktop_app.qt.theme import Appearance  # noqa: E402

FOLDER = ROOT / "docs" / "screens"
SMALL = (1280, 720)
Look = tuple[tuple[int, int], Appearance, int]
"""The size of the window, its colours, and the size of its text in percent."""
LOOKS: tuple[Look, ...] = (
    (LARGE, Appearance.LIGHT, 100),
    (LARGE, Appearance.DARK, 100),
    (SMALL, Appearance.LIGHT, 100),
)
SMALL_AND_DARK: Look = (SMALL, Appearance.DARK, 100)
LARGER: Look = (SMALL, Appearance.LIGHT, 150)
ALL_FOUR = ("queue", "review", "sign", "draft_returned", "audit_expanded")
"""What a review is decided on, and its record: both sizes in both colours."""
COLOURS = 64
"""What a picture holds: the tokens of a theme, and what the edges of letters need."""
SMALLEST = 0
"""Of Qt's quality of a PNG: the file is packed most."""
REST_MS = 150
"""How long nothing must happen before a picture is taken: what is late to be laid out is then."""


def main(folder: Path, names: set[str]) -> None:
    """Draw them all, or those that are named."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in () if names else folder.glob("*.png"):
        old.unlink()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Countersign")
    began, count, taken = time.monotonic(), 0, 0
    scratch = Path(SCRATCH.name)
    sample = make_sample_home(scratch / "sample")
    for path in _drawn(app, sample, scratch, folder, names):
        count, taken = count + 1, taken + path.stat().st_size
    print(f"{count} pictures in {folder}, {taken / 1e6:.1f} MB, {time.monotonic() - began:.0f} s.")


def _drawn(app: QApplication, sample: SampleHome, scratch: Path, folder: Path, names: set[str]) -> Iterator[Path]:
    for stage in Stage:
        scenes = [scene for scene in SCENES if scene.stage is stage and (not names or scene.name in names)]
        looks = [(scene, look) for scene in scenes for look in looks_of(scene)]
        windows = [[each] for each in looks] if stage.is_used_up else [looks] if looks else []
        for number, wanted in enumerate(windows):
            with a_stage(app, stage, sample, scratch / str(number)) as gallery:
                for scene, look in wanted:
                    yield _drawing(gallery, scene, look, sample, folder)


def looks_of(scene: Scene) -> tuple[Look, ...]:
    """A page in light and dark, in both sizes, a workspace with larger text too; a state light and small; what a review
    is decided on, and its record, in all four.
    """
    if scene.name not in PAGES:
        return (*LOOKS, SMALL_AND_DARK) if scene.name in ALL_FOUR else LOOKS[2:]
    more = (SMALL_AND_DARK,) if scene.name in ALL_FOUR else ()
    return (*LOOKS, *more, *((LARGER,) if scene.place is not None and scene.place.is_workspace else ()))


def _drawing(gallery: Gallery, scene: Scene, look: Look, sample: SampleHome, folder: Path) -> Path:
    size, appearance, percent = look
    gallery.window.resize(*size)
    gallery.use(appearance=appearance, text_percent=percent)
    scene.set(gallery, sample.cases)
    pause(REST_MS)
    gallery.rest()
    larger = f"_{percent}" if percent != 100 else ""
    smaller = "" if size == LARGE else f"_{size[0]}x{size[1]}"
    path = folder / f"{scene.name}_{appearance.value}{smaller}{larger}.png"
    colours = map(QColor, gallery.program.theme.tokens.colours[appearance].values())
    drawing(whole(gallery.window), colours, COLOURS).save(str(path), quality=SMALLEST)
    gallery.clear()
    return path


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER, set(sys.argv[2:]))
