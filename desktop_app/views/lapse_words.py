"""Approvals that do not count any more: struck, with what ended them and why."""

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.case_life import VoidReason
from desktop_app.domain.standing import Lapse
from desktop_app.views.day_words import moment_words
from desktop_app.widgets.kit import Kit, Part, column, named

tr = QCoreApplication.translate


def lapse_words(lapse: Lapse) -> str:
    """What ended it, when, and what was said about that."""
    known = {
        VoidReason.EDIT: tr("lapse", "The text was edited"),
        VoidReason.REDRAFT: tr("lapse", "The text was drafted again"),
        VoidReason.SETTLED: tr("lapse", "Changes of the text were accepted or rejected"),
        VoidReason.ANSWER: tr("lapse", "An answer that it stands on changed"),
        VoidReason.DOCUMENT: tr("lapse", "A document that it stands on changed"),
        VoidReason.SECTION: tr("lapse", "A section that it stands on changed"),
        VoidReason.RETURNED: tr("lapse", "The case was returned for it"),
        VoidReason.MIGRATED: tr("lapse", "The form changed"),
        VoidReason.REASSIGNED: tr("lapse", "The case became that of who approved"),
    }
    what = known[lapse.reason] if lapse.reason else tr("lapse", "The text changed")
    return ", ".join(filter(None, (f"{what}: {lapse.words}" if lapse.words else what, moment_words(lapse.at))))


def lapse_row(kit: Kit, name: str, title: str, lapse: Lapse) -> Part:
    """Who approved what, struck, and why that is over."""
    said = tr("lapse", "%1 approved “%2”").replace("%1", name).replace("%2", title)
    struck = kit.words(said, "small", "2", wrapped=True)
    font = struck.font()
    font.setStrikeOut(True)
    struck.setFont(font)
    words = lapse_words(lapse)
    named(struck, tr("lapse", "Superseded: %1").replace("%1", f"{said}. {words}"))
    return column(struck, kit.words(words, "small", "warning", wrapped=True), gap=0)
