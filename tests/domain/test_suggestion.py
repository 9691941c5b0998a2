"""What documents say of answers, read as the form's types of answers."""

import pytest
from service_examples import pack_with

from desktop_app.domain.agreement import Wording
from desktop_app.domain.draft import QuotedAnswer
from desktop_app.domain.form import FieldType, FormField, SlotType
from desktop_app.domain.suggestion import Suggestion, answer_text, slots_for_fields

CHOICES = ("Germany", "Ireland", "Other")
LAW = Wording(SlotType.TEXT, CHOICES, {"Germany": ("German",), "Ireland": ("Irish",)})


def field(kind: FieldType, **more: object) -> FormField:
    return FormField(field="asked", type=kind, label="Asked", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "words", "text"),
    [
        (field(FieldType.MONEY, currency="EUR"), "EUR 204,600", "204,600"),
        (field(FieldType.MONEY, currency="EUR"), "€ 1,000.50", "1,000.50"),
        (field(FieldType.MONEY), "USD 2 million", "USD 2,000,000"),
        (field(FieldType.MONEY, currency="USD"), "$240,000", "240,000"),
        (field(FieldType.DATE), "the 12th day of January, 2026", "12 January 2026"),
        (field(FieldType.PERCENT), "12.5 per cent", "12.5"),
        (field(FieldType.INTEGER), "1,200", "1200"),
        (field(FieldType.CHOICE, choices=CHOICES), "IRELAND", "Ireland"),
        (field(FieldType.CHOICE, choices=CHOICES), "German", "Germany"),
        (field(FieldType.CHOICE, choices=CHOICES), "Norway", "Other"),
        (field(FieldType.BOOLEAN), "shall not be assigned", "yes"),
        (field(FieldType.TEXT), "Brightwater\nServices Limited", "Brightwater Services Limited"),
    ],
)
def test_words_of_a_document_become_what_somebody_would_type(asked: FormField, words: str, text: str) -> None:
    assert answer_text(asked, words, LAW) == text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (field(FieldType.MONEY, currency="EUR"), "USD 204,600"),
        (field(FieldType.MONEY, currency="EUR"), "EUR 5 or EUR 6"),
        (field(FieldType.MONEY), "$ 500"),
        (field(FieldType.DATE), "January 2026"),
        (field(FieldType.DATE), "31 February 2026"),
        (field(FieldType.DATE), "03/04/2026"),
        (field(FieldType.INTEGER), "sixty days"),
        (field(FieldType.INTEGER), "12.5"),
        (field(FieldType.CHOICE, choices=CHOICES[:2]), "Norway"),
        (field(FieldType.TEXT, max_length=4), "Norway"),
        (field(FieldType.BOOLEAN), ""),
        (field(FieldType.PARAGRAPH), "yes"),
    ],
)
def test_what_is_no_answer_or_more_than_one_is_not_suggested(asked: FormField, words: str) -> None:
    assert answer_text(asked, words, LAW) == ""


def test_a_field_is_found_by_the_slot_that_must_agree_with_it() -> None:
    assert {name: slot.slot for name, slot in slots_for_fields(pack_with().form).items()} == {"fee": "amount"}


def test_a_slot_of_the_same_name_serves_where_the_pack_says_nothing() -> None:
    slot = (
        "    slots:\n      - {slot: months, from: contract, pattern: 'for (?P<value>[0-9]+) months', absent: None.}\n"
    )
    form = pack_with(("    assembled: assembled/term.md\n", "    assembled: assembled/term.md\n" + slot)).form
    assert {name: slot.slot for name, slot in slots_for_fields(form).items()} == {"fee": "amount", "months": "months"}


def test_an_answer_agrees_by_its_value_and_no_answer_says_nothing() -> None:
    found = Suggestion("fee", Wording(SlotType.MONEY), "EUR 48,000.00", "48,000", "p", "d", 1)
    assert found.agrees_with(QuotedAnswer("EUR 48,000", "ana")) is True
    assert found.agrees_with(QuotedAnswer("EUR 84,000", "ana")) is False
    assert found.agrees_with(QuotedAnswer("", None)) is None and found.agrees_with(None) is None


@pytest.mark.parametrize(
    ("answer", "words", "agrees"),
    [
        ("Other", "Massachusetts", True),
        ("Other", "Germany", False),
        ("Other", "irish", False),
        ("Germany", "German", True),
        ("Germany", "Massachusetts", False),
        ("Germany", "Irish", False),
    ],
)
def test_other_agrees_with_what_no_choice_names_and_a_choice_with_its_own_words(
    answer: str, words: str, agrees: bool
) -> None:
    assert Suggestion("law", LAW, words, "", "p", "d", 1).agrees_with(QuotedAnswer(answer, answer)) is agrees
