"""What can be verified only with the store's key: sealed contents, and what people signed."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from desktop_app.adapters.content_sealing import CaseSeal, Sealed, Unsealable, unwrap_case_key
from desktop_app.adapters.guard_verification import tables_of
from desktop_app.adapters.record_report import Report
from desktop_app.adapters.segment_verification import read_segments
from desktop_app.adapters.sql_audit import verifies
from desktop_app.domain.audit import BreakKind, EventType
from desktop_app.domain.person_key import EndKind, KeyEnd, KnownKey, Signer
from desktop_app.domain.standing import (
    MISMATCH_WORDS,
    KeptDecision,
    Mismatch,
    SignedFacts,
    mismatches,
    read_manifest,
)

_CONTENTS = (
    "SELECT c.case_id, c.item_id, c.commitment, c.codec, c.base, c.body, b.commitment, b.codec, b.base, b.body"
    " FROM content c LEFT JOIN content b ON b.item_id = c.base ORDER BY c.rowid"
)
_DECISIONS = (
    "SELECT d.command_id, d.person_id, d.case_id, f.pack_digest, d.gate, d.at, s.public_key, s.signature,"
    " c.case_id, c.item_id, c.commitment, c.codec, c.base, c.body"
    " FROM decision d LEFT JOIN case_file f ON f.case_id = d.case_id"
    " LEFT JOIN signature s ON s.command_id = d.command_id"
    " LEFT JOIN content c ON c.item_id = s.manifest_ref ORDER BY d.rowid"
)
_MARKS = "SELECT seq, at, type, body FROM audit_event WHERE type IN (?, ?, ?, ?, ?) ORDER BY seq"
_TEXTS = (
    "SELECT r.revision_id, c.commitment FROM revision r JOIN content c ON c.item_id = r.text_ref"
    " WHERE r.revision_id IN (SELECT value FROM json_each(?))"
)
_PACKS = "SELECT case_id, was FROM life_step WHERE kind = 'migrate' AND was IS NOT NULL"
_NAMES = "SELECT person_id, name FROM person"
_KEYS = "SELECT key, person_id FROM person_key"
_ENDS = "SELECT key, kind, until FROM key_end WHERE kind IN ('replaced', 'revoked', 'left')"
_NEVER = datetime.min.replace(tzinfo=UTC)
_PUBLIC_KEYS = "SELECT person_id, public_key FROM profile WHERE public_key IS NOT NULL"
_DECIDED = (
    EventType.DECISION_APPROVED,
    EventType.DECISION_RETURNED,
    EventType.DECISION_ESCALATED,
    EventType.DECISION_HANDED_BACK,
)


def read_sealed(connection: Any, store_key: bytes, report: Report) -> None:
    """Open each content that can be opened, and hold decisions and signatures against events and keys.

    The contents of a case whose key was destroyed are erased: they are passed over.
    """
    connection.text_factory = str
    (contents,) = connection.execute("SELECT count(*) FROM content").fetchone()
    report.pace.stage(contents)
    seals = dict(_seals(connection, store_key, report))
    _read_contents(connection, seals, report)
    elsewhere = read_segments(connection, store_key, seals, report)
    _read_decisions(connection, seals, elsewhere, report)


def _seals(connection: Any, store_key: bytes, report: Report) -> Iterator[tuple[str, CaseSeal]]:
    for case_id, sealed in connection.execute("SELECT case_id, sealed FROM case_key").fetchall():
        try:
            yield case_id, CaseSeal(case_id, unwrap_case_key(store_key, case_id, sealed))
        except Unsealable:
            report.add(BreakKind.CONTENT, f"The key of the case {case_id} was changed: its contents cannot be opened.")


def _read_contents(connection: Any, seals: Mapping[str, CaseSeal], report: Report) -> None:
    for case_id, item_id, *cells in connection.execute(_CONTENTS):
        commitment, base = cells[0], cells[2]
        try:
            report.pace.step()
            if case_id in seals:
                whole = seals[case_id].open(base, Sealed(*cells[4:])) if base else None
                seals[case_id].open(item_id, Sealed(*cells[:4]), whole)
        except Unsealable:
            seq, at = _told_in(connection, case_id, commitment)
            where = "" if seq is None else f", which event {seq} tells of,"
            words = f"The kept content {item_id} of the case {case_id}{where} is not what was recorded."
            report.add(BreakKind.CONTENT, words, seq, at)


def _told_in(connection: Any, case_id: str, commitment: str) -> tuple[int | None, str | None]:
    question = "SELECT seq, at FROM audit_event WHERE case_id = ? AND instr(body, ?) ORDER BY seq LIMIT 1"
    found = connection.execute(question, (case_id, commitment.encode())).fetchone()
    return found or (None, None)


def _read_decisions(
    connection: Any, seals: dict[str, CaseSeal], elsewhere: Mapping[str, tuple[None, str]], report: Report
) -> None:
    told, made = _told(connection)
    people, packs = _signers(connection, made), _packs_before(connection)
    for command_id, person_id, case_id, pack, gate, decided_at, public_key, signature, *manifest in connection.execute(
        _DECISIONS
    ):
        seq, at = told.get(command_id) or elsewhere.get(command_id) or (None, None)
        if seq is None and command_id not in elsewhere:
            words = f"The decision {command_id} is told of by no event: it was put in outside the program."
            report.add(BreakKind.SIGNATURE, words)
        if signature is None:
            continue
        body = _manifest(seals, manifest)
        if body is None:
            if (people.get(person_id) or Signer("")).key(public_key) is None:
                report.add(BreakKind.SIGNATURE, _words(Mismatch.KEY, command_id), seq, at)
            continue
        kept = KeptDecision(
            case_id, packs.get(case_id, frozenset()) | {pack}, gate, _instant(decided_at), people.get(person_id)
        )
        signed = read_manifest(body)
        texts = _texts(connection, signed)
        good = verifies(public_key, body, signature)
        for wrong in mismatches(signed, kept, public_key, texts, verifies=good):
            report.add(BreakKind.SIGNATURE, _words(wrong, command_id), seq, at)


def _words(wrong: Mismatch, command_id: str) -> str:
    named = {
        Mismatch.KEY: f"The signature of the decision {command_id} was made with a key that is not its person's.",
        Mismatch.PERSON: f"The person who made the decision {command_id} signed it under another name than is kept "
        "now.",
        Mismatch.SIGNATURE: f"The signature of the decision {command_id} is not good for what it signs.",
    }
    return named.get(wrong) or f"The signature of the decision {command_id} does not hold: {MISMATCH_WORDS[wrong]}."


def _texts(connection: Any, signed: SignedFacts | None) -> dict[str, str]:
    """The commitments of the texts that were signed, as they are kept, by revision."""
    revisions = json.dumps([revision for revision, _ in signed.sections.values()] if signed else [])
    return dict(connection.execute(_TEXTS, (revisions,)).fetchall())


def _packs_before(connection: Any) -> dict[str, frozenset[str]]:
    """The packs that cases were moved away from."""
    found = dict[str, frozenset[str]]()
    if "life_step" in tables_of(connection):
        for case_id, pack in connection.execute(_PACKS):
            found[case_id] = found.get(case_id, frozenset()) | {pack}
    return found


def _signers(connection: Any, made: set[tuple[str, str]]) -> dict[str, Signer]:
    """Everybody's name and keys. A store of an earlier schema knows keys from profiles and events alone."""
    names = dict(connection.execute(_NAMES).fetchall())
    rows = [(key, person_id, "", _NEVER) for person_id, key in made]
    rows += [(key.hex(), person_id, "", _NEVER) for person_id, key in connection.execute(_PUBLIC_KEYS)]
    ends: list[KeyEnd] = []
    if "key_end" in tables_of(connection):
        ends = [KeyEnd(k, EndKind(kind), _instant(until), "") for k, kind, until in connection.execute(_ENDS)]
        rows += [(key, person_id, "", _NEVER) for key, person_id in connection.execute(_KEYS)]
    known = [KnownKey(*row, tuple(end for end in ends if end.key == row[0])) for row in rows]
    owners = {key.person_id for key in known} | names.keys()
    return {who: Signer(names.get(who, ""), tuple(k for k in known if k.person_id == who)) for who in owners}


def _instant(words: str) -> datetime:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return _NEVER
    return at if at.tzinfo else _NEVER


def _manifest(seals: dict[str, CaseSeal], manifest: list[Any]) -> bytes | None:
    """What was signed, as far as that can be known: an erased manifest is passed over, a damaged one is named above."""
    case_id, item_id, *row = manifest
    if case_id not in seals:
        return None
    try:
        return seals[case_id].open(item_id, Sealed(*row)).body
    except Unsealable:
        return None


def _told(connection: Any) -> tuple[dict[str, tuple[int, str]], set[tuple[str, str]]]:
    """The decisions that events tell of, and the signing keys that events name, by person."""
    decisions: dict[str, tuple[int, str]] = {}
    keys: set[tuple[str, str]] = set()
    for seq, at, kind, body in connection.execute(_MARKS, (*_DECIDED, EventType.KEY_MADE)):
        event = _parsed(body)
        if kind == EventType.KEY_MADE:
            keys.add((str(event.get("actor", {}).get("person")), str(event.get("data", {}).get("key"))))
        else:
            decisions[str(event.get("command"))] = (seq, at)
    return decisions, keys


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}
