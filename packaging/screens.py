"""Draw every screen and state of the window over the sample into `docs/screens/`, light and dark, in both sizes.

.venv/bin/python packaging/screens.py
"""

import sys
from pathlib import Path

from desktop_app.picturing import draw_screens

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"

if __name__ == "__main__":
    for old in FOLDER.glob("*.png"):
        old.unlink()
    sys.exit(draw_screens(FOLDER, everything=True))
