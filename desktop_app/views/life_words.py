"""What is said of a case beside its gates."""

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_life import OriginKind
from desktop_app.domain.life_acts import LifeAct
from desktop_app.domain.migration import FormVersion, Migration
from desktop_app.qt.life_state import LifeDone, LifeState

tr = QCoreApplication.translate


def act_words(act: LifeAct) -> str:
    """What the menu, the title of its dialog and its button say."""
    return {
        LifeAct.WITHDRAW: tr("life", "Withdraw the case"),
        LifeAct.REOPEN: tr("life", "Open the case again"),
        LifeAct.AMEND: tr("life", "Amend the case"),
        LifeAct.COPY: tr("life", "Copy the case"),
        LifeAct.REASSIGN: tr("life", "Hand the case on"),
        LifeAct.MIGRATE: tr("life", "Move to another version of the form"),
        LifeAct.ABANDON: tr("life", "Abandon the case"),
    }[act]


def about_words(act: LifeAct) -> str:
    """What it does, and what stays."""
    return {
        LifeAct.WITHDRAW: tr(
            "life",
            "Nobody decides about it until you send it again. Approvals of what you do not change stay.",
        ),
        LifeAct.REOPEN: tr("life", "The case goes on where its author can change and send it."),
        LifeAct.AMEND: tr(
            "life",
            "A new version opens with all that this one holds, and who wrote each word. The signed one stays as it "
            "is. Every approval of the new version is its own.",
        ),
        LifeAct.COPY: tr("life", "A case of its own with the same answers. No approval and no signature goes with it."),
        LifeAct.REASSIGN: tr(
            "life",
            "It is then the case of another analyst. Who wrote which words stays as it is. Nobody decides about a case "
            "that is or was their own: approvals that they gave in it end.",
        ),
        LifeAct.MIGRATE: tr(
            "life", "This is what the other version of the form changes in the case. It can be moved back later."
        ),
        LifeAct.ABANDON: tr("life", "Nobody works on it any more. Nothing is deleted, and it can be opened again."),
    }[act]


def state_line(state: LifeState) -> str:
    """What the page says at its top of a case that is not on its usual way; empty where there is nothing to say."""
    match state.file.state:
        case CaseState.WITHDRAWN:
            words = tr("life", "%1 withdrew the case: %2") if state.reason else ""
        case CaseState.ABANDONED:
            words = tr("life", "%1 abandoned the case: %2")
        case _:
            return _version_line(state)
    return words.replace("%1", state.by).replace("%2", state.reason)


def _version_line(state: LifeState) -> str:
    if state.amended_by:
        return tr("life", "Version %1 amends this case.").replace("%1", str(state.amended_version))
    if state.origin is OriginKind.AMENDS:
        words = tr("life", "Version %1. It amends the signed case “%2”.")
        return words.replace("%1", str(state.version)).replace("%2", state.of_title)
    return ""


def done_words(done: LifeDone) -> str:
    """What has been done."""
    title = done.file.title
    words = {
        LifeAct.WITHDRAW: tr("life", "“%1” is withdrawn. It is with you again."),
        LifeAct.REOPEN: tr("life", "“%1” is open again."),
        LifeAct.AMEND: tr("life", "The next version of “%1” is open."),
        LifeAct.COPY: tr("life", "The copy “%1” is open."),
        LifeAct.REASSIGN: tr("life", "“%1” was handed on."),
        LifeAct.MIGRATE: tr("life", "“%1” is on the other version of its form."),
        LifeAct.ABANDON: tr("life", "“%1” is abandoned."),
    }[done.request.act]
    return words.replace("%1", title)


def migration_words(found: Migration) -> tuple[str, ...]:
    """What a move changes, a line each."""
    changed = found.converted
    groups = (
        (
            tr("life", "Converted: %1"),
            [tr("life", "%1: %2 becomes %3").replace("%1", q).replace("%2", a).replace("%3", b) for q, a, b in changed],
        ),
        (tr("life", "Kept aside, since it does not fit: %1"), [f"{what}: {text}" for what, text in found.left]),
        (tr("life", "Fits again: %1"), found.back),
        (tr("life", "No section of the form any more: %1"), [found.title(name) for name in found.gone]),
        (tr("life", "New section: %1"), [found.title(name) for name in found.new]),
        (tr("life", "To be looked at again: %1"), [found.title(name) for name in found.stale]),
        (tr("life", "Its approvals end: %1"), [found.title(name) for name in found.voided]),
        (tr("life", "To do: %1"), found.problems),
    )
    versions = tr("life", "From version %1 to %2.").replace("%1", found.version_from).replace("%2", found.version_to)
    lines = [words.replace("%1", each) for words, many in groups for each in many]
    kept = tr("life", "%1 answers stay as they are.").replace("%1", str(found.kept))
    return (versions, kept, *lines)


def version_words(version: FormVersion) -> str:
    """A version of a form in a list, so that two of one number can be told apart."""
    where = tr("life", "installed") if version.installed else tr("life", "kept with cases")
    where = tr("life", "before the last move") if version.before else where
    words = tr("life", "Version %1 (%2, %3)").replace("%1", version.version)
    return words.replace("%2", where).replace("%3", version.digest[:6])
