"""Evaluating: cases run through the one pipeline, one that fails harms no other, what is not measured is named."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeClock
from service_examples import ANSWERS, CONTRACT, World, a_world, pack_with

from desktop_app.domain.evaluation import Attached, EvaluationCase, GoldContract, GoldMap, Report
from desktop_app.domain.pack import Pack
from desktop_app.services.evaluating import EVALUATOR, Evaluating


class Cases:
    """Evaluation cases that stand in the test."""

    def __init__(self, cases: Sequence[EvaluationCase]) -> None:
        self._cases = tuple(cases)

    def cases(self, pack: Pack) -> tuple[EvaluationCase, ...]:
        return self._cases

    def attached(self, pack: Pack, attached: Attached) -> bytes:
        return (attached.text or "").encode()

    def gold_map(self, pack: Pack) -> GoldMap:
        raise NotImplementedError

    def gold(self, folder: str) -> tuple[GoldContract, ...]:
        raise NotImplementedError

    def gold_file(self, folder: str, name: str) -> bytes:
        raise NotImplementedError


class Reader:
    """A second reader that is there, or is not."""

    def __init__(self, installed: bool) -> None:
        self.installed = installed

    def page_text(self, body: bytes, page: int) -> str | None:
        return None


class BenchWorld:
    """A world as evaluations see it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)

    async def chain(self, names: Sequence[str], *, alone: bool = False) -> tuple[str, ...]:
        return tuple(names)


def case(
    name: str, expect: Mapping[str, Any], answers: Mapping[str, object] = ANSWERS, **of_the_case: object
) -> EvaluationCase:
    attach = {"contract": [{"name": "contract.txt", "text": CONTRACT}]}
    return EvaluationCase.model_validate(
        {"case": name, "answers": dict(answers), "attach": attach, "expect": dict(expect), **of_the_case}
    )


GOOD = case("good", {"fee": {"facts": ["EUR 48,000"], "route": "flag"}})
WRONG = case("wrong", {"fee": {"facts": ["EUR 99,000"]}})
BROKEN = case("broken", {"fee": {"facts": ["EUR 48,000"]}}, {"fee": "a lot"})
PLANTED = case("planted", {"fee": {"route": "block", "findings": ["answer_disagrees"]}}, {**ANSWERS, "fee": "84000"})


async def run(home: Path, *cases: EvaluationCase, installed: bool = True) -> Report:
    @asynccontextmanager
    async def benches() -> AsyncIterator[Any]:
        async with a_world(home) as world:
            world.people[EVALUATOR] = await world.enrolling.add(
                EVALUATOR, list(world["ana"].profile.roles), EVALUATOR, None
            )
            yield BenchWorld(world)

    evaluating = Evaluating(benches, Cases(cases), Reader(installed), FakeClock())
    return await evaluating.run(pack_with(), "assembled", at_once=4, progress=lambda done, of: None)


@pytest.mark.parametrize(("of", "expected"), [(GOOD, True), (WRONG, False), (PLANTED, True)])
async def test_a_case_is_right_where_its_draft_is_what_was_expected(
    tmp_path: Path, of: EvaluationCase, expected: bool
) -> None:
    (result,) = (await run(tmp_path, of)).cases
    assert result.clean is expected


async def test_outcomes_values_and_stages_of_the_case_itself_are_judged(tmp_path: Path) -> None:
    said = {"outcomes": {"size": "small"}, "values": {"total": "EUR 96,000"}, "stages": ["review"]}
    other = {"outcomes": {"size": "large"}, "values": {"total": "EUR 1"}, "stages": []}
    expect = {"fee": {"facts": ["EUR 48,000"]}}
    right, wrong = (await run(tmp_path, case("right", expect, **said), case("wrong", expect, **other))).cases
    assert right.clean
    assert [score.misses for score in wrong.scores if not score.section] == [
        ("size is small, not large",),
        ("total is EUR 96,000, not EUR 1",),
        ("the stages are review, not none",),
    ]


async def test_the_answers_that_keep_a_case_from_being_sent_are_judged(tmp_path: Path) -> None:
    expect = {"fee": {"absent": False}}
    right, wrong = (
        await run(tmp_path, case("right", expect, {}, problems=["fee"]), case("wrong", expect, problems=["fee"]))
    ).cases
    assert right.clean
    assert [score.misses for score in wrong.scores if not score.section] == [
        ("the answers that are missing or wrong are none, not fee",)
    ]


async def test_a_blank_value_is_expected_as_one(tmp_path: Path) -> None:
    blank = {"outcomes": {"size": None}, "values": {"total": None}}
    (result,) = (await run(tmp_path, case("blank", {"fee": {"absent": False}}, {}, **blank))).cases
    assert result.clean


async def test_a_case_that_fails_says_so_and_harms_no_other(tmp_path: Path) -> None:
    broken, good = (await run(tmp_path, BROKEN, GOOD)).cases
    assert broken.failure and good.clean


async def test_without_a_second_reader_the_measure_is_left_out_and_named(tmp_path: Path) -> None:
    assert "pdftotext is not installed" in (await run(tmp_path, GOOD, installed=False)).left_out[0]
    assert (await run(tmp_path / "other", GOOD)).left_out == ()


async def test_results_stand_in_the_order_of_the_cases(tmp_path: Path) -> None:
    report = await run(tmp_path, GOOD, WRONG)
    assert [result.case for result in report.cases] == ["good", "wrong"]
