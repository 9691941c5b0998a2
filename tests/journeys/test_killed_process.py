"""A process that is killed at any commit of any step of a case: the store verifies, nothing is half done, and the step
done again under the same command, in another process, is applied exactly once."""

import asyncio
import json
import os
import shutil
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeDrafter
from service_examples import GOOD, PASSPHRASE, SERVER, World, a_world, pack_with
from stage_examples import SIGNED, TIMED, later, parallel

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.domain.audit import Entry, Receipt
from desktop_app.domain.comment import items_about
from desktop_app.domain.draft import DrafterOutput, DraftRequest
from desktop_app.domain.errors import Refused
from desktop_app.domain.person import Role
from desktop_app.services.attaching import Attachment
from desktop_app.services.exporting import Exporting

Step = Callable[[World, str], Awaitable[object]]
KILLED = 9
COMMAND = "00000000-0000-4000-8000-000000000001"
LATER = {"store.opened", "store.recovered", "person.switched", "call.started", "clock.jumped"}
"""What is told more often where a process was killed: openings, calls to a model that were really made again, and
that a test's clock begins anew."""


class PlainWriter:
    """Writes a case as one line."""

    def write(self, *given: Any, **more: Any) -> bytes:
        return b"The case."

    def with_checkpoint(self, body: bytes, checkpoint: str) -> bytes:
        return body


@dataclass
class NotingDrafter(FakeDrafter):
    """Leaves a mark in a folder when it is asked."""

    folder: Path = field(default_factory=Path)

    async def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        (self.folder / "asked").touch()
        async for output in super().draft(request):
            yield output


async def open_(world: World, case_id: str) -> object:
    return await world.keeping.open(world["ana"], pack_with(), title="Another", command_id=COMMAND)


async def answer(world: World, case_id: str) -> object:
    return await world.keeping.answer(world["ana"], case_id, {"months": 36}, command_id=COMMAND)


async def attach(world: World, case_id: str) -> object:
    file, form = Attachment("letter.txt", b"The fee is lowered."), pack_with().form
    return await world.attaching.attach(world["ana"], form, case_id, "contract", (file,), command_id=COMMAND)


async def draft(world: World, case_id: str, *sections: str) -> object:
    run = world.drafting.draft(world["ana"], case_id, ["server"], sections or ["fee"], command_id=COMMAND)
    return [event async for event in run]


async def draft_all(world: World, case_id: str) -> object:
    return await draft(world, case_id, "fee", "term", "rating")


async def edit(world: World, case_id: str) -> object:
    return await world.editing.edit(world["ana"], case_id, "term", "It runs on.", command_id=COMMAND)


async def accept(world: World, case_id: str) -> object:
    return await world.editing.accept(world["ana"], case_id, "fee", command_id=COMMAND)


async def reject(world: World, case_id: str) -> object:
    return await world.editing.reject(world["ana"], case_id, "fee", command_id=COMMAND)


async def explain(world: World, case_id: str) -> object:
    record = (await world.facts(case_id)).record
    found = next(raised for raised in record.findings[record.heads["fee"]])
    return await world.editing.explain(world["ana"], case_id, found.finding_id, "It may stand.", command_id=COMMAND)


async def send(world: World, case_id: str) -> object:
    return await world.send(case_id, command_id=COMMAND)


async def approve(world: World, case_id: str) -> object:
    return await world.approve(case_id, command_id=COMMAND)


async def first_approval(world: World, case_id: str) -> object:
    """By who has no key yet."""
    return await world.approve(case_id, who="nia", command_id=COMMAND)


async def return_(world: World, case_id: str) -> object:
    return await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Look.", command_id=COMMAND)


async def edit_again(world: World, case_id: str) -> object:
    """With its reason, since the case was sent."""
    return await world.editing.edit(world["ana"], case_id, "term", "It runs.", "Shorter.", command_id=COMMAND)


async def escalate(world: World, case_id: str) -> object:
    return await world.reviewing.escalate(world["rob"], case_id, "I cannot say.", command_id=COMMAND)


async def time_out(world: World, case_id: str) -> object:
    """The time of the stage is over, and the program looks: of itself, under a command made of the entry."""
    return await later(world, days=3)


