"""The process that draws pages of one hostile PDF file: limits first, then the document, then a page for each asking.

Started as `python -m desktop_app.adapters.page_worker LIMITS`. Its input is the length of the document (8 bytes), the
document, and then pairs of a page's number and a width in pixels (4 bytes each, all big-endian). Its answer to each is
a line of JSON (`size` in bytes, `width` and `height` in points) and a PNG file of that size; size 0 is no picture.
"""

import json
import struct
import sys
from contextlib import closing, suppress
from typing import BinaryIO

import pypdfium2

from desktop_app.adapters.extraction import Limits
from desktop_app.adapters.png_bytes import png_bytes

WIDEST, HIGHEST = 4_000, 12_000
"""Pixels that a picture has at most."""


def main(limits: Limits, told: BinaryIO, asked: BinaryIO) -> None:
    """Draw until nothing more is asked."""
    restrict(limits)
    (length,) = struct.unpack(">Q", asked.read(8))
    document = _opened(asked.read(length))
    while len(asking := asked.read(8)) == 8:
        number, width = struct.unpack(">II", asking)
        size, png = (0.0, 0.0), b""
        with suppress(pypdfium2.PdfiumError, MemoryError):
            if document is not None and 1 <= number <= len(document):
                size, png = _drawn(document, number, min(width, WIDEST))
        head = json.dumps({"size": len(png), "width": size[0], "height": size[1]})
        told.write(head.encode() + b"\n" + png)
        told.flush()


def restrict(limits: Limits) -> None:
    """Give up memory and files for good; the time of each page is the parent's to measure."""
    with suppress(ImportError):
        import resource

        for which, value in (
            (resource.RLIMIT_AS, limits.memory),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):
                resource.setrlimit(which, (value, value))


def _opened(body: bytes) -> pypdfium2.PdfDocument | None:
    try:
        return pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        return None


def _drawn(document: pypdfium2.PdfDocument, number: int, width: int) -> tuple[tuple[float, float], bytes]:
    with closing(document[number - 1]) as page:
        wide, high = page.get_size()
        if wide <= 0 or high <= 0:
            return (0.0, 0.0), b""
        scale = min(width / wide, HIGHEST / high)
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        with closing(bitmap):
            png = png_bytes(bitmap.width, bitmap.height, bitmap.n_channels, bitmap.stride, bytes(bitmap.buffer))
        return (wide, high), png


if __name__ == "__main__":
    main(Limits.load(sys.argv[1]), sys.stdout.buffer, sys.stdin.buffer)
