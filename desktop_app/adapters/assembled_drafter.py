"""The assembled draft: a pack's own words, what its slots found, and answers. No model, no invented fact.

For authors of packs. A template in `assembled/` is Jinja2 (see jinja_templates for what of it may be used) that gives
draft markup: blank lines part paragraphs, `- ` begins a bulleted item. It may name:

`{{ slots.governing_law }}`   what the slot found, as it stands in the document, each with its citation; several are
                              joined by "; ". Where nothing was found: the slot's `absent` sentence.
`{% if slots.renewal %}`      whether something was found.
`{% for each in slots.audit %}- {{ each }}{% endfor %}`   one by one, each with its citation.
`{{ slots.cap.value }}`       the values only, where the slot quotes whole passages (`whole: true`); also `each.value`.
`{{ answers.fixed_term }}`    an answer as people read it; "(not answered)" where it is blank.
`{% if answers.fixed_term.value == "yes" %}`   the bare value, to compare.
`{% for row in answers.payments %}| {{ row.day }} | {{ row.amount }} |`   the rows of a table by the names of their
                              columns, each cell as people read it; a blank one is nothing.
`{{ decisions.law_position.outcome }}`, `.reason`   what a rule table gave; `{% if decisions.law_position %}` whether
                              it could be decided; `.path` the way there, a line a row.
A template gives the text under the section’s title, not the title.

A name that the section does not list (`slots`, `uses`) is a fault. Who wrote what is kept: the template's words, the
document's and each person's answers stay apart, whatever filter they pass through.
"""

import operator
import re
import secrets
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from typing import Any

from desktop_app.adapters.late_templates import LateTemplates
from desktop_app.domain.draft import DrafterOutput, DraftRequest, Finished, QuotedAnswer, SlotValue
from desktop_app.domain.endpoint import ASSEMBLED, Endpoint, EndpointTest
from desktop_app.domain.errors import EndpointFailed, ErrorClass, UsageError
from desktop_app.domain.markup import Cite, Piece, Words
from desktop_app.domain.text import Origin
from desktop_app.domain.usage import Usage
from desktop_app.services.ports import Templates

NOT_ANSWERED = "(not answered)"
BETWEEN = "; "
_OPEN, _CLOSE, _END = "\ue0a0", "\ue0a1", "\ue0a2"
_MARK_CHARACTERS = str.maketrans("", "", _OPEN + _CLOSE + _END)


class AssembledDrafter:
    """Renders a section's template over what was found and answered."""

    def __init__(self) -> None:
        self._templates = LateTemplates()

    @property
    def endpoint(self) -> Endpoint:
        """The built-in endpoint of this name."""
        return ASSEMBLED

    async def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        """The section in pieces of one origin each. Raises EndpointFailed where the template gives no text."""
        if not request.template.strip():
            raise _failed(ErrorClass.EMPTY, f"The section “{request.section.title}” has no assembled template.")
        try:
            pieces = assemble(request, self._templates)
        except UsageError as error:
            raise _failed(ErrorClass.BAD_REQUEST, error.what) from None
        if not any(isinstance(piece, Words) and piece.text.strip() for piece in pieces):
            raise _failed(ErrorClass.EMPTY, f"The template of “{request.section.title}” gave no text.")
        for piece in pieces:
            yield piece
        yield Finished("stop", ASSEMBLED.model, usage=Usage(0, 0, 0))

    async def test(self) -> EndpointTest:
        """It is always there."""
        return EndpointTest(ASSEMBLED.model, 0, 0, usage=False, json_schema=False)

    async def close(self) -> None:
        """Nothing is held."""


def assemble(request: DraftRequest, templates: Templates) -> tuple[Piece, ...]:
    """The pieces of a request's template. Raises UsageError where it cannot be rendered."""
    marks = _Marks()
    section = request.section
    slots = {slot.slot: _Found(marks, request.slots.get(slot.slot, ()), absent=slot.absent) for slot in section.slots}
    values = {
        "slots": _Names(slots),
        "answers": _Names(_answers(request, marks)),
        "decisions": _Names(
            {name: _Undecided() for name in section.uses}
            | {
                name: _Decided(*told, request.paths.get(name, ()))
                for name, told in request.outcomes.items()
                if name in section.uses
            }
        ),
    }
    return marks.read(templates.render(request.template.translate(_MARK_CHARACTERS), values))


def _answers(request: DraftRequest, marks: "_Marks") -> dict[str, "_Answered"]:
    blank = QuotedAnswer("", None)
    return {name: _Answered(marks, request.answers.get(name, blank)) for name in request.section.uses}


class _Marks:
    """Private marks around all that is not the template's own, so that its origin outlives any filter.

    A mark holds digits that nobody can guess, so neither a document nor a template can forge one.
    """

    def __init__(self) -> None:
        self._nonce = str(secrets.randbits(96))
        self._quoted: list[tuple[Origin, str | None, int | None]] = []

    def wrap(self, text: str, origin: Origin, person_id: str | None = None, number: int | None = None) -> str:
        """The text between marks."""
        self._quoted.append((origin, person_id, number))
        begin = f"{_OPEN}{self._nonce}:{len(self._quoted) - 1}{_CLOSE}"
        return f"{begin}{text.translate(_MARK_CHARACTERS)}{_END}"

    def read(self, rendered: str) -> tuple[Piece, ...]:
        """The pieces of a rendered text. Raises UsageError where a filter broke a mark."""
        pieces: list[Piece] = []
        at = 0
        for mark in re.finditer(f"{_OPEN}{self._nonce}:([0-9]+){_CLOSE}([^{_OPEN}{_CLOSE}{_END}]*){_END}", rendered):
            origin, person_id, number = self._quoted[int(mark[1])]
            pieces += [Words(rendered[at : mark.start()], Origin.TEMPLATE), Words(mark[2], origin, person_id)]
            pieces += [Cite(number)] if number is not None else []
            at = mark.end()
        pieces.append(Words(rendered[at:], Origin.TEMPLATE))
        if any(isinstance(p, Words) and p.text != p.text.translate(_MARK_CHARACTERS) for p in pieces):
            raise UsageError(
                "The template takes a quoted value apart, so that its origin would be lost.",
                next="Print values whole; use `.value` to compare them.",
            )
        return tuple(piece for piece in pieces if isinstance(piece, Cite) or piece.text)


