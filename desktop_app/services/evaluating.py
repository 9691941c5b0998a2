"""Evaluations: cases with known-good answers go through the same pipeline as real ones, many at a time, recorded.

Every evaluation runs on a store of its own, which is thrown away.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import RunFailed, SlotValue
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.evaluation import (
    CaseResult,
    ContractResult,
    EvaluationCase,
    GoldContract,
    GoldField,
    GoldMap,
    GoldScore,
    Report,
    Score,
    Verdict,
)
from desktop_app.domain.evidence import Citation, Document, DocumentKind
from desktop_app.domain.folding import fold
from desktop_app.domain.gate import stage_relevant
from desktop_app.domain.gold_scoring import against_quotes, gold_rows, judge
from desktop_app.domain.label import Label, LabelSource, evaluated_label, gold_says, meets_expectations
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting
from desktop_app.domain.scoring import (
    CaseOutcome,
    Cited,
    SectionOutcome,
    says_absent,
    score_case,
    score_section,
    table,
)
from desktop_app.services.attaching import Attaching, Attachment
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.drafting import Drafting
from desktop_app.services.enrolling import Enrolling
from desktop_app.services.grounding import Grounding
from desktop_app.services.ports import Clock, EvaluationFiles, Progress, SecondReader
from desktop_app.services.record_ports import Store

EVALUATOR = "evaluation"
T = TypeVar("T")


class Bench(Protocol):
    """The services of one throw-away store."""

    @property
    def store(self) -> Store:
        """The store."""
        ...

    @property
    def keeping(self) -> CaseKeeping:
        """Cases."""
        ...

    @property
    def attaching(self) -> Attaching:
        """Documents."""
        ...

    @property
    def drafting(self) -> Drafting:
        """The pipeline."""
        ...

    @property
    def grounding(self) -> Grounding:
        """Evidence."""
        ...

    @property
    def enrolling(self) -> Enrolling:
        """People."""
        ...

    async def chain(self, names: Sequence[str], *, alone: bool = False) -> tuple[str, ...]:
        """The endpoints to ask."""
        ...


@dataclass(frozen=True, slots=True)
class _Trial:
    """What all cases of an evaluation share: the services, who drafts, the pack, and whom it asks."""

    bench: Bench
    acting: Acting
    pack: Pack
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Gold:
    """A contract with gold answers: where it is, and which fields of the pack they are about."""

    map: GoldMap
    folder: str
    contract: GoldContract

    @property
    def file(self) -> str:
        """Its PDF, else its text."""
        return self.contract.pdf or self.contract.text


@dataclass(frozen=True, slots=True)
class _Drafted:
    """An evaluation's case after its draft."""

    facts: CaseFacts
    seconds: float
    failures: tuple[str, ...]


