"""How an answer becomes text while it streams: prose as it comes, JSON as its rows, edits on a person's words."""

from collections.abc import Sequence
from typing import Protocol

from desktop_app.domain.anchored_edit import EDITS, apply_edits, read_edits
from desktop_app.domain.draft import DraftRequest
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.json_shape import OutputInvalid
from desktop_app.domain.markup import Cite, MarkedText, MarkerReader, Piece, read_markup, read_pieces
from desktop_app.domain.structured import Output, OutputReader, rows_of, shape_of
from desktop_app.domain.text import OriginSpan


class Answer(Protocol):
    """An answer that is being read."""

    @property
    def raw(self) -> str:
        """All that came, as it came."""
        ...

    @property
    def is_strict(self) -> bool:
        """Whether it must have a shape, so that an answer that has not is worth asking again."""
        ...

    def feed(self, piece: Piece) -> Sequence[Piece]:
        """What is to be shown of it now. Raises OutputInvalid as soon as no usable answer can follow."""
        ...

    def finish(self, source: OriginSpan) -> MarkedText:
        """The whole text; `source` is the origin of its words. Raises OutputInvalid where it cannot be used."""
        ...


def answer_to(request: DraftRequest, endpoint: Endpoint) -> Answer:
    """How an answer of this endpoint to this request is read."""
    if request.rewrites is not None and endpoint.is_model:
        return EditAnswer(request.rewrites)
    output = request.section.output
    return StructuredAnswer(output) if output and endpoint.is_model else ProseAnswer()


def pieces_of(markup: str) -> Sequence[Piece]:
    """The words and citations of markup that is there as a whole."""
    reader = MarkerReader()
    return (*reader.feed(markup), *reader.finish())


class ProseAnswer:
    """Draft markup."""

    is_strict = False

    def __init__(self) -> None:
        self._pieces: list[Piece] = []

    @property
    def raw(self) -> str:
        """The markup."""
        return "".join(map(_written, self._pieces))

    def feed(self, piece: Piece) -> Sequence[Piece]:
        """The piece itself."""
        self._pieces.append(piece)
        return (piece,)

    def finish(self, source: OriginSpan) -> MarkedText:
        """The text. Raises OutputInvalid where there is none."""
        marked = read_pieces(self._pieces, source)
        if not marked.text.plain.strip():
            raise OutputInvalid("it is empty")
        return marked


class StructuredAnswer:
    """JSON, shown as its rows; the text is made of the parts of the whole answer, in the order of the form."""

    is_strict = True

    def __init__(self, output: Output) -> None:
        self._output = output
        self._reader, self._markers = OutputReader(shape_of(output)), MarkerReader()

    @property
    def raw(self) -> str:
        """The JSON."""
        return self._reader.raw

    def feed(self, piece: Piece) -> Sequence[Piece]:
        """The rows that it adds to."""
        return self._markers.feed(self._reader.feed(_written(piece)))

    def finish(self, source: OriginSpan) -> MarkedText:
        """The rows of all parts."""
        return read_markup(rows_of(self._output, self._reader.finish()), source)


class EditAnswer:
    """Edits of a person's text, as JSON; what no edit names stays as it is, to the character."""

    is_strict = True

    def __init__(self, before: MarkedText) -> None:
        self._before, self._reader = before, OutputReader(EDITS)

    @property
    def raw(self) -> str:
        """The JSON."""
        return self._reader.raw

    def feed(self, piece: Piece) -> Sequence[Piece]:
        """The edits that are whole now, each in a row."""
        return pieces_of(self._reader.feed(_written(piece)))

    def finish(self, source: OriginSpan) -> MarkedText:
        """The person's text with the edits. Raises OutputInvalid where one of them has no place in it."""
        return apply_edits(self._before, read_edits(self._reader.finish()), source)


def _written(piece: Piece) -> str:
    """The characters that a piece was read from."""
    return f"[E{piece.number}]" if isinstance(piece, Cite) else piece.text
