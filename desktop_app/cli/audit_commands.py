"""`countersign audit timeline`: what was done, by whom, when and why."""

import click

from desktop_app.cli.machine_commands import audit
from desktop_app.cli.session import DONE, Session, pass_session
from desktop_app.cli.timeline_output import detail_json, detail_lines, page_json, page_lines
from desktop_app.domain.person import Acting
from desktop_app.domain.timeline import LARGEST_PAGE, PAGE, Filter
from desktop_app.services.program import Program

__all__ = ["audit"]


@audit.command()
@click.argument("name", metavar="[CASE]", default="")
@click.option(
    "--filter", "shown", type=click.Choice([f.value for f in Filter]), default="everything", help="What to show."
)
@click.option("--event", "number", type=click.IntRange(min=1), metavar="N", help="One event with all that it changed.")
@click.option("--unfold", is_flag=True, help="Show routine events too, under the line that counts them.")
@click.option("--limit", type=click.IntRange(1, LARGEST_PAGE), default=PAGE, show_default=True, help="Lines of a page.")
@click.option("--before", type=click.IntRange(min=1), metavar="N", help="Only events with lower numbers.")
@pass_session
def timeline(
    session: Session, name: str, shown: str, number: int | None, unfold: bool, limit: int, before: int | None
) -> int:
    """What happened to a CASE, newest first: who did what, when, why and with which settings.

    Without a CASE: everything that the store records. Routine events of one person in a row are one line.
    """

    async def tell(program: Program, acting: Acting, case_id: str | None) -> int:
        if number is not None:
            detail = await program.recounting.event(acting, number, case_id)
            session.show(detail_json(detail), lambda: detail_lines(detail))
        else:
            page = await program.recounting.page(acting, case_id, before=before, limit=limit, shown=Filter(shown))
            session.show(page_json(page), lambda: page_lines(page, name, unfold=unfold))
        if case_id is not None and before is None:
            await program.keeping.viewed(acting, case_id)
        return DONE

    return session.run_on(name, tell) if name else session.run_as(lambda program, acting: tell(program, acting, None))
