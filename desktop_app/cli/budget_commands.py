"""`countersign budget`: what drafting may cost."""

from decimal import Decimal
from typing import Any

import click

from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, Session, pass_session, table
from desktop_app.domain.budget import BudgetUse, Limit, Scope, read_amount, shown
from desktop_app.domain.person import Acting
from desktop_app.services.budgeting import Purpose
from desktop_app.services.program import Program

_scope = click.argument("scope", type=click.Choice([scope.value for scope in Scope]))
_form = click.option("--pack", "form", metavar="FORM", help="For drafts of this form alone.")


@click.group(cls=Verbs)
def budget() -> None:
    """What drafting may cost: what a call may use is reserved before it is made, and settled when it is over.

    \b
    countersign budget set month 200USD --pack contract_review
    countersign budget set day 5USD
    countersign budget show

    At 80 % it is said; what is spent whole stops new drafts by models, and the assembled draft is offered.
    """  # noqa: D301 click wants the very character


@budget.command("set")
@_scope
@click.argument("amount")
@_form
@pass_session
def set_limit(session: Session, scope: str, amount: str, form: str | None) -> int:
    """Set a limit for each SCOPE: a call, a section, a case, a calendar month, or a person's day (UTC).

    AMOUNT is in US dollars, as models are priced (200USD), or in tokens (500000tokens), which also holds models of
    which no price is known. What the form itself allows for a case holds beside it.
    """
    usd, tokens = session.guarded(lambda: read_amount(amount))
    limit = Limit(Scope(scope), usd, tokens, form)

    async def work(program: Program, acting: Acting) -> int:
        await program.budgeting.set_limit(acting, limit)
        return _show(session, [limit_json(limit)])

    return session.run_as(work)


@budget.command("remove")
@_scope
@_form
@pass_session
def remove_limit(session: Session, scope: str, form: str | None) -> int:
    """Have no such limit any more; the form's own stays."""

    async def work(program: Program, acting: Acting) -> int:
        await program.budgeting.remove_limit(acting, Scope(scope), form)
        return _show(session, [limit_json(limit) for limit in await program.budgeting.limits()])

    return session.run_as(work)


@budget.command()
@click.option("--case", "name", metavar="CASE", help="A case: its own budget too.")
@pass_session
def show(session: Session, name: str | None) -> int:
    """All limits, and what is spent of each."""

    async def work(program: Program, acting: Acting) -> int:
        rows = [limit_json(limit) for limit in await program.budgeting.limits()]
        person = acting.person.person_id
        if name is None:
            uses = await program.budgeting.open_uses(person)
        else:
            facts = await program.keeping.facts(await program.keeping.find(name))
            uses = await program.budgeting.uses(Purpose(facts.pack.form, facts.case_id, "", person))
        spent = {_key(limit_json(use.limit)): use_json(use) for use in uses}
        rows = [spent.pop(_key(row), row) for row in rows] + list(spent.values())
        return _show(session, rows)

    return session.run_as(work)


def limit_json(limit: Limit) -> dict[str, Any]:
    """A limit."""
    return {
        "scope": limit.scope.value,
        "form": limit.form,
        "limit_usd": None if limit.usd is None else str(limit.usd),
        "limit_tokens": limit.tokens,
    }


def use_json(use: BudgetUse) -> dict[str, Any]:
    """A limit and what is spent of it."""
    spent = use.spent
    return {
        **limit_json(use.limit),
        "spent_usd": str(spent.usd),
        "spent_tokens": spent.tokens,
        "calls_of_unknown_price": spent.unknown,
        "share": round(float(use.share), 4),
    }


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["scope"], row["form"], row["limit_usd"], row["limit_tokens"]


def _show(session: Session, rows: list[dict[str, Any]]) -> int:
    lines = [(r["scope"], r["form"] or "all forms", _limit(r), _spent(r)) for r in rows]
    shown_lines = (
        table(lines, ("Each", "Form", "Limit", "Spent")) if lines else ["No limit is set; forms have their own."]
    )
    session.show({"budgets": rows}, lambda: shown_lines)
    return DONE


def _limit(row: dict[str, Any]) -> str:
    return f"{row['limit_usd']} USD" if row["limit_usd"] is not None else f"{row['limit_tokens']:,} tokens"


def _spent(row: dict[str, Any]) -> str:
    if "share" not in row:
        return ""
    spent = f"{row['spent_tokens']:,} tokens" if row["limit_usd"] is None else f"{_dollars(row['spent_usd'])} USD"
    unknown = f", and {row['calls_of_unknown_price']} calls of unknown price" if row["calls_of_unknown_price"] else ""
    return f"{spent} ({row['share']:.0%}){unknown}"


def _dollars(kept: str) -> str:
    return shown(Decimal(kept))
