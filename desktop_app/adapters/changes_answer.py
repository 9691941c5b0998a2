"""What the process that reads a returned document answers. It is hostile ground: the parent checks every value."""

import json
from typing import Any

from desktop_app.domain.brought import BroughtBlock, BroughtDocument, BroughtRun
from desktop_app.domain.text import BlockKind
from desktop_app.domain.tracked import Track

_LONGEST = 500
_MOST_TEXTS = 10_000


def dump_changes(document: BroughtDocument) -> bytes:
    """The child's answer."""
    texts = {
        mark: [[block.kind, block.goes_on, [_listed(run) for run in block.runs]] for block in blocks]
        for mark, blocks in document.texts.items()
    }
    answer = {
        "identity": document.identity,
        "texts": texts,
        "comments": document.comments,
        "fault": document.fault,
    }
    return json.dumps(answer, separators=(",", ":"), allow_nan=False).encode()


def _listed(run: BroughtRun) -> list[Any]:
    return [run.text, run.bold, run.track, run.author[:_LONGEST], run.at[:_LONGEST]]


def load_changes(answer: bytes) -> BroughtDocument:
    """The document of a child's answer. Raises ValueError for anything that no honest child says."""
    try:
        data = json.loads(answer)
        texts = {_text(mark): tuple(_block(*block) for block in blocks) for mark, blocks in data["texts"].items()}
        if len(texts) > _MOST_TEXTS or type(data["comments"]) is not int:
            raise ValueError("not a document")
        return BroughtDocument(
            _text(data["identity"])[:_LONGEST], texts, data["comments"], _text(data["fault"])[:_LONGEST]
        )
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("not a document") from error


def _block(kind: Any, goes_on: Any, runs: Any) -> BroughtBlock:
    return BroughtBlock(BlockKind(kind), tuple(_run(*run) for run in runs), goes_on is True)


def _run(text: Any, bold: Any, track: Any, author: Any, at: Any) -> BroughtRun:
    return BroughtRun(_text(text), bold is True, Track(track), _text(author)[:_LONGEST], _text(at)[:_LONGEST])


def _text(value: Any) -> str:
    if not isinstance(value, str) or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("not text")
    return value
