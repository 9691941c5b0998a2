"""The operating system's keyring. It may be absent, locked or slow: each call has its own thread and a time limit."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from desktop_app.domain.errors import SecretUnavailable

SERVICE = "countersign"
SECONDS = 10.0
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

T = TypeVar("T")


class KeyringPlace:
    """A place for small secrets. After a time-out it is not asked again: a dialog nobody sees would block each call."""

    name = "keyring"

    def __init__(self, backend: Callable[[], Any] | None = None, seconds: float = SECONDS) -> None:
        self._backend, self._seconds = backend or real_backend, seconds
        self._hangs = False

    def get(self, name: str) -> str | None:
        """The secret, if there is a keyring and it is in it. Raises SecretUnavailable where it is locked or slow."""

        def ask() -> str | None:
            backend = self._backend()
            return None if backend is None else backend.get_password(SERVICE, name)

        return self._within_limit(ask)

    def put(self, name: str, value: str) -> None:
        """Keep it. Raises SecretUnavailable where it is too long, or there is no keyring that takes it."""
        if len(value.encode("utf-16-le")) > LONGEST_BYTES:
            raise SecretUnavailable(
                f"The secret is too long for a keyring ({LONGEST_BYTES // 2} characters at most).",
                next="Give it as an environment variable or a credential file.",
            )

        def keep() -> bool:
            backend = self._backend()
            if backend is not None:
                backend.set_password(SERVICE, name, value)
            return backend is not None and backend.get_password(SERVICE, name) == value

        if not self._within_limit(keep):
            raise SecretUnavailable("There is no keyring.", next="Set a passphrase for the vault, or use a variable.")

    def _within_limit(self, work: Callable[[], T]) -> T:
        if self._hangs:
            raise _slow()
        outcome: list[T] = []
        errors: list[Exception] = []

        def run() -> None:
            try:
                outcome.append(work())
            except Exception as error:  # noqa: BLE001  # the boundary of the thread: backends raise what they like
                errors.append(error)

        thread = threading.Thread(target=run, name="keyring", daemon=True)
        thread.start()
        thread.join(self._seconds)
        if thread.is_alive():
            self._hangs = True
            raise _slow()
        if errors:
            raise _unusable(errors[0]) from errors[0]
        return outcome[0]


def real_backend() -> Any | None:
    """The best backend that belongs to an operating system, None where there is none."""
    from keyring.backend import get_all_keyring  # the import looks for backends: it costs too much at start

    real = [b for b in get_all_keyring() if type(b).__module__ in REAL_BACKENDS]
    return max(real, key=lambda backend: float(backend.priority), default=None)


def _unusable(error: Exception) -> SecretUnavailable:
    kind = type(error).__name__
    if kind in ("KeyringLocked", "InitError"):
        return SecretUnavailable("The keyring is locked.", next="Unlock it (log in to the desktop), then do it again.")
    return SecretUnavailable(f"The keyring refused ({kind}).", next="See what `countersign doctor` says about it.")


def _slow() -> SecretUnavailable:
    return SecretUnavailable(
        "The keyring does not answer.", next="It may wait in a dialog that nobody sees: unlock it, then start again."
    )
