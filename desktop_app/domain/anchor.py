"""Checkpoints that have left the store: they show that an older copy was put back, or that all was rewritten."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785

from desktop_app.domain.audit import Checkpoint

FOLDER_SETTING = "anchor.folder"
"""The setting that names the append-only folder."""
KEYRING, FOLDER, EXPORT = "keyring", "folder", "export"
_MARK = ("countersign", "checkpoint")
_NOTHING_LEFT = "no keyring and no folder has been given a checkpoint of this store."
_BYTES = {"root": 32, "head": 32, "signature": 64, "public_key": 32}
_GREATEST = 2**53
_OBJECT = re.compile(r"\{[^{}]{0,1500}\}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What left last for a place outside the store: the first `size` events, at that time."""

    place: str
    size: int
    at: datetime


def written(checkpoint: Checkpoint) -> str:
    """A checkpoint as it leaves: RFC 8785 JSON on one line, its bytes in hexadecimal."""
    told: dict[str, Any] = {
        _MARK[0]: _MARK[1],
        "v": 1,
        "size": checkpoint.size,
        "root": checkpoint.root,
        "head": checkpoint.head,
        "at": checkpoint.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "signature": checkpoint.signature.hex(),
        "public_key": checkpoint.public_key.hex(),
    }
    return rfc8785.dumps(told).decode()


def read_written(text: str) -> Checkpoint:
    """The checkpoint of such a line. Raises ValueError where it is none; the signature is not looked at."""
    try:
        told = json.loads(text)
        size, at = told["size"], datetime.fromisoformat(told["at"])
        parts = {name: bytes.fromhex(told[name]) for name in _BYTES}
        marked = told[_MARK[0]] == _MARK[1]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("this is no checkpoint") from error
    whole = all(len(parts[name]) == length for name, length in _BYTES.items())
    if not marked or not whole or type(size) is not int or not 0 < size < _GREATEST or at.tzinfo is None:
        raise ValueError("this is no checkpoint")
    return Checkpoint(size, parts["root"].hex(), parts["head"].hex(), parts["signature"], parts["public_key"], at)


def checkpoints_in(text: str) -> Iterator[Checkpoint]:
    """The checkpoints that stand anywhere in a text, such as that of an exported document."""
    for found in _OBJECT.findall(text):
        try:
            yield read_written(found)
        except ValueError:
            continue


def anchored(now: datetime, anchors: Iterable[Anchor], troubles: Mapping[str, str]) -> str:
    """How far the record is anchored, in words: for the window, `store info` and `audit verify`.

    `troubles` are the places that did not take the last checkpoint, each with a sentence that says why.
    """
    left = sorted((a for a in anchors if a.size > 0), key=lambda a: (-a.size, a.place))
    why = [words for _, words in sorted(troubles.items())]
    if not left:
        return " ".join(("Not anchored:", *(map(_inside, why) if why else (_NOTHING_LEFT,))))
    furthest = [a for a in left if a.size == left[0].size]
    behind = [f"{a.place} up to {a.size:,}, {ago(now, a.at)}" for a in left if a.size < left[0].size]
    newest = max(a.at for a in furthest)
    named = "; ".join((", ".join(a.place for a in furthest), *behind))
    return " ".join((f"Anchored up to event {left[0].size:,}, {ago(now, newest)} ({named}).", *why))


def ago(now: datetime, at: datetime) -> str:
    """How long ago, to the unit that people would say."""
    minutes = max(now - at, timedelta(0)) // timedelta(minutes=1)
    for unit, length in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        count = minutes // length
        if count >= (2 if unit == "day" else 1):
            return f"{count:,} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def put_back(place: str, outside: Checkpoint) -> str:
    """Words for a store that does not have what a place outside it remembers."""
    at = f"{outside.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        f"The {place} remembers event {outside.size:,} of this store, signed at {at}, and the store does not have that "
        "event: it was put back to an older copy, or its record was rewritten. Nothing was changed. Look for a newer "
        "copy, and tell your audit contact; where a backup was put back knowingly, an administrator accepts that once."
    )


def missing(place: str, anchor: Anchor) -> str:
    """Words for a place that was given a checkpoint and has none."""
    return (
        f"The {place} was given the head of event {anchor.size:,}, and holds none now: somebody took it away, or this "
        "is another account or machine. The record goes on, and the next checkpoint goes there anew."
    )


def _inside(words: str) -> str:
    """A sentence after a colon."""
    return words[:1].lower() + words[1:]
