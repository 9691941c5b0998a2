"""The commands of `countersign person` about signing keys."""

from datetime import UTC, datetime
from typing import Any

import click

from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, Session, pass_session, table
from desktop_app.domain.errors import UsageError
from desktop_app.domain.person import Acting
from desktop_app.domain.person_key import EndKind, KnownKey, PeopleHistory
from desktop_app.domain.standing import fingerprint
from desktop_app.services.program import Program

_ENDS = {
    EndKind.REPLACED: "was lost, and replaced",
    EndKind.REVOKED: "was reported as compromised",
    EndKind.LEFT: "its person left",
}
_why = click.option("--reason", default="", metavar="TEXT", help="Why; needed, and kept with the record.")


@click.command(cls=Verb)
@pass_session
def passphrase(session: Session) -> int:
    """Seal the signing key of who is at work under another passphrase: first the old one is asked for, then the new."""

    async def work(program: Program, acting: Acting) -> int:
        old, new = session.passphrase(), session.new_passphrase(acting.person.name)
        await program.enrolling.change_passphrase(acting, old, new)
        session.show({"profile": acting.profile.profile_id, "changed": True}, lambda: ["The passphrase is changed."])
        return DONE

    return session.run_as(work)


@click.command(cls=Verb)
@click.argument("name", required=False, default="")
@pass_session
def keys(session: Session, name: str) -> int:
    """The signing keys of a person, or of everybody: since when each signs, until when, and why it ended."""

    async def work(program: Program) -> int:
        history = await program.key_keeping.history()
        people = [(p, f) for p, f in history.people if name in ("", p.name) or f.profile_id.startswith(name)]
        rows = [_row(history, p.name, known) for p, f in people for known in history.keys_of(f.profile_id)]
        session.show(
            {"keys": rows}, lambda: table([_cells(row) for row in rows], ("Name", "Key", "From", "Until", "Why"))
        )
        return DONE

    return session.run(work)


@click.command("allow-key", cls=Verb)
@click.argument("name")
@_why
@pass_session
def allow_key(session: Session, name: str, reason: str) -> int:
    """Let a person who lost their key or its passphrase make a new one, and print the code that they need for it.

    An administrator does it, for others; the only administrator also for themselves. The old key signs no more from
    now on; what it signed stays valid. Hand the code to the person: it is kept nowhere, and good for one key.
    """

    async def work(program: Program, acting: Acting) -> int:
        code = await program.key_keeping.allow(acting, name, reason)
        session.show({"name": name, "code": code}, lambda: [f"Code for {name}: {code}"])
        return DONE

    return session.run_as(work)


@click.command("new-key", cls=Verb)
@click.argument("name")
@pass_session
def new_key(session: Session, name: str) -> int:
    """Make your new signing key: asks for the code that an administrator gave you, then for a passphrase of your own.

    With --passphrase-stdin the code is the first line of standard input, the passphrase the second.
    """

    async def work(program: Program) -> int:
        code, chosen = session.sealing_passphrase("Code from the administrator"), session.new_passphrase(name)
        acting = await program.key_keeping.make(name, code, chosen)
        key = fingerprint(acting.profile.public_key or b"")
        session.show({"profile": acting.profile.profile_id, "key": key}, lambda: [f"{name} signs with the key {key}."])
        return DONE

    return session.run(work)


@click.command("revoke-key", cls=Verb)
@click.argument("name")
@click.option(
    "--since", default="", metavar="TIME", help="From when on it may have been in other hands (ISO 8601, UTC)."
)
@click.option("--key", default="", metavar="DIGITS", help="How the key begins, where it is not the present one.")
@_why
@pass_session
def revoke_key(session: Session, name: str, since: str, key: str, reason: str) -> int:
    """Report a key as compromised: it signs no more, and what it signed since then does not count.

    Anybody reports their own, an administrator that of others. Cases that have not ended need these approvals anew.
    """
    from_ = session.guarded(lambda: _instant(since))

    async def work(program: Program, acting: Acting) -> int:
        cases = await program.key_keeping.revoke(acting, name, reason, from_, key)
        session.show(
            {"name": name, "revoked": True, "cases": list(cases)},
            lambda: [f"The key of {name} is revoked.", *(f"  needs approval anew: {case[:8]}" for case in cases)],
        )
        return DONE

    return session.run_as(work)


def _instant(words: str) -> datetime | None:
    if not words:
        return None
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        raise UsageError(f"“{words}” is no time.", next="Write it as 2026-03-02T14:30.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _row(history: PeopleHistory, name: str, known: KnownKey) -> dict[str, Any]:
    end = known.end
    act = history.act(end.act_id) if end else None
    return {
        "name": name,
        "profile": known.profile_id,
        "key": fingerprint(bytes.fromhex(known.key)),
        "public_key": known.key,
        "from": known.since.astimezone(UTC).isoformat(timespec="seconds"),
        "until": end.until.astimezone(UTC).isoformat(timespec="seconds") if end else None,
        "why": end.kind.value if end else None,
        "reason": act.words if act else None,
    }


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    why = f"{_ENDS[EndKind(row['why'])]}: {row['reason']}" if row["why"] else ""
    return (row["name"], row["key"], row["from"], row["until"] or "", why)
