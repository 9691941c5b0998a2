"""What is said to be out of reach is never reached, whatever is answered; and what plainly is, is found."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_examples import small_form

from desktop_app.domain.answers import evaluate
from desktop_app.domain.form import Form
from desktop_app.domain.form_reach import Reach
from desktop_app.domain.reachability import Patience
from desktop_app.domain.rules import Rules
from desktop_app.domain.value import Value

TODAY = date(2026, 11, 23)
FIELDS = [
    {"field": "pieces", "type": "integer"},
    {"field": "share", "type": "percent"},
    {"field": "known", "type": "boolean"},
    {"field": "kind", "type": "choice", "choices": ["a", "b", "c"]},
    {"field": "wanted", "type": "choices", "choices": ["x", "y"]},
    {"field": "name", "type": "text"},
    {"field": "later", "type": "integer", "relevant": "known && pieces > 2"},
]


def form_with(*whens: str, relevant: str = "true", fields: list[dict[str, Any]] | None = None) -> Form:
    """A form with one rule table of these conditions, and with a page that has this rule."""
    rows = [{"when": when, "outcome": f"o{n}", "reason": "r"} for n, when in enumerate((*whens, "true"))]
    raw = small_form().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    first = {"page": "one", "title": "One", "fields": fields or FIELDS}
    second = {"page": "two", "title": "Two", "relevant": relevant, "fields": [{"field": "last", "type": "text"}]}
    table = {"decision": "ruling", "title": "Ruling", "rows": rows}
    section = {"section": "s", "title": "S", "author": "person"}
    changed = {"pages": [first, second], "decisions": [table], "sections": [section], "stages": raw["stages"][:1]}
    return Form.model_validate(raw | changed)


def said(form: Form) -> list[str]:
    """The places that are said to be out of reach."""
    return [".".join(map(str, fault.place)) for fault in Reach(form).unreachable()]


@pytest.mark.parametrize(
    "whens",
    [
        ("pieces > 5", "pieces > 7"),
        ("pieces >= 5", "pieces < 5", "pieces == 3"),
        ("known", "!known", 'kind == "a"'),
        ('kind == "a"', 'kind in ["b", "c"]', "known"),
        ("share >= 10.0", "share >= 10.0 && known"),
        ("known || pieces > 3", "pieces > 4"),
        ("!(known && pieces > 3)", "!known"),
        ('"x" in wanted', '"x" in wanted && known'),
        ("sum([share]) > 3.0", "sum([share]) > 3.0 && known"),
        ('name == "q"', 'name == "q"'),
        ("known", "known == true"),
        ("known", "known.blank"),  # while it is blank the first row is undecided, and with it the table
    ],
)
def test_a_row_that_rows_above_it_always_decide_is_found(whens: tuple[str, ...]) -> None:
    assert said(form_with(*whens)) == [f"decisions.0.rows.{len(whens) - 1}.when"]


@pytest.mark.parametrize(
    "when",
    [
        "pieces > 3 && pieces < 4",
        "pieces == 3 && pieces != 3",
        "share > 5.0 && share <= 5.0",
        'kind != "a" && kind != "b" && kind != "c"',
        'kind == "a" && kind == "b"',
        "known && !known",
        "known.blank && known",
        "false",
        "later > 3 && pieces == 1 && false",
    ],
)
def test_a_condition_that_never_holds_is_found(when: str) -> None:
    assert said(form_with(when)) == ["decisions.0.rows.0.when"]
    assert said(form_with(relevant=when)) == ["pages.1.relevant"]


@pytest.mark.parametrize(
    "whens",
    [
        ("pieces > 7", "pieces > 5"),
        ("share > 5.0", "share < 5.0", "share == 5.0"),
        ("known.blank", "known"),
        ("pieces > later", "pieces < later"),
        ("known ? pieces > 3 : pieces < 3", "pieces > 3"),
        ('kind == "a"', 'kind == "b"', 'kind == "c"'),
        ("wanted.exists(each, each == kind)", "known"),
        ("-pieces > 3", "pieces > 3"),
    ],
)
def test_what_may_be_reached_is_never_said_to_be_out_of_reach(whens: tuple[str, ...]) -> None:
    assert said(form_with(*whens)) == []


def test_a_field_that_hides_behind_one_that_is_never_shown_is_never_shown_either() -> None:
    hidden = [*FIELDS, {"field": "no", "type": "boolean", "relevant": "pieces > 1 && pieces < 2"}]
    behind = [*hidden, {"field": "behind", "type": "text", "relevant": "no"}]
    places = said(form_with("no", fields=behind))
    assert places == ["pages.0.fields.7.relevant", "pages.0.fields.8.relevant", "decisions.0.rows.0.when"]


def test_the_last_row_has_to_be_there_and_is_never_told_of() -> None:
    assert said(form_with("known", "!known")) == []


_ATOMS = st.sampled_from(
    [
        *(f"pieces {sign} {n}" for sign in ("<", "<=", ">", ">=", "==", "!=") for n in (1, 2, 3)),
        *(f"{n}.0 {sign} share" for sign in ("<", "<=", ">", ">=") for n in (1, 2)),
        *("known", "known == false", "known.blank", "pieces.blank", "later > 1", "later.blank", "share == 1.5"),
        *('kind == "a"', 'kind != "b"', 'kind in ["a", "c"]', '"x" in wanted', '"y" in wanted', "wanted.blank"),
        *('name == "q"', 'name != "q"', "pieces > later", "size(wanted) == 1", "true", "false"),
    ]
)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})")
    return pair | inner.map(lambda text: f"!({text})")


CONDITIONS = st.recursive(_ATOMS, _joined, max_leaves=4)
ANSWERS: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "pieces": st.integers(0, 4),
        "share": st.sampled_from([Decimal(text) for text in ("0.5", "1", "1.5", "2", "3")]),
        "known": st.booleans(),
        "kind": st.sampled_from(["a", "b", "c"]),
        "wanted": st.sampled_from([("x",), ("y",), ("x", "y")]),
        "name": st.sampled_from(["q", "r"]),
        "later": st.integers(0, 3),
        "last": st.just("z"),
    },
)


def _never_reached(whens: list[str], relevant: str, answered: list[dict[str, Value]]) -> None:
    form = form_with(*whens, relevant=relevant)
    rules, places = Rules(form), said(form)
    assert rules.faults == ()
    for answers in answered:
        evaluated = evaluate(form, rules, answers, TODAY)
        if "ruling" in evaluated.outcomes:
            row = evaluated.outcomes["ruling"][0].removeprefix("o")
            assert f"decisions.0.rows.{row}.when" not in places, (answers, whens)
        assert "pages.1.relevant" not in places or "last" not in evaluated.relevant, (answers, relevant)


@given(st.lists(CONDITIONS, min_size=1, max_size=4), CONDITIONS, st.lists(ANSWERS, min_size=12, max_size=12))
@settings(max_examples=12, deadline=None)
def test_what_is_said_to_be_out_of_reach_is_never_reached(
    whens: list[str], relevant: str, answered: list[dict[str, Value]]
) -> None:
    _never_reached(whens, relevant, answered)


@pytest.mark.long
@given(st.lists(CONDITIONS, min_size=1, max_size=5), CONDITIONS, st.lists(ANSWERS, min_size=40, max_size=40))
@settings(max_examples=3_000, deadline=None)
def test_over_many_forms_nothing_that_is_reached_is_said_to_be_out_of_reach(
    whens: list[str], relevant: str, answered: list[dict[str, Value]]
) -> None:
    _never_reached(whens, relevant, answered)


def test_a_form_that_is_written_to_take_long_is_given_up_on_and_nothing_is_said_of_the_rest() -> None:
    either = '(pieces > {0} || share < {0}.5 || later > {0} || name != "{0}")'
    whens = [" && ".join(either.format(n * 7 % 50 + k) for k in range(6)) for n in range(30)]
    reach = Reach(form_with(*whens), Patience(2_000))
    assert list(reach.unreachable()) == []
    assert -100 < reach.patience.left < 0
