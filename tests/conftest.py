"""Makes the folder `tests` importable: `fakes` and the examples stand in it. Windows are drawn off the screen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
