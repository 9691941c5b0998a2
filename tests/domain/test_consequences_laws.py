"""Laws of what follows from answers: no order matters, nothing is lost by hiding, a change gives what all gives."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_examples import small_form

from desktop_app.domain.answers import Money, parse
from desktop_app.domain.consequences import Consequences
from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import Absence, Form, FormField
from desktop_app.domain.form_locale import Locale, localised
from desktop_app.domain.locale_text import neutral_text
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.rules import Rules
from desktop_app.domain.typed_answer import typed_text

TODAY = date(2026, 2, 1)
MORE = """\
      - {field: land, type: choice, choices: [de, ie], relevant: known, allow: [not_known]}
      - {field: rate, type: decimal, default_calculation: "land == 'de' ? 1.5 : 2.0"}
      - {field: net, type: money, currency: EUR, calculation: "multiply(total, rate)", relevant: "!land.not_known"}
      - field: town
        type: choice
        relevant: net > 10.00
        choice_filter: choice.land == land
        choices: [{choice: ulm, attributes: {land: de}}, {choice: cork, attributes: {land: ie}}]
      - {field: due, type: datetime, constraint: 'due > timestamp("2026-01-01T00:00:00Z")'}
      - {field: best, type: rank, choices: [a, b, c], required: town == "ulm"}
"""
COLUMNS = """\
          - {field: pieces, type: integer, label: Pieces, constraint: row.pieces < 100}
          - {field: each, type: money, calculation: "multiply(row.amount, rate)", relevant: row.pieces > 1}
          - {field: how, type: choice, choices: [post, mail], allow: [not_known]}
          - field: by
            type: choice
            relevant: "!row.how.not_known"
            choice_filter: choice.how == row.how
            choices: [{choice: van, attributes: {how: post}}, {choice: smtp, attributes: {how: mail}}]
"""
REPEATED = """\
  - page: of_each
    title: What of each payment?
    repeat: payments
    relevant: row.amount >= 6000.00 && known
    fields:
      - {field: why, type: text, required: "!row.how.blank", allow: [not_known], constraint: row.why != name}
      - {field: months, type: integer, default: 3, relevant: row.why != "Ada"}
