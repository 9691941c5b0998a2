"""Set the checkout up, then run the program on its sample case, or test it.

    python3 packaging/run.py [ARGUMENTS]   set up, then `countersign ARGUMENTS`; without any, open the window, or where
                                           there is no display take the sample through on the command line
    python3 packaging/run.py test [...]    set up, then format, lint, types, import contracts and tests

Standard library only, so that it works on a machine with nothing but Python 3.11 and pip. It makes `.venv/` in the
project's root, and nothing outside it but missing system libraries, where the user may install them.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

# What Qt and the on-device model open at run time, by the name they ask for, and the Debian package that holds it.
SYSTEM_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libgomp.so.1": "libgomp1",
}
# What Qt opens beside them to show a window on an X display.
DISPLAY_LIBRARIES = {
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
CHECKS = (
    ("format", ("-m", "ruff", "format", "--check", "-q", ".")),
    ("lint", ("-m", "ruff", "check", "-q", ".")),
    ("types", ("-m", "mypy")),
    ("import contracts", ("-m", "importlinter.cli", "lint")),
    ("tests", ("-m", "pytest")),
)


def opens(library: str) -> bool:
    """Whether the dynamic linker finds the shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(testing: bool) -> list[str]:
    """Debian packages for what is not there: libraries, and for the tests the second reader of PDFs."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = SYSTEM_LIBRARIES | (DISPLAY_LIBRARIES if os.environ.get("DISPLAY") else {})
    missing = [package for library, package in wanted.items() if not opens(library)]
    if testing and not shutil.which("pdftotext"):
        missing.append("poppler-utils")
    return missing


def install_system_packages(packages: list[str]) -> None:
    """Install with apt as root; else print the one command. The command line goes on without them."""
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print("Installing system libraries:", *packages, flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run([apt, "update", "-q"], check=False, **quiet)
        subprocess.run([apt, "install", "-y", "--no-install-recommends", *packages], check=False, **quiet)
    else:
        print("Missing system libraries. To install them:", file=sys.stderr)
        print("  sudo apt-get update && sudo apt-get install -y", *packages, file=sys.stderr)


def install_python_packages() -> None:
    """Fill `.venv/` with exactly what the lock names, and the project itself, unless that is done already."""
    project = (ROOT / "pyproject.toml").read_bytes()
    wanted = hashlib.sha256(LOCK.read_bytes() + project + str(ROOT).encode()).hexdigest()
    stamp = VENV / "installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Setting up .venv (the first time takes a minute) ...", flush=True)
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], check=True)
    uv = shutil.which("uv")
    if uv:
        install = [uv, "pip", "install", "-q", "--no-deps", "--compile-bytecode", "--python", str(PYTHON)]
    else:
        install = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "--no-deps"]
        install.append("--disable-pip-version-check")
    subprocess.run([*install, "--require-hashes", "-r", str(LOCK)], check=True)
    # The build backend is in the lock, so that the project needs no second download.
    subprocess.run([*install, "--no-build-isolation", "-e", str(ROOT)], check=True)
    # Compiled once here, and not at each start where Python may keep nothing (PYTHONDONTWRITEBYTECODE).
    subprocess.run([str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(ROOT / "desktop_app")], check=True)
    stamp.write_text(wanted)


def run_checks(arguments: list[str]) -> int:
    """Every check, in order; the first that fails ends the run. `arguments` go to pytest."""
    for name, command in CHECKS:
        print(f"== {name}", flush=True)
        extra = arguments if name == "tests" else []
        code = subprocess.run([str(PYTHON), *command, *extra], cwd=ROOT, check=False).returncode
        if code:
            print(f"{name} failed", file=sys.stderr)
            return code
    return 0


def main(arguments: list[str]) -> int:
    """Set up, then test or run; the exit code of what ran."""
    testing = arguments[:1] == ["test"]
    packages = missing_packages(testing)
    if packages:
        install_system_packages(packages)
    try:
        install_python_packages()
    except subprocess.CalledProcessError:
        print("The set-up stopped; .venv is kept. Check the network and run it again.", file=sys.stderr)
        return 1
    if testing:
        return run_checks(arguments[1:])
    program = BIN / ("countersign.exe" if os.name == "nt" else "countersign")
    return subprocess.run([str(program), *(arguments or usual())], check=False).returncode


def usual() -> list[str]:
    """What is run when nothing is asked for: the window, which needs no word, or the sample."""
    sys.path.insert(0, str(ROOT))
    from desktop_app.cli.window_request import has_display  # standard library only, as this file

    if has_display():
        return []
    print("There is no display here, so the window is not opened. The sample on the command line:", flush=True)
    print("(`countersign --screenshot FOLDER` draws the window's main screens into a folder.)\n", flush=True)
    return ["sample"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
