"""The words of practice cases: what they are, what was found, and the policy."""

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.practice import ErrorKind, PracticeCase, PracticePolicy, PracticeResult
from desktop_app.domain.practice_score import JudgedError
from desktop_app.domain.practice_sheet import PracticeOffer
from desktop_app.qt.row_list_model import Row
from desktop_app.views.day_words import moment_words

translate = QCoreApplication.translate
OFFER, CASE = "offer", "case"
"""What the key of a row begins with."""


def declared() -> str:
    """What is said before and while one is reviewed."""
    return translate("practice", "Practice: this is no real case, and some of it is wrong on purpose.")


def offer_row(offer: PracticeOffer) -> Row:
    """Something to practise."""
    done = translate("practice", "Done %n time(s)", "", offer.done) if offer.done else translate("practice", "Not done")
    return Row(f"{OFFER}:{offer.form}:{offer.name}", offer.title, offer.about, done, "", "list-checks")


def begun_row(case: PracticeCase, title: str) -> Row:
    """One that is not finished."""
    words = translate("practice", "Begun %1").replace("%1", moment_words(case.at))
    return Row(f"{CASE}:{case.practice_id}", title, words, translate("practice", "Go on"), "accent", "play")


def done_row(case: PracticeCase, result: PracticeResult, title: str) -> Row:
    """One that is finished, with what was found."""
    found = translate("practice", "%1 of %2 found").replace("%1", str(result.found)).replace("%2", str(result.known))
    return Row(f"{CASE}:{case.practice_id}", title, moment_words(result.at), found, "", "history")


def result_words(result: PracticeResult) -> str:
    """What came of one."""
    words = translate("practice", "You found %1 of %2 errors.").replace("%1", str(result.found))
    words = words.replace("%2", str(result.known))
    extra = translate("practice", "%n mark(s) where nothing is wrong.", "", result.extra) if result.extra else ""
    return " ".join(filter(None, (words, extra)))


def error_row(number: int, judged: JudgedError, title: str) -> Row:
    """A known error, and whether it was found."""
    state = translate("practice", "Found") if judged.found else translate("practice", "Missed")
    tone = "success" if judged.found else "danger"
    icon = "circle-check" if judged.found else "circle-alert"
    about = f"“{judged.error.at}”" if judged.error.at else translate("practice", "Something is missing")
    return Row(str(number), f"{title}: {kind_words()[judged.error.kind]}", about, state, tone, icon)


def kind_words() -> dict[ErrorKind, str]:
    """What was put wrong."""
    return {
        ErrorKind.AMOUNT: translate("practice", "Amount"),
        ErrorKind.DATE: translate("practice", "Date"),
        ErrorKind.NAME: translate("practice", "Name"),
        ErrorKind.CONCLUSION: translate("practice", "Conclusion"),
        ErrorKind.SOURCE: translate("practice", "Source"),
        ErrorKind.MISSING: translate("practice", "Left out"),
    }


def policy_words(policy: PracticePolicy) -> str:
    """How often one is offered, and who sees what."""
    often = (
        translate("practice", "One is offered every %n day(s).", "", policy.every_days)
        if policy.every_days
        else translate("practice", "One is offered when you ask for it.")
    )
    sees = (
        translate("practice", "Administrators see what single people found.")
        if policy.administrator_sees
        else translate("practice", "What you found is yours alone.")
    )
    return f"{often} {sees}"