class Evaluating:
    """Runs evaluations of a pack with an endpoint."""

    def __init__(
        self,
        benches: Callable[[], AbstractAsyncContextManager[Bench]],
        files: EvaluationFiles,
        second: SecondReader,
        clock: Clock,
    ) -> None:
        self._benches, self._files, self._second, self._clock = benches, files, second, clock

    async def run(self, pack: Pack, endpoint: str, *, at_once: int, progress: Progress) -> Report:
        """The pack's own evaluation cases. Raises PackInvalid where they cannot be read."""
        cases = self._files.cases(pack)
        started = self._clock.mono_ms()
        async with self._trial(pack, endpoint) as trial:
            results = await _many([partial(self._case, trial, case) for case in cases], at_once, progress)
        return Report(
            rows=table(results, pack.form.bar),
            cases=tuple(results),
            left_out=self._left_out(),
            seconds=(self._clock.mono_ms() - started) / 1000,
        )

    async def run_gold(
        self, pack: Pack, endpoint: str, folder: str, *, at_once: int, most: int | None, progress: Progress
    ) -> Report:
        """Contracts with gold answers from outside the pack: at `most` so many, those with a PDF first."""
        gold_map = self._files.gold_map(pack)
        contracts = sorted(self._files.gold(folder), key=lambda contract: contract.pdf is None)[:most]
        started = self._clock.mono_ms()
        async with self._trial(pack, endpoint) as trial:
            work = [partial(self._contract, trial, _Gold(gold_map, folder, each)) for each in contracts]
            pairs = await _many(work, at_once, progress)
        scores = tuple(score for _, found in pairs for score in found)
        return Report(
            rows=(),
            gold_rows=gold_rows(scores),
            gold=scores,
            contracts=tuple(result for result, _ in pairs),
            left_out=self._left_out(),
            seconds=(self._clock.mono_ms() - started) / 1000,
        )

    async def label(
        self, pack: Pack, endpoint: str, folders: Sequence[str], *, at_once: int, progress: Progress
    ) -> tuple[Label, ...]:
        """Each section that the endpoint drafts for the pack's evaluation cases, and for the contracts with gold
        answers in these folders, labelled as right or wrong. What no expectation or gold answer is about has no label.
        """
        gold = [(folder, contract) for folder in folders for contract in self._files.gold(folder)]
        gold_map = self._files.gold_map(pack) if gold else None
        async with self._trial(pack, endpoint) as trial:
            work: list[Callable[[], Coroutine[Any, Any, tuple[Label, ...]]]]
            work = [partial(self._case_labels, trial, case) for case in self._files.cases(pack)]
            if gold_map:
                work += [partial(self._gold_labels, trial, _Gold(gold_map, *each)) for each in gold]
            return tuple(label for labels in await _many(work, at_once, progress) for label in labels)

    @asynccontextmanager
    async def _trial(self, pack: Pack, endpoint: str) -> AsyncIterator[_Trial]:
        async with self._benches() as bench:
            acting = await bench.enrolling.current(EVALUATOR)
            yield _Trial(bench, acting, pack, await bench.chain([endpoint], alone=True))

    async def _case_labels(self, trial: _Trial, case: EvaluationCase) -> tuple[Label, ...]:
        result, facts = await self._scored(trial, case)
        if facts is None:
            return ()
        by_section: dict[str, list[Score]] = {name: [] for name in case.expect}
        for score in result.scores:
            if score.section:
                by_section[score.section].append(score)
        right = {name: meets_expectations(scores) for name, scores in by_section.items() if scores}
        return self._labels(facts, right, case.case, LabelSource.EVALUATION)

    async def _gold_labels(self, trial: _Trial, gold: _Gold) -> tuple[Label, ...]:
        facts = (await self._draft_contract(trial, gold)).facts
        verdicts: dict[str, list[Verdict]] = {}
        for rule, score in zip(gold.map.fields, _gold_scores(trial.bench, facts, gold), strict=True):
            verdicts.setdefault(rule.section, []).append(score.verdict)
        right = {name: says for name, found in verdicts.items() if (says := gold_says(found)) is not None}
        return self._labels(facts, right, gold.contract.id, LabelSource.GOLD)

    def _labels(self, facts: CaseFacts, right: Mapping[str, bool], name: str, source: LabelSource) -> tuple[Label, ...]:
        now = self._clock.now()
        found = (evaluated_label(facts, each, name, source, right=is_so, at=now) for each, is_so in right.items())
        return tuple(label for label in found if label is not None)

    def _left_out(self) -> tuple[str, ...]:
        return () if self._second.installed else ("citations seen by a second reader: pdftotext is not installed",)

    async def _case(self, trial: _Trial, case: EvaluationCase) -> CaseResult:
        result, _ = await self._scored(trial, case)
        return result

    async def _scored(self, trial: _Trial, case: EvaluationCase) -> tuple[CaseResult, CaseFacts | None]:
        """The scores of an evaluation case, and the case itself; None where it could not be run."""
        files = {
            field: tuple(Attachment(a.name, self._files.attached(trial.pack, a)) for a in group)
            for field, group in case.attach.items()
        }
        try:
            drafted = await self._draft(trial, case.case, case.answers, files)
        except CountersignError as error:
            return CaseResult(case.case, case.kind, (), 0.0, failure=str(error)), None
        scores = [*score_case(case, _came(drafted.facts))]
        for section in trial.pack.form.sections:
            if section.section in case.expect:
                outcome = await self._outcome(trial.bench, drafted.facts, section.section)
                scores += score_section(section, outcome, case.expect[section.section])
        failure = " ".join(drafted.failures)
        return CaseResult(case.case, case.kind, tuple(scores), drafted.seconds, failure=failure), drafted.facts

    async def _draft(
        self, trial: _Trial, title: str, answers: Mapping[str, object], files: Mapping[str, tuple[Attachment, ...]]
    ) -> _Drafted:
        bench, acting, pack = trial.bench, trial.acting, trial.pack
        started = self._clock.mono_ms()
        case_id = await bench.keeping.open(acting, pack, title=title)
        if answers:
            await bench.keeping.answer(acting, case_id, answers)
        for field, group in files.items():
            await bench.attaching.attach(acting, pack.form, case_id, field, group)
        failures = [
            e.words async for e in bench.drafting.draft(acting, case_id, trial.chain) if isinstance(e, RunFailed)
        ]
        seconds = (self._clock.mono_ms() - started) / 1000
        return _Drafted(await bench.keeping.facts(case_id), seconds, tuple(failures))

    async def _outcome(self, bench: Bench, facts: CaseFacts, section: str) -> SectionOutcome:
        head = facts.record.head(section)
        if head is None:
            return SectionOutcome("", (), (), None)
        cited = [await self._cited(bench, facts, c) for c in facts.record.citations.get(head.revision_id, ())]
        route = facts.record.routes.get(head.revision_id)
        findings = tuple(f.rule for f in facts.record.findings.get(head.revision_id, ()))
        return SectionOutcome(head.section_text.plain, tuple(cited), findings, route.route if route else None)

    async def _cited(self, bench: Bench, facts: CaseFacts, citation: Citation) -> Cited:
        """A citation, looked up by a reader that shares nothing with the first."""
        passage = next((p for p in facts.passages if p.passage_id == citation.passage_id), None)
        if passage is None:
            return Cited(citation.quote_state, None)
        document = next(d for d in facts.record.documents if d.document_id == passage.document_id)
        page = await self._seen_page(bench, document, passage.page)
        seen = None if page is None else fold(passage.text).text in fold(page).text
        return Cited(citation.quote_state, passage.page, seen)

    async def _seen_page(self, bench: Bench, document: Document, page: int) -> str | None:
        """What the second reader sees: of a PDF the page by another program, of a text its original bytes."""
        if document.kind not in (DocumentKind.PDF, DocumentKind.TEXT):
            return None
        body = await bench.store.body(document.original)
        if document.kind is DocumentKind.TEXT:
            return body.decode(errors="replace")
        return await asyncio.to_thread(self._second.page_text, body, page)

    async def _contract(self, trial: _Trial, gold: _Gold) -> tuple[ContractResult, tuple[GoldScore, ...]]:
        drafted = await self._draft_contract(trial, gold)
        bench, facts = trial.bench, drafted.facts
        outcomes = {s.section: await self._outcome(bench, facts, s.section) for s in trial.pack.form.sections}
        scores = _gold_scores(bench, facts, gold)
        cited = [c for outcome in outcomes.values() for c in outcome.cited]
        own = {d.document_id for d in facts.record.documents if d.field == gold.map.attach}
        return (
            ContractResult(
                contract=gold.contract.id,
                document=gold.file.rsplit(".", 1)[-1],
                pages=sum(page.document_id in own for page in facts.pages),
                passages=sum(passage.document_id in own for passage in facts.passages),
                citations_right=sum(c.right for c in cited),
                citations_wrong=sum(not c.right for c in cited),
                findings=sum(len(outcome.findings) for outcome in outcomes.values()),
                routes={
                    kind: sum(o.route == kind for o in outcomes.values())
                    for kind in dict.fromkeys(o.route for o in outcomes.values() if o.route)
                },
                seconds=drafted.seconds,
                failure=" ".join(drafted.failures),
            ),
            scores,
        )

    async def _draft_contract(self, trial: _Trial, gold: _Gold) -> _Drafted:
        body = self._files.gold_file(gold.folder, gold.file)
        files = {gold.map.attach: (Attachment(gold.file.rsplit("/", 1)[-1], body),)}
        return await self._draft(trial, gold.contract.id[:80], {}, files)


