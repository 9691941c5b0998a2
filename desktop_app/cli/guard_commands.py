"""`countersign endpoint personal-data` and `moderate`: what models are told, and who looks at what they write."""

import click

from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, Session, pass_session
from desktop_app.services.program import Program

_SAID = {
    True: "Names, addresses and numbers of persons are replaced before a text goes to a hosted endpoint.",
    False: "Hosted endpoints are told names, addresses and numbers of persons as they stand.",
}


@click.command("personal-data", cls=Verb)
@click.argument("answer", required=False, type=click.Choice(["replace", "tell"]))
@pass_session
def personal_data(session: Session, answer: str | None) -> int:
    """Say whether personal data is replaced before a text goes to a hosted endpoint, or hear which it is.

    It is replaced until an administrator says otherwise; the record keeps who did, and when.
    """

    async def work(program: Program) -> int:
        if answer:
            await program.guarding.hide_personal(await session.acting(program), on=answer == "replace")
        hides = await program.guarding.hides_personal()
        session.show({"personal_data_replaced": hides}, lambda: [_SAID[hides]])
        return DONE

    return session.run(work)


@click.command(cls=Verb)
@click.argument("name", required=False)
@click.option("--none", "nobody", is_flag=True, help="Have nobody look at drafts.")
@pass_session
def moderate(session: Session, name: str | None, nobody: bool) -> int:
    """Have a moderation service look at what models write: an endpoint that you added, with `/moderations`.

    What it marks is a finding that flags the section; it changes nothing else. It writes no drafts.
    """

    async def work(program: Program) -> int:
        if name or nobody:
            await program.guarding.moderate_with(await session.acting(program), name or "")
        chosen = await program.guarding.moderator()
        words = f"{chosen} looks at each draft of a model." if chosen else "Nobody looks at drafts but people."
        session.show({"moderation": chosen or None}, lambda: [words])
        return DONE

    return session.run(work)
