"""Where the user's own store is."""

import os
from pathlib import Path

import platformdirs

ENVIRONMENT_HOME = "COUNTERSIGN_HOME"


def default_home() -> Path:
    """The folder of the user's own store."""
    given = os.environ.get(ENVIRONMENT_HOME)
    return Path(given) if given else Path(platformdirs.user_data_path("countersign", appauthor=False))
