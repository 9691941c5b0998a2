"""The passphrase vault: one sealed file of secrets, for computers without a keyring."""

import json
import os
import secrets
from pathlib import Path

from desktop_app.adapters.content_sealing import Unsealable
from desktop_app.adapters.passphrase_sealing import COST, SALT_BYTES, new_salt, seal_with, unseal_with
from desktop_app.domain.errors import Locked, SecretUnavailable

VAULT_FILE = "secrets.vault"
_ABOUT = "vault"


class VaultPlace:
    """Opened with its passphrase on first use. Made by its first secret."""

    name = "vault"

    def __init__(self, path: Path, passphrase: str, cost: int = COST) -> None:
        self._path, self._passphrase, self._cost = path, passphrase, cost
        self._kept: dict[str, str] | None = None

    def get(self, name: str) -> str | None:
        """The secret, if it is here. Raises Locked where the passphrase is wrong."""
        return self._opened().get(name)

    def put(self, name: str, value: str) -> None:
        """Keep it; the file is replaced whole."""
        kept = {**self._opened(), name: value}
        salt = new_salt()
        sealed = seal_with(self._passphrase, salt, json.dumps(kept).encode(), _ABOUT, self._cost)
        try:
            write_private(self._path, salt + sealed)
        except OSError as error:
            raise SecretUnavailable(f"The vault {self._path} cannot be written.", next="Check the folder.") from error
        self._kept = kept

    def _opened(self) -> dict[str, str]:
        if self._kept is None:
            self._kept = self._open() if self._path.exists() else {}
        return self._kept

    def _open(self) -> dict[str, str]:
        try:
            packed = self._path.read_bytes()
            body = unseal_with(self._passphrase, packed[:SALT_BYTES], packed[SALT_BYTES:], _ABOUT)
        except OSError as error:
            raise SecretUnavailable(f"The vault {self._path} cannot be read.", next="Check its rights.") from error
        except Unsealable:
            raise Locked("The vault's passphrase is wrong.", next="Type it again; mind capital letters.") from None
        kept: dict[str, str] = json.loads(body)
        return kept


def write_private(path: Path, body: bytes) -> None:
    """Replace a file that its owner alone may read; after a crash it is the old one or the new one."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
