"""A short code on a printed document, by which its signature is found again in the store.

It is the beginning of the manifest's commitment, 75 bits of it, in Crockford's alphabet of 32 (without I, L, O and U),
and one character that shows a slip of the pen.
"""

from desktop_app.domain.errors import UsageError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHARACTERS = 15
_BITS = 5 * _CHARACTERS
_GROUP = 4
_READ_AS = str.maketrans("OIL", "011")
PREFIX_DIGITS = _BITS // 4
"""Hexadecimal digits of the commitment that a code holds whole."""


def code_of(commitment: str) -> str:
    """The code of a manifest's commitment (64 hexadecimal digits), in four groups of four."""
    value = int(commitment, 16) >> (4 * len(commitment) - _BITS)
    letters = "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(_CHARACTERS)))
    code = letters + _check(letters)
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read_code(typed: str) -> str:
    """The code as it is printed, whatever blanks and hyphens it was typed with. Raises UsageError where it is none."""
    letters = "".join(c for c in typed.upper() if c.isalnum()).translate(_READ_AS)
    known = len(letters) == _CHARACTERS + 1 and set(letters) <= set(_ALPHABET)
    if not known or _check(letters[:-1]) != letters[-1]:
        raise UsageError(
            "This is no verification code, or a character of it is wrong.",
            next="It has four groups of four characters. Compare it with the document.",
        )
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def looks_like_code(typed: str) -> bool:
    """Whether somebody seems to have typed one, with or without a slip."""
    letters = [c for c in typed if c.isalnum()]
    return len(letters) == _CHARACTERS + 1 and typed.count("-") >= 3  # as it is printed


def prefix_of(code: str) -> str:
    """The hexadecimal digits that every commitment of this code begins with."""
    value = 0
    for letter in code.replace("-", "")[:_CHARACTERS]:
        value = value << 5 | _ALPHABET.index(letter)
    return f"{value << (-_BITS % 4):0{-(-_BITS // 4)}x}"[:PREFIX_DIGITS]


def _check(letters: str) -> str:
    """Any one wrong character gives another one."""
    total = sum((2 * n + 1) * _ALPHABET.index(letter) for n, letter in enumerate(letters))
    return _ALPHABET[total % 32]
