"""What can still be relied on, as a sentence."""

import pytest

from desktop_app.domain.audit import Break, BreakKind, Verification
from desktop_app.domain.reliance import relied_on

SIGNED = "2026-01-12T09:30:00.000005+00:00"


def _said(*breaks: Break, events: int = 250, anchored: int = 250) -> str:
    return relied_on(Verification(events, 4, breaks, anchored, SIGNED if anchored else None))


def _break(kind: BreakKind, seq: int | None = None) -> Break:
    return Break(kind, seq, None, "words")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (_said(), "Events 1 to 250 are as they were signed at 2026-01-12 09:30 UTC."),
        (
            _said(events=253),
            "Events 1 to 250 are as they were signed at 2026-01-12 09:30 UTC. Events 251 to 253 are in their order,"
            " and no checkpoint signs them yet.",
        ),
        (
            _said(_break(BreakKind.LINK, 120), _break(BreakKind.CHECKPOINT_ROOT, 201), anchored=101),
            "Events 1 to 101 are as they were signed at 2026-01-12 09:30 UTC; what was recorded after them cannot be"
            " relied on.",
        ),
        (
            _said(_break(BreakKind.COLUMNS, 9)),
            "Events 1 to 8 are as they were signed at 2026-01-12 09:30 UTC; what was recorded after them cannot be"
            " relied on.",
        ),
        (
            _said(_break(BreakKind.ROW, 8)),
            "Events 1 to 250 are as they were signed at 2026-01-12 09:30 UTC. What is kept beside them and is named"
            " here cannot be relied on.",
        ),
        (_said(_break(BreakKind.TAIL_CUT), anchored=0), "No event can be relied on: none is covered by a checkpoint"),
        (_said(_break(BreakKind.LINK, 1)), "No event can be relied on"),
        (_said(_break(BreakKind.ANCHOR, 201)), "Nothing in this store can be relied on alone"),
    ],
)
def test_what_can_be_relied_on_is_said(said: str, sentence: str) -> None:
    assert said.startswith(sentence)
    assert said.endswith(".")
