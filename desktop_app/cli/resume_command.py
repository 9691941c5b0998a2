"""`countersign case resume-drafts`: what waited for a model is drafted once one answers."""

from collections.abc import Mapping, Sequence

import click

from desktop_app.cli.drafting_output import DraftingOutput
from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.form import Form
from desktop_app.domain.person import Acting
from desktop_app.domain.waiting_section import WaitingSection
from desktop_app.services.program import Program


@click.command("resume-drafts", cls=Verb)
@click.argument("name", metavar="[CASE]", default="")
@pass_session
def resume_drafts(session: Session, name: str) -> int:
    """Draft what waits for a model, where one answers now; without CASE, in all cases what you had drafted.

    A section waits where no model could be reached when it was to be drafted, and no text has come since.
    """

    async def work(program: Program, acting: Acting) -> int:
        resuming = program.resuming_drafts
        case_id = await program.keeping.find(name) if name else None
        waiting = await (resuming.waiting(case_id) if case_id else resuming.waiting_of(acting))
        ready = await resuming.ready(waiting, now=True)
        outputs: dict[str, DraftingOutput] = {}
        for case in dict.fromkeys(each.case_id for each in ready):
            mine = [each for each in ready if each.case_id == case]
            form = (await program.keeping.facts(case)).pack.form
            output = outputs[case] = DraftingOutput(form, session.say, tuple(each.section for each in mine))
            async for event in resuming.resume(acting, mine):
                output.take(event)
        left = await _left(program, waiting)
        _show_resumed(session, outputs, left, waited=bool(waiting))
        return PROBLEMS if left or any(output.failed for output in outputs.values()) else DONE

    return session.run_as(work)


async def _left(program: Program, waiting: Sequence[WaitingSection]) -> dict[str, list[str]]:
    """What still waits of what did, by case."""
    was = {(each.case_id, each.section) for each in waiting}
    still = {
        case: [each.section for each in await program.resuming_drafts.waiting(case) if (case, each.section) in was]
        for case in dict.fromkeys(each.case_id for each in waiting)
    }
    return {case: sections for case, sections in still.items() if sections}


def _show_resumed(
    session: Session, outputs: Mapping[str, DraftingOutput], left: Mapping[str, list[str]], *, waited: bool
) -> None:
    result = [{"case": case, "sections": output.json_lines()} for case, output in outputs.items()]

    def lines() -> list[str]:
        done = [line for case, output in outputs.items() for line in (f"Case {case[:8]}", *output.text_lines(), "")]
        still = [f"Case {case[:8]}: still waiting for a model: {', '.join(names)}." for case, names in left.items()]
        return [*done, *still] if waited else ["Nothing waits for a model."]

    session.show({"drafted": result, "waiting": dict(left)}, lines)


def waiting_lines(form: Form, waiting: Sequence[str]) -> list[str]:
    """That sections wait for a model, and how they go on."""
    titles = ", ".join(section.title for section in form.sections if section.section in waiting)
    way_on = "`countersign case resume-drafts` drafts it once one answers."
    return ["", f"Waiting for a model: {titles}. {way_on}"] if waiting else []
