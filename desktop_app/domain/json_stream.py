"""JSON read while it streams, against the shape that it must have.

What is wrong is known at the first character after which no right answer can follow: an unknown or a second key, a
word that is no choice, too many items, too long a text, anything that is no strict JSON (RFC 8259). Only a part whose
end has come is told of as closed.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from desktop_app.domain.json_shape import Choice, ListOf, OutputInvalid, Parts, Shape, Text

Path = tuple[str | int, ...]
"""Where a part stands: keys, and places in lists from 0."""

_BLANK = " \t\n\r"
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LONGEST_KEY = 64
_FENCE = "`"
_END = ""
"""What the parser is given where no character comes any more."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A part begins here."""

    path: Path


@dataclass(frozen=True, slots=True)
class Came:
    """Characters of a text that is still open."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A part is whole, and is this."""

    path: Path
    value: Any


Told = Opened | Came | Closed
_Reading = Generator[None, str, Any]


@dataclass(slots=True)
class JsonReader:
    """Reads one value of a shape. A fence of three backticks around it, which models like to write, is passed over."""

    shape: Shape
    value: Any = None
    _told: list[Told] = field(default_factory=list)
    _kept: str | None = None
    _parse: _Reading = field(init=False)

    def __post_init__(self) -> None:
        self._parse = self._document()
        next(self._parse)

    def feed(self, delta: str) -> tuple[Told, ...]:
        """What can be told of the text so far. Raises OutputInvalid where no right answer can follow."""
        for character in delta:
            self._parse.send(character)
        told, self._told = tuple(self._told), []
        return told

    def finish(self) -> Any:
        """The whole value. Raises OutputInvalid where it has not ended."""
        try:
            self._parse.send(_END)
        except StopIteration:
            return self.value
        raise OutputInvalid("the answer ends before it is whole")

    def _document(self) -> _Reading:
        character = yield from self._next()
        while character == _FENCE:
            while character not in ("\n", _END):
                character = yield
            character = yield from self._next()
        self._kept = character
        self.value = yield from self._read(self.shape, ())
        character = yield from self._next()
        while character == _FENCE:
            character = yield from self._next()
        if character != _END:
            raise OutputInvalid("the answer goes on after its end")
        return self.value

    def _next(self) -> _Reading:
        """The next character that is no blank."""
        character, self._kept = self._kept, None
        while character is None or (character and character in _BLANK):
            character = yield
        return character

    def _expect(self, wanted: str, what: str) -> _Reading:
        character = yield from self._next()
        if character == _END:
            raise OutputInvalid("the answer ends before it is whole")
        if character not in wanted:
            raise OutputInvalid(what)
        return character

    def _read(self, shape: Shape, path: Path) -> _Reading:
        self._told.append(Opened(path))
        match shape:
            case Text():
                value = yield from self._text(shape, path)
            case Choice():
                value = yield from self._choice(shape, path)
            case ListOf():
                value = yield from self._list(shape, path)
            case Parts():
                value = yield from self._parts(shape, path)
        self._told.append(Closed(path, value))
        return value

    def _parts(self, shape: Parts, path: Path) -> _Reading:
        yield from self._expect("{", f"{place_words(path)}: an object in braces is asked for")
        found: dict[str, Any] = {}
        end = yield from self._expect('"}', f"{place_words(path)}: a key in quotation marks is asked for")
        while end != "}":
            key = yield from self._string(_LONGEST_KEY, path, None)
            if key not in shape.parts:
                raise OutputInvalid(f"{place_words(path)}: there is a part that was not asked for")
            if key in found:
                raise OutputInvalid(f"{place_words((*path, key))}: it is there twice")
            yield from self._expect(":", f"{place_words((*path, key))}: a colon is missing")
            found[key] = yield from self._read(shape.parts[key], (*path, key))
            end = yield from self._expect(",}", f"{place_words(path)}: a comma or a brace is missing")
            if end == ",":
                yield from self._expect('"', f"{place_words(path)}: a key in quotation marks is asked for")
        for name in shape.parts:
            if name not in found:
                raise OutputInvalid(f"{place_words((*path, name))}: it is missing")
        return found

    def _list(self, shape: ListOf, path: Path) -> _Reading:
        yield from self._expect("[", f"{place_words(path)}: a list in square brackets is asked for")
        found: list[Any] = []
        self._kept = yield from self._next()
        end = self._kept
        while end != "]":
            if len(found) == shape.most:
                raise OutputInvalid(f"{place_words(path)}: there are more than {shape.most}")
            found.append((yield from self._read(shape.each, (*path, len(found)))))
            end = yield from self._expect(",]", f"{place_words(path)}: a comma or a bracket is missing")
        if not found:
            self._kept = None
        if len(found) < shape.least:
            raise OutputInvalid(f"{place_words(path)}: there are fewer than {shape.least}")
        return found

    def _text(self, shape: Text, path: Path) -> _Reading:
        yield from self._expect('"', f"{place_words(path)}: words in quotation marks are asked for")
        text = yield from self._string(shape.longest, path, None, told=True)
        if not shape.blank and not text.strip():
            raise OutputInvalid(f"{place_words(path)}: it is blank")
        return text

    def _choice(self, shape: Choice, path: Path) -> _Reading:
        words = " or ".join(f"“{word}”" for word in shape.words)
        yield from self._expect('"', f"{place_words(path)}: {words} is asked for, in quotation marks")
        text = yield from self._string(max(map(len, shape.words)), path, shape)
        if text not in shape.words:
            raise OutputInvalid(f"{place_words(path)}: it is not {words}")
        return text

    def _string(self, longest: int, path: Path, of: Choice | None, *, told: bool = False) -> _Reading:
        """The rest of a string whose opening mark has been read."""
        found: list[str] = []
        character = yield
        while character != '"':
            if character == _END:
                raise OutputInvalid("the answer ends before it is whole")
            if character < " ":
                raise OutputInvalid(f"{place_words(path)}: a line end or another control character in a text")
            if character == "\\":
                character = yield from self._escaped(path)
            found.append(character)
            if len(found) > longest:
                raise OutputInvalid(f"{place_words(path)}: it is longer than {longest} characters")
            if of and not any(word.startswith("".join(found)) for word in of.words):
                words = " or ".join(f"“{word}”" for word in of.words)
                raise OutputInvalid(f"{place_words(path)}: it is not {words}")
            if told:
                self._told.append(Came(path, character))
            character = yield
        return "".join(found)

    def _escaped(self, path: Path) -> _Reading:
        mark = yield
        if mark != "u":
            if mark not in _ESCAPES or mark == _END:
                raise OutputInvalid(f"{place_words(path)}: a backslash before what needs none")
            return _ESCAPES[mark]
        unit = yield from self._unit(path)
        if 0xD800 <= unit < 0xDC00:
            for wanted in "\\u":
                if (yield) != wanted:
                    raise OutputInvalid(f"{place_words(path)}: half a character")
            low = yield from self._unit(path)
            if not 0xDC00 <= low < 0xE000:
                raise OutputInvalid(f"{place_words(path)}: half a character")
            return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        if 0xDC00 <= unit < 0xE000:
            raise OutputInvalid(f"{place_words(path)}: half a character")
        return chr(unit)

    def _unit(self, path: Path) -> _Reading:
        """A code unit of four hexadecimal digits."""
        number = 0
        for _ in range(4):
            digit = yield
            if digit == _END or digit not in "0123456789abcdefABCDEF":
                raise OutputInvalid(f"{place_words(path)}: an escape that is none")
            number = number * 16 + int(digit, 16)
        return number


def place_words(path: Path) -> str:
    """Where a part stands, in words: “reasons, number 2”."""
    words = [f"number {part + 1}" if isinstance(part, int) else part.replace("_", " ") for part in path]
    return ", ".join(words) or "the answer"
