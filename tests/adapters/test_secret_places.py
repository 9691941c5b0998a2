"""Secrets come from the first place that has them and go to the first that takes them."""

import stat
import threading
from pathlib import Path

import pytest

from desktop_app.adapters.keyring_secrets import KeyringPlace
from desktop_app.adapters.secret_places import CredentialPlace, EnvironmentPlace, MemoryPlace, Place, SecretPlaces
from desktop_app.adapters.secret_vault import VaultPlace
from desktop_app.domain.errors import Locked, SecretUnavailable


class FakeBackend:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, value: str) -> None:
        self.kept[service, name] = value

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


class KeyringLocked(Exception):
    """As the library names it."""


class LockedBackend(FakeBackend):
    def get_password(self, service: str, name: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, name: str, value: str) -> None:
        raise KeyringLocked("locked")


class ForgetfulBackend(FakeBackend):
    def set_password(self, service: str, name: str, value: str) -> None:
        pass


class HangingBackend(FakeBackend):
    """Waits in a dialog that nobody sees."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.released = 0, threading.Event()

    def get_password(self, service: str, name: str) -> str | None:
        self.asked += 1
        self.released.wait(30)
        return None


def keyring(backend: FakeBackend | None, seconds: float = 5.0) -> KeyringPlace:
    """A keyring place over a fake."""
    return KeyringPlace(lambda: backend, seconds)


def vault(tmp_path: Path, passphrase: str = "open sesame") -> VaultPlace:
    """A vault that opens fast."""
    return VaultPlace(tmp_path / "secrets.vault", passphrase, cost=4)


def test_a_keyring_keeps_a_secret() -> None:
    backend = FakeBackend()
    assert SecretPlaces((), (keyring(backend), MemoryPlace())).put("server", "s3cret") == "keyring"
    assert backend.kept == {("countersign", "server"): "s3cret"}
    assert SecretPlaces((), (keyring(backend),)).get("server") == "s3cret"


def test_without_a_keyring_memory_takes_it() -> None:
    places = SecretPlaces((), (keyring(None), MemoryPlace()))
    assert places.get("server") is None
    assert places.put("server", "s3cret") == "memory"
    assert places.get("server") == "s3cret"


def test_the_vault_takes_it_before_memory(tmp_path: Path) -> None:
    assert SecretPlaces((), (keyring(None), vault(tmp_path), MemoryPlace())).put("server", "s3cret") == "vault"
    assert vault(tmp_path).get("server") == "s3cret"
    assert stat.S_IMODE((tmp_path / "secrets.vault").stat().st_mode) == 0o600
    assert b"s3cret" not in (tmp_path / "secrets.vault").read_bytes()


def test_a_vault_with_another_passphrase_is_locked_and_unchanged(tmp_path: Path) -> None:
    vault(tmp_path).put("server", "s3cret")
    with pytest.raises(Locked):
        vault(tmp_path, "wrong words").put("server", "other")
    assert vault(tmp_path).get("server") == "s3cret"


def test_a_locked_keyring_is_said_and_not_taken_for_an_empty_one() -> None:
    with pytest.raises(SecretUnavailable, match="locked"):
        SecretPlaces((), (keyring(LockedBackend()), MemoryPlace())).get("server")


def test_a_locked_keyring_is_passed_over_when_a_secret_is_kept() -> None:
    places = SecretPlaces((), (keyring(LockedBackend()), MemoryPlace()))
    assert places.put("server", "s3cret") == "memory"
    assert places.get("server") == "s3cret"


def test_a_slow_keyring_is_waited_for_once() -> None:
    backend = HangingBackend()
    place = keyring(backend, 0.05)
    for _ in range(3):
        with pytest.raises(SecretUnavailable, match="does not answer"):
            place.get("server")
    backend.released.set()
    assert backend.asked == 1


def test_a_keyring_that_forgets_is_none() -> None:
    assert SecretPlaces((), (keyring(ForgetfulBackend()), MemoryPlace())).put("server", "s3cret") == "memory"


def test_a_secret_too_long_for_a_keyring_goes_elsewhere() -> None:
    with pytest.raises(SecretUnavailable, match="1280 characters"):
        keyring(FakeBackend()).put("server", "x" * 1281)
    assert SecretPlaces((), (keyring(FakeBackend()), MemoryPlace())).put("server", "x" * 1281) == "memory"


def test_what_was_given_from_outside_comes_first(tmp_path: Path) -> None:
    (tmp_path / "countersign.server").write_text("from a file\n")
    variables = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    backend = FakeBackend()
    backend.set_password("countersign", "server", "from the keyring")

    def get(more: dict[str, str]) -> str | None:
        given = (EnvironmentPlace(more), CredentialPlace(more))
        return SecretPlaces(given, (keyring(backend),)).get("server")

    assert get({**variables, "COUNTERSIGN_SECRET_SERVER": "from a variable"}) == "from a variable"
    assert get(variables) == "from a file"
    assert get({}) == "from the keyring"


def test_a_name_in_a_variable_is_in_capitals_with_underscores() -> None:
    assert EnvironmentPlace({"COUNTERSIGN_SECRET_MY_SERVER_2": "x"}).get("my-server.2") == "x"


@pytest.mark.parametrize("name", ["", "../server", "a/b", "a b", "x" * 101])
def test_a_name_that_could_be_a_path_is_refused(name: str, tmp_path: Path) -> None:
    places = SecretPlaces((CredentialPlace({"CREDENTIALS_DIRECTORY": str(tmp_path)}),), (MemoryPlace(),))
    with pytest.raises(SecretUnavailable, match="name"):
        places.put(name, "x")
    with pytest.raises(SecretUnavailable, match="name"):
        places.get(name)


def test_with_no_place_at_all_it_is_said() -> None:
    nowhere: tuple[Place, ...] = ()
    with pytest.raises(SecretUnavailable, match="no place"):
        SecretPlaces((), nowhere).put("server", "x")


def test_a_removed_secret_is_in_no_place(tmp_path: Path) -> None:
    backend = FakeBackend()
    vault, keyring, memory = (
        VaultPlace(tmp_path / "v", "a long phrase", 4),
        KeyringPlace(lambda: backend),
        MemoryPlace(),
    )
    places: list[Place] = [keyring, vault, memory]
    for place in places:
        place.put("key", "sk-1")
    assert SecretPlaces((), places).remove("key") == ("keyring", "vault", "memory")
    assert SecretPlaces((), places).get("key") is VaultPlace(tmp_path / "v", "a long phrase", 4).get("key") is None
    assert SecretPlaces((), places).remove("key") == ()


def test_a_secret_is_removed_where_it_can_be_and_the_locked_place_is_said() -> None:
    memory = MemoryPlace()
    memory.put("key", "sk-1")
    with pytest.raises(SecretUnavailable, match="locked"):
        SecretPlaces((), [KeyringPlace(LockedBackend), memory]).remove("key")
    assert memory.get("key") is None
