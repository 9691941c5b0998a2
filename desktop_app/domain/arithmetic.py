"""The functions of rules that compute with amounts, in decimals: what people compute by hand, to the cent.

A double that came from a decimal of at most 15 digits is that decimal again when written shortest (IEEE 754), so no
function ever adds two binary fractions.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeVar

T = TypeVar("T", float, datetime)

RATIO_PLACES = 12
"""Places after the point that a ratio is rounded to, half up."""

PRODUCT_PLACES = 4
"""Places that a product keeps at least, where it is rounded."""

_MOST_DIGITS = 15
_CONTEXT = Context(prec=50, rounding=ROUND_HALF_UP)
_ROUNDED = Context(prec=_MOST_DIGITS, rounding=ROUND_HALF_UP)


class Undefined(ValueError):
    """There is no such number: the result of the rule is not known."""


def exact(number: float) -> Decimal:
    """The decimal that was meant."""
    return Decimal(repr(number))


def _double(number: Decimal) -> float:
    """The number for an expression. Raises OverflowError where a double would lose a digit."""
    if len(number.normalize(_CONTEXT).as_tuple().digits) > _MOST_DIGITS:
        raise OverflowError
    return float(number)


def shortest(number: float) -> Decimal:
    """What a result of an expression says, of at most 15 digits (half up) and without the sign of a zero.

    Raises OverflowError where it is none, or too large to keep its whole digits.
    """
    found = _ROUNDED.plus(Decimal(number) if isinstance(number, int) else exact(number)).normalize(_ROUNDED)
    if not found.is_finite() or found.adjusted() >= _MOST_DIGITS:
        raise OverflowError
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def total(numbers: Sequence[float]) -> float:
    """The sum; of no numbers, zero."""
    return _double(sum((exact(n) for n in numbers), Decimal(0)))


def least(values: Sequence[T]) -> T:
    """The smallest number or first date. Raises Undefined where there are none."""
    if not values:
        raise Undefined
    return min(values)


def greatest(values: Sequence[T]) -> T:
    """The largest number or last date. Raises Undefined where there are none."""
    if not values:
        raise Undefined
    return max(values)


def add(left: float, right: float) -> float:
    """The sum of two."""
    return _double(exact(left) + exact(right))


def subtract(left: float, right: float) -> float:
    """The first without the second."""
    return _double(exact(left) - exact(right))


def multiply(left: float, right: float) -> float:
    """The product, where it has more than 15 digits rounded half up to so many; round it to what the product means.
    Raises OverflowError where fewer than four places behind the point would be left then."""
    product = _CONTEXT.multiply(exact(left), exact(right))
    return _double(_ROUNDED.plus(product) if product.adjusted() < _MOST_DIGITS - PRODUCT_PLACES else product)


def ratio(part: float, whole: float) -> float:
    """How many times the second is in the first, rounded half up to 12 places. Raises Undefined for none of zero."""
    if not whole:
        raise Undefined
    quotient = _CONTEXT.divide(exact(part), exact(whole))
    return float(quotient.quantize(Decimal(1).scaleb(-RATIO_PLACES), context=_CONTEXT))


def rounded(number: float, places: int) -> float:
    """Rounded half up (away from zero) to so many places after the point, at most 12."""
    if not 0 <= places <= RATIO_PLACES:
        raise Undefined
    return _double(exact(number).quantize(Decimal(1).scaleb(-places), context=_CONTEXT))
