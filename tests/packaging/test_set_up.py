"""What the set-up rests on."""

import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "packaging" / "requirements.lock"


def _locked() -> list[str]:
    return [line for line in LOCK.read_text().splitlines() if line and not line.startswith((" ", "#"))]


def test_the_folder_packaging_never_shadows_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_lock_names_no_host() -> None:
    assert "://" not in LOCK.read_text()


def test_every_locked_package_has_a_hash() -> None:
    entries = LOCK.read_text().replace("\\\n", " ").splitlines()
    assert _locked()
    assert all("--hash=sha256:" in entry for entry in entries if entry.strip())


def test_everything_that_is_declared_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = {line.split("==")[0].lower().replace("_", "-").replace(".", "-") for line in _locked()}
    names = {d.split(">")[0].split("=")[0].split("<")[0].split(";")[0].strip().replace(".", "-") for d in declared}
    assert names <= locked


def test_no_python_below_3_12_gets_the_qt_that_aborts_there() -> None:
    qt = [line for line in _locked() if line.startswith("pyside6==") and "python_full_version < '3.12'" in line]
    assert qt
    assert all(tuple(map(int, line.split("==")[1].split()[0].split("."))) < (6, 12) for line in qt)


def test_file_stems_are_unique_so_that_a_file_is_found_by_its_name() -> None:
    stems = Counter(path.stem for path in (ROOT / "desktop_app").rglob("*.py") if path.stem != "__init__")
    assert [stem for stem, count in stems.items() if count > 1] == []


def test_a_signal_can_be_emitted_a_hundred_thousand_times() -> None:
    pytest.importorskip("PySide6.QtCore", reason="Qt's system libraries are not installed", exc_type=ImportError)
    code = (
        "from PySide6.QtCore import QObject, Signal\n"
        "class Emitter(QObject):\n    told = Signal(int)\n"
        "heard = []\nemitter = Emitter()\nemitter.told.connect(heard.append)\n"
        "for number in range(100_000): emitter.told.emit(number)\n"
        "assert len(heard) == 100_000\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_set_up_needs_nothing_but_the_standard_library() -> None:
    code = (ROOT / "packaging" / "run.py").read_text()
    imported = {line.split()[1].split(".")[0] for line in code.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)
