"""What an approved text says of the sentences of its draft."""

import pytest

from desktop_app.domain.judged_sentence import ApprovedText

SAID = "Licensee shall pay EUR 48,000 within 30 days after the invoice of the month."


def approved(*parts: str) -> ApprovedText:
    return ApprovedText(" ".join(parts))


def test_what_stands_word_by_word_was_let_stand() -> None:
    assert approved("A first one.", SAID.replace(" within", "\n within")).lets_stand(SAID) is True


@pytest.mark.parametrize(
    ("old", "new"),
    [("48,000", "84,000"), ("30 days", "13 days"), ("shall pay", "shall not pay"), ("shall pay", "may pay")],
)
def test_another_figure_duty_or_not_was_not_let_stand(old: str, new: str) -> None:
    assert approved(SAID.replace(old, new)).lets_stand(SAID) is False


def test_what_was_taken_out_with_its_figures_was_not_let_stand() -> None:
    assert approved("The fee is due at once.").lets_stand(SAID) is False


def test_what_was_only_worded_anew_says_nothing() -> None:
    assert approved("Within 30 days after each invoice the customer pays EUR 48,000.").lets_stand(SAID) is None
