"""Every path of a secret: keyring, vault, environment, credential, file, and each way in which one fails."""

import os
import stat
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from store_examples import AT, a_store
from test_secret_places import FakeBackend, ForgetfulBackend, HangingBackend, LockedBackend, keyring, vault

from desktop_app.adapters import keyring_secrets, secret_vault
from desktop_app.adapters.keyring_head import KeyringHead
from desktop_app.adapters.keyring_secrets import KeyringPlace, real_backend
from desktop_app.adapters.secret_places import CredentialPlace, EnvironmentPlace, MemoryPlace, SecretPlaces
from desktop_app.adapters.secret_vault import VAULT_FILE, VaultPlace
from desktop_app.adapters.store_key import StoreKey, find_store_key
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.audit import Checkpoint
from desktop_app.domain.errors import AnchorAbsent, AnchorFailed, Locked, SecretUnavailable, UsageError

PHRASE, OTHER = "open sesame", "close sesame"
HEAD = Checkpoint(7, "0a" * 32, "0b" * 32, b"s" * 64, b"k" * 32, AT)


class RefusingBackend(FakeBackend):
    """Reads, and stores nothing."""

    def set_password(self, service: str, name: str, value: str) -> None:
        raise PermissionError("read-only collection")


class TruncatingBackend(FakeBackend):
    """Keeps the beginning of what it is given."""

    def set_password(self, service: str, name: str, value: str) -> None:
        super().set_password(service, name, value[:10])


@pytest.fixture(scope="module")
def hanging() -> Any:
    backend = HangingBackend()
    yield backend
    backend.released.set()


def find(home: Path, backend: FakeBackend | None, behind: VaultPlace | None = None) -> StoreKey:
    return find_store_key(home, SystemChance(), [], keyring(backend, 0.2), behind)


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        (None, "no keyring"),
        (LockedBackend(), "locked"),
        (RefusingBackend(), r"refused \(PermissionError\)"),
        (ForgetfulBackend(), "did not keep"),
        (TruncatingBackend(), "did not keep"),
    ],
)
def test_a_keyring_that_does_not_keep_a_secret_says_why(backend: FakeBackend | None, words: str) -> None:
    with pytest.raises(SecretUnavailable, match=words) as refusal:
        keyring(backend).put("server", "s3cret value")
    assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize("backend", [RefusingBackend(), ForgetfulBackend(), TruncatingBackend()])
def test_a_new_key_that_a_keyring_lost_goes_elsewhere_and_is_the_same_next_time(
    tmp_path: Path, backend: FakeBackend
) -> None:
    made = find(tmp_path, backend, vault(tmp_path))
    assert made.place == "vault"
    backend.kept.clear()
    assert find(tmp_path, backend, vault(tmp_path)).key == made.key


def test_an_empty_value_in_a_keyring_is_none() -> None:
    backend = FakeBackend()
    backend.kept["countersign", "server"] = ""
    assert keyring(backend).get("server") is None
    places = SecretPlaces((EnvironmentPlace({"COUNTERSIGN_SECRET_SERVER": ""}),), (keyring(backend), MemoryPlace()))
    assert places.get("server") is None


def test_an_empty_secret_is_not_kept() -> None:
    with pytest.raises(SecretUnavailable, match="empty"):
        SecretPlaces((), (MemoryPlace(),)).put("server", "")


async def test_an_empty_key_of_a_store_that_is_there_is_lost_and_not_made_anew(tmp_path: Path) -> None:
    backend = FakeBackend()
    find(tmp_path, backend)
    (name,) = backend.kept
    backend.kept[name] = ""
    async with a_store(tmp_path):
        pass
    with pytest.raises(SecretUnavailable, match="was not found"):
        find(tmp_path, backend)
    assert backend.kept[name] == ""


def _backend_of(module: str, priority: float) -> Any:
    return type("Keyring", (), {"__module__": module, "priority": priority})()


def test_only_backends_of_operating_systems_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    system = _backend_of("keyring.backends.SecretService", 5)
    plain = _backend_of("keyrings.alt.file", 10)
    monkeypatch.setattr(keyring_secrets, "_has_session", lambda: True)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    for found, expected in (([plain, system], system), ([plain], None), ([], None)):
        monkeypatch.setitem(sys.modules, "keyring.backend", SimpleNamespace(get_all_keyring=lambda found=found: found))
        assert real_backend() is expected


@pytest.mark.parametrize("name", keyring_secrets.TURNED_OFF)
def test_a_keyring_that_was_turned_off_is_not_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring_secrets, "_has_session", lambda: True)
    monkeypatch.setitem(sys.modules, "keyring.backend", SimpleNamespace(get_all_keyring=lambda: [_SYSTEM]))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    assert real_backend() is None
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    assert real_backend() is _SYSTEM


_SYSTEM = _backend_of("keyring.backends.SecretService", 5)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux are keyrings spoken to over a bus")
def test_without_a_session_bus_there_is_no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    assert real_backend() is None
    monkeypatch.setitem(sys.modules, "keyring.backend", SimpleNamespace(get_all_keyring=lambda: [_SYSTEM]))
    (tmp_path / "bus").touch()
    assert real_backend() is _SYSTEM


