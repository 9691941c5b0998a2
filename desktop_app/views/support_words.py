"""How a sentence is supported, in the words of the screens."""

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.claim_check import ClaimStatus
from desktop_app.domain.support import Reason, SupportState, Verdict
from desktop_app.domain.support_reading import SecondVerdict, SentenceReading

translate = QCoreApplication.translate


def state_mark(reading: SentenceReading) -> tuple[str, str]:
    """An icon, never a tick, and its tone."""
    if reading.doubted:
        return "triangle-alert", "warning"
    return ("quote", "2") if reading.state is SupportState.CLOSE else ("eye", "accent")


def state_title(reading: SentenceReading) -> str:
    """The state of the wording; of a close match that something else doubts, that it is doubted."""
    match reading.state:
        case SupportState.DIFFERS:
            return translate("support", "Differs here")
        case SupportState.REWORDED:
            return translate("support", "Reworded, not checked automatically: read the passage")
    if reading.doubted:
        return translate("support", "Close match in wording, doubted all the same")
    return translate("support", "Close match")


def reason_line(reason: Reason) -> str:
    """Why."""
    if reason.kind == "not_in_passage":
        return translate("support", "Not in the passage: %1").replace("%1", reason.said)
    if not reason.there:
        return translate("support", "“%1” stands neither in a cited passage nor in the answers").replace(
            "%1", reason.said
        )
    words = translate("support", "“%1”, where the passage says “%2”")
    return words.replace("%1", reason.said).replace("%2", reason.there)


def claims_line(status: ClaimStatus) -> str:
    """What becomes of the figures and names of a sentence."""
    return {
        ClaimStatus.SUPPORTED: translate("support", "Figures and names stand in the passage or the answers"),
        ClaimStatus.DERIVED: translate("support", "Figures follow from the passage or the answers"),
        ClaimStatus.ELSEWHERE: translate("support", "A figure or name stands in another source"),
        ClaimStatus.UNSUPPORTED: translate("support", "A figure or name stands nowhere"),
        ClaimStatus.CONTRADICTED: translate("support", "A figure is not what the passage or an answer says"),
    }[status]


def verdict_line(verdict: SecondVerdict) -> str:
    """What a second reader says."""
    words = {
        Verdict.SUPPORTED: translate("support", "Second reader %1: supported"),
        Verdict.CONTRADICTED: translate("support", "Second reader %1: contradicted"),
        Verdict.NOT_IN_PASSAGE: translate("support", "Second reader %1: not in the passage"),
    }[verdict.verdict].replace("%1", verdict.reader)
    return f"{words}: “{verdict.words}”" if verdict.words else words
