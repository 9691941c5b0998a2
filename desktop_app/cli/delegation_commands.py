"""The commands of `countersign person` by which people decide for each other."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import click

from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, Session, pass_session, table
from desktop_app.domain.delegation import DELEGATED, Delegation, StandingDelegation
from desktop_app.domain.person import Acting, Role
from desktop_app.services.program import Program

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(cls=Verb)
@click.option("--to", required=True, metavar="NAME", help="Who decides for you.")
@click.option("--until", required=True, type=_DAY, help="The last day of it (UTC), such as 2026-12-24.")
@click.option("--from", "since", type=_DAY, help="The first day of it (UTC); without it, it begins now.")
@click.option("--role", type=click.Choice([role.value for role in DELEGATED]), help="One of your roles alone.")
@pass_session
def delegate(session: Session, to: str, until: datetime, since: datetime | None, role: str | None) -> int:
    """Let another person decide for you until the end of a day.

    They decide as themselves, for you: both names stand in the record and under the signature. Neither your own words
    nor theirs are approved by it, and they cannot pass it on.
    """

    async def work(program: Program, acting: Acting) -> int:
        given = await program.delegating.delegate(
            acting,
            to,
            _midnight(until.date() + timedelta(days=1)),
            role=Role(role) if role else None,
            since=_midnight(since.date()) if since else None,
        )
        rows = [_plain(each) for each in given]
        words = [f"{to} decides for you as {r['role']}, until {r['last_day']} ({r['delegation'][:8]})" for r in rows]
        session.show({"delegations": rows}, lambda: words)
        return DONE

    return session.run_as(work)


@click.command("delegations", cls=Verb)
@pass_session
def list_delegations(session: Session) -> int:
    """Who decides for whom, with those that are over."""

    async def work(program: Program) -> int:
        names = {person.person_id: person.name for person, _ in await program.enrolling.listing()}
        now = program.delegating.now()
        rows = [_standing(each, names, now) for each in await program.delegating.listing()]
        cells = [(r["delegation"][:8], r["of"], r["to"], r["role"], r["last_day"], r["state"]) for r in rows]
        titles = ("Delegation", "Of", "To", "As", "Until", "State")
        session.show({"delegations": rows}, lambda: table(cells, titles))
        return DONE

    return session.run(work)


@click.command(cls=Verb)
@click.argument("delegation")
@pass_session
def revoke(session: Session, delegation: str) -> int:
    """End a delegation at once: your own, or as an administrator any. What was decided under it stays."""

    async def work(program: Program, acting: Acting) -> int:
        await program.delegating.revoke(acting, delegation)
        session.show({"delegation": delegation, "ended": True}, lambda: ["The delegation has ended."])
        return DONE

    return session.run_as(work)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _plain(given: Delegation) -> dict[str, Any]:
    return {
        "delegation": given.delegation_id,
        "person": given.person_id,
        "delegate": given.delegate_id,
        "role": given.role.value,
        "from": given.starts_at.isoformat(),
        "until": given.ends_at.isoformat(),
        "last_day": (given.ends_at - timedelta.resolution).date().isoformat(),
    }


def _standing(standing: StandingDelegation, names: Mapping[str, str], now: datetime) -> dict[str, Any]:
    given = standing.delegation
    people = {"of": names.get(given.person_id, ""), "to": names.get(given.delegate_id, "")}
    return _plain(given) | people | {"state": standing.state(now).value}
