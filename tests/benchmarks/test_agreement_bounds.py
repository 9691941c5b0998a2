"""How often chance alone lets a second reader count that agrees with people too little."""

import random
from dataclasses import dataclass

import pytest

from desktop_app.domain.reader_agreement import CERTAINTY, LEAST_KAPPA, Agreement, agreement_of

pytestmark = pytest.mark.benchmark

PAIRS = ((True, True), (True, False), (False, True), (False, False))
DRAWS = 1_500


@dataclass(frozen=True)
class Reader:
    """People doubt so many of all sentences; of these the reader doubts `caught`, of the others `alarms`."""

    doubted: float
    caught: float
    alarms: float

    @property
    def cells(self) -> tuple[float, ...]:
        """The shares of PAIRS."""
        stands = 1 - self.doubted
        return (
            stands * (1 - self.alarms),
            stands * self.alarms,
            self.doubted * (1 - self.caught),
            self.doubted * self.caught,
        )

    @property
    def kappa(self) -> float:
        """What very many sentences would show."""
        supported, alarms, missed, doubted = (round(1_000_000 * cell) for cell in self.cells)
        return Agreement(supported, doubted, alarms, missed).kappa or 0.0


READERS = (Reader(0.1, 0.35, 0.03), Reader(0.05, 0.3, 0.01), Reader(0.2, 0.4, 0.05), Reader(0.1, 0.8, 0.02))


@pytest.mark.parametrize("sentences", [30, 60, 120, 300])
def test_the_lower_bound_of_kappa_holds_as_often_as_it_says(sentences: int) -> None:
    rng = random.Random(sentences)
    for reader in READERS:
        drawn = [agreement_of(rng.choices(PAIRS, reader.cells, k=sentences)) for _ in range(DRAWS)]
        above = sum(each.kappa_between[0] > reader.kappa for each in drawn) / DRAWS
        counts = sum(each.counts for each in drawn) / DRAWS
        told = f"bound too high {above:.1%}, counts {counts:.1%}"
        print(f"{sentences} sentences, kappa {reader.kappa:.2f}: {told}")  # noqa: T201
        assert above <= 1 - CERTAINTY + 0.03
        assert counts <= 1 - CERTAINTY or reader.kappa >= LEAST_KAPPA
