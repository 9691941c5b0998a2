"""A case's whole way with a made-up word in every place where people, documents or servers put words: none of them is
in an event, in a log record, or in the clear in any file, but for the columns that are named here."""

import asyncio
import base64
import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeDrafter, server_endpoint
from replay_examples import replaying
from service_examples import ANSWERS, PASSPHRASE, World, a_world, pack_with

from desktop_app.adapters.docx_writer import DocxWriter
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.pdf_writer import PdfWriter
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.adapters.secret_places import SecretPlaces
from desktop_app.adapters.secret_vault import VAULT_FILE, VaultPlace
from desktop_app.adapters.sql_opening import FILE
from desktop_app.domain.anchor import FOLDER_SETTING
from desktop_app.domain.audit import Entry, EventType, Outcome
from desktop_app.domain.comment import ItemAnswer, items_about
from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.errors import CountersignError, EndpointFailed, ErrorClass
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.record_rows import Setting, WorkingText
from desktop_app.domain.thread import unanswered
from desktop_app.domain.usage import Usage
from desktop_app.domain.working_text import section_place
from desktop_app.services.attaching import Attachment
from desktop_app.services.connecting import Connecting
from desktop_app.services.exporting import Exporting

SEALED = {
    "answer": "quetzalberg",
    "document": "pangolinwerk",
    "file": "tapirschein",
    "text": "okapimann",
    "reason": "numbatgrund",
    "explanation": "kinkajouwort",
    "typing": "dugongtext",
    "passphrase": "vicunaschluessel",
    "wrong passphrase": "gelada irrtum",
    "server key": "narwhalgeheim",
    "draft": "wombatine",
    "refused": "jerboaworte",
    "finish": "axolotlende",
    "comment": "takinbemerkung",
}
"""Words that stand nowhere in the clear."""

NAMED = {
    "person": "Zanzibara Quillfeather",
    "user": "quokkauser",
    "title": "Xylophonia Treaty",
    "reference": "Echidna/77",
    "address": "bongoserver.example",
    "model": "capybaramodel",
    "answering model": "caracalmodel",
    "folder": "muntjacfolder",
}
"""Words that stand in the clear in these columns, and nowhere else."""

IN_THE_CLEAR = {
    "person": ("name", "os_user"),  # people are found by their names, before anybody has given a key
    "case_file": ("reference", "title"),  # cases are listed and found by them; erased with the case
    "queued_case": ("words",),  # the same and the author's name, by which a waiting case is found; gone with its row
    "endpoint": ("base_url", "model", "secret"),  # settings of the program: where text may go is seen by whoever looks
    "call": ("model", "fingerprint"),  # what a server says that it is, not what it was told
    "endpoint_state": ("fingerprint",),  # the same, of the last answer
    "lane_standing": ("model", "fingerprint"),  # the same: whose sections may pass, and by which labels
    "label": ("model", "fingerprint"),
    "lane": ("model", "fingerprint"),
    "setting": ("value",),  # folders that an administrator named
}
ROLES = (Role.ANALYST, Role.REVIEWER, Role.APPROVER)
IDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:[a-z0-9_.]+)?")


