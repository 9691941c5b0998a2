"""What a signature is worth now: whom it names, and whether it still covers the text of the case."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.signature import Signature

FINGERPRINT_DIGITS = 16


class Standing(StrEnum):
    """valid: covers the current text; superseded: covers only earlier text; invalid: is not what it says."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class StandingSignature:
    """A signature as it is printed: from its manifest, whose name, role, time and meaning stand there as signed.

    `lapsed` are the sections that it no longer covers; `key` and `manifest` the first 16 hexadecimal digits of the
    SHA-256 of the public key and of the manifest's commitment. `at` is None where the manifest cannot be read.
    """

    name: str
    role: str
    at: datetime | None
    meaning: str
    key: str
    manifest: str
    standing: Standing
    lapsed: tuple[str, ...]


def standing_of(signature: Signature, record: CaseRecord, invalid: Collection[str] = ()) -> StandingSignature:
    """What the signature is worth; `invalid` are the commands whose signature is known to be bad."""
    signed = _read(signature.manifest.body)
    lapsed = _lapsed(signature.command_id, signed.get("sections", {}), record)
    wrong = not signed or signature.command_id in invalid or not _is_about(signed, record)
    over = bool(lapsed) and len(lapsed) == len(signed["sections"])
    return StandingSignature(
        name=signed.get("name", ""),
        role=signed.get("role", ""),
        at=signed.get("at"),
        meaning=signed.get("meaning", ""),
        key=fingerprint(signature.public_key),
        manifest=signature.manifest.commitment[:FINGERPRINT_DIGITS],
        standing=Standing.INVALID if wrong else Standing.SUPERSEDED if over else Standing.VALID,
        lapsed=lapsed,
    )


def is_signed(record: CaseRecord, signatures: Collection[StandingSignature]) -> bool:
    """Whether the case may be shown as signed: in that state, by a valid signature, and by none that is invalid."""
    standings = {signature.standing for signature in signatures}
    return record.file.state is CaseState.SIGNED and Standing.VALID in standings and Standing.INVALID not in standings


def fingerprint(public_key: bytes) -> str:
    """A short name of a public key, for people to compare."""
    return sha256(public_key).hexdigest()[:FINGERPRINT_DIGITS]


def _read(body: bytes) -> dict[str, Any]:
    """The printed parts of a manifest; empty where it is none."""
    try:
        data = json.loads(body)
        return {
            **{part: str(data[part]) for part in ("case", "pack", "name", "role", "meaning")},
            "at": datetime.fromisoformat(data["at"]),
            "sections": {s["section"]: (s["revision"], s["text"]) for s in data["sections"]},
        }
    except (ValueError, KeyError, TypeError):
        return {}


def _is_about(signed: dict[str, Any], record: CaseRecord) -> bool:
    """Whether the manifest is of this case and pack, and commits to the texts that are kept."""
    texts = {r.revision_id: r.text.commitment for r in record.revisions}
    return (
        signed["case"] == record.file.case_id
        and signed["pack"] in record.packs
        and all(texts.get(revision) == text for revision, text in signed["sections"].values())
    )


def _lapsed(command_id: str, sections: dict[str, tuple[str, str]], record: CaseRecord) -> tuple[str, ...]:
    superseded = {s.section for s in record.superseded if s.command_id == command_id}
    return tuple(
        section
        for section, (revision, _) in sections.items()
        if section in superseded or record.heads.get(section) != revision
    )
