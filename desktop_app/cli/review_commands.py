"""The commands of `countersign case` that move a case through its gates."""

import click

from desktop_app.cli.options import Verb, checklist_option, reason_option, sections_option, stage_option
from desktop_app.cli.session import DONE, Session, pass_session
from desktop_app.domain.case import CaseState
from desktop_app.domain.comment import ItemCode, ReturnItem, items_about
from desktop_app.domain.person import Acting
from desktop_app.services.program import Program

_NEXT = {
    CaseState.RETURNED: "The author changes it with `case edit` and sends it again.",
    CaseState.REVIEW: "A reviewer approves or returns it; `case show` names the sections that wait.",
    CaseState.ESCALATED: "The role that it waits for approves it, returns it, or hands it back with `case hand-back`.",
    CaseState.SIGN_OFF: "It waits for `case sign`: by an approver where the form asks for one, else by its author.",
    CaseState.SIGNED: "`case export` writes the document; `case amend` opens its next version.",
}

CODES = click.Choice([code.value for code in ItemCode])


def _show_state(session: Session, case_id: str, state: CaseState) -> int:
    words = f"The case is now in: {state.value}. {_NEXT.get(state, '')}".strip()
    session.show({"case": case_id, "state": state.value}, lambda: [words])
    return DONE


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.option("--read-through", is_flag=True, help="I have read the whole case.")
@pass_session
def send(session: Session, name: str, read_through: bool) -> int:
    """Send the case for review."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        state = await program.reviewing.send(acting, case_id, read_through=read_through)
        return _show_state(session, case_id, state)

    return session.run_on(name, work)


@click.command("return", cls=Verb)
@click.argument("name", metavar="CASE")
@sections_option
@click.option("--code", type=CODES, default=ItemCode.OTHER.value, help="What is wrong in the sections named alone.")
@click.option(
    "--item",
    "wanted",
    type=(str, CODES, str),
    multiple=True,
    metavar="SECTION CODE WORDS",
    help="A section, what is wrong in it, and what is to be done; give it again for more.",
)
@reason_option
@pass_session
def return_case(
    session: Session,
    name: str,
    sections: tuple[str, ...],
    code: str,
    wanted: tuple[tuple[str, str, str], ...],
    reason: str,
) -> int:
    """Give the case back to its author, with the sections to change and a reason.

    \b
    countersign case return CASE --section term --reason "See there."
    countersign case return CASE --item fee figure "It is 45,000." --item term source "Cite it." --reason "Two things."
    """  # noqa: D301 click wants the very character

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        own = tuple(ReturnItem(section, ItemCode(of), words) for section, of, words in wanted)
        items = (*items_about(*sections, code=ItemCode(code)), *own)
        await program.reviewing.return_(acting, case_id, items, reason)
        return _show_state(session, case_id, CaseState.RETURNED)

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@stage_option
@reason_option
@pass_session
def escalate(session: Session, name: str, stage: str | None, reason: str) -> int:
    """Let a higher role decide; a reason is needed."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        await program.reviewing.escalate(acting, case_id, reason, stage=stage)
        return _show_state(session, case_id, CaseState.ESCALATED)

    return session.run_on(name, work)


@click.command("hand-back", cls=Verb)
@click.argument("name", metavar="CASE")
@stage_option
@reason_option
@pass_session
def hand_back(session: Session, name: str, stage: str | None, reason: str) -> int:
    """Let the stage that a case was escalated from decide again; its time begins anew. A reason is needed."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        state = await program.escalating.hand_back(acting, case_id, reason, stage=stage)
        return _show_state(session, case_id, state)

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@sections_option
@stage_option
@checklist_option
@reason_option
@pass_session
def approve(
    session: Session, name: str, sections: tuple[str, ...], stage: str | None, checklist: bool, reason: str
) -> int:
    """Approve sections, signed: all flagged ones, or those named. A blocked one is named alone, with a reason.

    Without --checklist the points of the checklist are named. The signature needs your passphrase.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        state = await program.reviewing.approve(
            acting, session.passphrase(), case_id, sections or None, checklist=checklist, reason=reason, stage=stage
        )
        return _show_state(session, case_id, state)

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@stage_option
@checklist_option
@pass_session
def sign(session: Session, name: str, stage: str | None, checklist: bool) -> int:
    """Sign the whole case: as approver in its sign-off stage, as author where there is none.

    Without --checklist the points of the stage's checklist are named, if it has one.

    The signature needs your passphrase. The first one given makes your signing key, so choose it well.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        state = await program.reviewing.sign(acting, session.passphrase(), case_id, checklist=checklist, stage=stage)
        return _show_state(session, case_id, state)

    return session.run_on(name, work)
