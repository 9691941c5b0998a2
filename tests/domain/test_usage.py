"""Usage: unknown is not zero."""

from desktop_app.domain.usage import RunOutcome, Usage


def test_usage_that_is_not_told_is_unknown() -> None:
    assert Usage() == Usage(None, None, None) != Usage(0, 0, 0)


def test_only_a_finished_run_gives_a_draft() -> None:
    assert [outcome for outcome in RunOutcome if outcome is RunOutcome.FINISHED] == ["finished"]
