"""Ways of tampering with a store, and which verification catches each: the promise of the README, as a table.

`python tests/adapters/tampering_examples.py` writes it to docs/tampering.md.
"""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import rfc8785

from desktop_app.adapters.sql_audit import Chain, CheckpointKey, checkpoint_row
from desktop_app.domain.audit import EventType, rotation_bytes
from desktop_app.domain.sampling import commitment

Db = sqlite3.Connection
PAGE = Path(__file__).parents[2] / "docs/tampering.md"
OTHER_KEY = bytes(range(1, 33))
CLOSED, OPEN = "0c105ed0-0000-0000-0000-000000000000", "00be0000-0000-0000-0000-000000000000"
"""Lanes with a sample."""


class By(StrEnum):
    """What may catch it. Signed checkpoints are held along with the chain; the last two hold both of these as well."""

    CHAIN = "the chain"
    SIGNED = "signed checkpoints"
    OUTSIDE = "a checkpoint that left"
    PROGRAM = "the program"


@dataclass(frozen=True, slots=True)
class Scene:
    """A store before an attacker, with its guards off.

    `key` is its signing key, `outside` the size of the checkpoint that had left the machine; `older` is its own file as
    it was before that checkpoint, `newer` one after it, and `other` the file of another store.
    """

    db: Db
    key: CheckpointKey
    outside: int
    older: bytes
    newer: bytes
    other: bytes

    @property
    def last(self) -> int:
        """The number of the last event."""
        return int(self.db.execute("SELECT max(seq) FROM audit_event").fetchone()[0])

    def body(self, seq: int) -> bytes:
        """The bytes of an event."""
        return bytes(self.db.execute("SELECT body FROM audit_event WHERE seq = ?", (seq,)).fetchone()[0])

    def put_body(self, seq: int, body: bytes) -> None:
        """Put others in their place."""
        self.db.execute("UPDATE audit_event SET body = ? WHERE seq = ?", (body, seq))

    def edit(self, seq: int, **more: Any) -> None:
        """Say something else, in canonical bytes."""
        self.put_body(seq, rfc8785.dumps({**json.loads(self.body(seq)), **more}))


@dataclass(frozen=True, slots=True)
class Way:
    """A way of tampering, and what catches it. `tamper` may give the bytes of a file to put in the store's place."""

    words: str
    tamper: Callable[[Scene], bytes | None]
    caught_by: frozenset[By]


ALL, NONE = frozenset(By), frozenset[By]()
SIGNED = frozenset({By.SIGNED, By.OUTSIDE, By.PROGRAM})
OUTSIDE, PROGRAM = frozenset({By.OUTSIDE}), frozenset({By.PROGRAM})
BOTH = OUTSIDE | PROGRAM
AT = 60
"""An event in the middle, below the checkpoint that had left."""


