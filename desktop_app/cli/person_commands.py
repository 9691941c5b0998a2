"""`countersign person`."""

from typing import Any

import click

from desktop_app.cli.delegation_commands import delegate, list_delegations, revoke
from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, Session, os_user, pass_session, table
from desktop_app.domain.person import Acting, Role
from desktop_app.services.program import Program


@click.group(cls=Verbs)
def person() -> None:
    """People who work in this store.

    The one who writes is an analyst, who approves a reviewer, who decides above that an approver. What two people do
    is never approved by one: add at least two.

    \b
    countersign person add Ana --role analyst
    countersign person add Ben --role reviewer --role approver
    countersign --as Ben case approve CASE --checklist
    """  # noqa: D301 click wants the very character


@person.command()
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="What they may do; give it again for more.",
)
@pass_session
def add(session: Session, name: str, roles: tuple[str, ...]) -> int:
    """Add a person. Their passphrase, asked for or from --passphrase-stdin, seals their signing key."""

    async def work(program: Program) -> int:
        passphrase = session.new_passphrase(name)
        added = await program.enrolling.add(name, [Role(r) for r in roles], os_user(), passphrase)
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


@person.command()
@click.argument("name")
@pass_session
def retire(session: Session, name: str) -> int:
    """Let a profile act no more. What it did and signed stays in the record."""

    async def work(program: Program, acting: Acting) -> int:
        profile = await program.enrolling.retire(acting, name)
        session.show({"profile": profile.profile_id, "retired": True}, lambda: [f"{name}: acts no more"])
        return DONE

    return session.run_as(work)


@person.command()
@pass_session
def passphrase(session: Session) -> int:
    """Seal the signing key of who is at work under another passphrase: first the old one is asked for, then the new."""

    async def work(program: Program, acting: Acting) -> int:
        old, new = session.passphrase(), session.new_passphrase(acting.person.name)
        await program.enrolling.change_passphrase(acting, old, new)
        session.show({"profile": acting.profile.profile_id, "changed": True}, lambda: ["The passphrase is changed."])
        return DONE

    return session.run_as(work)


for _command in (delegate, list_delegations, revoke):
    person.add_command(_command)