def test_the_newest_head_is_remembered_and_replaced() -> None:
    backend = FakeBackend()
    head = KeyringHead(keyring(backend), "one")
    assert head.newest(None) is None
    head.put(HEAD)
    assert KeyringHead(keyring(backend), "one").newest(None) == HEAD
    assert head.newest(AT) is None
    assert KeyringHead(keyring(backend), "another").newest(None) is None


@pytest.mark.parametrize(
    ("backend", "words"),
    [(LockedBackend(), "locked"), (RefusingBackend(), "refused"), (ForgetfulBackend(), "did not keep")],
)
def test_a_head_that_a_keyring_does_not_take_is_told(backend: FakeBackend, words: str) -> None:
    with pytest.raises(AnchorFailed, match=words):
        KeyringHead(keyring(backend), "one").put(HEAD)


def test_a_keyring_that_hangs_or_is_absent_keeps_no_head(hanging: HangingBackend) -> None:
    place = KeyringHead(keyring(hanging, 0.05), "one")
    for _ in range(2):
        with pytest.raises(AnchorFailed, match="does not answer"):
            place.put(HEAD)
    with pytest.raises(AnchorAbsent):
        KeyringHead(keyring(None), "one").newest(None)


def test_what_somebody_else_put_in_the_place_of_a_head_is_told() -> None:
    backend = FakeBackend()
    backend.kept["countersign", "head:one"] = '{"size": 1}'
    with pytest.raises(AnchorFailed, match="no checkpoint"):
        KeyringHead(keyring(backend), "one").newest(None)


@pytest.mark.parametrize("phrase", ["", "short", "1234567"])
def test_a_new_vault_with_a_weak_passphrase_is_not_made(tmp_path: Path, phrase: str) -> None:
    with pytest.raises((UsageError, SecretUnavailable)):
        vault(tmp_path, phrase).put("server", "s3cret")
    assert list(tmp_path.iterdir()) == []


def test_a_weak_passphrase_is_told_and_the_key_goes_into_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="8 characters"):
        find(tmp_path, None, VaultPlace(tmp_path / VAULT_FILE, lambda _: "weak", cost=4))
    assert not (tmp_path / "store.key").exists()


def test_the_vault_asks_once_and_only_where_it_is_needed(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(words: str) -> str:
        asked.append(words)
        return PHRASE

    place = VaultPlace(tmp_path / VAULT_FILE, ask, cost=4)
    assert place.get("server") is None
    assert asked == []
    place.put("server", "s3cret")
    assert place.get("server") == "s3cret"
    assert len(asked) == 1


def test_where_nobody_gives_a_passphrase_the_key_goes_into_a_file_and_that_is_said(tmp_path: Path) -> None:
    made = find(tmp_path, None, VaultPlace(tmp_path / VAULT_FILE, lambda _: None))
    assert (made.place, made.made) == ("file", True)
    assert str(tmp_path / "store.key") in made.words
    assert not (tmp_path / VAULT_FILE).exists()


def test_a_locked_keyring_leads_to_the_vault_before_a_file(tmp_path: Path) -> None:
    assert find(tmp_path, LockedBackend(), VaultPlace(tmp_path / VAULT_FILE, lambda _: PHRASE, cost=4)).place == "vault"


async def test_a_vault_that_is_gone_is_a_lost_key_and_none_is_made(tmp_path: Path) -> None:
    find(tmp_path, None, vault(tmp_path))
    async with a_store(tmp_path):
        pass
    (tmp_path / VAULT_FILE).unlink()
    with pytest.raises(SecretUnavailable, match="was not found"):
        find(tmp_path, None, VaultPlace(tmp_path / VAULT_FILE, lambda _: pytest.fail("there is no vault to open")))
    assert not (tmp_path / "store.key").exists()


@pytest.mark.parametrize("cut", [0, 1, 20, 44])
def test_a_vault_that_was_cut_is_damaged_and_left_as_it_is(tmp_path: Path, cut: int) -> None:
    vault(tmp_path).put("server", "s3cret")
    whole = (tmp_path / VAULT_FILE).read_bytes()
    (tmp_path / VAULT_FILE).write_bytes(whole[:cut])
    with pytest.raises(SecretUnavailable, match="damaged"):
        vault(tmp_path).get("server")
    with pytest.raises(SecretUnavailable, match="damaged"):
        vault(tmp_path).put("server", "other")
    assert (tmp_path / VAULT_FILE).read_bytes() == whole[:cut]


def test_a_vault_with_any_changed_byte_opens_with_no_passphrase_and_is_never_replaced(tmp_path: Path) -> None:
    vault(tmp_path).put("server", "s3cret")
    whole = (tmp_path / VAULT_FILE).read_bytes()
    for at in (*range(16), *range(17, len(whole), 7)):
        changed = bytearray(whole)
        changed[at] ^= 1
        (tmp_path / VAULT_FILE).write_bytes(changed)
        with pytest.raises(Locked, match="changed"):
            vault(tmp_path).put("server", "other")
        assert (tmp_path / VAULT_FILE).read_bytes() == changed


def test_a_vault_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / VAULT_FILE).mkdir()
    with pytest.raises(SecretUnavailable, match="cannot be read"):
        vault(tmp_path).get("server")


