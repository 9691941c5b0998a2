"""The operating system's keyring. It may be absent, locked or slow: each call has its own thread and a time limit."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from desktop_app.adapters.limited_calls import SECONDS, LimitedCalls
from desktop_app.domain.errors import SecretUnavailable

SERVICE = "countersign"
LONGEST_BYTES = (
    2560  # CRED_MAX_CREDENTIAL_BLOB_SIZE of Windows, in UTF-16; the same everywhere, so that nothing differs
)
REAL_BACKENDS = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
"""Backends of the operating systems. Others (plain files, null, third parties) are never used."""
CHOSEN_BACKEND = "PYTHON_KEYRING_BACKEND"
TURNED_OFF = ("keyring.backends.null.Keyring", "keyring.backends.fail.Keyring")
"""What the keyring library's own variable is set to where somebody wants no keyring to be used."""

T = TypeVar("T")


class KeyringPlace:
    """A place for small secrets. While a call hangs none is made: a dialog that nobody sees would block each."""

    name = "keyring"

    def __init__(self, backend: Callable[[], Any] | None = None, seconds: float = SECONDS) -> None:
        self._backend, self._calls = backend or real_backend, LimitedCalls("keyring", seconds)

    def is_there(self) -> bool:
        """Whether this machine has a keyring. Raises SecretUnavailable where it is slow."""
        return self._within_limit(lambda: self._backend() is not None)

    def get(self, name: str) -> str | None:
        """The secret, if there is a keyring and it is in it; an empty one is none.

        Raises SecretUnavailable where it is locked or slow.
        """

        def ask() -> str | None:
            backend = self._backend()
            return None if backend is None else backend.get_password(SERVICE, name)

        return self._within_limit(ask) or None

    def put(self, name: str, value: str) -> None:
        """Keep it. Raises SecretUnavailable where it is too long, or there is no keyring that takes and keeps it."""
        if len(value.encode("utf-16-le")) > LONGEST_BYTES:
            raise SecretUnavailable(
                f"The secret is too long for a keyring ({LONGEST_BYTES // 2} characters at most).",
                next="Give it as an environment variable or a credential file.",
            )

        def keep() -> bool | None:
            backend = self._backend()
            if backend is None:
                return None
            backend.set_password(SERVICE, name, value)
            return bool(backend.get_password(SERVICE, name) == value)

        kept = self._within_limit(keep)
        if kept is None:
            raise SecretUnavailable("There is no keyring.", next="Set a passphrase for the vault, or use a variable.")
        if not kept:
            raise SecretUnavailable(
                "The keyring did not keep what it took.", next="See what `countersign doctor` says about it."
            )

    def remove(self, name: str) -> bool:
        """Forget it; whether it was here. Raises SecretUnavailable where the keyring is locked, slow or refuses."""

        def forget() -> bool:
            backend = self._backend()
            if backend is None or backend.get_password(SERVICE, name) is None:
                return False
            backend.delete_password(SERVICE, name)
            return True

        return self._within_limit(forget)

    def _within_limit(self, work: Callable[[], T]) -> T:
        try:
            return self._calls.call(work)
        except TimeoutError:
            raise SecretUnavailable(
                "The keyring does not answer.",
                next="It may wait in a dialog that nobody sees: unlock it, then start again.",
            ) from None
        except Exception as error:  # the boundary: backends raise what they like
            raise _unusable(error) from error


def real_backend() -> Any | None:
    """The best backend that belongs to an operating system, None where there is none or it is turned off."""
    if os.environ.get(CHOSEN_BACKEND) in TURNED_OFF or not _has_session():
        return None
    from keyring.backend import get_all_keyring  # the import looks for backends: it costs too much at start

    real = [b for b in get_all_keyring() if type(b).__module__ in REAL_BACKENDS]
    return max(real, key=lambda backend: float(backend.priority), default=None)


def _has_session() -> bool:
    """Whether a keyring could be spoken to: on Linux all of them are on the session's bus (D-Bus specification)."""
    if not sys.platform.startswith("linux") or os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(runtime) and Path(str(runtime), "bus").exists()


def _unusable(error: Exception) -> SecretUnavailable:
    kind = type(error).__name__
    if kind in ("KeyringLocked", "InitError"):
        return SecretUnavailable("The keyring is locked.", next="Unlock it (log in to the desktop), then do it again.")
    return SecretUnavailable(f"The keyring refused ({kind}).", next="See what `countersign doctor` says about it.")
