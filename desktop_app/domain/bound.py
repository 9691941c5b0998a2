"""What stands beside a figure and says which side of it is meant: “at least 30 days”, “up to EUR 5,000”, “before”.

Patterns look at a bounded stretch before and after the figure and repeat a bounded number of times.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.claim import Claim, ClaimKind
from desktop_app.domain.quantity import WORDS


class Bound(StrEnum):
    """Which values are meant."""

    AT_LEAST = "at least"
    AT_MOST = "at most"
    MORE = "more than"
    LESS = "less than"
    BEFORE = "before"
    AFTER = "after"

    @property
    def upward(self) -> bool:
        """Whether it means what is above or after the figure."""
        return self in (Bound.AT_LEAST, Bound.MORE, Bound.AFTER)


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound, and the words that say it (offsets in the text)."""

    bound: Bound
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What stands before a figure and what stands behind it: each may be there or not."""

    front: Limit | None = None
    behind: Limit | None = None

    def opposed_to(self, other: "Limits") -> "tuple[Limit, Limit] | None":
        """The first limit here that means the other side of the figure than the one there, with that one."""
        for own, theirs in ((self.front, other.front), (self.behind, other.behind)):
            if own and theirs and own.bound.upward is not theirs.bound.upward:
                return own, theirs
        return None


_REACH = 72
_BEHIND = 40
_NOT = r"(?:not|never|n['’]t)"
_ADJECTIVES = "more|greater|higher|larger|longer|later"
_FEWER = "less|fewer|lower|smaller|shorter|earlier|sooner"
_FILLERS = (
    r"(?:(?:of|a|an|the|to|be|sum|amount|total|aggregate|equal|period|value|price|rate|maximum|minimum|than|up)\s{1,4})"
)
_FRONT = re.compile(
    r"(?i:\b(?:"
    rf"(?P<at_most>{_NOT}\s(?:to\s|in\sany\sevent\s|in\sno\sevent\s)?exceed(?:ing|s)?|{_NOT}\s(?:be\s|to\sbe\s)?(?:{_ADJECTIVES})\sthan"
    rf"|no\s(?:{_ADJECTIVES})\sthan|up\sto(?:\sand\sincluding)?|at\s(?:the\s)?most|(?:a\s)?maximum"
    r"|(?:limited|capped|restricted)\s(?:to|at)|on\sor\sbefore|within|at\sor\sbelow)"
    rf"|(?P<at_least>{_NOT}\s(?:be\s|to\sbe\s)?(?:{_FEWER})\sthan|no\s(?:{_FEWER})\sthan|at\s(?:the\s)?least|(?:a\s)?minimum"
    rf"|on\sor\safter|{_NOT}\sfall(?:s|ing)?\sbelow|at\sor\sabove)"
    rf"|(?P<more>(?:{_ADJECTIVES})\sthan|in\sexcess\sof|exceed(?:ing|s|ed)?|over|above|upwards\sof)"
    rf"|(?P<less>(?:{_FEWER})\sthan|under|below)"
    r"|(?P<before>before|prior\sto|until|by)"
    r"|(?P<after>after|following|since|from)"
    rf")\s{{1,4}}{_FILLERS}{{0,6}}(?:{WORDS}\s{{0,4}}(?:[a-z]{{1,12}}\s{{0,4}}){{0,2}}\(\s{{0,4}}|\()?$)"
)
_AFTERWARDS = re.compile(
    r"(?i:^[\s)”\"]{0,4},?\s{0,2}(?:"
    r"(?P<at_least>or\s(?:more|greater|longer|later|above|higher|older)|at\s(?:the\s)?least)"
    r"|(?P<at_most>or\s(?:less|fewer|lower|shorter|below|earlier|under|younger)|at\s(?:the\s)?most)"
    r"|(?:advance\s|written\s|notice\s){0,3}(?:(?P<before>prior\sto|before|preceding|in\sadvance\sof)"
    r"|(?P<after>after|following)))\b)"
)
_BY_GROUP = {
    "at_least": Bound.AT_LEAST,
    "at_most": Bound.AT_MOST,
    "more": Bound.MORE,
    "less": Bound.LESS,
    "before": Bound.BEFORE,
    "after": Bound.AFTER,
}
_TURNED = {Bound.MORE: Bound.AT_MOST, Bound.LESS: Bound.AT_LEAST}
_DENIED = re.compile(r"(?i:\b(?:no|not|never|nor|neither|cannot|without)\b|n['’]t\b)[^.;]{0,60}$")
# “over 24 months” is during them, “below 7.2” is a place, “from EUR 5” and “by 3 %” say no side.
_NO_SIDE = frozenset(("from", "by", "since", "until", "after", "following", "before", "within", "prior to"))
_NOT_OF = {
    ClaimKind.DURATION: frozenset(("over", "under", "from", "by", "since", "until")),
    ClaimKind.MONEY: _NO_SIDE,
    ClaimKind.PERCENT: _NO_SIDE,
    ClaimKind.NUMBER: _NO_SIDE | {"above", "below", "under", "over"},
    ClaimKind.DATE: frozenset(("within", "over", "under", "above", "below")),
}


def limits_of(claim: Claim, text: str) -> Limits:
    """The limits of a figure in its text."""
    if claim.kind not in _NOT_OF:
        return Limits()
    front = _FRONT.search(text, max(claim.start - _REACH, 0), claim.start)
    behind = _AFTERWARDS.match(text[claim.end : claim.end + _BEHIND])
    return Limits(
        _limit(front, claim.kind, 0, denied=bool(front and _denied(text, front.start()))),
        _limit(behind, claim.kind, claim.end, denied=False),
    )


def _denied(text: str, at: int) -> bool:
    return _DENIED.search(text, max(at - _REACH, 0), at) is not None


def _limit(match: re.Match[str] | None, kind: ClaimKind, offset: int, *, denied: bool) -> Limit | None:
    group = match.lastgroup if match else None
    if match is None or group is None or " ".join(match[group].split()).casefold() in _NOT_OF[kind]:
        return None
    bound = _BY_GROUP[group]
    return Limit(_TURNED.get(bound, bound) if denied else bound, match.start(group) + offset, match.end(group) + offset)
