"""Places for secrets, asked in order: what was given from outside, the keyring, the vault, memory until exit."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from desktop_app.domain.errors import SecretUnavailable

VARIABLE = "COUNTERSIGN_SECRET_"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")


class Given(Protocol):
    """A place that is filled from outside and only read; `get` raises SecretUnavailable where it cannot be."""

    @property
    def name(self) -> str:
        """What it is called on screens and in the record."""
        ...

    def get(self, name: str) -> str | None:
        """The secret, if it is here."""
        ...


class Place(Given, Protocol):
    """A place that secrets are put into; `put` raises SecretUnavailable where it cannot take one."""

    def put(self, name: str, value: str) -> None:
        """Keep it here."""
        ...

    def remove(self, name: str) -> bool:
        """Forget it; whether it was here."""
        ...


class Vault(Protocol):
    """A place that a passphrase opens."""

    def change(self, passphrase: str) -> None:
        """Seal it under another passphrase."""
        ...


class EnvironmentPlace:
    """Variables COUNTERSIGN_SECRET_<NAME>, in capitals and with underscores."""

    name = "environment"

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def get(self, name: str) -> str | None:
        """The variable's value, if it is set."""
        return self._variables.get(VARIABLE + re.sub(r"[^A-Z0-9]", "_", name.upper())) or None


class CredentialPlace:
    """Files countersign.<name> in the folder that the service manager names."""

    name = "credential"

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._folder = variables.get(CREDENTIALS)

    def get(self, name: str) -> str | None:
        """The file's text, if there is one."""
        if not self._folder:
            return None
        path = Path(self._folder, f"countersign.{name}")
        try:
            return path.read_text().strip() or None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise SecretUnavailable(
                f"The credential file {path} cannot be read ({type(error).__name__}).",
                next="Give the right to read it, as one line of text.",
            ) from error


class MemoryPlace:
    """Until the process ends."""

    name = "memory"

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The secret, if it is here."""
        return self._kept.get(name)

    def put(self, name: str, value: str) -> None:
        """Keep it here."""
        self._kept[name] = value

    def remove(self, name: str) -> bool:
        """Forget it; whether it was here."""
        return self._kept.pop(name, None) is not None


class SecretPlaces:
    """ports.Secrets over places in order: those that are given from outside before those that are written."""

    def __init__(self, given: Sequence[Given], places: Sequence[Place], vault: Vault | None = None) -> None:
        self._given, self._places, self._vault = tuple(given), tuple(places), vault

    def change_passphrase(self, passphrase: str) -> None:
        """Seal the vault under another passphrase. Raises SecretUnavailable where there is none, Locked, UsageError."""
        if self._vault is None:
            raise SecretUnavailable("There is no vault.", next="Its key and secrets are kept elsewhere.")
        self._vault.change(passphrase)

    def get(self, name: str) -> str | None:
        """The secret of the first place that has it. Raises SecretUnavailable where a place that may cannot be read."""
        unreadable: SecretUnavailable | None = None
        for place in (*self._given, *self._places):
            try:
                value = place.get(_checked(name))
            except SecretUnavailable as error:
                unreadable = unreadable or error
                continue
            if value:
                return value
        if unreadable is not None:
            raise unreadable
        return None

    def put(self, name: str, value: str) -> str:
        """Keep it in the first place that can; that place's name. Raises SecretUnavailable where none can."""
        if not value:
            raise SecretUnavailable("The secret is empty.", next="Give what is to be kept.")
        refused = SecretUnavailable("There is no place for secrets.", next="Give it as an environment variable.")
        for place in self._places:
            try:
                place.put(_checked(name), value)
            except SecretUnavailable as error:
                refused = error
                continue
            return place.name
        raise refused

    def remove(self, name: str) -> tuple[str, ...]:
        """Forget it in every place that is written; their names. What is given from outside stays there.

        Raises SecretUnavailable where a place that may have it cannot be used; it is gone from the others then.
        """
        unusable: SecretUnavailable | None = None
        gone = []
        for place in self._places:
            try:
                if place.remove(_checked(name)):
                    gone.append(place.name)
            except SecretUnavailable as error:
                unusable = unusable or error
        if unusable is not None:
            raise unusable
        return tuple(gone)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise SecretUnavailable(
            "A secret's name has letters, digits, dots, colons, hyphens and underscores, 100 at most.",
            next="Choose another name.",
        )
    return name