class _Names:
    """What a template reaches by name; an unknown one is a fault. It has no methods that a name could hit."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__values = values

    def __getitem__(self, name: str) -> Any:
        return self.__values[name]

    def __contains__(self, name: str) -> bool:
        return bool(self.__values.get(name))


class _Decided:
    """The outcome of a rule table and its reason: words of the pack."""

    def __init__(self, outcome: str, reason: str, path: tuple[str, ...] = ()) -> None:
        self.outcome, self.reason, self.path = outcome, reason, path

    def __str__(self) -> str:
        return self.reason


class _Undecided(_Decided):
    """A rule table that cannot be decided yet."""

    def __init__(self) -> None:
        super().__init__("", "")

    def __bool__(self) -> bool:
        return False


def _bare_of(value: Any) -> Any:
    return value._bare if isinstance(value, _Quoted) else value


def _compares(relation: Callable[[Any, Any], bool]) -> Callable[["_Quoted", Any], bool]:
    return lambda one, other: relation(one._bare, _bare_of(other))


class _Quoted:
    """A value that prints with its origin and compares without. Whatever is taken from it has the same origin."""

    def __init__(self, bare: Any, text: str, mark: Callable[[str], str]) -> None:
        self._bare, self._text, self._mark = bare, text, mark

    def __str__(self) -> str:
        return self._mark(self._text)

    __repr__ = __str__
    __lt__, __le__ = _compares(operator.lt), _compares(operator.le)
    __gt__, __ge__ = _compares(operator.gt), _compares(operator.ge)

    def __eq__(self, other: object) -> bool:
        return _bare_of(other) in (self._bare, self._text)

    def __hash__(self) -> int:
        return hash(self._bare)

    def __bool__(self) -> bool:
        return bool(self._bare)

    def __len__(self) -> int:
        return len(self._bare)

    def __contains__(self, value: object) -> bool:
        return _bare_of(value) in self._bare

    def __iter__(self) -> Iterator["_Quoted"]:
        return (self._part(each) for each in self._bare)

    def __getitem__(self, key: Any) -> "_Quoted":
        return self._part(self._bare[_bare_of(key)])

    @property
    def value(self) -> "_Quoted":
        """The bare value."""
        return _Quoted(self._bare, self._text, self._mark)

    def _part(self, part: Any) -> "_Quoted":
        return _Quoted(part, str(part), self._mark)


class _Answered(_Quoted):
    """An answer: true where it is one."""

    def __init__(self, marks: _Marks, answer: QuotedAnswer) -> None:
        bare = answer.text if answer.value is None else answer.value
        super().__init__(bare, answer.text, lambda text: marks.wrap(text, Origin.ANSWER, answer.person_id))
        self._rows = answer.rows

    def __str__(self) -> str:
        return super().__str__() if self else NOT_ANSWERED

    def __bool__(self) -> bool:
        return bool(self._text)

    def __iter__(self) -> Iterator[_Quoted]:
        return (self._part(row) for row in self._rows) if self._rows else super().__iter__()

    def __getitem__(self, key: Any) -> _Quoted:
        return self._part(self._rows[_bare_of(key)]) if self._rows else super().__getitem__(key)

    @property
    def text(self) -> _Quoted:
        """As people read it."""
        return _Quoted(self._text, self._text, self._mark)


class _FoundOne(_Quoted):
    """One thing that a slot found; it prints with its citation."""

    def __init__(self, marks: _Marks, found: SlotValue, text: str) -> None:
        self._marks, self._found = marks, found
        shown = " ".join(text.split())
        super().__init__(shown, shown, lambda each: marks.wrap(each, Origin.EVIDENCE, number=found.number))

    @property
    def value(self) -> "_FoundOne":
        """The value alone."""
        return _FoundOne(self._marks, self._found, self._found.value)


class _Found:
    """What a slot found: prints all of it, or that nothing was found; true where there is something."""

    def __init__(self, marks: _Marks, found: tuple[SlotValue, ...], absent: str, *, values: bool = False) -> None:
        self._marks, self._found, self._absent = marks, found, absent.translate(_MARK_CHARACTERS)
        self._each = tuple(_FoundOne(marks, one, one.value if values else one.quote) for one in found)

    @property
    def value(self) -> "_Found":
        """The values alone."""
        return _Found(self._marks, self._found, self._absent, values=True)

    def __str__(self) -> str:
        return BETWEEN.join(map(str, self._each)) or self._absent

    __repr__ = __str__

    def __bool__(self) -> bool:
        return bool(self._each)

    def __len__(self) -> int:
        return len(self._each)

    def __iter__(self) -> Iterator[_FoundOne]:
        return iter(self._each)

    def __getitem__(self, place: int) -> _FoundOne:
        return self._each[place]

    def __eq__(self, other: object) -> bool:
        return any(each == other for each in self._each)

    def __hash__(self) -> int:
        return id(self)


def _failed(error_class: ErrorClass, what: str) -> EndpointFailed:
    return EndpointFailed(
        error_class, what, next="Correct the template in the form pack, or write the section yourself."
    )
