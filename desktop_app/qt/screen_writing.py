"""How numbers, amounts and days are written on the screen: as the form's language does, or the system's country."""

import re

from PySide6.QtCore import QLocale

from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting

PLAIN = "en"
"""The language of forms that were written for no country: the system says how numbers and days are written there."""
_WEEKDAY = re.compile(r"[\s,،]*d{3,4}[,،]?\s*|[\s,،]*c{3,4}[,،]?\s*")
_FORMS = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)
_GROUPS = re.compile(r"\d+")


def writing_of_language(own: str, chosen: str = "") -> LocaleWriting:
    """How a form is written whose own language is `own`, and that is read in the language `chosen`, where it is one.

    The system's country counts where its language is that of the form; it counts alone for a form in English, as long
    as nobody chose that language on purpose.
    """
    language, system = chosen or own, QLocale()
    known = system.language() not in (QLocale.Language.C, QLocale.Language.AnyLanguage)
    form = QLocale(language)
    if known and (form.language() is system.language() or (_is_plain(language) and not chosen)):
        return _writing(system)
    return NEUTRAL if _is_plain(language) or form.language() is QLocale.Language.C else _writing(form)


def _is_plain(language: str) -> bool:
    return language.casefold().split("-")[0] == PLAIN


def _writing(locale: QLocale) -> LocaleWriting:
    months = tuple(locale.monthName(month) for month in range(1, 13))
    others = (locale.standaloneMonthName(month, form) for form in _FORMS for month in range(1, 13))
    short = (locale.monthName(month, QLocale.FormatType.ShortFormat) for month in range(1, 13))
    return LocaleWriting(
        decimal=locale.decimalPoint(),
        group=locale.groupSeparator(),
        zero=locale.zeroDigit(),
        minus=locale.negativeSign(),
        last_groups=_groups(locale),
        code_after=locale.toCurrencyString(1.5, "XXX").rstrip("\u200f\u200e").endswith("XXX"),
        day_first=_day_first(locale),
        day=_WEEKDAY.sub(_gap, locale.dateFormat(QLocale.FormatType.LongFormat)).strip(),
        months=months,
        short_months=(*short, *others),
    )


def _gap(found: re.Match[str]) -> str:
    return " " if found.start() and found.end() < len(found.string) else ""


def _groups(locale: QLocale) -> tuple[int, int]:
    """How many digits stand in the last group of thousands, and in the one before."""
    sizes = [len(group) for group in _GROUPS.findall(locale.toString(1_000_000_000))]
    return (sizes[-1], sizes[-2]) if len(sizes) > 1 else (3, 3)


def _day_first(locale: QLocale) -> bool | None:
    order = locale.dateFormat(QLocale.FormatType.ShortFormat).lower()
    day, month, year = (order.find(part) for part in "dmy")
    return None if year < min(day, month) else day < month