def _came(facts: CaseFacts) -> CaseOutcome:
    """What the answers and the routes of the drafts make of the case."""
    return CaseOutcome(
        outcomes={name: outcome for name, (outcome, _) in facts.evaluated.outcomes.items()},
        values={name: answer.text for name, answer in facts.answers.items()},
        stages=tuple(stage.stage for stage in facts.pack.form.stages if stage_relevant(facts, stage)),
        problems=tuple(dict.fromkeys(problem.field for problem in facts.problems)),
        left_out=tuple(s.section for s in facts.pack.form.sections if s.section in facts.evaluated.left_out),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What a section says: the values of its slots with the passages that they are from, or a model's words."""

    slots: Mapping[str, tuple[SlotValue, ...]]
    texts: Mapping[int, str]
    words: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()

    def of(self, rule: GoldField) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The values that answer what a gold field asks, and the passages that they rest on."""
        found = [value for slot in rule.slots for value in self.slots.get(slot, ())]
        passages = tuple(self.texts[n] for n in dict.fromkeys(v.number for v in found))
        return (*self.words, *(v.value for v in found)), (*self.cited, *passages)


def _gold_scores(bench: Bench, facts: CaseFacts, gold: _Gold) -> tuple[GoldScore, ...]:
    """The scores of all gold fields; what a section says is found once for all that are asked of it."""
    said = {name: _said(bench, facts, name) for name in {rule.section for rule in gold.map.fields}}
    return tuple(_gold_score(said[rule.section], gold.contract, rule) for rule in gold.map.fields)


def _gold_score(said: _Said, contract: GoldContract, rule: GoldField) -> GoldScore:
    answer = contract.fields[rule.gold]
    values, passages = said.of(rule)
    verdict = judge(rule, answer, values, contract.fields)
    score = GoldScore(contract.id, rule.gold, verdict, "; ".join(values), answer.answer)
    return score if verdict is Verdict.NOT_COMPARABLE else against_quotes(score, answer.quotes, passages)


def _said(bench: Bench, facts: CaseFacts, name: str) -> _Said:
    section, head = facts.section(name), facts.record.head(name)
    if section is None or head is None:
        return _Said({}, {})
    run = next((r for r in facts.record.runs if r.run_id == head.run_id), None)
    if run is None or run.endpoint == "assembled":
        found = bench.grounding.ground(facts, section)
        return _Said(found.slots, {item.number: item.passage.text for item in found.evidence})
    text = head.section_text.plain
    cited = {c.passage_id for c in facts.record.citations.get(head.revision_id, ())}
    passages = tuple(p.text for p in facts.passages if p.passage_id in cited)
    return _Said({}, {}, () if says_absent(section, text) else (text,), passages)


async def _many(work: Sequence[Callable[[], Coroutine[Any, Any, T]]], at_once: int, progress: Progress) -> list[T]:
    """Do all of it, so many at a time; the results in order."""
    room, done = asyncio.Semaphore(at_once), 0

    async def one(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        nonlocal done
        async with room:
            result = await make()
        done += 1
        progress(done, len(work))
        return result

    return list(await asyncio.gather(*(one(make) for make in work)))
