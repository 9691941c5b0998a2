"""The changes of a case's answers as they were recorded: which of them can be taken back next, and which made again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.case import AnswerOrigin
from desktop_app.domain.told_event import ToldEvent

VALUE = "value"
"""What an event calls the commitment to an answer."""
_CARRIED = frozenset((EventType.CASE_OPENED, EventType.CASE_AMENDED, EventType.CASE_MIGRATED))
"""What answers come or change with that nobody gave one by one."""


@dataclass(frozen=True, slots=True)
class Stood:
    """What stood at a question: the commitment to its answer (None: a blank), and the passage that it is from."""

    commitment: str | None = None
    passage: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What one person changed at once: for each question what stood there before and after."""

    before: Mapping[str, Stood]
    after: Mapping[str, Stood]


@dataclass(slots=True)
class _Stacks:
    done: list[AnswerChange] = field(default_factory=list)
    undone: list[AnswerChange] = field(default_factory=list)


class AnswerHistory:
    """What everybody changed, the oldest first. Taking a change back and making it again are recorded changes too, told
    by their origin. A new change leaves nothing to make again, and a move to another version of the form nothing to
    take back: the answers before it may be of other questions."""

    def __init__(self, events: Iterable[ToldEvent]) -> None:
        self._of: dict[str | None, _Stacks] = {}
        self._now: dict[str, Stood] = {}
        self._first: dict[str, str] = {}
        events = tuple(events)
        carried = {event.command_id for event in events if event.type in _CARRIED}
        for group in _commands(events):
            self._add(group, is_carried=group[0].command_id in carried)

    def last(self, person_id: str) -> AnswerChange | None:
        """The newest change of this person that was not taken back; None where there is none."""
        stacks = self._of.get(person_id)
        return stacks.done[-1] if stacks and stacks.done else None

    def taken_back(self, person_id: str) -> AnswerChange | None:
        """The change of this person that was taken back last, and can be made again; None where there is none."""
        stacks = self._of.get(person_id)
        return stacks.undone[-1] if stacks and stacks.undone else None

    def is_same(self, one: str | None, other: str | None) -> bool:
        """Whether two commitments are to one answer: one that was given back has a new one."""
        return self._known(one) == self._known(other)

    def _known(self, commitment: str | None) -> str | None:
        return self._first.get(commitment, commitment) if commitment else None

    def _add(self, group: list[ToldEvent], *, is_carried: bool) -> None:
        after = {e.text("path"): Stood(e.refs.get(VALUE), e.text("passage") or None) for e in group}
        before = {path: self._now.get(path, Stood()) for path in after}
        self._now |= after
        if is_carried:
            self._of.clear()
            return
        stacks = self._of.setdefault(group[0].actor.person_id, _Stacks())
        match group[0].text("origin"):
            case AnswerOrigin.TAKEN_BACK.value:
                self._turn(stacks.done, stacks.undone, after, back=True)
            case AnswerOrigin.MADE_AGAIN.value:
                self._turn(stacks.undone, stacks.done, after, back=False)
            case _:
                stacks.done.append(AnswerChange(before, after))
                stacks.undone.clear()

    def _turn(
        self, taken: list[AnswerChange], kept: list[AnswerChange], after: Mapping[str, Stood], *, back: bool
    ) -> None:
        if not taken:
            return
        change = taken.pop()
        kept.append(change)
        for path, stood in (change.before if back else change.after).items():
            new, old = after.get(path, Stood()).commitment, self._known(stood.commitment)
            if new and old:
                self._first[new] = old


def _commands(events: Iterable[ToldEvent]) -> list[list[ToldEvent]]:
    """The events that set answers, those of one command together."""
    groups: list[list[ToldEvent]] = []
    for event in events:
        if event.type is not EventType.ANSWER_SET or event.outcome is not Outcome.DONE:
            continue
        if groups and groups[-1][0].command_id == event.command_id:
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups
