"""What is personal does not leave, and stands in its place again when it comes back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.personal_shape import is_card, is_iban
from desktop_app.domain.stand_in import (
    PersonalAnswer,
    StandInReader,
    StandIns,
    stand_ins,
    within_json,
    within_markup,
)

IBAN, CARD, PHONE, MAIL = "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111", "+44 20 7946 0958", "ana@example.com"
PERSONAL = [IBAN, CARD, PHONE, MAIL, "219-09-9999", "AB 12 34 56 C"]
NAME = PersonalAnswer("name", "Ana Lindqvist")


def found_in(text: str, *answers: PersonalAnswer) -> StandIns:
    return stand_ins([text], answers)


@pytest.mark.parametrize("value", PERSONAL)
def test_numbers_and_addresses_of_persons_have_stand_ins(value: str) -> None:
    text = f"Pay {value}, or write."
    found = found_in(text)
    sent = found.put_in(text)
    assert value not in sent
    assert found.take_out(sent) == text


@pytest.mark.parametrize(
    "text",
    [
        "EUR 48,000.00 on 12 January 2026",
        "DE89 3704 0044 0532 0130 01",
        "4111 1111 1111 1112",
        "clause 5.1.2 of 2026-01-12",
        "0000 0000 0000 0000",
        "12 345 678 units",
    ],
)
def test_amounts_dates_and_numbers_with_wrong_check_digits_stay(text: str) -> None:
    assert not found_in(text)


WAYS = {
    "DE89 3704 0044\n0532 0130 00": "0532",
    "DE89\u00a03704\u202f0044-0532.0130 00": "0532",
    "de89370400440532013000": "0532",
    "AT61 1904 3002 3457 3201 BANK": "3457",
    "statement_DE89370400440532013000.pdf": "0532",
    "4111 1111 1111 1111 12/27": "1111",
    "4111\u00a01111 1111\n1111": "1111",
    "No.-4111111111111111": "1111",
    "jürgen@müller.de": "müller",
    "z.holt@\nquarter.example": "z.holt",
    "z.holt\n@quarter.example": "z.holt",
    "z.holt@quarter.\nexample": "z.holt",
    "+49\u00a030\n1234567": "1234567",
    "0049 30 1234567": "1234567",
    "+49 30 1234567.\n42697048": "1234567",
    "+49 (30) / 123-4567": "4567",
    "(212) 555-0147": "0147",
    "Tel.: 030/1234567": "1234567",
    "219\u201109\u20119999": "9999",
    "SSN: 219 09 9999": "9999",
    "Passport No. C01X00T47": "C01X00T47",
}


@pytest.mark.parametrize("text", WAYS, ids=range(len(WAYS)))
def test_however_a_number_is_written_it_does_not_leave_and_comes_back_as_it_was(text: str) -> None:
    found = found_in(text)
    sent = found.put_in(text)
    assert WAYS[text] not in sent
    assert " ".join(found.take_out(sent).split()) == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    ["LINDQVIST-BERG", "ana lindqvist-berg", "Lindqvist", "Anas", "Ana Lindqvist\u2011Berg", "Lindqvist_2.pdf"],
)
def test_a_name_does_not_leave_in_capitals_in_part_or_in_the_name_of_a_file(text: str) -> None:
    sent = found_in(text, PersonalAnswer("name", "Ana Lindqvist-Berg")).put_in(text).lower()
    assert "lindqvist" not in sent and "ana" not in sent


def test_a_name_with_an_accent_of_its_own_and_a_number_in_groups_do_not_leave() -> None:
    text = "Zoe\u0308 holds c01 X00-T47."
    answers = (PersonalAnswer("name", "Zo\u00eb"), PersonalAnswer("passport", "C01X00T47"))
    assert found_in(text, *answers).put_in(text) == "NAME_1 holds PASSPORT_1."


@pytest.mark.parametrize("written", ["EMAIL\\_1", 'a\\nEMAIL_1"', "email_1"])
def test_a_stand_in_comes_back_where_a_model_escapes_it_or_writes_it_behind_the_end_of_a_line(written: str) -> None:
    reader = StandInReader(found_in(MAIL), str)
    shown = [reader.feed(character) for character in written]
    assert MAIL in "".join([*shown, reader.finish()])


@pytest.mark.parametrize("size", range(1, 8))
def test_a_stand_in_behind_the_end_of_a_line_comes_back_in_pieces_of_any_size(size: int) -> None:
    reader, written = StandInReader(found_in(MAIL), str), 'It is\\nEMAIL_1, not XEMAIL_1"'
    shown = [reader.feed(written[at : at + size]) for at in range(0, len(written), size)]
    assert "".join([*shown, reader.finish()]) == f'It is\\n{MAIL}, not XEMAIL_1"'


HOME = PersonalAnswer("address", "12 Larkspur Mews, Apt. 4, Dunholme")
BORN = PersonalAnswer("birth", "2 May 1980")


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("She lives at 12 Larkspur Mews.", "She lives at ADDRESS_1."),
        ("The flat in LARKSPUR MEWS, apt. 4.", "The flat in ADDRESS_1."),
        ("[E1] Write to 12 Larkspur Mews, Apt.\n[E2] 4, Dunholme.", "[E1] Write to ADDRESS_1\n[E2] ADDRESS_2."),
        ("[E1] The house is in\n[E2] Dunholme.", "[E1] The house is in\n[E2] ADDRESS_1."),
        ('{"a": "12 Larkspur Mews,\\nApt. 4, Dunholme"}', '{"a": "ADDRESS_1"}'),
        ("12 Larkspur Mews, Apt\\. 4, Dunholme", "ADDRESS_1"),
        ("Born on 2.5.1980, May 2, 1980 or 1980-05-02.", "Born on BIRTH_1, BIRTH_2 or BIRTH_3."),
        ("Four meet in the Mews.", "Four meet in the Mews."),
    ],
)
def test_an_address_in_part_and_a_day_in_other_words_do_not_leave(text: str, sent: str) -> None:
    found = found_in(text, HOME, BORN)
    assert found.put_in(text) == sent
    assert found.take_out(sent) == text


def test_a_number_that_two_passages_share_leaves_in_neither() -> None:
    text = "[E1] From DE89 3704 0044\n[E2] 0532 0130 00 to us."
    assert found_in(text).put_in(text) == "[E1] From IBAN_1\n[E2] IBAN_2 to us."
    other = "\n".join(reversed(text.split("\n")))
    assert found_in(other).put_in(other) == "[E2] IBAN_1 to us.\n[E1] From IBAN_2"


@pytest.mark.parametrize("text", ["Quarter-\nmaine-Holt", "Quar\u00adtermaine-Holt", '{"a": "x\\nQuartermaine-Holt"}'])
def test_a_name_that_a_line_end_or_json_breaks_does_not_leave(text: str) -> None:
    assert "Holt" not in found_in(text, PersonalAnswer("name", "Zenobia Quartermaine-Holt")).put_in(text)


def test_a_name_in_quotes_does_not_leave_as_json_writes_it() -> None:
    answer, text = PersonalAnswer("name", 'Ana "Annie" Berg'), r'{"a": "Ana \"Annie\" Berg"}'
    assert found_in(text, answer).put_in(text) == '{"a": "NAME_1"}'


@pytest.mark.parametrize("longest", range(4, 40))
def test_what_is_cut_holds_no_half_of_a_value(longest: int) -> None:
    text = f"From {IBAN} to {MAIL} it went."
    begin = found_in(text).first(text, longest)
    assert text.startswith(begin)
    assert all(value in begin or value[:3] not in begin for value in (IBAN, MAIL))


def test_those_of_a_text_are_told_from_those_of_others() -> None:
    assert dict(stand_ins([MAIL, IBAN], ()).within(f"To {IBAN}.").texts) == {"IBAN_1": IBAN}


def test_check_digits_are_those_of_the_standards() -> None:
    assert is_iban("GB82 WEST 1234 5698 7654 32") and not is_iban("GB82 WEST 1234 5698 7654 33")
    assert is_card("378282246310005") and not is_card("378282246310006")


def test_a_marked_answer_has_a_stand_in_in_whole_and_in_part() -> None:
    text = "Ana  Lindqvist signed. Ms Lindqvist pays. Anabel does not."
    sent = found_in(text, NAME).put_in(text)
    assert "Lindqvist" not in sent
    assert "Anabel does not." in sent
    assert len(set(found_in(text, NAME).texts)) == 2


def test_the_same_value_has_the_same_stand_in_everywhere() -> None:
    text = f"{MAIL} and {MAIL}"
    assert found_in(text).put_in(text) == "EMAIL_1 and EMAIL_1"


def test_a_document_that_speaks_of_stand_ins_is_not_misread() -> None:
    text = f"EMAIL_1 is no address; {MAIL} is."
    found = found_in(text)
    assert found.take_out(found.put_in(text)) == text


def test_what_a_model_makes_up_stays_as_it_is() -> None:
    assert found_in(MAIL).take_out("Write to EMAIL_7 or email_1.") == f"Write to EMAIL_7 or {MAIL}."


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*PERSONAL, "the fee", "EUR 9", "E", "EMA", "IBAN_", "\n"])), st.data())
def test_however_a_text_is_cut_no_half_stand_in_is_shown(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    found = found_in(text)
    sent = found.put_in(text)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=8)))
    reader, shown = StandInReader(found, str), ""
    for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True):
        shown += reader.feed(sent[start:end])
        assert text.startswith(shown)
    assert shown + reader.finish() == text


def test_a_value_cannot_become_a_mark_of_the_text_it_stands_in() -> None:
    assert within_markup("A*B [E1]") == "A\\*B \\[E1]"
    assert within_json('the "Lender"\n') == 'the \\"Lender\\"\\n'
