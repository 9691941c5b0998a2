"""What a person has done about a case on the way to a decision: a note of their own, and no part of the record."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from desktop_app.domain.comment import ItemCode, ReturnItem, items_about
from desktop_app.domain.review import DecisionKind

ChangeKey = tuple[str, int]
"""A change: its section, and its number in the section's redline."""
MARKS_PLACE = "review:marks"
HELD_PLACE = "review:held"


@dataclass(frozen=True, slots=True)
class Marks:
    """What the person has done on the page and nobody has recorded yet.

    `read` are sections, `opened` citations (section and number), `checked` points of the checklist by number, `chosen`
    the changes that are decided while others of their section are not.
    """

    read: frozenset[str] = frozenset()
    opened: frozenset[tuple[str, int]] = frozenset()
    checked: frozenset[int] = frozenset()
    chosen: Mapping[ChangeKey, bool] = field(default_factory=dict)

    def about(self, same: frozenset[str], *, whole: bool) -> "Marks":
        """Those about sections whose text is still the same; the checklist is about the text as a `whole`."""
        return Marks(
            read=self.read & same,
            opened=frozenset(opened for opened in self.opened if opened[0] in same),
            checked=self.checked if whole else frozenset(),
            chosen={key: taken for key, taken in self.chosen.items() if key[0] in same},
        )


def dump_marks(marks: Marks, heads: Mapping[str, str]) -> str:
    """The marks with the revisions that they are about, as they are kept."""
    kept = {
        "heads": dict(heads),
        "read": sorted(marks.read),
        "opened": sorted(marks.opened),
        "checked": sorted(marks.checked),
        "chosen": sorted((*key, taken) for key, taken in marks.chosen.items()),
    }
    return json.dumps(kept)


def load_marks(words: str, heads: Mapping[str, str]) -> Marks:
    """What was kept, as far as it is about the texts that stand there now."""
    kept = json.loads(words)
    marks = Marks(
        read=frozenset(kept["read"]),
        opened=frozenset((section, number) for section, number in kept["opened"]),
        checked=frozenset(kept["checked"]),
        chosen={(section, number): taken for section, number, taken in kept["chosen"]},
    )
    same = frozenset(section for section, head in heads.items() if kept["heads"].get(section) == head)
    return marks.about(same, whole=kept["heads"] == dict(heads))


@dataclass(frozen=True, slots=True)
class HeldDecision:
    """A return or an escalation that was decided and can still be taken back. The command makes it apply once.

    `title` is that of the case, `to` are the names of who gets it.
    """

    command_id: str
    kind: DecisionKind
    case_id: str
    title: str
    reason: str
    items: tuple[ReturnItem, ...] = ()
    to: str = ""


def dump_held(held: HeldDecision) -> str:
    """The decision as it is kept beside its case."""
    kept = {
        "command": held.command_id,
        "kind": held.kind.value,
        "title": held.title,
        "reason": held.reason,
        "items": [asdict(item) for item in held.items],
        "to": held.to,
    }
    return json.dumps(kept)


def load_held(words: str, case_id: str) -> HeldDecision:
    """What was kept."""
    kept = json.loads(words)
    return HeldDecision(
        command_id=kept["command"],
        kind=DecisionKind(kept["kind"]),
        case_id=case_id,
        title=kept["title"],
        reason=kept["reason"],
        items=_items(kept),
        to=kept["to"],
    )


def _items(kept: Mapping[str, Any]) -> tuple[ReturnItem, ...]:
    """Before there were items, sections were kept."""
    items = (ReturnItem(**{**item, "code": ItemCode(item["code"])}) for item in kept.get("items", ()))
    return (*items, *items_about(*kept.get("sections", ())))
