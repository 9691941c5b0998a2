"""Checking: everything that is found in a revision, whoever wrote it."""

from collections.abc import Iterator, Sequence

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.figure_check import check_figures
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.form_check import check_form
from desktop_app.domain.outcome_check import check_outcomes
from desktop_app.domain.quotation import check_quotations
from desktop_app.domain.quote_check import CheckedQuote, quote_states
from desktop_app.domain.sentence_check import check_sentences
from desktop_app.domain.text import Span


def check(subject: CheckedText) -> tuple[Finding, ...]:
    """All findings, in the order of their places. The same subject always gives the same."""
    found = [*check_form(subject), *check_outcomes(subject), *_documents(subject), *check_quotations(subject)]
    if "grounded_figures" in subject.section.checks:
        figures = check_figures(subject)
        found += (*figures, *_untold(check_sentences(subject), figures))
    if "citations_resolve" in subject.section.checks:
        citations = tuple(_citations(quote_states(subject)))
        found = [*(each for each in found if not _told_by(each, citations)), *citations]
    return tuple(sorted(found, key=lambda f: (f.start, f.end, f.rule)))


def _untold(differences: Iterator[Finding], found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The differences of words that no figure or name at their place is found for already."""
    places = [Span(each.start, each.end) for each in found]
    return tuple(d for d in differences if not any(Span(d.start, d.end).overlaps(place) for place in places))


def _told_by(finding: Finding, citations: Sequence[Finding]) -> bool:
    """Whether a figure stands elsewhere of which the whole citation is found to stand there."""
    if finding.rule is not Rule.CITED_ELSEWHERE:
        return False
    place = Span(finding.start, finding.end)
    return any(c.rule is Rule.CITED_ELSEWHERE and Span(c.start, c.end).overlaps(place) for c in citations)


def _citations(quotes: tuple[CheckedQuote, ...]) -> Iterator[Finding]:
    for quote in quotes:
        place = (quote.anchor.start, quote.anchor.end)
        details = {"number": str(quote.anchor.number)}
        if not quote.state.resolved:
            details["state"] = quote.state.value
            yield Finding(Rule.UNRESOLVED_CITATION, Severity.BLOCKER, *place, details)
        elif quote.state is QuoteState.REPAIRED:
            details["proposed"] = str(quote.proposed)
            yield Finding(Rule.CITED_ELSEWHERE, Severity.WARNING, *place, details)


def _documents(subject: CheckedText) -> Iterator[Finding]:
    """What the evidence itself lacks or holds; such a finding is about the whole section."""
    for part in subject.unread:
        if part.page is None:
            details = {"document": part.document, "reason": part.reason}
            yield Finding(Rule.DOCUMENT_NOT_READ, Severity.WARNING, 0, 0, details)
        else:
            details = {"document": part.document, "page": str(part.page)}
            yield Finding(Rule.PAGE_WITHOUT_TEXT, Severity.WARNING, 0, 0, details)
    for suspect in subject.suspects:
        details = {"document": suspect.document, "page": str(suspect.page), "words": suspect.words}
        details |= {"passage_id": suspect.passage_id} if suspect.passage_id else {}
        yield Finding(suspect.rule, Severity.WARNING, 0, 0, details)
    if subject.left_out:
        yield Finding(Rule.CONTEXT_LEFT_OUT, Severity.NOTE, 0, 0, {"count": str(subject.left_out)})
    for library in subject.missing:
        yield Finding(Rule.LIBRARY_MISSING, Severity.WARNING, 0, 0, {"library": library})
    if subject.miscounted:
        counted, sent = subject.miscounted
        yield Finding(Rule.TOKENS_DIFFER, Severity.WARNING, 0, 0, {"counted": f"{counted:,}", "sent": f"{sent:,}"})
    if subject.cut_short:
        yield Finding(Rule.CUT_SHORT, Severity.WARNING, 0, 0)
