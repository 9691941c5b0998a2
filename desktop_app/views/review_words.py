"""The words of reviewing: why a case is in the queue, what is left, what a signature means."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.domain.confidence import Band
from desktop_app.domain.person import Role
from desktop_app.domain.review_queue import Cause, QueuedCase
from desktop_app.domain.route import RouteReason
from desktop_app.domain.work import WorkCase
from desktop_app.qt.approval_needs import ApprovalNeed
from desktop_app.qt.review_state import Left, LeftKind, ReviewState, SectionReview, Step
from desktop_app.views.day_words import moment_words
from desktop_app.views.state_words import bands

translate = QCoreApplication.translate
MOST_NAMED = 3
"""Sections that a line names before it counts the others."""


def role_words(role: str) -> str:
    """A role, as people are called in it."""
    return {
        Role.ANALYST.value: translate("review", "analyst"),
        Role.REVIEWER.value: translate("review", "reviewer"),
        Role.APPROVER.value: translate("review", "approver"),
        Role.AUDITOR.value: translate("review", "auditor"),
        Role.ADMINISTRATOR.value: translate("review", "administrator"),
    }.get(role, role)


def approvals_words(needs: Sequence[ApprovalNeed]) -> str:
    """How many approvals a case needs, as what: the same wherever it is said."""
    each = translate("review", "%1 as %2")
    listed = ", ".join(each.replace("%1", str(n.approvals)).replace("%2", role_words(n.role)) for n in needs)
    return translate("review", "Approvals needed: %1").replace("%1", listed)


def missing_words(needs: Sequence[ApprovalNeed]) -> list[str]:
    """The roles in which nobody is, or not enough people, to approve what the author of a case wrote."""
    nobody = translate("review", "Nobody else here has the role “%1”: add a person in Settings, People.")
    few = translate("review", "Too few people have the role “%1”: add one in Settings, People.")
    return [(few if n.can else nobody).replace("%1", role_words(n.role)) for n in needs if not n.is_met]


def cause_words(case: QueuedCase) -> str:
    """Why it is here, in one line."""
    told = {
        Cause.BLOCKED: _both(case),
        Cause.FLAGGED: translate("review", "Flagged: %n section(s)", "", case.flagged),
        Cause.SAMPLE: translate("review", "Sample: %n section(s)", "", case.sampled),
        Cause.ESCALATED: translate("review", "Escalated to you"),
        Cause.SECOND_APPROVAL: translate("review", "Second approval: %n section(s)", "", case.seconded),
        Cause.SIGN_OFF: translate("review", "The whole case is to be signed"),
    }
    words = told[case.cause] if case.cause else ""
    again = translate("review", "Returned %n time(s)", "", case.returned) if case.returned else ""
    return " · ".join(filter(None, (who_words(case), words, again)))


def who_words(case: QueuedCase) -> str:
    """Who has it open or is to decide about it, or until when it was put off; empty where that is nobody."""
    if case.reviewing:
        return translate("review", "%1 is reviewing").replace("%1", case.reviewing)
    if case.snoozed_until:
        return translate("review", "Put off until %1").replace("%1", clock_words(case.snoozed_until))
    return translate("review", "For %1").replace("%1", case.assigned_to) if case.assigned_to else ""


def _both(case: QueuedCase) -> str:
    blocked = translate("review", "Blocked: %n section(s)", "", case.blocked)
    flagged = translate("review", "%n flagged", "", case.flagged)
    return f"{blocked}, {flagged}" if case.flagged else blocked


def filter_words() -> dict[Cause, str]:
    """The causes that cases can be chosen by."""
    return {
        Cause.BLOCKED: translate("review", "Blocked"),
        Cause.ESCALATED: translate("review", "Escalated"),
        Cause.FLAGGED: translate("review", "Flagged"),
        Cause.SAMPLE: translate("review", "Sample"),
        Cause.SECOND_APPROVAL: translate("review", "Second approval"),
        Cause.SIGN_OFF: translate("review", "To sign"),
    }


def is_pressing(case: QueuedCase | WorkCase, now: datetime | None = None) -> bool:
    """Whether it is due today, or was due."""
    today = (now or datetime.now(UTC)).astimezone().date()
    return case.due is not None and case.due.astimezone().date() <= today


def due_words(case: QueuedCase | WorkCase, now: datetime | None = None) -> str:
    """When it is due; since when it waits where it has no time."""
    if case.due is None:
        return translate("review", "Since %1").replace("%1", day_words(case.since, now))
    words = (
        translate("review", "Overdue since %1")
        if case.due < (now or datetime.now(UTC))
        else translate("review", "Due %1")
    )
    return words.replace("%1", day_words(case.due, now))


def day_words(at: datetime, now: datetime | None = None) -> str:
    """A day near today: its time, a weekday, or a date."""
    local, today = at.astimezone(), (now or datetime.now(UTC)).astimezone().date()
    days = (local.date() - today).days
    if days == 0:
        return local.strftime("%H:%M")
    if days == 1:
        return translate("review", "tomorrow")
    if days == -1:
        return translate("review", "yesterday")
    locale = QLocale()
    weekday = locale.dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)
    month = locale.monthName(local.month, QLocale.FormatType.ShortFormat)
    return weekday if 1 < days < 7 else f"{local.day} {month}"


def clock_words(at: datetime) -> str:
    """A time of day, with the day where that is another one."""
    local = at.astimezone()
    today = local.date() == datetime.now(UTC).astimezone().date()
    return local.strftime("%H:%M") if today else f"{day_words(at)} {local.strftime('%H:%M')}"


def left_words(left: tuple[Left, ...]) -> str:
    """What is left, in one line."""
    words = ", ".join(_left(each) for each in left)
    return translate("review", "%1 left").replace("%1", words) if words else ""


def left_count(left: tuple[Left, ...]) -> str:
    """The same as one figure, where there is no room for more."""
    return translate("review", "%n left", "", sum(each.count for each in left))


def _left(left: Left) -> str:
    return {
        LeftKind.OBSTACLE: translate("review", "%n section(s) to return", "", left.count),
        LeftKind.AUTHOR: translate("review", "%n section(s) with your words for the analyst to settle", "", left.count),
        LeftKind.CHECK: translate("review", "%n check(s)", "", left.count),
        LeftKind.CHANGE: translate("review", "%n change(s)", "", left.count),
        LeftKind.READ: translate("review", "%n section(s) to read", "", left.count),
        LeftKind.BLOCKED: translate("review", "%n blocked section(s)", "", left.count),
    }[left.kind]


def meaning_words(step: Step) -> str:
    """What a signature says."""
    return {
        Step.APPROVE: translate("review", "I reviewed this text against its evidence and approve it"),
        Step.SIGN: translate("review", "I have read the whole case and sign it off"),
        Step.CONFIRM: translate("review", "I am its author and confirm the whole case"),
    }.get(step, "")


def act_words(step: Step) -> str:
    """The decision as a button says it."""
    return {
        Step.APPROVE: translate("review", "Approve and sign"),
        Step.SIGN: translate("review", "Sign off"),
        Step.CONFIRM: translate("review", "Confirm and sign"),
    }.get(step, translate("review", "Approve and sign"))


def signed_words(step: Step) -> str:
    """The same once it is done; %1 is the case."""
    return {
        Step.SIGN: translate("review", "Signed off: %1"),
        Step.CONFIRM: translate("review", "Confirmed and signed: %1"),
    }.get(step, translate("review", "Approved and signed: %1"))


def reason_words(reason: RouteReason) -> str:
    """Why a person looks at a section, in a sentence that needs no knowledge of the program."""
    return {
        RouteReason.BAND_LOW: translate("review", "Its checks found what must not stand."),
        RouteReason.BAND_MEDIUM: translate("review", "Its checks left a doubt."),
        RouteReason.PREVIEW_MODEL: translate("review", "The small model of this computer wrote it."),
        RouteReason.PERSONS_WORDS: translate("review", "A person wrote in it, and nobody approves their own words."),
        RouteReason.ASSEMBLED: translate("review", "It was put together from the documents, without a model."),
        RouteReason.LANE_CLOSED: translate(
            "review", "People look at every section of this form until enough drafts were approved as they were."
        ),
        RouteReason.LANE_OTHER_PACK: translate("review", "Sections may pass with another version of this form only."),
        RouteReason.LANE_OTHER_INSTRUCTION: translate("review", "Sections may pass with other instructions only."),
        RouteReason.LANE_OTHER_MODEL: translate("review", "Sections may pass with another model only."),
        RouteReason.LANE_UNKNOWN_MODEL: translate("review", "The server does not say which model exactly wrote it."),
        RouteReason.BELOW_THRESHOLD: translate("review", "Sections like this one were not right often enough."),
        RouteReason.SPOT_CHECK: translate("review", "It would pass, and was drawn for a sample."),
    }[reason]


def reason_line(section: SectionReview, but: RouteReason | None = None) -> str:
    """Why a person looks at this section: all of it, or all `but` one reason that is said elsewhere."""
    return " ".join(reason_words(reason) for reason in section.reasons if reason is not but)


def names_words(titles: list[str]) -> str:
    """Titles in one line, the first ones by name."""
    more = len(titles) - MOST_NAMED
    if more <= 1:
        return ", ".join(titles)
    words = translate("review", "%1 and %n more", "", more)
    return words.replace("%1", ", ".join(titles[:MOST_NAMED]))


def band_line(section: SectionReview, titles: list[str]) -> str:
    """Sections that stand alike: which they are, and how far they can be trusted."""
    words = bands()[section.band] if section.band else ""
    told = translate("review", "%1: %2.").replace("%1", names_words(titles)).replace("%2", words)
    if section.was is not None:
        told += " " + was_words(section.was) + "."
    return told


def was_words(was: Band) -> str:
    """That people have made a draft better."""
    return translate("review", "Was %1, fixed by analyst").replace("%1", bands()[was])


def who_can(state: ReviewState) -> str:
    """Who decides where this person does not; of a case that is elsewhere, who has it since when."""
    if state.away is not None:
        words = translate("review", "With %1 since %2: only read here. Settings, Other machines, shows it.")
        return words.replace("%1", state.away.machine).replace("%2", moment_words(state.away.since))
    names = ", ".join(state.deciders)
    role = role_words(state.role)
    if not state.role:
        return ""
    if not names:
        return translate("review", "Nobody here is %1: add a person in Settings.").replace("%1", role)
    return translate("review", "Waits for a decision by its %1: %2").replace("%1", role).replace("%2", names)