def test_another_passphrase_opens_the_vault_and_the_old_one_no_more(tmp_path: Path) -> None:
    place = vault(tmp_path)
    place.put("server", "s3cret")
    place.change(OTHER)
    place.put("second", "t0ken")
    assert vault(tmp_path, OTHER).get("server") == "s3cret"
    assert vault(tmp_path, OTHER).get("second") == "t0ken"
    with pytest.raises(Locked):
        vault(tmp_path).get("server")
    assert [path.name for path in tmp_path.iterdir()] == [VAULT_FILE]


def test_a_passphrase_is_changed_by_who_knows_the_old_one_alone(tmp_path: Path) -> None:
    vault(tmp_path).put("server", "s3cret")
    with pytest.raises(Locked):
        vault(tmp_path, "another one").change(OTHER)
    with pytest.raises(UsageError, match="8 characters"):
        vault(tmp_path).change("short")
    with pytest.raises(SecretUnavailable, match="no vault"):
        vault(tmp_path / "none").change(OTHER)
    assert vault(tmp_path).get("server") == "s3cret"


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_change_that_breaks_at_any_step_leaves_the_old_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    place = vault(tmp_path)
    place.put("server", "s3cret")

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("no room")

    target = {"write": (secret_vault.os, "fdopen"), "fsync": (secret_vault.os, "fsync"), "replace": (Path, "replace")}
    with monkeypatch.context() as patch:
        patch.setattr(*target[step], broken)
        with pytest.raises(SecretUnavailable, match="cannot be written"):
            place.change(OTHER)
    assert vault(tmp_path).get("server") == "s3cret"
    assert place.get("server") == "s3cret"
    assert [path.name for path in tmp_path.iterdir()] == [VAULT_FILE]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are those of POSIX")
@pytest.mark.parametrize("rights", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_may_read_is_told_each_time(tmp_path: Path, rights: int) -> None:
    made = find(tmp_path, None)
    (tmp_path / "store.key").chmod(rights)
    for _ in range(2):
        found = find(tmp_path, None)
        assert found.key == made.key
        assert f"{rights:o}" in found.words and "chmod 600" in found.words
    (tmp_path / "store.key").chmod(0o600)
    assert find(tmp_path, None).words == ""


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are those of POSIX")
def test_what_is_written_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        find(tmp_path / "file", None)
        find(tmp_path / "vault", None, vault(tmp_path / "vault"))
    finally:
        os.umask(before)
    for path in (tmp_path / "file" / "store.key", tmp_path / "vault" / VAULT_FILE):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_credential_that_cannot_be_read_is_told_and_an_empty_one_is_none(tmp_path: Path) -> None:
    place = CredentialPlace({"CREDENTIALS_DIRECTORY": str(tmp_path)})
    (tmp_path / "countersign.server").write_text(" \n")
    assert place.get("server") is None
    (tmp_path / "countersign.server").write_bytes(b"\xff\xfe")
    with pytest.raises(SecretUnavailable, match="UnicodeDecodeError"):
        place.get("server")
    (tmp_path / "countersign.folder").mkdir()
    with pytest.raises(SecretUnavailable, match=r"IsADirectoryError|PermissionError"):
        place.get("folder")


def test_a_key_from_outside_needs_neither_keyring_nor_vault(tmp_path: Path, hanging: HangingBackend) -> None:
    given = EnvironmentPlace({"COUNTERSIGN_SECRET_STORE_KEY": "ab" * 32})
    vault(tmp_path).put("server", "s3cret")
    asking = VaultPlace(tmp_path / VAULT_FILE, lambda _: pytest.fail("nobody is asked"))
    found = find_store_key(tmp_path, SystemChance(), [given], keyring(hanging, 0.05), asking)
    assert (found.key, found.place, found.words) == (b"\xab" * 32, "environment", "")


def test_a_real_keyring_keeps_a_secret_and_a_head() -> None:
    backend = real_backend()
    if backend is None:
        pytest.skip("this machine has no keyring of its operating system (no Secret Service on the session's bus)")
    place = KeyringPlace()
    name = f"test:{SystemChance().new_id()}"
    try:
        place.put(name, "s3cret")
    except SecretUnavailable as error:
        pytest.skip(f"this machine's keyring cannot be used now: {error.what}")
    try:
        assert place.get(name) == "s3cret"
        head = KeyringHead(place, name)
        head.put(HEAD)
        assert head.newest(None) == HEAD
    finally:
        for kept in (name, f"head:{name}"):
            if place.get(kept) is not None:
                backend.delete_password(keyring_secrets.SERVICE, kept)
