"""The words of the screen for the words of the code."""

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.case import CaseState
from desktop_app.domain.confidence import Band
from desktop_app.domain.section import SectionState


def case_states() -> dict[CaseState, str]:
    """Where a case stands."""
    tr = QCoreApplication.translate
    return {
        CaseState.FORM: tr("state", "Form"),
        CaseState.DRAFT: tr("state", "Draft"),
        CaseState.REVIEW: tr("state", "Review"),
        CaseState.SIGN_OFF: tr("state", "Sign-off"),
        CaseState.SIGNED: tr("state", "Signed"),
        CaseState.RETURNED: tr("state", "Returned"),
        CaseState.ESCALATED: tr("state", "Escalated"),
        CaseState.WITHDRAWN: tr("state", "Withdrawn"),
        CaseState.ABANDONED: tr("state", "Abandoned"),
    }


def bands() -> dict[Band, str]:
    """Confidence."""
    tr = QCoreApplication.translate
    return {Band.HIGH: tr("band", "High"), Band.MEDIUM: tr("band", "Medium"), Band.LOW: tr("band", "Low")}


def section_states() -> dict[SectionState, str]:
    """Where a section stands."""
    tr = QCoreApplication.translate
    return {
        SectionState.EMPTY: tr("section", "Empty"),
        SectionState.INTERRUPTED: tr("section", "Interrupted"),
        SectionState.DRAFTED: tr("section", "Drafted"),
        SectionState.EDITED: tr("section", "Edited"),
        SectionState.YOURS: tr("section", "Yours"),
        SectionState.STALE: tr("section", "Stale"),
        SectionState.APPROVED: tr("section", "Approved"),
    }
