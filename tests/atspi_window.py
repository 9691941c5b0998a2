"""The window of a stage, led from scene to scene by what it is told: run by `atspi_walk.py`, which looks at it.

`python atspi_window.py STAGE FOLDER HOME CASES` reads lines: `scene NAME`, `click WORDS`, `end`. It answers each with a
line once the window rests.
"""

import json
import sys
import traceback
from pathlib import Path

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication
from window_examples import Gallery, SampleHome
from window_scenes import SCENES, Stage, a_stage

from desktop_app.picturing import pause

PRESSED_MS = 200
"""Longer than a button stays down that is pressed from outside."""


class Guide:
    """Does what it is told."""

    def __init__(self, gallery: Gallery, cases: dict[str, str]) -> None:
        self._gallery, self._cases = gallery, cases
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._hear)

    def _hear(self) -> None:
        self._notifier.setEnabled(False)
        verb, _, words = sys.stdin.readline().strip().partition(" ")
        try:
            goes_on = self._does(verb, words)
        except AssertionError:  # who looks would wait for an answer
            traceback.print_exc()
            goes_on = False
        if not goes_on:
            QApplication.quit()
            return
        self._gallery.rest()
        self._notifier.setEnabled(True)
        print("done", flush=True)  # noqa: T201

    def _does(self, verb: str, words: str) -> bool:
        """Whether it goes on."""
        if verb == "scene":
            self._gallery.clear()
            next(scene for scene in SCENES if scene.name == words).set(self._gallery, self._cases)
        elif verb == "click":
            self._gallery.click(words)
        elif verb == "rest":
            pause(PRESSED_MS)
        return bool(verb)


def main(stage: str, folder: str, home: str, cases: str) -> None:
    """Until it is told to end."""
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    sample = SampleHome(Path(home), json.loads(cases))
    with a_stage(app, Stage(stage), sample, Path(folder)) as gallery:
        guide = Guide(gallery, sample.cases)
        print("done", flush=True)  # noqa: T201
        app.exec()
        del guide


if __name__ == "__main__":
    main(*sys.argv[1:])
