"""How far people agree with a second reader, sentence by sentence, and from which agreement on its doubts count.

The share of sentences alone says little where nearly all are supported: who says so of each is right nearly always.
So it is asked as well how much better the agreement is than chance (Cohen's kappa).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from desktop_app.domain.risk_control import highest

CERTAINTY = 0.9
"""Of each bound by itself."""

LEAST_SHARE = 0.9
"""Of the sentences that both judged, at least this share must be judged alike."""

LEAST_KAPPA = 0.4
"""The agreement beyond chance that is needed: the least that is called moderate (Landis and Koch, 1977)."""

_ADDED = 0.5
"""Of a sentence, in each of the four cells: so few judged ones never make a certainty (Gart, 1966)."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Sentences that people and a reader both judged: `supported` and `doubted` by both, `alarms` doubted by the reader
    alone, `missed` doubted by people alone."""

    supported: int = 0
    doubted: int = 0
    alarms: int = 0
    missed: int = 0

    @property
    def of(self) -> int:
        """All of them."""
        return self.same + self.alarms + self.missed

    @property
    def same(self) -> int:
        """Those that both judged alike."""
        return self.supported + self.doubted

    @property
    def share(self) -> float | None:
        """The share that both judged alike."""
        return self.same / self.of if self.of else None

    @property
    def least_share(self) -> float:
        """The least share that is compatible with it, one-sided (Clopper and Pearson, 1934)."""
        return 1 - highest(self.of - self.same, self.of, CERTAINTY)

    @property
    def kappa(self) -> float | None:
        """The agreement beyond chance (Cohen, 1960): 1 is all, 0 what chance gives. None where one of both never
        doubts or always does: then it cannot be told from chance."""
        return _kappa(*self._cells)[0] if self.of and not self._is_one_sided else None

    @property
    def kappa_between(self) -> tuple[float, float]:
        """Its interval, each end one-sided with CERTAINTY: the large-sample error of kappa (Fleiss, Cohen and Everitt,
        1969) with half a sentence added to each cell."""
        if self.kappa is None:
            return -1.0, 1.0
        kappa, error = _kappa(*(cell + _ADDED for cell in self._cells))
        reach = NormalDist().inv_cdf(CERTAINTY) * error
        return max(-1.0, kappa - reach), min(1.0, kappa + reach)

    @property
    def counts(self) -> bool:
        """Whether its doubts count: until then they are shown, and hold nothing up."""
        return self.least_share >= LEAST_SHARE and self.kappa_between[0] >= LEAST_KAPPA

    @property
    def _cells(self) -> tuple[float, float, float, float]:
        return self.supported, self.alarms, self.missed, self.doubted

    @property
    def _is_one_sided(self) -> bool:
        by_people, by_reader = self.doubted + self.missed, self.doubted + self.alarms
        return by_people in (0, self.of) or by_reader in (0, self.of)


def agreement_of(judged: Iterable[tuple[bool, bool]]) -> Agreement:
    """From pairs: whether people let a sentence stand, and whether the reader found it supported."""
    counted = Counter(judged)
    return Agreement(counted[True, True], counted[False, False], counted[True, False], counted[False, True])


def _kappa(supported: float, alarms: float, missed: float, doubted: float) -> tuple[float, float]:
    """Kappa and its standard error, of a table whose rows are people's and whose columns are the reader's."""
    of = supported + alarms + missed + doubted
    cells = ((supported / of, alarms / of), (missed / of, doubted / of))
    rows = tuple(sum(row) for row in cells)
    columns = tuple(row[0] + row[1] for row in zip(*cells, strict=True))
    alike = cells[0][0] + cells[1][1]
    chance = sum(row * column for row, column in zip(rows, columns, strict=True))
    kappa = (alike - chance) / (1 - chance)
    own = sum(cells[k][k] * (1 - (rows[k] + columns[k]) * (1 - kappa)) ** 2 for k in (0, 1))
    other = sum(cells[k][1 - k] * (columns[k] + rows[1 - k]) ** 2 for k in (0, 1)) * (1 - kappa) ** 2
    spread = own + other - (kappa - chance * (1 - kappa)) ** 2
    return kappa, sqrt(max(0.0, spread) / of) / (1 - chance)
