"""A screen reader's view of the window: by AT-SPI, from another process, under Xvfb."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from window_examples import SampleHome, make_sample_home
from window_scenes import SCENES, Stage

TESTS = Path(__file__).parents[1]
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
NEEDED = ("Xvfb", "dbus-run-session")
EACH_TIME = ("home", "draft", "keys")
ACTS_EACH_TIME = (("draft", "Findings"),)
ACTS = (
    ("home", "New case"),
    ("draft", "Versions"),
    ("review", "Evidence"),
    ("review", "Model draft"),
    ("audit", "Decisions"),
    ("models", "People"),
    ("appearance", "Reduce motion"),
)
"""Tabs, segments, ticks and buttons."""


def what_is_missing() -> str:
    programs = [name for name in NEEDED if shutil.which(name) is None]
    launcher = [] if any(Path(path).exists() for path in LAUNCHERS) else ["at-spi2-core"]
    return ", ".join([*programs, *launcher, *([] if find_spec("jeepney") else ["jeepney"])])


pytestmark = pytest.mark.skipif(bool(what_is_missing()), reason=f"not on this machine: {what_is_missing()}")


@contextmanager
def a_display() -> Iterator[str]:
    """A screen that nobody sees; the server chooses its number."""
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writes,), stderr=subprocess.DEVNULL) as server:
        os.close(writes)
        try:
            with os.fdopen(reads) as told:
                yield f":{told.readline().strip()}"
        finally:
            server.terminate()


def looked_at(home: SampleHome, folder: Path, stage: Stage = Stage.SAMPLE, **plan: Any) -> dict[str, Any]:
    """What is seen from outside."""
    whole = {"stage": stage, "folder": str(folder), "home": str(home.folder), "cases": home.cases, **plan}
    with a_display() as display:
        environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent))),
        }
        command = ["dbus-run-session", "--", sys.executable, str(TESTS / "atspi_walk.py"), json.dumps(whole)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=550, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(seen, dict)
    return seen


def nameless(seen: dict[str, Any]) -> list[str]:
    """Controls that a screen reader has no word for."""
    return [f"{scene}: {role}" for scene, nodes in seen["scenes"].items() for role, name in nodes if not name.strip()]


def differing(one: list[list[str]], other: list[list[str]]) -> list[list[str]]:
    """What is in one of them alone."""
    return [node for node in (*one, *other) if one.count(node) != other.count(node)]


def test_from_outside_controls_have_names_and_do_what_a_click_does(tmp_path: Path) -> None:
    home = make_sample_home(tmp_path / "home", "draft")
    seen = looked_at(home, tmp_path, scenes=EACH_TIME, acts=ACTS_EACH_TIME)
    assert set(seen["scenes"]) == set(EACH_TIME)
    assert all(len(nodes) > 1 for nodes in seen["scenes"].values())
    assert nameless(seen) == []
    ((by_bus, by_click),) = seen["acts"].values()
    assert differing(by_bus, by_click) == []
    assert differing(by_click, seen["scenes"]["draft"]) != []


@pytest.mark.long
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.SERVED])
def test_from_outside_every_control_of_every_scene_has_a_name(tmp_path: Path, stage: Stage) -> None:
    home = make_sample_home(tmp_path / "home")
    names = [scene.name for scene in SCENES if scene.stage is stage]
    for some in [[name] for name in names] if stage.is_used_up else [names]:
        seen = looked_at(home, tmp_path / "-".join(some)[:40], stage, scenes=some)
        assert set(seen["scenes"]) == set(some)
        assert nameless(seen) == []


@pytest.mark.long
def test_from_outside_an_action_does_what_a_click_does(tmp_path: Path) -> None:
    seen = looked_at(make_sample_home(tmp_path / "home"), tmp_path, acts=ACTS)
    assert len(seen["acts"]) == len(ACTS)
    other = {act: differing(*each) for act, each in seen["acts"].items()}
    assert {act: nodes for act, nodes in other.items() if nodes} == {}


@pytest.mark.long
def test_from_outside_sections_are_announced_and_not_their_words(tmp_path: Path) -> None:
    seen = looked_at(make_sample_home(tmp_path / "home", "form"), tmp_path, Stage.OFFLINE, hears="draft_offline")
    ready = [words for words in seen["heard"] if words.startswith("Section ")]
    assert len(ready) == len(set(ready)) == 9
    assert all(len(words) < 120 for words in seen["heard"])
