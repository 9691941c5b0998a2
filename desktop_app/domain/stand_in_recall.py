"""The way back from messages that a hosted model was sent to those that they were made of.

What stood for what is kept nowhere: a record of what was sent holds no personal data. It is found again from the texts
of the case, by the words beside each value, which are the same on both sides.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from desktop_app.domain.draft import Message
from desktop_app.domain.stand_in import RULE, PersonalAnswer, StandIns, stand_ins

BESIDE = 24
"""Characters before and after a value by which its stand-in is known."""

_LEAST_BESIDE = 4
_TOLD = re.compile("\n" + re.escape(RULE).replace(re.escape("{example}"), r"\S{1,40}"))
_MARK = re.compile(r"(?<![A-Za-z0-9_])([A-Z]+)_[0-9]+(?![0-9])")


def in_clear(
    sent: tuple[Message, ...], sources: Sequence[str], answers: Sequence[PersonalAnswer]
) -> tuple[Message, ...]:
    """The messages as they were before stand-ins came into them; as they were sent where one of these is not known.

    `sources` are the texts that they may have been made of.
    """
    if not any(_TOLD.search(message.text) for message in sent):
        return sent
    found = recalled([_TOLD.sub("", message.text) for message in sent], sources, answers)
    if not found:
        return sent
    return tuple(replace(message, text=found.take_out(_TOLD.sub("", message.text))) for message in sent)


def recalled(sent: Sequence[str], sources: Sequence[str], answers: Sequence[PersonalAnswer]) -> StandIns:
    """Each stand-in of the texts with what it stands for; none at all where one of them is not known."""
    texts = [_folded(each) for each in (*sources, *(answer.text for answer in answers))]
    values = {_folded(value): _kind(name) for name, value in stand_ins(texts, answers).texts.items()}
    whole = "\n\n".join(map(_folded, sent))
    kinds = frozenset(values.values())
    marks = dict.fromkeys(m[0] for m in _MARK.finditer(whole) if m[1].rstrip("X") in kinds)
    beside = _by_their_words(texts, values, whole)
    known = {mark: next(iter(those)) for mark, those in beside.items() if len(those) == 1}
    known |= _by_elimination([mark for mark in marks if mark not in known], known, values)
    found = StandIns({mark: known[mark] for mark in marks} if known.keys() >= marks.keys() else {})
    clear = [found.take_out(each) for each in sent]
    again = stand_ins(clear, answers)
    return found if [again.put_in(each) for each in clear] == list(sent) else StandIns({})


def _by_their_words(texts: Iterable[str], values: Mapping[str, str], whole: str) -> dict[str, set[str]]:
    """The values that each mark may stand for, by the words beside them."""
    found: dict[str, set[str]] = {}
    for before, value, after in _places(texts, values):
        if len(before) + len(after) >= _LEAST_BESIDE:
            shape = rf"{re.escape(before)}({values[value]}X*_[0-9]+){re.escape(after)}"
            for mark in {m[1] for m in re.finditer(shape, whole)}:
                found.setdefault(mark, set()).add(value)
    return found


def _places(texts: Iterable[str], values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each place of a value, with the words before and after it that are no value."""
    if not values:
        return
    longest = sorted(values, key=len, reverse=True)
    any_of = re.compile("|".join(rf"(?<!\w){re.escape(value)}(?!\w)" for value in longest))
    for text in texts:
        found = list(any_of.finditer(text))
        ends = [0, *(m.end() for m in found)]
        begins = [*(m.start() for m in found[1:]), len(text)]
        for match, end, begin in zip(found, ends, begins, strict=False):
            before, after = text[end : match.start()], text[match.end() : begin]
            yield before[-BESIDE:], match[0], after[:BESIDE]


def _by_elimination(marks: Sequence[str], known: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """The one mark of a kind that is left, for the one value of that kind that is left."""
    found: dict[str, str] = {}
    for kind in {_kind(mark) for mark in marks}:
        left = [mark for mark in marks if _kind(mark) == kind]
        free = [value for value, its in values.items() if its == kind and value not in known.values()]
        if len(left) == len(free) == 1:
            found[left[0]] = free[0]
    return found


def _kind(mark: str) -> str:
    return mark.rpartition("_")[0].rstrip("X")


def _folded(text: str) -> str:
    return " ".join(text.split())
