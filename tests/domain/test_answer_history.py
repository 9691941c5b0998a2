"""Taking answers back and making them again is told from the record alone, and agrees with a plain list of changes."""

from dataclasses import dataclass, field
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.answer_history import AnswerHistory, Stood
from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.person import Actor, Auth, Role
from desktop_app.domain.told_event import ToldEvent

ACTS = st.lists(st.sampled_from(["fee", "months", "both", "undo", "redo"]), max_size=25)


@dataclass
class Told:
    """A record that is written as services write it, with new commitments each time."""

    events: list[ToldEvent] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def tell(self, answers: dict[str, str | None], origin: str, kind: EventType = EventType.ANSWER_SET) -> None:
        command = f"command {next(self.numbers)}"
        for path, value in answers.items():
            refs = {"value": f"{value}#{next(self.numbers)}"} if value is not None else {}
            self.events.append(_event(len(self.events) + 1, command, refs, {"path": path, "origin": origin}))
        if kind is not EventType.ANSWER_SET:
            self.events.append(_event(len(self.events) + 1, command, {}, {}, kind))


def _event(
    number: int, command: str, refs: dict[str, str], data: dict[str, str], kind: EventType = EventType.ANSWER_SET
) -> ToldEvent:
    ana = Actor("ana", Role.ANALYST, Auth.OS_USER)
    return ToldEvent(number, kind, kind.value, None, ana, "case", None, command, refs, data, Outcome.DONE, "", "")


def plain(standing: dict[str, Stood]) -> dict[str, str | None]:
    return {path: stood.commitment.split("#")[0] if stood.commitment else None for path, stood in standing.items()}


@given(ACTS)
def test_undo_and_redo_walk_along_the_changes(acts: list[str]) -> None:
    told, states, at = Told(), [{}], 0  # type: tuple[Told, list[dict[str, str | None]], int]
    for number, act in enumerate(acts):
        history = AnswerHistory(told.events)
        if act in ("undo", "redo"):
            change = history.last("ana") if act == "undo" else history.taken_back("ana")
            assert (change is not None) is (at > 0 if act == "undo" else at < len(states) - 1)
            if change is None:
                continue
            given = plain(dict(change.before if act == "undo" else change.after))
            told.tell(given, "taken_back" if act == "undo" else "made_again")
            at += -1 if act == "undo" else 1
            assert {path: states[at].get(path) for path in given} == given
        else:
            paths = ("fee", "months") if act == "both" else (act,)
            changed: dict[str, str | None] = dict.fromkeys(paths, str(number))
            told.tell(changed, "typed")
            states[at + 1 :] = [{**states[at], **changed}]
            at += 1


def test_what_came_with_the_case_or_a_move_to_another_version_is_nobodys_to_take_back() -> None:
    told = Told()
    told.tell({"fee": "1"}, "typed", EventType.CASE_OPENED)
    assert AnswerHistory(told.events).last("ana") is None
    told.tell({"fee": "2"}, "typed")
    assert AnswerHistory(told.events).last("ana") is not None
    told.tell({"fee": "3"}, "taken_back", EventType.CASE_MIGRATED)
    assert AnswerHistory(told.events).last("ana") is None
