"""What a signature covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785

from desktop_app.domain.content import Content


@dataclass(frozen=True, slots=True)
class SignedSection:
    """A section in a manifest: commitments of its text and of its findings."""

    section: str
    revision_id: str
    text: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a signature is about. Commitments stand for text, so that erasing text keeps the proof.

    `behalf` is the name of the person for whom a delegate signed; empty for who signed for themselves.
    """

    case_id: str
    pack_digest: str
    gate: str
    meaning: str
    name: str
    role: str
    at: datetime
    sections: tuple[SignedSection, ...]
    answers: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]
    behalf: str = ""

    def dump(self) -> bytes:
        """The RFC 8785 bytes that are signed."""
        body: dict[str, Any] = {
            "v": 1,
            "case": self.case_id,
            "pack": self.pack_digest,
            "gate": self.gate,
            "meaning": self.meaning,
            "name": self.name,
            "role": self.role,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "sections": [
                {"section": s.section, "revision": s.revision_id, "text": s.text, "findings": list(s.findings)}
                for s in self.sections
            ],
            "answers": [list(pair) for pair in self.answers],
            "documents": [list(pair) for pair in self.documents],
        }
        return rfc8785.dumps(body | ({"for": self.behalf} if self.behalf else {}))


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's Ed25519 signature of a manifest, made with a decision (`command_id`)."""

    command_id: str
    case_id: str
    public_key: bytes
    manifest: Content
    signature: bytes


def text_fingerprint(commitments: Iterable[str]) -> str:
    """A short name of the texts that somebody is about to sign, for people to compare: the first 16 hexadecimal digits
    of the SHA-256 of their commitments, in the order of the manifest."""
    return sha256("\n".join(commitments).encode()).hexdigest()[:16]
