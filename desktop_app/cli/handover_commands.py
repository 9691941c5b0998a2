"""`countersign handover`: cases that two machines work at through a folder, each with a store of its own."""

from pathlib import Path
from typing import Any

import click

from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session, table
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.exchange import Conflict, Incoming, Standing
from desktop_app.domain.handover import HandoverState, fingerprint
from desktop_app.domain.person import Acting, Role
from desktop_app.services.program import Program

SHOWN = 8
"""Characters of an identifier that are shown, and that name a file."""


@click.group(cls=Verbs)
def handover() -> None:
    """Work at one case from two machines, each with a store of its own, through a folder that both can write.

    \b
    countersign handover folder /shared/exchange    name the folder (once, on each machine)
    countersign handover introduce                  say who this machine is
    countersign handover machines                   compare the fingerprint by telephone
    countersign handover accept "Rob's laptop"      believe it, once
    countersign handover send CASE                  the other side: incoming, take, return
    """  # noqa: D301 click wants the very character


@handover.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--none", "no_folder", is_flag=True, help="Exchange cases through no folder any more.")
@pass_session
def folder(session: Session, folder: Path | None, no_folder: bool) -> int:
    """Name the exchange folder, or say which it is. The environment variable COUNTERSIGN_HANDOVER_FOLDER goes first."""
    named = "" if no_folder else session.guarded(lambda: _place(folder))

    async def work(program: Program, acting: Acting) -> int:
        if named is not None:
            await program.introducing.name_folder(acting, named)
        place = await program.introducing.place()
        session.show({"folder": place}, lambda: [place or "No exchange folder is named."])
        return DONE

    return session.run_as(work)


@handover.command()
@click.option("--name", default="", metavar="NAME", help="What this machine calls itself from now on.")
@pass_session
def introduce(session: Session, name: str) -> int:
    """Put into the folder who this machine is and who works at it. Read the fingerprint to the other side."""

    async def work(program: Program, acting: Acting) -> int:
        if name:
            await program.introducing.name_machine(acting, name)
        machine = await program.introducing.introduce()
        told = {"machine": machine, "fingerprint": fingerprint(machine)}
        session.show(told, lambda: [f"This machine: {fingerprint(machine)}"])
        return DONE

    return session.run_as(work)


@handover.command()
@pass_session
def machines(session: Session) -> int:
    """The machines that have introduced themselves in the folder, each with its fingerprint and its people."""

    async def work(program: Program) -> int:
        own = (await program.introducing.own()).machine_id
        rows: list[dict[str, Any]] = [
            {
                "machine": each.machine_id,
                "name": each.name,
                "fingerprint": fingerprint(each.machine_id),
                "people": [{"name": p.name, "keys": [fingerprint(key) for key in p.keys]} for p in each.people],
                "accepted": each.known,
                "changed": each.accepted_before and not each.known,
            }
            for each in await program.introducing.newcomers()
        ]
        lines = [(r["name"], r["fingerprint"], _people(r["people"]), _known(r)) for r in rows]
        session.show(
            {"own": {"machine": own, "fingerprint": fingerprint(own)}, "machines": rows},
            lambda: [
                f"This machine: {fingerprint(own)}",
                *table(lines, ("Machine", "Fingerprint", "People", "Accepted here")),
            ],
        )
        return DONE

    return session.run(work)


@handover.command()
@click.argument("machine")
@click.option(
    "--role", "given", multiple=True, metavar="PERSON=ROLE", help="What a person of it may do here; give it again."
)
@pass_session
def accept(session: Session, machine: str, given: tuple[str, ...]) -> int:
    """Believe who a machine says it is, after the fingerprint was compared by another way than the folder.

    Without --role its people count as analysts, reviewers and approvers; a person named with it as that alone.
    """

    async def work(program: Program, acting: Acting) -> int:
        accepted = await program.introducing.accept(acting, machine, _roles(given))
        told = {"machine": accepted.machine_id, "name": accepted.name}
        session.show(told, lambda: [f"{accepted.name} is accepted: {fingerprint(accepted.machine_id)}"])
        return DONE

    return session.run_as(work)


