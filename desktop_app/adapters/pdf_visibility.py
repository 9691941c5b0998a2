"""What of a PDF page's text nobody sees: without ink, too small, beside the paper, in the colour of its ground, or
under something that was painted over it. Runs in the extracting process only.

Where the colours leave a doubt the page is drawn: text is hidden where the drawing shows nothing at its place.
"""

import ctypes
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
from pypdfium2 import raw as pdfium

from desktop_app.domain.evidence import Rect
from desktop_app.domain.hidden_text import Hidden

SMALLEST = 1.2
"""Points of height up to which letters cannot be read."""
_PALE = 0.86
_NEAR = 0.12
_CONTRAST = 16
"""Of 255 levels of grey: what is drawn with less difference is not seen."""
_SCALE = 1.5
_MOST_SHAPES = 400
_LEAST_SHAPE = 60.0
_LAYER = 0.5
"""Of a page's letters: where more are without ink, they are the text layer of a scan and not hidden."""
_INKLESS = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(frozen=True, slots=True)
class _Text:
    """A run of letters: how much light its colour has (0 to 1), and whether there is ink."""

    light: float
    inked: bool
    address: int


@dataclass(frozen=True, slots=True)
class _Shape:
    """Something painted: where, how light (None: a picture), and as which one of the page's things."""

    place: Rect
    light: float | None
    order: int


