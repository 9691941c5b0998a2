"""What can still be relied on in a record, as a sentence."""

from desktop_app.domain.audit import Break, BreakKind, Verification

OF_EVENTS = frozenset({BreakKind.BODY, BreakKind.ORDER, BreakKind.LINK, BreakKind.COLUMNS, BreakKind.ROTATION})
OF_THE_END = frozenset({BreakKind.TAIL_CUT, BreakKind.CHECKPOINT_ROOT, BreakKind.CHECKPOINT_KEY})
OUTSIDE = frozenset({BreakKind.ANCHOR})


def relied_on(found: Verification) -> str:
    """Up to which event the record is as it was signed, and what of the rest is not.

    An event counts as far as a good checkpoint covers it and nothing before it is broken.
    """
    if any(b.kind in OUTSIDE for b in found.breaks):
        return (
            "Nothing in this store can be relied on alone: it is not the record that was signed before it was changed."
        )
    sure = _sure(found)
    if not sure:
        return "No event can be relied on: none is covered by a checkpoint that holds."
    words = f"{_events(1, sure)} as they were signed at {_minute(found.anchored_at)}"
    if any(b.kind in OF_EVENTS | OF_THE_END for b in found.breaks):
        words += "; what was recorded after them cannot be relied on"
    elif found.events > sure:
        words += f". {_events(sure + 1, found.events)} in their order, and no checkpoint signs them yet"
    beside = any(b.kind not in OF_EVENTS | OF_THE_END for b in found.breaks)
    return f"{words}. What is kept beside them and is named here cannot be relied on." if beside else f"{words}."


def _sure(found: Verification) -> int:
    first = min((_place(b) for b in found.breaks if b.kind in OF_EVENTS), default=found.anchored_to + 1)
    return min(found.anchored_to, first - 1)


def _place(found: Break) -> int:
    return 1 if found.seq is None else found.seq


def _events(first: int, last: int) -> str:
    return f"Event {first} is" if first == last else f"Events {first} to {last} are"


def _minute(at: str | None) -> str:
    return f"{at[:10]} {at[11:16]} UTC" if at else "an unknown time"