async def hand_back(world: World, case_id: str) -> object:
    return await world.escalating.hand_back(world["ola"], case_id, "You can.", command_id=COMMAND)


async def decide_for(world: World, case_id: str) -> object:
    """By a delegate."""
    return await world.approve(case_id, who="dan", command_id=COMMAND)


async def delegate(world: World, case_id: str) -> object:
    until = world.clock.now() + timedelta(days=7)
    return await world.delegating.delegate(world["rob"], "dan", until, command_id=COMMAND)


async def approve_last(world: World, case_id: str) -> object:
    """In the last of two stages beside each other, which lets the case go on."""
    return await world.approve(case_id, stage="legal", command_id=COMMAND)


async def return_from_all(world: World, case_id: str) -> object:
    return await return_(world, case_id)


async def sign_escalated(world: World, case_id: str) -> object:
    return await world.sign(case_id, "ola", command_id=COMMAND)


async def sign(world: World, case_id: str) -> object:
    return await world.sign(case_id, command_id=COMMAND)


async def export(world: World, case_id: str, folder: Path) -> object:
    exporting = Exporting(
        world.store, world.recording, PlainWriter(), PlainWriter(), PackFolders([]), PersonKeys(cost=4)
    )
    return (folder / "case.docx").write_bytes(await exporting.export(world["ana"], case_id))


# How far a case has come before the step


async def filled(world: World) -> str:
    return await world.case()


async def drafted(world: World) -> str:
    return await world.drafted()


async def proposed(world: World) -> str:
    """A redraft with a finding waits beside a person's text that has one too."""
    case_id = await world.drafted()
    await world.editing.edit(world["ana"], case_id, "fee", "It is guaranteed: EUR 48,000 [E1].")
    await world.draft(case_id, "fee")
    return case_id


async def sent(world: World) -> str:
    await world.enrolling.add("nia", [Role.REVIEWER], "nia", None)
    return await world.sent()


async def approved(world: World) -> str:
    case_id = await world.sent()
    await world.approve(case_id)
    return case_id


async def timed(world: World) -> str:
    return await world.sent(pack_with(TIMED))


async def overdue(world: World) -> str:
    case_id = await timed(world)
    await later(world, days=3)
    return case_id


async def stood_in_for(world: World) -> str:
    """An analyst decides for the reviewer."""
    await world.enrol("dan", Role.ANALYST)
    await world.delegating.delegate(world["rob"], "dan", world.clock.now() + timedelta(days=7))
    return await world.sent()


async def with_a_deputy(world: World) -> str:
    await world.enrol("dan", Role.ANALYST)
    return await world.sent()


async def beside(world: World) -> str:
    """One of two stages beside each other is done."""
    case_id = await world.sent(parallel())
    await world.approve(case_id, stage="review")
    return case_id


async def overdue_for_signing(world: World) -> str:
    case_id = await world.sent(pack_with(SIGNED))
    await world.approve(case_id)
    await later(world, days=3)
    return case_id


async def signed(world: World) -> str:
    case_id = await approved(world)
    await world.sign(case_id)
    return case_id


STEPS: dict[Step, tuple[Callable[[World], Awaitable[str]], int]] = {
    open_: (filled, 1),
    answer: (drafted, 1),
    attach: (drafted, 2),
    draft: (filled, 4),
    edit: (drafted, 1),
    accept: (proposed, 1),
    reject: (proposed, 1),
    explain: (proposed, 1),
    send: (drafted, 1),
    approve: (sent, 1),
    first_approval: (sent, 2),
    return_: (sent, 1),
    edit_again: (sent, 1),
    escalate: (sent, 1),
    time_out: (timed, 1),
    hand_back: (overdue, 1),
    decide_for: (stood_in_for, 1),
    sign: (approved, 1),
}
"""Where each step is taken, and its commits."""
LONG: dict[Step, tuple[Callable[[World], Awaitable[str]], int]] = {
    delegate: (with_a_deputy, 1),
    approve_last: (beside, 1),
    return_from_all: (beside, 1),
    sign_escalated: (overdue_for_signing, 1),
}
"""The same of steps that are much like others."""
ALL = {**STEPS, **LONG}
EACH = [pytest.param(step, marks=[pytest.mark.long] * (step in LONG)) for step in ALL]
KILLS = [
    pytest.param(
        *(step, commit, written),
        id=f"{step.__name__}, {'after' if written else 'before'} commit {commit}",
        marks=[pytest.mark.long] * (step in LONG),
    )
    for step, (_, commits) in ALL.items()
    for commit in range(1, commits + 1)
    for written in (False, True)
]


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[World]:
    """The services over a copy; the pack is not read again each time."""
    async with a_world(home, NotingDrafter(SERVER, (GOOD,), folder=home)) as world:
        world.keeping._loaded[pack_with().digest] = pack_with()
        yield world


