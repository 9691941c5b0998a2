"""`countersign queue`: what waits for decisions, who is to decide about it, and who has it open."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from desktop_app.cli.options import Verb, Verbs
from desktop_app.cli.session import DONE, Session, pass_session, table
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.person import Acting
from desktop_app.domain.review_queue import CAUSES, Cause, NamedLoad, QueuedCase, QueueOrder, QueueQuery, Whose
from desktop_app.services.program import Program

NOBODY = "nobody"
MOST = 1000
_SPAN = re.compile(r"(\d{1,3})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@click.group(cls=Verbs)
def queue() -> None:
    """See what waits for your decision, and share the work."""


@queue.command("list", cls=Verb)
@click.argument("words", nargs=-1, metavar="[WORDS]…")
@click.option("--cause", type=click.Choice([cause.value for cause in Cause]), help="Why it is here.")
@click.option("--mine", "whose", flag_value=Whose.MINE.value, help="Assigned to me.")
@click.option("--unassigned", "whose", flag_value=Whose.UNASSIGNED.value, help="Assigned to nobody.")
@click.option("--snoozed", "whose", flag_value=Whose.SNOOZED.value, help="What I put off.")
@click.option("--overdue", is_flag=True, help="Whose time is over.")
@click.option("--form", default="", metavar="FORM", help="Of this form.")
@click.option("--sort", type=click.Choice([order.value for order in QueueOrder]), default=QueueOrder.RISK.value)
@click.option("--limit", type=click.IntRange(1, MOST), default=50, show_default=True, help="Cases at once.")
@click.option("--after", metavar="CASE", help="Only what comes behind this case.")
@pass_session
def list_queue(
    session: Session,
    words: tuple[str, ...],
    cause: str | None,
    whose: str | None,
    overdue: bool,
    form: str,
    sort: str,
    limit: int,
    after: str | None,
) -> int:
    """What waits for your decision, the riskiest first, then by when it is due."""

    async def work(program: Program, acting: Acting) -> int:
        asked = program.assigning.query(
            acting,
            " ".join(words),
            Cause(cause) if cause else None,
            Whose(whose or Whose.ALL),
            overdue=overdue,
            form=form,
            order=QueueOrder(sort),
            seat=await program.delegating.seat(acting),
        )
        last = await _last(program, asked, after) if after else None
        cases = await program.store.queue(asked, last, limit)
        counts = await program.store.queue_counts(asked)
        told = {
            "waiting": {each.value: counts.causes.get(each, 0) for each in CAUSES},
            "overdue": counts.overdue,
            "cases": [_case_json(case) for case in cases],
        }
        session.show(told, lambda: _lines(cases))
        return DONE

    return session.run_as(work)


@queue.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("to", metavar="PERSON")
@pass_session
def assign(session: Session, name: str, to: str) -> int:
    """Say who is to decide about a case: a person's name, `me`, or `nobody`."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        person_id = None if to == NOBODY else await _person(program, acting, to)
        await program.assigning.assign(acting, case_id, person_id)
        session.show({"case": case_id, "assigned_to": person_id}, lambda: [f"Assigned to {to}."])
        return DONE

    return session.run_on(name, work)


@queue.command(cls=Verb)
@click.argument("name", metavar="CASE")
@pass_session
def take(session: Session, name: str) -> int:
    """Begin to review a case: others see that you have it, for 30 minutes at most."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        taking = await program.assigning.take(acting, case_id)
        until = taking.until.astimezone()
        session.show({"case": case_id, "until": taking.until.isoformat()}, lambda: [f"Yours until {until:%H:%M}."])
        return DONE

    return session.run_on(name, work)


@queue.command(cls=Verb)
@click.argument("name", metavar="CASE")
@pass_session
def release(session: Session, name: str) -> int:
    """Leave a case that you had begun to review."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        await program.assigning.release(acting, case_id)
        session.show({"case": case_id}, lambda: ["Others can take it."])
        return DONE

    return session.run_on(name, work)


