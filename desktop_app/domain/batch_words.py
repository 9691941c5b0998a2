"""What is said of the rows of a batch."""

from collections.abc import Mapping

from desktop_app.domain.batch import PauseReason, RowFault
from desktop_app.domain.form import Form

_FAULTS: Mapping[RowFault, str] = {
    RowFault.NONE: "",
    RowFault.SHAPE: "The line cannot be read as a row of the table.",
    RowFault.ANSWER: "{about}: this answer cannot be taken.",
    RowFault.MISSING: "{about}: an answer is needed.",
    RowFault.FILE: "{about}: the file is not there, is empty, or is of a kind that the form does not take.",
    RowFault.KIND: "The form takes no file of this kind.",
    RowFault.TWICE: "The same stands before it.",
    RowFault.DOCUMENT: "{about}: no text of the document can be read; look at it in the case.",
    RowFault.LOCKED: "{about}: it needs a password; save it without one.",
    RowFault.CASE: "Its case cannot be gone on with; leave the cell blank for a new one.",
    RowFault.GONE: "It is no longer where the batch came from, or says something else now.",
    RowFault.MODEL: "{about}: no draft came of it; look at it in the case.",
    RowFault.REFUSED: "A rule forbade it; look at the case.",
    RowFault.CANCELLED: "The batch was cancelled before it was done.",
}
PAUSES: Mapping[PauseReason, str] = {
    PauseReason.PERSON: "It was paused.",
    PauseReason.ENDED: "The program ended meanwhile.",
    PauseReason.BUDGET: "A budget is used up. Have it raised, or wait until it begins anew.",
    PauseReason.UNREACHABLE: "No server that it asks could be reached. See that one answers.",
}


def fault_words(fault: RowFault, about: str, form: Form) -> str:
    """Why a row failed or was skipped; `about` is the question or section that it is about."""
    return _FAULTS[fault].format(about=_title(about, form) or "The case")


def _title(about: str, form: Form) -> str:
    asked, section = form.field(about), form.section(about)
    return (asked.label or asked.field) if asked else section.title if section else about
