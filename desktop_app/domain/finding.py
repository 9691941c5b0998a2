"""What checks find in a text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.content import Content
from desktop_app.domain.evidence import QuoteState


class Severity(StrEnum):
    """How much a finding weighs: a blocker must be fixed or explained before the case can be sent."""

    BLOCKER = "blocker"
    WARNING = "warning"
    NOTE = "note"


class Rule(StrEnum):
    """The check that found it."""

    CONTRADICTED_FIGURE = "contradicted_figure"
    UNSUPPORTED_FIGURE = "unsupported_figure"
    UNSUPPORTED_DATE = "unsupported_date"
    UNSUPPORTED_NAME = "unsupported_name"
    ANSWER_DISAGREES = "answer_disagrees"
    CHANGED_ANSWER = "changed_answer"
    UNRESOLVED_CITATION = "unresolved_citation"
    CITED_ELSEWHERE = "cited_elsewhere"
    UNCITED_SENTENCE = "uncited_sentence"
    MISSING_SLOT = "missing_slot"
    MISSING_ANSWER = "missing_answer"
    INVALID_ANSWER = "invalid_answer"
    PAGE_WITHOUT_TEXT = "page_without_text"
    DOCUMENT_NOT_READ = "document_not_read"
    INJECTION_MARK = "injection_mark"
    FORBIDDEN_WORDS = "forbidden_words"
    LENGTH = "length"
    OUTPUT_INVALID = "output_invalid"
    CONTEXT_LEFT_OUT = "context_left_out"
    LIBRARY_MISSING = "library_missing"
    TOKENS_DIFFER = "tokens_differ"
    CUT_SHORT = "cut_short"
    REQUIRED_WORDS = "required_words"
    REQUIRED_DISCLOSURE = "required_disclosure"
    READING_LEVEL = "reading_level"
    TONE = "tone"
    PERSONAL_DATA = "personal_data"
    LEAKED_TEXT = "leaked_text"
    OFF_TOPIC = "off_topic"
    WRONG_LANGUAGE = "wrong_language"
    NO_ANSWER = "no_answer"
    HARMFUL_WORDS = "harmful_words"
    MISSING_FACT = "missing_fact"
    MODERATION = "moderation"
    HIDDEN_TEXT = "hidden_text"
    TASK_IN_DOCUMENT = "task_in_document"
    LOOK_ALIKE = "look_alike"
    CONTRADICTED_WORDS = "contradicted_words"
    DIFFERENT_WORDS = "different_words"
    QUOTE_NOT_FOUND = "quote_not_found"
    WRONG_SUM = "wrong_sum"
    SECOND_READER = "second_reader"


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's result with its place (offsets in the plain text) and what it is about.

    `details` name the case's own words (the figure, the passage's figure, the field) and are kept sealed.
    """

    rule: Rule
    severity: Severity
    start: int
    end: int
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RaisedFinding:
    """A finding as it is recorded with the revision it was found in; `data` holds the sealed details."""

    finding_id: str
    revision_id: str
    rule: Rule
    severity: Severity
    start: int
    end: int
    data: Content

    @property
    def finding(self) -> Finding:
        """The finding itself."""
        return Finding(self.rule, self.severity, self.start, self.end, self.data.data)


class AnswerKind(StrEnum):
    """What a person did about a finding."""

    FIXED = "fixed"
    EXPLAINED = "explained"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """What a person did about a finding, and why."""

    finding_id: str
    kind: AnswerKind
    person_id: str
    reason: Content
    at: datetime


