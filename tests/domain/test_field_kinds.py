"""Every type and property of a field takes what people mean, keeps it, shows it, and refuses the rest with words."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.answers import Value, dump, load, parse, show
from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import Absence, FormField
from desktop_app.domain.form_field import Checksum
from desktop_app.domain.identifier import agrees
from desktop_app.domain.typed_answer import typed_text

HOW = {"choices": [{"choice": "cash", "label": "Cash in hand"}, "wire", {"choice": "card", "label": "Card"}]}
IBAN = "DE89370400440532013000"
NONE = Absence.NOT_APPLICABLE
EVENING = datetime.fromisoformat("2026-01-12T18:05")
ZONED = datetime(2026, 1, 12, 18, 5, tzinfo=timezone(timedelta(hours=1)))


def field(kind: str, **more: Any) -> FormField:
    return FormField.model_validate({"field": "it", "label": "It", "type": kind, **more})


@pytest.mark.parametrize(
    ("kind", "more", "raw", "value", "shown"),
    [
        ("time", {}, "14:30", time(14, 30), "14:30"),
        ("time", {}, "2:30 pm", time(14, 30), "14:30"),
        ("time", {}, "12 am", time(0, 0), "00:00"),
        ("time", {}, "07:05:09", time(7, 5, 9), "07:05:09"),
        ("datetime", {}, "2026-01-12 18:05", EVENING, "12 January 2026, 18:05"),
        ("datetime", {}, "2026-01-12T18:05", EVENING, "12 January 2026, 18:05"),
        ("datetime", {}, "12 January 2026, 6:05 pm", EVENING, "12 January 2026, 18:05"),
        ("datetime", {}, "12.1.2026 18:05", EVENING, "12 January 2026, 18:05"),
        ("datetime", {}, "2026-01-12T18:05+01:00", ZONED, "12 January 2026, 18:05 (UTC+01:00)"),
        ("rank", HOW, ["wire", "cash"], ("wire", "cash"), "wire > Cash in hand"),
        ("rank", HOW, "card > Cash in hand > wire", ("card", "cash", "wire"), "Card > Cash in hand > wire"),
        ("rating", {"scale": [0, 10]}, "0", 0, "0"),
        ("choice", HOW, "cash in hand", "cash", "Cash in hand"),
        ("choices", HOW, "wire, Cash in hand", ("cash", "wire"), "Cash in hand, wire"),
        ("decimal", {"places": 2}, "-0", Decimal(0), "0.00"),
        ("date", {}, "January 12, 2026", date(2026, 1, 12), "12 January 2026"),
        ("date", {}, "2026/1/12", date(2026, 1, 12), "12 January 2026"),
        ("phone", {}, "+49 30 901820", "+4930901820", "+49 30 901820"),
        ("phone", {"region": "DE"}, "030/901820", "+4930901820", "+49 30 901820"),
        ("phone", {"region": "US"}, "(202) 456-1111 ext. 7", "+12024561111;ext=7", "+1 202-456-1111 ext. 7"),
        ("identifier", {"checksum": "iban"}, "de89 37040044 053201-3000", IBAN, "DE89 3704 0044 0532 0130 00"),
        ("identifier", {"checksum": "luhn"}, "4539 1488-0343 6467", "4539148803436467", "4539148803436467"),
        ("identifier", {"checksum": "lei"}, "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"),
        ("identifier", {"pattern": "[A-Z]{2}-[0-9]{4}"}, "AB-1234", "AB-1234", "AB-1234"),
        ("date", {"allow": ["not_known"]}, "Not known", Absence.NOT_KNOWN, "not known"),
        ("money", {"allow": ["not_applicable"], "currency": "EUR"}, "not_applicable", NONE, "not applicable"),
    ],
)  # fmt: skip
def test_what_is_typed_is_understood_kept_and_shown(
    kind: str, more: dict[str, Any], raw: object, value: Value, shown: str
) -> None:
    asked = field(kind, **more)
    assert parse(asked, raw) == value
    assert load(asked, dump(value)) == value
    assert show(asked, value) == shown
    assert parse(asked, typed_text(asked, value)) == value


@pytest.mark.parametrize(
    ("kind", "more", "raw", "right"),
    [
        ("time", {}, "25:00", "14:30"),
        ("time", {}, "7", "14:30"),
        ("time", {}, "13 pm", "14:30"),
        ("datetime", {}, "2026-02-30 10:00", "2026-01-12 14:30"),
        ("datetime", {}, "0001-01-01T00:00+05:00", "2026-01-12 14:30"),
        ("rank", HOW, ["wire", "wire"], "one place"),
        ("rank", HOW, "gold", "Cash in hand"),
        ("party", {}, {"kind": "firm"}, "a name"),
        ("text", {}, None, "a text"),
        ("rating", {"scale": [0, 10]}, "11", "from 0 to 10"),
        ("phone", {}, "030 901820", "with its country"),
        ("phone", {"region": "DE"}, "12", "with its country"),
        ("identifier", {"checksum": "iban"}, "DE89370400440532013001", "one character is not right"),
        ("identifier", {"checksum": "luhn"}, "4539148803436468", "one of them is not right"),
        ("identifier", {"checksum": "lei"}, "5493001KJTIIGC8Y1R13", "one is not right"),
        ("identifier", {"pattern": "[0-9]+", "hint": "Digits only"}, "12a", "Digits only"),
        ("text", {"pattern": "[0-9]{4}"}, "12345", "[0-9]{4}"),
        ("date", {}, "not known", "2026-01-12"),
        ("date", {"allow": ["not_known"]}, "not applicable", "2026-01-12"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_what_would_be(
    kind: str, more: dict[str, Any], raw: object, right: str
) -> None:
    with pytest.raises(UsageError) as refused:
        parse(field(kind, **more), raw)
    assert right in refused.value.next


def test_a_text_that_takes_no_absence_may_say_those_words() -> None:
    assert parse(field("text"), "not known") == "not known"


def test_a_cell_of_a_table_may_be_not_known() -> None:
    table = field("table", columns=[{"field": "day", "type": "date", "allow": ["not_known"]}])
    rows = parse(table, [{"day": "not known"}, {"day": "2026-01-12"}])
    assert rows == ({"day": Absence.NOT_KNOWN}, {"day": date(2026, 1, 12)})
    assert load(table, dump(rows)) == rows
    assert parse(table, typed_text(table, rows)) == rows


@given(st.integers(0, 10**30 - 1))
def test_one_wrong_digit_is_seen_by_every_checksum(number: int) -> None:
    body = f"{number:030d}"
    check = next(str(c) for c in range(10) if agrees(Checksum.LUHN, body + str(c)))
    assert not any(agrees(Checksum.LUHN, body + str(c)) for c in range(10) if str(c) != check)
    pair = next(f"{c:02d}" for c in range(2, 99) if agrees(Checksum.IBAN, f"DE{c:02d}{body[:18]}"))
    swapped = f"DE{pair}{body[1]}{body[0]}{body[2:18]}"
    assert body[0] == body[1] or not agrees(Checksum.IBAN, swapped)


TYPED = st.one_of(st.text(max_size=40), st.integers(), st.lists(st.text(max_size=5)))


@given(kind=st.sampled_from(["time", "datetime", "rank", "phone", "identifier"]), raw=TYPED)
def test_nothing_that_is_typed_gives_a_traceback(kind: str, raw: object) -> None:
    asked = field(kind, **(HOW if kind == "rank" else {"checksum": "iban"} if kind == "identifier" else {}))
    try:
        value = parse(asked, raw)
    except UsageError:
        return
    assert load(asked, dump(value)) == value
