"""Findings that a person lets stand."""

from dataclasses import replace

import pytest
from store_examples import kept

from desktop_app.domain.finding import RaisedFinding, Rule, Severity
from desktop_app.qt.draft_state import ShownFinding

RAISED = RaisedFinding("f", "r", Rule.HIDDEN_TEXT, Severity.WARNING, 0, 4, kept("{}"))
LEFT = ShownFinding(RAISED, "fee", "Fee", 1, None, answered=True)


@pytest.mark.parametrize(
    ("finding", "is_kept"),
    [
        (LEFT, True),
        (replace(LEFT, answered=False), False),
        (replace(LEFT, outdated=True), False),
        (replace(LEFT, raised=replace(RAISED, severity=Severity.BLOCKER)), False),
    ],
    ids=["left as it is", "open", "about an answer that was changed", "explained"],
)
def test_what_was_looked_at_and_does_not_block_is_kept(finding: ShownFinding, is_kept: bool) -> None:
    assert finding.kept is is_kept
