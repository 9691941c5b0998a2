"""What a signature is worth now: whom it names, whether all that it binds is as it was signed, and whether it still
covers the text of the case. The one place where this is decided: screens, documents, commands and `audit verify` ask
it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_life import VoidReason
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.person_key import Signer
from desktop_app.domain.signature import Signature

FINGERPRINT_DIGITS = 16


class Standing(StrEnum):
    """valid: covers the current text; superseded: covers only earlier text; revoked: its key was reported as
    compromised by then; invalid: is not what it says."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    INVALID = "invalid"


class Mismatch(StrEnum):
    """What is not as it was signed."""

    MANIFEST = "manifest"
    SIGNATURE = "signature"
    CASE = "case"
    TEXT = "text"
    ANSWERS = "answers"
    KEY = "key"
    TIME = "time"
    PERSON = "person"


MISMATCH_WORDS: Mapping[Mismatch, str] = {
    Mismatch.MANIFEST: "what was signed cannot be read, or names another gate",
    Mismatch.SIGNATURE: "the signature is not one of what it is kept with",
    Mismatch.CASE: "it was made for another case or form",
    Mismatch.TEXT: "the text is not the one that was signed",
    Mismatch.ANSWERS: "an answer or a document is not the one that was signed",
    Mismatch.KEY: "the key is not one of the person who decided",
    Mismatch.TIME: "the time is not that of the decision, or the key had ended by then",
    Mismatch.PERSON: "the name is not that of the person who decided",
}


@dataclass(frozen=True, slots=True)
class SignedFacts:
    """The printed parts of a manifest, as they were signed: `sections` have the revision and the text's commitment."""

    case_id: str
    pack_digest: str
    gate: str
    name: str
    role: str
    meaning: str
    at: datetime
    sections: Mapping[str, tuple[str, str]]
    given: frozenset[tuple[str, str]]
    """Answers and documents, each with its commitment."""
    behalf: str = ""
    """For whom a delegate signed."""

    @property
    def signer(self) -> str:
        """The name as it is printed: a delegate's with the name of whom they signed for."""
        return f"{self.name} for {self.behalf}" if self.behalf else self.name


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """What is kept beside a signature: the decision that it was made with, and who is known to have decided."""

    case_id: str
    packs: Collection[str]
    gate: str
    at: datetime
    signer: Signer | None


@dataclass(frozen=True, slots=True)
class StandingSignature:
    """A signature as it is printed: from its manifest, whose name, role, time and meaning stand there as signed.

    `lapsed` are the sections that it no longer covers, `wrong` what is not as it was signed; `key` and `manifest` the
    first 16 hexadecimal digits of the SHA-256 of the public key and of the manifest's commitment. `at` is None where
    the manifest cannot be read. `ended` is since when its key signs no more.
    """

    name: str
    role: str
    at: datetime | None
    meaning: str
    key: str
    manifest: str
    standing: Standing
    lapsed: tuple[str, ...]
    wrong: tuple[Mismatch, ...] = ()
    ended: datetime | None = None
    lapses: tuple["Lapse", ...] = ()


@dataclass(frozen=True, slots=True)
class Lapse:
    """Why a signature covers a section no longer, and since when. `words` are those of the change that did it. Without
    a reason it was superseded before reasons were kept, or another text stands there."""

    section: str
    reason: VoidReason | None = None
    at: datetime | None = None
    words: str = ""


def standing_of(signature: Signature, record: CaseRecord, invalid: Collection[str] = ()) -> StandingSignature:
    """What the signature is worth; `invalid` are the commands whose signature does not verify against its manifest."""
    signed = read_manifest(signature.manifest.body)
    kept = _decision_of(signature, record)
    texts = {r.revision_id: r.text.commitment for r in record.revisions}
    wrong = tuple(mismatches(signed, kept, signature.public_key, texts, verifies=signature.command_id not in invalid))
    if signed and signature is record.signatures[-1] and not _is_given(signed, record):
        wrong = (*wrong, Mismatch.ANSWERS)
    known = kept.signer.key(signature.public_key) if kept and kept.signer else None
    lapsed = _lapsed(signature.command_id, signed.sections if signed else {}, record)
    return StandingSignature(
        name=signed.signer if signed else "",
        role=signed.role if signed else "",
        at=signed.at if signed else None,
        meaning=signed.meaning if signed else "",
        key=fingerprint(signature.public_key),
        manifest=signature.manifest.commitment[:FINGERPRINT_DIGITS],
        standing=_standing(wrong, lapsed, signed, revoked=signature.command_id in record.revoked),
        lapsed=lapsed,
        wrong=wrong,
        ended=known.end.until if known and known.end else None,
        lapses=tuple(_lapse(signature.command_id, section, record) for section in lapsed),
    )


