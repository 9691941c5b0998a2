"""Where the store's key is: given from outside, in a file beside the store, in the vault, or in the keyring.

A new store's key goes into the keyring, else into the vault where there is a passphrase, else into a file that its
owner alone may read. The place is returned so that the caller says it and records it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.adapters.content_sealing import new_key
from desktop_app.adapters.secret_places import Place, read_only
from desktop_app.adapters.secret_vault import VAULT_FILE, write_private
from desktop_app.adapters.sql_opening import FILE, LOCK_FILE, no_rights, prepare_home
from desktop_app.adapters.store_lock import StoreLock
from desktop_app.domain.errors import SecretUnavailable
from desktop_app.services.ports import Chance

KEY_FILE = "store.key"
ID_FILE = "store.id"
GIVEN_NAME = "store-key"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class StoreKey:
    """The key, the place where it is kept, and whether it was made just now."""

    key: bytes
    place: str
    made: bool


class FilePlace:
    """The file `store.key` in the store's folder: 64 hexadecimal digits that its owner alone may read."""

    name = "file"

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> str | None:
        """What the file holds, if there is one."""
        try:
            return self._path.read_text().strip() if self._path.exists() else None
        except (OSError, UnicodeDecodeError) as error:
            raise SecretUnavailable(f"The key file {self._path} cannot be read.", next="Check its rights.") from error

    def put(self, name: str, value: str) -> None:
        """Write it, where there is none yet."""
        if self._path.exists():
            raise read_only(self.name)
        write_private(self._path, value.encode() + b"\n")


def find_store_key(
    home: Path, chance: Chance, given: Sequence[Place], keyring: Place, vault: Place | None = None
) -> StoreKey:
    """The key of the home's store, made where there is neither store nor key.

    `given` are the places that are only read (environment, credential); `vault` is there where a passphrase is.
    Raises SecretUnavailable where a store is there and its key is not, StoreFailed for a folder without rights.
    """
    prepare_home(home)
    file = FilePlace(home / KEY_FILE)
    try:
        name = f"{GIVEN_NAME}:{_store_id(home, chance)}"
        places = (*given, file, *([vault] if vault else []))
        found = _found(places, given, name) or _from_keyring(keyring, name, home)
        return found or _made_alone(home, keyring, vault, file, name)
    except OSError as error:
        raise no_rights(home, error) from error


def _found(places: Sequence[Place], given: Sequence[Place], name: str) -> StoreKey | None:
    for place in places:
        value = place.get(GIVEN_NAME if place in given else name)
        if value is not None:
            return StoreKey(_decoded(value, place.name), place.name, made=False)
    return None


def _from_keyring(keyring: Place, name: str, home: Path) -> StoreKey | None:
    """Asked last, since it may be slow. Where it cannot be read, a store that is there cannot be opened."""
    try:
        return _found((keyring,), (), name)
    except SecretUnavailable:
        if _is_there(home):
            raise
        return None


def _is_there(home: Path) -> bool:
    path = home / FILE
    return path.exists() and path.stat().st_size > 0


def _made_alone(home: Path, keyring: Place, vault: Place | None, file: Place, name: str) -> StoreKey:
    """A new key, made under the store's lock: a second process would put its own in the place of this one."""
    if _is_there(home):
        sealed = vault is None and (home / VAULT_FILE).exists()
        raise SecretUnavailable(
            f"The key of the store {home / FILE} was not found.",
            next="Give the vault's passphrase." if sealed else "Start it where its keyring is, or give the key.",
        )
    lock = StoreLock.take(home / LOCK_FILE)
    try:
        again = _found((file, *([vault] if vault else [])), (), name) or _from_keyring(keyring, name, home)
        return again or _made(keyring, vault, file, name)
    finally:
        lock.release()


def _made(keyring: Place, vault: Place | None, file: Place, name: str) -> StoreKey:
    key = new_key()
    for place in (keyring, *([vault] if vault else [])):
        try:
            place.put(name, key.hex())
        except SecretUnavailable:
            continue
        return StoreKey(key, place.name, made=True)
    file.put(name, key.hex())
    return StoreKey(key, file.name, made=True)


def _store_id(home: Path, chance: Chance) -> str:
    """What the store is called in a keyring that holds keys of several."""
    path = home / ID_FILE
    if not path.exists():
        write_private(path, chance.new_id().encode() + b"\n")
    return path.read_text().strip()


def _decoded(value: str, place: str) -> bytes:
    try:
        key = bytes.fromhex(value)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SecretUnavailable(
            f"The store's key in the {place} is not one: it has 64 hexadecimal digits.",
            next="Give it as it was shown when the store was made.",
        )
    return key
