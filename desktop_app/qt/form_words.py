"""The words of the guided form: what is wrong at a field, and what is known of a document."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QLocale, Qt

from desktop_app.domain.answers import Problem, ProblemKind
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.evidence import Document, DocumentKind, DocumentState
from desktop_app.domain.forecast import Forecast
from desktop_app.domain.form import FieldType, Form, FormField
from desktop_app.domain.locale_text import local_figures
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.page_count import PageCount
from desktop_app.domain.working_text import Saving, SavingState
from desktop_app.qt.form_match import Match

SCANNED = (DocumentKind.PDF, DocumentKind.IMAGE)
"""Kinds of documents whose text may stand in a picture."""
CHOSEN = (FieldType.BOOLEAN, FieldType.CHOICE, FieldType.CHOICES, FieldType.RATING)


def problem_words(field: FormField, problem: Problem) -> str:
    """What to do about a problem of this field: said at the field and in the summary alike."""
    tr, label = QCoreApplication.translate, field.label or field.field
    if problem.kind is ProblemKind.VIOLATED:
        return field.constraint_message or tr("form", "“%1” cannot have this answer.").replace("%1", label)
    if problem.kind is not ProblemKind.MISSING or field.type is FieldType.TABLE:
        return problem.words
    if field.type in CHOSEN:
        return tr("form", "Choose an answer to “%1”").replace("%1", label)
    if field.type is FieldType.MONEY and field.currency:
        return tr("form", "Enter “%1” in %2").replace("%1", label).replace("%2", field.currency)
    return tr("form", "Enter “%1”").replace("%1", label)


def unread_words(error: CountersignError, ways: LocaleWriting = NEUTRAL) -> str:
    """Why what was typed cannot be an answer, and what would be right: in figures as they are typed here."""
    return f"{error.what} {local_figures(error.next, ways)}"


LONGEST_SHOWN = 60
"""Characters of an answer that a line tells."""


def turned_words(form: Form, shown: Mapping[str, str], *, again: bool) -> str:
    """What was taken back or made again, by what stands there now (`shown`, by question)."""
    tr, name = QCoreApplication.translate, next(iter(shown), "")
    label, now = form.words_of(name), shown.get(name, "")
    if len(shown) > 1:
        said = tr("form", "“%1” and %n more answer(s)", "", len(shown) - 1).replace("%1", label)
    elif not now:
        said = tr("form", "“%1” has no answer").replace("%1", label)
    elif "\n" in now or len(now) > LONGEST_SHOWN:
        said = tr("form", "“%1” has another answer").replace("%1", label)
    else:
        said = tr("form", "“%1” is %2").replace("%1", label).replace("%2", now)
    return (tr("form", "Made again: %1") if again else tr("form", "Taken back: %1")).replace("%1", said)


def nothing_words(*, again: bool) -> str:
    """That there is nothing to take back, or to make again."""
    tr = QCoreApplication.translate
    return tr("form", "Nothing to make again") if again else tr("form", "No answer of yours is left to take back")


def count_words(page: PageCount) -> str:
    """How many answers of a page are missing and wrong; empty where none is."""
    tr = QCoreApplication.translate
    missing = tr("form", "%n missing", "", page.missing) if page.missing else ""
    wrong = tr("form", "%n wrong", "", page.invalid) if page.invalid else ""
    return ", ".join(filter(None, (missing, wrong)))


def document_words(document: Document) -> str:
    """What is known of a document."""
    tr, pages = QCoreApplication.translate, document.pages
    match document.state:
        case DocumentState.READING:
            return tr("document", "Reading…")
        case DocumentState.READ if has_pages(document):
            read = tr("document", "%n page(s), all text read", "", pages)
            return f"{read}. {document.reason}" if document.reason else read
        case DocumentState.READ:
            return document.reason or tr("document", "All text read")
        case DocumentState.NO_TEXT if document.kind in SCANNED or not document.reason:
            return tr("document", "No text found. Type the amount, or add a clearer scan.")
        case DocumentState.NO_TEXT:
            return tr("document", "No text found. %1").replace("%1", document.reason)
        case DocumentState.LOCKED:
            return tr("document", "Locked with a password")
        case DocumentState.TOO_LARGE if document.kind is DocumentKind.UNKNOWN:
            return tr("document", "Too large (limit 40 MB)")
        case DocumentState.TOO_LARGE:
            return tr("document", "Too large. %1").replace("%1", document.reason)
        case DocumentState.UNREADABLE:
            return tr("document", "Cannot be read: %1").replace("%1", document.reason)


def place_words(document: Document, page: int) -> str:
    """Where in a document; pages are named where it has any that people would count."""
    if not has_pages(document):
        return document.name.text
    words = QCoreApplication.translate("document", "%1, page %2")
    return words.replace("%1", document.name.text).replace("%2", str(page))


def has_pages(document: Document) -> bool:
    """Whether its pages are those that people see: a text has none, and of a written one only breaks are known."""
    return document.kind is DocumentKind.PDF or document.pages > 1


def match_words(match: Match) -> str:
    """What a document says of a question."""
    tr = QCoreApplication.translate
    if match.taken:
        words = tr("match", "From %1, which was removed since") if match.gone else tr("match", "From %1")
    elif match.agrees and match.text:
        words = tr("match", "Matches %1")
    else:
        words = tr("match", "Found in %1: %2") if match.usable else tr("match", "%1 says %2")
    return words.replace("%2", match.words).replace("%1", place_words(match.document, match.passage.page))


_PLAIN = {"en": "English", "es": "Español"}
"""Where Qt names the language of one country."""


def language_name(code: str) -> str:
    """What a language calls itself: Deutsch, العربية; its code where that is not known."""
    if code in _PLAIN:
        return _PLAIN[code]
    locale = QLocale(code)
    known = locale.language() not in (QLocale.Language.C, QLocale.Language.AnyLanguage)
    name = locale.nativeLanguageName() if known else ""
    return f"{name[:1].upper()}{name[1:]}" or code


def reads_from_right(code: str) -> bool:
    """Whether the language is written from right to left."""
    return bool(code) and QLocale(code).textDirection() is Qt.LayoutDirection.RightToLeft


def saving_words(saving: Saving | None) -> tuple[str, str]:
    """Whether typing is safe, and the tone to say it in."""
    if saving is None or (saving.state is SavingState.SAVED and saving.at is None):
        return "", "2"
    if saving.state is SavingState.NOT_SAVED:
        return saving.words, "danger"
    if saving.state is SavingState.SAVING or saving.at is None:
        return QCoreApplication.translate("saving", "Saving…"), "2"
    at = f"{saving.at.astimezone():%H:%M:%S}"
    return QCoreApplication.translate("saving", "Saved %1").replace("%1", at), "2"


def forecast_words(expected: Forecast) -> str:
    """What drafting takes, as far as it is known: “About 40 s and $0.05, team-large”."""
    tr, endpoint = QCoreApplication.translate, expected.endpoint
    time = tr("forecast", "about %1 s").replace("%1", str(max(1, round(expected.seconds or 0))))
    if not endpoint.is_model:
        assembled = tr("forecast", "Assembled, no model, no cost")
        return assembled if expected.seconds is None else f"{assembled}, {time}"
    time = tr("forecast", "time not known yet") if expected.seconds is None else time
    words = tr("forecast", "%1 and %2, %3").replace("%1", time).replace("%2", _price(expected))
    words = words.replace("%3", endpoint.name)
    return words[:1].upper() + words[1:]


def _price(expected: Forecast) -> str:
    """Of earlier runs, else what the form allows at most."""
    tr = QCoreApplication.translate
    if expected.most == 0:
        return tr("forecast", "no cost")
    if expected.cost is not None:
        return _dollars(expected.cost)
    if expected.most is None:
        return tr("forecast", "price unknown")
    return tr("forecast", "at most %1").replace("%1", _dollars(expected.most))


def _dollars(amount: Decimal) -> str:
    if 0 < amount < Decimal("0.01"):
        return QCoreApplication.translate("forecast", "less than %1").replace("%1", "$0.01")
    return f"${amount:,.2f}"
