"""What the child processes of the program inherit: where the program is, and nothing else of the environment."""

import os
from pathlib import Path

import desktop_app

_NEEDED = ("LD_LIBRARY_PATH", "PATH", "SYSTEMROOT", "TMPDIR")


def child_environment() -> dict[str, str]:
    """The variables for a child: keys of endpoints and of the store may stand in the environment of this process."""
    kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(desktop_app.__file__).resolve().parents[1]), "PYTHONUTF8": "1"}
