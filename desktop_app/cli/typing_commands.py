"""`countersign case type` and `case typing`: typing that is safe as it arrives, and what waits of it after a crash."""

from contextlib import aclosing
from datetime import UTC
from typing import Any

import click

from desktop_app.cli.options import Verb, Verbs, change_options
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.cli.typed_input import typed_pieces
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.person import Acting
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.working_text import answer_place, base_of, section_place
from desktop_app.services.program import Program


@click.command("type", cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("place")
@change_options()
@pass_session
def type_text(session: Session, name: str, place: str, reason: str, code: ReasonCode) -> int:
    """Type the text of PLACE anew, at standard input: what arrives is safe within half a second.

    The end of the input, or a pause of half a minute, makes an edit of it. PLACE is a section or a question. What
    cannot be an edit waits: `countersign case typing list` shows it.
    """
    descriptor = session.guarded(session.typing_descriptor)

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        facts = await program.keeping.facts(case_id)
        whole, text = _place_named(facts, place), ""
        base = base_of(facts.record, whole)
        async with aclosing(typed_pieces(descriptor)) as pieces:
            async for piece in pieces:
                text += piece
                program.journalling.typed(acting, case_id, whole, text, base)
        if not text:
            raise UsageError("Nothing was typed.", next="Type the text, then Ctrl-D on a line of its own.")
        await program.journalling.leave(acting, case_id, whole, reason, code)
        session.show({"case": case_id, "place": whole, "text": text}, lambda: [f"Recorded: {whole}."])
        return DONE

    return session.run_on(name, work)


def _place_named(facts: CaseFacts, name: str) -> str:
    if facts.section(name):
        return section_place(name)
    if facts.pack.form.field(name):
        return answer_place(name)
    raise NotFound(f"The form has no section and no question “{name}”.", next="`countersign case show` names them.")


@click.group(cls=Verbs)
def typing() -> None:
    """See what you typed that is no edit yet, as after a crash, and take it or discard it.

    PLACE is a section or a question by its name, or section:NAME and answer:NAME as `list` prints them.
    """


@typing.command("list")
@pass_session
def list_typing(session: Session) -> int:
    """What you typed that is no edit yet, oldest first, with its text."""

    async def work(program: Program, acting: Acting) -> int:
        rows = [_row(typed) for typed in await program.resuming.waiting(acting)]
        session.show({"typing": rows}, lambda: _lines(rows))
        return DONE

    return session.run_as(work)


@typing.command()
@pass_session
def recover(session: Session) -> int:
    """Make an edit of all typing that still fits the text that it began from; say why the rest cannot be one."""

    async def work(program: Program, acting: Acting) -> int:
        recovered = await program.resuming.recover(acting)
        adopted = [_row(typed) for typed in recovered.adopted]
        offered = [{**_row(each.typed), "why": each.why} for each in recovered.offered]
        session.show({"adopted": adopted, "offered": offered}, lambda: _recovered_lines(adopted, offered))
        return PROBLEMS if offered else DONE

    return session.run_as(work)


@typing.command()
@click.argument("name", metavar="CASE")
@click.argument("place")
@change_options()
@pass_session
def adopt(session: Session, name: str, place: str, reason: str, code: ReasonCode) -> int:
    """Make what you typed at PLACE the text, over what stands there now; look at both before."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        row = _row(await program.resuming.adopt(acting, case_id, place, reason, code))
        session.show({"adopted": row}, lambda: [f"Recorded: {row['place']}."])
        return DONE

    return session.run_on(name, work)


@typing.command()
@click.argument("name", metavar="CASE")
@click.argument("place")
@pass_session
def discard(session: Session, name: str, place: str) -> int:
    """Give up what you typed at PLACE. It is printed once more."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        row = _row(await program.resuming.discard(acting, case_id, place))
        session.show({"discarded": row}, lambda: ["Discarded:", row["text"]])
        return DONE

    return session.run_on(name, work)


def waiting_words(count: int) -> str:
    """That typing waits for its person."""
    texts = "A text that you typed is" if count == 1 else f"{count} texts that you typed are"
    return f"{texts} no edit yet: `countersign case typing list` shows what waits."


def _row(typed: WorkingText) -> dict[str, Any]:
    at = typed.saved_at.astimezone(UTC).isoformat(timespec="seconds")
    return {"case": typed.case_id, "place": typed.place, "saved": at, "text": typed.text}


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    shown = (line for row in rows for line in (_heading(row), row["text"], ""))
    return list(shown) or ["Nothing waits."]


def _heading(row: dict[str, Any]) -> str:
    return f"{row['place']} of the case {row['case'][:8]}, saved {row['saved']}:"


def _recovered_lines(adopted: list[dict[str, Any]], offered: list[dict[str, Any]]) -> list[str]:
    lines = [f"Recorded: {row['place']} of the case {row['case'][:8]}." for row in adopted]
    lines += [f"Kept: {row['place']} of the case {row['case'][:8]}. {row['why']}" for row in offered]
    return lines or ["Nothing waits."]
