"""What has the shape, and where there are any the check digits, of an address or a number of a person or an account.

Numbers are written in many ways: blanks of every kind, dots and dashes stand in them, and a line may end within one. A
shape that is too common to be told by itself (a telephone number without its country) needs a word before it.
"""

import re
from collections.abc import Callable, Iterator

from desktop_app.domain.text import Span

BEGIN, END = r"(?<![^\W_])", r"(?![^\W_])"
"""Edges of a word; an underscore is one too, as names of files have it."""
DASHES = "\u2010-\u2013-"
_S = rf"[\s.{DASHES}]"
_PARTS, _PARTS_AT_END = re.compile(_S), re.compile(rf"{_S}+\Z")

# Every pattern takes time linear in the text: documents are hostile.
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?![\w-])")
_BROKEN_EMAIL = re.compile(
    r"(?<![\w.+'-])[\w.+'-]{1,64}(?:(?:\s@\s?|@\s)[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.|@[\w-]{1,63}\.\s)[a-z]{2,24}(?![\w-])"
)
_IBAN = re.compile(rf"{BEGIN}[A-Za-z]{{2}}[0-9]{{2}}(?:{_S}?[A-Za-z0-9]{{4}}){{2,7}}(?:{_S}?[A-Za-z0-9]{{1,3}})?{END}")
_CARD = re.compile(
    rf"{BEGIN}(?<![0-9][.,])(?:[0-9]{{13,19}}|[0-9]{{4}}(?:{_S}[0-9]{{4}}){{3}}|[0-9]{{4}}{_S}[0-9]{{6}}{_S}[0-9]{{5}})"
    rf"(?![.,][0-9]){END}"
)
_PHONE = re.compile(
    rf"(?<![\w+])(?:\+|(?<![0-9][\s.-])00)[1-9][0-9]{{0,2}}(?:[\s./(){DASHES}]{{0,4}}[0-9]{{1,5}}){{2,6}}(?!\w)"
)
_AMERICAN = re.compile(
    rf"(?<![\w.,{DASHES}])\(?[2-9][0-9]{{2}}\)?[\s.{DASHES}]{{1,2}}[2-9][0-9]{{2}}[.{DASHES}][0-9]{{4}}(?!\w)"
)
_TOLD_PHONE = re.compile(
    r"(?i)\b(?:tel|telephone|telefon|tél|téléphone|phone|mobile?|mob|cell|handy|fax)\b[\s.:#no]{0,6}"
    rf"(?P<value>\(?[0-9](?:[\s./(){DASHES}]{{0,3}}[0-9]){{5,13}})(?!\w)"
)
_SSN = re.compile(
    rf"(?<![\w{DASHES}])(?!000|666|9)[0-9]{{3}}[{DASHES}](?!00)[0-9]{{2}}[{DASHES}](?!0000)[0-9]{{4}}(?![\w{DASHES}])"
)
_TOLD_SSN = re.compile(r"(?i)\b(?:ssn|social\ssecurity)\b\D{0,24}(?P<value>[0-9]{3}\s?[0-9]{2}\s?[0-9]{4})(?!\w)")
_NINO = re.compile(rf"{BEGIN}[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:\s?[0-9]{{2}}){{3}}\s?[A-D]{END}")
_TOLD_PASSPORT = re.compile(
    r"(?i)\b(?:passport|reisepass|passeport|pasaporte)\w{0,3}[\s.:#]{0,3}(?:(?:no|nr|number|nummer|numéro|n°)[\s.:#]{0,3})?"
    rf"(?P<value>(?=[A-Z]{{0,8}}[0-9])[A-Z0-9]{{6,9}}){END}"
)


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number are right (ISO 13616: modulo 97 of ISO 7064)."""
    plain = _PARTS.sub("", text)
    if not (15 <= len(plain) <= 34 and plain.isascii() and plain.isalnum()):
        return False
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1


def is_card(text: str) -> bool:
    """Whether the check digit of a card number is right (ISO/IEC 7812-1, annex B: Luhn)."""
    digits = [int(character) for character in text if character.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_phone(text: str) -> bool:
    """Whether there are as many digits as a number has (ITU-T E.164), but for those that lead abroad."""
    digits = "".join(filter(str.isdigit, text))
    return 8 <= len(digits.removeprefix("00")) <= 15


def _always(_: str) -> bool:
    return True


_SHAPES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("EMAIL", _EMAIL, _always),
    ("EMAIL", _BROKEN_EMAIL, _always),
    ("IBAN", _IBAN, is_iban),
    ("CARD", _CARD, is_card),
    ("PHONE", _PHONE, _is_phone),
    ("PHONE", _AMERICAN, _always),
    ("PHONE", _TOLD_PHONE, _always),
    ("ID", _SSN, _always),
    ("ID", _TOLD_SSN, _always),
    ("ID", _NINO, _always),
    ("ID", _TOLD_PASSPORT, _always),
)


def shaped(text: str) -> Iterator[tuple[Span, str]]:
    """Each place with its kind (`IBAN`); places of several kinds may overlap."""
    for kind, shape, is_right in _SHAPES:
        for found in shape.finditer(text):
            start, end = found.span("value" if "value" in shape.groupindex else 0)
            if (length := _right_part(text[start:end], is_right)) > 0:
                yield Span(start, start + length), kind


def _right_part(found: str, is_right: Callable[[str], bool]) -> int:
    """How much of it is right: a word or a number behind a number may look like its last part."""
    ends = [len(found), *(part.start() for part in reversed(list(_PARTS.finditer(found))))]
    end = next((end for end in ends if is_right(found[:end])), 0)
    return len(_PARTS_AT_END.sub("", found[:end]))


def personal_places(text: str) -> tuple[tuple[Span, str], ...]:
    """Where data of persons stands, by shape and check digits, each with its kind; none is in another."""
    kept: list[tuple[Span, str]] = []
    for place, kind in shaped(text):
        if not any(place.overlaps(other) for other, _ in kept):
            kept.append((place, kind))
    return tuple(sorted(kept))
