"""Checking: everything that is found in a revision, whoever wrote it."""

from collections.abc import Iterator

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.figure_check import check_figures
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.form_check import check_form
from desktop_app.domain.outcome_check import check_outcomes
from desktop_app.domain.quote_check import CheckedQuote, quote_states


def check(subject: CheckedText) -> tuple[Finding, ...]:
    """All findings, in the order of their places. The same subject always gives the same."""
    found = [*check_form(subject), *check_outcomes(subject), *_documents(subject)]
    if "grounded_figures" in subject.section.checks:
        found += check_figures(subject)
    if "citations_resolve" in subject.section.checks:
        found += _citations(quote_states(subject))
    return tuple(sorted(found, key=lambda f: (f.start, f.end, f.rule)))


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