def _flip(scene: Scene) -> None:
    body = bytearray(scene.body(AT))
    body[len(body) // 2] ^= 4
    scene.put_body(AT, bytes(body))


def _swap(scene: Scene) -> None:
    first, second = scene.body(AT), scene.body(AT + 1)
    scene.put_body(AT, second)
    scene.put_body(AT + 1, first)


def _move(scene: Scene, by: int) -> None:
    """Shift the numbers of all events from AT on."""
    scene.db.execute("UPDATE audit_event SET seq = -(seq + ?) WHERE seq >= ?", (by, AT))
    scene.db.execute("UPDATE audit_event SET seq = -seq WHERE seq < 0")


def _insert(scene: Scene) -> None:
    _move(scene, 1)
    copy = "INSERT INTO audit_event SELECT ?, case_id, type, at, body FROM audit_event WHERE seq = ?"
    scene.db.execute(copy, (AT, AT - 5))


def _renumber(scene: Scene) -> None:
    scene.db.execute("DELETE FROM audit_event WHERE seq = ?", (AT,))
    _move(scene, -1)


def _cut(scene: Scene, to: int) -> None:
    _cut_events(scene, to)
    scene.db.execute("DELETE FROM checkpoint WHERE size > ?", (to,))


def _cut_events(scene: Scene, to: int) -> None:
    """With their commands; that of the last event that stays may have told of more."""
    scene.db.execute("DELETE FROM audit_event WHERE seq > ?", (to,))
    scene.db.execute("DELETE FROM command WHERE last_seq > ?", (to,))
    scene.db.execute("INSERT OR REPLACE INTO command VALUES (?, ?)", (json.loads(scene.body(to))["command"], to))


def _cut_without_commands(scene: Scene) -> None:
    scene.db.execute("DELETE FROM audit_event WHERE seq > ?", (scene.outside,))
    scene.db.execute("DELETE FROM checkpoint WHERE size > ?", (scene.outside,))


def _cut_below(scene: Scene) -> None:
    """To the last checkpoint before the one that had left."""
    question = "SELECT max(size) FROM checkpoint WHERE size < ?"
    _cut(scene, scene.db.execute(question, (scene.outside,)).fetchone()[0])


def _rewrite(scene: Scene, key: CheckpointKey | None = None, *, named: bool = False) -> None:
    """Change an event and compute all anew; with a key also the checkpoints, `named` in the first event too."""
    scene.edit(AT, outcome="refused")
    _compute_anew(scene, key, named=named)


def _compute_anew(scene: Scene, key: CheckpointKey | None, *, named: bool = False) -> None:
    chain, sizes = Chain(), {size for (size,) in scene.db.execute("SELECT size FROM checkpoint")}
    if key:
        scene.db.execute("DELETE FROM checkpoint")
    if key and named:
        scene.edit(1, data={**json.loads(scene.body(1))["data"], "key": key.public.hex()})
    for (seq,) in scene.db.execute("SELECT seq FROM audit_event ORDER BY seq").fetchall():
        scene.edit(seq, prev=chain.head)
        chain.add(scene.body(seq))
        if key and seq in sizes:
            _sign(scene, key, chain)


def _sampled(scene: Scene, kind: EventType, lane: str, was: dict[str, Any], **data: Any) -> None:
    """Say something else of a lane's sample, and compute and sign all anew with the store's own key."""
    events = scene.db.execute("SELECT seq, body FROM audit_event WHERE type = ?", (kind,)).fetchall()
    told = {seq: json.loads(body)["data"] for seq, body in events}
    seq = next(seq for seq, each in told.items() if {"lane": lane, **was}.items() <= each.items())
    scene.edit(seq, data={**told[seq], **data})
    _compute_anew(scene, scene.key)


def _leave_out_draw(scene: Scene) -> None:
    """Of a section that passed: as if it had never been drawn for or against the sample."""
    _sampled(scene, EventType.SPOT_CHECK_DRAWN, OPEN, {"drawn": False}, revision=CLOSED)


def _rewrite_unsigned(scene: Scene) -> None:
    _rewrite(scene)
    scene.db.execute("DELETE FROM checkpoint")


def _sign(scene: Scene, key: CheckpointKey, chain: Chain) -> None:
    row = checkpoint_row(key.sign(chain, _now(scene)), chain)
    scene.db.execute("INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def _now(scene: Scene) -> datetime:
    return datetime.fromisoformat(json.loads(scene.body(scene.last))["at"])


def _append(scene: Scene, kind: str, **data: Any) -> Chain:
    """Put an event behind the last one, well linked; the chain that then is."""
    chain, last = Chain(), json.loads(scene.body(scene.last))
    for (body,) in scene.db.execute("SELECT body FROM audit_event ORDER BY seq").fetchall():
        chain.add(body)
    last.pop("rows", None)
    more = {"seq": chain.size + 1, "prev": chain.head, "type": kind, "data": data, "refs": {}}
    event = {**last, **more, "command": "put-in"}
    chain.add(rfc8785.dumps(event))
    row = (chain.size, event["case"], kind, event["at"], rfc8785.dumps(event))
    scene.db.execute("INSERT INTO audit_event VALUES (?, ?, ?, ?, ?)", row)
    scene.db.execute("INSERT INTO command VALUES (?, ?)", (event["command"], chain.size))
    return chain


def _view(scene: Scene) -> None:
    _append(scene, EventType.CASE_VIEWED)


def _forge_rotation(scene: Scene) -> None:
    """Put a key of one's own in place, which the store's key has not signed."""
    own = CheckpointKey(OTHER_KEY)
    signature = own.sign_bytes(rotation_bytes(scene.key.public, own.public, scene.last)).hex()
    keys = {"old": scene.key.public.hex(), "key": own.public.hex(), "size": scene.last}
    _sign(scene, own, _append(scene, EventType.KEY_ROTATED, **keys, by_old=signature, by_key=signature))


def _swap_contents(scene: Scene) -> None:
    (first, one), (second, two) = scene.db.execute("SELECT item_id, body FROM content LIMIT 2").fetchall()
    for item, body in ((first, two), (second, one)):
        scene.db.execute("UPDATE content SET body = ? WHERE item_id = ?", (body, item))


def _sql(statement: str, *values: Any) -> Callable[[Scene], None]:
    def tamper(scene: Scene) -> None:
        assert scene.db.execute(statement, values).rowcount

    return tamper


def _edit_event(scene: Scene) -> None:
    scene.edit(AT, outcome="refused")


def _edit_last(scene: Scene) -> None:
    scene.edit(scene.last, outcome="refused")


def _insert_row(scene: Scene) -> None:
    scene.db.execute(
        "INSERT INTO finding_answer SELECT finding_id, 'kept', person_id, reason_ref, at FROM finding_answer"
    )


_MIDDLE = "SELECT size FROM checkpoint ORDER BY size LIMIT 1 OFFSET 1"
_LATER = "UPDATE audit_event SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = ?"
_FOREIGN_SIGNATURE = "UPDATE signature SET signature = zeroblob(64)"
_OF_THE_ENTRY = "item_id NOT LIKE 'rows:%'"
_OWN_CONTENT = f"UPDATE content SET body = zeroblob(40) WHERE {_OF_THE_ENTRY}"
_DROPPED = "DELETE FROM content WHERE item_id = (SELECT text_ref FROM revision)"
_APPROVAL = "command_id = 'approve-1'"
WAYS = (
    Way("A bit of an event is turned", _flip, ALL),
    Way("An event is edited, in canonical bytes", _edit_event, ALL),
    Way("An event is deleted", _sql("DELETE FROM audit_event WHERE seq = ?", AT), ALL),
    Way("The first event is deleted", _sql("DELETE FROM audit_event WHERE seq = 1"), ALL),
    Way("An event is deleted, and those behind it get its number", _renumber, ALL),
    Way("A copy of an event is inserted", _insert, ALL),
    Way("Two events change places", _swap, ALL),
    Way("An event is put under another time", _sql(_LATER, AT), ALL),
    Way("The last event is edited", _edit_last, SIGNED),
    Way("The end is cut off, its checkpoints are left", lambda s: _cut_events(s, 250), SIGNED),
    Way("The end is cut off with its checkpoints, its commands are left", _cut_without_commands, ALL),
    Way("The end is cut off with its checkpoints, below the one that left", _cut_below, OUTSIDE),
    Way("The end is cut off with its checkpoints, above the one that left", lambda s: _cut(s, s.outside), NONE),
    Way("All is rewritten, the checkpoints are left", _rewrite, SIGNED),
    Way("All is rewritten, the checkpoints are deleted", _rewrite_unsigned, SIGNED),
    Way("All is rewritten and signed with another key", lambda s: _rewrite(s, CheckpointKey(OTHER_KEY)), SIGNED),
    Way(
        "All is rewritten and signed with another key, which the first event names",
        lambda s: _rewrite(s, CheckpointKey(OTHER_KEY), named=True),
        BOTH,
    ),
    Way("All is rewritten and signed with the store's own key", lambda s: _rewrite(s, s.key), OUTSIDE),
    Way(
        "The outcome of a draw of a closed lane is turned, all is signed with the store's own key",
        lambda s: _sampled(s, EventType.SPOT_CHECK_DRAWN, CLOSED, {"drawn": True}, drawn=False),
        ALL,
    ),
    Way(
        "The same of a lane that is still open",
        lambda s: _sampled(s, EventType.SPOT_CHECK_DRAWN, OPEN, {"drawn": True}, drawn=False),
        OUTSIDE,
    ),
    Way(
        "Another seed is told at a lane's end, all is signed with the store's own key",
        lambda s: _sampled(s, EventType.LANE_CLOSED, CLOSED, {}, seed="00" * 32),
        ALL,
    ),
    Way(
        "Another seed is sealed for an open lane, all is signed with the store's own key",
        lambda s: _sampled(s, EventType.SPOT_CHECK_SEALED, OPEN, {}, commitment=commitment(bytes(32))),
        ALL,
    ),
    Way(
        "The draw of a section that passed is left out, all is signed with the store's own key",
        _leave_out_draw,
        ALL,
    ),
    Way("Another key is put in place without the old one's signature", _forge_rotation, SIGNED),
    Way("An event is added at the end, well linked, unsigned", _view, NONE),
    Way("A checkpoint is edited", _sql(f"UPDATE checkpoint SET root = head WHERE size = ({_MIDDLE})"), SIGNED),
    Way("A checkpoint in the middle is deleted", _sql(f"DELETE FROM checkpoint WHERE size = ({_MIDDLE})"), NONE),
    Way("All checkpoints are deleted", _sql("DELETE FROM checkpoint"), SIGNED),
    Way("The file is put back to a copy from before the checkpoint that left", lambda s: s.older, OUTSIDE),
    Way("The file is put back to a copy from after the checkpoint that left", lambda s: s.newer, NONE),
    Way("The file is swapped for that of another store", lambda s: s.other, BOTH),
    Way("A row is changed", _sql("UPDATE case_file SET state = 'signed'"), ALL),
    Way("A row is deleted", _sql("DELETE FROM finding_answer"), ALL),
    Way("A row is put in", _insert_row, ALL),
    Way("The origin of words is changed to another person", _sql("UPDATE span SET person_id = 'cyd'"), ALL),
    Way("A command is forgotten, so that it would apply again", _sql(f"DELETE FROM command WHERE {_APPROVAL}"), ALL),
    Way("A command is kept with another event", _sql(f"UPDATE command SET last_seq = 9 WHERE {_APPROVAL}"), ALL),
    Way("A command is put in, so that it would never apply", _sql("INSERT INTO command VALUES ('next', 9)"), ALL),
    Way("A command is kept under another name", _sql(f"UPDATE command SET command_id = 'x' WHERE {_APPROVAL}"), ALL),
    Way("A sealed text is deleted", _sql(_DROPPED), ALL),
    Way("The key of a case is destroyed, and no event tells of it", _sql("DELETE FROM case_key"), ALL),
    Way("A guard is removed", _sql("DROP TRIGGER decided_section_four_eyes"), ALL),
    Way("A guard is added", _sql("CREATE TRIGGER sly AFTER INSERT ON head BEGIN SELECT 1; END"), ALL),
    Way("A sealed text is changed", _sql(_OWN_CONTENT), PROGRAM),
    Way("Sealed texts change places", _swap_contents, PROGRAM),
    Way(
        "A person's name is changed, who has signed",
        _sql("UPDATE person SET name = 'Ann' WHERE person_id = 'ben'"),
        PROGRAM,
    ),
    Way("The title of a case is changed", _sql("UPDATE case_file SET title = 'Other'"), NONE),
    Way("What somebody was typing is changed", _sql("UPDATE working_text SET sealed = zeroblob(40)"), NONE),
)


def table_of_ways() -> str:
    """The page of the documentation."""
    marks = {True: "caught", False: "**missed**"}
    lines = [f"| {way.words} | {' | '.join(marks[by in way.caught_by] for by in By)} |" for way in WAYS]
    return "\n".join((_INTRODUCTION, *lines, ""))


_INTRODUCTION = """\
# What verifying catches

Each line is carried out on a real store by `tests/adapters/test_tampering.py`, which asks for exactly these catches and
exactly these misses. The columns:

- **The chain**: events, their links, their columns, and the rows, tables and guards that they tell of. Needs no key.
- **Signed checkpoints**: the same and the store's own checkpoints. This is `countersign audit verify`.
- **A checkpoint that left**: the same and one checkpoint that had left the machine before, in an export, in the folder
  of your IT or in the keyring. This is `countersign audit verify --against`.
- **The program**: chain and checkpoints in the open program, which has the store's key and opens what is sealed.

An event that is added at the end is signed by nobody until the program opens the store again, which then records that
it was not closed in order. Names, titles and references are kept where no event tells of them, since a digest of them
could be guessed after they are erased. Nothing catches what happened after the last checkpoint that left, in the
hands of somebody who can sign; and nothing on this machine can prove that the end of a record was not cut off
together with its checkpoints.

Which of the sections that pass are looked at all the same follows from a seed. Its commitment is in the record, and in
what the opener of the lane signed, before the first section is drawn; the seed itself is told when the lane is closed.
From then on everybody can draw again from the record alone, and verifying does: a section is in the sample where the
first 8 bytes of HMAC-SHA-256(seed, identifier of its revision), as a number, are below the declared share of 2^64, or
where an earlier draft of it was drawn; the commitment is SHA-256("countersign spot check", a zero byte, seed). Until
the lane is closed its draws wait: verifying counts them, holds the seal against the opener's signature, and names what
passed without a draw.

When the computer's clock is set by more than a minute, an event says by how much: at once while the store is open, and
at the next opening where the computer ran on meanwhile (on Linux, which counts the time since its start, sleep
included). Over a new start only a clock that was set back is seen: a store that was left alone for a year looks like
one whose clock was set forward, and the times of files are set as easily as the clock.

| What is done to the file | The chain | Signed checkpoints | A checkpoint that left | The program |
|---|---|---|---|---|"""


if __name__ == "__main__":
    PAGE.write_text(table_of_ways(), encoding="utf-8")