class Visibility:
    """Looks at the letters of one page. Drawing stops when `until` (the monotonic clock) has passed."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, until: float) -> None:
        self._page, self._text_page, self._until = page, text_page, until
        self._known: dict[int, _Text] = {}
        self._found: dict[int, Hidden | None] = {}
        self._orders: dict[int, int] = {}
        self.undrawn = False

    def hidden(self) -> dict[int, Hidden]:
        """Pdfium's indexes of the letters that nobody sees, and why."""
        count = self._text_page.count_chars()
        runs = [(index, run) for index in range(count) if (run := self._run(index)) is not None]
        inkless = sum(not run.inked for _, run in runs)
        layer = bool(inkless > _LAYER * len(runs) and self._pictures)
        result = {}
        for index, run in runs:
            why = self._why(index, run, layer)
            if why is not None:
                result[index] = why
        return result

    def _run(self, index: int) -> _Text | None:
        """The run of a letter; None for one that stands in no run, such as the space between two."""
        handle = pdfium.FPDFText_GetTextObject(self._text_page.raw, index)
        address = ctypes.cast(handle, ctypes.c_void_p).value
        if address is None:
            return None
        if address not in self._known:
            self._known[address] = _text_of(handle, address)
        return self._known[address]

    def _why(self, index: int, run: _Text, layer: bool) -> Hidden | None:
        """Why a letter is not seen. What is found of the first letter of a run holds for all, but for the edge."""
        if not run.inked:
            return None if layer else Hidden.INVISIBLE
        if run.address not in self._found:
            self._found[run.address] = self._of_run(index, run)
        found = self._found[run.address]
        if found is not None or not self._near_edge(run):
            return found
        return Hidden.OFF_PAGE if self._is_off(self._box(index)) else None

    def _of_run(self, index: int, run: _Text) -> Hidden | None:
        box = self._box(index)
        if box is None:
            return None
        if self._is_off(box):
            return Hidden.OFF_PAGE
        if 0 < box[3] - box[1] <= SMALLEST:
            return Hidden.TINY
        above = [s for s in self._shapes if self._orders.get(run.address, -1) < s.order and _holds(s.place, box)]
        under = [s for s in self._shapes if s not in above and _holds(s.place, box)]
        if run.address in self._orders and any(s.light is None for s in above):
            return Hidden.COVERED
        like = any(s.light is not None and abs(s.light - run.light) < _NEAR for s in under)
        if not above and not like and run.light < _PALE:
            return None
        return None if self._is_drawn(box) else (Hidden.COVERED if above else Hidden.SAME_COLOUR)

    def _near_edge(self, run: _Text) -> bool:
        return run.address in self._off_runs

    @cached_property
    def _off_runs(self) -> frozenset[int]:
        """Runs on the page itself that go over its edge."""
        left, bottom, right, top = self._page.get_bbox()
        over = set()
        for address, _, place, _ in self._things:
            if place[0] < left or place[1] < bottom or place[2] > right or place[3] > top:
                over.add(address)
        return frozenset(over)

    def _is_off(self, box: Rect | None) -> bool:
        if box is None:
            return False
        left, bottom, right, top = self._page.get_bbox()
        return bool(box[2] <= left or box[0] >= right or box[3] <= bottom or box[1] >= top)

    def _box(self, index: int) -> Rect | None:
        box = self._text_page.get_charbox(index, loose=False)
        loose = self._text_page.get_charbox(index, loose=True)
        return loose if box[2] <= box[0] or box[3] <= box[1] else (box[0], loose[1], box[2], loose[3])

    @cached_property
    def _things(self) -> list[tuple[int, int, Rect, object]]:
        """What stands on the page itself, in the order of painting: address, kind, place, handle."""
        things: list[tuple[int, int, Rect, object]] = []
        for number in range(pdfium.FPDFPage_CountObjects(self._page.raw)):
            handle = pdfium.FPDFPage_GetObject(self._page.raw, number)
            address = ctypes.cast(handle, ctypes.c_void_p).value or 0
            edges = [ctypes.c_float() for _ in range(4)]
            if pdfium.FPDFPageObj_GetBounds(handle, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                things.append((address, pdfium.FPDFPageObj_GetType(handle), (left, bottom, right, top), handle))
                self._orders[address] = number
        return things

    @cached_property
    def _pictures(self) -> bool:
        return any(kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM) for _, kind, _, _ in self._things)

    @cached_property
    def _shapes(self) -> tuple[_Shape, ...]:
        """Filled shapes and pictures that can cover a letter, the first ones of a page that has very many."""
        return tuple(self._covering())[:_MOST_SHAPES]

    def _covering(self) -> Iterator[_Shape]:
        for address, kind, place, handle in self._things:
            if (place[2] - place[0]) * (place[3] - place[1]) < _LEAST_SHAPE:
                continue
            order = self._orders[address]
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE and self._is_opaque(handle):
                yield _Shape(place, None, order)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH and _is_filled(handle):
                yield _Shape(place, _light(handle), order)

    def _is_opaque(self, handle: object) -> bool:
        """Whether a picture hides what is under it: one with a mask or with clear pixels does not."""
        if pdfium.FPDFPageObj_HasTransparency(handle):
            return False
        raw = pdfium.FPDFImageObj_GetRenderedBitmap(self._page.pdf.raw, self._page.raw, handle)
        if not raw:
            return False
        with closing(pypdfium2.PdfBitmap.from_raw(raw)) as bitmap:
            if bitmap.mode != "BGRA":
                return True
            return min(bytes(bitmap.buffer)[3::4], default=0) == 255

    def _is_drawn(self, box: Rect) -> bool:
        """Whether the drawing of the page shows anything at a place; without time for one it is taken for seen."""
        levels = self._levels
        if levels is None:
            self.undrawn = True
            return True
        shades = levels(box)
        return not shades or max(shades) - min(shades) >= _CONTRAST

    @cached_property
    def _levels(self) -> Callable[[Rect], bytes] | None:
        """Grey levels of a place of the page as it is drawn without its rotation."""
        if time.monotonic() > self._until:
            return None
        left, _, _, top = self._page.get_bbox()
        turned = self._page.get_rotation()
        with closing(self._page.render(scale=_SCALE, grayscale=True, rotation=(360 - turned) % 360)) as bitmap:
            rows, stride, wide, high = bytes(bitmap.buffer), bitmap.stride, bitmap.width, bitmap.height

        def at(box: Rect) -> bytes:
            x0, x1 = int((box[0] - left) * _SCALE), int((box[2] - left) * _SCALE) + 1
            y0, y1 = int((top - box[3]) * _SCALE), int((top - box[1]) * _SCALE) + 1
            x0, x1, y0, y1 = max(x0, 0), min(x1, wide), max(y0, 0), min(y1, high)
            return b"".join(rows[y * stride + x0 : y * stride + x1] for y in range(y0, y1))

        return at


def _text_of(handle: object, address: int) -> _Text:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    inked = mode not in _INKLESS and (not known or alpha.value > 8)
    return _Text(_lightness(red.value, green.value, blue.value) if known else 0.0, inked, address)


def _light(handle: object) -> float:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha):
        return 0.0
    return _lightness(red.value, green.value, blue.value)


def _lightness(red: int, green: int, blue: int) -> float:
    """Relative light of a colour, 0 to 1 (weights of ITU-R BT.601)."""
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _is_filled(handle: object) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(handle, mode, stroke)) and mode.value != 0


def _holds(outer: Rect, inner: Rect) -> bool:
    """Whether the middle of a letter and most of its width lie in a shape."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
