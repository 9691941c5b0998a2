"""What was found of how a text was drafted: it holds as long as words of that draft stand, whoever edits them."""

from collections.abc import Iterator, Sequence

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.finding import Finding, Rule
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.text import Origin, OriginSpan

OF_THE_CALL = frozenset((Rule.TOKENS_DIFFER,))
OF_THE_DRAFTING = OF_THE_CALL | {Rule.LIBRARY_MISSING, Rule.CONTEXT_LEFT_OUT, Rule.MODERATION}
"""Rules by which a finding is about the drafting and not about the words: no look at an edited text finds it again.

That of the call is not found again either where the answer to it comes from the cache.
"""


def standing_runs(spans: Sequence[OriginSpan]) -> tuple[str, ...]:
    """The runs of which words stand in a text, in the order of their words."""
    return tuple(dict.fromkeys(span.run_id for span in spans if span.origin is not Origin.PERSON and span.run_id))


def of_the_drafting(record: CaseRecord, section: str, marked: MarkedText, repeats: str = "") -> Iterator[Finding]:
    """What was found of the drafting of the section's earlier drafts whose words the text has; each once.

    A full stop alone is none of their words. `repeats` is the run whose answer the text has from the cache.
    """
    plain, told = marked.text.plain, list[Finding]()
    words = [s for s in marked.spans if any(character.isalnum() for character in plain[s.start : s.end])]
    rules = {repeats: OF_THE_CALL} | dict.fromkeys(standing_runs(words), OF_THE_DRAFTING)
    for draft in record.of_section(section):
        for raised in record.findings.get(draft.revision_id, ()) if draft.run_id else ():
            if raised.rule in rules.get(draft.run_id or "", ()) and (finding := raised.finding) not in told:
                told.append(finding)
                yield finding
