"""Covering: which pages the current text of a section was drafted from."""

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.coverage import Coverage, coverage_of
from desktop_app.domain.form import Section
from desktop_app.services.record_ports import Store


async def section_coverage(store: Store, facts: CaseFacts, section: Section) -> Coverage | None:
    """The coverage of the newest draft that the section's text may come from; None where no drafter has worked on it,
    or it stands on no document."""
    runs = [revision.run_id for revision in facts.record.of_section(section.section) if revision.run_id]
    if not runs or not (section.retrieve or section.slots):
        return None
    offered = await store.offered(runs[-1])
    return coverage_of(facts, section, {each.passage_id: each.left_out for each in offered})


async def case_coverage(store: Store, facts: CaseFacts) -> dict[str, Coverage]:
    """The coverage of all sections of a case that have one."""
    found = {s.section: await section_coverage(store, facts, s) for s in facts.sections}
    return {name: each for name, each in found.items() if each is not None}
