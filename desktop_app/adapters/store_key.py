"""Where the store's key is: given from outside, in a file beside the store, in the vault, or in the keyring.

A new store's key goes into the keyring, else into the vault where there is a passphrase, else into a file that its
owner alone may read. The place is returned so that the caller says it and records it.
"""

import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.adapters.content_sealing import new_key
from desktop_app.adapters.secret_places import Given, Place
from desktop_app.adapters.secret_vault import VAULT_FILE, write_private
from desktop_app.adapters.sql_opening import FILE, LOCK_FILE, no_rights, prepare_home
from desktop_app.adapters.store_lock import StoreLock
from desktop_app.domain.errors import SecretUnavailable
from desktop_app.services.ports import Chance

KEY_FILE = "store.key"
ID_FILE = "store.id"
NO_ID = "unnamed"
GIVEN_NAME = "store-key"
FILE_PLACE = "file"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class StoreKey:
    """The key, the place where it is kept, whether it was made just now, and what a person should know of it."""

    key: bytes
    place: str
    made: bool
    words: str = ""


def find_store_key(
    home: Path, chance: Chance, given: Sequence[Given], keyring: Place, vault: Place | None = None
) -> StoreKey:
    """The key of the home's store, made where there is neither store nor key.

    `given` are the places that are only read (environment, credential); `vault` asks for its passphrase where need be.
    Raises SecretUnavailable where a store is there and its key is not, StoreFailed for a folder without rights.
    """
    if not _is_there(home):
        prepare_home(home)
    try:
        name = f"{GIVEN_NAME}:{store_id(home, chance)}"
        found = _given(given) or _kept(home, keyring, vault, name)
        return found or _made_alone(home, keyring, vault, name)
    except OSError as error:
        raise no_rights(home, error) from error


def existing_store_key(
    home: Path, chance: Chance, given: Sequence[Given], keyring: Place, vault: Place | None = None
) -> StoreKey | None:
    """The key of the home's store where there is one; none is made. Raises as `find_store_key` does."""
    prepare_home(home)
    return _given(given) or _kept(home, keyring, vault, f"{GIVEN_NAME}:{store_id(home, chance)}")


def keep_store_key(home: Path, chance: Chance, key: bytes, keyring: Place, vault: Place | None = None) -> StoreKey:
    """Put the key of a store that comes from elsewhere where a new store's would be."""
    return _place(home, keyring, vault, f"{GIVEN_NAME}:{store_id(home, chance)}", key)


def _given(given: Sequence[Given]) -> StoreKey | None:
    return next((key for place in given if (key := _in(place, GIVEN_NAME))), None)


def _kept(home: Path, keyring: Place, vault: Place | None, name: str) -> StoreKey | None:
    """What lies beside the store tells where the key is, so the keyring, which may be slow, is asked last."""
    path = home / KEY_FILE
    if path.exists():
        key = _decoded(path.read_bytes().decode(errors="replace"), FILE_PLACE)
        return StoreKey(key, FILE_PLACE, made=False, words=_exposed(path))
    unreadable: SecretUnavailable | None = None
    for place in (*([vault] if vault else []), keyring):
        try:
            if found := _in(place, name):
                return found
        except SecretUnavailable as error:
            unreadable = unreadable or error
    if unreadable and (_is_there(home) or (home / VAULT_FILE).exists()):
        raise unreadable
    return None


def _exposed(path: Path) -> str:
    """Words where others than its owner may read the file of the key. Windows has other rights: nothing is said."""
    rights = stat.S_IMODE(path.stat().st_mode)
    if sys.platform == "win32" or not rights & 0o077:
        return ""
    return (
        f"Others than you may use the file of the store's key, {path} (its rights are {rights:03o}): whoever reads it "
        f"can read the store. Take the rights away with `chmod 600 {path}`."
    )


def _in(place: Given, name: str) -> StoreKey | None:
    value = place.get(name)
    return None if value is None else StoreKey(_decoded(value, place.name), place.name, made=False)


def _is_there(home: Path) -> bool:
    path = home / FILE
    return path.exists() and path.stat().st_size > 0


def _made_alone(home: Path, keyring: Place, vault: Place | None, name: str) -> StoreKey:
    """A new key, made under the store's lock: a second process would put its own in the place of this one."""
    sealed = vault is None and (home / VAULT_FILE).exists()
    if sealed or _is_there(home):
        raise SecretUnavailable(
            f"The key of the store {home / FILE} was not found.",
            next="Give the vault's passphrase." if sealed else "Start it where its keyring is, or give the key.",
        )
    lock = StoreLock.take(home / LOCK_FILE)
    try:
        return _kept(home, keyring, vault, name) or _place(home, keyring, vault, name, new_key())
    finally:
        lock.release()


def _place(home: Path, keyring: Place, vault: Place | None, name: str, key: bytes) -> StoreKey:
    for place in (keyring, *([vault] if vault else [])):
        try:
            place.put(name, key.hex())
        except SecretUnavailable:
            continue
        return StoreKey(key, place.name, made=True)
    path = home / KEY_FILE
    write_private(path, key.hex().encode() + b"\n")
    words = f"No keyring can be used here. The store's key is in {path}: whoever has it can read the store."
    return StoreKey(key, FILE_PLACE, made=True, words=words)


def store_id(home: Path, chance: Chance) -> str:
    """What the store is called in a keyring or a folder that serves several."""
    path = home / ID_FILE
    if not path.exists() and home.is_dir() and not os.access(home, os.W_OK):
        return NO_ID
    if not path.exists():
        lock = StoreLock.take(home / LOCK_FILE)
        try:
            if not path.exists():
                write_private(path, chance.new_id().encode() + b"\n")
        finally:
            lock.release()
    return path.read_text().strip()


def _decoded(value: str, place: str) -> bytes:
    try:
        key = bytes.fromhex(value.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SecretUnavailable(
            f"The store's key in the {place} is not one: it has 64 hexadecimal digits.",
            next="Give it as it was shown when the store was made.",
        )
    return key
