"""Numbers, amounts and days as a language writes them are read back as the same value, and never as another one."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import UsageError
from desktop_app.domain.form_field import Absence, FormField
from desktop_app.domain.locale_text import local_figures, local_show, local_text, local_typed, neutral_text
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.value import Money, Value
from desktop_app.domain.value_input import parse

GERMAN = LocaleWriting(
    decimal=",", group=".", code_after=True, day_first=True, day="d. MMMM yyyy",
    months=("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
            "November", "Dezember"),
    short_months=("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
)  # fmt: skip
AMERICAN = LocaleWriting(day_first=False, day="MMMM d, yyyy")
FRENCH = LocaleWriting(decimal=",", group="\u202f", code_after=True, day_first=True)
SWISS = LocaleWriting(group="’", day_first=True)
INDIAN = LocaleWriting(last_groups=(3, 2), day_first=True)
ARABIC = LocaleWriting(decimal="٫", group="٬", zero="٠", minus="\u061c-", code_after=True, day_first=True)
EVERY = (NEUTRAL, GERMAN, AMERICAN, FRENCH, SWISS, INDIAN, ARABIC)
DECIMAL, COUNT = FormField(field="x", type="decimal"), FormField(field="x", type="integer")
FEE, ANY = FormField(field="x", type="money", currency="EUR"), FormField(field="x", type="money")
DAY, AT = FormField(field="x", type="date"), FormField(field="x", type="datetime")
NUMBERS = st.decimals(-(10**9), 10**9, places=3)
VALUES = st.one_of(
    st.tuples(st.sampled_from([DECIMAL, FormField(field="x", type="percent")]), NUMBERS),
    st.tuples(st.just(COUNT), st.integers(-(10**12), 10**12)),
    st.tuples(st.just(FEE), NUMBERS.map(lambda amount: Money(amount, "EUR"))),
    st.tuples(st.just(ANY), NUMBERS.map(lambda amount: Money(amount, "USD"))),
    st.tuples(st.just(DAY), st.dates()),
    st.tuples(st.just(FormField(field="x", type="time")), st.times()),
    st.tuples(st.just(AT), st.datetimes()),
)


def read(field: FormField, text: str, ways: LocaleWriting) -> Value | None:
    try:
        return parse(field, neutral_text(field, text, ways))
    except UsageError:
        return None


@given(VALUES, st.sampled_from(EVERY))
def test_what_stands_in_a_field_is_read_as_the_value_that_it_is(
    given: tuple[FormField, Value], ways: LocaleWriting
) -> None:
    field, value = given
    written = local_typed(field, value, ways)
    assert parse(field, neutral_text(field, written, ways)) == value
    assert local_text(field, neutral_text(field, written, ways), ways) == written


@given(st.text(st.sampled_from("0123456789.,’- €()aE/"), max_size=12), st.sampled_from(EVERY))
def test_text_that_is_no_answer_stays_as_it_was_typed(text: str, ways: LocaleWriting) -> None:
    for field in (DECIMAL, FEE, DAY):
        neutral = neutral_text(field, text, ways)
        assert read(field, text, ways) is not None or neutral == text


@pytest.mark.parametrize(
    ("text", "ways", "value"),
    [
        ("1.234,56", GERMAN, "1234.56"),
        ("1.234", GERMAN, "1234"),
        ("1,234", GERMAN, "1.234"),
        ("1,234.56", GERMAN, "1234.56"),
        ("1,234.567", GERMAN, "1234.567"),
        ("1.234,5", NEUTRAL, None),
        ("1,5", NEUTRAL, None),
        ("1,234", NEUTRAL, "1234"),
        ("1.234", NEUTRAL, "1.234"),
        ("1\u202f234,5", FRENCH, "1234.5"),
        ("1 234,5", FRENCH, "1234.5"),
        ("1’234.5", SWISS, "1234.5"),
        ("12,34,567.5", INDIAN, "1234567.5"),
        ("١٬٢٣٤٫٥", ARABIC, "1234.5"),
        ("1.23.4", GERMAN, None),
    ],
)
def test_a_number_is_read_as_the_screen_writes_it(text: str, ways: LocaleWriting, value: str | None) -> None:
    assert read(DECIMAL, text, ways) == (Decimal(value) if value else None)


def test_a_whole_number_with_a_decimal_mark_is_refused_and_not_read_as_thousands() -> None:
    assert read(COUNT, "1,234", GERMAN) is None
    assert read(COUNT, "1.234", GERMAN) == 1234


@pytest.mark.parametrize(
    ("text", "ways", "value"),
    [
        ("23.11.2026", GERMAN, date(2026, 11, 23)),
        ("3.4.2026", GERMAN, date(2026, 4, 3)),
        ("3/4/2026", GERMAN, date(2026, 4, 3)),
        ("3/4/2026", AMERICAN, date(2026, 3, 4)),
        ("3/4/2026", NEUTRAL, None),
        ("23/11/2026", AMERICAN, date(2026, 11, 23)),
        ("23-11-2026", GERMAN, date(2026, 11, 23)),
        ("2026-11-23", ARABIC, date(2026, 11, 23)),
        ("23. März 2026", GERMAN, date(2026, 3, 23)),
        ("23 dez 2026", GERMAN, date(2026, 12, 23)),
        ("23 December 2026", GERMAN, date(2026, 12, 23)),
        ("March 4, 2026", AMERICAN, date(2026, 3, 4)),
        ("ju 4 2026", GERMAN, None),
        ("31.02.2026", GERMAN, None),
    ],
)
def test_a_day_is_read_as_the_screen_writes_it(text: str, ways: LocaleWriting, value: date | None) -> None:
    assert read(DAY, text, ways) == value


def test_a_day_with_a_time_is_read_by_its_day() -> None:
    assert read(AT, "23. März 2026, 14:30", GERMAN) == datetime(2026, 3, 23, 14, 30)  # noqa: DTZ001
    assert read(AT, "23.3.2026 14:30", GERMAN) == datetime(2026, 3, 23, 14, 30)  # noqa: DTZ001


def test_people_read_values_in_their_language_and_drafts_in_that_of_the_form() -> None:
    assert local_show(ANY, Money(Decimal("-45000.5"), "EUR"), GERMAN) == "-45.000,50\u00a0EUR"
    assert local_show(ANY, Money(Decimal("1234567"), "INR"), INDIAN) == "INR 12,34,567"
    assert local_show(FormField(field="x", type="percent", places=2), Decimal("12.5"), GERMAN) == "12,50%"
    assert local_show(DAY, date(2026, 3, 4), ARABIC) == "٤ March ٢٠٢٦"
    assert local_show(FormField(field="x", type="time"), time(14, 30), GERMAN) == "14:30"
    assert local_show(DAY, Absence.NOT_KNOWN, GERMAN) == "not known"
    table = FormField(field="x", type="table", columns=(FEE.model_copy(update={"label": "Fee"}),))
    assert local_show(table, ({"x": Money(Decimal("1.5"), "EUR")},), GERMAN) == "Fee 1,50\u00a0EUR"


def test_figures_in_words_are_written_as_they_are_typed_here() -> None:
    words = "Give an amount, such as EUR 45,000.00, or 2026-01-12, or 12.1.2026; at most 15 digits."
    assert local_figures(words, GERMAN) == words.replace("45,000.00", "45.000,00")
