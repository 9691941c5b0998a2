from decimal import Decimal

import pytest

from desktop_app.domain.agreement import Wording
from desktop_app.domain.checked_text import CheckedAnswer
from desktop_app.domain.form import SlotType
from desktop_app.domain.value import Money


def says_the_same(dollars: int, words: str) -> bool:
    answer = CheckedAnswer("net_income", "Net income", f"USD {dollars:,}", Money(Decimal(dollars), "USD"))
    return Wording(SlotType.MONEY).says_the_same(answer, words)


@pytest.mark.parametrize("words", ["($12,400)", "(12,400)", "Loss: $12,400", "net loss ........ 12,400", "-$12,400"])
def test_an_amount_below_zero_is_what_accounts_write_in_brackets_or_behind_loss(words: str) -> None:
    assert says_the_same(-12_400, words)
    assert not says_the_same(12_400, words)


@pytest.mark.parametrize("words", ["$12,400", "12,400", "close 12,400"])
def test_an_amount_above_zero_is_no_loss(words: str) -> None:
    assert says_the_same(12_400, words)
    assert not says_the_same(-12_400, words)
