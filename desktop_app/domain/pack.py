"""A form pack: the versioned folder that a form comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from desktop_app.domain.form import Form
from desktop_app.domain.rules import Rules


@dataclass(frozen=True)
class Pack:
    """A checked pack: its form, the digest of its files, and the files themselves (path in the folder to bytes)."""

    form: Form
    digest: str
    files: Mapping[str, bytes]

    @cached_property
    def rules(self) -> Rules:
        """The form's rules, compiled once."""
        return Rules(self.form)

    def text(self, path: str) -> str:
        """A file of the pack as text."""
        return self.files[path].decode()


@dataclass(frozen=True, slots=True)
class PackFault:
    """What is wrong at which place of a pack, and what would be right."""

    file: str
    line: int
    column: int
    what: str
    right: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what} {self.right}"