def mismatches(
    signed: SignedFacts | None,
    kept: KeptDecision | None,
    public_key: bytes,
    texts: Mapping[str, str],
    *,
    verifies: bool,
) -> Iterator[Mismatch]:
    """What is not as it was signed. `texts` are the commitments of the kept texts by revision; `verifies` says whether
    the signature is one of its manifest.

    A key that was revoked is no mismatch: it is told by itself. A key whose end cannot be known (its person is not)
    is a key of nobody.
    """
    if signed is None:
        yield Mismatch.MANIFEST
        return
    if not verifies:
        yield Mismatch.SIGNATURE
    if any(texts.get(revision) != text for revision, text in signed.sections.values()):
        yield Mismatch.TEXT
    if kept is None:
        yield Mismatch.MANIFEST
        return
    if signed.case_id != kept.case_id or signed.pack_digest not in kept.packs:
        yield Mismatch.CASE
    if signed.gate != kept.gate:
        yield Mismatch.MANIFEST
    yield from _person_mismatches(signed, kept, public_key)


def _person_mismatches(signed: SignedFacts, kept: KeptDecision, public_key: bytes) -> Iterator[Mismatch]:
    known = kept.signer.key(public_key) if kept.signer else None
    if known is None:
        yield Mismatch.KEY
    ended = known.ended_before(signed.at) if known and known.revoked_at(signed.at) is None else None
    if signed.at != kept.at or ended is not None:
        yield Mismatch.TIME
    if kept.signer is not None and kept.signer.name != signed.name:
        yield Mismatch.PERSON


def is_signed(record: CaseRecord, signatures: Collection[StandingSignature]) -> bool:
    """Whether the case may be shown as signed: in that state, by a valid signature, and by none that is not what it
    says or whose key was revoked."""
    standings = {signature.standing for signature in signatures}
    broken = standings & {Standing.INVALID, Standing.REVOKED}
    return record.file.state is CaseState.SIGNED and Standing.VALID in standings and not broken


def standing_words(signature: StandingSignature, lapsed: Iterable[str] = ()) -> str:
    """It in a word, as documents and commands say it; `lapsed` are the titles of the sections that it no longer
    covers."""
    titles = ", ".join(lapsed)
    if signature.standing is Standing.VALID:
        return f"Valid; SUPERSEDED for: {titles}" if titles else "Valid"
    return "KEY REVOKED" if signature.standing is Standing.REVOKED else signature.standing.upper()


def why_words(signature: StandingSignature) -> str:
    """Why it does not hold, in words; empty where it does, or where its text has only changed."""
    if signature.standing is Standing.REVOKED:
        return "It was signed after its key was reported as compromised."
    said = "; ".join(MISMATCH_WORDS[each] for each in signature.wrong)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def fingerprint(public_key: bytes) -> str:
    """A short name of a public key, for people to compare."""
    return sha256(public_key).hexdigest()[:FINGERPRINT_DIGITS]


def read_manifest(body: bytes) -> SignedFacts | None:
    """The printed parts of a manifest; None where it is none."""
    try:
        data = json.loads(body)
        return SignedFacts(
            case_id=str(data["case"]),
            pack_digest=str(data["pack"]),
            gate=str(data["gate"]),
            name=str(data["name"]),
            role=str(data["role"]),
            meaning=str(data["meaning"]),
            at=datetime.fromisoformat(data["at"]),
            sections={str(s["section"]): (str(s["revision"]), str(s["text"])) for s in data["sections"]},
            given=frozenset((str(name), str(of)) for name, of in (*data["answers"], *data["documents"])),
            behalf=str(data.get("for", "")),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _decision_of(signature: Signature, record: CaseRecord) -> KeptDecision | None:
    decision = next((d for d in record.decisions if d.command_id == signature.command_id), None)
    if decision is None:
        return None
    file, signer = record.file, record.signers.get(decision.person_id)
    return KeptDecision(file.case_id, record.packs, decision.gate, decision.at, signer)


def _is_given(signed: SignedFacts, record: CaseRecord) -> bool:
    """Whether a signed case has the answers and documents that its last signature is about. Others may have changed
    in between, and then withdrew what they were the ground of."""
    if record.file.state is not CaseState.SIGNED:
        return True
    answers = {(a.path, a.value.commitment) for a in record.answers if a.value}
    return signed.given == answers | {(d.document_id, d.original.commitment) for d in record.attached}


def _standing(
    wrong: Collection[Mismatch], lapsed: Collection[str], signed: SignedFacts | None, *, revoked: bool
) -> Standing:
    if wrong:
        return Standing.INVALID
    if revoked:
        return Standing.REVOKED
    over = signed is not None and bool(lapsed) and len(lapsed) == len(signed.sections)
    return Standing.SUPERSEDED if over else Standing.VALID


def _lapse(command_id: str, section: str, record: CaseRecord) -> Lapse:
    key = (command_id, section)
    at = next((s.at for s in record.superseded if (s.command_id, s.section) == key), None)
    voided = next((v for v in record.voided if (v.command_id, v.section) == key), None)
    if voided is None:
        return Lapse(section, at=at)
    said = {reason.lock_version: reason.words for reason in record.reasons}
    said |= {step.lock_version: step.words for step in record.life}
    words = said.get(voided.lock_version)
    return Lapse(section, voided.reason, at, words.text if words else "")


def _lapsed(command_id: str, sections: Mapping[str, tuple[str, str]], record: CaseRecord) -> tuple[str, ...]:
    superseded = {s.section for s in record.superseded if s.command_id == command_id}
    return tuple(
        section
        for section, (revision, _) in sections.items()
        if section in superseded or record.heads.get(section) != revision
    )
