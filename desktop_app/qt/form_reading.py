"""What the guided form asks of services, in the background."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.answers import load
from desktop_app.domain.case import AnswerOrigin
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import CountersignError, NotFound, StoreFailed
from desktop_app.domain.locale_text import local_show
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.page_count import page_counts
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.working_text import PlaceKind, answer_place, base_of, on_top, read_place
from desktop_app.qt.form_documents import documents_of
from desktop_app.qt.form_match import Match
from desktop_app.qt.form_state import FormRead
from desktop_app.qt.form_step import all_following, steps_of
from desktop_app.qt.form_words import nothing_words, turned_words, unread_words
from desktop_app.qt.screen_writing import writing_of_language
from desktop_app.qt.stand_in_reading import leaving
from desktop_app.services.attaching import LARGEST_DOCUMENT, Attachment
from desktop_app.services.program import Program

Why = tuple[str, ReasonCode]
"""Why a case is changed after it was sent: in words, and by its code."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The case after typing became answers; `unread` is what could not become one, in words, by field.

    `typed` are the fields that it was about, each with the number of its last change here.
    """

    read: FormRead
    unread: Mapping[str, str]
    typed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Turned:
    """A change of answers that was taken back or made again: the questions that it was about, and what came of it in
    words. No questions where there was nothing to take back."""

    fields: tuple[str, ...]
    words: str


async def read_form(
    program: Program, acting: Acting, known: CaseFacts, numbers: Iterator[int], language: str = ""
) -> FormRead:
    """The case as it is now, with the form's words in a language, in its own where it has none in that one.

    `known` are its facts as they were: documents that are the same are not read again.

    Reads are numbered when they begin, so that one with a higher number never shows less than one with a lower.
    """
    number = next(numbers)
    facts = await program.keeping.facts_again(known)
    language = language if language in facts.pack.languages else ""
    ways = writing_of_language(facts.pack.form.language, language)
    read = in_language(facts, language)
    typing = typing_in(program, acting, facts)
    waiting = await program.resuming.waiting(acting, facts.case_id)
    return FormRead(
        number=number,
        facts=facts,
        steps=steps_of(read, typing, await program.suggesting.offered(facts), ways),
        documents=documents_of(facts),
        problems=facts.problems,
        typing=typing,
        offered=tuple(typed for typed in waiting if _is_offered(typed, typing)),
        locked=_locked(program, acting, facts),
        saved_at=await _saved_at(program, facts),
        leaving=await leaving(program, facts),
        language=language,
        ways=ways,
        follows=all_following(read, ways),
        counts={count.page: count for count in page_counts(facts)},
    )


def in_language(facts: CaseFacts, language: str) -> CaseFacts:
    """The facts with a form that reads in this language; what is kept is the same."""
    form = facts.pack.form_in(language)
    return facts if form is facts.pack.form else replace(facts, pack=replace(facts.pack, form=form))


async def enter_form(
    program: Program, acting: Acting, case_id: str, numbers: Iterator[int], language: str = ""
) -> FormRead:
    """The case, with what waits in the journal of typing taken up again."""
    await program.keeping.require_reader(acting, case_id)
    facts = await program.keeping.facts(case_id)
    read = await read_form(program, acting, facts, numbers, language)
    if read.locked:
        return read
    await resume_typing(program, acting, facts)
    return await read_form(program, acting, facts, numbers, language)


async def _saved_at(program: Program, facts: CaseFacts) -> datetime:
    """When the newest of the case's events was recorded."""
    newest = await program.store.event_page(facts.case_id, None, 1)
    return datetime.fromisoformat(newest[0].at) if newest else facts.record.file.created_at


def typing_in(program: Program, acting: Acting, facts: CaseFacts) -> dict[str, str]:
    """What the person is typing at questions and is no answer yet, by field."""
    fields = [field.field for field in facts.pack.form.fields]
    spots = ((name, program.journalling.typing(acting, facts.case_id, answer_place(name))) for name in fields)
    return {name: typed.text for name, typed in spots if typed}


async def resume_typing(program: Program, acting: Acting, facts: CaseFacts) -> None:
    """Go on from what waits in the journal, where the answer that it began from still stands."""
    for typed in await program.resuming.waiting(acting, facts.case_id):
        kind, name = read_place(typed.place)
        here = kind is PlaceKind.ANSWER and typed.place == answer_place(name)
        new = program.journalling.typing(acting, facts.case_id, typed.place) is None
        if here and new and base_of(facts.record, typed.place) == typed.base_revision:
            program.journalling.typed(acting, facts.case_id, typed.place, typed.text, typed.base_revision)


