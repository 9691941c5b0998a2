"""Which known errors a reviewer found: a mark at the place counts, and marking everything does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.comment import ItemCode
from desktop_app.domain.practice import ErrorKind, PracticeError, PracticeMark, PracticeSection, PracticeSet
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Span

MOST_SENTENCES = 2
"""A mark that goes over more sentences names no place."""


@dataclass(frozen=True, slots=True)
class JudgedError:
    """A known error, where it stands (nowhere: something is missing), and whether it was found."""

    section: str
    error: PracticeError
    place: Span
    found: bool


@dataclass(frozen=True, slots=True)
class PracticeScore:
    """The known errors in the order of the text, and the marks that stand where nothing is wrong."""

    errors: tuple[JudgedError, ...]
    extra: tuple[PracticeMark, ...]

    @property
    def found(self) -> int:
        """How many of the known errors were found."""
        return sum(each.found for each in self.errors)


def score(practice: PracticeSet, marks: Sequence[PracticeMark]) -> PracticeScore:
    """What was found of the known errors.

    A mark finds an error where it touches its words and goes over no more than two sentences. What is missing is found
    by a mark of its section that says that something is missing.
    """
    judged, used = [], set[int]()
    for section, error in practice.errors:
        hits = {number for number, mark in enumerate(marks) if _finds(mark, section, error)}
        used |= hits
        judged.append(JudgedError(section.section, error, place_of(section, error), bool(hits)))
    extra = tuple(mark for number, mark in enumerate(marks) if number not in used)
    return PracticeScore(tuple(judged), extra)


def place_of(section: PracticeSection, error: PracticeError) -> Span:
    """Where the error stands in the section's text; an empty place where something is missing."""
    at = section.text.index(error.at) if error.at else 0
    return Span(at, at + len(error.at))


def _finds(mark: PracticeMark, section: PracticeSection, error: PracticeError) -> bool:
    if mark.section != section.section:
        return False
    if error.kind is ErrorKind.MISSING:
        return mark.code is ItemCode.MISSING
    place = place_of(section, error)
    touches = mark.start < place.end and place.start < mark.end
    return touches and _breadth(section.text, mark) <= MOST_SENTENCES


def _breadth(text: str, mark: PracticeMark) -> int:
    """How many sentences the mark goes over."""
    return sum(span.start < mark.end and mark.start < span.end for span in sentences(text))
