"""Phone numbers, by the public numbering plans that the library carries. Nothing is looked up.

The only file that knows the library.
"""

from desktop_app.domain.form_field import FormField
from desktop_app.domain.identifier import require_pattern
from desktop_app.domain.line_input import read_line, refusal

_RIGHT = "Give the whole number with its country, such as +49 30 901820."
_LONGEST = 60


def read_phone(field: FormField, raw: object) -> str:
    """The number as +49… (E.164), with “;ext=12” behind it where it has an extension.

    A number without a country is one of the field's region.
    """
    import phonenumbers  # takes 20 ms, and most forms ask for none

    text = read_line(field, raw)
    try:
        number = phonenumbers.parse(text, field.region) if len(text) <= _LONGEST else None
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise refusal(field, raw, _RIGHT)
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    require_pattern(field, plain)
    return f"{plain};ext={number.extension}" if number.extension else plain


def phone_text(kept: str) -> str:
    """The number as people read it: `+49 30 901820`."""
    import phonenumbers

    try:
        number = phonenumbers.parse(kept)
    except phonenumbers.NumberParseException:
        return kept
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def is_region(region: str) -> bool:
    """Whether numbers of this country (two letters, ISO 3166) are known."""
    import phonenumbers

    return region in phonenumbers.SUPPORTED_REGIONS
