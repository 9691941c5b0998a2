"""Who may do what: each role by each verb of each service, from one table. A new verb without a row fails."""

import asyncio
import inspect
import typing
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest
from fakes import server_endpoint
from service_examples import PASSPHRASE, World, a_world, pack_with
from stage_examples import SIGNED, TIMED, later
from store_examples import KEY

from desktop_app import assembly
from desktop_app.adapters.secret_places import MemoryPlace, SecretPlaces
from desktop_app.domain.audit import Entry, Outcome, Receipt
from desktop_app.domain.budget import Limit, Scope
from desktop_app.domain.comment import ItemCode, items_about
from desktop_app.domain.errors import CountersignError, Refusal, Refused
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.review_marks import HeldDecision, Marks
from desktop_app.domain.thread import threads_of
from desktop_app.services.attaching import Attachment
from desktop_app.services.program import Program

LETTERS = {"A": Role.ANALYST, "R": Role.REVIEWER, "P": Role.APPROVER, "U": Role.AUDITOR, "S": Role.ADMINISTRATOR}
TABLE = {
    "A": """
        batch_planning.plan batching.begin batching.cancel batching.pause batching.run suggesting.decline
        keeping.answer keeping.open undoing.undo undoing.redo attaching.attach attaching.put_back attaching.remove
        drafting.draft
        editing.explain reviewing.send ending.abandon ending.withdraw carrying.amend carrying.copy migrating.migrate
    """,
    "R": """
        assigning.snooze assigning.take reviewing.approve reviewing.escalate reviewing.return_ delegating.decider
        commenting.reopen commenting.resolve
    """,
    "P": """
        reviewing.sign escalating.hand_back
    """,
    "RP": """
        practising.finish
        delegating.delegate calibrating.open practising.start
    """,
    "S": """
        introducing.accept practising.declare enrolling.add
        assigning.mend delegating.revoke anchoring.accept anchoring.name_folder rotating.change_passphrase
        rotating.rotate key_keeping.allow key_keeping.revoke staffing.change_roles staffing.retire
        connecting.allow_hosted budgeting.remove_limit budgeting.set_limit practising.of_everybody
        guarding.hide_personal second_reading.choose_folder introducing.name_folder introducing.name_machine
    """,
    "AS": """
        backing_up.set_interval caching.purge
    """,
    "PS": """
        assigning.assign
    """,
    "ARP": """
        bringing_back.bring bringing_back.look conflicts.settle taking_over.release taking_over.take
        editing.close editing.edit editing.take_back resuming.close replaying.replay commenting.comment
        commenting.reply second_reading.read handing_over.call_back
    """,
    "ARPU": """
        batch_reckoning.figures
        batching.failed batching.listing batching.rows batching.write_failed
        keeping.require_reader
        code_checking.check
        tracing.trace exporting.export exporting.failed table_filling.export
    """,
    "ARPS": """
        calibrating.record wording_calibrating.calibrate connecting.add connecting.keep_secret library_keeping.add
    """,
    "RPS": """
        calibrating.close
    """,
    "RPUS": """
        assigning.workload
    """,
    "ARPUS": """
        handing_over.claim handing_over.of_case practising.sheet
        keeping.viewed assigning.deciders assigning.query assigning.release editing.accept editing.reject
        resuming.adopt resuming.discard resuming.recover resuming.waiting resuming_drafts.draft
        resuming_drafts.resume resuming_drafts.waiting_of journalling.forget journalling.leave
        journalling.leave_case journalling.typed journalling.typing delegating.given delegating.roles
        delegating.seat ending.reopen reassigning.reassign holding.hold holding.mark holding.marks holding.record
        holding.take_back holding.waiting recounting.event recounting.page enrolling.change_passphrase
        connecting.arrange connecting.remove noticing.look noticing.see noticing.see_case noticing.tell_as
        practising.standing guarding.may_change guarding.moderate_with second_reading.choose library_keeping.remove
        handing_over.give_back handing_over.put_again handing_over.send
    """,
}
"""Who is not refused for their role, and the verbs. Rows of everybody are what is read, is a person's own, or does not
ask for the role first: what is written of it is listed below."""


