"""What is said of cases between machines: what comes, from whom and since when, and who has a case that is away."""

from contextlib import suppress
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.exchange import CaseExchange, Coming, Incoming, Standing
from desktop_app.domain.handover import fingerprint
from desktop_app.domain.handover_file import read_instant
from desktop_app.qt.row_list_model import Row
from desktop_app.views.day_words import moment_words
from desktop_app.views.state_words import bands


def translate(words: str) -> str:
    """These words in the person's language."""
    return QCoreApplication.translate("exchange", words)


def incoming_row(each: Incoming) -> Row:
    """A case file that is in the folder for this machine."""
    label, key = each.label, each.file_id or each.name
    words, tone = coming_words(each)
    if label is None:
        first = translate("A file from %1").replace("%1", sender_words(each) or translate("an unknown machine"))
        return Row(key, first, each.name, words, tone, icon="file-text")
    band = {str(band.value): name for band, name in bands().items()}.get(label.band, "")
    second = " · ".join(filter(None, (label.form, label.reference, each.sender, label.person, band)))
    return Row(key, label.title, second, words, tone, icon="file-text")


def coming_words(each: Incoming) -> tuple[str, str]:
    """How it stands with such a file, and in which tone."""
    returned = each.label is not None and each.label.answers
    return {
        Coming.WAITS: (translate("Came back"), "success") if returned else (translate("Waits"), "accent"),
        Coming.CLAIMED: (translate("Claimed elsewhere"), "neutral"),
        Coming.CLAIMED_HERE: (translate("Claimed here"), "warning"),
        Coming.KNOWN: (translate("Taken in"), "neutral"),
        Coming.UNKNOWN_MACHINE: (translate("Machine not accepted"), "warning"),
        Coming.TAMPERED: (translate("Changed on its way"), "danger"),
    }[each.coming]


def about_incoming(each: Incoming) -> str:
    """What to know of such a file before it is taken."""
    if each.coming is Coming.CLAIMED:
        words = translate("%1 has claimed it, %2. Who has it can give up the claim.")
        return words.replace("%1", each.claimed_by).replace("%2", moment_of(each.claimed_at))
    if each.coming is Coming.UNKNOWN_MACHINE:
        return translate("Accept the machine first, in Settings, Other machines, after comparing its fingerprint.")
    if each.coming is Coming.TAMPERED:
        return translate("It is not taken in: %1. Ask who sent it to put it again.").replace("%1", each.why)
    if each.label is None:
        return ""
    return translate("Put by %1, %2.").replace("%1", each.label.person).replace("%2", moment_of(each.label.at))


def standing_words(standing: Standing) -> str:
    """Who has a case that is away, and since when."""
    if standing.lost:
        return translate("Its file is not in the folder any more. Everything is here: put it again.")
    if standing.claimed_by:
        words = translate("%1 has it since %2. It is only read here until it is back.")
        return words.replace("%1", standing.claimed_by).replace("%2", moment_of(standing.claimed_at))
    words = translate("It waits for %1 since %2. It is only read here; nobody has taken it yet.")
    return words.replace("%1", standing.machine).replace("%2", moment_words(standing.handover.at))


def place_words(found: CaseExchange) -> str:
    """Where a case is, on its page; empty where there is nothing to say."""
    if found.standing is not None:
        return standing_words(found.standing)
    if found.away is not None and found.away.given_back:
        words = translate("Given back to %1, %2. It is only read here.")
        return words.replace("%1", found.away.machine).replace("%2", moment_words(found.away.since))
    if found.away is not None:
        words = translate("With %1 since %2. It is only read here until it is back.")
        words = words.replace("%1", found.away.machine).replace("%2", moment_words(found.away.since))
        return f"{words} {found.unreached}".strip()
    if not found.came_from:
        words = translate("%1 has another history of this case since a conflict. To work on it there, send a copy.")
        return words.replace("%1", found.apart) if found.apart else ""
    decided = translate("From %1, %2. It is decided here: return it.")
    words = decided if found.decided else translate("From %1, %2. Once you have decided, it can go back.")
    return words.replace("%1", found.came_from).replace("%2", moment_words(found.since))


def sender_words(each: Incoming) -> str:
    """The machine's name; of one that is not known the beginning of its fingerprint."""
    return fingerprint(each.sender) if each.coming is Coming.UNKNOWN_MACHINE else each.sender


def moment_of(words: str) -> str:
    """A moment as it travelled."""
    at: datetime | None = None
    with suppress(ValueError):
        at = read_instant(words)
    return moment_words(at)
