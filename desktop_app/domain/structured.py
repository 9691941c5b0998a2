"""Structured sections: the JSON that a model is asked for, and the rows of text that its answer becomes.

Of a part a form says one of: words to choose from, `text` (a paragraph), `field` (a line with its name), `list`
(bulleted items), or columns with their kinds (a table).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from desktop_app.domain.json_shape import Choice, ListOf, OutputInvalid, Parts, Shape, Text, checked, schema_of_shape
from desktop_app.domain.json_stream import Came, Closed, JsonReader, Opened, Told

__all__ = ["Output", "OutputInvalid", "OutputReader", "markup_of_output", "schema_of", "shape_of", "wanted_words"]

Line = tuple[str, ...] | Literal["text", "field"]
Part = tuple[str, ...] | Literal["text", "field", "list"] | Mapping[str, Line]
Output = Mapping[str, Part]

LONGEST_LINE = 600
"""Characters of a field, an item of a list, or a cell."""
MOST_ROWS = 40


def shape_of(output: Output) -> Parts:
    """The shape of the answer to a section that asks for this."""
    return Parts({name: _shape(part) for name, part in output.items()})


def _shape(part: Part) -> Shape:
    if isinstance(part, Mapping):
        return ListOf(Parts({name: _shape(column) for name, column in part.items()}), most=MOST_ROWS)
    if part == "list":
        return ListOf(Text(LONGEST_LINE))
    if part == "text":
        return Text()
    return Text(LONGEST_LINE) if part == "field" else Choice(tuple(part))


def schema_of(output: Output) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of an answer: every part is there, and nothing else."""
    return schema_of_shape(shape_of(output))


def markup_of_output(output: Output, raw: str) -> str:
    """A model's JSON as draft markup. Raises OutputInvalid where it is not strict JSON or not what was asked for."""
    reader = OutputReader(shape_of(output))
    reader.feed(raw)
    return rows_of(output, reader.finish())


class OutputReader:
    """A model's answer while it streams: what has come of it, as rows and never as braces.

    Each part is held against its shape where it ends, and all of it once more at the end, by pydantic. Raises
    OutputInvalid as soon as no right answer can follow.
    """

    def __init__(self, shape: Parts) -> None:
        self._shape, self._reader = shape, JsonReader(shape)
        self.raw = ""

    def feed(self, delta: str) -> str:
        """The markup of what has come with these characters: a preview, in the order in which it was written."""
        self.raw += delta
        return "".join(map(self._shown, self._reader.feed(delta)))

    def finish(self) -> Mapping[str, Any]:
        """The parts, by name. Raises OutputInvalid where some are missing."""
        value: Mapping[str, Any] = self._reader.finish()
        checked(self._shape, value)
        return value

    def _shown(self, told: Told) -> str:
        if not told.path:
            return ""
        name, *inner = told.path
        shape = self._shape.parts[str(name)]
        if isinstance(told, Closed) and not inner:
            checked(shape, told.value, str(name))
        match shape:
            case ListOf(Parts(columns)):
                return _row_shown(told, inner, columns)
            case ListOf():
                return _item_shown(told, inner)
        return _line_shown(told, str(name), shape)


def _line_shown(told: Told, name: str, shape: Shape) -> str:
    match told, shape:
        case Opened(), Text(longest) if longest <= LONGEST_LINE:
            return f"{_label(name)} "
        case Came(_, text), _:
            return _flat(text)
        case Closed(_, value), Choice():
            return f"{_label(name)} {value}\n\n"
        case Closed(), _:
            return "\n\n"
    return ""


def _item_shown(told: Told, inner: list[str | int]) -> str:
    match told:
        case Opened() if inner:
            return "- "
        case Came(_, text):
            return _flat(text)
        case Closed():
            return "\n"
    return ""


def _row_shown(told: Told, inner: list[str | int], columns: Mapping[str, Shape]) -> str:
    """A row as soon as it is whole: a table is not read well in halves."""
    match told:
        case Opened() if not inner:
            return f"{_row(map(_title, columns))}\n"
        case Closed(_, value) if len(inner) == 1:
            return f"{_row(_cell(value[name]) for name in columns)}\n"
        case Closed() if not inner:
            return "\n"
    return ""


def rows_of(output: Output, value: Mapping[str, Any]) -> str:
    """The parts of a whole answer as draft markup, in the order of the form."""
    return "\n\n".join(_part_markup(name, part, value[name]) for name, part in output.items())


def _part_markup(name: str, part: Part, value: Any) -> str:
    if isinstance(part, Mapping):
        return "\n".join((_row(map(_title, part)), *(_row(_cell(row[column]) for column in part) for row in value)))
    if part == "text":
        return _folded(value)
    if part == "list":
        return "\n".join("- " + _folded(item) for item in value)
    return f"{_label(name)} {_folded(value)}"


def wanted_words(output: Output) -> str:
    """What is asked for, in words for a model: an example whose values say what stands there."""
    parts = ", ".join(f'"{name}": {_wanted(part)}' for name, part in output.items())
    return f"Answer with one JSON object and nothing else: {{{parts}}}"


def _wanted(part: Part) -> str:
    if isinstance(part, Mapping):
        columns = ", ".join(f'"{name}": {_wanted(column)}' for name, column in part.items())
        return f"[{{{columns}}}, …]"
    if part == "list":
        return '["words", "words", …]'
    return '"words"' if part in ("text", "field") else " or ".join(f'"{word}"' for word in part)


def _label(name: str) -> str:
    return f"**{_title(name)}:**"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: str) -> str:
    return _folded(value).replace("|", "\\|") or "–"


def _folded(text: str) -> str:
    return " ".join(text.split())


def _flat(text: str) -> str:
    """Characters of a text that is still open, in one line."""
    return "".join(" " if c.isspace() else c for c in text)