async def settle(
    program: Program,
    acting: Acting,
    facts: CaseFacts,
    fields: Collection[str] | None,
    why: Why,
    ways: LocaleWriting = NEUTRAL,
) -> dict[str, str]:
    """Make answers of what was typed at these fields, or at all. Why not, in words, by field: it stays in the journal.

    Raises StoreFailed where nothing can be written: it is tried again by itself.
    """
    unread = {}
    for name in fields or [field.field for field in facts.pack.form.fields]:
        try:
            await program.journalling.leave(acting, facts.case_id, answer_place(name), *why)
        except StoreFailed:
            raise
        except CountersignError as error:
            unread[name] = unread_words(error, ways)
    return unread


async def turn_back(
    program: Program, acting: Acting, facts: CaseFacts, why: Why, ways: LocaleWriting, *, again: bool
) -> Turned:
    """What the person last answered is taken back, or made again, once what they type is an answer."""
    await settle(program, acting, facts, None, why, ways)
    act = program.undoing.redo if again else program.undoing.undo
    try:
        fields = await act(acting, facts.case_id, *why)
    except NotFound:
        return Turned((), nothing_words(again=again))
    now = await program.keeping.facts_again(facts)
    shown = {name: _shown(now, name, ways) for name in fields}
    return Turned(fields, turned_words(now.pack.form, shown, again=again))


def _shown(facts: CaseFacts, name: str, ways: LocaleWriting) -> str:
    """What stands at a question now, as people read it."""
    field = facts.pack.form.field(name)
    answer = next((each for each in facts.record.answers if each.path == name), None)
    return local_show(field, load(field, answer.value.body), ways) if field and answer and answer.value else ""


async def take_match(program: Program, acting: Acting, facts: CaseFacts, match: Match, why: Why) -> None:
    """Make an answer of what a document says, with its source, in the place of what was being typed there."""
    place, (reason, code) = answer_place(match.field), why
    typing = program.journalling.typing(acting, facts.case_id, place)
    program.journalling.forget(acting, facts.case_id, place)
    record = (await program.keeping.facts_again(facts)).record
    await program.keeping.answer(
        acting,
        facts.case_id,
        {match.field: match.text},
        AnswerOrigin.SUGGESTED,
        reason=reason,
        code=code,
        typed=on_top(record, typing) if typing else None,
        passages={match.field: match.passage.passage_id},
    )


async def decline_match(program: Program, acting: Acting, facts: CaseFacts, match: Match) -> None:
    """Record that what a document says of a question is not taken."""
    await program.suggesting.decline(acting, facts.case_id, match.field, match.passage.passage_id)


async def attach_files(
    program: Program,
    acting: Acting,
    facts: CaseFacts,
    field: str,
    paths: Collection[Path],
    why: Why,
    tell: Callable[[Any], None],
) -> None:
    """Keep these files and read them, telling each time that one was kept or read."""
    files = tuple([await asyncio.to_thread(_attachment, path) for path in paths])
    form, (reason, code) = facts.pack.form, why
    await program.attaching.attach(
        acting, form, facts.case_id, field, files, reason, code, told=lambda: tell(facts.case_id)
    )


async def read_waiting(program: Program, acting: Acting, facts: CaseFacts, tell: Callable[[Any], None]) -> None:
    """Read the documents that still wait for it, as after a crash."""
    actor = acting.as_one_of(Role.ANALYST)
    await program.attaching.read_waiting(actor, facts.case_id, lambda: tell(facts.case_id))


def _attachment(path: Path) -> Attachment:
    """A file's bytes; of one that is too large only so many that it is known to be."""
    try:
        with path.open("rb") as file:
            return Attachment(path.name, file.read(LARGEST_DOCUMENT + 1))
    except OSError as error:
        raise StoreFailed(
            f"“{path.name}” cannot be opened: {error.strerror or 'it is no file'}.", next="Add another one."
        ) from error


def _is_offered(typed: WorkingText, typing: Collection[str]) -> bool:
    kind, name = read_place(typed.place)
    return kind is PlaceKind.ANSWER and (typed.place != answer_place(name) or name not in typing)


def _locked(program: Program, acting: Acting, facts: CaseFacts) -> str:
    if program.store.read_only:
        return program.store.read_only
    tr, state = QCoreApplication.translate, facts.record.file.state
    if not state.editable:
        return tr("form", "Answers cannot be changed now. %1").replace("%1", state.way_on)
    return "" if Role.ANALYST in acting.profile.roles else tr("form", "An analyst can answer this.")
