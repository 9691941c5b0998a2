"""Makes the folder `tests` importable: `fakes` and the examples stand in it. Windows are drawn off the screen."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from PySide6.QtCore import QCoreApplication
from store_examples import KEY

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Numbers and days on the screen are those of no country, whatever this machine is set to.
os.environ["LC_ALL"] = "C.UTF-8"
# No test but those of it loads the model for meaning, which would take a second of each.
os.environ.setdefault("COUNTERSIGN_SEARCH", "words")
# The same examples in each run: what fails here fails everywhere. `--hypothesis-profile=default` looks for new ones.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.load_profile("same")


def pytest_collection_finish() -> None:
    """What was read before the tests stays to their end: it is not searched after each file of them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def collected_with_its_file() -> Iterator[None]:
    """What the tests of a file share goes with the file, in Qt's thread too."""
    yield
    if QCoreApplication.instance() is not None:
        gc.collect()


@pytest.fixture(autouse=True)
def collected_in_its_own_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test leaves of Qt goes at its end, in Qt's thread, as the window's QtCollector has it.

    What was made while nothing was collected is young, and to search the young takes no time.
    """
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    gc.disable()
    yield
    gc.collect(0)
    gc.enable()


@pytest.fixture
def store_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of the prepared stores, and no keyring of this machine."""
    monkeypatch.setenv("COUNTERSIGN_SECRET_STORE_KEY", KEY.hex())
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture
def counted_in_english(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is counted reads as in the program, whatever an earlier test has left."""
    from desktop_app.adapters.bundled_files import resources_folder
    from desktop_app.qt.translation import EnglishPlurals, read_plurals

    app, plurals = request.getfixturevalue("qapp"), EnglishPlurals(read_plurals(resources_folder()))
    app.installTranslator(plurals)
    yield
    app.removeTranslator(plurals)