@queue.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("until", metavar="TIME")
@pass_session
def snooze(session: Session, name: str, until: str) -> int:
    """Put a case off in your own queue: for 45m, 4h or 2d, until a time such as 2026-03-02T09:00, or `now`.

    It comes back by itself, and no later than it is due.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        at = _time(until)
        await program.assigning.snooze(acting, case_id, at)
        words = f"Back {at.astimezone():%d %b %H:%M}, or when it is due." if at else "Back in your queue."
        session.show({"case": case_id, "until": at.isoformat() if at else None}, lambda: [words])
        return DONE

    return session.run_on(name, work)


@queue.command(cls=Verb)
@pass_session
def workload(session: Session) -> int:
    """Who has how many cases to decide, since when the oldest waits, and how many are over their time."""

    async def work(program: Program, acting: Acting) -> int:
        loads = await program.assigning.workload(acting)
        session.show({"workload": [_load_json(each) for each in loads]}, lambda: _load_lines(loads))
        return DONE

    return session.run_as(work)


@queue.command(cls=Verb)
@pass_session
def mend(session: Session) -> int:
    """Make the queue anew from the record, as an administrator. Nothing else is changed."""

    async def work(program: Program, acting: Acting) -> int:
        wrong = await program.assigning.mend(acting)
        session.show({"wrong": wrong}, lambda: [f"Cases whose place in the queue was wrong: {wrong}."])
        return DONE

    return session.run_as(work)


async def _last(program: Program, asked: QueueQuery, name: str) -> QueuedCase:
    """Raises NotFound where the case is not among those that are asked for."""
    case_id = await program.keeping.find(name)
    place = await program.store.queue_place(asked, case_id)
    if not place.number:
        raise NotFound("This case is not in the queue.", next="Name the last one that was listed.")
    return (await program.store.queue(asked, None, place.number))[-1]


async def _person(program: Program, acting: Acting, name: str) -> str:
    """Raises NotFound, UsageError."""
    if name == "me":
        return acting.person.person_id
    found = {p.person_id for p, _ in await program.enrolling.listing() if name in (p.name, p.person_id)}
    if len(found) != 1:
        what = "Nobody here is" if not found else "More than one person here is"
        raise NotFound(f"{what} called “{name}”.", next="`countersign person list` names everybody.")
    return found.pop()


def _time(words: str) -> datetime | None:
    """Raises UsageError."""
    if words == "now":
        return None
    span = _SPAN.fullmatch(words)
    if span:
        return datetime.now(UTC) + int(span[1]) * _UNITS[span[2]]
    try:
        return datetime.fromisoformat(words).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"“{words}” is no time.", next="Write such as 4h, 2d, or 2026-03-02T09:00.") from None


def _case_json(case: QueuedCase) -> dict[str, Any]:
    return {
        "case": case.file.case_id,
        "title": case.file.title,
        "reference": case.file.reference,
        "form": case.form,
        "author": case.author,
        "cause": case.cause.value,
        "blocked": case.blocked,
        "flagged": case.flagged,
        "sampled": case.sampled,
        "seconded": case.seconded,
        "band": case.band.value if case.band else None,
        "since": case.since.isoformat(),
        "due": case.due.isoformat() if case.due else None,
        "assigned_to": case.assigned_to or None,
        "reviewing": case.reviewing or None,
        "snoozed_until": case.snoozed_until.isoformat() if case.snoozed_until else None,
    }


def _lines(cases: tuple[QueuedCase, ...]) -> list[str]:
    if not cases:
        return ["Nothing to review."]
    rows = [
        (
            case.file.case_id[:8],
            case.file.reference or case.file.title,
            case.cause.replace("_", " "),
            case.band.value if case.band else "",
            case.due.astimezone().strftime("%d %b %H:%M") if case.due else "",
            f"{case.reviewing} is reviewing" if case.reviewing else case.assigned_to,
        )
        for case in cases
    ]
    return table(rows, ("Case", "Name", "Why", "Confidence", "Due", "Who"))


def _load_json(each: NamedLoad) -> dict[str, Any]:
    load = each.load
    return {
        "person": load.person_id,
        "name": each.name or None,
        "cases": load.cases,
        "oldest": load.oldest.isoformat() if load.oldest else None,
        "overdue": load.overdue,
        "reviewing": load.reviewing,
    }


def _load_lines(loads: tuple[NamedLoad, ...]) -> list[str]:
    now = datetime.now(UTC)
    rows = [
        (
            each.name or "Nobody",
            str(each.load.cases),
            f"{(now - each.load.oldest).days} days" if each.load.oldest else "",
            str(each.load.overdue),
            str(each.load.reviewing),
        )
        for each in loads
    ]
    return table(rows, ("Who", "Cases", "Oldest", "Overdue", "Open now"))
