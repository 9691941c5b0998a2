"""A second reader in files: a model for natural language inference that IT supplies, known by what is in it."""

from dataclasses import dataclass
from hashlib import sha256

from desktop_app.domain.errors import UsageError

MODEL, WORDS, LABELS = "model.onnx", "tokenizer.json", "config.json"
"""What its folder holds, as such models are exported: the model, its words, and the names of what it says."""

_PREFIX, _NAME_DIGITS = "file:", 12


@dataclass(frozen=True, slots=True)
class ReaderFile:
    """The folder, and a digest of its files: another model has another name, and its agreement is measured anew."""

    folder: str
    digest: str

    @property
    def reader(self) -> str:
        """The name under which its verdicts are kept; it may stand in events."""
        return f"nli-{self.digest[:_NAME_DIGITS]}"

    def dump(self) -> str:
        """The value of the setting."""
        return f"{_PREFIX}{self.digest}:{self.folder}"


def load_reader_file(setting: str) -> ReaderFile | None:
    """The file that a setting names; None where it names an endpoint, or nothing."""
    if not setting.startswith(_PREFIX):
        return None
    digest, _, folder = setting[len(_PREFIX) :].partition(":")
    return ReaderFile(folder, digest)


def digest_of(parts: dict[str, str]) -> str:
    """The digest of a folder from those of its files (hexadecimal SHA-256), by name."""
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(parts.items()))
    return sha256(listed.encode()).hexdigest()


def require_same(chosen: ReaderFile, found: ReaderFile) -> None:
    """Raises UsageError where a file is another one by now."""
    if chosen.digest != found.digest:
        raise UsageError(
            "The second reader's files are not those that were chosen: their checksum is another one.",
            next=f"Put the files back, or choose them anew: {found.folder}",
        )
