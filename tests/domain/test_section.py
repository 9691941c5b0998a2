"""The state of a section, from what it follows from."""

import pytest

from desktop_app.domain.section import RevisionKind, SectionFacts, state_of


def facts(
    kind: RevisionKind | None = RevisionKind.DRAFT,
    *,
    person: bool = False,
    stale: bool = False,
    approved: bool = False,
    interrupted: bool = False,
) -> SectionFacts:
    return SectionFacts(person, kind, stale, approved, interrupted)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (facts(None), "empty"),
        (facts(None, interrupted=True), "interrupted"),
        (facts(None, person=True), "yours"),
        (facts(), "drafted"),
        (facts(interrupted=True), "drafted"),
        (facts(RevisionKind.EDIT), "edited"),
        (facts(RevisionKind.MERGE), "edited"),
        (facts(RevisionKind.EDIT, person=True), "yours"),
        (facts(approved=True), "approved"),
        (facts(RevisionKind.EDIT, person=True, approved=True), "approved"),
        (facts(approved=True, stale=True), "stale"),
        (facts(RevisionKind.EDIT, person=True, stale=True), "stale"),
    ],
)
def test_a_section_stands_where_its_facts_put_it(given: SectionFacts, state: str) -> None:
    assert state_of(given) == state
