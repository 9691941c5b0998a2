"""`countersign person`."""

import getpass
from typing import Any

import click

from desktop_app.assembly import Program
from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, Session, pass_session, table
from desktop_app.domain.person import Role


@click.group(cls=Verbs)
def person() -> None:
    """People who work in this store."""


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
        await program.enrolling.listing()
        added = await program.enrolling.add(name, [Role(r) for r in roles], getpass.getuser(), session.passphrase())
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
