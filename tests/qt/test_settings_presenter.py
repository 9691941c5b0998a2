"""Endpoints and their keys behind the settings: kept, tried, moved, and what is wrong in words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_examples import serving
from form_examples import Heard, a_desk, asked
from pytestqt.qtbot import QtBot
from scripted_server import error, replies, says

from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.qt.desk import Desk
from desktop_app.qt.settings_presenter import Added, ModelsState, SettingsPresenter
from desktop_app.qt.settings_presenter import Tested as RoundTrip

GONE = "http://127.0.0.1:9/v1"


class Keyring:
    """A keyring in a dictionary; `fault` is raised by every call while it is set."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.fault: Exception | None = None

    def get_password(self, _: str, name: str) -> str | None:
        if self.fault:
            raise self.fault
        return self.kept.get(name)

    def set_password(self, _: str, name: str, value: str) -> None:
        if self.fault:
            raise self.fault
        self.kept[name] = value


class KeyringLocked(Exception):
    """What the keyring library raises, by its name."""


class Settings(Heard):
    """The presenter, and what it told."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.desk, self.presenter = desk, SettingsPresenter(desk)
        super().__init__(qtbot, self.presenter, "shown", "tested", "kept", "about", "failed")

    def add(self, name: str, url: str = GONE, key: str = "", **more: object) -> object:
        endpoint = Endpoint(name, EndpointKind.OPENAI, model="large-1", base_url=url, **more)
        return self.next("kept", lambda: self.presenter.keep(Added(endpoint, key)))

    def test(self, name: str) -> RoundTrip:
        told = self.next("tested", lambda: self.presenter.test(name))
        assert isinstance(told, RoundTrip)
        return told

    @property
    def names(self) -> list[str]:
        return [entry.endpoint.name for entry in self.presenter.state.entries]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Keyring:
    keyring = Keyring()
    monkeypatch.setattr("desktop_app.adapters.keyring_secrets.real_backend", lambda: keyring)
    return keyring


@pytest.fixture
def settings(qtbot: QtBot, tmp_path: Path, keyring: Keyring) -> Iterator[Settings]:
    with a_desk(qtbot, tmp_path) as desk:
        yield Settings(qtbot, desk)


def test_a_key_goes_to_the_keyring_and_its_end_alone_is_shown(settings: Settings, keyring: Keyring) -> None:
    kept = settings.add("house", key="sk-0123456789abcdef")
    entry = settings.presenter.state.entries[0]
    assert (kept.name, kept.place) == ("house", "keyring")  # type: ignore[attr-defined]
    assert "sk-0123456789abcdef" in keyring.kept.values()
    assert (entry.key.there, entry.key.end) == (True, "cdef")
    assert "sk-0123456789abcdef" not in repr(settings.presenter.state)


def test_without_a_keyring_a_key_is_kept_until_the_program_ends(
    settings: Settings, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.fault = KeyringLocked()
    kept = settings.add("house", key="sk-0123456789abcdef")
    assert kept.place == "memory"  # type: ignore[attr-defined]


def test_a_change_without_a_key_leaves_the_key_and_the_place_in_the_order(settings: Settings) -> None:
    settings.add("one", key="sk-0123456789abcdef")
    settings.add("two")
    settings.next("shown", lambda: settings.presenter.move("two", -1))
    settings.add("one", at_once=8)
    assert settings.names == ["two", "one", "on-device", "assembled"]
    entry = settings.presenter.state.entries[1]
    assert (entry.endpoint.at_once, entry.key.end) == (8, "cdef")


def test_the_built_in_endpoints_cannot_be_moved_and_nothing_moves_past_the_ends(settings: Settings) -> None:
    settings.add("one")
    for name, by in (("assembled", -1), ("one", 1), ("one", -1)):
        settings.presenter.move(name, by)
    settings.next("shown", settings.presenter.look)
    assert settings.names == ["one", "on-device", "assembled"]


def test_a_server_that_was_removed_is_asked_no_more(settings: Settings) -> None:
    settings.add("one")
    settings.next("shown", lambda: settings.presenter.remove("one"))
    assert settings.names == ["on-device", "assembled"]


def test_a_round_trip_tells_how_fast_the_first_words_came(settings: Settings) -> None:
    with serving(says("Ready.")) as server:
        settings.add("house", server.url)
        tested = settings.test("house")
    assert (tested.name, tested.problem) == ("house", "")


def test_a_server_that_is_gone_is_told_in_words(settings: Settings) -> None:
    settings.add("house")
    tested = settings.test("house")
    assert "could not be reached" in tested.problem
    assert "Check its address" in tested.next


def test_a_key_that_is_refused_is_told_as_that(settings: Settings) -> None:
    with serving(replies(401, error("invalid_api_key"))) as server:
        settings.add("house", server.url, key="sk-0123456789abcdef")
        tested = settings.test("house")
    assert tested.key_refused
    assert "refused the key" in tested.problem


def test_a_keyring_that_is_locked_is_told_when_its_key_is_needed(settings: Settings, keyring: Keyring) -> None:
    settings.add("house", key="sk-0123456789abcdef")
    keyring.fault = KeyringLocked()
    assert "keyring is locked" in settings.test("house").problem
    state = settings.next("shown", settings.presenter.look)
    assert isinstance(state, ModelsState)
    assert "keyring is locked" in state.entries[0].key.problem


def test_a_server_that_makes_no_sense_is_refused_and_no_key_was_kept_for_it(
    settings: Settings, keyring: Keyring
) -> None:
    endpoint = Endpoint("house", EndpointKind.OPENAI, base_url="not an address")
    settings.next("failed", lambda: settings.presenter.keep(Added(endpoint, "sk-0123456789abcdef")))
    assert "sk-0123456789abcdef" not in keyring.kept.values()


def test_the_report_holds_versions_and_checks_and_nothing_of_a_case(settings: Settings) -> None:
    async def a_case(program: object) -> None:
        pack = program.packs.load("contract_review")  # type: ignore[attr-defined]
        await program.keeping.open(settings.desk.acting, pack, title="Zebrafish")  # type: ignore[attr-defined]

    asked(settings.qtbot, settings.desk, a_case)
    about = settings.next("about", settings.presenter.look_at_machine)
    report = about.report  # type: ignore[attr-defined]
    assert "Countersign: " in report
    assert "Store" in report
    assert "Zebrafish" not in report
