"""A form pack: the versioned folder that a form comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from desktop_app.domain.form import Form
from desktop_app.domain.form_locale import Locale, localised
from desktop_app.domain.rules import Rules


@dataclass(frozen=True)
class Pack:
    """A checked pack: its form, the digest of its files, the files themselves (path in the folder to bytes), and the
    form's words in other languages by their codes (BCP 47)."""

    form: Form
    digest: str
    files: Mapping[str, bytes]
    locales: Mapping[str, Locale] = field(default_factory=dict)

    @cached_property
    def rules(self) -> Rules:
        """The form's rules, compiled once."""
        return Rules(self.form)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the form can be read in, its own first."""
        return (self.form.language, *sorted(self.locales.keys() - {self.form.language}))

    def form_in(self, language: str) -> Form:
        """The form as it reads in a language; in its own where it has no words in that one."""
        return localised(self.form, self.locales.get(language))

    def text(self, path: str) -> str:
        """A file of the pack as text."""
        return self.files[path].decode()


@dataclass(frozen=True, slots=True)
class InstalledForm:
    """A form to choose: the name of its pack, the form, and the digest of the pack's files."""

    name: str
    form: Form
    digest: str


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
