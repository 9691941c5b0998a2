"""`countersign store`: whether the store is well, its backups, and putting one in its place."""

from pathlib import Path
from typing import Any

import click

from desktop_app.assembly import check_home, compact_home, describe_home, restore_home
from desktop_app.cli.machine_commands import verification_json
from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.backup import Backup
from desktop_app.domain.machine import Check
from desktop_app.domain.person import Role
from desktop_app.services.program import Program

SEALED = "A backup is sealed: without the store's key it is worth nothing. The key is now in: {place}."
KEY_ELSEWHERE = "Keep a copy of the key away from this computer too: `countersign store backup --with-key` seals it."


@click.group(cls=Verbs)
def store() -> None:
    """The store: one file in the home folder, and its backups."""


@store.command()
@pass_session
def check(session: Session) -> int:
    """Look at the whole store: its pages, its record, who may read it, the room and the disk. Needs no key."""
    verification, checks = session.guarded(lambda: check_home(session.folder))
    well = all(found.ok or not found.needed for found in checks)
    told = {"well": well, "checks": [_check_json(found) for found in checks], **verification_json(verification)}
    session.show(told, lambda: [_check_line(found) for found in checks])
    return DONE if well else PROBLEMS


def _check_json(found: Check) -> dict[str, Any]:
    return {"name": found.name, "ok": found.ok, "needed": found.needed, "words": found.words}


def _check_line(found: Check) -> str:
    return f"{'ok ' if found.ok else ('NO ' if found.needed else '-- ')} {found.name}: {found.words}"


@store.command()
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="A folder, such as one on another disk.")
@click.option("--with-key", is_flag=True, help="Also write the store's key beside it, sealed by a passphrase.")
@click.option("--every", type=int, metavar="HOURS", help="From now on make one so often by itself; 0: never.")
@pass_session
def backup(session: Session, to: Path | None, with_key: bool, every: int | None) -> int:
    """Make a backup and verify it; the newest ones of days and weeks are kept.

    A backup is sealed like the store: it is worth nothing without the store's key.
    """

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        if every is not None:
            await program.backing_up.set_interval(acting, every)
        passphrase = session.new_passphrase("the key of this backup") if with_key else None
        actor = acting.as_one_of(Role.ADMINISTRATOR, *(role for role in Role if role is not Role.ADMINISTRATOR))
        made, path = await program.backing_up.make(actor, str(to) if to else None)
        sealed = await program.backing_up.seal_key(path, passphrase) if passphrase is not None else None
        told = _backup_json(made) | {"path": path, "key": sealed, "key_place": program.store_key_place}
        session.show(told, lambda: _backup_lines(made, path, sealed, program.store_key_place))
        return DONE

    return session.run(work)


def _backup_json(made: Backup) -> dict[str, Any]:
    return {"name": made.name, "at": made.at.isoformat(), "events": made.events, "bytes": made.bytes}


def _backup_lines(made: Backup, path: str, sealed: str | None, place: str) -> list[str]:
    return [
        f"Verified and kept: {path} ({made.events:,} events, {made.bytes / 10**6:,.1f} MB).",
        SEALED.format(place=place),
        f"Its key is sealed by your passphrase in {sealed}." if sealed else KEY_ELSEWHERE,
    ]


@store.command()
@click.argument("backup_file", metavar="BACKUP", type=click.Path(path_type=Path))
@pass_session
def restore(session: Session, backup_file: Path) -> int:
    """Verify BACKUP and put it in the place of the store, which is kept aside in the same folder."""
    restored = session.guarded(lambda: restore_home(session.folder, backup_file, session.sealing_passphrase))
    behind = restored.replaced is not None and restored.replaced > restored.events
    if behind:
        session.say(
            f"This backup ends at event {restored.events:,}; the store that it replaces had {restored.replaced:,}. "
            f"What was recorded since is only in the store that was kept aside."
        )
    told = {
        "events": restored.events,
        "replaced_events": restored.replaced,
        "behind": behind,
        "aside": str(restored.aside) if restored.aside else None,
    }
    session.show(told, lambda: _restored_lines(told))
    return DONE


def _restored_lines(told: dict[str, Any]) -> list[str]:
    aside = [f"The store that was there is kept as {told['aside']}."] if told["aside"] else []
    return [f"Restored: {told['events']:,} events.", *aside]


@store.command()
@pass_session
def compact(session: Session) -> int:
    """Write the store anew without the room that deleted rows left. It is verified before it takes its place."""
    done = session.guarded(lambda: compact_home(session.folder))
    told = {"bytes_before": done.before, "bytes": done.after}
    session.show(told, lambda: [f"{done.before / 10**6:,.1f} MB became {done.after / 10**6:,.1f} MB."])
    return DONE


@store.command()
@pass_session
def info(session: Session) -> int:
    """What the store is: schema, size, key, checkpoints, places outside that know its head, backups."""

    async def work(program: Program) -> int:
        backups = await program.backing_up.listing()
        told = _info_json(session.folder) | {
            "key_place": program.store_key_place,
            "read_only": program.store.read_only,
            "anchored_words": await program.anchoring.anchored(),
            "backups": len(backups),
            "last_backup": _backup_json(backups[0]) if backups else None,
            "backup_every_hours": await program.backing_up.interval(),
        }
        session.show(told, lambda: _info_lines(told))
        return DONE

    return session.run(work)


def _info_json(home: Path) -> dict[str, Any]:
    facts = describe_home(home)
    size, at = facts.checkpoint or (0, None)
    return {
        "home": str(home),
        "schema": facts.schema,
        "events": facts.events,
        "cases": facts.cases,
        "bytes": facts.bytes,
        "checkpoint": {"events": size, "at": at},
        "anchored": [{"place": a.place, "events": a.events, "at": a.at} for a in facts.anchors],
        "file_system": facts.file_system,
        "free_bytes": facts.free,
    }


def _info_lines(told: dict[str, Any]) -> list[str]:
    last = told["last_backup"]
    return [
        f"Home: {told['home']} ({told['file_system'] or 'unknown'}, {told['free_bytes'] / 10**6:,.0f} MB free)",
        f"Schema {told['schema']}, {told['events']:,} events, {told['cases']:,} cases, {told['bytes'] / 10**6:,.1f} MB",
        f"Key: {told['key_place']}",
        f"Last checkpoint: event {told['checkpoint']['events']:,}, {told['checkpoint']['at']}",
        told["anchored_words"],
        f"Last backup: {last['name']}, of {told['backups']}" if last else "No backup yet.",
        *([f"It may only be read: {told['read_only']}"] if told["read_only"] else []),
    ]