@handover.command()
@click.argument("name", metavar="CASE")
@click.option("--to", "to", multiple=True, metavar="MACHINE", help="For this machine alone; give it again for more.")
@click.option("--again", is_flag=True, help="Put the file of a case that is away once more: it was lost.")
@pass_session
def send(session: Session, name: str, to: tuple[str, ...], again: bool) -> int:
    """Hand a case that was sent for review over; it is only read here until it is back."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        if again:
            put = await program.handing_over.put_again(acting, case_id)
        else:
            put = await program.handing_over.send(acting, case_id, to)
        told = {"file": put.file_id, "case": case_id, "state": put.state.value}
        session.show(told, lambda: [f"The case is in the exchange folder as {put.file_id[:SHOWN]}."])
        return DONE

    return session.run_on(name, work)


@handover.command()
@pass_session
def incoming(session: Session) -> int:
    """The case files for this machine, who has claimed them, and the cases of this machine that are elsewhere."""

    async def work(program: Program) -> int:
        found = await program.taking_over.incoming()
        away = await program.handing_over.elsewhere()
        session.show(
            {"incoming": [_incoming(each) for each in found], "elsewhere": [_standing(each) for each in away]},
            lambda: [
                *table([_line(each) for each in found], ("File", "From", "Form", "Reference", "Confidence", "State")),
                *(f"Elsewhere: {_elsewhere(each)}" for each in away),
            ],
        )
        return PROBLEMS if any(each.why for each in found) or any(each.lost for each in away) else DONE

    return session.run(work)


@handover.command()
@click.argument("file")
@pass_session
def take(session: Session, file: str) -> int:
    """Claim a case file and take it in: a case to review, or what came back of one of yours."""

    async def work(program: Program, acting: Acting) -> int:
        taken = await program.taking_over.take(acting, await _named(program, file))
        state = taken.handover.state
        told = {"case": taken.case_id, "file": taken.handover.file_id, "course": taken.course, "state": state}
        session.show(told, lambda: [_TAKEN.get(state, "It was taken in before; nothing changed.")])
        return PROBLEMS if state is HandoverState.CONFLICT else DONE

    return session.run_as(work)


@handover.command("return")
@click.argument("name", metavar="CASE")
@pass_session
def return_case(session: Session, name: str) -> int:
    """Give a case back that was taken in here, with all that was decided and written."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        put = await program.handing_over.give_back(acting, case_id)
        session.show({"file": put.file_id, "case": case_id}, lambda: ["The case is on its way back."])
        return DONE

    return session.run_on(name, work)


@handover.command()
@click.argument("file")
@pass_session
def release(session: Session, file: str) -> int:
    """Give up the claim on a case file that was not taken in."""

    async def work(program: Program, acting: Acting) -> int:
        await program.taking_over.release(acting, await _named(program, file))
        session.show({"released": True}, lambda: ["Others can take it."])
        return DONE

    return session.run_as(work)


