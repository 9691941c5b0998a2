"""A bitmap as a PNG file (RFC 2083): eight bits a channel, rows without a filter, little time spent on size."""

import struct
import zlib

_COLOUR_TYPES = {1: 0, 3: 2, 4: 6}
"""Channels to the format's colour type: grey, RGB, RGB with alpha."""


def png_bytes(width: int, height: int, channels: int, stride: int, pixels: bytes) -> bytes:
    """The file. `stride` is the length of a row in `pixels`."""
    row = width * channels
    raw = b"".join(b"\0" + pixels[at : at + row] for at in range(0, stride * height, stride))
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, data) for kind, data in parts)


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
