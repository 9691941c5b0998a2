"""Stand-ins for personal data in what is sent to a hosted model, and the way back from them in what it streams.

Two things are personal: the answers to fields that the form marks as such, and what has the shape and the check digits
of an address or a number of a person or an account. Each value gets one stand-in (`IBAN_1`), the same wherever it
stands, so that a text can still be written about it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, zip_longest
from unicodedata import normalize

from desktop_app.domain.calendar_date import find_dates
from desktop_app.domain.personal_shape import BEGIN, DASHES, END, shaped

RULE = "- Words such as {example} stand for names and numbers: copy them unchanged."
"""What a model is told of stand-ins."""
_SHORTEST_NAME, _SHORTEST_HALF, _MOST_WORDS = 3, 6, 12
_JSON_BLANK = r"\\[nrtbf]"
_MARK_BEGIN = rf"(?:(?<![A-Za-z0-9])|(?<={_JSON_BLANK}))"
"""Where a stand-in begins: not within a word; what JSON writes for the end of a line is none."""
_BEGIN, _BLANKS = rf"(?:{BEGIN}|(?<={_JSON_BLANK}))", rf"(?:\s|{_JSON_BLANK})+"
"""Where a value begins, and what stands between its words."""
_ESCAPE = r"\\{0,2}"
"""Before what is neither letter nor digit: an answer that is shown again is JSON, a person's text is markup."""
_HYPHEN = rf"(?:\u00ad|[{DASHES}]\s+)?"
"""Between the letters of a name: a line may have ended there."""
_PASSAGE = r"\[E[0-9]{1,4}\] "
_CUT = 60
_TAIL = re.compile(rf"^{_PASSAGE}([^\n]*[0-9])$", re.MULTILINE)
_HEAD = re.compile(rf"^{_PASSAGE}((?:[A-Z]{{4}} )?[0-9][^\n]*)", re.MULTILINE)
"""Where a passage ends and begins with a number: one that was cut there stands in two of them."""
_MOST_BEFORE = 2
"""Characters by which it is told whether a stand-in begins."""
_MAY_BEGIN = re.compile(_MARK_BEGIN)
_MARKUP = re.compile(r"[\\\[*|#]")
_DASH = re.compile(f"[{DASHES}]")
_ANY_BLANKS = re.compile(_BLANKS)
_NO_LETTERS = re.compile(r"[^A-Za-z]+")


@dataclass(frozen=True, slots=True)
class PersonalAnswer:
    """An answer to a field that is marked as personal: the kind of data, in the form's own word, and its text."""

    kind: str
    text: str


@dataclass(frozen=True)
class StandIns:
    """Each stand-in with the text that it stands for."""

    texts: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.texts)

    @cached_property
    def _values(self) -> re.Pattern[str]:
        return _any_of(self.texts.values())

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {_folded(text): name for name, text in self.texts.items()}

    @cached_property
    def _marks(self) -> re.Pattern[str]:
        kinds = sorted({name.rpartition("_")[0] for name in self.texts}, key=len, reverse=True)
        return re.compile(rf"{_MARK_BEGIN}(?:{'|'.join(kinds)})\\{{0,2}}_[0-9]+(?![0-9])", re.IGNORECASE)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.texts), default=0) + 2

    def put_in(self, text: str) -> str:
        """The text with the stand-ins in the place of what they stand for."""
        return self._values.sub(lambda found: self._names[_folded(found[0])], text) if self.texts else text

    def take_out(self, text: str, within: Callable[[str], str] = str, begin: int = 0) -> str:
        """The way back, of the text from there on; `within` writes a value so that it can stand in the text. What is
        no stand-in stays."""
        parts, at = list[str](), begin
        for found in self._marks.finditer(text, begin) if self.texts else ():
            parts += (text[at : found.start()], self._text(found[0], within))
            at = found.end()
        return "".join((*parts, text[at:]))

    def within(self, text: str) -> "StandIns":
        """Those whose values stand in this text."""
        marks = {_plain(found[0]) for found in self._marks.finditer(self.put_in(text))} if self.texts else set[str]()
        return StandIns({name: value for name, value in self.texts.items() if name in marks})

    def first(self, text: str, longest: int) -> str:
        """The first so many characters of a text, without one that is cut in half."""
        begin = self.put_in(text)[:longest]
        return self.take_out(begin[: self.held_from(begin)]) if len(text) > longest else text

    def _text(self, mark: str, within: Callable[[str], str]) -> str:
        text = self.texts.get(_plain(mark))
        return mark if text is None else within(text)

    def held_from(self, text: str, begin: int = 0) -> int:
        """Where, from there on, a stand-in may begin that goes on behind the end of the text; its length where none
        does."""
        if not self.texts:
            return len(text)
        for at in range(max(begin, len(text) - self._longest), len(text)):
            part = _plain(text[at:])
            if _MAY_BEGIN.match(text, at) and any(name.startswith(part) for name in self.texts):
                return at
        return len(text)


