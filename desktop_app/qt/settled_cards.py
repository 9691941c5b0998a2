"""Changes that a person settled and can take back: those that they accepted, and those that they left out."""

from collections.abc import Mapping
from dataclasses import replace

from desktop_app.domain.redline import Change, Redline
from desktop_app.domain.waiting_changes import Waiting
from desktop_app.qt.review_state import ChangeCard, ChangeKey, Fate

Taken = Mapping[ChangeKey, tuple[int, bool]]


def with_settled(
    cards: tuple[ChangeCard, ...], line: Redline | None, settled: Waiting | None, then: tuple[ChangeCard, ...]
) -> tuple[tuple[ChangeCard, ...], Taken]:
    """The cards of a section with those that were left out, in the order of the text; and by the key of each that was
    settled its number as it waited, and whether it was accepted."""
    if settled is None:
        return cards, {}
    now = {_what(change): change.number for change in line.changes} if line else {}
    still = {now.get(_what(change), -change.number): change for change in settled.line.changes}
    kept = {card.number: card for card in cards}
    shown = [_settled(kept[number], accepted=True) for number in still if number in kept]
    out = {card.number: card for card in then if card.fate is Fate.WAITS}
    shown += [
        _settled(replace(out[change.number], number=number), accepted=False)
        for number, change in still.items()
        if number < 0 and change.number in out
    ]
    rest = [card for number, card in kept.items() if number not in still]
    places = {number: change.before.start for number, change in still.items()}
    places |= {change.number: change.before.start for change in (line.changes if line else ())}
    ordered = sorted((*shown, *rest), key=lambda card: (places.get(card.number, 0), abs(card.number)))
    return tuple(ordered), {card.key: (still[card.number].number, card.accepted) for card in shown}


def _settled(card: ChangeCard, *, accepted: bool) -> ChangeCard:
    return card if card.yours else replace(card, fate=Fate.SETTLED, accepted=accepted, settled=True)


def _what(change: Change) -> tuple[int, int, str]:
    """What a change does to the text before it."""
    return change.before.start, change.before.end, change.after_text
