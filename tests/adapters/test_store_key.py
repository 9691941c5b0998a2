"""The store's key is found where it was put, and never made anew beside a store that is there."""

import stat
from pathlib import Path

import pytest
from store_examples import a_store, database
from test_secret_places import FakeBackend, HangingBackend, LockedBackend, keyring, vault

from desktop_app.adapters.secret_places import EnvironmentPlace
from desktop_app.adapters.secret_vault import VaultPlace
from desktop_app.adapters.store_key import StoreKey, find_store_key
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.errors import Locked, SecretUnavailable, StoreFailed


def find(home: Path, backend: FakeBackend | None, given: str = "", behind: VaultPlace | None = None) -> StoreKey:
    """The key of a home."""
    variables = {"COUNTERSIGN_SECRET_STORE_KEY": given} if given else {}
    return find_store_key(home, SystemChance(), [EnvironmentPlace(variables)], keyring(backend, 0.2), behind)


def test_a_key_that_was_given_is_used_and_kept_nowhere(tmp_path: Path) -> None:
    backend = FakeBackend()
    found = find(tmp_path, backend, given="ab" * 32)
    assert found == StoreKey(b"\xab" * 32, "environment", made=False)
    assert backend.kept == {}
    assert not (tmp_path / "store.key").exists()


def test_a_new_key_goes_into_the_keyring(tmp_path: Path) -> None:
    backend = FakeBackend()
    made = find(tmp_path, backend)
    assert (made.place, made.made, len(made.key)) == ("keyring", True, 32)
    assert find(tmp_path, backend) == StoreKey(made.key, "keyring", made=False)
    assert not (tmp_path / "store.key").exists()


def test_each_store_has_its_own_key_in_one_keyring(tmp_path: Path) -> None:
    backend = FakeBackend()
    assert find(tmp_path / "a", backend).key != find(tmp_path / "b", backend).key
    assert len(backend.kept) == 2


def test_without_a_keyring_the_vault_takes_it(tmp_path: Path) -> None:
    made = find(tmp_path, None, behind=vault(tmp_path))
    assert (made.place, made.made) == ("vault", True)
    assert find(tmp_path, None, behind=vault(tmp_path)).key == made.key
    assert not (tmp_path / "store.key").exists()


def test_without_either_a_private_file_takes_it_and_its_place_is_told(tmp_path: Path) -> None:
    made = find(tmp_path, None)
    assert (made.place, made.made) == ("file", True)
    assert stat.S_IMODE((tmp_path / "store.key").stat().st_mode) == 0o600
    assert find(tmp_path, None) == StoreKey(made.key, "file", made=False)
    assert str(tmp_path / "store.key") in made.words


@pytest.mark.parametrize("backend", [LockedBackend(), HangingBackend()])
def test_a_new_store_does_not_wait_for_a_keyring_that_cannot_be_used(tmp_path: Path, backend: FakeBackend) -> None:
    assert find(tmp_path, backend).place == "file"


@pytest.mark.parametrize("backend", [LockedBackend(), HangingBackend(), None])
async def test_a_store_whose_key_cannot_be_reached_gets_no_other_key(
    tmp_path: Path, backend: FakeBackend | None
) -> None:
    async with a_store(tmp_path):
        pass
    before = database(tmp_path).read_bytes()
    with pytest.raises(SecretUnavailable):
        find(tmp_path, backend)
    assert database(tmp_path).read_bytes() == before
    assert not (tmp_path / "store.key").exists()


def test_a_wrong_passphrase_of_the_vault_is_said(tmp_path: Path) -> None:
    find(tmp_path, None, behind=vault(tmp_path))
    with pytest.raises(Locked):
        find(tmp_path, None, behind=vault(tmp_path, "wrong words"))


async def test_a_vault_that_is_there_asks_for_its_passphrase(tmp_path: Path) -> None:
    find(tmp_path, None, behind=vault(tmp_path))
    async with a_store(tmp_path):
        pass
    with pytest.raises(SecretUnavailable, match=r"not found.*passphrase"):
        find(tmp_path, None)


def test_a_new_home_with_a_vault_does_not_get_a_second_key_beside_it(tmp_path: Path) -> None:
    find(tmp_path, None, behind=vault(tmp_path))
    with pytest.raises(SecretUnavailable, match="passphrase"):
        find(tmp_path, None)


@pytest.mark.parametrize("given", ["short", "xy" * 32, "ab" * 31])
def test_a_malformed_key_is_named_and_not_shown(tmp_path: Path, given: str) -> None:
    with pytest.raises(SecretUnavailable, match="64 hexadecimal digits") as refusal:
        find(tmp_path, None, given=given)
    assert given not in str(refusal.value)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(StoreFailed):
        find(tmp_path / "home", None)
