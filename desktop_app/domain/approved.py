"""Signed cases, as they are listed."""

from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.case import CaseFile


@dataclass(frozen=True, slots=True)
class SignedCase:
    """A signed case: the name of its form, when it was signed last, and the names of who signed, first to last."""

    file: CaseFile
    form: str
    at: datetime | None
    signers: tuple[str, ...]
