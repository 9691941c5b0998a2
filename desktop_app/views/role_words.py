"""The words of the screen for roles."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.person import Role


def roles() -> dict[Role, str]:
    """What a profile may do, in a word each."""
    tr = QCoreApplication.translate
    return {
        Role.ANALYST: tr("role", "Analyst"),
        Role.REVIEWER: tr("role", "Reviewer"),
        Role.APPROVER: tr("role", "Approver"),
        Role.AUDITOR: tr("role", "Auditor"),
        Role.ADMINISTRATOR: tr("role", "Administrator"),
    }


def told_roles(held: Iterable[Role]) -> str:
    """These roles, in their order."""
    words = roles()
    return ", ".join(words[role] for role in words if role in held)