class Cases:
    """Stores with a case at any point of its way, each made once and copied."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._made = folder, dict[str, str]()
        self._undisturbed: dict[str, tuple[Any, int]] = {}

    def at(self, point: Callable[[World], Awaitable[str]], home: Path) -> str:
        """A store with a case there; the case."""
        name = point.__name__
        if name not in self._made:
            self._made[name] = asyncio.run(_made(self._folder / name, point))
        shutil.copytree(self._folder / name, home)
        return self._made[name]

    def undisturbed(self, step: Step) -> tuple[Any, int]:
        """What the step leaves where nothing disturbs it, and its commits."""
        name = step.__name__
        if name not in self._undisturbed:
            home = self._folder / f"{name} undisturbed"
            case_id = self.at(ALL[step][0], home)
            self._undisturbed[name] = asyncio.run(_counted(home, case_id, step))
        return self._undisturbed[name]


async def _made(home: Path, point: Callable[[World], Awaitable[str]]) -> str:
    async with opened(home) as world:
        return await point(world)


async def _counted(home: Path, case_id: str, step: Step) -> tuple[Any, int]:
    async with opened(home) as world:
        commits = _watched(world, lambda _count, _written: None)
        await step(world, case_id)
        return await left(world, case_id), len(commits)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    return Cases(tmp_path_factory.mktemp("cases"))


async def left(world: World, case_id: str) -> Any:
    """What a step leaves: texts, answers, documents, decisions, and how often each type of event was told."""
    record = (await world.facts(case_id)).record
    bodies = [json.loads(event.body) for event in await world.store.events() if event.type not in LATER]
    types = Counter(body["type"] for body in bodies if body["outcome"] == "done")
    heads = {name: head.section_text.plain for name in record.heads if (head := record.head(name))}
    answers = {a.path: a.value.text if a.value else None for a in record.answers}
    states = [(d.name.text, d.state) for d in record.documents]
    said = [(r.code, r.words and r.words.text) for r in record.reasons]
    decided = [(d.kind, d.gate) for d in record.decisions]
    counts = len(record.revisions), len(record.signatures), len(record.finding_answers), len(await world.store.cases())
    return types, heads, answers, states, said, decided, counts, record.file.state


def _watched(world: World, at: Callable[[int, bool], None]) -> list[Entry]:
    """The entries that are committed from now on; `at` is called before and after each of them becomes durable."""
    durable, commits = world.store.commit, list[Entry]()

    async def commit(entry: Entry) -> Receipt:
        commits.append(entry)
        number = len(commits)
        at(number, False)
        receipt = await durable(entry)
        at(number, True)
        return receipt

    world.store.commit = commit  # type: ignore[method-assign]
    return commits


def _dies(commit: int, written: bool, count: int, is_written: bool) -> None:
    if (count, is_written) == (commit, written):
        os._exit(KILLED)


async def _die(home: Path, case_id: str, step: Step, commit: int, written: bool) -> None:
    async with opened(home) as world:
        _watched(world, partial(_dies, commit, written))
        await step(world, case_id)


def killed(home: Path, case_id: str, step: Step, commit: int, written: bool) -> bool:
    """Whether a process of its own was killed at that commit of the step, and not done before."""
    child = os.fork()
    if not child:
        try:
            asyncio.run(_die(home, case_id, step, commit, written))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED


async def _again(home: Path, case_id: str, step: Step) -> Any:
    """Look at what the killed process left, then take the step again; what it leaves then."""
    async with opened(home) as world:
        record = (await world.facts(case_id)).record
        assert len(record.signatures) == sum(d.kind == "approve" for d in record.decisions)  # nothing is half signed
        await step(world, case_id)
        assert (await world.store.verify()).verified
        return await left(world, case_id)


@pytest.mark.parametrize(("step", "commit", "written"), KILLS)
def test_a_killed_step_is_done_again_exactly_once(
    tmp_path: Path, cases: Cases, step: Step, commit: int, written: bool
) -> None:
    home = tmp_path / "home"
    case_id = cases.at(ALL[step][0], home)
    assert killed(home, case_id, step, commit, written)
    assert asyncio.run(_again(home, case_id, step)) == cases.undisturbed(step)[0]


@pytest.mark.parametrize("step", EACH)
def test_no_step_commits_more_often_than_it_is_killed_here(cases: Cases, step: Step) -> None:
    assert cases.undisturbed(step)[1] == ALL[step][1]


@pytest.mark.parametrize(("commit", "written", "asked"), [(1, True, False), (2, False, False), (3, False, True)])
def test_a_model_is_asked_only_when_that_is_recorded(
    tmp_path: Path, cases: Cases, commit: int, written: bool, asked: bool
) -> None:
    case_id = cases.at(filled, tmp_path / "home")
    assert killed(tmp_path / "home", case_id, draft, commit, written)
    assert (tmp_path / "home" / "asked").exists() is asked


def test_a_draft_that_is_recorded_is_not_asked_for_again(tmp_path: Path, cases: Cases) -> None:
    case_id = cases.at(filled, tmp_path / "home")
    assert killed(tmp_path / "home", case_id, draft, 4, written=True)
    (tmp_path / "home" / "asked").unlink()
    asyncio.run(_again(tmp_path / "home", case_id, draft))
    assert not (tmp_path / "home" / "asked").exists()


@pytest.mark.parametrize("written", [False, True])
def test_an_export_is_recorded_before_its_file_is_there(tmp_path: Path, cases: Cases, written: bool) -> None:
    case_id = cases.at(signed, tmp_path / "home")
    step = partial(export, folder=tmp_path)
    assert killed(tmp_path / "home", case_id, step, 1, written)
    assert not (tmp_path / "case.docx").exists()
    told: Counter[str] = asyncio.run(_again(tmp_path / "home", case_id, step))[0]
    assert (tmp_path / "case.docx").exists() and told["export.made"] == 1 + written


async def _twice(home: Path, case_id: str, step: Step) -> Any:
    """Take the step twice at the same time under one command; what it leaves."""
    async with opened(home) as world:
        for ended in await asyncio.gather(step(world, case_id), step(world, case_id), return_exceptions=True):
            assert not isinstance(ended, BaseException) or (step is draft and isinstance(ended, Refused)), ended
        assert (await world.store.verify()).verified
        return await left(world, case_id)


@pytest.mark.parametrize("step", EACH)
def test_a_double_click_is_one_click(tmp_path: Path, cases: Cases, step: Step) -> None:
    case_id = cases.at(ALL[step][0], tmp_path / "home")
    assert asyncio.run(_twice(tmp_path / "home", case_id, step)) == cases.undisturbed(step)[0]


async def test_a_first_signature_that_is_given_twice_is_by_the_key_that_is_kept(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        case_id = await sent(world)
        world.people["nia"] = await world.enrolling.switch("nia", PASSPHRASE)
        await asyncio.gather(*(first_approval(world, case_id) for _ in range(2)))
        (kept,) = [profile.public_key for person, profile in await world.store.people() if person.name == "nia"]
        assert [s.public_key for s in (await world.facts(case_id)).record.signatures] == [kept]


@pytest.mark.long
@pytest.mark.parametrize("written", [False, True])
@pytest.mark.parametrize("commit", range(1, 8))
def test_drafting_a_whole_case_is_done_again_exactly_once(
    tmp_path: Path, cases: Cases, commit: int, written: bool
) -> None:
    case_id, untouched = cases.at(filled, tmp_path / "home"), cases.at(filled, tmp_path / "untouched")
    assert killed(tmp_path / "home", case_id, draft_all, commit, written)
    whole = asyncio.run(_again(tmp_path / "untouched", untouched, draft_all))
    assert asyncio.run(_again(tmp_path / "home", case_id, draft_all)) == whole
