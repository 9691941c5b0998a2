"""The words of My work: how many cases wait, where each stands, and what was decided."""

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState
from desktop_app.domain.page_count import PageCount
from desktop_app.domain.person import Role
from desktop_app.domain.work import WorkCase, WorkPage
from desktop_app.qt.case_list_model import CaseWords
from desktop_app.qt.form_words import count_words
from desktop_app.qt.home_state import GoingOn, NewsItem
from desktop_app.views.review_words import clock_words, due_words, is_pressing
from desktop_app.views.state_words import bands, case_states

translate = QCoreApplication.translate
NEWS_LOOKS = {
    EventType.DECISION_APPROVED: ("circle-check", "success"),
    EventType.DECISION_RETURNED: ("corner-up-left", "warning"),
    EventType.DECISION_ESCALATED: ("flag", "warning"),
    EventType.SIGNATURE_MADE: ("badge-check", "success"),
    EventType.CASE_REASSIGNED: ("users", "accent"),
}


def headline(page: WorkPage) -> str:
    """How many cases need the person; numbers up to ten as words."""
    if not page.count:
        return translate("home", "Nothing needs you")
    return _spelt(translate("home", "%n case(s) need you", "", page.count), page.count)


def below(page: WorkPage, others: WorkPage) -> str:
    """What is true of them beside their number."""
    told = []
    if page.returned:
        told.append(_spelt(translate("home", "%n came back from review.", "", page.returned), page.returned))
    if others.count:
        told.append(_spelt(translate("home", "%n of yours wait on others.", "", others.count), others.count))
    return " ".join(told) or translate("home", "Nothing of yours waits on others.")


def my_words(case: WorkCase, form: str) -> CaseWords:
    """A case that needs the person."""
    more = "; ".join(f"“{page.title}” {count_words(page)}" for page in case.pages if page.is_open)
    return CaseWords(form, _stage(case), _confidence(case), more=more)


def others_words(case: WorkCase, form: str) -> CaseWords:
    """A case that waits on somebody else: for whom, and since when."""
    waits = {
        Role.REVIEWER: translate("home", "Waits for a reviewer since %1"),
        Role.APPROVER: translate("home", "Waits for an approver since %1"),
    }
    if case.file.state is CaseState.ESCALATED:
        words = translate("home", "Escalated since %1")
    else:
        words = waits[case.decided_in or Role.APPROVER]
    stands, due = words.replace("%1", clock_words(case.since)), due_words(case) if case.due else ""
    return CaseWords(form, stands, _confidence(case), due, is_pressing(case))


def widest_confidence() -> str:
    """The longest word of confidence, so that columns stand under each other."""
    return max((*bands().values(), translate("home", "Not drafted")), key=len)


def point_words(going_on: GoingOn) -> str:
    """How much of the case is left to do."""
    if going_on.file.state is CaseState.RETURNED:
        left = translate("home", "%n thing(s) left to do", "", going_on.left) if going_on.left else ""
        return ", ".join(filter(None, (going_on.form, translate("home", "came back from review"), left)))
    if not going_on.left:
        return translate("home", "%1, ready to send").replace("%1", going_on.form)
    return f"{going_on.form}, {translate('home', '%n thing(s) left to do', '', going_on.left)}"


def news_words(item: NewsItem) -> str:
    """Who decided what."""
    name = item.file.reference or item.file.title
    words = {
        EventType.DECISION_APPROVED: translate("home", "%1 approved %2"),
        EventType.DECISION_RETURNED: translate("home", "%1 returned %2"),
        EventType.DECISION_ESCALATED: translate("home", "%1 escalated %2"),
        EventType.CASE_REASSIGNED: translate("home", "%1 handed %2 to you"),
    }.get(item.kind, translate("home", "%1 signed %2"))
    return words.replace("%1", item.who).replace("%2", name)


def _stage(case: WorkCase) -> str:
    state = case.file.state
    if state is CaseState.RETURNED and case.returned_by:
        return translate("home", "Returned by %1").replace("%1", case.returned_by)
    if state is CaseState.DRAFT and case.drafted:
        words = translate("home", "Drafted %1 of %2") if case.sections else translate("home", "Drafted %1")
        return words.replace("%1", str(case.drafted)).replace("%2", str(case.sections))
    stands = case_states()[state]
    if not case.pages:
        return stands
    missing, wrong = sum(page.missing for page in case.pages), sum(page.invalid for page in case.pages)
    counted = count_words(PageCount("", "", missing, wrong)) or translate("home", "all answered")
    return f"{stands}, {counted}"


def _confidence(case: WorkCase) -> str:
    if case.band is not None:
        return bands()[case.band]
    return translate("home", "Not drafted") if not case.drafted else translate("home", "Not rated")


def _spelt(words: str, count: int) -> str:
    """The same with its number as a word."""
    names = (
        translate("number", "Zero"),
        translate("number", "One"),
        translate("number", "Two"),
        translate("number", "Three"),
        translate("number", "Four"),
        translate("number", "Five"),
        translate("number", "Six"),
        translate("number", "Seven"),
        translate("number", "Eight"),
        translate("number", "Nine"),
        translate("number", "Ten"),
    )
    spelt = words.startswith(f"{count} ") and count < len(names)
    return names[count] + words[len(str(count)) :] if spelt else words
