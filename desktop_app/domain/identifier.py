"""Identifiers with their checksums, and phone numbers. Nothing is looked up: no machine is asked."""

import re
from functools import lru_cache
from typing import Any

import re2

from desktop_app.domain.form_field import Checksum, FormField
from desktop_app.domain.line_input import read_line, refusal

_RIGHT = {
    Checksum.IBAN: "Give the whole account number, such as DE89 3704 0044 0532 0130 00; one character is not right.",
    Checksum.LUHN: "Give all digits of the number; one of them is not right.",
    Checksum.LEI: "Give the 20 characters of the identifier, such as 5493001KJTIIGC8Y1R12; one is not right.",
}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_LEI = re.compile(r"[A-Z0-9]{18}\d{2}", re.ASCII)
_DIGITS = re.compile(r"\d{2,40}", re.ASCII)
_BETWEEN = re.compile(r"[\s.\-]+")
_GROUP = 4
_LONGEST = 200


def read_identifier(field: FormField, raw: object) -> str:
    """The identifier; one with a checksum without blanks and dashes, in capitals."""
    text = read_line(field, raw if isinstance(raw, str) else _written(raw))
    if field.checksum is not None:
        text = _BETWEEN.sub("", text).upper()
        if not agrees(field.checksum, text):
            raise refusal(field, raw, _RIGHT[field.checksum])
    require_pattern(field, text)
    return text


def _written(raw: object) -> object:
    """A whole number, as tables of a spreadsheet give them."""
    return str(raw) if type(raw) is int and raw.bit_length() < _LONGEST else raw


def require_pattern(field: FormField, text: str) -> None:
    """Raises UsageError where the whole text is not what the field's pattern (RE2) says."""
    if field.pattern is not None and not compiled_pattern(field.pattern).fullmatch(text):
        raise refusal(field, text, field.constraint_message or field.hint or f"It has the form {field.pattern}.")


@lru_cache(256)
def compiled_pattern(pattern: str) -> Any:
    """The pattern. Raises re2.error."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def agrees(checksum: Checksum, text: str) -> bool:
    """Whether the check digits are right: IBAN (ISO 13616) and LEI (ISO 17442) by ISO 7064 mod 97-10, Luhn by ISO/IEC
    7812-1."""
    match checksum:
        case Checksum.IBAN:
            return bool(_IBAN.fullmatch(text)) and _mod_97(text[_GROUP:] + text[:_GROUP]) == 1
        case Checksum.LEI:
            return bool(_LEI.fullmatch(text)) and _mod_97(text) == 1
        case Checksum.LUHN:
            return bool(_DIGITS.fullmatch(text)) and _luhn(text) == 0


def _mod_97(text: str) -> int:
    """Letters count as 10 to 35."""
    return int("".join(str(int(character, 36)) for character in text)) % 97


def _luhn(digits: str) -> int:
    """Each second digit from the right is doubled, and the digits of all are added."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + at % 2)
        total += number - 9 if number > 9 else number
    return total % 10


def identifier_text(field: FormField, text: str) -> str:
    """As people read it: an IBAN in groups of four."""
    if field.checksum is not Checksum.IBAN:
        return text
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
