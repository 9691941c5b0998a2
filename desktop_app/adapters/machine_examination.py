"""What a machine has of what the program needs, and of what it can use: the first look when something does not work."""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from pysqlite3 import dbapi2

from desktop_app.adapters.document_reader import recogniser
from desktop_app.adapters.keyring_secrets import KeyringPlace, real_backend
from desktop_app.adapters.meaning_model import installed
from desktop_app.adapters.on_device_drafter import model_file
from desktop_app.adapters.sql_opening import FILE, LEAST_SQLITE
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.adapters.telemetry_export import ENVIRONMENT as TELEMETRY
from desktop_app.domain.errors import SecretUnavailable

Found = tuple[str, bool, bool, str]
"""Name, whether it is well, whether it is needed, and words."""

_LIBRARIES = (
    *("pyside6", "pydantic", "openai", "keyring", "sqlalchemy", "pysqlite3", "pypdfium2", "cel-expr-python"),
    *("cryptography", "google-re2", "openpyxl", "xllamacpp"),
)
_QT_LIBRARIES = (
    *("libglib-2.0.so.0", "libEGL.so.1", "libGL.so.1", "libdbus-1.so.3", "libfontconfig.so.1", "libxkbcommon.so.0"),
)
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def examine_machine(home: Path) -> Iterator[Found]:
    """Every check, in the order in which to put things right."""
    yield ("Python", sys.version_info >= (3, 11), True, sys.version.split()[0])
    for name in _LIBRARIES:
        yield _library(name)
    yield ("SQLite", dbapi2.sqlite_version_info >= LEAST_SQLITE, True, dbapi2.sqlite_version)
    yield _qt()
    yield _display()
    yield _keyring()
    yield _model()
    yield _second_reader()
    yield _recogniser()
    yield _meaning()
    yield _telemetry()
    yield _store(home)


def _library(name: str) -> Found:
    try:
        return (name, True, True, version(name))
    except PackageNotFoundError:
        return (name, False, True, "is not installed; set up again with packaging/run.py")


def _telemetry() -> Found:
    """Off is well."""
    address = os.environ.get(TELEMETRY, "").strip()
    if not address:
        return ("Telemetry", True, False, "off; nothing leaves")
    installed = find_spec("opentelemetry.sdk") is not None
    words = f"to {address}" if installed else "asked for, and its library is missing: install countersign[telemetry]"
    return ("Telemetry", installed, True, words)


def _qt() -> Found:
    missing = [name for name in _QT_LIBRARIES if sys.platform.startswith("linux") and not _opens(name)]
    words = f"missing: {', '.join(missing)}; packaging/run.py says what to install" if missing else "all there"
    return ("Qt's system libraries", not missing, False, words)


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _display() -> Found:
    there = not sys.platform.startswith("linux") or any(os.environ.get(name) for name in _DISPLAYS)
    return ("Display", there, False, "there" if there else "none; the command line needs none")


def _keyring() -> Found:
    backend = real_backend()
    if backend is None:
        return ("Keyring", False, False, "none; keys go where `secret set` and the first start say")
    try:
        KeyringPlace().get("doctor")
    except SecretUnavailable as error:
        return ("Keyring", False, False, str(error))
    return ("Keyring", True, False, type(backend).__module__)


def _model() -> Found:
    path = model_file()
    if path is None:
        return ("On-device model", False, False, "not installed; drafts are assembled or come from a server")
    return ("On-device model", True, False, f"{path.name}, {path.stat().st_size // 10**6} MB")


def _meaning() -> Found:
    words = "installed" if installed() else "not installed, words alone are searched: install countersign[semantic]"
    return ("Search by meaning", installed(), False, words)


def _second_reader() -> Found:
    path = shutil.which("pdftotext")
    return ("pdftotext", path is not None, False, path or "not installed; evaluations leave the second reader out")


def _recogniser() -> Found:
    path = recogniser()
    return ("tesseract", bool(path), False, path or "not installed; the text of scans is not recognised")


def _store(home: Path) -> Found:
    if not (home / FILE).exists():
        return ("Store", True, False, f"none yet in {home}")
    verification = verify_file(home / FILE)
    words = f"{home / FILE}, {verification.events} events"
    if not verification.verified:
        words += f", {len(verification.breaks)} breaks: see `countersign audit verify`"
    return ("Store", verification.verified, True, words)
