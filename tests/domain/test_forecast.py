"""What drafting takes follows from earlier cases in which the same endpoint drafted the same sections."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from store_examples import AT, FILE_1

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.forecast import forecast
from desktop_app.domain.usage import Call, Run, RunOutcome

SERVER = Endpoint("server", EndpointKind.OPENAI)
SECTIONS = ("fee", "term")
DONE = RunOutcome.FINISHED


def run(
    section: str, start: int, end: int, *, endpoint: str = "server", outcome: RunOutcome = RunOutcome.FINISHED
) -> Run:
    at, until = AT + timedelta(seconds=start), AT + timedelta(seconds=end)
    return Run(f"{section}-{start}", "c1", section, endpoint, at, until, outcome, None)


def call(of: Run, cost: str | None) -> Call:
    price = None if cost is None else Decimal(cost)
    return Call(
        of.run_id, of.run_id, 1, "server", "m", None, None, "{}", 1, 1, 0, price, None, None, 900, "stop", None
    )  # fmt: skip


def case(*runs: Run, cost: str | None = "0.01") -> CaseRecord:
    return replace(CaseRecord(FILE_1), runs=runs, calls=tuple(call(each, cost) for each in runs))


def test_time_is_from_the_first_start_to_the_last_end_of_first_runs() -> None:
    earlier = case(run("fee", 0, 20), run("term", 5, 40), run("fee", 900, 990))
    assert forecast(SECTIONS, SERVER, [earlier], None).seconds == 40


def test_time_and_cost_are_medians_of_earlier_cases() -> None:
    earlier = [
        case(run("fee", 0, end), run("term", 0, 5), cost=cost)
        for end, cost in ((10, "0.01"), (30, "0.02"), (20, "0.05"))
    ]
    expected = forecast(SECTIONS, SERVER, earlier, None)
    assert (expected.seconds, expected.cost, expected.cases) == (20, Decimal("0.04"), 3)


def test_another_endpoint_a_failed_run_or_half_the_sections_say_nothing() -> None:
    other = case(run("fee", 0, 9, endpoint="other"), run("term", 0, 9, endpoint="other"))
    failed = case(run("fee", 0, 9), run("term", 0, 9, outcome=RunOutcome.FAILED))
    expected = forecast(SECTIONS, SERVER, [other, failed, case(run("fee", 0, 9))], Decimal(1))
    assert (expected.seconds, expected.cost, expected.most, expected.cases) == (None, None, Decimal(1), 0)


def test_an_unknown_cost_stays_unknown() -> None:
    expected = forecast(SECTIONS, SERVER, [case(run("fee", 0, 9), run("term", 0, 9), cost=None)], None)
    assert (expected.seconds, expected.cost) == (9, None)
