"""Where the program's own data is: in a checkout, in an installed wheel and in a frozen build."""

import sys
from pathlib import Path


def forms_folder() -> Path:
    """The folder of the form packs that come with the program."""
    return _bundled("forms")


def resources_folder() -> Path:
    """The folder of icons, fonts, tokens and translations."""
    return _bundled("resources")


def _bundled(name: str) -> Path:
    """A frozen build unpacks data beside itself, a wheel keeps it in the package, a checkout beside the package."""
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / name] if frozen else []
    places += [package / "_bundled" / name, package.parent / name]
    return next((place for place in places if place.is_dir()), places[-1])
