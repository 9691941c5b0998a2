"""Batches, for people on a terminal and as JSON."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from desktop_app.cli.session import table
from desktop_app.domain.batch import Batch, BatchState, KeptRow, RowState, summary
from desktop_app.domain.batch_figures import BatchFigures
from desktop_app.domain.batch_plan import BatchPlan
from desktop_app.domain.batch_words import PAUSES, fault_words
from desktop_app.domain.form import Form
from desktop_app.domain.route import RouteKind
from desktop_app.services.batching import BatchOver, BatchRests, BatchTold, RowTold

_SHOWN = 20
"""Rows that cannot be read which are named before a batch begins; all of them stand in the table of failed rows."""
_STANDING = {BatchState.RUNNING: "broken off", BatchState.PAUSED: "paused", BatchState.DONE: "finished"}


def forecast_json(plan: BatchPlan) -> dict[str, Any]:
    """What a batch is expected to take. None is unknown."""
    expected = plan.forecast
    return {
        "form": plan.pack.form.form,
        "from": plan.place,
        "endpoints": list(plan.endpoints),
        "rows": len(plan.rows),
        "ready": expected.ready,
        "failed": expected.failed,
        "skipped": expected.skipped,
        "seconds_least": None if expected.seconds is None else round(expected.seconds.least, 1),
        "seconds_most": None if expected.seconds is None else round(expected.seconds.most, 1),
        "cost_usd": _money(expected.cost),
        "most_usd": _money(expected.most),
        "cases_known": expected.case.cases,
        "not_looked_at": list(plan.others),
        "problems": [
            {"row": r.number, "line": r.line or None, "name": r.name, "why": r.problem.fault, "words": r.problem.words}
            for r in plan.rows
            if r.problem
        ],
    }


def forecast_lines(plan: BatchPlan) -> list[str]:
    """The same in words."""
    expected = plan.forecast
    left = f", {expected.failed} that cannot be drafted" if expected.failed else ""
    left += f", {expected.skipped} skipped" if expected.skipped else ""
    bad = [row for row in plan.rows if row.problem]
    more = [f"  … and {len(bad) - _SHOWN} more"] if len(bad) > _SHOWN else []
    problems = [f"  row {r.number} ({r.name}): {r.problem.words}" for r in bad[:_SHOWN] if r.problem]
    head = f"{expected.ready} rows to draft{left}, by {', '.join(plan.endpoints)}."
    return [head, _takes(plan), *_others(plan.others), *problems, *more]


def _others(names: Sequence[str]) -> list[str]:
    """What of a folder is left out altogether."""
    if not names:
        return []
    shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    return [f"Not looked at, since folders, hidden files and links that lead elsewhere are not: {shown}."]


def _takes(plan: BatchPlan) -> str:
    expected = plan.forecast
    known = f"by {expected.case.cases} earlier cases" if expected.case.cases else "no earlier case tells"
    within = expected.seconds
    time = "an unknown time" if within is None else " to ".join(dict.fromkeys(map(_span, (within.least, within.most))))
    if not expected.case.endpoint.is_model:
        return f"Expected: {time} ({known}), at no cost."
    cost = "unknown" if expected.cost is None else f"{_money(expected.cost)} USD"
    most = "unknown" if expected.most is None else f"{_money(expected.most)} USD"
    return f"Expected: {time} ({known}), cost {cost}, at most {most}."


def batch_json(
    found: Batch, form: Form, rows: Sequence[tuple[KeptRow, RowState]], took: BatchFigures, *, running: bool
) -> dict[str, Any]:
    """A batch with all of its rows."""
    kept = [row for row, _ in rows]
    counted = summary([s.section for s in form.drafted], kept)
    return {
        "batch": found.batch_id,
        "form": found.form,
        "from": found.place,
        "state": found.state.value if running or found.state is not BatchState.RUNNING else "broken_off",
        "begun": found.at.isoformat(),
        "endpoints": list(found.endpoints),
        "states": {state: sum(each is state for _, each in rows) for state in RowState},
        "took": _took_json(took),
        "routes": {section: {kind.value: counts[kind] for kind in RouteKind} for section, counts in counted.sections},
        "rows": [_row_json(row, state, form) for row, state in rows],
    }


def _took_json(took: BatchFigures) -> dict[str, Any]:
    return {
        "seconds": round(took.seconds, 1),
        "expected_seconds": None if took.expected_seconds is None else round(took.expected_seconds, 1),
        "cost_usd": _money(took.cost),
        "expected_cost_usd": _money(took.expected_cost),
        "endpoints": [
            {
                "endpoint": rate.endpoint,
                "calls": rate.calls,
                "refused_as_too_many": rate.refused,
                "calls_a_minute": round(rate.a_minute, 1),
                "side_by_side": round(rate.side_by_side, 2),
                "at_once": rate.at_once,
                "share": round(rate.share, 3),
                "a_minute_allowed": rate.limit,
                "share_a_minute": None if rate.minute_share is None else round(rate.minute_share, 3),
            }
            for rate in took.rates
        ],
    }


def _took_lines(took: dict[str, Any]) -> list[str]:
    """Time and cost beside what was forecast, and how busy each endpoint was kept."""
    seconds, cost = took["expected_seconds"], took["expected_cost_usd"]
    expected = "unknown" if seconds is None else f"at most {_span(seconds)}"
    line = f"Took {_span(took['seconds'])} at work (expected: {expected})"
    if took["endpoints"]:
        line += f", cost {took['cost_usd'] or 'unknown'} USD (expected: {cost or 'unknown'})"
    return [f"{line}.", *map(_rate_line, took["endpoints"])]


def _rate_line(rate: dict[str, Any]) -> str:
    refused = rate["refused_as_too_many"]
    said = f"; {refused} of them it refused as too many" if refused else ""
    busy = f"{rate['side_by_side']:.1f} side by side of the {rate['at_once']} that it allows ({rate['share']:.0%})"
    limit, share = rate["a_minute_allowed"], rate["share_a_minute"]
    allowed = "" if limit is None else f" of the {limit} that it allows ({share:.0%})"
    return f"{rate['endpoint']}: {rate['calls']} calls, {rate['calls_a_minute']:.0f} a minute{allowed}, {busy}{said}."


def _row_json(row: KeptRow, state: RowState, form: Form) -> dict[str, Any]:
    end = row.end
    return {
        "row": row.number,
        "name": row.row.name,
        "state": state.value,
        "case": row.case_id,
        "why": end.why.value if end and end.why else None,
        "words": fault_words(end.why, end.about, form) if end and end.why else None,
        "routes": {section: route.value for section, route in row.routes.items()},
    }


def batch_lines(result: dict[str, Any]) -> list[str]:
    """A batch in words: how it stands, which way sections went, and the rows that are not drafted."""
    states = ", ".join(f"{count} {state.value}" for state, count in result["states"].items() if count)
    standing = _STANDING.get(BatchState(result["state"]) if result["state"] != "broken_off" else BatchState.RUNNING, "")
    head = f"{result['batch'][:8]}  {result['form']}, {standing}: {states}"
    routes = [(name, *(str(counts[kind.value]) for kind in RouteKind)) for name, counts in result["routes"].items()]
    rows = [
        f"  {row['row']:>4}  {row['state']:8} {row['name']}: {row['words'] or ''}"
        for row in result["rows"]
        if row["words"] or row["state"] == RowState.WAITING
    ]
    return [
        head,
        *_took_lines(result["took"]),
        "",
        *table(routes, ("Section", "Pass", "Flag", "Block")),
        *(["", *rows] if rows else []),
    ]


def told_line(told: BatchTold) -> str:
    """What happened, in a line; nothing for what is only begun."""
    match told:
        case RowTold(row, state) if state is not RowState.DRAFTING:
            why = f" ({row.end.why.value})" if row.end and row.end.why else ""
            return f"  {row.number:>4}  {state.value}{why}  {row.row.name}"
        case BatchRests(_, seconds):
            return f"Its servers take no calls now; they are tried again in {seconds:.0f} s."
        case BatchOver(_, why) if why is not None:
            return f"Paused. {PAUSES[why]}"
    return ""


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.4f}"


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 100 else f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
