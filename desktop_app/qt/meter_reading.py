"""What the drafts of a case have cost and how fast they came, and what happens to it when it is sent."""

from collections.abc import Iterable, Sequence

from desktop_app.domain.budget import BudgetUse, Scope
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.gate import routes_of
from desktop_app.domain.latency import OnBreach
from desktop_app.domain.person import Person, Profile
from desktop_app.domain.route import RouteKind
from desktop_app.domain.usage import Call
from desktop_app.qt.approval_needs import approval_needs
from desktop_app.qt.draft_state import Meter, Spending, WayOn
from desktop_app.services.metering import total_cost


def meter_of(facts: CaseFacts, uses: Iterable[BudgetUse] = ()) -> Meter:
    """What all calls of the case cost and took, against the form's budget and the others that hold for it."""
    uses = tuple(uses)
    calls, budget = facts.record.calls, facts.pack.form.budget
    by_model = [call for call in calls if call.endpoint != ASSEMBLED.name]
    timed = [call.first_text_ms for call in by_model if call.first_text_ms is not None]
    sections = {run.run_id: run.section for run in facts.record.runs}
    titles = {section.section: section.title for section in facts.pack.form.sections}
    places = {section: place for place, section in enumerate(titles)}
    of_case = [float(use.share) for use in uses if use.limit.scope is Scope.CASE]
    return Meter(
        share=max(of_case, default=None),
        near=tuple(use.words for use in uses if use.is_near and use.limit.scope is not Scope.CASE),
        cost=total_cost(calls),
        calls=len(calls),
        budget=budget.case_cost.amount,
        currency=budget.case_cost.currency,
        first_ms=timed[-1] if timed else None,
        first_budget_ms=round(budget.first_words.total_seconds() * 1000),
        cached=_cached(by_model),
        late_is_assembled=OnBreach(budget.on_breach) is not OnBreach.WAIT,
        spent=tuple(
            Spending(
                titles.get(sections.get(call.run_id, ""), ""),
                call.model,
                call.cost,
                call.price_date.isoformat() if call.price_date else "",
            )
            for call in sorted(calls, key=lambda call: places.get(sections.get(call.run_id, ""), len(places)))
        ),
    )


def _cached(calls: Sequence[Call]) -> float | None:
    """The share of what models read that servers had read before; None where no server says so."""
    told = [(c.tokens_cached, c.tokens_in) for c in calls if c.tokens_cached is not None and c.tokens_in]
    read = sum(tokens_in for _, tokens_in in told)
    share = sum(cached for cached, _ in told) / read if read else 0.0
    return share or None


def way_on(facts: CaseFacts, people: Iterable[tuple[Person, Profile]]) -> WayOn:
    """What the sections' routes and the form's stages ask for once the case is sent."""
    routes, titles = routes_of(facts), {s.section: s.title for s in facts.pack.form.sections}
    return WayOn(
        flagged=tuple(titles[name] for name, route in routes.items() if route is RouteKind.FLAG),
        blocked=tuple(titles[name] for name, route in routes.items() if route is RouteKind.BLOCK),
        needs=approval_needs(facts, people),
        passed=tuple(titles[name] for name, route in routes.items() if route is RouteKind.PASS),
    )