decisions:
"""
KNOWN = "      - {field: known, type: boolean, label: Is it known?}\n"
OLD = "          - {field: pieces, type: integer, label: Pieces}\n"
FORM = small_form((KNOWN, KNOWN + MORE), (OLD, COLUMNS), ("decisions:\n", REPEATED))
RULES = Rules(FORM)
ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "amount": st.sampled_from([Money(Decimal(n), "EUR") for n in ("1", "1.00", "6000", "30000")]),
            "pieces": st.sampled_from([1, 2, 200]),
            "how": st.sampled_from(["post", "mail", Absence.NOT_KNOWN]),
            "by": st.sampled_from(["van", "smtp"]),
            "why": st.sampled_from(["Ada", "A fee", Absence.NOT_KNOWN]),
            "months": st.integers(0, 3),
        },
    ),
    max_size=3,
).map(tuple)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(["person", "organisation"]),
    "name": st.sampled_from(["Ada", "Bo"]),
    "birth": st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    "payments": ROWS,
    "known": st.booleans(),
    "land": st.sampled_from(["de", "ie", Absence.NOT_KNOWN]),
    "rate": st.sampled_from([Decimal("0.1"), Decimal(3)]),
    "town": st.sampled_from(["ulm", "cork"]),
    "due": st.datetimes(),
    "best": st.permutations(["a", "b", "c"]).map(tuple),
}
EDITS = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), st.none() | VALUES[name])), max_size=8
)


def test_the_form_of_these_laws_has_no_faults() -> None:
    assert not RULES.faults


def known(told: Consequences) -> tuple[Any, ...]:
    return repr(told.evaluated), repr(told.problems)


def edited(answers: dict[str, Any], edits: list[tuple[str, Any]]) -> dict[str, Any]:
    for name, value in edits:
        answers = {n: v for n, v in answers.items() if n != name} | ({} if value is None else {name: value})
    return answers


@settings(max_examples=30, deadline=None)
@given(EDITS, st.integers(0, 2))
def test_a_change_gives_what_working_all_out_gives(edits: list[tuple[str, Any]], files: int) -> None:
    answers: dict[str, Any] = {}
    told = Consequences.of(RULES, answers, TODAY, {"files": 0})
    for edit in edits:
        answers = edited(answers, [edit])
        told = told.after(answers, TODAY, {"files": files})
    assert known(told) == known(Consequences.of(RULES, answers, TODAY, {"files": files if edits else 0}))


@settings(max_examples=30, deadline=None)
@given(EDITS, EDITS)
def test_hiding_and_showing_gives_back_what_was(edits: list[tuple[str, Any]], meanwhile: list[tuple[str, Any]]) -> None:
    answers = edited({}, edits)
    before = Consequences.of(RULES, answers, TODAY)
    away = before.after(edited(answers, [("known", False), ("kind", "organisation"), *meanwhile]), TODAY)
    assert known(away.after(answers, TODAY)) == known(before)


@settings(max_examples=40, deadline=None)
@given(EDITS, ROWS, st.randoms(use_true_random=False))
def test_the_order_in_which_fields_stand_never_matters(
    edits: list[tuple[str, Any]], rows: tuple[Any, ...], random: Any
) -> None:
    def mixed(field: FormField) -> FormField:
        return field.model_copy(update={"columns": tuple(random.sample(field.columns, len(field.columns)))})

    pages = [
        page.model_copy(update={"fields": tuple(mixed(each) for each in random.sample(page.fields, len(page.fields)))})
        for page in FORM.pages
    ]
    shuffled = FORM.model_copy(update={"pages": tuple(random.sample(pages, len(pages)))})
    answers = {"payments": rows, **edited({}, edits)}
    one, other = Consequences.of(RULES, answers, TODAY), Consequences.of(Rules(shuffled), answers, TODAY)
    assert one.evaluated == other.evaluated
    assert set(one.problems) == set(other.problems)


CELLS = st.one_of(st.sampled_from(["6000", "2", "post", "not known", "Ada", "", "-1"]), st.text(max_size=6), st.none())
TYPED_ROWS = st.lists(
    st.dictionaries(st.sampled_from(["amount", "pieces", "how", "by", "why", "months"]), CELLS), max_size=3
)
RAW = st.one_of(
    st.sampled_from(["not known", "yes", "de", "ulm", "1,5", "2026-02-01", "a > b", "[]", "{", "\u202e١"]),
    st.text(max_size=12), st.integers(), st.none(), TYPED_ROWS, TYPED_ROWS.map(json.dumps),
)  # fmt: skip
GERMAN = LocaleWriting(decimal=",", group=".", day_first=True, code_after=True, day="d. MMMM yyyy")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(VALUES)), RAW), max_size=6), st.sampled_from([NEUTRAL, GERMAN]))
def test_no_sequence_of_edits_gives_a_traceback(typed: list[tuple[str, Any]], ways: LocaleWriting) -> None:
    told = Consequences.of(RULES, {}, TODAY)
    for name, raw in typed:
        field = FORM.field(name)
        assert field
        try:
            value = parse(field, neutral_text(field, raw, ways) if isinstance(raw, str) else raw)
        except UsageError:
            continue
        told = told.after({**told.answers, name: value}, TODAY)
        assert value == () or parse(field, typed_text(field, value)) == value
        for row in value if name == "payments" and isinstance(value, tuple) else ():
            assert told.evaluated.cell_choices["payments"]("by", row) is not None
    assert told.problems is not None
    assert known(told) == known(Consequences.of(RULES, told.answers, TODAY))


@settings(max_examples=20, deadline=None)
@given(EDITS)
def test_the_language_that_a_form_is_read_in_changes_no_consequence(edits: list[tuple[str, Any]]) -> None:
    words = {"fields": {"kind": {"label": "Art", "choices": {"person": "Mensch"}}, "town": {"label": "Ort"}}}
    german = localised(FORM, Locale.model_validate({"title": "Ein Formular", **words}))
    answers = edited({}, edits)
    one, other = Consequences.of(RULES, answers, TODAY), Consequences.of(Rules(german), answers, TODAY)
    assert one.evaluated == other.evaluated
    assert [(each.kind, each.field) for each in one.problems] == [(each.kind, each.field) for each in other.problems]


def test_a_hidden_answer_reaches_neither_values_nor_rules() -> None:
    shown = Consequences.of(RULES, {"known": True, "land": "de"}, TODAY)
    hidden = shown.after({"known": False, "land": "de"}, TODAY)
    assert shown.evaluated.values["rate"] == Decimal("1.5")
    assert "land" not in hidden.evaluated.values and "rate" not in hidden.evaluated.values


def test_only_what_a_change_touches_is_worked_out_again() -> None:
    told = Consequences.of(RULES, {"name": "Ada", "known": True}, TODAY)
    after = told.after({"name": "Bo", "known": True}, TODAY)
    same = [name for name in told.worked if told.worked[name] is after.worked[name]]
    assert set(told.worked) - set(same) == {"name"}


def test_circles_are_named() -> None:
    circle = "      - {field: a, type: integer, calculation: b}\n      - {field: b, type: integer, calculation: a}\n"
    (fault,) = Rules(small_form((KNOWN, KNOWN + circle))).faults
    assert "need each other" in fault.what and "a" in fault.what and "b" in fault.what


@pytest.mark.parametrize("form", [FORM])
def test_the_graph_holds_every_field_once(form: Form) -> None:
    names = [name for kind, name in Rules(form).graph.nodes if kind == "field"]
    assert sorted(names) == sorted(field.field for field in form.fields)


def test_rows_are_worked_out_again_where_what_stands_around_them_changes() -> None:
    rows = ({"amount": Money(Decimal(10), "EUR"), "pieces": 2},)
    told = Consequences.of(RULES, {"payments": rows, "rate": Decimal(3)}, TODAY)
    after = told.after({"payments": rows, "rate": Decimal(4)}, TODAY)
    each = [now.evaluated.values["payments"][0]["each"] for now in (told, after)]  # type: ignore[index,call-overload]
    assert each == [Money(Decimal(30), "EUR"), Money(Decimal(40), "EUR")]
