"""The words of the stages that a case waits in: by when, for whom, and what else it waits for."""

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.gate_entry import EscalationCause
from desktop_app.domain.stage_standing import StageStanding
from desktop_app.qt.review_state import ReviewState
from desktop_app.views.review_words import clock_words, role_words

translate = QCoreApplication.translate


def stage_words(state: ReviewState, now: datetime | None = None) -> str:
    """What the person who decides has to know of the stage, in one line; empty where there is nothing to say."""
    standing = state.standing
    if standing is None:
        return ""
    others = [each for each in state.stages if each is not standing and not each.done]
    parts = (
        translate("stage", "You decide for %1").replace("%1", state.behalf) if state.behalf else "",
        _escalated(standing),
        _due(standing, now or datetime.now(UTC)),
        _given(standing),
        _beside(others),
    )
    return " · ".join(filter(None, parts))


def is_late(state: ReviewState, now: datetime | None = None) -> bool:
    """Whether the time of the stage is over."""
    standing = state.standing
    return standing is not None and standing.overdue(now or datetime.now(UTC))


def stage_title(name: str) -> str:
    """A stage's name of the form, as words."""
    return name.replace("_", " ").capitalize()


def _escalated(standing: StageStanding) -> str:
    if standing.escalation is None:
        return ""
    if standing.escalation.cause is EscalationCause.TIME:
        words = translate("stage", "Escalated, since its time was over")
    else:
        words = translate("stage", "Escalated")
    return words


def _due(standing: StageStanding, now: datetime) -> str:
    if standing.due_at is None or standing.done:
        return ""
    late = standing.overdue(now)
    words = translate("stage", "Overdue since %1") if late else translate("stage", "Due %1")
    return words.replace("%1", clock_words(standing.due_at))


def _given(standing: StageStanding) -> str:
    """Where several persons approve, how many have."""
    stage = standing.stage
    if stage.approvals == 1 and stage.people is None:
        return ""
    words = translate("stage", "%1 of %2 approvals")
    if stage.people is not None:
        words = translate("stage", "%1 of %2 approvals, by %3 people").replace("%3", str(stage.people))
    return words.replace("%1", str(standing.given)).replace("%2", str(stage.approvals))


def _beside(others: list[StageStanding]) -> str:
    """What it waits for at the same time."""
    if not others:
        return ""
    each = translate("stage", "%1 (%2)")
    named = (each.replace("%1", stage_title(o.stage.stage)).replace("%2", role_words(o.waits_for)) for o in others)
    return translate("stage", "Also waits for: %1").replace("%1", ", ".join(named))
