"""The passphrase vault: one sealed file of secrets, for computers without a keyring."""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from desktop_app.adapters.content_sealing import Unsealable
from desktop_app.adapters.file_system import put_in_place
from desktop_app.adapters.passphrase_sealing import (
    COST,
    GREATEST_COST,
    SALT_BYTES,
    new_salt,
    seal_with,
    unseal_with,
)
from desktop_app.domain.errors import Locked, SecretUnavailable, UsageError

VAULT_FILE = "secrets.vault"
SHORTEST_PASSPHRASE = 8
_ABOUT = "vault"
_LEAST_BYTES = SALT_BYTES + 1 + 12 + 16  # salt, cost, nonce and tag, around nothing

Ask = Callable[[str], str | None]
"""Asks a person for a passphrase, in these words; None where nobody is there to answer."""


class VaultPlace:
    """Opened with its passphrase on first use, which is asked for once. Made by its first secret."""

    name = "vault"

    def __init__(self, path: Path, passphrase: str | Ask, cost: int = COST) -> None:
        self._path, self._given, self._cost = path, passphrase, cost
        self._passphrase: str | None = None
        self._kept: dict[str, str] | None = None

    @property
    def is_made(self) -> bool:
        """Whether there is a vault."""
        return self._path.exists()

    def get(self, name: str) -> str | None:
        """The secret, if it is here. Raises Locked where the passphrase is wrong, SecretUnavailable without one."""
        return self._opened().get(name) if self._kept is not None or self.is_made else None

    def put(self, name: str, value: str) -> None:
        """Keep it. Raises Locked, SecretUnavailable, UsageError where the passphrase of a new vault is too short."""
        kept = {**self._opened(), name: value}
        if not self.is_made:
            _require_long(self._asked())
        self._write(kept, self._asked())
        self._kept = kept

    def remove(self, name: str) -> bool:
        """Forget it; whether it was here. Raises Locked, SecretUnavailable."""
        if self.get(name) is None:
            return False
        kept = {key: value for key, value in self._opened().items() if key != name}
        self._write(kept, self._asked())
        self._kept = kept
        return True

    def change(self, passphrase: str) -> None:
        """Seal it under another passphrase; after a crash it opens with the old or the new one.

        Raises what `put` does, and SecretUnavailable where there is no vault.
        """
        if not self.is_made:
            raise SecretUnavailable("This store has no vault.", next="Its key and secrets are kept elsewhere.")
        _require_long(passphrase)
        self._write(self._opened(), passphrase)
        self._passphrase = passphrase

    def _opened(self) -> dict[str, str]:
        if self._kept is None:
            self._kept = self._open() if self.is_made else {}
        return self._kept

    def _open(self) -> dict[str, str]:
        try:
            packed = self._path.read_bytes()
        except OSError as error:
            raise SecretUnavailable(f"The vault {self._path} cannot be read.", next="Check its rights.") from error
        if len(packed) < _LEAST_BYTES or not 1 <= packed[SALT_BYTES] <= GREATEST_COST:
            raise _damaged(self._path)
        try:
            body = unseal_with(self._asked(), packed[:SALT_BYTES], packed[SALT_BYTES:], _ABOUT)
        except Unsealable:
            self._passphrase = None
            raise Locked(
                "The vault's passphrase is wrong, or its file was changed.",
                next="Type it again; mind capital letters. If it is right, put the vault's file back from a backup.",
            ) from None
        kept: dict[str, str] = json.loads(body)
        return kept

    def _asked(self) -> str:
        """The passphrase. Raises SecretUnavailable where nobody gives one."""
        if self._passphrase is None:
            self._passphrase = self._given if isinstance(self._given, str) else self._given(self._words)
        if not self._passphrase:
            raise SecretUnavailable(
                "The vault's passphrase was not given.", next="Give the vault's passphrase, at a terminal."
            )
        return self._passphrase

    @property
    def _words(self) -> str:
        if self.is_made:
            return "Passphrase of this store"
        return (
            "No keyring can be used on this computer. Choose a passphrase that seals the key of your store (empty: the "
            "key goes into a file, and whoever can read that file can read the store)"
        )

    def _write(self, kept: dict[str, str], passphrase: str) -> None:
        salt = new_salt()
        sealed = seal_with(passphrase, salt, json.dumps(kept).encode(), _ABOUT, self._cost)
        try:
            write_private(self._path, salt + sealed)
        except OSError as error:
            raise SecretUnavailable(f"The vault {self._path} cannot be written.", next="Check the folder.") from error


def write_private(path: Path, body: bytes) -> None:
    """Replace a file that its owner alone may read; after a crash it is the old one or the new one."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(aside, path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def _require_long(passphrase: str) -> None:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UsageError(
            f"The vault's passphrase has fewer than {SHORTEST_PASSPHRASE} characters.", next="Use a longer one."
        )


def _damaged(path: Path) -> SecretUnavailable:
    return SecretUnavailable(
        f"The vault {path} is damaged: it is too short, or does not begin as a vault does.",
        kept="The file was not touched.",
        next="Put the vault's file back from a backup.",
    )