def stand_ins(texts: Sequence[str], answers: Iterable[PersonalAnswer]) -> StandIns:
    """Stand-ins for what is personal in the texts, numbered in the order in which it first stands there."""
    answers, whole = tuple(answers), "\n\n".join(texts)
    cut = ((kind, text) for kind, text in _shapes(_joined(whole)) if text not in whole)
    told = ((_prefix(answer.kind), answer.text) for answer in answers)
    found: dict[str, tuple[str, str]] = {}
    for kind, value in (*_answered(answers, whole), *_shapes(whole), *_halves((*told, *cut), whole)):
        found.setdefault(_folded(value), (kind, value))
    named: dict[str, str] = {}
    numbers: dict[str, Iterator[int]] = {}
    for kind, value in _standing(found, whole):
        prefix = _unused(kind, whole)
        named[f"{prefix}_{next(numbers.setdefault(prefix, count(1)))}"] = value
    return StandIns(named)


def _shapes(whole: str) -> Iterator[tuple[str, str]]:
    """What is personal by its shape."""
    yield from ((kind, whole[place.start : place.end]) for place, kind in shaped(whole))


def _joined(whole: str) -> str:
    """The end of each passage with the beginning of each: they are not in the order of their document."""
    heads = [head[1][:_CUT] for head in _HEAD.finditer(whole)]
    return "; ".join(f"{tail[1][-_CUT:]} {head}" for tail in _TAIL.finditer(whole) for head in heads)


def _halves(values: Iterable[tuple[str, str]], whole: str) -> Iterator[tuple[str, str]]:
    """What ends a line or begins one and is half a value of several words: a passage may have been cut within it."""
    for kind, value in dict.fromkeys(values):
        words = value.split()
        cuts = range(1, len(words))
        begins = _those(_spaced(" ".join(words[:at]), _any_dash) for at in reversed(cuts) if _tells(words[:at]))
        ends = _those(_spaced(" ".join(words[at:]), _any_dash) for at in cuts if _tells(words[at:]))
        for shape in (rf"{_BEGIN}(?P<half>{begins})[^\S\n]*$", rf"^(?:{_PASSAGE})?(?P<half>{ends}){END}"):
            yield from ((kind, half["half"]) for half in re.finditer(shape, whole, re.IGNORECASE | re.MULTILINE))


def _those(shapes: Iterable[str]) -> str:
    """Any of the shapes; what is nowhere where there is none."""
    return "|".join(shapes) or r"(?!)"


def _tells(words: Sequence[str]) -> bool:
    return sum(map(len, words)) >= _SHORTEST_HALF


def _standing(found: Mapping[str, tuple[str, str]], whole: str) -> Iterator[tuple[str, str]]:
    """Those that stand in the text and not only within a longer one, in order."""
    if found:
        places = _any_of(value for _, value in found.values()).finditer(whole)
        yield from (found[value] for value in dict.fromkeys(_folded(place[0]) for place in places))


def _any_of(values: Iterable[str]) -> re.Pattern[str]:
    """Each of the values, the longest first, however its words are spaced; a name may stand in the genitive."""
    longest = sorted(values, key=len, reverse=True)
    return re.compile("|".join(rf"{_BEGIN}{_spaced(text, _exact)}(?=s?{END})" for text in longest))


def _answered(answers: Iterable[PersonalAnswer], whole: str) -> Iterator[tuple[str, str]]:
    """Each answer as the text writes it, and of a name its parts too: documents often give but one of them."""
    for answer in answers:
        kind, value = _prefix(answer.kind), answer.text.strip()
        yield from ((kind, found) for found in _dates(value, whole))
        if len(value) >= _SHORTEST_NAME:
            yield from ((kind, found) for found in _written(value, whole))
        if kind in ("NAME", "PERSON"):
            for part in _parts(value):
                yield from ((kind, found) for found in _written(part, whole) if found[0].isupper())
        else:
            yield from ((kind, found) for found in _runs(value, whole))


