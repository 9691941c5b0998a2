"""A sentence laid on its passage, word by word: what is the same, and the slots between in which they part."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from desktop_app.domain.word import Word

_CONTEXT = 2
_LOOSE_END = 2
"""Words that must be the same on the other side where the sentence begins or ends with a slot."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the two part: the words here and there (either may be none), and how many before and after are the same.

    `edges` are the words that stand on both sides of it in the sentence, `edges_there` in the passage; `context` the
    keys of the words here with up to two on each side.
    """

    said: tuple[Word, ...]
    there: tuple[Word, ...]
    before: int
    after: int
    edges: tuple[Word | None, Word | None]
    edges_there: tuple[Word | None, Word | None]
    context: tuple[str, ...]

    @property
    def tight(self) -> bool:
        """Whether what stands on both sides is the same, so that the slot is the same place in both."""
        here, there = self.edges
        if here is None or there is None:
            return self.before + self.after > _LOOSE_END
        return self.before > 0 and self.after > 0 and self.before + self.after > _LOOSE_END


@dataclass(frozen=True, slots=True)
class Alignment:
    """The slots, in order, and the share of the sentence's words that are the same in the passage."""

    slots: tuple[Slot, ...]
    share: float


def align(said: Sequence[Word], there: Sequence[Word]) -> Alignment:
    """The sentence on the passage: the longest run that they share first, then what lies on both sides of it."""
    matcher = SequenceMatcher(None, [w.key for w in there], [w.key for w in said], autojunk=False)
    blocks = matcher.get_matching_blocks()
    slots = []
    at_there = at_said = before = 0
    for place_there, place_said, length in blocks:
        if (place_there, place_said) != (at_there, at_said):
            here, other = said[at_said:place_said], there[at_there:place_there]
            slots.append(
                Slot(
                    tuple(here),
                    tuple(other),
                    before,
                    length,
                    (_at(said, at_said - 1), _at(said, place_said)),
                    (_at(there, at_there - 1), _at(there, place_there)),
                    tuple(word.key for word in said[max(at_said - _CONTEXT, 0) : place_said + _CONTEXT]),
                )
            )
        at_there, at_said, before = place_there + length, place_said + length, length
    same = sum(length for _, _, length in blocks)
    return Alignment(tuple(slots), same / len(said) if said else 0.0)


def _at(words: Sequence[Word], place: int) -> Word | None:
    return words[place] if 0 <= place < len(words) else None
