"""Places for secrets, asked in order: what was given from outside, the keyring, the vault, memory until exit."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from desktop_app.domain.errors import SecretUnavailable

VARIABLE = "COUNTERSIGN_SECRET_"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")


class Place(Protocol):
    """A place for secrets; both methods raise SecretUnavailable where it cannot be used."""

    @property
    def name(self) -> str:
        """What it is called on screens and in the record."""
        ...

    def get(self, name: str) -> str | None:
        """The secret, if it is here."""
        ...

    def put(self, name: str, value: str) -> None:
        """Keep it here."""
        ...


class EnvironmentPlace:
    """Variables COUNTERSIGN_SECRET_<NAME>, in capitals and with underscores; read only."""

    name = "environment"

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def get(self, name: str) -> str | None:
        """The variable's value, if it is set."""
        return self._variables.get(VARIABLE + re.sub(r"[^A-Z0-9]", "_", name.upper())) or None

    def put(self, name: str, value: str) -> None:
        """Refused."""
        raise read_only(self.name)


class CredentialPlace:
    """Files countersign.<name> in the folder that the service manager names; read only."""

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

    def put(self, name: str, value: str) -> None:
        """Refused."""
        raise read_only(self.name)


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


class SecretPlaces:
    """ports.Secrets over places in order."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = tuple(places)

    def get(self, name: str) -> str | None:
        """The secret of the first place that has it. Raises SecretUnavailable where a place that may cannot be read."""
        unreadable: SecretUnavailable | None = None
        for place in self._places:
            try:
                value = place.get(_checked(name))
            except SecretUnavailable as error:
                unreadable = unreadable or error
                continue
            if value is not None:
                return value
        if unreadable is not None:
            raise unreadable
        return None

    def put(self, name: str, value: str) -> str:
        """Keep it in the first place that can; that place's name. Raises SecretUnavailable where none can."""
        refused: SecretUnavailable | None = None
        for place in self._places:
            try:
                place.put(_checked(name), value)
            except SecretUnavailable as error:
                refused = error
                continue
            return place.name
        raise refused or read_only("environment")


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise SecretUnavailable(
            "A secret's name has letters, digits, dots, colons, hyphens and underscores, 100 at most.",
            next="Choose another name.",
        )
    return name


def read_only(place: str) -> SecretUnavailable:
    """Words for a place that is only read."""
    return SecretUnavailable(f"Secrets cannot be put into the {place}.", next="Set it where the program is started.")
