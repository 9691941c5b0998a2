"""Whether conditions can hold together: by intervals of numbers, by the choices that there are, by yes and no.

It says no only where that is certain: whatever it does not understand may hold or not hold.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.domain.formula import All, Any, Blank, Compared, Constant, Formula, Literal, Opaque

_MOST_KNOWN = 80
"""Comparisons up to which what they stand on is followed as well."""

MOST_STEPS, MOST_OF_ALL = 10_000, 80_000
"""Comparisons of one search, and of all searches about a form. What is not settled by then is taken as possible."""


@dataclass(slots=True)
class Patience:
    """What is left of the comparisons that may be made about a form, however it is written."""

    left: int = MOST_OF_ALL


@dataclass(frozen=True, slots=True)
class Domains:
    """What names can be: `words` of a name that has only these, `whole` numbers, names that are `never` answered."""

    words: Mapping[str, Collection[str]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    """Names that have a value also while they are blank: files are counted, and none is 0."""
    never: frozenset[str] = frozenset()
    holding: Mapping[str, tuple[Formula, ...]] = field(default_factory=dict)
    """What holds wherever a name has a value: that it is shown, and between which numbers it is."""


def can_hold(formulas: Iterable[Formula], domains: Domains, patience: Patience) -> bool:
    """False only where these can never be true together."""
    return _Search(domains, patience).find(list(formulas), ()) is not None


def example(formulas: Iterable[Formula], domains: Domains, patience: Patience) -> Mapping[str, Constant] | None:
    """Values with which these may be true together, where some were found. They are to be tried before they count."""
    found = _Search(domains, patience).find(list(formulas), ())
    if found is None:
        return None
    names = {each.name for each in found if isinstance(each, Compared)}
    values = {name: _value(_of(found, name), domains) for name in sorted(names)}
    return {name: value for name, value in values.items() if value is not None}


class _Search:
    """Goes through the alternatives, the tightest first, until all fit together or none is left."""

    def __init__(self, domains: Domains, patience: Patience) -> None:
        self._domains, self._patience, self._steps = domains, patience, MOST_STEPS

    def find(self, pending: list[Formula], known: tuple[Literal, ...]) -> tuple[Literal, ...] | None:
        """Literals that make all of them true; None where there are none. Out of steps: those so far."""
        alternatives: list[Any] = []
        while pending:
            formula = pending.pop()
            if isinstance(formula, All):
                pending += formula.parts
            elif isinstance(formula, Any):
                alternatives.append(formula)
            elif formula not in known:
                known = (*known, formula)
                if not self._fits(known, formula):
                    return None
                pending += self._followed(known, formula)
        if not alternatives:
            return known
        if self._steps < 0 or self._patience.left < 0:
            return known
        at, options = min(
            ((n, self._options(known, each)) for n, each in enumerate(alternatives)), key=lambda pair: len(pair[1])
        )
        rest: list[Formula] = [each for n, each in enumerate(alternatives) if n != at]
        for option in options:
            found = self.find([*rest, option], known)
            if found is not None:
                return found
        return None

    def _followed(self, known: Sequence[Literal], new: Literal) -> Iterable[Formula]:
        """What holds besides, since the names of a comparison have values."""
        if len(known) > _MOST_KNOWN:
            return ()
        names = new.needs if isinstance(new, Opaque) else {_base(new.name)} if new != Blank(new.name) else ()
        return (each for name in sorted(names) for each in self._domains.holding.get(name, ()))

    def _options(self, known: tuple[Literal, ...], alternatives: Any) -> list[Formula]:
        """Those that do not break with what is known at once."""
        return [
            part
            for part in alternatives.parts
            if isinstance(part, All | Any) or part in known or self._fits((*known, part), part)
        ]

    def _fits(self, known: Sequence[Literal], new: Literal) -> bool:
        """Whether the newest of them fits with the others."""
        self._steps -= 1
        self._patience.left -= 1
        if isinstance(new, Opaque):
            return new.opposite not in known and self._domains.never.isdisjoint(new.needs)
        base = _base(new.name)
        compared = [k for k in known if isinstance(k, Compared) and _base(k.name) == base]
        blanks = {k.holds for k in known if isinstance(k, Blank) and k.name == base}
        if len(blanks) > 1:
            return False
        if base not in self._domains.counted:
            if compared and (True in blanks or base in self._domains.never):
                return False
            if False in blanks and base in self._domains.never:
                return False
        return not isinstance(new, Compared) or _value(_of(known, new.name), self._domains) is not None


def _base(name: str) -> str:
    """The name that is answered: a part of a party, or a choice among several, is blank with it."""
    return name.split(" ", 1)[0].split(".", 1)[0]


def _of(known: Iterable[Literal], name: str) -> list[Compared]:
    return [k for k in known if isinstance(k, Compared) and k.name == name]


def _value(held: Sequence[Compared], domains: Domains) -> Constant | None:
    """A value of a name with which all of these hold; None where there is none."""
    first, name = held[0].constant, held[0].name
    if isinstance(first, float):
        return _number(held, name in domains.whole)
    same = {each.constant for each in held if each.sign == "=="}
    other = {each.constant for each in held if each.sign == "!="}
    known: Collection[Constant] | None = (True, False) if isinstance(first, bool) else domains.words.get(name)
    wanted = same if same else known
    if wanted is None:
        return next(word for n in range(len(other) + 1) if (word := f"other {n}") not in other)
    return next((v for v in wanted if v not in other and len(same) < 2 and (known is None or v in known)), None)


def _number(held: Sequence[Compared], whole: bool) -> float | None:
    """A number within all bounds, or one that stands for it where none is found between two that differ."""
    lows = [(float(h.constant), h.sign != ">") for h in held if h.sign in ("==", ">=", ">")]
    highs = [(float(h.constant), h.sign != "<") for h in held if h.sign in ("==", "<=", "<")]
    out = {float(h.constant) for h in held if h.sign == "!="}
    low, high = max((b for b, _ in lows), default=-math.inf), min((b for b, _ in highs), default=math.inf)
    low_in = bool(lows) and all(closed for bound, closed in lows if bound == low)
    high_in = bool(highs) and all(closed for bound, closed in highs if bound == high)
    return _whole_within(low, low_in, high, high_in, out) if whole else _within(low, low_in, high, high_in, out)


def _whole_within(low: float, low_in: bool, high: float, high_in: bool, out: set[float]) -> float | None:
    least = -math.inf if low == -math.inf else (math.ceil(low) if low_in or low != math.floor(low) else low + 1)
    most = math.inf if high == math.inf else (math.floor(high) if high_in or high != math.ceil(high) else high - 1)
    if least > most:
        return None
    start = least if least != -math.inf else (most if most != math.inf else 0.0)
    step = 1 if least != -math.inf or most == math.inf else -1
    for n in range(len(out) + 1):
        value = float(start + step * n)
        if least <= value <= most and value not in out:
            return value
    return None


def _within(low: float, low_in: bool, high: float, high_in: bool, out: set[float]) -> float | None:
    if low > high or (low == high and not (low_in and high_in)):
        return None
    if low == high:
        return None if low in out else low
    tried = [low] if low_in else []
    tried += [high] if high_in else []
    start = low if low != -math.inf else (high if high != math.inf else 0.0)
    other = high if high != math.inf else start + 2.0
    start = start if low != -math.inf else other - 2.0
    tried += [start + (other - start) * n / (len(out) + 2) for n in range(1, len(out) + 2)]
    tried += [math.nextafter(start, other)]
    fits = (v for v in tried if v not in out and (low < v < high or (v == low and low_in) or (v == high and high_in)))
    return next(fits, low if low != -math.inf else 0.0)
