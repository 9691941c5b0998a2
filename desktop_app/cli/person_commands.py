"""`countersign person`."""

from typing import Any

import click

from desktop_app.cli.delegation_commands import delegate, list_delegations, revoke
from desktop_app.cli.key_commands import allow_key, keys, new_key, passphrase, revoke_key
from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, Session, os_user, pass_session, table
from desktop_app.domain.person import Acting, Role
from desktop_app.services.program import Program

_ROLE = click.Choice([role.value for role in Role])


@click.group(cls=Verbs)
def person() -> None:
    """People who work in this store.

    The one who writes is an analyst, who approves a reviewer, who decides above that an approver; an auditor reads
    everything and changes nothing, an administrator looks after people and settings and reads no case. What two people
    do is never approved by one: add at least two.

    \b
    countersign person add Ana --role analyst
    countersign person add Ben --role reviewer --role approver
    countersign --as Ben case approve CASE --checklist
    """  # noqa: D301 click wants the very character


@person.command()
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, required=True, type=_ROLE, help="What they may do; give it again for more."
)
@pass_session
def add(session: Session, name: str, roles: tuple[str, ...]) -> int:
    """Add a person. Their passphrase, asked for or from --passphrase-stdin, seals their signing key.

    Where there is an administrator, only they add people: name them with --as. From --passphrase-stdin come two lines
    then, theirs and the new person's.
    """

    async def work(program: Program) -> int:
        acting = await session.acting(program) if await program.enrolling.listing() else None
        passphrase = session.new_passphrase(name)
        added = await program.enrolling.add(name, [Role(r) for r in roles], os_user(), passphrase, acting)
        result = {"person": added.person.person_id, "profile": added.profile.profile_id, "name": name}
        session.show(result, lambda: [f"{name}: profile {added.profile.profile_id}"])
        return DONE

    return session.run(work)


@person.command("list")
@pass_session
def list_people(session: Session) -> int:
    """Everybody, with their roles."""

    async def work(program: Program) -> int:
        rows: list[dict[str, Any]] = [
            {
                "name": someone.name,
                "profile": profile.profile_id,
                "roles": sorted(role.value for role in profile.roles),
                "signs": profile.public_key is not None,
            }
            for someone, profile in await program.enrolling.listing()
        ]
        session.show(
            {"people": rows},
            lambda: table(
                [
                    (r["name"], r["profile"][:8], ", ".join(r["roles"]), "yes" if r["signs"] else "not yet")
                    for r in rows
                ],
                ("Name", "Profile", "Roles", "Has a key"),
            ),
        )
        return DONE

    return session.run(work)


_why = click.option("--reason", default="", metavar="TEXT", help="Why; needed, and kept with the record.")


@person.command()
@click.argument("name")
@click.option(
    "--role", "chosen", multiple=True, required=True, type=_ROLE, help="All roles that they have from now on."
)
@_why
@pass_session
def roles(session: Session, name: str, chosen: tuple[str, ...], reason: str) -> int:
    """Give a person these roles in place of those that they had. The last administrator stays one."""

    async def work(program: Program, acting: Acting) -> int:
        profile = await program.staffing.change_roles(acting, name, [Role(role) for role in chosen], reason)
        held = sorted(role.value for role in profile.roles)
        session.show({"profile": profile.profile_id, "roles": held}, lambda: [f"{name}: {', '.join(held)}"])
        return DONE

    return session.run_as(work)


@person.command()
@click.argument("name")
@_why
@pass_session
def retire(session: Session, name: str, reason: str) -> int:
    """Let a profile act no more, and its key sign no more. What it did and signed stays in the record.

    The cases that they opened and that have not ended are listed: somebody else has to go on with them.
    """

    async def work(program: Program, acting: Acting) -> int:
        profile = await program.staffing.retire(acting, name, reason)
        left = [
            {"case": file.case_id, "reference": file.reference, "title": file.title, "state": file.state.value}
            for file in await program.staffing.open_cases(profile.person_id)
        ]
        result = {"profile": profile.profile_id, "retired": True, "open_cases": left}
        session.show(
            result,
            lambda: [
                f"{name}: acts no more",
                *(f"  open: {case['case'][:8]} {case['reference']} {case['title']} ({case['state']})" for case in left),
            ],
        )
        return DONE

    return session.run_as(work)


for _command in (passphrase, keys, allow_key, new_key, revoke_key, delegate, list_delegations, revoke):
    person.add_command(_command)