def _parts(name: str) -> Iterator[str]:
    """The words of a name of several, those joined by a dash also one by one."""
    words = dict.fromkeys((*name.split(), *re.split(rf"[\s{DASHES}]+", name)))
    yield from (word for word in words if len(word) >= _SHORTEST_NAME and word[0].isupper() and word != name)


def _runs(value: str, whole: str) -> Iterator[str]:
    """Some words of an address or the like, one after the other, as documents give them that do not give all."""
    words = value.split()
    if len(words) <= _MOST_WORDS:
        places = [(at, end) for at in range(len(words)) for end in range(len(words), at + 1, -1)]
        runs = [" ".join(words[at:end]).rstrip(".,;:") for at, end in places if _tells(words[at:end])]
        ends = [run for run in runs if not (run[0].islower() or run.split()[-1][0].islower())]
        shapes = _those(_spaced(run, _any_dash) for run in sorted(ends, key=len, reverse=True))
        found = (match[0] for match in re.finditer(rf"{_BEGIN}(?:{shapes})(?=s?{END})", whole, re.IGNORECASE))
        yield from (run for run in found if not run[0].islower())


def _written(value: str, whole: str) -> Iterator[str]:
    """The ways in which a text writes a value: in capitals, with accents of their own, a number in other groups."""
    for form in dict.fromkeys((value, normalize("NFC", value), normalize("NFD", value))):
        shapes = [_spaced(form, _any_dash, _HYPHEN)]
        if any(map(str.isdigit, form)):
            shapes.append(rf"[\s.{DASHES}]?".join(map(re.escape, filter(str.isalnum, form))))
        for shape in shapes:
            yield from (found[0] for found in re.finditer(rf"{_BEGIN}{shape}(?=s?{END})", whole, re.IGNORECASE))


def _dates(value: str, whole: str) -> Iterator[str]:
    """Of a value that is a day: the ways in which a text writes it."""
    days = [days for place, days in find_dates(value) if place.length == len(value)]
    if len(days) == 1:
        yield from (whole[place.start : place.end] for place, meant in find_dates(whole) if meant & days[0])


def _prefix(kind: str) -> str:
    return _NO_LETTERS.sub("", kind).upper() or "PERSON"


def _unused(kind: str, text: str) -> str:
    """The kind, made longer until nothing in the text looks like its stand-ins."""
    while re.search(rf"{kind}_[0-9]", text, re.IGNORECASE):
        kind += "X"
    return kind


def _plain(mark: str) -> str:
    """A stand-in as it was made: models write it in small letters, or escape its underscore."""
    return mark.replace("\\", "").upper()


def _folded(text: str) -> str:
    """A value however its words are spaced and its marks escaped."""
    return " ".join(_ANY_BLANKS.sub(" ", text).replace("\\", "").split())


def _spaced(text: str, character: Callable[[str], str], between: str = "") -> str:
    """The shape of a text, by the shape of its characters; `between` is what may stand between two letters."""
    return _BLANKS.join(
        "".join(
            character(one) + (between if one.isalpha() and other.isalpha() else "")
            for one, other in zip_longest(word, word[1:], fillvalue="")
        )
        for word in text.split()
    )


def _exact(character: str) -> str:
    return re.escape(character) if character.isalnum() else _ESCAPE + re.escape(character)


def _any_dash(character: str) -> str:
    return f"{_ESCAPE}[{DASHES}]" if _DASH.fullmatch(character) else _exact(character)


def within_markup(text: str) -> str:
    """A value as it stands in draft markup: none of its characters is a mark."""
    return _MARKUP.sub(lambda mark: "\\" + mark[0], text)


def within_json(text: str) -> str:
    """A value as it stands in a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


class StandInReader:
    """Takes stand-ins out of streamed text; half a stand-in is never let through."""

    def __init__(self, found: StandIns, within: Callable[[str], str]) -> None:
        self._found, self._within = found, within
        self._before, self._held = "", ""

    def feed(self, delta: str) -> str:
        """What can be told of the text so far."""
        return self._let_go(self._held + delta, whole=False)

    def finish(self) -> str:
        """What was held back."""
        return self._let_go(self._held, whole=True)

    def _let_go(self, text: str, *, whole: bool) -> str:
        """What stands right before is read along: whether a stand-in begins depends on it."""
        begin = len(self._before)
        text = self._before + text
        at = len(text) if whole else self._found.held_from(text, begin)
        self._before, self._held = text[:at][-_MOST_BEFORE:], text[at:]
        return self._found.take_out(text[:at], self._within, begin)