@handover.command("call-back")
@click.argument("name", metavar="CASE")
@click.option("--force", is_flag=True, help="Also where another machine has it: what it returns is then a conflict.")
@pass_session
def call_back(session: Session, name: str, force: bool) -> int:
    """Go on here with a case that nobody has taken yet."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        back = await program.handing_over.call_back(acting, case_id, force=force)
        session.show({"case": case_id, "state": back.state.value}, lambda: ["The case is here again."])
        return DONE

    return session.run_on(name, work)


@handover.command()
@click.option("--settle", "file", metavar="FILE", help="End this conflict.")
@click.option("--propose", "sections", multiple=True, metavar="SECTION", help="Take its text as a proposal.")
@pass_session
def conflicts(session: Session, file: str | None, sections: tuple[str, ...]) -> int:
    """Cases that went on here and elsewhere in different ways: both texts, and how to end it."""

    async def work(program: Program, acting: Acting) -> int:
        if file is not None:
            found = [
                c.handover.file_id for c in await program.conflicts.conflicts() if c.handover.file_id.startswith(file)
            ]
            await program.conflicts.settle(acting, _only(found, file), sections)
        left = await program.conflicts.conflicts()
        session.show({"conflicts": [_conflict(each) for each in left]}, lambda: _conflict_lines(left))
        return PROBLEMS if left else DONE

    return session.run_as(work)


def _place(folder: Path | None) -> str | None:
    """The whole path of a folder that is named; None where none is."""
    if folder is not None and not folder.is_dir():
        raise UsageError(f"{folder} is no folder that is there.", next="Make it first; the program does not.")
    return None if folder is None else str(folder.resolve())


_TAKEN = {
    HandoverState.TAKEN: "The case is in this store; give it back with `countersign handover return`.",
    HandoverState.BACK: "The case is back, with all that was decided and written.",
    HandoverState.CONFLICT: "The case went on here too: see `countersign handover conflicts`.",
}


async def _named(program: Program, file: str) -> str:
    """The file whose identifier begins so; of one that is not there any more the identifier itself."""
    found = [each.file_id for each in await program.taking_over.incoming() if each.file_id.startswith(file)]
    return file if not found and len(file) > SHOWN else _only(found, file)


def _only(found: list[str], file: str) -> str:
    if not file or len(found) != 1:
        raise NotFound(
            f"No one case file has a name that begins with “{file}”.", next="`countersign handover incoming`."
        )
    return found[0]


def _roles(given: tuple[str, ...]) -> dict[str, tuple[Role, ...]]:
    roles: dict[str, tuple[Role, ...]] = {}
    for each in given:
        person, _, role = each.rpartition("=")
        if not person or role not in set(Role):
            raise UsageError(f"“{each}” is not PERSON=ROLE.", next=f"The roles are: {', '.join(Role)}.")
        roles[person] = (*roles.get(person, ()), Role(role))
    return roles


def _people(people: list[dict[str, Any]]) -> str:
    return ", ".join(person["name"] for person in people)


def _known(row: dict[str, Any]) -> str:
    return "yes" if row["accepted"] else "its people have changed" if row["changed"] else "no"


def _incoming(each: Incoming) -> dict[str, Any]:
    label = each.label.model_dump() if each.label else None
    claim = {"by": each.claimed_by, "at": each.claimed_at} if each.claimed_by else None
    return {
        "file": each.file_id,
        "from": each.sender,
        "state": each.coming,
        "label": label,
        "claim": claim,
        "why": each.why,
    }


def _line(each: Incoming) -> tuple[str, ...]:
    label = each.label
    state = f"{each.coming.replace('_', ' ')} {each.claimed_by}{each.why}".strip()
    shown = (label.form, label.reference, label.band) if label else ("", "", "")
    return (each.file_id[:SHOWN] or each.name, each.sender[:40], *shown, state)


def _standing(each: Standing) -> dict[str, Any]:
    claim = {"by": each.claimed_by, "at": each.claimed_at} if each.claimed_by else None
    return {
        "file": each.handover.file_id,
        "case": each.handover.case_id,
        "for": each.machine,
        "since": each.handover.at.isoformat(),
        "claim": claim,
        "lost": each.lost,
    }


def _elsewhere(each: Standing) -> str:
    if each.lost:
        return f"{each.handover.case_id[:SHOWN]}: its file is not in the folder; put it there with `send --again`."
    who = f"claimed by {each.claimed_by} at {each.claimed_at}" if each.claimed_by else f"waits for {each.machine}"
    return f"{each.handover.case_id[:SHOWN]} {who}"


def _conflict(each: Conflict) -> dict[str, Any]:
    return {
        "file": each.handover.file_id,
        "case": each.handover.case_id,
        "from": each.machine,
        "decisions": [
            {"person": d.person, "kind": d.kind, "sections": d.sections, "why": d.words, "at": d.at.isoformat()}
            for d in each.decisions
        ],
        "comments": [
            {"person": c.person, "section": c.section, "kind": c.kind, "words": c.words, "at": c.at.isoformat()}
            for c in each.comments
        ],
        "sections": [{"section": t.section, "here": t.here.plain, "came": t.came.plain} for t in each.texts],
    }


def _conflict_lines(conflicts: tuple[Conflict, ...]) -> list[str]:
    lines = []
    for each in conflicts:
        lines.append(f"{each.reference} {each.title}, from {each.machine} ({each.handover.file_id[:SHOWN]})")
        for text in each.texts:
            lines += [f"  {text.title}", f"    here: {text.here.plain}", f"    came: {text.came.plain}"]
        for d in each.decisions:
            lines.append(f"  {d.person}: {d.kind} {', '.join(d.sections)} {d.words}".rstrip())
        lines += [f"  {c.person} on {c.section}: {c.words}" for c in each.comments]
    return lines or ["Nothing is in conflict."]
