"""The commands of `countersign case` that say something about a text, and answer what was said."""

from collections.abc import Mapping
from typing import Any

import click

from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, Session, pass_session
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.comment import Comment, CommentKind, ItemAnswer, ItemCode
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.person import Acting
from desktop_app.domain.text import Span
from desktop_app.domain.thread import Thread, place_now, quote_of, text_changed, threads_of
from desktop_app.services.program import Program

SHOWN = 8
"""Characters of an identifier that are shown, and that name a thread."""


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("section")
@click.argument("words")
@click.option("--at", "quote", default="", metavar="TEXT", help="The words of the section that it is about.")
@click.option(
    "--must-fix",
    "code",
    type=click.Choice([c.value for c in ItemCode]),
    help="Nobody approves it before it is resolved.",
)
@pass_session
def comment(session: Session, name: str, section: str, words: str, quote: str, code: str | None) -> int:
    """Say something about a section, or about words of it."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        place = _place_of(await program.keeping.facts(case_id), section, quote)
        required = ItemCode(code) if code else None
        await program.commenting.comment(acting, case_id, section, words, place, required)
        return await _show(session, program, case_id)

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("thread", metavar="COMMENT")
@click.argument("words")
@click.option("--answer", type=click.Choice([a.value for a in ItemAnswer]), help="As the author: mended, or left so.")
@pass_session
def reply(session: Session, name: str, thread: str, words: str, answer: str | None) -> int:
    """Answer a comment. The author of a case answers so what must be fixed."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        found = _named(await program.keeping.facts(case_id), thread)
        await program.commenting.reply(acting, case_id, found, words, ItemAnswer(answer) if answer else None)
        return await _show(session, program, case_id)

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("thread", metavar="COMMENT")
@click.option("--reopen", is_flag=True, help="Something is left to say after all.")
@pass_session
def resolve(session: Session, name: str, thread: str, reopen: bool) -> int:
    """Nothing is left to say about a comment."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        found = _named(await program.keeping.facts(case_id), thread)
        settle = program.commenting.reopen if reopen else program.commenting.resolve
        await settle(acting, case_id, found)
        return await _show(session, program, case_id)

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@pass_session
def comments(session: Session, name: str) -> int:
    """The comments of a case, and what is left to do about them."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        await program.keeping.require_reader(acting, case_id)
        return await _show(session, program, case_id)

    return session.run_on(name, work)


async def _show(session: Session, program: Program, case_id: str) -> int:
    facts = await program.keeping.facts(case_id)
    names = {person.person_id: person.name for person, _ in await program.enrolling.listing()}
    threads = [_thread_json(facts, thread, names) for thread in threads_of(facts.record)]
    session.show({"case": case_id, "comments": threads}, lambda: [line for t in threads for line in _lines(t)])
    return DONE


def _thread_json(facts: CaseFacts, thread: Thread, names: Mapping[str, str]) -> dict[str, Any]:
    first = thread.first
    return {
        "comment": first.comment_id,
        "section": first.section,
        "kind": first.kind.value,
        "code": first.code.value if first.code else None,
        "returned": first.decision is not None,
        "about": quote_of(facts.record, first),
        "still_there": place_now(facts.record, first) is not None,
        "open": thread.is_open,
        "answer": thread.answer.value if thread.answer else None,
        "changed": text_changed(facts.record, thread),
        "said": [_said_json(each, names) for each in (first, *thread.replies)],
    }


def _said_json(comment: Comment, names: Mapping[str, str]) -> dict[str, Any]:
    by = names.get(comment.person_id, "")
    return {"name": by, "words": comment.words.text, "at": comment.at.isoformat()}


def _lines(thread: dict[str, Any]) -> list[str]:
    about = f" on “{thread['about']}”" if thread["about"] else ""
    kind = "must be fixed" if thread["kind"] == CommentKind.MUST_FIX else "note"
    state = "open" if thread["open"] else "resolved"
    answer = {None: "", "done": ", mended", "kept": ", left as it is"}[thread["answer"]]
    head = f"{thread['comment'][:SHOWN]} {thread['section']}{about}: {kind}, {state}{answer}"
    return [head, *(f"  {said['name']}: {said['words']}" for said in thread["said"])]


def _named(facts: CaseFacts, start: str) -> str:
    """The thread whose identifier begins so. Raises NotFound."""
    found = [t.first.thread_id for t in threads_of(facts.record) if start and t.first.thread_id.startswith(start)]
    if len(found) == 1:
        return found[0]
    what = "No comment" if not found else f"{len(found)} comments"
    raise NotFound(f"{what} of the case begins with “{start}”.", next="`countersign case comments CASE` lists them.")


def _place_of(facts: CaseFacts, section: str, quote: str) -> Span | None:
    """Where these words stand in the section. Raises UsageError where they stand nowhere, or in several places."""
    head = facts.record.head(section)
    if not quote or head is None:
        return None
    text = head.section_text.plain
    if text.count(quote) != 1:
        raise UsageError(
            f"“{quote}” stands {text.count(quote)} times in the section.",
            next="Name words that stand there once, as they are in `case show-section`.",
        )
    return Span(text.index(quote), text.index(quote) + len(quote))
