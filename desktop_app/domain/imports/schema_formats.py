"""The formats of JSON Schema: types of answers, patterns that texts are held against, and how answers are written."""

from collections.abc import Mapping
from datetime import date

from desktop_app.domain.expression import Expression, Kind, Language, Surroundings
from desktop_app.domain.imports.ecma_pattern import pattern_tests
from desktop_app.domain.imports.word_set import word_set
from desktop_app.domain.imports.xpath import NotCarried

FORMATS: Mapping[str, str] = {
    "date": "date", "full-date": "date", "date-time": "datetime", "datetime": "datetime", "time": "time",
    "email": "email", "idn-email": "email", "uri": "url", "url": "url", "iri": "url", "phone": "phone", "tel": "phone",
    "textarea": "paragraph", "multiline": "paragraph", "markdown": "paragraph", "html": "paragraph",
    "binary": "attachment", "byte": "attachment", "base64": "attachment", "data-url": "attachment",
    "file": "attachment",
}  # fmt: skip
_REFERENCE = r"^[^\s<>\"{}|\\^`]*$"
_H16, _IPV4 = "[0-9a-fA-F]{1,4}", r"((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\.|$)){4}"
_IPV6 = "|".join((
    f"({_H16}:){{7}}{_H16}", f"({_H16}:){{1,7}}:", f":((:{_H16}){{1,7}}|:)",
    *(f"({_H16}:){{1,{7 - n}}}(:{_H16}){{1,{n}}}" for n in range(1, 7)),
    f"({_H16}:){{6}}{_IPV4}", f"({_H16}:){{1,5}}:{_IPV4}", f"::(ffff(:0{{1,4}})?:)?{_IPV4}",
))  # fmt: skip
FORMAT_PATTERNS = {
    "uuid": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
    "ipv4": r"^((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\.|$)){4}$",
    "hostname": r"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$",
    "duration": r"^P([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?$",
    "json-pointer": "^(/[^/]*)*$",
    "color": "^#[0-9a-fA-F]{6}$",
    "date as text": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "ipv6": rf"^(?:{_IPV6})$",
    "relative-json-pointer": "^(0|[1-9][0-9]*)(#|(/[^/]*)*)$",
    "uri-reference": _REFERENCE, "iri-reference": _REFERENCE,
}  # fmt: skip
UNTESTED = word_set("idn-hostname uri-template regex")
"""Formats of the standard that no pattern can hold an answer against."""
_DAYS = (
    *(
        f"{year}-{month:02d}-{day:02d}"
        for year in (1905, 1999, 2024, 2060)
        for month in range(1, 13)
        for day in (1, 9, 28)
    ),
    "2023-10-31",
    "2024-02-29",
)
WRITTEN = {
    "date": _DAYS,
    "datetime": tuple(f"{day}T{time}Z" for day in _DAYS[::9] for time in ("00:00:00", "09:30:00", "23:59:59")),
    "time": ("00:00:00Z", "09:30:00Z", "23:59:59Z"),
    "phone": ("+12025550123", "+442079460000"),
}  # fmt: skip
"""How answers of a type are written in JSON, with every month and with days of one and two digits."""


def fits_all(patterns: str | list[str], samples: tuple[str, ...]) -> bool:
    """Whether a pattern takes whatever a day or moment is written as, so that it asks for nothing more."""
    language = Language({"each": Kind.STRING})
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        try:
            rule = language.compile(pattern_tests("each", pattern), frozenset((Kind.BOOL,)))
        except NotCarried:
            return False
        nowhere = Surroundings(date(2000, 1, 1))
        if not isinstance(rule, Expression) or any(
            language.bind({"each": sample}, nowhere).result(rule) is not True for sample in samples
        ):
            return False
    return True