ASKED = ("acting", "reason")
NONSENSE = (AttributeError, AssertionError, TypeError, ValueError, LookupError)
"""What a verb makes of an argument that is none, once it has asked for the role."""


class Wrote(Exception):
    """The verb was about to change something."""


def verbs() -> dict[str, Callable[..., Any]]:
    """Every public step of every service that somebody takes."""
    hints, found = typing.get_type_hints(Program), {}
    for each in fields(Program):
        kind = hints[each.name]
        for name, step in inspect.getmembers(kind, inspect.isfunction) if inspect.isclass(kind) else ():
            if not name.startswith("_") and "acting" in inspect.signature(step).parameters:
                found[f"{each.name}.{name}"] = step
    return found


@dataclass(frozen=True)
class Cases:
    """One case at each point of its way, and what verbs are told of."""

    ids: dict[str, str]
    given: dict[str, Any]
    people: dict[str, Acting]


POINTS = {
    "keeping.answer": "draft", "attaching.attach": "draft", "attaching.put_back": "draft", "attaching.remove": "draft",
    "drafting.draft": "draft", "reviewing.send": "draft", "reviewing.sign": "sign_off", "ending.abandon": "draft",
    "escalating.hand_back": "escalated", "replaying.replay": "draft",
}  # fmt: skip
"""Where a verb is tried; all others in review."""
OTHERWISE: dict[str, dict[str, Any]] = {
    "connecting.add": {"endpoint": server_endpoint()},
    "library_keeping.add": {"folder": "/dev/null"},
    "second_reading.choose_folder": {"folder": "/dev/null"},
}
"""What a verb is told in place of what others are."""


async def made(home: Path) -> Cases:
    """A store with a person for each role, and cases of somebody else's."""
    async with a_world(home) as world:
        people = {letter: await world.enrol(f"only {role}", role) for letter, role in LETTERS.items()}
        ids = {"draft": await world.drafted(), "sign_off": await world.sent(pack_with(SIGNED))}
        await world.approve(ids["sign_off"])
        ids["escalated"] = await world.sent(pack_with(TIMED))
        await later(world, days=2)
        ids["review"] = await world.sent()
        await world.commenting.comment(world["rob"], ids["review"], "term", "Look.", code=ItemCode.FIGURE)
        facts = await world.facts(ids["review"])
        (delegation,) = await world.delegating.delegate(world["rob"], "ana", world.clock.now() + timedelta(days=9))
        return Cases(ids, given(world, facts, delegation.delegation_id), people)


def given(world: World, facts: Any, delegation: str) -> dict[str, Any]:
    """What a verb is told, by the name of its argument."""
    case_id, pack = facts.case_id, pack_with()
    nobody = "00000000-0000-4000-8000-000000000009"
    return {
        "section": "fee",
        "reason": "Why.",
        "hours": 24,
        "answers": {"months": 36},
        "pack": pack,
        "title": "Another",
        "form": pack.form,
        "field": "contract",
        "files": (Attachment("letter.txt", b"The fee."),),
        "chain": ["assembled"],
        "markup": "It is so.",
        "document_id": facts.record.documents[0].document_id,
        "finding_id": nobody,
        "place": "section:fee",
        "typed": WorkingText(case_id, "section:fee", nobody, "It is so.", facts.record.heads["fee"], world.clock.now()),
        "each": SimpleNamespace(case_id=case_id, section="fee"),
        "waiting": (),
        "text": "It",
        "base_revision": None,
        "passphrase": PASSPHRASE,
        "items": items_about("fee"),
        "read_through": True,
        "facts": facts,
        "roles": [Role.REVIEWER],
        "to": "amy",
        "until": world.clock.now() + timedelta(days=9),
        "delegation_id": delegation,
        "words": "Look.",
        "thread_id": threads_of(facts.record)[0].first.thread_id,
        "person_id": world["amy"].person.person_id,
        "marks": Marks(),
        "heads": facts.record.heads,
        "held": HeldDecision(nobody, DecisionKind.ESCALATE, case_id, "A", "I cannot."),
        "why": "unusable",
        "lane_id": nobody,
        "endpoint": "server",
        "labels": (),
        "folder": "",
        "number": 1,
        "old": "x",
        "new": "y",
        "who": "rob",
        "names": ("server",),
        "allowed": True,
        "name": "server",
        "value": "x",
        "scope": Scope.DAY,
        "limit": Limit(Scope.DAY, Decimal(1)),
        "quiet": None,
        "tray": True,
        "on": True,
    }


