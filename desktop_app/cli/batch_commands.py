"""`countersign batch`: one form for each document of a folder, or each row of a table."""

from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.batch_asking import ask_other, refuse_second
from desktop_app.cli.batch_output import batch_json, batch_lines, forecast_json, forecast_lines, told_line
from desktop_app.cli.drafting_output import record_json
from desktop_app.cli.options import Verb, Verbs, endpoint_option
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.batch import Batch, BatchAsk, RowState
from desktop_app.domain.errors import UsageError
from desktop_app.domain.person import Acting
from desktop_app.services.batching import BatchOver
from desktop_app.services.program import Program

BEGIN = "begin"


class _Batch(Verbs):
    """`countersign batch PACK …` begins one: the first word is a verb of this group, or else a form."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next((arg for arg in args if not arg.startswith("-")), None)
        asks = any(arg in ("--help", "-h") for arg in args) and first is None
        return super().parse_args(ctx, args if first in self.commands or asks or not args else [BEGIN, *args])


@click.group(cls=_Batch)
def batch() -> None:
    """Draft many cases at once: one for each document of a folder, or each row of a table.

    \b
    countersign batch document_summary --from FOLDER
    countersign batch contract_review --from rows.csv --endpoint NAME

    Columns of a table are questions of the form, by their names; an attachment's column names files beside the table,
    several between semicolons. What it takes is said first. Ctrl-C pauses, as does `batch pause` from elsewhere; `batch
    resume` goes on, also after a crash.
    """  # noqa: D301 click wants the very character


@batch.command(BEGIN, cls=Verb)
@click.argument("pack")
@click.option("--from", "place", required=True, type=click.Path(path_type=Path), help="A folder, or a table (CSV).")
@click.option(
    "--files",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder that a table's files are in (default: where the table is).",
)
@click.option(
    "--forecast", "only_forecast", is_flag=True, help="Say what it takes and which rows cannot be read, only."
)
@endpoint_option
@pass_session
def begin(
    session: Session, pack: str, place: Path, folder: Path | None, only_forecast: bool, endpoints: tuple[str, ...]
) -> int:
    """Begin a batch of PACK and work at it to its end. Rows that cannot be read fail before anything runs.

    Without `--endpoint` your servers are asked, without a fallback; where there is none the drafts are assembled.
    """
    source, where = _whole(place), _whole(folder) if folder else ""

    async def work(program: Program, acting: Acting) -> int:
        plan = await program.batch_planning.plan(acting, pack, source, where, endpoints)
        if only_forecast:
            session.show(forecast_json(plan), lambda: forecast_lines(plan))
            return PROBLEMS if plan.forecast.failed else DONE
        for line in forecast_lines(plan):
            session.say(line)
        batch_id = await program.batching.begin(acting, plan)
        session.say(f"Batch {batch_id[:8]}")
        return await _run(session, program, acting, batch_id)

    return session.run_as(work)


@batch.command("list", cls=Verb)
@pass_session
def list_(session: Session) -> int:
    """All batches, newest first."""

    async def work(program: Program, acting: Acting) -> int:
        found = [await _result(program, acting, each) for each in await program.batching.listing(acting)]
        brief = [{key: value for key, value in each.items() if key not in ("rows", "routes")} for each in found]
        session.show(brief, lambda: [line for each in found for line in batch_lines(each)[:1]] or ["No batches yet."])
        return DONE

    return session.run_as(work)


@batch.command(cls=Verb)
@click.argument("name", metavar="BATCH")
@pass_session
def show(session: Session, name: str) -> int:
    """What came of each row, and which way the sections went."""

    async def work(program: Program, acting: Acting) -> int:
        result = await _result(program, acting, await program.batching.require(name))
        session.show(result, lambda: batch_lines(result))
        return PROBLEMS if result["states"][RowState.FAILED] else DONE

    return session.run_as(work)


@batch.command(cls=Verb)
@click.argument("name", metavar="BATCH")
@pass_session
def resume(session: Session, name: str) -> int:
    """Go on with a batch that was paused or broken off; no row is done twice."""

    async def work(program: Program, acting: Acting) -> int:
        return await _run(session, program, acting, (await program.batching.require(name)).batch_id)

    return session.run_as(work, lambda error: refuse_second(session, name, error))


@batch.command(cls=Verb)
@click.argument("name", metavar="BATCH")
@pass_session
def pause(session: Session, name: str) -> int:
    """Take up no more rows; those that were begun are drafted to their end. Also where another program works at it."""

    async def work(program: Program, acting: Acting) -> int:
        found = await program.batching.require(name)
        await program.batching.pause(acting, found.batch_id)
        return await _stands(session, program, acting, found.batch_id)

    return session.run_as(work, lambda error: ask_other(session, name, BatchAsk.PAUSE, error))


@batch.command(cls=Verb)
@click.argument("name", metavar="BATCH")
@pass_session
def cancel(session: Session, name: str) -> int:
    """End a batch: rows that are left are never taken up, and can be saved as a table. Cases that are open stay."""

    async def work(program: Program, acting: Acting) -> int:
        found = await program.batching.require(name)
        await program.batching.cancel(acting, found.batch_id)
        return await _stands(session, program, acting, found.batch_id)

    return session.run_as(work, lambda error: ask_other(session, name, BatchAsk.CANCEL, error))


@batch.command(cls=Verb)
@click.argument("name", metavar="BATCH")
@click.option("--to", "place", type=click.Path(path_type=Path), help="A file (CSV) to write them to.")
@pass_session
def failed(session: Session, name: str, place: Path | None) -> int:
    """The failed rows as a table, to correct them and begin a batch of them."""
    to = _whole(place) if place else ""

    async def work(program: Program, acting: Acting) -> int:
        found = await program.batching.require(name)
        if not to:
            table = await program.batching.failed(acting, found.batch_id)
            session.show([dict(zip(table[0], row, strict=True)) for row in table[1:]], lambda: _plain(table))
            return DONE
        count = await program.batching.write_failed(acting, found.batch_id, to)
        again = f"countersign batch {found.form} --from {place} --files {found.folder}"
        session.show({"file": str(place), "rows": count, "again": again}, lambda: [f"{count} rows. Again: {again}"])
        return DONE

    return session.run_as(work)


async def _run(session: Session, program: Program, acting: Acting, batch_id: str) -> int:
    over: BatchOver | None = None
    async with aclosing(program.batching.run(acting, batch_id)) as told:
        async for each in told:
            if line := told_line(each):
                session.say(line)
            over = each if isinstance(each, BatchOver) else over
    result = await _result(program, acting, await program.batching.require(batch_id))
    result["paused"] = over.why.value if over and over.why else None
    result["record"] = await record_json(program)
    session.show(result, lambda: batch_lines(result))
    good = result["paused"] is None and not result["states"][RowState.FAILED] and result["record"]["verified"]
    return DONE if good else PROBLEMS


async def _stands(session: Session, program: Program, acting: Acting, batch_id: str) -> int:
    result = await _result(program, acting, await program.batching.require(batch_id))
    session.show(result, lambda: batch_lines(result)[:1])
    return DONE


async def _result(program: Program, acting: Acting, found: Batch) -> dict[str, Any]:
    form = await program.batching.form_of(found)
    rows = await program.batching.rows(acting, found.batch_id)
    running = program.batching.is_running(found.batch_id)
    took = await program.batch_reckoning.figures(acting, found, running=running)
    return batch_json(found, form, rows, took, running=running)


def _whole(place: Path) -> str:
    """The place from the root on: a batch may be gone on with from elsewhere."""
    try:
        return str(place.resolve())
    except (OSError, ValueError, RuntimeError):
        raise UsageError(f"{place} is no place for files.", next="Name another.") from None


def _plain(table: Sequence[Sequence[str]]) -> list[str]:
    return ["\t".join(row) for row in table] or ["No row failed."]
