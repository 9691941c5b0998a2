"""A case's steps: which lead where, and that every change counts."""

from datetime import UTC, datetime
from itertools import product

import pytest

from desktop_app.domain.case import CaseFile, CaseState, CaseStep, after
from desktop_app.domain.errors import Refused

FILE = CaseFile("c1", "d1", "R1", "A case", CaseState.REVIEW, "review", 7, "ada", datetime(2026, 1, 12, tzinfo=UTC))
OPEN = ("form", "draft", "returned", "withdrawn", "review", "escalated", "sign_off")
ALLOWED = {
    ("form", "draft"): "draft",
    ("draft", "draft"): "draft",
    ("returned", "draft"): "returned",
    ("draft", "send"): "review",
    ("returned", "send"): "review",
    ("review", "return"): "returned",
    ("sign_off", "return"): "returned",
    ("escalated", "return"): "returned",
    ("review", "escalate"): "escalated",
    ("sign_off", "escalate"): "escalated",
    ("escalated", "escalate"): "escalated",
    ("escalated", "hand_back"): "review",
    ("escalated", "sign"): "signed",
    ("sign_off", "sign"): "signed",
    ("withdrawn", "draft"): "withdrawn",
    ("withdrawn", "send"): "review",
    ("abandoned", "reopen"): "draft",
    ("abandoned", "reopen_sent"): "withdrawn",
    ("signed", "amend"): "signed",
    **{(state, "withdraw"): "withdrawn" for state in ("review", "escalated", "sign_off")},
    **{(state, "abandon"): "abandoned" for state in OPEN},
    **{(state, "reassign"): state for state in OPEN},
    **{(state, "migrate"): state for state in ("form", "draft", "returned", "withdrawn")},
}


@pytest.mark.parametrize(("state", "step"), list(product(CaseState, CaseStep)))
def test_a_step_leads_where_it_may_and_is_refused_elsewhere(state: CaseState, step: CaseStep) -> None:
    if (state, step) in ALLOWED:
        assert after(state, step) == ALLOWED[state, step]
    else:
        with pytest.raises(Refused, match=f"“{state}” cannot take the step “{step}”"):
            after(state, step)


def test_nothing_leads_out_of_signed() -> None:
    assert {target for (state, _), target in ALLOWED.items() if state == "signed"} == {"signed"}


def test_answers_change_only_with_the_author() -> None:
    assert {state.value for state in CaseState if state.editable} == {"form", "draft", "returned", "withdrawn"}


def test_every_change_counts() -> None:
    assert FILE.touched().lock_version == 8 and FILE.touched().stage == "review"
    moved = FILE.moved(CaseState.SIGN_OFF, None)
    assert (moved.lock_version, moved.state, moved.stage) == (8, "sign_off", None)
