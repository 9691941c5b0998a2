"""Where the user's own store is, and their own form packs."""

import os
from pathlib import Path

import platformdirs

ENVIRONMENT_HOME = "COUNTERSIGN_HOME"


def default_home() -> Path:
    """The folder of the user's own store."""
    given = os.environ.get(ENVIRONMENT_HOME)
    return Path(given) if given else Path(platformdirs.user_data_path("countersign", appauthor=False))


def packs_folder(home: Path) -> Path:
    """The form packs of a home, each in a folder of its own name; it need not be there."""
    return home / "packs"


def checked_folder(home: Path) -> Path:
    """Where a home remembers which packs were found without a fault; it may be removed at any time."""
    return home / "checked_packs"
