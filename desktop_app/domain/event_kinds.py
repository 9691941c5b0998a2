"""Kinds of values that an event may hold: integers, truths, members of enumerations, identifiers of a known shape."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

GREATEST_INTEGER = 2**53
LONGEST_LIST = 10_000
_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be, in words, and the test of it."""

    words: str
    fits: Callable[[object], bool]


def matching(pattern: str, words: str) -> Kind:
    """Text of this shape, which is a pattern of our own and short."""
    shape = re.compile(pattern)
    return Kind(words, lambda value: isinstance(value, str) and shape.fullmatch(value) is not None)


def one_of(members: Iterable[str]) -> Kind:
    """A member of an enumeration."""
    known = tuple(str(member) for member in members)
    return Kind(", ".join(f"`{word}`" for word in known), lambda value: isinstance(value, str) and value in known)


def or_none(kind: Kind) -> Kind:
    """The same, or an empty text where there is none."""
    return Kind(f"{kind.words}; or empty", lambda value: value == "" or kind.fits(value))


def list_of(kind: Kind) -> Kind:
    """A list of these."""

    def fits(value: object) -> bool:
        return isinstance(value, list) and len(value) <= LONGEST_LIST and all(kind.fits(each) for each in value)

    return Kind(f"list of {kind.words}", fits)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < GREATEST_INTEGER


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < GREATEST_INTEGER


INTEGER = Kind("integer", _is_integer)
COUNT = Kind("integer from 0", _is_count)
TRUTH = Kind("true or false", lambda value: isinstance(value, bool))
UUID = matching(_UUID, "UUID")
PROFILE = matching(f"guest|{_UUID}", "UUID, or `guest`")
COMMAND = matching(rf"{_UUID}(:[a-z0-9_]{{1,60}})?", "UUID of a command")
DIGEST = matching(r"[0-9a-f]{64}", "64 hexadecimal digits")
VERSION = matching(r"\d{1,9}\.\d{1,9}\.\d{1,9}", "version")
IDENTIFIER = matching(r"[A-Za-z0-9_.:@+-]{1,128}", "identifier")
ROWS = matching(r"[a-z_]{1,32}:[0-9a-f]{32}:[0-9a-f]{32}", "table, key and digest of rows")
