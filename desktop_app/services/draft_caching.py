"""Taking a draft from the cache where a model was asked the very same before, and keeping those that models write."""

from desktop_app.domain.audit import Entry
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import DraftRequest
from desktop_app.domain.draft_cache import (
    CachedDraft,
    DropCachedDrafts,
    cache_keys,
    key_to_keep,
    newest,
)
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.person import Acting, Role
from desktop_app.services.draft_run import RunContext, RunProgress
from desktop_app.services.prompting import PROMPT_VERSION
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Scribe


class DraftCaching:
    """The exact cache of a case's drafts. It is sealed like the case, and belongs to it alone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def found(self, context: RunContext, request: DraftRequest, endpoint: Endpoint) -> CachedDraft | None:
        """What this endpoint wrote for this request; the last one, where it was asked anew."""
        facts = context.facts
        seen = [c.fingerprint for c in facts.record.calls if c.endpoint == endpoint.name and c.finish_reason]
        keys = _keys(facts, request, endpoint, seen[-1] if seen else None)
        return newest(keys, await self._store.cached(context.facts.case_id, keys))

    async def keep(self, scribe: Scribe, context: RunContext, progress: RunProgress) -> None:
        """Put the draft that a model wrote, for the next time that the same is asked of it."""
        request, answer, done = progress.request, progress.answer, progress.done
        if request is None or answer is None or done.finished is None or not done.endpoint.is_model:
            return
        if not progress.is_whole:
            return
        keys = _keys(context.facts, request, done.endpoint, done.finished.fingerprint)
        found = await self._store.cached(context.facts.case_id, keys)
        scribe.put(
            CachedDraft(
                key=key_to_keep(keys, found),
                case_id=context.facts.case_id,
                section=context.section.section,
                run_id=context.run_id,
                raw=answer.raw,
                model=done.finished.model,
                fingerprint=done.finished.fingerprint,
                made_at=scribe.now,
            )
        )

    async def count(self, case_id: str) -> int:
        """How many drafts of the case are kept."""
        return await self._store.count_cached(case_id)

    async def purge(self, acting: Acting, case_id: str) -> int:
        """Give all of them up; how many there were. The drafts themselves and their calls stay in the record."""
        acting.as_one_of(Role.ANALYST, Role.ADMINISTRATOR)
        count = await self.count(case_id)
        await self._store.commit(Entry(None, (DropCachedDrafts(case_id),), ()))
        return count


def _keys(facts: CaseFacts, request: DraftRequest, endpoint: Endpoint, revision: str | None) -> tuple[str, ...]:
    """The keys of a request, by its repeat number."""
    case_id, pack = facts.case_id, facts.pack.digest
    return cache_keys(endpoint, revision, request, case_id=case_id, pack=pack, prompt_version=PROMPT_VERSION)