class Journey:
    """What is left of it: the folder, the bodies of its events, its log records, who took part."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.events: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.logged: list[str] = []
        self.passphrased: set[str] = set()
        self.people: set[str] = set()


def drafter() -> FakeDrafter:
    """Fails once, then answers with words of its own."""
    endpoint = server_endpoint(base_url=f"http://{NAMED['address']}/v1", model=NAMED["model"], secret="server-key")
    failed = EndpointFailed(ErrorClass.CONNECT, f"No way to {NAMED['address']}.")
    words = f"The total fee is EUR 48,000 for the work [E1]. {SEALED['draft']} agrees [E1]."
    done = Finished(SEALED["finish"], NAMED["answering model"], usage=Usage(90, 12, 0))
    return FakeDrafter(endpoint, [[failed], [Delta(words), done]])


def example_pack() -> Pack:
    """The small pack, with a question for words that the instruction to the model repeats."""
    pack = pack_with(
        ("- {field: months,", "- {field: note, type: text, label: Note}\n      - {field: months,"),
        ("uses: [contract, fee]", "uses: [contract, fee, note]"),
    )
    return PackFolders([]).restore({**pack.files, "prompts/fee.md": b"Write about {{ answers.note }}."})


async def take(home: Path, journey: Journey) -> None:
    """Every verb, done and refused."""
    server = drafter()
    async with a_world(home, server) as world:
        pack = example_pack()
        await world.enrolling.add(NAMED["person"], ROLES, NAMED["user"], SEALED["passphrase"])
        acting = await world.enrolling.switch(NAMED["person"], SEALED["passphrase"])
        await refused(world.enrolling.switch(NAMED["person"], SEALED["wrong passphrase"]))
        await world.enrolling.current("a stranger")
        await settings(world, home, acting, server)
        case_id = await drafted(world, pack, acting)
        await decided(world, pack, case_id, acting)
        exporting = Exporting(
            world.store, world.recording, DocxWriter(), PdfWriter(), PackFolders([]), PersonKeys(cost=12)
        )
        await exporting.export(acting, case_id)
        journey.passphrased = {acting.person.person_id}
        journey.people = {acting.person.person_id, *(each.person.person_id for each in world.people.values())}
        stored = await world.store.events()
        journey.bodies = [event.body for event in stored]
        journey.events = [json.loads(event.body) for event in stored]
        assert (await world.store.verify()).verified
        keep_files(home)


async def settings(world: World, home: Path, acting: Acting, server: FakeDrafter) -> None:
    secrets = SecretPlaces((), (VaultPlace(home / VAULT_FILE, SEALED["passphrase"], cost=12),))
    connecting = Connecting(world.store, world.recording, secrets, world.dispatching, lambda *_: server)
    await connecting.add(acting, server.endpoint)
    await connecting.keep_secret(acting, "server-key", SEALED["server key"])
    scribe = world.recording.begin(Actor(acting.person.person_id, None, acting.auth))
    scribe.put(Setting(FOLDER_SETTING, f"/srv/{NAMED['folder']}"))
    scribe.tell(EventType.SETTING_CHANGED, setting=FOLDER_SETTING)
    await world.recording.write(scribe)


async def drafted(world: World, pack: Pack, acting: Acting) -> str:
    case_id = await world.keeping.open(acting, pack, title=NAMED["title"], reference=NAMED["reference"])
    await world.keeping.answer(acting, case_id, {**ANSWERS, "note": SEALED["answer"]})
    contract = f"The total fee is EUR 48,000 for the work.\n{SEALED['document']} pays it."
    await world.attaching.attach(
        acting, pack.form, case_id, "contract", (Attachment(f"{SEALED['file']}.txt", contract.encode()),)
    )
    world.clock.passes(3)
    _ = [e async for e in world.drafting.draft(acting, case_id, ["server", "assembled"])]
    await replaying(world).replay(acting, case_id, "fee", "server")
    await world.editing.edit(acting, case_id, "advice", f"{SEALED['text']} may sign.", SEALED["reason"])
    await world.editing.edit(acting, case_id, "term", f"It is given in months. {SEALED['text']}.", SEALED["reason"])
    _ = [e async for e in world.drafting.draft(acting, case_id, ["assembled"], ["term"])]
    await world.editing.reject(acting, case_id, "term")
    _ = [e async for e in world.drafting.draft(acting, case_id, ["assembled"], ["rating"])]
    for findings in (await world.facts(case_id)).record.findings.values():
        for finding in findings:
            with suppress(CountersignError):  # those of earlier texts are answered no more
                await world.editing.explain(acting, case_id, finding.finding_id, f"Meant as {SEALED['explanation']}.")
    typing = WorkingText(
        case_id, section_place("advice"), acting.person.person_id, SEALED["typing"], None, world.clock.now()
    )
    await world.store.commit(Entry(None, (typing,)))
    return case_id


async def decided(world: World, pack: Pack, case_id: str, acting: Acting) -> None:
    reviewing, words = world.reviewing, SEALED["refused"]
    await refused(world.editing.edit(world["rob"], case_id, "fee", words))
    await refused(world.keeping.answer(world["rob"], case_id, {"note": words}))
    file = (Attachment(words, words.encode()),)
    await refused(world.attaching.attach(world["rob"], pack.form, case_id, "contract", file))
    await reviewing.send(acting, case_id, read_through=True)
    await world.keeping.viewed(world["rob"], case_id)
    await reviewing.approve(world["rob"], PASSPHRASE, case_id, ["term"], checklist=True, reason=SEALED["reason"])
    await reviewing.return_(world["rob"], case_id, items_about("fee"), SEALED["reason"])
    for thread in unanswered((await world.facts(case_id)).record):
        await world.commenting.reply(acting, case_id, thread.first.thread_id, SEALED["comment"], ItemAnswer.KEPT)
    await reviewing.send(acting, case_id, read_through=True)
    await reviewing.escalate(world["rob"], case_id, SEALED["reason"])
    await refused(reviewing.approve(world["rob"], words, case_id, checklist=True, reason=words))
    await refused(reviewing.approve(world["ola"], SEALED["wrong passphrase"], case_id, checklist=True, reason=words))


async def refused(step: Any) -> None:
    with pytest.raises(CountersignError):
        await step


def keep_files(home: Path) -> None:
    """Keep the files as they are while the store is open: a store that is closed has no log beside it."""
    for path in [path for path in home.iterdir() if path.is_file()]:
        path.with_name(f"open.{path.name}").write_bytes(path.read_bytes())


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    home = tmp_path_factory.mktemp("canary")
    taken = Journey(home)
    handler = logging.Handler(logging.DEBUG)
    handler.emit = lambda record: taken.logged.append(f"{record.getMessage()} {record.__dict__}")  # type: ignore[method-assign]
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        asyncio.run(take(home, taken), debug=True)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    yield taken


def words_of(canaries: dict[str, str]) -> list[str]:
    """Each word of each canary."""
    return [word for text in canaries.values() for word in re.findall(r"\w{5,}", text)]


def forms(word: str) -> Iterator[bytes]:
    """The word as it could stand in a file: plain, in UTF-16, in hexadecimal digits, in base64 at any place."""
    for text in {word, word.lower(), word.upper()}:
        plain = text.encode()
        yield from (plain, text.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode())
        for shift in range(3):
            whole = base64.b64encode(b"\0" * shift + plain)
            yield whole[-(-shift * 4 // 3) : (shift + len(plain)) * 4 // 3]


def found(data: bytes, canaries: dict[str, str]) -> list[str]:
    return [word for word in words_of(canaries) if any(form in data for form in forms(word))]


def test_each_form_of_a_word_is_found() -> None:
    canary = {"name": "Quillfeather"}
    hidden = [b"Quillfeather", b"Quillfeather".hex().encode(), "Quillfeather".encode("utf-16-le")]
    hidden += [base64.b64encode(b"x" * n + b"Quillfeather" + b"y" * 5) for n in range(4)]
    assert all(found(b"..." + each + b"...", canary) for each in hidden) and not found(b"quill feather", canary)


def test_no_event_holds_a_word_of_anybody(journey: Journey) -> None:
    assert found(b"".join(journey.bodies), SEALED | NAMED) == []


def test_no_log_record_holds_a_word_of_anybody(journey: Journey) -> None:
    assert found("\n".join(journey.logged).encode(), SEALED | NAMED) == []


def test_no_file_of_the_home_holds_in_the_clear_what_is_sealed(journey: Journey) -> None:
    files = [path for path in journey.home.rglob("*") if path.is_file()]
    assert {FILE, f"open.{FILE}", f"open.{FILE}-wal", VAULT_FILE} <= {path.name for path in files}
    assert {path.name: found(path.read_bytes(), SEALED) for path in files} == {path.name: [] for path in files}


def test_only_the_store_holds_names_and_only_in_their_columns(journey: Journey, tmp_path: Path) -> None:
    copy, bare = tmp_path / "copy.db", tmp_path / "bare.db"
    copy.write_bytes((journey.home / FILE).read_bytes())
    assert found(copy.read_bytes(), NAMED)
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        for table, columns in IN_THE_CLEAR.items():
            for (trigger,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
            ).fetchall():
                db.execute(f"DROP TRIGGER {trigger}")
            db.execute(f"UPDATE {table} SET {', '.join(f'{column} = ?' for column in columns)}", [""] * len(columns))
        db.execute("VACUUM INTO ?", (str(bare),))
    assert found(bare.read_bytes(), NAMED) == []
    beside = [p for p in journey.home.iterdir() if p.is_file() and FILE not in p.name]
    assert [path.name for path in beside if found(path.read_bytes(), NAMED)] == []


def test_every_verb_took_part_in_the_journey(journey: Journey) -> None:
    told = {event["type"] for event in journey.events}
    assert told >= {
        *("person.added", "person.switched", "setting.changed", "key.placed", "case.opened", "case.viewed"),
        *("answer.set", "document.attached", "document.read", "call.started", "call.failed", "call.finished"),
        *("draft.recorded", "edit.recorded", "proposal.made", "proposal.discarded", "text.settled", "finding.raised"),
        *(
            "finding.answered",
            "route.decided",
            "case.sent",
            "case.advanced",
            "case.returned",
            "case.escalated",
            "comment.made",
        ),
        *(
            "decision.approved",
            "decision.returned",
            "decision.escalated",
            "signature.made",
            "export.made",
            "run.replayed",
            "store.opened",
        ),
    }
    assert {event["outcome"] for event in journey.events} == {outcome.value for outcome in Outcome}


def test_events_of_people_and_of_the_program_identify_by_ids_alone(journey: Journey) -> None:
    program = [event for event in journey.events if event["case"] is None]
    words = {value for e in program for v in e["data"].values() for value in (v if isinstance(v, list) else [v])}
    plain = re.compile(r"[0-9a-f]{64}|[a-z_]*|anchor\.folder")
    assert all(isinstance(w, int) or IDS.fullmatch(w) or plain.fullmatch(w) for w in words)
    assert all(event["refs"] == {} for event in program)


def test_each_event_says_by_whom_it_was_and_how_that_person_was_known(journey: Journey) -> None:
    for event in journey.events:
        person, auth = event["actor"]["person"], event["actor"]["auth"]
        if auth == "program":
            assert person is None and event["actor"]["role"] is None
        elif person in journey.passphrased:
            assert auth == "passphrase"
        else:
            assert auth == "os_user" and person in {None, "guest", *journey.people}


def test_the_clock_of_the_events_never_goes_back(journey: Journey) -> None:
    times = [event["mono_ms"] for event in journey.events]
    assert all(isinstance(ms, int) for ms in times) and times == sorted(times) and times[-1] >= times[0] + 3000


def test_the_events_of_a_command_stand_together_and_share_its_case_and_actor(journey: Journey) -> None:
    commands = [event["command"] for event in journey.events]
    runs = [command for n, command in enumerate(commands) if n == 0 or commands[n - 1] != command]
    assert len(runs) == len(set(commands)) and all(IDS.fullmatch(command) for command in commands)
    shared = {(e["command"], e["case"], e["actor"]["person"], e["actor"]["role"]) for e in journey.events}
    assert len(shared) == len(runs)


def test_only_what_was_refused_or_failed_says_so(journey: Journey) -> None:
    for event in journey.events:
        assert ("refusal" in event["data"]) is (event["outcome"] == "refused")
        assert (event["outcome"] == "failed") is (event["type"] in ("call.failed", "run.interrupted"))
        assert event["outcome"] != "refused" or (event["refs"] == {} and "rows" not in event)