@asynccontextmanager
async def a_program(home: Path) -> AsyncIterator[Program]:
    """All services over the store, in which nothing can be changed: what is about to raises Wrote."""
    async with assembly._program(home, KEY, "memory", SecretPlaces((), (MemoryPlace(),))) as program:

        async def commit(entry: Entry) -> Receipt:
            if entry.events and all(event.outcome is Outcome.REFUSED for event in entry.events):
                return Receipt(0, True)
            raise Wrote

        kept = program.store.commit
        program.store.commit = commit  # type: ignore[method-assign]
        yield program
        program.store.commit = kept  # type: ignore[method-assign]


async def tried(program: Program, verb: str, acting: Acting, cases: Cases) -> str:
    """What came of it: `refused` for the role, `writes`, or `reads` (also where something else was in the way)."""
    service, _, name = verb.partition(".")
    step = getattr(getattr(program, service), name)
    told = cases.given | OTHERWISE.get(verb, {}) | {"acting": acting, "case_id": cases.ids[POINTS.get(verb, "review")]}
    wanted = inspect.signature(step).parameters.values()
    arguments = {p.name: told.get(p.name, "x") for p in wanted if p.default is p.empty or p.name in ASKED}
    try:
        ended = step(**arguments)
        if inspect.isasyncgen(ended):
            async for _ in ended:
                pass
        elif inspect.isawaitable(ended):
            await ended
    except Wrote:
        return "writes"
    except Refused as error:
        return "refused" if error.refusal is Refusal.ROLE else f"reads {error.refusal}"
    except CountersignError as error:
        return "reads " + str(error)[:70]
    except NONSENSE as error:
        return f"reads {type(error).__name__}"
    return "reads"


@cache
def outcomes() -> dict[str, dict[str, str]]:
    """What came of each verb, by the letter of the role."""

    async def all_of_them() -> dict[str, dict[str, str]]:
        with TemporaryDirectory() as folder:
            cases = await made(Path(folder))
            async with a_program(Path(folder)) as program:
                return {
                    verb: {letter: await tried(program, verb, acting, cases) for letter, acting in cases.people.items()}
                    for verb in verbs()
                }

    return asyncio.run(all_of_them())


MAY = {verb: letters for letters, listed in TABLE.items() for verb in listed.split()}
OWN = {
    *("keeping.viewed", "holding.hold", "holding.mark", "holding.record", "holding.take_back"),
    *("noticing.see", "noticing.see_case", "exporting.export", "exporting.failed"),
}
"""What who only reads writes all the same: that they looked or exported, and notes of their own beside the record."""


def test_every_verb_has_a_row_and_every_row_a_verb() -> None:
    assert sorted(MAY) == sorted(verbs()), "give a new verb its row in TABLE: who may"


@pytest.mark.parametrize("verb", sorted(MAY))
def test_a_verb_is_refused_to_every_role_but_those_of_its_row(verb: str) -> None:
    found = outcomes().get(verb, {})
    assert "".join(letter for letter in LETTERS if found.get(letter) != "refused") == MAY[verb], found


def test_who_only_reads_changes_nothing() -> None:
    assert {verb for verb, found in outcomes().items() if found["U"] == "writes"} <= OWN


def test_who_administers_neither_writes_nor_decides_about_a_case() -> None:
    about_cases = ("reviewing", "editing", "drafting", "attaching", "commenting", "escalating", "keeping", "ending")
    wrote = {verb for verb, found in outcomes().items() if found["S"] == "writes" and verb.startswith(about_cases)}
    assert wrote == {"keeping.viewed"}


def test_the_table_tells_roles_apart() -> None:
    """Each role may something that no other one alone may, but for who only reads."""
    assert {letters for letters in TABLE if len(letters) == 1} >= {"A", "R", "P", "S"}
