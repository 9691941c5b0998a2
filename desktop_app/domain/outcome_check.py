"""The check that a text says what the rule tables say now: a reason that no longer holds is found by its words."""

import re
from collections.abc import Iterator
from functools import lru_cache

from desktop_app.domain.checked_text import CheckedText, TableReasons
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.text import Span

LEAST_WORDS = 3
"""A reason of fewer words may stand in a text by chance."""


def check_outcomes(subject: CheckedText) -> Iterator[Finding]:
    """The places where the text says what a rule table said of other answers, with what it says now."""
    said_now = {each for table in subject.tables for each in (table.now, *table.also) if each}
    holds = [place for reason in said_now for place in _places(reason, subject.text.plain)]
    told = set[Span]()
    for table in subject.tables:
        for reason in dict.fromkeys(table.others):
            if reason in said_now or len(reason.split()) < LEAST_WORDS:
                continue
            places = (place for place in _places(reason, subject.text.plain) if place not in told)
            for place in places:
                if not any(place.overlaps(other) for other in holds):
                    told.add(place)
                    yield _found(table, place, subject.text.plain[place.start : place.end])


def _found(table: TableReasons, place: Span, words: str) -> Finding:
    instead = f": “{table.label}” is “{table.now}”" if table.now else ""
    details = {"figure": words, "label": table.label, "outcome": table.now, "instead": instead}
    return Finding(Rule.CHANGED_ANSWER, Severity.BLOCKER, place.start, place.end, details)


def _places(reason: str, text: str) -> Iterator[Span]:
    for match in _pattern(reason).finditer(text):
        yield Span(*match.span())


@lru_cache(maxsize=1024)
def _pattern(reason: str) -> re.Pattern[str]:
    """A reason of a form in any case and broken into any lines; every text is held against all of them."""
    words = r"\s+".join(re.escape(word) for word in reason.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
