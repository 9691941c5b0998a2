"""How long documents take to be read, by those that were read before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from statistics import median, quantiles

from desktop_app.domain.evidence import DocumentKind

READ_AT_ONCE = 2
"""Documents that are read side by side."""

_KINDS: Mapping[str, DocumentKind] = {
    **{kind.value: kind for kind in DocumentKind},
    **dict.fromkeys(("txt", "md"), DocumentKind.TEXT),
    **dict.fromkeys(("xlsx", "xls"), DocumentKind.WORKBOOK),
    **dict.fromkeys(("png", "jpg", "jpeg", "tif", "tiff"), DocumentKind.IMAGE),
    "csv": DocumentKind.TABLE,
    "htm": DocumentKind.HTML,
    "eml": DocumentKind.EMAIL,
}
"""What a file is expected to be, by the end of its name; what it is, its content says when it is read."""


@dataclass(frozen=True, slots=True)
class Span:
    """Between so many seconds and so many."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class PastReading:
    """A document that was read: its bytes, and seconds from when it was kept, waiting for others included."""

    kind: DocumentKind
    size: int
    seconds: float


def reading_span(files: Iterable[tuple[str, int]], earlier: Iterable[PastReading]) -> Span | None:
    """What reading these files, by name and bytes, takes one after the other: the quartiles of earlier ones of the kind
    (of any, where there is none), more for a file larger than half of those. None where nothing was read yet."""
    earlier, spans = tuple(earlier), []
    for name, size in files:
        kind = _KINDS.get(PurePosixPath(name).suffix.removeprefix(".").lower())
        alike = [each for each in earlier if each.kind is kind] or earlier
        if not alike:
            return None
        spans.append(_span(size, alike))
    return Span(sum(span.least for span in spans), sum(span.most for span in spans))


def _span(size: int, alike: Sequence[PastReading]) -> Span:
    usual = max(median(each.size for each in alike), 1)
    took = [each.seconds / max(each.size / usual, 1) for each in alike]
    low, _, high = quantiles(took, n=4, method="inclusive") if len(took) > 1 else took * 3
    return Span(low * max(size / usual, 1), high * max(size / usual, 1))
