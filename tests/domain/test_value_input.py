"""What people type becomes the value that they meant, or a sentence that says what would be right."""

from datetime import date
from decimal import Decimal

import pytest

from desktop_app.domain.answers import Money, Party, parse
from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import FieldType, FormField

OBJECT = {"amount": "45000", "currency": "EUR"}
RUBBISH = [None, [], {}, "", " ", 10**5000, float("nan"), float("inf"), object(), b"x", "\ud800"]


def field(kind: str, **more: object) -> FormField:
    return FormField.model_validate({"field": "it", "label": "It", "type": kind, **more})


@pytest.mark.parametrize("raw", ["45000 EUR", "EUR 45,000.00", "eur 45000", "45,000", 45000, 45000.0, OBJECT])
def test_money_is_understood_as_people_write_it(raw: object) -> None:
    assert parse(field("money", currency="EUR"), raw) == Money(Decimal(45000), "EUR")


@pytest.mark.parametrize(
    "raw", ["45.000,00 EUR", "45,00", "12 USD", "EUR 5 EUR", "many", True, [], "1e9", "0x10", "١٢"]
)
def test_money_that_could_mean_two_things_is_refused(raw: object) -> None:
    with pytest.raises(UsageError) as refused:
        parse(field("money", currency="EUR"), raw)
    assert "EUR" in refused.value.next


@pytest.mark.parametrize(
    ("raw", "currency"),
    [("€45,000", "EUR"), ("$45,000", "USD"), ("$45,000.00", "CAD"), ("US$ 45,000", "USD"), ("45000 £", "GBP")],
)
def test_money_is_understood_with_the_sign_of_its_currency(raw: str, currency: str) -> None:
    assert parse(field("money", currency=currency), raw) == Money(Decimal(45000), currency)


@pytest.mark.parametrize(
    ("raw", "currency"), [("$45,000", "EUR"), ("€45,000", "USD"), ("¥45,000", None), ("$ $45", "USD")]
)
def test_the_sign_of_another_currency_or_of_none_is_refused(raw: str, currency: str | None) -> None:
    with pytest.raises(UsageError):
        parse(field("money", currency=currency), raw)


def test_money_without_any_currency_is_refused() -> None:
    with pytest.raises(UsageError, match="currency is needed"):
        parse(field("money"), "100")


def test_cents_of_a_json_number_are_exact() -> None:
    assert parse(field("money", currency="EUR"), 0.1) == Money(Decimal("0.1"), "EUR")


def test_an_amount_that_a_rule_could_not_hold_exactly_is_refused() -> None:
    with pytest.raises(UsageError, match="at most 15 digits"):
        parse(field("decimal"), "1234567890123456.7")


@pytest.mark.parametrize(
    "raw", ["2026-01-12", "12 January 2026", "12 Jan 2026", "12. january, 2026", date(2026, 1, 12)]
)
def test_a_date_is_understood_as_people_write_it(raw: object) -> None:
    assert parse(field("date"), raw) == date(2026, 1, 12)


@pytest.mark.parametrize(
    "raw", ["2026-02-30", "31 June 2026", "01/02/2026", "12 Janvier 2026", 20260112, "", "tomorrow"]
)
def test_a_day_that_is_not_in_the_calendar_or_not_clear_is_refused(raw: object) -> None:
    with pytest.raises(UsageError):
        parse(field("date"), raw)


@pytest.mark.parametrize(("raw", "value"), [("yes", True), ("No", False), (True, True), ("false", False)])
def test_yes_and_no_are_understood(raw: object, value: bool) -> None:
    assert parse(field("boolean"), raw) is value


@pytest.mark.parametrize("raw", [1, 0, "maybe", None, "", []])
def test_what_is_neither_yes_nor_no_is_refused(raw: object) -> None:
    with pytest.raises(UsageError, match="yes or no"):
        parse(field("boolean"), raw)


def test_a_choice_outside_of_the_list_names_the_list() -> None:
    with pytest.raises(UsageError, match="one of: a, b"):
        parse(field("choice", choices=["a", "b"]), "c")


def test_a_choice_is_known_in_capitals_too_unless_another_differs_by_them_alone() -> None:
    assert parse(field("choice", choices=["cash", "wire"]), " Cash") == "cash"
    assert parse(field("choice", choices=["a", "A"]), "A") == "A"
    with pytest.raises(UsageError):
        parse(field("choice", choices=["ab", "AB"]), "Ab")


def test_choices_stand_in_the_order_of_the_form_each_once() -> None:
    assert parse(field("choices", choices=["a", "b", "c"]), "c, a, c") == ("a", "c")


def test_a_text_of_one_line_has_no_control_characters_and_no_lines() -> None:
    assert parse(field("text"), " a\x00\nb\ud800 ") == "a b"


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(UsageError, match="at most 3"):
        parse(field("text", max_length=3), "four")


def test_a_party_is_a_name_or_an_object() -> None:
    assert parse(field("party"), "Acme Ltd") == Party("Acme Ltd")
    assert parse(field("party"), {"name": "Acme", "kind": "organisation"}) == Party("Acme", "organisation")


@pytest.mark.parametrize("raw", [{"name": ""}, {}, {"nam": "x"}, 5, {"name": 5}])
def test_a_party_without_a_name_is_refused(raw: object) -> None:
    with pytest.raises(UsageError):
        parse(field("party"), raw)


TABLE = field("table", currency="EUR", columns=[{"field": "day", "type": "date"}, {"field": "amount", "type": "money"}])


def test_a_row_leaves_blank_cells_out_and_takes_the_currency_of_its_table() -> None:
    assert parse(TABLE, [{"day": "", "amount": "5"}]) == ({"amount": Money(Decimal(5), "EUR")},)


@pytest.mark.parametrize("raw", ["x", [1], {"day": "2026-01-01"}, [{"dy": 1}], [{5: 1}]])
def test_what_is_no_table_is_refused(raw: object) -> None:
    with pytest.raises(UsageError):
        parse(TABLE, raw)


@pytest.mark.parametrize("kind", list(FieldType))
@pytest.mark.parametrize("raw", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_is_refused_and_never_a_traceback(kind: FieldType, raw: object) -> None:
    try:
        parse(field(kind.value, choices=["a"]), raw)
    except UsageError as refused:
        assert refused.next
    else:
        assert raw == []


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("14/11/2000", date(2000, 11, 14)),
        ("11/14/2000", date(2000, 11, 14)),
        ("3/3/2026", date(2026, 3, 3)),
        ("03.04.2026", date(2026, 4, 3)),
    ],
)
def test_a_date_in_figures_is_taken_where_it_can_be_one_day_only(written: str, day: date) -> None:
    assert parse(field("date"), written) == day


@pytest.mark.parametrize("written", ["03/04/2026", "31/02/2026", "32.01.2026", "1.2.26", "14/11.2000"])
def test_a_date_in_figures_that_is_none_or_could_be_two_is_refused(written: str) -> None:
    with pytest.raises(UsageError):
        parse(field("date"), written)
