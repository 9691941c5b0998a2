"""Deterministic scorers: a section's outcome against what was expected of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.evaluation import CaseResult, EvaluationCase, Expectation, Row, Score, ScorerName
from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.finding import Rule
from desktop_app.domain.folding import fold
from desktop_app.domain.form import Section
from desktop_app.domain.route import RouteKind

_NOT_FOUND = re.compile(
    r"\b(?:not\s+found|no\s+[^.]{0,80}\b(?:was|were|is|are)\s+(?:found|stated|given|included)"
    r"|(?:does|do|did)\s+not\s+(?:contain|say|state|provide|mention|specify|include|address))\b",
    re.IGNORECASE,
)
_BEFORE_SAME_NUMBER = re.compile(r"\d[.,]?$")
_AFTER_SAME_NUMBER = re.compile(r"[.,]?\d")


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as it came out: its state, the page (None where it leads nowhere), and what a second, independent
    reader found of its quote on that page (None where there was no such reader, or nothing for it to read)."""

    state: QuoteState
    page: int | None
    seen_again: bool | None = None

    @property
    def right(self) -> bool:
        """Whether it leads to its quote, as far as anyone could look."""
        return self.state.resolved and self.seen_again is not False


@dataclass(frozen=True, slots=True)
class SectionOutcome:
    """What became of a section: its plain text, citations, the rules of its findings, and its route."""

    text: str
    cited: tuple[Cited, ...]
    findings: tuple[Rule, ...]
    route: RouteKind | None


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What became of a case: outcomes by rule table, values by field as people read them, its stages in order, the
    fields whose answers keep it from being sent, and the sections that are no part of it."""

    outcomes: Mapping[str, str]
    values: Mapping[str, str]
    stages: tuple[str, ...]
    problems: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def score_case(case: EvaluationCase, came: CaseOutcome) -> tuple[Score, ...]:
    """A score of each scorer that has something to judge in the case itself."""
    expected = {name: _listed(each) if isinstance(each, tuple) else each for name, each in case.outcomes.items()}
    outcomes, values = _held(expected, came.outcomes), _held(case.values, came.values)
    scores = [_score("outcomes", "", outcomes), _score("values", "", values)]
    if case.stages is not None:
        miss = f"the stages are {_listed(came.stages)}, not {_listed(case.stages)}"
        scores.append(_score("stages", "", {miss: came.stages == case.stages}))
    if case.problems is not None:
        miss = f"the answers that are missing or wrong are {_listed(came.problems)}, not {_listed(case.problems)}"
        scores.append(_score("problems", "", {miss: came.problems == case.problems}))
    if case.left_out is not None:
        miss = f"the sections that are left out are {_listed(came.left_out)}, not {_listed(case.left_out)}"
        scores.append(_score("left_out", "", {miss: came.left_out == case.left_out}))
    return tuple(score for score in scores if score.judged)


def _held(expected: Mapping[str, str | None], came: Mapping[str, str]) -> dict[str, bool]:
    """Whether each is what was expected, by the words of its miss."""
    return {
        f"{name} is {came.get(name) or 'open'}, not {words or 'open'}": came.get(name) == words
        for name, words in expected.items()
    }


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def score_section(section: Section, outcome: SectionOutcome, expected: Expectation) -> tuple[Score, ...]:
    """A score of each scorer that has something to judge."""
    name, text = section.section, outcome.text
    scores = [
        _score("facts", name, {f"“{fact}” is not said": says(text, fact) for fact in expected.facts}),
        _score("must_not", name, {f"“{words}” is said": not says(text, words) for words in expected.must_not}),
        _score("pages", name, {f"page {page} is not cited": _cites(outcome, page) for page in expected.pages}),
        _score("findings", name, {f"no {rule} was found": rule in outcome.findings for rule in expected.findings}),
        _score("citations", name, {f"citation {i} is wrong": c.right for i, c in enumerate(outcome.cited, start=1)}),
    ]
    if expected.absent is not None:
        miss = "absence is not said" if expected.absent else "absence is said"
        scores.append(_score("absent", name, {miss: says_absent(section, text) is expected.absent}))
    if expected.route is not None:
        found = f" (found: {', '.join(dict.fromkeys(outcome.findings))})" if outcome.findings else ""
        miss = f"the route is {outcome.route}, not {expected.route}{found}"
        scores.append(_score("routes", name, {miss: outcome.route is expected.route}))
    return tuple(score for score in scores if score.judged)


def _score(scorer: ScorerName, section: str, judged: Mapping[str, bool]) -> Score:
    return Score(
        scorer, section, sum(judged.values()), len(judged), tuple(miss for miss, right in judged.items() if not right)
    )


def says(text: str, words: str) -> bool:
    """Whether the words stand in the text as whole words and whole numbers, whatever is between their letters."""
    folded, at = fold(text), 0
    while (found := folded.find(words, at)) is not None:
        before, after = text[: found.start], text[found.end :]
        inside = before[-1:].isalnum() or after[:1].isalnum()
        if text[found.start].isdigit() and _BEFORE_SAME_NUMBER.search(before[-2:]):
            inside = True
        if text[found.end - 1].isdigit() and _AFTER_SAME_NUMBER.match(after):
            inside = True
        if not inside:
            return True
        at = found.start + 1
    return False


def says_absent(section: Section, text: str) -> bool:
    """Whether the text says that what its first slot asks for was not found, in the slot's words or in its own."""
    own = [slot.absent for slot in section.slots if slot.absent]
    if own and says(text, own[0]):
        return True
    return not any(says(text, words) for words in own) and bool(_NOT_FOUND.search(text))


def _cites(outcome: SectionOutcome, page: int) -> bool:
    return any(cited.right and cited.page == page for cited in outcome.cited)


def table(results: Sequence[CaseResult], bar: Mapping[str, float]) -> tuple[Row, ...]:
    """A line for each scorer that judged something, and for each that the bar asks for. A case that failed to run
    counts as one miss of `cases`."""
    scores = [score for result in results for score in result.scores]
    names = dict.fromkeys([*bar, *(score.scorer for score in scores)])
    rows = [
        Row(
            name,
            sum(score.right for score in scores if score.scorer == name),
            sum(score.judged for score in scores if score.scorer == name),
            bar.get(name),
        )
        for name in names
        if name != "cases"
    ]
    ran = Row("cases", sum(not result.failure for result in results), len(results), bar.get("cases", 1.0))
    return (*rows, ran)
