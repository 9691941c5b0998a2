"""Signs that are written for currencies, and which currency each one means."""

_SIGNS = {"US$": "USD", "C$": "CAD", "A$": "AUD", "€": "EUR", "£": "GBP"}
_SHARED = {"$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"), "¥": ("JPY", "CNY")}
"""Signs of several currencies: they say nothing where the question has none of these."""


def without_sign(text: str, currency: str | None) -> tuple[str, str] | None:
    """The text without its sign, and the sign's ISO 4217 code, where the amount is asked for in `currency`.

    None where no sign stands in it, or one that does not say which currency it means.
    """
    sign = next((sign for sign in (*_SIGNS, *_SHARED) if sign in text), "")
    code = _SIGNS.get(sign) or (currency if currency in _SHARED.get(sign, ()) else None)
    return (text.replace(sign, "", 1).strip(), code) if code else None
