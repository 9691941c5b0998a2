"""Where a sentence came from: from any word of a text to the instruction, the model, the evidence and the edits."""

from collections.abc import Iterable

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.errors import UsageError
from desktop_app.domain.evidence import EvidenceItem
from desktop_app.domain.person import READERS, Acting
from desktop_app.domain.section import Revision
from desktop_app.domain.trace import SectionTrace, TracedRun, TracedSentence, traced_sentences, versions_of
from desktop_app.domain.usage import Run
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.record_ports import Store


class Tracing:
    """Follows the words of a section back to what they came from."""

    def __init__(self, keeping: CaseKeeping, store: Store) -> None:
        self._keeping, self._store = keeping, store

    async def trace(self, acting: Acting, case_id: str, section: str) -> SectionTrace:
        """The section's present text and all that it came from. Raises NotFound, Refused, UsageError."""
        acting.as_one_of(*READERS)
        facts = await self._keeping.facts(case_id)
        title, head = _present(facts, section)
        found = traced_sentences(facts.record, head)
        runs = await self._runs(facts, {run_id for sentence in found for run_id in sentence.runs})
        return SectionTrace(
            section=section,
            title=title,
            form=f"{facts.pack.form.form} {facts.pack.form.version}",
            pack=facts.record.file.pack_digest,
            sentences=found,
            versions=versions_of(facts.record, head),
            runs=runs,
            passages=_cited(facts, found),
            drafters={run.run_id: run.endpoint for run in facts.record.runs},
        )

    async def _runs(self, facts: CaseFacts, run_ids: Iterable[str]) -> dict[str, TracedRun]:
        wanted = frozenset(run_ids)
        runs = [run for run in facts.record.runs if run.run_id in wanted]
        return {run.run_id: await traced_run(self._store, facts, run) for run in runs}


async def offered_in(store: Store, run_id: str) -> dict[int, str]:
    """The passages that a run was offered, by their numbers."""
    return {e.rank: e.passage_id for e in await store.offered(run_id) if not e.left_out}


async def traced_run(store: Store, facts: CaseFacts, run: Run) -> TracedRun:
    """A run with what it was offered, what it asked, and what it wrote."""
    record = facts.record
    offered = await offered_in(store, run.run_id)
    wrote = next((each for each in record.revisions if each.run_id == run.run_id), None)
    copied = next((each for each in record.runs if each.run_id == record.cached_from(run.run_id)), None)
    return TracedRun(run, record.calls_of(run.run_id), facts.evidence_items(offered), wrote, copied)


def _present(facts: CaseFacts, name: str) -> tuple[str, Revision]:
    section = facts.require_section(name)
    head = facts.record.head(name)
    if head is None:
        raise UsageError(f"“{section.title}” has no text yet.", next="Draft it, or write it.")
    return section.title, head


def _cited(facts: CaseFacts, found: Iterable[TracedSentence]) -> dict[str, EvidenceItem]:
    """What the sentences cite, by passage."""
    numbers = {c.number: c.passage_id for sentence in found for c in sentence.citations if c.passage_id}
    return {item.passage.passage_id: item for item in facts.evidence_items(numbers)}
