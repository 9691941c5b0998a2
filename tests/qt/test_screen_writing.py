"""The language of the form, or the system's country, says how numbers and days are written on the screen."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QLocale

from desktop_app.domain.form_field import FormField
from desktop_app.domain.locale_text import local_typed, neutral_text
from desktop_app.domain.locale_writing import NEUTRAL
from desktop_app.qt.screen_writing import writing_of_language

DAY = FormField(field="x", type="date")
LANGUAGES = [
    *("ar", "cs", "cy", "da", "de", "de-CH", "el", "es", "fa", "fi", "fr", "ga", "he", "hi"),
    *("hu", "it", "ja", "ko", "lt", "nl", "pl", "pt-BR", "ru", "sv", "th", "tr", "vi", "zh"),
]


@pytest.fixture(autouse=True)
def system() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    yield
    QLocale.setDefault(before)


def test_a_form_in_english_on_a_system_without_a_country_is_neutral() -> None:
    assert writing_of_language("en") == NEUTRAL


def test_a_form_is_written_as_its_language_does() -> None:
    assert local_typed(DAY, date(2026, 3, 4), writing_of_language("de")) == "4. März 2026"
    assert local_typed(DAY, date(2026, 3, 4), writing_of_language("en", "de")) == "4. März 2026"


def test_the_country_of_the_system_counts_for_its_language_and_for_forms_in_english() -> None:
    QLocale.setDefault(QLocale("de_CH"))
    assert writing_of_language("de").group == "'"
    assert writing_of_language("en").months[2] == "März"
    assert writing_of_language("fr").months[2] == "mars"
    assert writing_of_language("de", "en") == NEUTRAL


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_that_a_language_writes_is_read_back(language: str) -> None:
    ways = writing_of_language(language)
    days = [date(2026, month, 9) for month in range(1, 13)]
    assert [neutral_text(DAY, local_typed(DAY, day, ways), ways) for day in days] == [day.isoformat() for day in days]