_LEADS_NOWHERE = "There is no source {number}: this citation leads nowhere."
_WORDS = {
    Rule.CONTRADICTED_FIGURE: "“{figure}” is not what the cited passage says: it says “{passage}”.",
    Rule.UNSUPPORTED_FIGURE: "“{figure}” stands neither in a cited passage nor in the answers.",
    Rule.UNSUPPORTED_DATE: "The date “{figure}” stands neither in a cited passage nor in the answers.",
    Rule.UNSUPPORTED_NAME: "“{figure}” stands neither in a cited passage nor in the answers.",
    Rule.ANSWER_DISAGREES: "The answer to “{label}” is {answer}, but the cited passage says {passage}.",
    Rule.CHANGED_ANSWER: "“{figure}” was an answer when this was drafted, and is none now{instead}.",
    Rule.UNRESOLVED_CITATION: "Source {number} does not hold what is said here.",
    Rule.CITED_ELSEWHERE: "What source {number} is given for stands in source {proposed}, not in this one.",
    Rule.UNCITED_SENTENCE: "This sentence cites no passage.",
    Rule.MISSING_SLOT: "Nothing was found for “{slot}”.",
    Rule.MISSING_ANSWER: "“{label}” has no answer.",
    Rule.INVALID_ANSWER: "{message}",
    Rule.PAGE_WITHOUT_TEXT: "{document}: no text could be read on page {page}.",
    Rule.DOCUMENT_NOT_READ: "{document}: {reason}",
    Rule.INJECTION_MARK: "{document}, page {page}, seems to speak to the program: “{words}”.",
    Rule.FORBIDDEN_WORDS: "“{words}” must not be used in this section.",
    Rule.LENGTH: "{words} words; the form asks for {least} to {most}.",
    Rule.OUTPUT_INVALID: "The structured part is not what the form asks for: {message}",
    Rule.CONTEXT_LEFT_OUT: (
        "{count} of the passages that the search found did not fit, the last of its order, and the drafter was not "
        "shown them."
    ),
    Rule.LIBRARY_MISSING: (
        "The library “{library}” was not on this machine when this was drafted: only what the case keeps of it was "
        "searched."
    ),
    Rule.TOKENS_DIFFER: (
        "The model counted {counted} tokens where about {sent} were sent: it may not have read all of the evidence."
    ),
    Rule.CUT_SHORT: "The model did not end this text by itself: its end may be missing.",
    Rule.REQUIRED_WORDS: "The form asks for “{words}” in this section.",
    Rule.REQUIRED_DISCLOSURE: "This must stand here word by word: “{words}”",
    Rule.READING_LEVEL: "The text is hard to read ({measure} {level}, asked for {limit}); this sentence weighs most.",
    Rule.TONE: "“{words}” does not fit the tone that the form asks for ({tone}).",
    Rule.PERSONAL_DATA: "“{words}” is personal ({kind}) and must not stand in this section.",
    Rule.LEAKED_TEXT: "“{words}” is taken from the instructions and says nothing of this case.",
    Rule.OFF_TOPIC: "Of {of} words here only {held} stand in the documents or answers: it may be about something else.",
    Rule.WRONG_LANGUAGE: "This is {language}; the form asks for {expected}.",
    Rule.NO_ANSWER: "“{words}” answers nothing.",
    Rule.HARMFUL_WORDS: "“{words}” may do harm, and no document says it.",
    Rule.MISSING_FACT: "Source {number} gives “{passage}” for {slot}; the text does not say it.",
    Rule.MODERATION: "The moderation service says of the model's draft: {categories}.",
    Rule.HIDDEN_TEXT: "{document}, page {page}, hides text that nobody sees, which was not used: “{words}”",
    Rule.LOOK_ALIKE: "{document}, page {page}, has letters that only look like others: “{words}”.",
    Rule.TASK_IN_DOCUMENT: "{document}, page {page}, sets a task that is none of the case's: “{words}”.",
    Rule.CONTRADICTED_WORDS: "“{figure}” says the contrary of the cited passage: it says “{passage}”.",
    Rule.DIFFERENT_WORDS: "“{figure}” stands where the cited passage says “{passage}”.",
    Rule.QUOTE_NOT_FOUND: "“{figure}” is quoted, and stands in no document of the case.",
    Rule.SECOND_READER: "The second reader “{reader}” does not find this in its passage: {words}",
    Rule.WRONG_SUM: "“{figure}” is not what its own calculation gives: that is {passage}.",
}


def words(finding: Finding) -> str:
    """The finding as a sentence in English (the source text of translations)."""
    of_rule = _LEADS_NOWHERE if leads_nowhere(finding) else _WORDS[finding.rule]
    return of_rule.format_map(_Known(finding.details))


def leads_nowhere(finding: Finding) -> bool:
    """Whether it is about a citation whose number is of no passage."""
    return finding.rule is Rule.UNRESOLVED_CITATION and finding.details.get("state") == QuoteState.NOT_FOUND


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
