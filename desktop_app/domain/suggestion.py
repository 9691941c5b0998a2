"""What documents say of answers: the value that a slot of the pack finds for a field, as somebody would type it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop_app.domain.agreement import Wording
from desktop_app.domain.calendar_date import PartialDate
from desktop_app.domain.checked_text import CheckedAnswer
from desktop_app.domain.claim import Amount, ClaimKind, find_claims
from desktop_app.domain.currency_sign import without_sign
from desktop_app.domain.draft import QuotedAnswer
from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import AgreeCheck, FieldType, Form, FormField, Slot, SlotType
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.typed_answer import typed_text
from desktop_app.domain.value import Money, Value
from desktop_app.domain.value_input import parse


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a document says of a field: its words there, and where they stand (`page` from 1).

    `text` is what somebody would type for it; empty where the words are no answer of the field's type. `wording` is how
    documents say answers of the field.
    """

    field: str
    wording: Wording
    words: str
    text: str
    passage_id: str
    document_id: str
    page: int

    def agrees_with(self, answer: QuotedAnswer | None) -> bool | None:
        """Whether an answer says the same; None where there is none. Yes says so of anything that was found."""
        if answer is None or not answer.text:
            return None
        if isinstance(answer.value, bool):
            return answer.value
        return self.wording.says_the_same(CheckedAnswer(self.field, "", answer.text, answer.value), self.words)


def slots_for_fields(form: Form) -> dict[str, Slot]:
    """The slot that finds what a field asks for: its own `prefill`, else the one that the pack says must agree with it,
    else one of its name in a section that uses the field. A slot that quotes whole passages finds no value."""
    own = ((field.field, prefill_slot(field)) for field in form.fields)
    found = {name: slot for name, slot in own if slot is not None}
    for section in form.sections:
        slots = {slot.slot: slot for slot in section.slots if not slot.whole}
        agreed = [check.agree for check in section.checks if isinstance(check, AgreeCheck)]
        named = [(name, name) for name in section.uses if form.field(name)]
        for field, slot in (*((each.field, each.slot) for each in agreed), *named):
            if slot in slots:
                found.setdefault(field, slots[slot])
    return found


def prefill_slot(field: FormField) -> Slot | None:
    """What a field's `prefill` looks for, as a slot."""
    if field.prefill is None:
        return None
    kind = SlotType(field.type.value) if field.type.value in {each.value for each in SlotType} else SlotType.TEXT
    return Slot.model_validate({**field.prefill.model_dump(by_alias=True), "slot": field.field, "type": kind})


def answer_text(field: FormField, words: str, wording: Wording) -> str:
    """What somebody would type for these words of a document; nothing where they are no answer, or more than one.

    Of words that name no choice it is “other”, where there is that; a question for yes or no is answered by yes.
    """
    reader = _READERS.get(field.type)
    value = reader(field, flat(words)) if reader else None
    if field.type is FieldType.CHOICE:
        value = wording.choice_of(words) or None
    text = typed_text(field, value)
    try:
        return text if text and parse(field, text) == value else ""
    except UsageError:
        return ""


def _amounts(words: str, kind: ClaimKind) -> Sequence[Amount | PartialDate | str]:
    """All that the words may mean as a claim of this kind."""
    return [value for claim in find_claims(words) if claim.kind is kind for value in claim.values]


def _only(words: str, kind: ClaimKind) -> Amount | PartialDate | str | None:
    """What they mean, where that is one thing."""
    values = set(_amounts(words, kind))
    return values.pop() if len(values) == 1 else None


def _money(field: FormField, words: str) -> Value | None:
    found = _only(words, ClaimKind.MONEY)
    if not isinstance(found, Amount):
        return None
    signed = without_sign(found.unit, field.currency)
    currency = signed[1] if signed else found.unit
    if currency != (field.currency or currency) or len(currency) != len("EUR"):
        return None
    return Money(found.number, currency)


def _date(_: FormField, words: str) -> Value | None:
    found = _only(words, ClaimKind.DATE)
    if not isinstance(found, PartialDate) or found.year is None or found.day is None:
        return None
    return date(found.year, found.month, found.day) if _exists(found.year, found.month, found.day) else None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _percent(_: FormField, words: str) -> Value | None:
    found = _only(words, ClaimKind.PERCENT)
    return found.number if isinstance(found, Amount) else None


def _number(field: FormField, words: str) -> Value | None:
    found = _only(words, ClaimKind.NUMBER)
    number = found.number if isinstance(found, Amount) and not found.unit else None
    if field.type is not FieldType.INTEGER or number is None:
        return number
    return int(number) if number == number.to_integral_value() and abs(number) < Decimal(10) ** 15 else None


def _found(_: FormField, words: str) -> Value | None:
    return True if words else None


def _text(_: FormField, words: str) -> Value | None:
    return words or None


def _parsed(field: FormField, words: str) -> Value | None:
    try:
        return parse(field, words)
    except UsageError:
        return None


_READERS: Mapping[FieldType, Callable[[FormField, str], Value | None]] = {
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.PERCENT: _percent,
    FieldType.INTEGER: _number,
    FieldType.DECIMAL: _number,
    FieldType.TEXT: _text,
    FieldType.BOOLEAN: _found,
    FieldType.IDENTIFIER: _parsed,
    FieldType.EMAIL: _parsed,
}
"""Types of answers that a document can give; of others nothing is suggested."""

FOUND_TYPES = frozenset((*_READERS, FieldType.CHOICE))
"""The same, with choices, which are found by their wording."""
