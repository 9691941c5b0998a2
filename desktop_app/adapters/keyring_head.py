"""The newest checkpoint of a store, remembered in the operating system's keyring."""

from datetime import datetime

from desktop_app.adapters.keyring_secrets import KeyringPlace
from desktop_app.domain.anchor import KEYRING, read_written, written
from desktop_app.domain.audit import Checkpoint
from desktop_app.domain.errors import AnchorAbsent, AnchorFailed, SecretUnavailable

HEAD_NAME = "head"


class KeyringHead:
    """ports.AnchorPlace: one entry for a store, which the next checkpoint replaces."""

    name = KEYRING

    def __init__(self, keyring: KeyringPlace, store_id: str) -> None:
        self._keyring, self._name = keyring, f"{HEAD_NAME}:{store_id}"

    def put(self, checkpoint: Checkpoint) -> None:
        """Keep it there. Raises AnchorFailed."""
        self._require()
        try:
            self._keyring.put(self._name, written(checkpoint))
        except SecretUnavailable as error:
            raise _failed(error) from error

    def newest(self, after: datetime | None) -> Checkpoint | None:
        """The one there, if it was signed after that time. Raises AnchorFailed."""
        self._require()
        try:
            kept = self._keyring.get(self._name)
            head = read_written(kept) if kept else None
        except SecretUnavailable as error:
            raise _failed(error) from error
        except ValueError:
            raise AnchorFailed(
                "What the keyring remembers of this store is no checkpoint: somebody changed it.",
                next="The next checkpoint takes its place. Compare with others: `countersign audit verify --against`.",
            ) from None
        return head if head and (after is None or head.at > after) else None

    def _require(self) -> None:
        try:
            there = self._keyring.is_there()
        except SecretUnavailable as error:
            raise _failed(error) from error
        if not there:
            raise AnchorAbsent("There is no keyring.", next="Name a folder: `countersign audit anchor --folder`.")


def _failed(error: SecretUnavailable) -> AnchorFailed:
    return AnchorFailed(error.what, kept="Everything is recorded; it is tried there again.", next=error.next)
