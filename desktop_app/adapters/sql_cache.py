"""The exact cache of drafts in the store: sealed under the case's key, found by a key that says nothing without it.

What is kept here is a copy beside the record, which no event tells of: it may be given up at any time.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.content_sealing import CaseSeal, Unsealable, unwrap_case_key
from desktop_app.adapters.sql_rows import to_text
from desktop_app.domain.draft_cache import CachedDraft

SAVE_CACHED = (
    "INSERT OR REPLACE INTO cached_draft (cache_key, case_id, section, run_id, sealed, made_at)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
DROP_CACHED = "DELETE FROM cached_draft WHERE case_id = ?"


def cached_row(draft: CachedDraft, case_key: bytes) -> tuple[Any, ...]:
    """The row of a draft, as SAVE_CACHED takes it."""
    kept, body = _kept_key(case_key, draft.key), json.dumps([draft.raw, draft.model, draft.fingerprint])
    sealed = CaseSeal(draft.case_id, case_key).seal_note(body.encode(), _about(kept))
    return kept, draft.case_id, draft.section, draft.run_id, sealed, to_text(draft.made_at)


def read_cached(db: Connection, store_key: bytes, case_id: str, keys: Sequence[str]) -> Mapping[str, CachedDraft]:
    """Those of a case's drafts that are kept under these keys. One that cannot be opened is left out."""
    sealed_key = db.execute(select(t.case_key.c.sealed).where(t.case_key.c.case_id == case_id)).scalar()
    if sealed_key is None:
        return {}
    try:
        case_key = unwrap_case_key(store_key, case_id, sealed_key)
    except Unsealable:
        return {}
    asked = {_kept_key(case_key, key): key for key in keys}
    question = select(t.cached_draft).where(t.cached_draft.c.case_id == case_id)
    rows = db.execute(question.where(t.cached_draft.c.cache_key.in_(asked)))
    seal = CaseSeal(case_id, case_key)
    found = (_draft(row, seal, asked[row.cache_key]) for row in rows)
    return {draft.key: draft for draft in found if draft}


def count_cached(db: Connection, case_id: str) -> int:
    """How many drafts are kept of a case."""
    question = select(func.count()).select_from(t.cached_draft).where(t.cached_draft.c.case_id == case_id)
    return int(db.execute(question).scalar_one())


def _draft(row: Any, seal: CaseSeal, key: str) -> CachedDraft | None:
    try:
        raw, model, fingerprint = json.loads(seal.open_note(row.sealed, _about(row.cache_key)))
    except (Unsealable, ValueError):
        return None
    made_at = datetime.fromisoformat(row.made_at)
    return CachedDraft(key, row.case_id, row.section, row.run_id, raw, model, fingerprint, made_at)


def _kept_key(case_key: bytes, key: str) -> str:
    """The key as it stands in the file, where it could else be held against guesses of what the case says."""
    return hmac.digest(case_key, f"cached_draft|{key}".encode(), "sha256").hex()


def _about(kept_key: str) -> str:
    return f"cached_draft|{kept_key}"
